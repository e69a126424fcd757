//! Clarabel, asked the same way wherever it answers.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettingsBuilder, DefaultSolver, IPSolver, SolverStatus, SupportedConeT,
};

use crate::progress::is_stopped;

/// Minimises `½x'Px + c'x` subject to `s = b − Ax` in `cones`, to `tolerance` in gap and feasibility.
/// What has come of it stands in the `solution` of the solver; nothing when Clarabel refuses the
/// program as such, or is stopped.
pub(crate) fn by_clarabel(
    quadratic: &CscMatrix<f64>,
    linear: &[f64],
    matrix: &CscMatrix<f64>,
    right: &[f64],
    cones: &[SupportedConeT<f64>],
    tolerance: f64,
) -> Option<DefaultSolver<f64>> {
    let settings = DefaultSettingsBuilder::default()
        .verbose(false)
        .tol_gap_abs(tolerance)
        .tol_gap_rel(tolerance)
        .tol_feas(tolerance)
        .build()
        .ok()?;
    if is_stopped() {
        return None;
    }
    let mut solver = DefaultSolver::new(quadratic, linear, matrix, right, cones, settings).ok()?;
    solver.set_termination_callback(|_| is_stopped());
    solver.solve();
    (solver.solution.status != SolverStatus::CallbackTerminated).then_some(solver)
}
