//! What a combobox offers for what was typed, and where its keys lead.

/// Something to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// What a form sends.
    pub value: String,
    /// What people read and look for.
    pub name: String,
    /// A few words more; looked for as well.
    pub hint: String,
    /// The heading it stands under.
    pub group: String,
}

impl Item {
    /// An item that says no more than its name.
    pub fn new(value: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            name: name.into(),
            ..Self::default()
        }
    }

    /// The same with a few words more.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    /// The same under a heading.
    #[must_use]
    pub fn group(self, group: impl Into<String>) -> Self {
        Self {
            group: group.into(),
            ..self
        }
    }
}

/// So many are offered at once; more typing finds the others.
pub(super) const MOST: usize = 100;

/// How well an item fits what was typed: less is better, `None` is not at all.
fn rank(item: &Item, typed: &str) -> Option<u8> {
    let (name, hint) = (item.name.to_lowercase(), item.hint.to_lowercase());
    let begins_word = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .any(|word| word.starts_with(typed))
    };
    if name.starts_with(typed) {
        Some(0)
    } else if begins_word(&name) || begins_word(&hint) {
        Some(1)
    } else {
        (name.contains(typed) || hint.contains(typed)).then_some(2)
    }
}

/// The places of the items that fit, groups in their order, the best first within each.
pub(super) fn fitting(items: &[Item], typed: &str) -> Vec<usize> {
    let typed = typed.trim().to_lowercase();
    let mut groups: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let known = groups.iter().position(|group| *group == item.group);
        let group = known.unwrap_or_else(|| {
            groups.push(&item.group);
            groups.len() - 1
        });
        if let Some(rank) = rank(item, &typed) {
            found.push((group, rank, at));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, _, at)| at).take(MOST).collect()
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Opens the list and goes to this row of it.
    To(Option<usize>),
    /// Takes the row that is active.
    Take,
    /// Closes an open list; empties a field whose list is closed.
    Leave,
    /// Takes the last chip away.
    DropLast,
    /// Is the field's own.
    Edit,
}

/// A Page key goes so many rows.
const PAGE: usize = 10;

/// Where a key leads: `active` of `count` rows, in an open list or not, with `typed` in the field.
pub(super) fn on_key(
    key: &str,
    open: bool,
    active: Option<usize>,
    count: usize,
    typed: &str,
) -> Step {
    let last = count.checked_sub(1);
    let first = last.map(|_| 0);
    match key {
        "ArrowDown" if open && active.is_some() && active != last => {
            Step::To(active.map(|at| at + 1))
        }
        "ArrowDown" => Step::To(first),
        "ArrowUp" if open && active.is_some_and(|at| at > 0) => Step::To(active.map(|at| at - 1)),
        "ArrowUp" => Step::To(last),
        "PageDown" if open => Step::To(last.map(|last| (active.unwrap_or(0) + PAGE).min(last))),
        "PageUp" if open => Step::To(first.map(|_| active.unwrap_or(0).saturating_sub(PAGE))),
        "Enter" if open && active.is_some() => Step::Take,
        "Escape" if open || !typed.is_empty() => Step::Leave,
        "Backspace" if typed.is_empty() => Step::DropLast,
        _ => Step::Edit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<Item> {
        let item =
            |value: &str, hint: &str, group: &str| Item::new(value, value).hint(hint).group(group);
        vec![
            item("AAPL", "Apple", "Technology"),
            item("XOM", "Exxon Mobil", "Energy"),
            item("AMD", "Advanced Micro Devices", "Technology"),
            item("MSFT", "Microsoft", "Technology"),
            item("MMM", "3M", "Industry"),
        ]
    }

    fn check(typed: &str, expect: &[&str]) {
        let items = items();
        let found = fitting(&items, typed);
        let found: Vec<_> = found.iter().map(|at| items[*at].value.as_str()).collect();
        assert_eq!(found, expect, "{typed}");
    }

    #[test]
    fn groups_stay_together_and_the_best_comes_first() {
        check("", &["AAPL", "AMD", "MSFT", "XOM", "MMM"]);
        check("m", &["MSFT", "AMD", "XOM", "MMM"]);
        check("micro", &["AMD", "MSFT"]);
        check("  Mobil ", &["XOM"]);
        check("pple", &["AAPL"]);
        check("zzz", &[]);
    }

    #[test]
    fn long_lists_are_cut() {
        let item = |i: i32| Item::new(i.to_string(), i.to_string());
        let many: Vec<_> = (0..10_000).map(item).collect();
        assert_eq!(fitting(&many, "").len(), MOST);
        assert_eq!(fitting(&many, "9999"), [9999]);
    }

    #[test]
    fn arrows_go_round() {
        let key = |key: &str, active| on_key(key, true, active, 3, "");
        assert_eq!(key("ArrowDown", None), Step::To(Some(0)));
        assert_eq!(key("ArrowDown", Some(1)), Step::To(Some(2)));
        assert_eq!(key("ArrowDown", Some(2)), Step::To(Some(0)));
        assert_eq!(key("ArrowUp", Some(0)), Step::To(Some(2)));
        assert_eq!(key("ArrowUp", None), Step::To(Some(2)));
        assert_eq!(key("PageDown", Some(0)), Step::To(Some(2)));
        assert_eq!(on_key("ArrowDown", true, None, 0, "zzz"), Step::To(None));
        assert_eq!(on_key("ArrowUp", false, None, 3, ""), Step::To(Some(2)));
    }

    #[test]
    fn other_keys() {
        let key = |key: &str, open, active, typed: &str| on_key(key, open, active, 3, typed);
        assert_eq!(key("Enter", true, Some(1), ""), Step::Take);
        assert_eq!(key("Enter", true, None, ""), Step::Edit);
        assert_eq!(key("Enter", false, Some(1), ""), Step::Edit);
        assert_eq!(key("Escape", false, None, "a"), Step::Leave);
        assert_eq!(key("Escape", false, None, ""), Step::Edit);
        assert_eq!(key("Backspace", true, None, ""), Step::DropLast);
        assert_eq!(key("Backspace", true, None, "a"), Step::Edit);
        assert_eq!(key("Home", true, Some(1), "a"), Step::Edit);
    }
}
