//! The weights of the return and of the benchmark at which the quadratic limits bind, and the
//! tangency of the largest Sharpe ratio.
//!
//! With prices `λ₁` of `½(x − b)'P(x − b)` and `λ₂` of `½x'Px`, the Lagrangian of every objective
//! is, up to its size, `½x'Px − ρ net(x) − θ b'Px`: prices change the linear term only. Where one
//! equation is open, `(ρ, θ)` runs along a straight line on which the limited quantity is
//! monotone; it is bracketed, and the equation is solved exactly on each face that is met, until
//! the face is the right one. Two open equations nest two such searches and are solved together
//! on the face.

use super::descent::{climb, descend};
use super::face::{First, Second, settle};
use super::flat;
use super::judge::{self, Weights};
use super::model::{Aim, Bent, Place};
use crate::problem::Objective;
use crate::solve::polish::Point;

/// A face that is tried has to be right to this.
const VERIFIED: f64 = 1e-11;
/// An answer is taken up to this KKT residual without looking further.
const TRUSTED: f64 = 1e-9;
/// A quadratic limit counts as kept up to this.
const KEPT: f64 = 1e-12;
/// Beyond this weight the return is at its largest.
const STEEPEST: f64 = 1e9;
const ROUNDS: usize = 120;
/// How many times as far as it got a search goes in one step, while nothing stops it.
const FARTHEST: f64 = 64.0;

/// An optimum, or the best that was found.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub(super) place: Place,
    pub(super) point: Point,
    pub(super) weights: Weights,
    pub(super) residual: f64,
}

/// How a search ended.
#[derive(Debug)]
pub(super) enum Ended {
    At(Box<Settled>),
    Infeasible,
    Nothing,
}

/// See the module.
pub(super) struct Search<'b, 'a> {
    bent: &'b Bent<'a>,
    pub(super) iterations: usize,
    /// Where the search for the tangency begins.
    pub(super) trade_off: f64,
}

/// What one evaluation of a line found.
struct Probe {
    aim: Aim,
    point: Point,
}

/// A line of aims: where it runs, and which equation is open on it.
#[derive(Clone, Copy)]
struct Line {
    first: First,
    second: Second,
    high: f64,
}

impl<'b, 'a> Search<'b, 'a> {
    pub(super) fn new(bent: &'b Bent<'a>) -> Self {
        Self {
            bent,
            iterations: 0,
            trade_off: 0.0,
        }
    }

    /// The optimum, from a place that keeps every limit but the quadratic ones.
    pub(super) fn solve(&mut self, start: &Place) -> Ended {
        let own = self.own();
        let mut place = start.clone();
        let free = self.along(own, Second::Off, &mut place);
        let limits = (self.bent.largest_distance(), self.bent.largest_risk());
        if matches!(free, Ended::Infeasible) || limits == (None, None) {
            return free;
        }
        // Without an optimum that is free of the quadratic limits either may bind.
        let (strays, is_risky) = match &free {
            Ended::At(found) if found.residual <= TRUSTED => (
                !self.keeps(found, true, false),
                !self.keeps(found, false, true),
            ),
            _ => (limits.0.is_some(), limits.1.is_some()),
        };
        let is_trusted =
            |ended: &Ended| matches!(ended, Ended::At(found) if found.residual <= TRUSTED);
        let mut is_calmest = is_risky && is_trusted(&free);
        let mut best = free;
        if !strays && !is_risky {
            return best;
        }
        if strays {
            let nearest = Line {
                first: First::Own(0.0),
                second: Second::Tracking,
                high: 1.0,
            };
            match self.tightest(nearest, &mut place) {
                Some(Ended::At(found)) if !self.keeps(&found, false, true) => {
                    return Ended::Infeasible;
                }
                Some(ended) => return ended,
                None => {}
            }
        }
        let combinations = [
            (strays, own, Second::Tracking),
            (is_risky, First::Risk, Second::Off),
            (
                limits.0.is_some() && limits.1.is_some(),
                First::Risk,
                Second::Tracking,
            ),
        ];
        best = match best {
            // It breaks a limit.
            Ended::At(found) if !self.keeps(&found, true, true) => Ended::Nothing,
            other => other,
        };
        for (may_bind, first, second) in combinations {
            if !may_bind {
                continue;
            }
            if first == First::Risk && own == First::Own(0.0) {
                // The calmest portfolio has no smaller risk, if it is known to be that one.
                if is_calmest {
                    return Ended::Infeasible;
                }
                continue;
            }
            let ended = self.along(first, second, &mut place);
            is_calmest |= is_trusted(&ended);
            match &ended {
                Ended::Infeasible => return ended,
                Ended::At(found) if self.keeps(found, true, true) => {
                    if found.residual <= TRUSTED {
                        return ended;
                    }
                    if found.residual < residual(&best) {
                        best = ended;
                    }
                }
                _ => {}
            }
        }
        best
    }

