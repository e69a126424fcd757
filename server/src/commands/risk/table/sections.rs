//! What is shown of an answer, in the order in which somebody asks.

use super::{Column, Section, Shape, Unit, own};

const fn column(at: &'static str, heading: &'static str, unit: Unit) -> Column {
    Column { at, heading, unit }
}

const fn percent(at: &'static str, heading: &'static str) -> Column {
    column(at, heading, Unit::Percent)
}

const fn number(at: &'static str, heading: &'static str) -> Column {
    column(at, heading, Unit::Number(3))
}

const fn count(at: &'static str, heading: &'static str) -> Column {
    column(at, heading, Unit::Count)
}

const fn text(at: &'static str, heading: &'static str) -> Column {
    column(at, heading, Unit::Text)
}

const fn days(at: &'static str, heading: &'static str) -> Column {
    column(at, heading, Unit::Days)
}

const fn money(at: &'static str, heading: &'static str) -> Column {
    column(at, heading, Unit::Money)
}

const fn word(at: &'static str, heading: &'static str) -> Column {
    column(at, heading, Unit::Word)
}

pub(super) const SECTIONS: &[Section] = &[
    Section {
        title: "performance",
        at: "measures",
        shape: Shape::Lines(&[
            text("first_day", "first day"),
            text("last_day", "last day"),
            count("observations", "returns"),
            percent("return_annual", "return, annual"),
            percent("cagr", "growth, annual"),
            percent("volatility_annual", "volatility, annual"),
            percent("downside_deviation_annual", "downside deviation, annual"),
            number("sharpe", "Sharpe"),
            number("sortino", "Sortino"),
            number("calmar", "Calmar"),
            number("omega", "Omega"),
            percent("probabilistic_sharpe", "Sharpe above 0, probability"),
            number("skewness", "skewness"),
            number("excess_kurtosis", "excess kurtosis"),
            percent("win_rate", "days above 0"),
            percent("best", "best day"),
            percent("worst", "worst day"),
        ]),
    },
    Section {
        title: "drawdown",
        at: "measures",
        shape: Shape::Lines(&[
            percent("max_drawdown", "deepest"),
            text("max_drawdown_peak", "from"),
            text("max_drawdown_trough", "bottom"),
            text("max_drawdown_recovery", "recovered"),
            percent("average_drawdown", "average"),
            percent("ulcer_index", "ulcer index"),
        ]),
    },
    Section {
        title: "beside the benchmark",
        at: "measures",
        shape: Shape::Lines(&[
            number("beta", "beta"),
            percent("alpha_annual", "alpha, annual"),
            number("correlation", "correlation"),
            percent("tracking_error", "tracking error, annual"),
            number("information_ratio", "information ratio"),
            number("up_capture", "up capture"),
            number("down_capture", "down capture"),
        ]),
    },
    Section {
        title: "tails, one day",
        at: "measures",
        shape: Shape::Own(own::tails),
    },
    Section {
        title: "tails without a model",
        at: "measures",
        shape: Shape::Own(own::without_model),
    },
    Section {
        title: "is the VaR any good",
        at: "backtest",
        shape: Shape::Rows(&[
            word("model", "model"),
            percent("confidence", "confidence"),
            count("tested", "days"),
            count("exceptions", "exceptions"),
            days("expected", "expected"),
            number("kupiec.p", "Kupiec p"),
            number("christoffersen_independence.p", "independence p"),
            number("conditional_coverage.p", "coverage p"),
            text("basel_zone", "Basel, latest 250"),
            number("plus_factor", "plus"),
        ]),
    },
    Section {
        title: "tails by model and horizon",
        at: "tail",
        shape: Shape::Rows(&[
            word("model", "model"),
            percent("confidence", "confidence"),
            count("horizon_days", "days"),
            word("scaling", "scaling"),
            percent("var", "VaR"),
            percent("cvar", "CVaR"),
            percent("standard_error.var", "± VaR"),
            number("degrees_of_freedom", "degrees"),
        ]),
    },
    Section {
        title: "parts of the risk",
        at: "components.assets",
        shape: Shape::Named(
            "asset",
            &[
                percent("weight", "weight"),
                percent("return_annual", "return"),
                percent("volatility_annual.component", "volatility"),
                percent("volatility_annual.share", "share"),
                percent("volatility_annual.incremental", "if sold"),
                percent("cvar_95.historical.component", "CVaR 95 %"),
                percent("cvar_95.historical.share", "share"),
            ],
        ),
    },
    Section {
        title: "concentration",
        at: "concentration",
        shape: Shape::Lines(&[
            count("holdings", "holdings"),
            number("hhi", "HHI"),
            number("effective_holdings", "effective holdings"),
            number(
                "effective_bets.principal_components",
                "effective bets, principal components",
            ),
            number(
                "effective_bets.minimum_torsion",
                "effective bets, minimum torsion",
            ),
            number("diversification_ratio", "diversification ratio"),
            text("largest.asset", "largest"),
            percent("largest.weight", "its weight"),
            percent("cash", "cash"),
        ]),
    },
    Section {
        title: "contributions to the return",
        at: "contributions.holdings",
        shape: Shape::Named(
            "asset",
            &[
                percent("weight", "weight"),
                percent("total_return", "its return"),
                percent("contribution", "contribution"),
            ],
        ),
    },
    Section {
        title: "attribution",
        at: "attribution.groups.groups",
        shape: Shape::Rows(&[
            text("group", "group"),
            percent("allocation", "allocation"),
            percent("selection", "selection"),
            percent("interaction", "interaction"),
            percent("total", "total"),
        ]),
    },
    Section {
        title: "active return",
        at: "attribution.groups",
        shape: Shape::Lines(&[
            percent("portfolio_return", "portfolio"),
            percent("benchmark_return", "benchmark"),
            percent("active_return", "difference"),
            percent("total.allocation", "by allocation"),
            percent("total.selection", "by selection"),
            percent("total.interaction", "by interaction"),
        ]),
    },
    Section {
        title: "attribution to factors",
        at: "attribution.factors.factors",
        shape: Shape::Named(
            "factor",
            &[
                number("beta", "active beta"),
                percent("contribution", "contribution"),
            ],
        ),
    },
    Section {
        title: "what factors do not explain",
        at: "attribution.factors",
        shape: Shape::Lines(&[percent("specific", "specific")]),
    },
    Section {
        title: "exposures to factors",
        at: "factors.portfolio.betas",
        shape: Shape::Named(
            "factor",
            &[
                number("value", "beta"),
                number("standard_error", "standard error"),
                number("t", "t"),
                number("p", "p"),
                number("newey_west.standard_error", "Newey–West"),
            ],
        ),
    },
    Section {
        title: "the regression",
        at: "factors.portfolio",
        shape: Shape::Lines(&[
            percent("alpha_annual.value", "alpha, annual"),
            percent("alpha_annual.standard_error", "its standard error"),
            number("r_squared", "R²"),
            percent(
                "residual_volatility_annual",
                "volatility that is left, annual",
            ),
            percent("specific_share", "share of the variance that is left"),
        ]),
    },
    Section {
        title: "correlation",
        at: "correlation",
        shape: Shape::Own(own::correlation),
    },
    Section {
        title: "clusters",
        at: "correlation.clusters",
        shape: Shape::Own(own::clusters),
    },
    Section {
        title: "months, %",
        at: "months.portfolio",
        shape: Shape::Own(own::months),
    },
    Section {
        title: "deepest drawdowns",
        at: "drawdowns",
        shape: Shape::Rows(&[
            percent("depth", "depth"),
            text("start", "from"),
            text("trough", "bottom"),
            text("recovery", "recovered"),
            count("observations", "trading days"),
        ]),
    },
    Section {
        title: "rolling figures",
        at: "rolling",
        shape: Shape::Own(own::rolling),
    },
    Section {
        title: "returns with cash flows",
        at: "flows",
        shape: Shape::Lines(&[
            percent("twr", "time-weighted"),
            percent("twr_annual", "time-weighted, annual"),
            percent("mwr", "money-weighted, annual"),
            text("mwr_found", "money-weighted rates"),
            money("paid_in", "paid in"),
            money("paid_out", "paid out"),
        ]),
    },
    Section {
        title: "what many trials leave of the Sharpe ratio",
        at: "trials",
        shape: Shape::Lines(&[
            count("count", "trials"),
            number("sharpe", "Sharpe"),
            number("expected_max_sharpe", "best of as many without skill"),
            percent("probabilistic_sharpe", "above 0, probability"),
            percent("deflated_sharpe", "above that best, probability"),
            count(
                "minimum_track_record",
                "days until 95 % sure of more than 0",
            ),
        ]),
    },
    Section {
        title: "episodes, on the weights of today",
        at: "stress.episodes",
        shape: Shape::Rows(&[
            text("name", "episode"),
            text("from", "from"),
            text("to", "to"),
            word("outcome", "outcome"),
            percent("daily.return", "rebalanced"),
            percent("hold.return", "held"),
            percent("benchmark.return", "benchmark"),
            percent("daily.max_drawdown", "deepest"),
            percent("proxied_weight", "by proxies"),
        ]),
    },
    Section {
        title: "shocks",
        at: "stress.shocks",
        shape: Shape::Rows(&[
            text("name", "shock"),
            word("propagate", "the others"),
            days("horizon_days", "days"),
            percent("return", "portfolio"),
            number("plausibility.mahalanobis", "sigmas"),
            percent("plausibility.probability", "probability"),
        ]),
    },
    Section {
        title: "the nearest shock that loses so much",
        at: "stress.reverse",
        shape: Shape::Own(own::nearest),
    },
    Section {
        title: "correlations and volatilities that rise",
        at: "stress.correlation",
        shape: Shape::Rows(&[
            text("name", "stress"),
            number("before.average_correlation", "correlation"),
            number("after.average_correlation", "after"),
            percent("before.volatility_annual", "volatility"),
            percent("after.volatility_annual", "after"),
        ]),
    },
    Section {
        title: "time to sell",
        at: "liquidity",
        shape: Shape::Lines(&[
            days("average_days", "days, average by value"),
            text("longest.asset", "longest"),
            days("longest.days", "its days"),
            percent("sold_within.days_1", "sold within a day"),
            percent("sold_within.days_5", "within 5"),
            percent("sold_within.days_20", "within 20"),
        ]),
    },
    Section {
        title: "rules",
        at: "rules",
        shape: Shape::Own(own::rules),
    },
    Section {
        title: "wealth in the future",
        at: "fan",
        shape: Shape::Own(own::fan),
    },
    Section {
        title: "chances",
        at: "fan",
        shape: Shape::Lines(&[
            word("model", "model"),
            word("route", "drawn"),
            count("paths", "paths"),
            percent("probability_of_loss", "less than was paid in"),
            percent("probability_of_ruin", "nothing left"),
            percent("probability_of_goal", "the goal reached"),
        ]),
    },
];
