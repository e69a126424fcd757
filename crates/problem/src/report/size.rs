//! What would take too long: a document ends within some ten seconds, whatever it asks.
//!
//! The fan bounds itself. Everything else grows with the table that was sent, and with what is
//! counted here.

use crate::{ProblemError, TailModelKind};

use super::{
    backtest::BacktestRequest,
    compliance::Rule,
    document::RiskDocument,
    tail::{Settings, TailRequest},
};

/// Every model is read at each of them.
const MOST_CONFIDENCES: usize = 20;
/// Each rule may look at all days of all assets.
const MOST_RULES: usize = 500;
/// Each shock and each loss may solve for all assets.
const MOST_STRESSES: usize = 200;
/// Random numbers, with what is done with them: 20 to 60 ns each.
const MOST_STEPS: usize = 150_000_000;
/// How many random numbers reading a quantile of one is worth.
const A_QUANTILE: usize = 1;

/// Lists that are too long, without a look at the data.
pub(super) fn faults(document: &RiskDocument) -> Vec<ProblemError> {
    let mut errors = Vec::new();
    let mut at_most = |path: &str, most: usize, found: usize| {
        if found > most {
            let message = format!("must be at most {most}, has {found}");
            errors.push(ProblemError::new(path, message));
        }
    };
    let confidences = document.confidence.len();
    at_most("confidence", MOST_CONFIDENCES, confidences);
    at_most("rules", MOST_RULES, document.rules.len());
    if let Some(stress) = &document.stress {
        at_most("stress.episodes", MOST_STRESSES, stress.episodes.len());
        at_most("stress.shocks", MOST_STRESSES, stress.shocks.len());
        at_most("stress.reverse", MOST_STRESSES, stress.reverse.len());
        at_most(
            "stress.correlation",
            MOST_STRESSES,
            stress.correlation.len(),
        );
    }
    if let Some(tail) = &document.tail {
        errors.extend(of_tail(tail, confidences));
    }
    errors.extend(of_rules(document));
    errors
}

/// Draws that are too many for the days that are tested.
pub(super) fn of_backtest(
    asked: &BacktestRequest,
    days: usize,
    confidences: usize,
) -> Option<ProblemError> {
    let is_drawn_daily = asked.models.contains(&TailModelKind::MonteCarloStudentT);
    // The draws of every day are given its degrees of freedom, and a quantile is read.
    let a_draw = days
        .saturating_sub(asked.window)
        .saturating_mul(1 + A_QUANTILE * confidences);
    let most = MOST_STEPS / a_draw.max(1);
    let is_too_much = is_drawn_daily && asked.draws > most;
    is_too_much.then(|| {
        let message = format!(
            "must be at most {most} for monte_carlo_student_t on so many days at so many confidences"
        );
        ProblemError::new("backtest.draws", message)
    })
}

fn of_tail(asked: &TailRequest, confidences: usize) -> Option<ProblemError> {
    let simulated = asked.models.iter().filter(|model| model.is_simulated());
    let a_draw = (simulated.count())
        .saturating_mul(asked.horizon_days.saturating_add(A_QUANTILE * confidences));
    let most = MOST_STEPS / a_draw.max(1);
    (asked.draws > most).then(|| {
        let message = format!(
            "must be at most {most} for so many simulated models, days ahead and confidences"
        );
        ProblemError::new("tail.draws", message)
    })
}

/// Rules of simulated tails, on the weights and on those that are proposed.
fn of_rules(document: &RiskDocument) -> Option<ProblemError> {
    let portfolios = 1 + usize::from(document.proposed.is_some());
    let draws = Settings::usual(0).draws;
    let steps = |rule: &Rule| match rule.model {
        Some(model) if model.is_simulated() => rule.horizon_days.unwrap_or(1) + A_QUANTILE,
        _ => 0,
    };
    let days = document.rules.iter().map(steps);
    let days = days.fold(0, usize::saturating_add);
    let most = MOST_STEPS / draws / portfolios;
    (days > most).then(|| {
        let message = format!(
            "of simulated models must look at most {most} days ahead together, one more counted \
             for each, look {days}"
        );
        ProblemError::new("rules", message)
    })
}

impl TailModelKind {
    /// Whether paths are drawn over more than one day.
    fn is_simulated(self) -> bool {
        matches!(
            self,
            Self::FilteredHistorical | Self::MonteCarloNormal | Self::MonteCarloStudentT
        )
    }
}