    /// Whether an optimum found without one of the quadratic limits keeps it.
    fn keeps(&self, found: &Settled, distance: bool, risk: bool) -> bool {
        let x = &found.point.x;
        let within = |value: f64, limit: Option<f64>| {
            limit.is_none_or(|limit| value.max(0.0).sqrt() <= limit + KEPT * (1.0 + limit))
        };
        let of_distance = self.bent.distance(x) - self.bent.rounding_of_distance(x);
        let of_risk = self.bent.variance(x) - self.bent.rounding_of_variance(x);
        (!distance || within(of_distance, self.bent.largest_distance()))
            && (!risk || within(of_risk, self.bent.largest_risk()))
    }

    /// What fixes the return where no limit does.
    pub(super) fn own(&self) -> First {
        match self.bent.problem.objective {
            Objective::MinVariance | Objective::EqualWeight => First::Own(0.0),
            Objective::MaxUtility { risk_aversion } if risk_aversion > 0.0 => {
                First::Own(1.0 / (2.0 * risk_aversion * self.bent.unit))
            }
            Objective::MaxUtility { .. } | Objective::MaxReturn => First::Return,
            Objective::MaxSharpe { .. } => First::Tangent,
        }
    }

    fn along(&mut self, first: First, second: Second, place: &mut Place) -> Ended {
        let line = |high: f64| Line {
            first,
            second,
            high,
        };
        match (first, second) {
            (First::Own(own), Second::Off) => self.at(first, &Aim::at(own, 0.0), place),
            (First::Return, Second::Off) => {
                let Some(point) = climb(self.bent, place, &mut self.iterations) else {
                    return Ended::Nothing;
                };
                self.finish(place, point, &Aim::at(1.0, 0.0), first, second)
            }
            (First::Own(_), Second::Tracking) => self.bracket(line(1.0), place),
            (First::Risk, _) => {
                let most = match self.own() {
                    First::Own(own) => own,
                    _ => f64::INFINITY,
                };
                self.bracket(line(most), place)
            }
            (First::Return, Second::Tracking) | (First::Tangent, _) => {
                self.bracket(line(f64::INFINITY), place)
            }
        }
    }

    fn at(&mut self, first: First, aim: &Aim, place: &mut Place) -> Ended {
        match descend(self.bent, aim, place, &mut self.iterations) {
            Some(point) => self.finish(place, point, aim, first, Second::Off),
            None => Ended::Nothing,
        }
    }

    /// Whether the line is followed with the tracking error at its limit, one search in the other.
    fn is_nested(line: Line) -> bool {
        line.second == Second::Tracking && matches!(line.first, First::Risk | First::Tangent)
    }

    /// The optimum at `t` of a line.
    fn probe(&mut self, line: Line, t: f64, place: &mut Place) -> Option<Result<Probe, Ended>> {
        let aim = match (line.first, line.second) {
            _ if Self::is_nested(line) => return self.probe_nested(t, place),
            (First::Own(own), _) => Aim::at((1.0 - t) * own, t),
            (First::Return, _) => Aim::at(t, 1.0),
            (First::Risk | First::Tangent, _) => Aim::at(t, 0.0),
        };
        let point = descend(self.bent, &aim, place, &mut self.iterations)?;
        Some(Ok(Probe { aim, point }))
    }

