//! Where we stand in the browser's history.

/// The questions of this visit, in the order of the browser's history, and where we stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visits {
    queries: Vec<String>,
    at: usize,
}

impl Visits {
    pub fn new(query: String) -> Self {
        Self {
            queries: vec![query],
            at: 0,
        }
    }

    /// A new question; whether it is another one than the last.
    pub fn go_to(&mut self, query: String) -> bool {
        if self.queries[self.at] == query {
            return false;
        }
        self.queries.truncate(self.at + 1);
        self.queries.push(query);
        self.at += 1;
        true
    }

    /// Back or forward has led to a question that was asked before.
    pub fn come_to(&mut self, query: String) {
        let is_at = |at: usize| self.queries.get(at) == Some(&query);
        let nearest = (0..self.queries.len())
            .filter(|at| *at != self.at && is_at(*at))
            .min_by_key(|at| at.abs_diff(self.at));
        match nearest {
            Some(at) => self.at = at,
            // From before this page was loaded: nothing of ours lies behind it.
            None => *self = Self::new(query),
        }
    }

    pub fn can_undo(&self) -> bool {
        self.at > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undo_knows_where_it_stands() {
        let mut visits = Visits::new(String::new());
        assert!(!visits.can_undo());
        assert!(visits.go_to("cap=12".into()));
        assert!(!visits.go_to("cap=12".into()));
        assert!(visits.go_to("cap=14".into()));
        visits.come_to("cap=12".into());
        assert!(visits.can_undo());
        visits.come_to("cap=14".into());
        visits.come_to("cap=12".into());
        visits.come_to(String::new());
        assert!(!visits.can_undo());
        assert!(visits.go_to("cap=20".into()));
        assert_eq!(visits.queries, ["", "cap=20"]);
        visits.come_to("cap=99".into());
        assert!(!visits.can_undo());
    }
}
