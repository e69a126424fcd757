use domain::Day;

/// A stretch of days, both ends inside it; an end left out is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    from: Option<Day>,
    to: Option<Day>,
}

/// A window whose end lies before its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the window ends on {to}, before it begins on {from}")]
pub struct ReversedWindow {
    /// The first day asked for.
    pub from: Day,
    /// The last day asked for.
    pub to: Day,
}

impl Window {
    /// Every day there is.
    pub const ALL: Self = Self {
        from: None,
        to: None,
    };

    /// The window from `from` to `to`.
    ///
    /// # Errors
    /// When it ends before it begins.
    pub fn new(from: Option<Day>, to: Option<Day>) -> Result<Self, ReversedWindow> {
        match (from, to) {
            (Some(from), Some(to)) if to < from => Err(ReversedWindow { from, to }),
            _ => Ok(Self { from, to }),
        }
    }

    /// Its first day, unless open.
    pub const fn from(&self) -> Option<Day> {
        self.from
    }

    /// Its last day, unless open.
    pub const fn to(&self) -> Option<Day> {
        self.to
    }

    /// Whether a day lies inside.
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The positions of the days inside, in ascending `days`.
    pub fn inside(&self, days: &[Day]) -> std::ops::Range<usize> {
        let start = self
            .from
            .map_or(0, |from| days.partition_point(|&day| day < from));
        let end = self
            .to
            .map_or(days.len(), |to| days.partition_point(|&day| day <= to));
        start..end.max(start)
    }

    /// As [`Window::inside`], and the one day before it where there is one, so that the first
    /// *return* lies on the first day of the window. Empty when nothing is inside.
    pub fn inside_with_base(&self, days: &[Day]) -> std::ops::Range<usize> {
        let inside = self.inside(days);
        if inside.is_empty() {
            inside
        } else {
            inside.start.saturating_sub(1)..inside.end
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: i8) -> Day {
        Day::constant(2020, 1, d)
    }

    #[test]
    fn a_window_keeps_one_base_day() {
        let days: Vec<Day> = [2, 3, 6, 7, 8].map(day).to_vec();
        let check = |from: Option<i8>, to: Option<i8>, inside, with_base| {
            let window = Window::new(from.map(day), to.map(day)).expect("in order");
            assert_eq!(window.inside(&days), inside);
            assert_eq!(window.inside_with_base(&days), with_base);
            for (i, &day) in days.iter().enumerate() {
                assert_eq!(window.contains(day), window.inside(&days).contains(&i));
            }
        };
        check(None, None, 0..5, 0..5);
        check(Some(1), Some(9), 0..5, 0..5);
        check(Some(4), Some(7), 2..4, 1..4);
        check(Some(6), Some(6), 2..3, 1..3);
        check(Some(4), Some(5), 2..2, 2..2);
        check(Some(9), None, 5..5, 5..5);
        check(None, Some(1), 0..0, 0..0);
    }

    #[test]
    fn a_reversed_window_is_refused() {
        let error = Window::new(Some(day(3)), Some(day(2))).expect_err("reversed");
        assert_eq!(
            error,
            ReversedWindow {
                from: day(3),
                to: day(2)
            }
        );
    }
}
