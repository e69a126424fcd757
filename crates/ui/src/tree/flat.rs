//! A tree as the rows that are in sight, and where the keys lead among them.

use std::collections::BTreeSet;

/// Something with or without things below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub key: String,
    pub label: String,
    pub children: Vec<Node>,
}

impl Node {
    pub fn leaf(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self::branch(key, label, Vec::new())
    }

    pub fn branch(key: impl Into<String>, label: impl Into<String>, children: Vec<Self>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            children,
        }
    }
}

/// A row in sight, with what ARIA wants to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub key: String,
    pub label: String,
    /// From 1.
    pub level: usize,
    /// Its place among its siblings, from 1, and how many they are.
    pub place: usize,
    pub siblings: usize,
    /// `None`: nothing is below it.
    pub is_open: Option<bool>,
}

/// The rows in sight, from the top.
pub fn lines(nodes: &[Node], open: &BTreeSet<String>) -> Vec<Line> {
    let mut lines = Vec::new();
    below(nodes, open, 1, &mut lines);
    lines
}

fn below(nodes: &[Node], open: &BTreeSet<String>, level: usize, lines: &mut Vec<Line>) {
    for (at, node) in nodes.iter().enumerate() {
        let is_open = (!node.children.is_empty()).then(|| open.contains(&node.key));
        lines.push(Line {
            key: node.key.clone(),
            label: node.label.clone(),
            level,
            place: at + 1,
            siblings: nodes.len(),
            is_open,
        });
        if is_open == Some(true) {
            below(&node.children, open, level + 1, lines);
        }
    }
}

/// What a key asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    To(usize),
    Open,
    Close,
    Choose,
}

/// What a key means on the row `at`; arrows do not go around the ends of a tree.
pub fn meaning(key: &str, lines: &[Line], at: usize) -> Option<Move> {
    let line = lines.get(at)?;
    let parent = || {
        lines[..at]
            .iter()
            .rposition(|above| above.level < line.level)
    };
    match (key, line.is_open) {
        ("ArrowDown", _) => (at + 1 < lines.len()).then_some(Move::To(at + 1)),
        ("ArrowUp", _) => at.checked_sub(1).map(Move::To),
        ("Home", _) => Some(Move::To(0)),
        ("End", _) => Some(Move::To(lines.len() - 1)),
        ("ArrowRight", Some(false)) => Some(Move::Open),
        ("ArrowRight", Some(true)) => Some(Move::To(at + 1)),
        ("ArrowLeft", Some(true)) => Some(Move::Close),
        ("ArrowLeft", _) => parent().map(Move::To),
        ("Enter" | " ", _) => Some(Move::Choose),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Vec<Node> {
        let shares = vec![
            Node::branch("health", "Health", vec![Node::leaf("LLY", "Lilly")]),
            Node::leaf("other", "Other"),
        ];
        vec![
            Node::branch("equity", "Equity", shares),
            Node::leaf("cash", "Cash"),
        ]
    }

    fn seen(open: &[&str]) -> Vec<Line> {
        lines(&tree(), &open.iter().map(|key| (*key).to_owned()).collect())
    }

    #[test]
    fn closed_branches_hide_what_is_below() {
        let keys = |open: &[&str]| -> Vec<String> {
            seen(open)
                .iter()
                .map(|line| format!("{}{}", line.level, line.key))
                .collect()
        };
        assert_eq!(keys(&[]), ["1equity", "1cash"]);
        assert_eq!(keys(&["equity"]), ["1equity", "2health", "2other", "1cash"]);
        assert_eq!(keys(&["health"]), ["1equity", "1cash"]);
        let all = seen(&["equity", "health"]);
        assert_eq!((all[2].key.as_str(), all[2].level), ("LLY", 3));
        assert_eq!(
            (all[3].place, all[3].siblings, all[3].is_open),
            (2, 2, None)
        );
    }

    #[test]
    fn keys_follow_the_guide() {
        let lines = seen(&["equity"]);
        let check = |key: &str, at: usize, expect: Option<Move>| {
            assert_eq!(meaning(key, &lines, at), expect, "{key} on {at}");
        };
        check("ArrowDown", 0, Some(Move::To(1)));
        check("ArrowDown", 3, None);
        check("ArrowUp", 0, None);
        check("End", 0, Some(Move::To(3)));
        check("ArrowRight", 0, Some(Move::To(1)));
        check("ArrowRight", 1, Some(Move::Open));
        check("ArrowRight", 2, None);
        check("ArrowLeft", 0, Some(Move::Close));
        check("ArrowLeft", 2, Some(Move::To(0)));
        check("ArrowLeft", 3, None);
        check("Enter", 2, Some(Move::Choose));
        check("x", 0, None);
        assert_eq!(meaning("Home", &[], 0), None);
    }
}
