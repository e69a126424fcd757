//! Which files are taken.

use domain::Language;
use texts::components as words;

/// Which files are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Endings with their dot, in small letters: `.csv`. None: all.
    pub endings: &'static [&'static str],
    /// The largest file, in bytes.
    pub bytes: u64,
    /// How many at once.
    pub files: usize,
}

impl Limits {
    /// What the browser's own window offers.
    pub fn accept(&self) -> String {
        self.endings.join(",")
    }

    /// The limits in a sentence.
    pub fn say(&self, language: Language) -> String {
        let size = language.size(self.bytes);
        if self.endings.is_empty() {
            words::any_file(language, &size)
        } else {
            words::file_limits(language, &self.endings.join(", "), &size)
        }
    }

    /// What is wrong with a file, in a sentence; `None` for one that is taken.
    pub fn refuse(&self, name: &str, bytes: u64, language: Language) -> Option<String> {
        let small = name.to_lowercase();
        if !self.endings.is_empty() && !self.endings.iter().any(|end| small.ends_with(end)) {
            let endings = self.endings.join(", ");
            return Some(words::wrong_kind(language, name, &endings));
        }
        if bytes == 0 {
            return Some(words::empty_file(language, name));
        }
        (bytes > self.bytes).then(|| {
            let (is, most) = (language.size(bytes), language.size(self.bytes));
            words::too_large(language, name, &is, &most)
        })
    }

    /// What is wrong with so many files, in a sentence.
    pub fn refuse_count(&self, count: usize, language: Language) -> Option<String> {
        (count > self.files).then(|| words::too_many_files(language, self.files as u64))
    }
}

#[cfg(test)]
mod tests {
    use domain::Language::{English, German};

    use super::*;

    const CSV: Limits = Limits {
        endings: &[".csv", ".txt"],
        bytes: 2_000_000,
        files: 2,
    };

    #[test]
    fn a_file_is_taken_by_ending_and_size() {
        assert_eq!(CSV.refuse("Depot.CSV", 12, English), None);
        assert_eq!(CSV.refuse("a.txt", 2_000_000, English), None);
        let kind = CSV.refuse("picture.png", 12, English).expect("refused");
        assert!(kind.contains("picture.png") && kind.contains(".csv, .txt"));
        let size = CSV.refuse("a.csv", 2_000_001, German).expect("refused");
        assert!(size.contains("a.csv") && size.contains("2"), "{size}");
        assert!(CSV.refuse("a.csv", 0, English).is_some());
        assert!(CSV.refuse("csv", 1, English).is_some());
    }

    #[test]
    fn so_many_files_at_once() {
        assert_eq!(CSV.refuse_count(2, English), None);
        assert!(CSV.refuse_count(3, English).expect("refused").contains('2'));
    }

    #[test]
    fn any_file_is_taken_where_no_ending_is_asked() {
        let any = Limits {
            endings: &[],
            ..CSV
        };
        assert_eq!(any.refuse("picture.png", 12, English), None);
        assert_eq!(any.accept(), "");
        assert_eq!(CSV.accept(), ".csv,.txt");
    }
}