    fn probe_nested(&mut self, t: f64, place: &mut Place) -> Option<Result<Probe, Ended>> {
        let own = First::Own(t);
        let free = Aim::at(t, 0.0);
        let point = descend(self.bent, &free, place, &mut self.iterations)?;
        let limit = self.bent.largest_distance()?;
        if self.bent.distance(&point.x).sqrt() <= limit {
            return Some(Ok(Probe { aim: free, point }));
        }
        match self.along(own, Second::Tracking, place) {
            Ended::At(found) => {
                *place = found.place.clone();
                let size = 1.0 + found.weights.tracking_error;
                let aim = Aim::at(t / size, found.weights.tracking_error / size);
                let mut point = found.point;
                point.rows /= size;
                point.bounds /= size;
                Some(Ok(Probe { aim, point }))
            }
            other => Some(Err(other)),
        }
    }

    /// Whether `t` is beyond the solution of the line's equation.
    fn is_beyond(&self, line: Line, t: f64, probe: &Probe) -> bool {
        let x = &probe.point.x;
        let too_far =
            |limit: Option<f64>, value: f64| limit.is_some_and(|limit| value.sqrt() > limit);
        let tracking = |x| too_far(self.bent.largest_distance(), self.bent.distance(x));
        match line.first {
            First::Own(_) => !tracking(x),
            First::Return => tracking(x),
            First::Risk => too_far(self.bent.largest_risk(), self.bent.variance(x)),
            First::Tangent => {
                let net = self.bent.net(x);
                net > 0.0 && t * net >= self.bent.variance(x)
            }
        }
    }

    /// Where on a line the limited quantity is smallest, if it has a limit: the limit can be kept
    /// nowhere if not there.
    fn tightest(&mut self, line: Line, place: &mut Place) -> Option<Ended> {
        let (t, limit) = match line.first {
            First::Own(_) => (1.0, self.bent.largest_distance()?),
            First::Return => (0.0, self.bent.largest_distance()?),
            First::Risk => (0.0, self.bent.largest_risk()?),
            First::Tangent => return None,
        };
        let probe = match self.probe(line, t, place)? {
            Ok(probe) => probe,
            Err(ended) => return Some(ended),
        };
        let x = &probe.point.x;
        let (value, rounding) = match line.first {
            First::Risk => (self.bent.variance(x), self.bent.rounding_of_variance(x)),
            _ => (self.bent.distance(x), self.bent.rounding_of_distance(x)),
        };
        let missed = (value - rounding).max(0.0).sqrt() - limit;
        if missed > KEPT * (1.0 + limit) {
            return Some(Ended::Infeasible);
        }
        // The only portfolio that keeps the limit: no price would hold it there.
        (value.sqrt() - limit >= -KEPT * (1.0 + limit)).then(|| self.only(place, probe))
    }

    /// The one portfolio that keeps a quadratic limit. It is stationary for the limited quantity,
    /// beside which the objective counts nothing.
    fn only(&self, place: &Place, probe: Probe) -> Ended {
        if self.own() != First::Own(0.0)
            && let Some(found) = flat::best_beside(self.bent, &probe.point.x)
        {
            return Ended::At(Box::new(found));
        }
        let matrix = &self.bent.problem.shape.scaled;
        let program = self.bent.cell(&place.pieces, Some(matrix), &probe.aim);
        let residual = judge::of_cell(self.bent, &program, place, &probe.point, &probe.aim);
        let mut place = place.clone();
        place.x.copy_from(&probe.point.x);
        let mut point = probe.point;
        point.rows.fill(0.0);
        point.bounds.fill(0.0);
        let weights = Weights {
            returns: f64::from(u8::from(self.own() != First::Own(0.0))),
            ..Weights::default()
        };
        Ended::At(Box::new(Settled {
            place,
            point,
            weights,
            residual,
        }))
    }

