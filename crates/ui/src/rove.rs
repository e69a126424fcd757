//! Where the keys lead among things of which one has the focus: tabs, menu items, rows of a tree.

/// In which direction the things lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along {
    Row,
    Column,
}

/// The place a key leads to from `at`, around the ends; `None` where it means nothing here.
pub fn step(key: &str, along: Along, at: usize, count: usize) -> Option<usize> {
    if count == 0 {
        return None;
    }
    let (next, previous) = match along {
        Along::Row => ("ArrowRight", "ArrowLeft"),
        Along::Column => ("ArrowDown", "ArrowUp"),
    };
    match key {
        _ if key == next => Some((at + 1) % count),
        _ if key == previous => Some((at + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

/// The next thing after `at` whose name begins with the letter typed; `None` for keys that are no
/// letter.
pub fn by_letter<'a>(
    key: &str,
    at: usize,
    names: impl ExactSizeIterator<Item = &'a str> + Clone,
) -> Option<usize> {
    let mut typed = key.chars();
    let (Some(letter), None) = (typed.next(), typed.next()) else {
        return None;
    };
    let begins = |name: &str| {
        let first = name.trim_start().chars().next();
        first.is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
    };
    let count = names.len();
    // Those after the present one first, then from the top.
    (1..=count)
        .map(|ahead| (at + ahead) % count)
        .find(|place| names.clone().nth(*place).is_some_and(begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_around_and_ends_are_ends() {
        assert_eq!(step("ArrowRight", Along::Row, 2, 3), Some(0));
        assert_eq!(step("ArrowLeft", Along::Row, 0, 3), Some(2));
        assert_eq!(step("ArrowDown", Along::Column, 0, 3), Some(1));
        assert_eq!(step("End", Along::Column, 0, 3), Some(2));
        assert_eq!(step("Home", Along::Row, 2, 3), Some(0));
        assert_eq!(step("ArrowDown", Along::Row, 0, 3), None);
        assert_eq!(step("Home", Along::Row, 0, 0), None);
    }

    #[test]
    fn letters_lead_to_the_next_name() {
        let names = ["Export", "Rename", "Remove", "Äther"];
        let find = |key, at| by_letter(key, at, names.into_iter());
        assert_eq!(find("r", 0), Some(1));
        assert_eq!(find("r", 1), Some(2));
        assert_eq!(find("R", 2), Some(1));
        assert_eq!(find("ä", 0), Some(3));
        assert_eq!(find("x", 0), None);
        assert_eq!(find("Enter", 0), None);
    }
}
