//! What a sample of paths says of a distribution, and how far off it may be.

/// The linear quantile of ascending values, and its standard error.
///
/// The error is half the distance between the order statistics one standard deviation of the
/// binomial count, `√(n p (1 − p))`, below and above: no density is assumed (H. A. David and H. N.
/// Nagaraja, *Order Statistics*, 2003, section 7.1). Close to the ends of the sample, where there
/// are no such order statistics, it is too small.
pub(super) fn quantile_of(sorted: &[f64], level: f64) -> (f64, f64) {
    let n = sorted.len() as f64;
    let at = |position: f64| {
        let position = position.clamp(0.0, n - 1.0);
        let below = position.floor();
        let low = sorted[below as usize];
        let high = sorted[position.ceil() as usize];
        // Halves first: the difference of two finite numbers need not be finite.
        low + 2.0 * ((position - below) * (0.5 * high - 0.5 * low))
    };
    let position = level * (n - 1.0);
    let off = (n * level * (1.0 - level)).sqrt();
    let error = 0.5 * at(position + off) - 0.5 * at(position - off);
    (at(position), error)
}
