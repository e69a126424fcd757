//! How far apart numbers of two answers may be, and still be the same.

use crate::Receipt;

/// What rounding explains.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tolerance {
    close: f64,
    /// Of the ends of ranges, times `close`.
    range: f64,
    /// What is no position yet.
    dust: f64,
}

/// The receipt's name for the solver that ends near the optimum, not at it.
const CLARABEL: &str = "clarabel";

/// Routes that end at a vertex of the scenarios: many lie close together, and rounding says which is
/// the next one.
const AT_VERTICES: [&str; 2] = ["cutting_planes", "sign_pattern"];

impl Tolerance {
    /// Of two answers, by who gave them.
    pub(super) fn of(recorded: &Receipt, replayed: &Receipt) -> Self {
        /// Of numbers of about one.
        const CLOSE: f64 = 1e-9;
        const CLOSE_BY_CLARABEL: f64 = 1e-7;
        const RANGE: f64 = 1e2;
        const RANGE_OF_VERTICES: f64 = 1e6;
        let routes = [recorded.solver.as_deref(), replayed.solver.as_deref()];
        let any = |names: &[&str]| routes.iter().flatten().any(|route| names.contains(route));
        let by_clarabel = any(&[CLARABEL]);
        Self {
            close: if by_clarabel {
                CLOSE_BY_CLARABEL
            } else {
                CLOSE
            },
            range: if any(&AT_VERTICES) {
                RANGE_OF_VERTICES
            } else {
                RANGE
            },
            dust: if by_clarabel { CLOSE_BY_CLARABEL } else { 0.0 },
        }
    }

    /// Of weights, which are compared as they are.
    pub(super) fn weight(&self) -> f64 {
        self.close
    }

    /// Whether so much is a position.
    pub(super) fn holds(&self, weight: f64) -> bool {
        weight.abs() > self.dust
    }

    /// How far apart two numbers are, in what is allowed at this place; above one they differ.
    pub(super) fn excess(&self, path: &str, a: f64, b: f64) -> f64 {
        if path.ends_with("kkt_residual") {
            return residuals(a, b);
        }
        let size = a.abs().max(b.abs()).max(1.0);
        (a - b).abs() / (self.close * self.unit(path) * size)
    }

    fn unit(&self, path: &str) -> f64 {
        /// Basis points per percentage point.
        const PRICE: f64 = 1e4;
        match path.rsplit('.').next().unwrap_or(path) {
            "price_bp_per_percent" => PRICE,
            "valid_from" | "valid_to" => self.range,
            _ => 1.0,
        }
    }
}

/// Residuals of a good answer are rounding and nothing else; their size is what counts.
fn residuals(a: f64, b: f64) -> f64 {
    const NOTHING: f64 = 1e-9;
    const TIMES: f64 = 10.0;
    (a - b).abs() / (TIMES * a.abs().min(b.abs()).max(NOTHING))
}
