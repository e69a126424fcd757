//! Correlations and their clusters.

use risk::{RiskError, structure};
use serde::{Deserialize, Serialize};

use crate::{LinkageKind, ProblemError, ProblemErrors, report::ground::Ground};

/// Correlations and their clusters.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrelationRequest {
    /// How far apart two clusters are; `average` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkage: Option<LinkageKind>,
    /// How many clusters; those with the largest silhouette when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clusters: Option<usize>,
}

/// Correlations of the assets that vary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrelationAnswer {
    /// How many days.
    pub observations: usize,
    /// The assets of the rows and columns.
    pub assets: Vec<String>,
    /// Pearson's, row by row.
    pub matrix: Vec<Vec<f64>>,
    /// The mean over all pairs; none of one asset.
    pub average: Option<f64>,
    /// The eigenvalues of the matrix, the largest first.
    pub eigenvalues: Option<Vec<f64>>,
    /// The share of each in their sum.
    pub explained: Option<Vec<f64>>,
    /// The share of the first fifth.
    pub absorption_ratio: Option<f64>,
    /// Clusters by `√((1 − ρ) ÷ 2)`.
    pub clusters: Option<ClustersAnswer>,
}

/// A tree of clusters, cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClustersAnswer {
    /// How far apart two clusters are.
    pub linkage: LinkageKind,
    /// How many.
    pub count: usize,
    /// The mean silhouette of the cut, from −1 to 1; none of one cluster, or of as many as assets.
    pub silhouette: Option<f64>,
    /// The assets from left to right of the tree.
    pub order: Vec<String>,
    /// The assets of each cluster, from left to right.
    pub members: Vec<Vec<String>>,
    /// All merges, the nearest first: the tree for a picture.
    pub merges: Vec<ClusterMerge>,
}

/// One merge. Numbers below the count of assets are assets; count + i is what the i-th merge made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClusterMerge {
    /// The one with the smaller number.
    pub left: usize,
    /// The other.
    pub right: usize,
    /// Their distance.
    pub distance: f64,
}

pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    ("correlation.matrix", "Pearson's, of daily returns"),
    ("correlation.average", "mean of all pairs i < j"),
    (
        "correlation.eigenvalues",
        "of the matrix, the largest first; explained: each ÷ the sum of all",
    ),
    (
        "clusters",
        "agglomerative, distance √((1 − ρ) ÷ 2); without a count the one of 2 … max(8, √n) with the \
         largest mean silhouette",
    ),
    (
        "absorption_ratio",
        "share of the max(1, round(n ÷ 5)) largest eigenvalues of the correlations in their sum",
    ),
];

/// # Errors
/// A count of clusters that is zero, or above the number of assets.
pub(crate) fn answer(
    asked: &CorrelationRequest,
    ground: &Ground<'_>,
) -> Result<Option<CorrelationAnswer>, ProblemErrors> {
    let n = ground.returns.assets.len();
    match asked.clusters {
        Some(0) => return Err(refuse("must be at least 1".to_owned())),
        Some(count) if count > n => {
            return Err(refuse(format!("must be at most {n}, as many as assets")));
        }
        _ => {}
    }
    let Some((columns, matrix)) = varying(ground) else {
        return Ok(None);
    };
    let names: Vec<String> = columns
        .iter()
        .map(|&i| ground.returns.assets[i].to_string())
        .collect();
    let average = (columns.len() > 1)
        .then(|| structure::average_correlation(&matrix))
        .and_then(|found| ground.known("correlation.average", found));
    let components = ground.known(
        "correlation.eigenvalues",
        structure::principal_components(&matrix),
    );
    let linkage = asked.linkage.unwrap_or(LinkageKind::Average);
    let count = asked.clusters.map(|count| count.min(columns.len()));
    let clusters = structure::clusters(&matrix, core(linkage), count);
    let clusters = ground.known("correlation.clusters", clusters);
    Ok(Some(CorrelationAnswer {
        observations: ground.returns.len(),
        matrix: matrix
            .row_iter()
            .map(|row| row.iter().copied().collect())
            .collect(),
        average,
        absorption_ratio: components.as_ref().map(|found| found.absorption_ratio),
        explained: components.as_ref().map(|found| found.shares.clone()),
        eigenvalues: components.map(|found| found.eigenvalues),
        clusters: clusters.map(|found| named(&found, linkage, &names)),
        assets: names,
    }))
}

fn refuse(message: String) -> ProblemErrors {
    ProblemError::new("correlation.clusters", message).into()
}

/// The columns that vary with their correlations; those that do not are told.
fn varying(ground: &Ground<'_>) -> Option<(Vec<usize>, nalgebra::DMatrix<f64>)> {
    let mut columns: Vec<usize> = (0..ground.returns.assets.len()).collect();
    loop {
        let returns = ground.returns.matrix.select_columns(&columns);
        match structure::correlation(&returns) {
            Err(RiskError::Constant { series }) => {
                let asset = &ground.returns.assets[columns.remove(series)];
                ground.tell(
                    format!("correlation.assets.{asset}"),
                    format!("the returns of {asset} do not vary"),
                );
                if columns.is_empty() {
                    return None;
                }
            }
            other => return Some((columns, ground.known("correlation", other)?)),
        }
    }
}

fn core(linkage: LinkageKind) -> structure::Linkage {
    match linkage {
        LinkageKind::Single => structure::Linkage::Single,
        LinkageKind::Complete => structure::Linkage::Complete,
        LinkageKind::Average => structure::Linkage::Average,
        LinkageKind::Ward => structure::Linkage::Ward,
    }
}

fn named(found: &structure::Clusters, linkage: LinkageKind, names: &[String]) -> ClustersAnswer {
    let mut members = vec![Vec::new(); found.count];
    for &asset in &found.order {
        members[found.labels[asset]].push(names[asset].clone());
    }
    ClustersAnswer {
        linkage,
        count: found.count,
        silhouette: found.silhouette,
        order: found.order.iter().map(|&i| names[i].clone()).collect(),
        members,
        merges: found
            .merges
            .iter()
            .map(|merge| ClusterMerge {
                left: merge.left,
                right: merge.right,
                distance: merge.distance,
            })
            .collect(),
    }
}
