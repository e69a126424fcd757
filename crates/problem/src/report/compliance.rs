//! Rules, and whether they are kept.

mod keys;
#[cfg(test)]
mod tests;

use risk::compliance::{
    Book, Change, Part, Side, Status, Trading, Verdict, Yardstick, compare, judge,
};
use serde::{Deserialize, Serialize};

use super::{
    ground::Ground,
    structure::{LiquidityRequest, participation, traded},
};
use crate::{
    BoundKind, ChangeKind, ProblemError, ProblemErrors, RuleKind, RuleStatusKind, TailModelKind,
};

/// One rule: a kind, its limit, and what the kind needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What is limited.
    pub kind: RuleKind,
    /// What it is called in the answer; the kind and what it is about when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The limit, of kinds that begin with `max` or `min`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// Where the warning begins; a tenth of the limit before it when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_at: Option<f64>,
    /// The smallest value, of kinds with two sides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The largest value, of kinds with two sides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Below it a warning is given, of kinds with two sides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_min: Option<f64>,
    /// Above it a warning is given, of kinds with two sides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_max: Option<f64>,
    /// The asset that a weight is of; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// The group that a weight is of; each when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Assets that must not be held; those that are not in the data are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assets: Option<Vec<String>>,
    /// How many of the largest weights count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// Of the tail; the first of the document when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// How many trading days ahead the tail is; one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<usize>,
    /// Of the tail; historical when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<TailModelKind>,
    /// The days within which is sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<f64>,
}

/// What became of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleAnswer {
    /// What it is called.
    pub name: String,
    /// What it limits.
    pub kind: RuleKind,
    /// Whether it is kept.
    pub status: RuleStatusKind,
    /// The value found; null where there is none, or where it is beyond every limit.
    pub measured: Option<f64>,
    /// The limit that is nearest to it, or that it breaks.
    pub limit: f64,
    /// Which limit that is.
    pub bound: BoundKind,
    /// Where the warning before it begins.
    pub warn_at: f64,
    /// How far the value may still move; negative beyond the limit.
    pub headroom: Option<f64>,
    /// Who is responsible for a warning or a breach, the most responsible first.
    pub responsible: Vec<Responsible>,
    /// Why it is not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same of the proposed weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<ProposedVerdict>,
}

/// What becomes of a rule with the proposed weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedVerdict {
    /// Whether it is kept.
    pub status: RuleStatusKind,
    /// The value found.
    pub measured: Option<f64>,
    /// The limit that is nearest to it, or that it breaks.
    pub limit: f64,
    /// Which limit that is.
    pub bound: BoundKind,
    /// How far the value may still move; negative beyond the limit.
    pub headroom: Option<f64>,
    /// Who is responsible for a warning or a breach, the most responsible first.
    pub responsible: Vec<Responsible>,
    /// Why it is not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the trade does to the rule.
    pub change: ChangeKind,
    /// Whether the trade itself breaks the rule, or goes further beyond it.
    pub active_breach: bool,
}

/// What a holding has to do with a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Responsible {
    /// The holding.
    pub asset: String,
    /// Its part, in the unit of the measure.
    pub part: f64,
}

/// Every rule on the weights, and on proposed ones where there are any. Liquidity is measured on the
/// document's `liquidity`. A rule about each group is answered once for each.
///
/// # Errors
/// Every key that does not belong to the kind of its rule, is missing or out of range, names that are not
/// there, and what is wrong with `liquidity` where a rule needs it.
pub(crate) fn answer(
    rules: &[Rule],
    ground: &Ground<'_>,
    proposed: Option<&[f64]>,
    liquidity: Option<&LiquidityRequest>,
) -> Result<Vec<RuleAnswer>, ProblemErrors> {
    let checks = keys::read(rules, ground)?;
    let needed = rules.iter().any(|rule| rule.kind.is_of_liquidity());
    let liquidity = liquidity.filter(|_| needed);
    let portfolios: Vec<&[f64]> = [Some(ground.weights), proposed]
        .into_iter()
        .flatten()
        .collect();
    let daily = liquidity
        .map(|asked| traded(asked, ground, &portfolios))
        .transpose()?;
    let trading = liquidity
        .zip(daily.as_deref())
        .map(|(asked, daily)| Trading {
            wealth: asked.value,
            daily,
            participation: participation(asked),
        });
    let core: Vec<_> = checks.iter().map(|check| check.rule.clone()).collect();
    let judged = |path: &str, weights| {
        judge(&book(ground, weights, trading), &core)
            .map_err(|error| ProblemErrors::from(ProblemError::new(path, error)))
    };
    let now = judged("weights", ground.weights)?;
    let then = proposed
        .map(|weights| judged("proposed", weights))
        .transpose()?
        .map(|then| {
            let changes = compare(&now, &then).expect("the same rules have as many verdicts");
            then.into_iter().zip(changes).collect::<Vec<_>>()
        });
    let mut then = then.unwrap_or_default().into_iter();
    let answers = checks.iter().zip(now).map(|(check, verdict)| {
        let proposed = then
            .next()
            .map(|(verdict, change)| proposed_of(ground, &verdict, change));
        answer_of(ground, check, &verdict, proposed)
    });
    Ok(answers.collect())
}

