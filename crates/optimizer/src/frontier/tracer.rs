//! The [critical line](super::critical_line) drawn from end to end, wherever its curvature comes
//! from.

use nalgebra::DVector;

use super::corner::{Corner, without_stopovers};
use super::critical_line::{End, Line, Way};
use crate::progress::is_stopped;
use crate::solve::{Curvature, Program, Sides};

/// How far the line is left where it has no answer, as a share of `γ`.
const JUMP: f64 = 1e-7;
/// Jumps before the rest of the line is given up.
const JUMPS: usize = 200;
/// Where on the line to begin, at mean variance 1 and returns from −1 to 1. Any number
/// above zero will do; this one is no likely turning point.
const START: f64 = 0.237_172_381_4;

/// Whether a line without an upper end is worth following down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Top {
    Needed,
    IfAny,
}

pub(super) enum Traced {
    /// By falling `γ`.
    Corners(Vec<Corner>),
    /// Likewise, from somewhere on the last stretch; empty where the top is needed.
    Unbounded(Vec<Corner>),
    /// There is no line, or no solver found a point of it.
    Nothing,
}

impl Traced {
    /// With the trade-offs for a mean that is `spread` times as wide.
    pub(super) fn in_units_of(mut self, spread: f64) -> Self {
        if let Self::Corners(corners) | Self::Unbounded(corners) = &mut self {
            for corner in corners {
                corner.gamma /= spread;
            }
        }
        self
    }
}

/// The program of the line at one `γ`.
fn at<'m>(program: &Program<'m>, excess: &DVector<f64>, gamma: f64) -> Program<'m> {
    Program {
        linear: excess * -gamma,
        ..program.clone()
    }
}

/// An optimum from which the line is taken up.
pub(super) struct Restart {
    pub(super) x: DVector<f64>,
    pub(super) rows: DVector<f64>,
    pub(super) residual: f64,
    pub(super) sides: Sides,
}

impl Restart {
    fn into_corner(self, gamma: f64, is_stopover: bool) -> Corner {
        Corner {
            x: self.x,
            gamma,
            residual: self.residual,
            rows: self.rows,
            is_stopover,
        }
    }
}

/// What the line is drawn on.
pub(super) struct Tracer<'t> {
    pub(super) program: &'t Program<'t>,
    pub(super) matrix: Curvature<'t>,
    /// The mean, from −1 to 1.
    pub(super) excess: &'t DVector<f64>,
    /// The optimum of one program, from the sides of another.
    pub(super) solve: &'t dyn Fn(&Program<'_>, &Sides) -> Option<Restart>,
}

impl Tracer<'_> {
    /// The whole line, its largest return from `boldest` where the line is lost on the way.
    pub(super) fn trace(&self, top: Top, boldest: impl Fn(f64) -> Option<Corner>) -> Traced {
        let none = Sides::none(self.program);
        let Some(begin) = (self.solve)(&at(self.program, self.excess, START), &none) else {
            return Traced::Nothing;
        };
        let mut corners = Vec::new();
        let begin = (begin.x, START, begin.sides);
        let end = self.follow(begin.clone(), Way::Up, &mut corners);
        match end {
            End::Unbounded if top == Top::Needed => return Traced::Unbounded(Vec::new()),
            End::Unbounded | End::Reached => {}
            End::Lost => {
                let highest = corners.last().map_or(START, |corner| corner.gamma);
                corners.extend(boldest(highest));
            }
        }
        corners.reverse();
        let down = self.follow(begin, Way::Down, &mut corners);
        if down != End::Reached
            && let Some(calmest) = (self.solve)(self.program, &none)
        {
            corners.push(calmest.into_corner(0.0, false));
        }
        if corners.is_empty() {
            return Traced::Nothing;
        }
        let corners = without_stopovers(corners);
        if end == End::Unbounded {
            return Traced::Unbounded(corners);
        }
        Traced::Corners(corners)
    }

    /// Follows the line from `begin` to its end, jumping where it is lost.
    fn follow(
        &self,
        begin: (DVector<f64>, f64, Sides),
        way: Way,
        corners: &mut Vec<Corner>,
    ) -> End {
        let (program, excess) = (self.program, self.excess);
        let (mut x, mut gamma, mut sides) = begin;
        let begin_at = gamma;
        let mut jump = JUMP;
        for _ in 0..JUMPS {
            if is_stopped() {
                return End::Lost;
            }
            let mut end = End::Lost;
            let before = corners.len();
            if let Some(mut line) =
                Line::new(program, self.matrix, excess, x.clone(), gamma, &sides)
            {
                end = line.follow(way, corners);
                gamma = line.gamma;
                sides = line.sides();
            }
            if end != End::Lost || (gamma == 0.0 && way == Way::Down) {
                return end;
            }
            // Lost again at once: further.
            jump = if corners.len() > before {
                JUMP
            } else {
                (10.0 * jump).min(0.5)
            };
            gamma *= 1.0 + way.sign() * jump;
            if way == Way::Down && gamma < JUMP * begin_at {
                gamma = 0.0;
            }
            let Some(found) = (self.solve)(&at(program, excess, gamma), &sides) else {
                return End::Lost;
            };
            (x, sides) = (found.x.clone(), found.sides.clone());
            corners.push(found.into_corner(gamma, true));
        }
        End::Lost
    }
}
