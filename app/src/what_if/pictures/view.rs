//! The part of the plane that is worth looking at.

use contract::what_if::{Answer, Outcome};

use super::at;

/// The part of the plane that is worth looking at.
pub(super) struct View {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    pub(super) top: f64,
}

impl View {
    pub(super) fn around(answer: &Answer) -> Self {
        let picture = &answer.picture;
        let mut points: Vec<(f64, f64)> = picture.frontier.iter().map(at).collect();
        if let Outcome::Solved(solved) = &answer.outcome {
            for f in [&solved.figures, &solved.equal] {
                points.push((100.0 * f.volatility, 100.0 * f.annual_return));
            }
        }
        let mut assets: Vec<(f64, f64)> = picture.assets.iter().map(at).collect();
        // Four of five companies decide the frame; the wildest are named in a note.
        assets.sort_by(|a, b| a.0.total_cmp(&b.0));
        let keep = (assets.len() * 4).div_ceil(5);
        points.extend(&assets[..keep]);
        points.extend(picture.free_frontier.first().map(at));
        let fold = |f: fn(f64, f64) -> f64, start: f64, pick: fn(&(f64, f64)) -> f64| {
            points.iter().map(pick).fold(start, f)
        };
        let (left, right) = (
            fold(f64::min, f64::INFINITY, |p| p.0),
            fold(f64::max, 0.0, |p| p.0),
        );
        let (bottom, top) = (fold(f64::min, 0.0, |p| p.1), fold(f64::max, 0.0, |p| p.1));
        if !left.is_finite() {
            return Self {
                left: 0.0,
                right: 1.0,
                bottom: 0.0,
                top: 1.0,
            };
        }
        let (wide, tall) = ((right - left).max(1.0), (top - bottom).max(1.0));
        Self {
            left: (left - 0.14 * wide).max(0.0),
            right: right + 0.06 * wide,
            bottom: if bottom < 0.0 {
                bottom - 0.06 * tall
            } else {
                0.0
            },
            top: top + 0.1 * tall,
        }
    }

    pub(super) fn holds(&self, x: f64, y: f64) -> bool {
        (self.left..=self.right).contains(&x) && (self.bottom..=self.top).contains(&y)
    }
}
