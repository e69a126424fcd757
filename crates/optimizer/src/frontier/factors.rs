//! The exact frontier of a factor model, without its matrix.
//!
//! The line is the same, and so is all of its code; what changes is where curvature comes from: a
//! direction costs `O(kf + f³)` instead of `O(k²)`, prices `O((n + k)f)` instead of `O(nk)`, for
//! `k` free variables of `n` and `f` factors.
//!
//! Sources: Perold, *Large-scale portfolio optimization*, Management Science 30 (1984); Markowitz
//! and Todd, *Mean-Variance Analysis in Portfolio Choice and Capital Markets* (2000), chapter 13,
//! for the line itself. Woodbury's formula and its failure modes: `solve/factor_block.rs`.

use super::critical_line::Line;
use super::exact::{self, CriticalLine, ExactFrontier, exact_frontier};
use super::tracer::{Restart, Top, Traced, Tracer};
use crate::estimate::FactorMoments;
use crate::limits::Constraints;
use crate::problem::{Objective, Problem, ProblemError, check_constraints};
use crate::solve::{Curvature, Ended, FactorForm, Program, Sides, primal};

/// A restart with a larger KKT residual is not believed.
const WORN: f64 = 1e-10;

/// As [`exact_frontier`], of moments in factor form: the same turning points, in less time where
/// there are many assets.
///
/// Assets without variance of their own, limits that are no rows, and models on which the form
/// has no answer are solved on the matrix.
///
/// Formula: that of [`exact_frontier`] with `Σ = BFB' + D`. Complexity of a turning point with `k`
/// free variables of `n` and `f` factors: `O((n + k)f + f³)`. Source: Perold, Management Science 30
/// (1984). Failure modes: as of [`exact_frontier`].
///
/// # Errors
///
/// As for [`Problem::new`].
pub fn exact_frontier_of_factors(
    moments: &FactorMoments,
    constraints: &Constraints,
) -> Result<ExactFrontier, ProblemError> {
    check_constraints(constraints, moments.assets())?;
    if let Some(found) = by_factors(moments, constraints) {
        return Ok(found);
    }
    let (objective, constraints) = (Objective::MinVariance, constraints.clone());
    let problem = Problem::new(moments.to_moments()?, objective, constraints)?;
    Ok(exact_frontier(&problem))
}

fn by_factors(moments: &FactorMoments, constraints: &Constraints) -> Option<ExactFrontier> {
    if !has_rows_only(constraints) || moments.specific().min() <= 0.0 {
        return None;
    }
    let mean = moments.mean();
    let scale = moments.mean_variance();
    let unit = scale.sqrt();
    let middle = 0.5 * (mean.max() + mean.min());
    let mut excess = mean.map(|mean| (mean - middle) / unit);
    let spread = excess.amax();
    if spread <= exact::EQUAL * mean.amax() / unit {
        return None;
    }
    excess /= spread;

    let roots = moments.loadings_of_unit_factors();
    let specific = moments.specific();
    let form = FactorForm::new(
        &roots / unit,
        specific.iter().map(|own| own / scale).collect(),
    );
    let matrix = Curvature::Factors(&form);
    let program = Program::on_weights(None, mean * 0.0, mean, constraints);
    let solve = |program: &Program<'_>, sides: &Sides| restart(program, matrix, sides);
    let tracer = Tracer {
        program: &program,
        matrix,
        excess: &excess,
        solve: &solve,
    };
    // A line that is lost is begun again on the matrix.
    match tracer.trace(Top::Needed, |_| None).in_units_of(spread) {
        Traced::Unbounded(_) => Some(ExactFrontier::Unbounded),
        Traced::Corners(corners) if corners.iter().all(|corner| corner.residual <= WORN) => {
            let form = FactorForm::new(roots, specific.as_slice().to_vec());
            let covariance = Curvature::Factors(&form);
            let line = CriticalLine::from_corners(mean, covariance, scale, corners);
            Some(ExactFrontier::Line(line))
        }
        Traced::Corners(_) | Traced::Nothing => None,
    }
}

/// The optimum of a program by the primal active-set method, corrected on its face.
fn restart(program: &Program<'_>, matrix: Curvature<'_>, sides: &Sides) -> Option<Restart> {
    let Ended::Solved { x, sides, .. } = primal(program, matrix, sides) else {
        return None;
    };
    // With all of the linear term as excess, the line at 1 is this program.
    let excess = -&program.linear;
    let mut line = Line::new(program, matrix, &excess, x, 1.0, &sides)?;
    let corner = line.here()?;
    Some(Restart {
        x: corner.x,
        rows: corner.rows,
        residual: corner.residual,
        sides,
    })
}

/// Whether bounds, rows and a target are all there is.
fn has_rows_only(constraints: &Constraints) -> bool {
    constraints.turnover.is_none()
        && constraints.gross_exposure.is_none()
        && constraints.tracking_error.is_none()
        && constraints.max_risk.is_none()
        && constraints.costs.is_none()
}
