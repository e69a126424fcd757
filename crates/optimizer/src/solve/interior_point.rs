//! A dense primal-dual interior-point method for portfolios that hold most of their assets.
//!
//! `min ½ x'Px + q'x` with `l ≤ x ≤ u`, rows `N'x = b` and rows `N'x = s` with `l ≤ s ≤ u`. The
//! variables and the `s` stay strictly inside their limits; Newton steps on the perturbed KKT
//! conditions are predicted and corrected after Mehrotra, the correction weighted by how far the prediction reaches. Each is one factorisation of
//! `P + D + ρI` by blocks with the rows taken along, and the Cholesky factor of their small Schur
//! complement: `n³ ÷ 3 + rn² + r²n + r³ ÷ 3` operations for `n` variables and `r` rows, 8 to 20
//! times, whatever is held. The method starts cold.
//!
//! As soon as the guess of what binds stands still it is tried by the crossover
//! ([`crossover`](super::crossover)), which ends on the exact face; without a face the last
//! iterate answers, with gap and residuals near 1e-12 of its units.
//!
//! `ρ` and `δ` act on the step and not on the residuals (proximal points), so a semidefinite `P`
//! and rows that depend on each other need nothing of their own.
//!
//! Sources: Mehrotra, *On the implementation of a primal-dual interior point method*, SIAM Journal
//! on Optimization 2 (1992); Schwan, Jiang, Kuhn and Jones, *PIQP: a proximal interior-point
//! quadratic programming solver*, CDC 2023; Nocedal and Wright, *Numerical Optimization*, 2nd
//! edition, section 16.6; Colombo and Gondzio, *Further development of multiple centrality
//! correctors for interior point methods*, Computational Optimization and Applications 41 (2008),
//! for the weight.
//!
//! Failure modes: limits that contradict each other are proved by the multipliers of the rows
//! (Farkas); an iterate that leaves every scale is called unbounded; steps that stand still far
//! from the optimum are a failure.

mod iterate;
mod newton;

use super::clarabel::Answer;
use super::crossover;
use super::polish::Point;
use super::program::{Program, Sides};
use crate::outcome::ActiveSet;
use iterate::Iterate;
use newton::Newton;

/// Residuals and gap below this, in units of the scaled program, are as good as it gets.
const DONE: f64 = 1e-13;
/// An iterate whose steps stand still is an answer up to here.
const GOOD: f64 = 1e-8;
/// The crossover is tried from this gap on, as a share of the first one.
const NEAR: f64 = 1e-2;
const ITERATIONS: usize = 80;
/// How much of the way to the nearest limit is gone.
const BOUNDARY: f64 = 0.995;
/// A variable beyond this has left every scale.
const BEYOND: f64 = 1e9;

/// What the method ends with.
#[derive(Debug)]
pub(super) enum Interior {
    /// The optimum on its face, verified.
    Face {
        point: Point,
        sides: Sides,
        iterations: usize,
    },
    /// Whatever the iterates say by themselves.
    Iterate(Answer),
}

/// Solves `program` from nothing.
pub(super) fn solve(program: &Program<'_>) -> Interior {
    let Some(mut iterate) = Iterate::start(program) else {
        return fixed(program);
    };
    let first = iterate.gap();
    let mut guess: Option<Sides> = None;
    let mut tried: Option<Sides> = None;
    let mut best: Option<(f64, Iterate)> = None;
    let mut standing = 0;
    let mut iterations = 0;
    while iterations < ITERATIONS {
        let measure = iterate.residuals(program);
        if !measure.is_finite() {
            break;
        }
        if best.as_ref().is_none_or(|(least, _)| measure < *least) {
            standing = 0;
            best = Some((measure, iterate.clone()));
        } else {
            standing += 1;
        }
        if measure <= DONE || standing > 4 {
            break;
        }
        if iterate.largest() > BEYOND {
            return Interior::Iterate(Answer::Unbounded);
        }
        if iterate.proves_infeasible(program) {
            return Interior::Iterate(Answer::Infeasible);
        }
        if iterate.gap() <= NEAR * first {
            let now = iterate.sides(program);
            let is_new = tried.as_ref() != Some(&now);
            if is_new && guess.as_ref() == Some(&now) {
                if let Some((point, sides)) = crossover::from(program, &now) {
                    return Interior::Face {
                        point,
                        sides,
                        iterations,
                    };
                }
                tried = Some(now.clone());
            }
            guess = Some(now);
        }
        if !advance(program, &mut iterate) {
            break;
        }
        iterations += 1;
    }
    finish(program, best, iterations)
}

/// Nothing is free: the one point there is, or none.
fn fixed(program: &Program<'_>) -> Interior {
    match crossover::from(program, &program.fit(&ActiveSet::default())) {
        Some((point, sides)) => Interior::Face {
            point,
            sides,
            iterations: 0,
        },
        None => Interior::Iterate(Answer::Infeasible),
    }
}

/// The crossover once more from the best iterate, or that iterate itself.
fn finish(program: &Program<'_>, best: Option<(f64, Iterate)>, iterations: usize) -> Interior {
    let Some((_, iterate)) = best.filter(|(measure, _)| *measure <= GOOD) else {
        return Interior::Iterate(Answer::Failed);
    };
    let sides = iterate.sides(program);
    match crossover::from(program, &sides) {
        Some((point, sides)) => Interior::Face {
            point,
            sides,
            iterations,
        },
        None => Interior::Iterate(Answer::Point {
            point: iterate.point(program, &sides),
            sides,
            iterations,
        }),
    }
}

/// One step, predicted and corrected. `false` if there is none.
fn advance(program: &Program<'_>, iterate: &mut Iterate) -> bool {
    let Some(newton) = Newton::new(program, iterate) else {
        return false;
    };
    let gap = iterate.gap();
    let affine = newton.step(iterate, None, 0.0);
    let reach = iterate.reach(&affine);
    let predicted = iterate.gap_after(&affine, reach);
    let centring = if gap > 0.0 {
        (predicted / gap).powi(3)
    } else {
        0.0
    };
    // A prediction that reaches nowhere says nothing about what is second order either.
    let trust = reach.min(1.0).powi(2);
    let step = newton.step(iterate, Some((&affine, trust)), centring * gap);
    let share = (BOUNDARY * iterate.reach(&step)).min(1.0);
    iterate.move_by(&step, share);
    share > 1e-12
}
