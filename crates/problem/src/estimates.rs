//! From the estimates of a document to those of the optimizer.

use optimizer::{
    BlackLitterman, CovarianceEstimate, Equilibrium, EstimateError, Estimates, MeanEstimate,
    MeanTarget,
};

use crate::{
    CovarianceKind, CovarianceTarget, Document, MeanKind, MeanTargetKind, OrderedMap, ProblemError,
    ShrinkMethod, model::Assets, parse::belongs,
};

/// The confidence of a view that names none.
const DEFAULT_CONFIDENCE: f64 = 0.5;

/// Keys that stand beside a kind they do not belong to, and keys that a kind needs.
pub(crate) fn contradictions(document: &Document, refuse: &mut impl FnMut(&str, &str)) {
    let mean = &document.estimate.mean;
    let kind = mean.kind.unwrap_or(match document.data.moments {
        Some(_) => MeanKind::Given,
        None => MeanKind::Sample,
    });
    let market = [MeanKind::Equilibrium, MeanKind::BlackLitterman];
    let keys: [(&str, bool, &[MeanKind]); 6] = [
        ("decay", mean.decay.is_some(), &[MeanKind::Ewma]),
        ("method", mean.method.is_some(), &[MeanKind::Shrunk]),
        ("target", mean.target.is_some(), &[MeanKind::Shrunk]),
        ("risk_aversion", mean.risk_aversion.is_some(), &market),
        ("market", mean.market.is_some(), &market),
        ("values", mean.values.is_some(), &[MeanKind::Given]),
    ];
    for (key, given, owners) in keys {
        if given && !owners.contains(&kind) {
            let message = belongs(owners.iter().map(|owner| owner.as_str()), kind.as_str());
            refuse(&format!("estimate.mean.{key}"), &message);
        }
    }
    if kind == MeanKind::Ewma && mean.decay.is_none() {
        refuse("estimate.mean.decay", "is missing");
    }
    let has_views = [
        ("views", !document.views.is_empty()),
        ("tau", document.tau.is_some()),
    ];
    for (key, given) in has_views {
        if given && kind != MeanKind::BlackLitterman {
            refuse(key, "needs `estimate.mean.kind`: `black_litterman`");
        }
    }

    let covariance = &document.estimate.covariance;
    let kind = covariance.kind.unwrap_or(CovarianceKind::Sample);
    let keys = [
        ("decay", covariance.decay.is_some(), CovarianceKind::Ewma),
        (
            "factors",
            covariance.factors.is_some(),
            CovarianceKind::Factor,
        ),
        (
            "threshold",
            covariance.threshold.is_some(),
            CovarianceKind::Gerber,
        ),
        (
            "target",
            covariance.target.is_some(),
            CovarianceKind::LedoitWolf,
        ),
    ];
    for (key, given, owner) in keys {
        if given && owner != kind {
            let message = belongs([owner.as_str()].into_iter(), kind.as_str());
            refuse(&format!("estimate.covariance.{key}"), &message);
        }
    }
    if kind == CovarianceKind::Ewma && covariance.decay.is_none() {
        refuse("estimate.covariance.decay", "is missing");
    }
    if kind == CovarianceKind::Factor && covariance.factors.is_none() {
        refuse("estimate.covariance.factors", "is missing");
    }
    for (i, view) in document.views.iter().enumerate() {
        let is_between = |confidence: f64| confidence > 0.0 && confidence < 1.0;
        if view
            .confidence
            .is_some_and(|confidence| !is_between(confidence))
        {
            refuse(&format!("views[{i}].confidence"), "is not between 0 and 1");
        }
    }
    of_data(document, refuse);
}

/// Moments have no days, and are estimated already; a mean may still be put beside them.
fn of_data(document: &Document, refuse: &mut impl FnMut(&str, &str)) {
    let (mean, covariance) = (&document.estimate.mean, &document.estimate.covariance);
    if document.data.moments.is_none() {
        if mean.kind == Some(MeanKind::Given) && mean.values.is_none() {
            refuse("estimate.mean.kind", "`given` needs data.moments or values");
        }
        if covariance.repair.is_some() {
            refuse(
                "estimate.covariance.repair",
                "is for data.moments; estimates need none",
            );
        }
        return;
    }
    // `sample` is the standard, of the covariance too: naming it changes nothing.
    let of_returns = [MeanKind::Ewma, MeanKind::Shrunk];
    if mean.kind.is_some_and(|kind| of_returns.contains(&kind)) {
        refuse("estimate.mean.kind", "data.moments are taken as they are");
    }
    if mean.values.is_some() {
        refuse("estimate.mean.values", "data.moments have a mean already");
    }
    if covariance
        .kind
        .is_some_and(|kind| kind != CovarianceKind::Sample)
    {
        refuse(
            "estimate.covariance.kind",
            "data.moments are taken as they are",
        );
    }
}

/// Writes down what was left out, so that the same estimates are the same text.
pub(crate) fn write_defaults(document: &mut Document) {
    let has_moments = document.data.moments.is_some();
    let mean = &mut document.estimate.mean;
    if let Some(market) = &mut mean.market {
        market.leave_zeros_out();
    }
    if has_moments && mean.kind == Some(MeanKind::Given) {
        // What moments are taken as, by either name.
        mean.kind = Some(MeanKind::Sample);
    }
    match *mean.kind.get_or_insert(MeanKind::Sample) {
        MeanKind::Shrunk => {
            mean.method.get_or_insert(ShrinkMethod::JamesStein);
            mean.target.get_or_insert(MeanTargetKind::GrandMean);
        }
        MeanKind::Equilibrium | MeanKind::BlackLitterman => {
            let price = Equilibrium::DEFAULT_RISK_AVERSION;
            mean.risk_aversion.get_or_insert(price);
        }
        MeanKind::Sample | MeanKind::Given | MeanKind::Ewma => {}
    }
    if mean.kind == Some(MeanKind::BlackLitterman) {
        document.tau.get_or_insert(BlackLitterman::DEFAULT_TAU);
        for view in &mut document.views {
            view.confidence.get_or_insert(DEFAULT_CONFIDENCE);
        }
    }
    let covariance = &mut document.estimate.covariance;
    match *covariance.kind.get_or_insert(CovarianceKind::Sample) {
        CovarianceKind::LedoitWolf => {
            covariance.target.get_or_insert(CovarianceTarget::Identity);
        }
        CovarianceKind::Gerber => {
            let threshold = CovarianceEstimate::DEFAULT_THRESHOLD;
            covariance.threshold.get_or_insert(threshold);
        }
        _ => {}
    }
}

