//! Stand-ins that are asked for.

use risk::stress::Given;

use super::{super::ground::Ground, asset, group, request::StressRequest, short};
use crate::ProblemError;

/// Stand-ins by asset, both by their columns in the history.
pub(super) fn given(
    asked: &StressRequest,
    ground: &Ground<'_>,
    errors: &mut Vec<ProblemError>,
) -> Vec<(usize, Given)> {
    let mut given = Vec::new();
    for (name, proxy) in &asked.proxies.0 {
        let path = format!("stress.proxies.{}", short(name));
        let replaced = asset(ground, &path, name, errors).and_then(|_| column(ground, name));
        let ways = [
            proxy.asset.is_some(),
            proxy.group.is_some(),
            proxy.benchmark.is_some(),
        ];
        if ways.iter().filter(|way| **way).count() != 1 {
            let message = "needs exactly one of asset, group, benchmark";
            errors.push(ProblemError::new(&path, message));
            continue;
        }
        if proxy.beta.is_some() && proxy.benchmark.is_none() {
            errors.push(ProblemError::new(
                format!("{path}.beta"),
                "is of a benchmark",
            ));
        }
        let found = if let Some(other) = &proxy.asset {
            another(ground, &format!("{path}.asset"), (name, other), errors)
        } else if let Some(name) = &proxy.group {
            group(ground, &format!("{path}.group"), name, errors).map(Given::Group)
        } else {
            benchmark(ground, &path, (proxy.benchmark, proxy.beta), errors)
        };
        given.extend(replaced.zip(found));
    }
    given
}

/// Where an asset stands in the history.
pub(super) fn column(ground: &Ground<'_>, name: &str) -> Option<usize> {
    let mut assets = ground.history.assets().iter();
    assets.position(|asset| asset.as_str() == name)
}

/// Any asset of the history will do, also one that was left out for its gaps.
fn another(
    ground: &Ground<'_>,
    path: &str,
    (name, other): (&str, &str),
    errors: &mut Vec<ProblemError>,
) -> Option<Given> {
    if name == other {
        errors.push(ProblemError::new(path, "is the asset itself"));
        return None;
    }
    let found = column(ground, other);
    if found.is_none() {
        let message = format!("{} is not among the assets", short(other));
        errors.push(ProblemError::new(path, message));
    }
    found.map(Given::Asset)
}

fn benchmark(
    ground: &Ground<'_>,
    path: &str,
    (wanted, beta): (Option<bool>, Option<f64>),
    errors: &mut Vec<ProblemError>,
) -> Option<Given> {
    let mut refuse = |key: &str, message: &str| {
        errors.push(ProblemError::new(format!("{path}.{key}"), message));
    };
    if wanted == Some(false) {
        refuse("benchmark", "must be true, or left out");
    } else if ground.benchmark.is_none() {
        refuse("benchmark", "the document has no benchmark");
    } else if beta.is_some_and(|beta| !beta.is_finite()) {
        refuse("beta", "must be a finite number");
    } else {
        return Some(Given::Benchmark { beta });
    }
    None
}