/// What the names mean: name, formula.
pub(crate) fn definitions() -> Vec<(&'static str, &'static str)> {
    DEFINITIONS.to_vec()
}

const DEFINITIONS: &[(&str, &str)] = &[
    (
        "rules.measured",
        "the figure that the kind names, in the units of `measures`, with the daily returns of weights kept as \
         `rebalance` says",
    ),
    (
        "rules.limit",
        "the limit that `measured` is nearest to, or furthest beyond; `bound` says whether it is a minimum",
    ),
    ("rules.warn_at", "where the warning before the limit begins"),
    (
        "rules.proposed",
        "the same of the weights proposed, over the same days",
    ),
    (
        "rules.status",
        "breach: beyond the limit by more than 1e-12 × max(1, |limit|); warn: beyond warn_at, without it within a \
         tenth of the limit, or of the distance between two; at the limit a rule is kept",
    ),
    (
        "rules.headroom",
        "limit − measured, or measured − limit of a minimum",
    ),
    (
        "rules.responsible",
        "weights, days: the holdings that each are beyond the limit (warn_at of a warning); otherwise parts that \
         add up to the measure: component contributions of volatility, tracking error, beta, VaR and CVaR at the \
         portfolio's own weights day by day, money lost from peak to trough of a drawdown",
    ),
    (
        "rules.max_var",
        "of horizon_days as by `tail`; parts are those of one day in proportion, historical, normal or \
         Cornish–Fisher, normal of other models",
    ),
    (
        "rules.max_tracking_error",
        "parts are of active weights; of a benchmark that is only a series, weight × (return − benchmark \
         return), without the part of cash",
    ),
    ("rules.min_holdings", "weights beyond ±1e-12"),
    ("rules.max_hhi", "Σ (|weight| ÷ Σ |weight|)²"),
    (
        "rules.max_top_weight",
        "sum of the `count` largest |weight|",
    ),
    (
        "rules.restricted",
        "Σ |weight| of the assets named, limit 0",
    ),
    ("rules.cash", "1 − Σ weight"),
    (
        "rules.max_days_to_liquidate",
        "longest days of `liquidity`; null, and a breach, where a holding is not traded at all",
    ),
    (
        "rules.min_sold_within",
        "sold_within of `liquidity` after `days`",
    ),
    (
        "rules.change",
        "of proposed weights: breached, worsened (further beyond, or another holding beyond: active_breach), \
         persisting, eased, cured, kept, unknown",
    ),
];

fn book<'a>(ground: &Ground<'a>, weights: &'a [f64], trading: Option<Trading<'a>>) -> Book<'a> {
    let weighted = ground.benchmark_weights.map(Yardstick::Weights);
    Book {
        returns: ground.returns,
        weights,
        rebalance: ground.rebalance,
        benchmark: weighted.or(ground.benchmark.map(Yardstick::Returns)),
        trading,
    }
}

fn answer_of(
    ground: &Ground<'_>,
    check: &keys::Check,
    verdict: &Verdict,
    proposed: Option<ProposedVerdict>,
) -> RuleAnswer {
    let limit = &check.rule.limit;
    let warn_at = match verdict.side {
        Side::Min => limit.warn_min(),
        Side::Max => limit.warn_max(),
    };
    let (status, reason) = status_of(verdict);
    RuleAnswer {
        name: check.name.clone(),
        kind: check.kind,
        status,
        measured: verdict.measured,
        limit: verdict.limit,
        bound: bound_of(verdict),
        warn_at: warn_at.unwrap_or(verdict.limit),
        headroom: verdict.headroom,
        responsible: responsible(ground, &verdict.responsible),
        reason,
        proposed,
    }
}

fn proposed_of(ground: &Ground<'_>, verdict: &Verdict, change: Change) -> ProposedVerdict {
    let (status, reason) = status_of(verdict);
    ProposedVerdict {
        status,
        measured: verdict.measured,
        limit: verdict.limit,
        bound: bound_of(verdict),
        headroom: verdict.headroom,
        responsible: responsible(ground, &verdict.responsible),
        reason,
        change: match change {
            Change::Kept => ChangeKind::Kept,
            Change::Breached => ChangeKind::Breached,
            Change::Worsened => ChangeKind::Worsened,
            Change::Persisting => ChangeKind::Persisting,
            Change::Eased => ChangeKind::Eased,
            Change::Cured => ChangeKind::Cured,
            Change::Unknown => ChangeKind::Unknown,
        },
        active_breach: change.is_active(),
    }
}

fn status_of(verdict: &Verdict) -> (RuleStatusKind, Option<String>) {
    match verdict.status {
        Status::Pass => (RuleStatusKind::Pass, None),
        Status::Warn => (RuleStatusKind::Warn, None),
        Status::Breach => (RuleStatusKind::Breach, None),
        Status::NotMeasured(missing) => (RuleStatusKind::NotMeasured, Some(missing.to_string())),
    }
}

fn bound_of(verdict: &Verdict) -> BoundKind {
    match verdict.side {
        Side::Min => BoundKind::Min,
        Side::Max => BoundKind::Max,
    }
}

fn responsible(ground: &Ground<'_>, parts: &[Part]) -> Vec<Responsible> {
    let named = |part: &Part| Responsible {
        asset: ground.returns.assets[part.asset].to_string(),
        part: part.part,
    };
    parts.iter().map(named).collect()
}
