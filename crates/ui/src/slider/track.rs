//! What the track below a thumb says.

/// What the track says about its values.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Track {
    /// How much it is: tinted up to the thumb.
    #[default]
    Amount,
    /// What values would do: hatched where no answer exists, grey where one does, tinted where the
    /// limit no longer binds.
    Zones {
        /// From where to where there is an answer.
        possible: (f64, f64),
        /// From where to where the limit does not bind.
        free: Option<(f64, f64)>,
    },
}

/// Where a value lies on the way from one end to the other, 0 to 1.
pub fn share(value: f64, (from, to): (f64, f64)) -> f64 {
    // With one value only there is nothing to slide.
    if to > from {
        ((value - from) / (to - from)).clamp(0.0, 1.0)
    } else {
        1.0
    }
}

fn shares((from, to): (f64, f64), range: (f64, f64)) -> (f64, f64) {
    let (from, to) = (share(from, range), share(to, range));
    (from, to.max(from))
}

/// The grey stretch.
pub(super) fn possible(track: Track, _: f64, range: (f64, f64)) -> (f64, f64) {
    match track {
        Track::Amount => (0.0, 1.0),
        Track::Zones { possible, .. } => shares(possible, range),
    }
}

/// The tinted stretch.
pub(super) fn tinted(track: Track, value: f64, range: (f64, f64)) -> (f64, f64) {
    match track {
        Track::Amount => (0.0, share(value, range)),
        Track::Zones { free: None, .. } => (0.0, 0.0),
        Track::Zones {
            free: Some(free), ..
        } => shares(free, range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: (f64, f64) = (0.1, 0.5);

    fn near((a, b): (f64, f64), (c, d): (f64, f64)) {
        assert!((a - c).abs() < 1e-9 && (b - d).abs() < 1e-9, "{a} {b}");
    }

    #[test]
    fn an_amount_is_tinted_up_to_the_thumb() {
        near(tinted(Track::Amount, 0.2, RANGE), (0.0, 0.25));
        near(tinted(Track::Amount, 0.9, RANGE), (0.0, 1.0));
        near(tinted(Track::Amount, 0.3, (0.3, 0.3)), (0.0, 1.0));
        near(possible(Track::Amount, 0.2, RANGE), (0.0, 1.0));
    }

    #[test]
    fn zones_stay_on_the_track() {
        let track = Track::Zones {
            possible: (0.2, 0.9),
            free: Some((0.4, 0.9)),
        };
        near(possible(track, 0.2, RANGE), (0.25, 1.0));
        near(tinted(track, 0.2, RANGE), (0.75, 1.0));
        let none = Track::Zones {
            possible: (0.6, 0.9),
            free: None,
        };
        near(possible(none, 0.2, RANGE), (1.0, 1.0));
        near(tinted(none, 0.2, RANGE), (0.0, 0.0));
    }
}