/// What the optimizer is to estimate.
pub(crate) fn read(document: &Document, assets: &mut Assets<'_>) -> Estimates {
    let covariance = &document.estimate.covariance;
    Estimates {
        mean: mean(document, assets),
        // What is missing without a default was refused before.
        covariance: match covariance.kind.unwrap_or(CovarianceKind::Sample) {
            CovarianceKind::Sample => CovarianceEstimate::Sample,
            CovarianceKind::LedoitWolf => match covariance.target {
                None | Some(CovarianceTarget::Identity) => CovarianceEstimate::LedoitWolf,
                Some(CovarianceTarget::ConstantCorrelation) => {
                    CovarianceEstimate::ConstantCorrelation
                }
            },
            CovarianceKind::Oas => CovarianceEstimate::Oas,
            CovarianceKind::Ewma => CovarianceEstimate::Ewma {
                decay: covariance.decay.unwrap_or_default(),
            },
            CovarianceKind::Denoised => CovarianceEstimate::Denoised,
            CovarianceKind::Factor => CovarianceEstimate::Factor {
                factors: covariance.factors.unwrap_or_default(),
            },
            CovarianceKind::Gerber => CovarianceEstimate::Gerber {
                threshold: covariance
                    .threshold
                    .unwrap_or(CovarianceEstimate::DEFAULT_THRESHOLD),
            },
        },
        ..Estimates::default()
    }
}

fn mean(document: &Document, assets: &mut Assets<'_>) -> MeanEstimate {
    let mean = &document.estimate.mean;
    let target = match mean.target {
        None | Some(MeanTargetKind::GrandMean) => MeanTarget::GrandMean,
        Some(MeanTargetKind::MinimumVariance) => MeanTarget::MinimumVariance,
    };
    match mean.kind.unwrap_or(MeanKind::Sample) {
        MeanKind::Sample => MeanEstimate::Sample,
        MeanKind::Given => mean
            .values
            .as_ref()
            .map_or_else(MeanEstimate::default, |values| {
                MeanEstimate::Given(assets.vector("estimate.mean.values", values, Absent::Refused))
            }),
        MeanKind::Ewma => MeanEstimate::Ewma {
            decay: mean.decay.unwrap_or_default(),
        },
        MeanKind::Shrunk => match mean.method.unwrap_or(ShrinkMethod::JamesStein) {
            ShrinkMethod::JamesStein => MeanEstimate::JamesStein { target },
            ShrinkMethod::BayesStein => MeanEstimate::BayesStein { target },
        },
        MeanKind::Equilibrium => MeanEstimate::Equilibrium(equilibrium(document, assets)),
        MeanKind::BlackLitterman => MeanEstimate::BlackLitterman(BlackLitterman {
            prior: equilibrium(document, assets),
            tau: document.tau.unwrap_or(BlackLitterman::DEFAULT_TAU),
            views: views(document, assets),
        }),
    }
}

fn equilibrium(document: &Document, assets: &mut Assets<'_>) -> Equilibrium {
    let mean = &document.estimate.mean;
    let market =
        |market: &OrderedMap<f64>| assets.vector("estimate.mean.market", market, Absent::Zero);
    Equilibrium {
        risk_aversion: mean
            .risk_aversion
            .unwrap_or(Equilibrium::DEFAULT_RISK_AVERSION),
        weights: mean.market.as_ref().map(market),
    }
}

fn views(document: &Document, assets: &mut Assets<'_>) -> Vec<optimizer::View> {
    let mut views = Vec::with_capacity(document.views.len());
    for (i, view) in document.views.iter().enumerate() {
        let long = assets.find(|| format!("views[{i}].long"), &view.long);
        let short = view
            .short
            .as_ref()
            .map(|short| assets.find(|| format!("views[{i}].short"), short));
        let read = match (long, short) {
            (Some(long), None) => optimizer::View::absolute(long, view.annual),
            (Some(long), Some(Some(short))) if long == short => {
                assets.refuse(format!("views[{i}].short"), "is the same asset as long");
                continue;
            }
            (Some(long), Some(Some(short))) => optimizer::View::relative(long, short, view.annual),
            _ => continue,
        };
        views.push(match view.confidence {
            Some(confidence) => read.with_confidence(confidence),
            None => read,
        });
    }
    views
}

/// What an asset that a map does not name has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// Nothing.
    Zero,
    /// It has to be named.
    Refused,
}

/// The path of what the optimizer could not estimate.
pub(crate) fn place(error: EstimateError) -> ProblemError {
    match error {
        EstimateError::Field { field, reason } => {
            let path = match field.as_str() {
                "tau" => field,
                "weights" => "estimate.mean.market".to_owned(),
                "risk_aversion" => "estimate.mean.risk_aversion".to_owned(),
                _ if field.starts_with("views") => field,
                _ => format!("estimate.{field}"),
            };
            ProblemError::new(path, reason)
        }
        error => ProblemError::new("data", error),
    }
}