    fn bracket(&mut self, line: Line, place: &mut Place) -> Ended {
        if let Some(ended) = self.tightest(line, place) {
            return ended;
        }
        let (mut low, mut high) = (0.0, line.high);
        let mut t = if high.is_finite() { 0.5 * high } else { 1.0 };
        if line.first == First::Tangent {
            t = self.trade_off;
        }
        let mut best = Ended::Nothing;
        for _ in 0..ROUNDS {
            let probe = match self.probe(line, t, place) {
                Some(Ok(probe)) => probe,
                Some(Err(ended)) => return ended,
                None => break,
            };
            let mut next = None;
            if let Some((aim, point)) =
                settle(self.bent, place, &probe.aim, line.first, line.second)
            {
                next = Some(parameter(line, &aim));
                let found = self.finish(place, point, &aim, line.first, line.second);
                if residual(&found) <= VERIFIED {
                    return found;
                }
                if residual(&found) < residual(&best) {
                    best = found;
                }
            }
            if self.is_beyond(line, t, &probe) {
                high = t;
            } else {
                low = t;
            }
            if line.first == First::Tangent
                && low >= STEEPEST
                && self.bent.net(&probe.point.x) <= 0.0
            {
                return Ended::Infeasible;
            }
            if (high.is_finite() && high - low <= 4.0 * f64::EPSILON * high) || low > STEEPEST * 1e3
            {
                break;
            }
            // On a face that hardly moves the equation says nothing.
            let farthest = if high.is_finite() {
                high
            } else {
                FARTHEST * low.max(1.0)
            };
            t = match next.filter(|&next| next > low && next < farthest) {
                Some(next) => next,
                None if high == f64::INFINITY => (8.0 * low).max(1.0),
                None if low > 0.0 && high > 16.0 * low => (low * high).sqrt(),
                None if low == 0.0 && high > 1e-6 => 0.1 * high,
                None => 0.5 * (low + high),
            };
        }
        best
    }

    /// With the objective's own prices, and the residual of the whole problem.
    pub(super) fn finish(
        &self,
        place: &Place,
        mut point: Point,
        aim: &Aim,
        first: First,
        second: Second,
    ) -> Ended {
        let bent = self.bent;
        // What a limit fixes, the objective of the problem is behind.
        let own = match first {
            First::Risk => self.own(),
            other => other,
        };
        let (variance, returns) = match own {
            First::Own(own) => (1.0, own),
            First::Tangent => {
                let net = bent.net(&point.x);
                if net <= 0.0 {
                    return Ended::Nothing;
                }
                (1.0, bent.variance(&point.x) / net)
            }
            First::Return | First::Risk => (0.0, 1.0),
        };
        let is_finite = point.x.iter().all(|weight| weight.is_finite());
        if !is_finite || (returns > 0.0 && aim.returns <= 0.0) {
            return Ended::Nothing;
        }
        let size = if returns > 0.0 {
            returns / aim.returns
        } else {
            1.0 / (1.0 - aim.benchmark)
        };
        let tracking_error = match second {
            Second::Tracking => aim.benchmark * size,
            Second::Off => 0.0,
        };
        let risk = match first {
            First::Risk => size - variance - tracking_error,
            _ => 0.0,
        };
        point.rows *= size;
        point.bounds *= size;
        let weights = Weights {
            variance,
            returns,
            tracking_error,
            risk,
        };
        let mut place = place.clone();
        place.x.copy_from(&point.x);
        let residual = judge::of_problem(bent, &place, &point, weights);
        Ended::At(Box::new(Settled {
            place,
            point,
            weights,
            residual,
        }))
    }
}

/// The `t` of a line at which `aim` stands.
fn parameter(line: Line, aim: &Aim) -> f64 {
    match line.first {
        First::Own(_) => aim.benchmark,
        First::Return => aim.returns,
        First::Risk | First::Tangent => aim.returns / (1.0 - aim.benchmark),
    }
}

fn residual(ended: &Ended) -> f64 {
    match ended {
        Ended::At(found) => found.residual,
        Ended::Infeasible | Ended::Nothing => f64::INFINITY,
    }
}
