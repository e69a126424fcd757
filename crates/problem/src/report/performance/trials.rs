use risk::performance::{SharpeEstimate, Trials, expected_max_sharpe};
use serde::{Deserialize, Serialize};

use crate::{ProblemError, ProblemErrors, report::ground::Ground};

/// What the figures of a choice among trials are.
pub(super) const DEFINITIONS: &[(&str, &str)] = &[
    (
        "expected_max_sharpe",
        "√V × ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), annual: the best Sharpe ratio to expect of N trials without skill whose annual ratios have the variance V; γ is Euler's constant",
    ),
    (
        "deflated_sharpe",
        "Φ((SR − SR*) √(n − 1) ÷ √(1 − skewness × SR + (kurtosis − 1)/4 × SR²)), SR daily over the risk-free rate, SR* = expected_max_sharpe ÷ √252: the probability that the true ratio is above SR*",
    ),
    ("trials.count", "N, how many portfolios were tried"),
    (
        "trials.variance",
        "V, of the annual Sharpe ratios of the trials",
    ),
    (
        "minimum_track_record",
        "1 + (1 − skewness × SR + (kurtosis − 1)/4 × SR²) × (Φ⁻¹(0.95) ÷ SR)² days, until the ratio is above 0 with 95 %",
    ),
    (
        "minimum_track_record_deflated",
        "the same against expected_max_sharpe: (Φ⁻¹(0.95) ÷ (SR − SR*))²",
    ),
];

/// The confidence of a record that is long enough.
const CONFIDENCE: f64 = 0.95;

/// How many portfolios were tried before this one was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialsRequest {
    /// How many; as many as there are `sharpes` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// Their annual Sharpe ratios, or those of some of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharpes: Option<Vec<f64>>,
    /// The variance of their annual Sharpe ratios.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variance: Option<f64>,
}

/// What is left of the Sharpe ratio of a portfolio that was chosen among many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialsAnswer {
    /// How many were tried.
    pub count: usize,
    /// The variance of their annual Sharpe ratios.
    pub variance: f64,
    /// The annual Sharpe ratio to expect of the best of them without skill.
    pub expected_max_sharpe: f64,
    /// The annual Sharpe ratio of this one.
    pub sharpe: Option<f64>,
    /// The probability that the true ratio is above 0.
    pub probabilistic_sharpe: Option<f64>,
    /// The probability that the true ratio is above what was to expect.
    pub deflated_sharpe: Option<f64>,
    /// Days until the ratio is above 0 with 95 %.
    pub minimum_track_record: Option<f64>,
    /// Days until it is above what was to expect with 95 %.
    pub minimum_track_record_deflated: Option<f64>,
}

/// What is left of the Sharpe ratio.
///
/// # Errors
/// What is wrong with what is known of the trials.
pub(crate) fn answer(
    asked: &TrialsRequest,
    ground: &Ground<'_>,
) -> Result<TrialsAnswer, ProblemErrors> {
    let trials = trials(asked)?;
    let yearly = risk::PERIODS_PER_YEAR.sqrt();
    let expected =
        expected_max_sharpe(&trials).map_err(|error| ProblemError::new("trials", error))?;
    let estimate = SharpeEstimate::new(ground.portfolio, ground.risk_free);
    let known = |name: &str, read: &dyn Fn(&SharpeEstimate) -> Result<f64, risk::RiskError>| {
        let found = estimate.and_then(|estimate| read(&estimate));
        ground.known(&format!("trials.{name}"), found)
    };
    Ok(TrialsAnswer {
        count: trials.count,
        variance: trials.variance * risk::PERIODS_PER_YEAR,
        expected_max_sharpe: expected * yearly,
        sharpe: known("sharpe", &|estimate| Ok(estimate.sharpe * yearly)),
        probabilistic_sharpe: known("probabilistic_sharpe", &|estimate| {
            estimate.probability_above(0.0)
        }),
        deflated_sharpe: known("deflated_sharpe", &|estimate| {
            estimate.probability_above(expected)
        }),
        minimum_track_record: known("minimum_track_record", &|estimate| {
            estimate.minimum_track_record(0.0, CONFIDENCE)
        }),
        minimum_track_record_deflated: known("minimum_track_record_deflated", &|estimate| {
            estimate.minimum_track_record(expected, CONFIDENCE)
        }),
    })
}

/// The trials with the daily variance of their ratios.
fn trials(asked: &TrialsRequest) -> Result<Trials, ProblemErrors> {
    /// A greatest annual ratio; one of a million is a mistake, and its square would overflow.
    const LARGEST: f64 = 1e6;
    let daily = |variance: f64| variance / risk::PERIODS_PER_YEAR;
    let error = |key: &str, message: String| Err(ProblemError::new(key, message).into());
    if asked.count == Some(0) {
        return error("trials.count", "must be at least 1".to_owned());
    }
    match (&asked.sharpes, asked.variance, asked.count) {
        (Some(_), Some(_), _) => error(
            "trials.variance",
            "give either `sharpes` or `variance`, not both".to_owned(),
        ),
        (None, None, _) => error(
            "trials",
            "needs `sharpes`, or `count` and `variance`".to_owned(),
        ),
        (None, Some(_), None) => error("trials.count", "is missing".to_owned()),
        (None, Some(variance), Some(count)) => {
            if (0.0..=LARGEST * LARGEST).contains(&variance) {
                Ok(Trials {
                    count,
                    variance: daily(variance),
                })
            } else {
                error(
                    "trials.variance",
                    format!("must lie between 0 and 1e12, is {variance}"),
                )
            }
        }
        (Some(sharpes), None, count) => {
            let beyond = |sharpe: &f64| sharpe.is_nan() || sharpe.abs() > LARGEST;
            if let Some(i) = sharpes.iter().position(beyond) {
                let message = format!("must lie between -1e6 and 1e6, is {}", sharpes[i]);
                return error(&format!("trials.sharpes[{i}]"), message);
            }
            let found = sharpes.len();
            if found < 2 {
                return error("trials.sharpes", format!("needs at least 2, has {found}"));
            }
            if let Some(count) = count.filter(|count| *count < found) {
                let message = format!("is {count}, but there are {found} `sharpes`");
                return error("trials.count", message);
            }
            let of = Trials::of(sharpes).map_err(|e| ProblemError::new("trials.sharpes", e))?;
            Ok(Trials {
                count: count.unwrap_or(found),
                variance: daily(of.variance),
            })
        }
    }
}
