//! The formula of each figure, in words.

use crate::OrderedMap;

use super::{
    attribution, backtest, compliance, document::RiskDocument, fan, performance, stress, structure,
    tail,
};

/// Names with their formulas.
type Definitions = Vec<(&'static str, &'static str)>;

/// Of everything that is answered.
pub(super) fn of(document: &RiskDocument) -> OrderedMap<String> {
    let mut all = MEASURES.to_vec();
    all.extend(tail::definitions());
    all.extend(structure::definitions());
    all.extend(performance::definitions());
    all.extend(attribution::definitions());
    let asked: [(bool, &dyn Fn() -> Definitions); 4] = [
        (document.backtest.is_some(), &backtest::definitions),
        (document.stress.is_some(), &stress::definitions),
        (!document.rules.is_empty(), &compliance::definitions),
        (document.fan.is_some(), &fan::definitions),
    ];
    for (is_asked, definitions) in asked {
        if is_asked {
            all.extend(definitions());
        }
    }
    let written = |(name, formula): (&str, &str)| (name.to_owned(), formula.to_owned());
    all.into_iter().map(written).collect()
}

/// Of the measures. xₜ is the portfolio's return of day t, bₜ the benchmark's, n their number, W wealth
/// from 1 on.
const MEASURES: &[(&str, &str)] = &[
    (
        "benchmark_measures",
        "the figures of `measures` with x the return of the benchmark",
    ),
    (
        "observations",
        "n, the number of daily returns; each is p_t ÷ p_{t−1} − 1",
    ),
    ("mean_daily", "Σ x ÷ n"),
    ("return_annual", "mean × 252"),
    ("total_return", "W_n − 1"),
    ("cagr", "W_n^(252 ÷ n) − 1"),
    (
        "volatility_annual",
        "√252 × sample standard deviation (n − 1)",
    ),
    ("downside_deviation_annual", "√252 × √mean(min(x, 0)²)"),
    (
        "skewness",
        "mean((x − mean)³) ÷ mean((x − mean)²)^(3/2), biased (n)",
    ),
    (
        "excess_kurtosis",
        "mean((x − mean)⁴) ÷ mean((x − mean)²)² − 3, biased (n)",
    ),
    ("sharpe", "(mean × 252 − risk_free) ÷ volatility_annual"),
    ("sortino", "mean × 252 ÷ (√252 × √mean(min(x, 0)²))"),
    ("calmar", "cagr ÷ max_drawdown"),
    ("omega", "Σ max(x, 0) ÷ Σ max(−x, 0)"),
    ("gain_to_pain", "Σ x ÷ Σ max(−x, 0)"),
    (
        "probabilistic_sharpe",
        "Φ(s √(n − 1) ÷ √(1 − skewness × s + (excess_kurtosis + 2) ÷ 4 × s²)), s = sharpe ÷ √252, against 0",
    ),
    (
        "max_drawdown",
        "largest 1 − W_t ÷ max_{s ≤ t} W_s, on compounded wealth starting at 1",
    ),
    (
        "max_drawdown_peak",
        "last day of the maximum before the deepest drawdown",
    ),
    ("max_drawdown_trough", "day of its bottom"),
    (
        "max_drawdown_recovery",
        "first day on which the maximum was reached again; null if never",
    ),
    (
        "average_drawdown",
        "mean of the drawdowns after each return, compounded",
    ),
    ("ulcer_index", "√mean(drawdown²), compounded"),
    ("mad", "mean |x − mean|"),
    ("win_rate", "share of the days with x > 0"),
    ("tail_ratio", "|95 % quantile| ÷ |5 % quantile|, linear"),
    ("best", "largest x"),
    ("worst", "smallest x"),
    ("beta", "cov(x, b) ÷ var(b)"),
    ("alpha_annual", "(mean − beta × benchmark mean) × 252"),
    (
        "beta_standard_error",
        "s ÷ √Σ(b − benchmark mean)², s = √(Σ e² ÷ (n − 2)) with the residuals e of ordinary least squares of x on b",
    ),
    (
        "alpha_annual_standard_error",
        "252 × s × √(1 ÷ n + benchmark mean² ÷ Σ(b − benchmark mean)²)",
    ),
    ("beta_t", "beta ÷ its standard error; null where e is 0"),
    (
        "alpha_t",
        "alpha_annual ÷ its standard error; null where e is 0",
    ),
    ("residual_volatility_annual", "√252 × s"),
    ("correlation", "Pearson's, of x and b"),
    ("r_squared", "correlation²"),
    ("active_return", "mean(x − b) × 252"),
    (
        "tracking_error",
        "√252 × sample standard deviation of x − b",
    ),
    ("information_ratio", "mean(x − b) × 252 ÷ tracking_error"),
    ("up_capture", "mean(x) ÷ mean(b) over the days with b > 0"),
    ("down_capture", "mean(x) ÷ mean(b) over the days with b < 0"),
    ("batting_average", "share of the days with x > b"),
    (
        "cdar",
        "mean of the worst (1 − confidence) n drawdowns after each return, compounded, the last with its fraction (Rockafellar and Uryasev)",
    ),
    (
        "portfolio",
        "daily: Σ w r; otherwise holdings drift from the weights between rebalancings; Σ w < 1 leaves cash, which earns nothing",
    ),
    (
        "rebalance",
        "monthly: before the return of the first trading day of each month",
    ),
];
