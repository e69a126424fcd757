//! What is compared with whom, and how much faster FinX wants to be.

/// The ratio of times that is wanted.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    /// Measured, and nothing promised.
    Nothing,
    /// Of the fastest peer.
    OfBest(f64),
    /// Of each peer in its order.
    OfEach(&'static [Option<f64>]),
}

/// One piece of work on one set of returns.
pub(super) struct Row {
    pub(super) title: &'static str,
    pub(super) data: &'static str,
    /// What each peer is called, and what the work is called for it: conventions differ.
    pub(super) peers: &'static [(&'static str, &'static str)],
    /// A peer takes seconds.
    pub(super) slow: bool,
    pub(super) wanted: Wanted,
}

/// Our own reference route, in the place of a peer.
pub(super) const OWN_CLARABEL: &str = "FinX by Clarabel";

const fn row(
    title: &'static str,
    data: &'static str,
    peers: &'static [(&'static str, &'static str)],
    wanted: Wanted,
) -> Row {
    Row {
        title,
        data,
        peers,
        slow: false,
        wanted,
    }
}

const fn slow(row: Row) -> Row {
    Row { slow: true, ..row }
}

const MIN_VARIANCE: &[(&str, &str)] = &[("skfolio", "min_variance")];
const MAX_SHARPE: &[(&str, &str)] = &[("skfolio", "max_sharpe")];
const MAX_UTILITY: &[(&str, &str)] = &[("skfolio", "max_utility")];
const FRONTIER: &[(&str, &str)] = &[("cvxcla", "frontier"), ("skfolio", "frontier")];
const MIN_CVAR: &[(&str, &str)] = &[
    ("skfolio", "min_cvar"),
    ("Riskfolio-Lib", "min_cvar"),
    ("PyPortfolioOpt", "min_cvar"),
];
const MIN_CDAR: &[(&str, &str)] = &[
    ("skfolio", "min_cdar"),
    ("Riskfolio-Lib", "min_cdar"),
    ("PyPortfolioOpt", "min_cdar"),
];
const ROBUST_CVAR: &[(&str, &str)] = &[("skfolio", "robust_cvar")];
const RISK_PARITY: &[(&str, &str)] =
    &[("skfolio", "risk_parity"), ("Riskfolio-Lib", "risk_parity")];
const HRP: &[(&str, &str)] = &[
    ("skfolio", "hrp_ordered"),
    ("Riskfolio-Lib", "hrp_ordered"),
    ("PyPortfolioOpt", "hrp"),
];
const MAX_DIVERSIFICATION: &[(&str, &str)] = &[("skfolio", "max_diversification")];
const WALK_FORWARD: &[(&str, &str)] = &[
    ("skfolio", "walk_forward"),
    ("numpy and quadprog", "walk_forward"),
];
const GIVEN: &[(&str, &str)] = &[
    ("DAQP", "given"),
    ("PIQP", "given"),
    (OWN_CLARABEL, "given_clarabel"),
];
const FRONTIER_WANTED: Wanted = Wanted::OfEach(&[Some(5.0), None]);

/// A table of the document.
pub(super) struct Table {
    pub(super) title: &'static str,
    /// What the answers are made of.
    pub(super) compared: &'static str,
    pub(super) rows: &'static [Row],
}

/// What the optimizer is asked.
pub(super) const OPTIMIZER: &[Table] = &[
    Table {
        title: "from returns to weights",
        compared: "weights",
        rows: FROM_RETURNS,
    },
    Table {
        title: "from matrices to weights",
        compared: "weights",
        rows: FROM_MATRICES,
    },
];

/// What `risk` is asked.
pub(super) const RISK: &[Table] = &[Table {
    title: "from returns to figures",
    compared: "figures",
    rows: FIGURES,
}];

