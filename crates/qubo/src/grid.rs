//! The grid on which all coefficients lie.

/// Steps of the grid up to the next power of two above the largest coefficient: 2³².
const BITS: i32 = 32;

/// The grid for coefficients as large as `largest`: a power of two between 2⁻³³ and 2⁻³² of it.
///
/// Coefficients that come from estimates may differ in their last bits between processors and
/// WebAssembly. They are rounded to this grid once, so that differences some 2⁻¹⁹ times as large
/// as a step almost never come through: with a relative noise of 2⁻⁵¹, a coefficient is rounded
/// to another step with a probability of about 2⁻¹⁹. (A grid of 2⁻⁴⁰ would let one of 400 such
/// coefficients through in one of five cases.) Sums of up to 2²¹ numbers on the grid are exact, so
/// that energies do not depend on the order in which they are added: up to 1,400 variables.
///
/// A chosen set is the best for coefficients that are off by half a step each; the value that is
/// reported for it is computed from the coefficients as they were given.
pub(crate) fn grid_for(largest: f64) -> f64 {
    if largest == 0.0 {
        return 1.0;
    }
    let (_, exponent) = libm::frexp(largest);
    libm::ldexp(1.0, exponent - BITS)
}

/// The nearest point of the grid; ties away from zero.
pub(crate) fn round(value: f64, grid: f64) -> f64 {
    libm::round(value / grid) * grid
}

/// The next point of the grid that is not smaller.
pub(crate) fn round_up(value: f64, grid: f64) -> f64 {
    libm::ceil(value / grid) * grid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_a_power_of_two_of_the_right_size() {
        for largest in [1e-300, 0.3, 0.5, 1.0, 1.5, 7e9] {
            let steps = largest / grid_for(largest);
            assert!((2f64.powi(31)..2f64.powi(32)).contains(&steps), "{largest}");
        }
        assert_eq!(grid_for(0.0), 1.0);
    }

    #[test]
    fn rounding_moves_by_at_most_half_a_step() {
        let grid = grid_for(0.7);
        for value in [0.7, -0.123_456_789, 1e-12, 0.0] {
            assert!((round(value, grid) - value).abs() <= grid / 2.0);
            assert!(round_up(value, grid) >= value);
        }
        assert_eq!(round(3.0 * grid, grid), 3.0 * grid);
    }
}
