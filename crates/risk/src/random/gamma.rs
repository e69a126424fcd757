//! Gamma draws of scale one: `d (1 + c z)³` of a normal draw, refused now and then.
//!
//! **Assumption.** A shape above zero. Below one, the draw of `shape + 1` times `u^(1/shape)`.
//!
//! **Reference.** G. Marsaglia and W. W. Tsang, *A simple method for generating gamma variables*,
//! ACM Transactions on Mathematical Software 26(3), 2000.
//!
//! **Failure modes.** A shape next to zero has draws that are zero in floating point.

use super::Draws;

pub(super) fn draw(draws: &mut Draws, shape: f64) -> f64 {
    debug_assert!(shape > 0.0);
    if shape < 1.0 {
        let larger = draw(draws, shape + 1.0);
        return larger * libm::pow(draws.unit(), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let z = draws.normal();
        let root = 1.0 + c * z;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = draws.unit();
        let square = z * z;
        // Nearly always enough, and without a logarithm.
        if u < 1.0 - 0.0331 * square * square
            || libm::log(u) < 0.5 * square + d * (1.0 - v + libm::log(v))
        {
            return d * v;
        }
    }
}
