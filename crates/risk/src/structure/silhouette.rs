use nalgebra::DMatrix;

use super::{
    correlation::check_square,
    matrix::{column, finite},
};
use crate::RiskError;

/// The mean silhouette of a division into clusters: with the mean distance `a` of an asset to the
/// others of its cluster and the smallest mean distance `b` to another cluster, the mean of
/// `(b − a) / max(a, b)`. One for clear clusters, near zero for none, negative for wrong ones.
///
/// An asset alone in its cluster counts zero; so does one at no distance from everything. O(n²). P.
/// J. Rousseeuw, *Silhouettes: a graphical aid to the interpretation and validation of cluster
/// analysis*, Journal of Computational and Applied Mathematics 20 (1987).
///
/// # Errors
/// When there is not one label per asset, the distances are not square, or there are fewer than two
/// clusters.
pub fn silhouette(distances: &DMatrix<f64>, labels: &[usize]) -> Result<f64, RiskError> {
    check_square(distances)?;
    let n = distances.nrows();
    if labels.len() != n {
        return Err(RiskError::Length {
            expected: n,
            found: labels.len(),
        });
    }
    let mut names = labels.to_vec();
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 {
        return Err(RiskError::Argument {
            name: "labels",
            reason: "must name at least two clusters",
        });
    }
    let place = |label: &usize| names.binary_search(label).expect("it is one of the labels");
    let places: Vec<usize> = labels.iter().map(place).collect();
    let mut sizes = vec![0_usize; names.len()];
    for &own in &places {
        sizes[own] += 1;
    }
    let mut sum = 0.0;
    for (asset, &own) in places.iter().enumerate() {
        let mut to = vec![0.0; names.len()];
        for (&other, distance) in places.iter().zip(column(distances, asset)) {
            to[other] += distance;
        }
        sum += width(&to, &sizes, own);
    }
    finite(sum / n as f64)
}

/// The count of clusters with the largest silhouette, the smaller of two that are equal, among those
/// that still sum something up: of noise, the silhouette likes nearly as many clusters as assets.
pub(super) fn natural_count(
    distances: &DMatrix<f64>,
    labels: impl Fn(usize) -> Vec<usize>,
) -> usize {
    let n = distances.nrows();
    let most = 8.max((n as f64).sqrt().round() as usize);
    let mut best = (f64::NEG_INFINITY, 1);
    for count in 2..=most.min(n.saturating_sub(1)) {
        match silhouette(distances, &labels(count)) {
            Ok(value) if value > best.0 => best = (value, count),
            _ => {}
        }
    }
    best.1
}

/// The silhouette of one asset, from the sums of its distances to the members of each cluster.
fn width(to: &[f64], sizes: &[usize], own: usize) -> f64 {
    if sizes[own] == 1 {
        return 0.0;
    }
    let inside = to[own] / (sizes[own] - 1) as f64;
    let outside = (0..sizes.len())
        .filter(|&other| other != own)
        .map(|other| to[other] / sizes[other] as f64)
        .fold(f64::INFINITY, f64::min);
    let largest = inside.max(outside);
    if largest > 0.0 {
        (outside - inside) / largest
    } else {
        0.0
    }
}
