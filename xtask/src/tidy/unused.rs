//! Texts that nobody says: the compiler warns of no public function.

use std::collections::HashSet;

use super::{Findings, texts::Text};

/// Where the texts are.
const HOME: &str = "crates/texts/src/";
/// Modules of that crate that hold no texts, or say theirs by themselves.
const OTHERS: [&str; 4] = ["lib.rs", "context.rs", "entry.rs", "sectors.rs"];

/// Every text has to be said somewhere.
pub(super) fn texts(files: &[Text], findings: &mut Findings) {
    let code = files
        .iter()
        .filter(|file| file.name.ends_with(".rs") && !file.name.starts_with("crates/texts/"));
    let said: HashSet<&str> = code.flat_map(|file| paths(&file.text)).collect();
    for file in files {
        let Some(area) = file.name.strip_prefix(HOME) else {
            continue;
        };
        if OTHERS.contains(&area) {
            continue;
        }
        for key in keys(&file.text) {
            if !said.contains(key) {
                findings.error(format!(
                    "{}: `{key}` is said nowhere; use it or take it away",
                    file.name
                ));
            }
        }
    }
}

/// The last names of paths: `said` of `texts::said`.
fn paths(code: &str) -> impl Iterator<Item = &str> {
    code.split("::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// The keys of a file of texts: names at the depth of the macro.
fn keys(code: &str) -> impl Iterator<Item = &str> {
    code.lines().filter_map(|line| {
        let entry = line.strip_prefix("    ")?;
        let end = entry.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
        let key = &entry[..end?];
        let opens = entry[key.len()..].starts_with([' ', '(', '[']) && entry.contains('{');
        (!key.is_empty() && opens).then_some(key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(said: &str, expect: usize) {
        let home = "//! Words.\n\ncrate::texts! {\n    /// A button.\n    save { en: \"Save\", de: \"Sichern\" }\n    \
                    copies[count](name) {\n        en: \"{count} of {name}\" | \"b\",\n        de: \"c\" | \"d\",\n    }\n}\n";
        let file = |name: &str, text: &str| Text {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let files = [
            file("crates/texts/src/shell.rs", home),
            file("app/src/a.rs", said),
        ];
        let mut findings = Findings::default();
        texts(&files, &mut findings);
        assert_eq!(findings.errors.len(), expect, "{said}: {findings:?}");
    }

    #[test]
    fn every_text_is_said() {
        check(
            "fn a() { shell::save(l); texts::shell::copies(l, 1, n) }",
            0,
        );
        check("fn a() { shell::save(l); copies(l) }", 1);
        check("let pick = [shell::copies];", 1);
        check("shell::saved(l); shell::copies_all(l)", 2);
    }
}