const FROM_RETURNS: &[Row] = &[
    row(
        "minimum variance",
        "20",
        MIN_VARIANCE,
        Wanted::OfBest(100.0),
    ),
    row(
        "minimum variance",
        "100",
        MIN_VARIANCE,
        Wanted::OfBest(100.0),
    ),
    row(
        "minimum variance",
        "500",
        MIN_VARIANCE,
        Wanted::OfBest(20.0),
    ),
    row("maximum Sharpe", "20", MAX_SHARPE, Wanted::OfBest(100.0)),
    row("maximum Sharpe", "100", MAX_SHARPE, Wanted::OfBest(100.0)),
    row("maximum Sharpe", "500", MAX_SHARPE, Wanted::OfBest(20.0)),
    row("maximum utility", "20", MAX_UTILITY, Wanted::OfBest(100.0)),
    row("maximum utility", "100", MAX_UTILITY, Wanted::OfBest(100.0)),
    row("maximum utility", "500", MAX_UTILITY, Wanted::OfBest(20.0)),
    row("whole frontier", "20", FRONTIER, FRONTIER_WANTED),
    row("whole frontier", "100", FRONTIER, FRONTIER_WANTED),
    slow(row("whole frontier", "470", FRONTIER, FRONTIER_WANTED)),
    row("minimum CVaR", "20x2000", MIN_CVAR, Wanted::OfBest(20.0)),
    row("minimum CVaR", "20x8000", MIN_CVAR, Wanted::OfBest(20.0)),
    slow(row(
        "minimum CVaR",
        "100x5000",
        MIN_CVAR,
        Wanted::OfBest(20.0),
    )),
    row("minimum CDaR", "20x2000", MIN_CDAR, Wanted::Nothing),
    row("minimum CDaR", "20x8000", MIN_CDAR, Wanted::Nothing),
    row("robust CVaR", "20x500", ROBUST_CVAR, Wanted::Nothing),
    slow(row("robust CVaR", "20x2000", ROBUST_CVAR, Wanted::Nothing)),
    row("risk parity", "20", RISK_PARITY, Wanted::OfBest(50.0)),
    row("risk parity", "500", RISK_PARITY, Wanted::OfBest(50.0)),
    row("HRP, single linkage", "20", HRP, Wanted::OfBest(50.0)),
    row("HRP, single linkage", "500", HRP, Wanted::OfBest(50.0)),
    row(
        "maximum diversification",
        "20",
        MAX_DIVERSIFICATION,
        Wanted::OfBest(50.0),
    ),
    row(
        "maximum diversification",
        "500",
        MAX_DIVERSIFICATION,
        Wanted::OfBest(50.0),
    ),
    slow(row(
        "walk-forward, 383 fits",
        "20",
        WALK_FORWARD,
        Wanted::OfEach(&[Some(300.0), Some(1.0)]),
    )),
];

const FROM_MATRICES: &[Row] = &[
    row("minimum variance", "20", GIVEN, Wanted::OfBest(1.0)),
    row("minimum variance", "100", GIVEN, Wanted::OfBest(1.0)),
    row("minimum variance", "500", GIVEN, Wanted::OfBest(1.0)),
];

/// FinX answers all its figures in each of the first three rows, whatever the peer has of them.
const FIGURES: &[Row] = &[
    row(
        "all measures, beside skfolio's 26",
        "20x8000",
        &[("skfolio", "measures_skfolio")],
        Wanted::Nothing,
    ),
    row(
        "all measures, beside empyrical's 10",
        "20x8000",
        &[("empyrical", "measures_empyrical")],
        Wanted::Nothing,
    ),
    row(
        "all measures, beside quantstats' 9",
        "20x8000",
        &[("quantstats", "measures_quantstats")],
        Wanted::Nothing,
    ),
    row(
        "parts of each asset in the CVaR",
        "500x2500",
        &[
            ("numpy", "component_cvar"),
            ("Riskfolio-Lib", "component_cvar"),
            ("skfolio", "component_cvar"),
        ],
        Wanted::Nothing,
    ),
    row(
        "back-test of 4 models of VaR at 2 confidences",
        "20x8000",
        &[("numpy and pandas", "backtest")],
        Wanted::Nothing,
    ),
    slow(row(
        "100,000 paths of 252 days, a path per asset",
        "20x8000",
        &[("numpy", "paths")],
        Wanted::Nothing,
    )),
    row(
        "the same by the one-dimensional shortcut",
        "20x8000",
        &[("numpy", "fan")],
        Wanted::Nothing,
    ),
];
