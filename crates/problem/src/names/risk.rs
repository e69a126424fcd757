//! The words of the risk document.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::unknown;

words! {
    /// A figure over a window that rolls, by its name in the risk document.
    RollingMeasure {
        /// Compounded over the window.
        Return = "return",
        /// The mean × 252.
        ReturnAnnual = "return_annual",
        /// Compound annual growth.
        Cagr = "cagr",
        /// The sample standard deviation × √252.
        VolatilityAnnual = "volatility_annual",
        /// About 0, annual.
        DownsideDeviationAnnual = "downside_deviation_annual",
        /// Biased.
        Skewness = "skewness",
        /// Biased.
        ExcessKurtosis = "excess_kurtosis",
        /// Against the risk-free rate.
        Sharpe = "sharpe",
        /// About 0.
        Sortino = "sortino",
        /// About 0.
        Omega = "omega",
        /// The share of the days above 0.
        WinRate = "win_rate",
        /// The best day.
        Best = "best",
        /// The worst day.
        Worst = "worst",
        /// On wealth compounded from the start of the window.
        MaxDrawdown = "max_drawdown",
        /// The compound annual growth over the largest drawdown.
        Calmar = "calmar",
        /// Historical, at each confidence of the document.
        Var = "var",
        /// Historical, at each confidence of the document.
        Cvar = "cvar",
        /// To the benchmark.
        Beta = "beta",
        /// Over the benchmark.
        AlphaAnnual = "alpha_annual",
        /// With the benchmark.
        Correlation = "correlation",
        /// The square of the correlation.
        RSquared = "r_squared",
        /// Over the benchmark, annual.
        ActiveReturn = "active_return",
        /// Annual.
        TrackingError = "tracking_error",
        /// Annual.
        InformationRatio = "information_ratio",
        /// On the days on which the benchmark rises.
        UpCapture = "up_capture",
        /// On the days on which the benchmark falls.
        DownCapture = "down_capture",
        /// The share of the days above the benchmark.
        BattingAverage = "batting_average",
    }
}

words! {
    /// How the distribution of the returns ahead is found.
    TailModelKind {
        /// That of the past.
        Historical = "historical",
        /// That of all spans of the horizon's length in the past.
        HistoricalOverlapping = "historical_overlapping",
        /// Normal, with the mean and the deviation of the past.
        Normal = "normal",
        /// Normal, corrected for skewness and kurtosis.
        CornishFisher = "cornish_fisher",
        /// Normal, with a volatility by exponential weights.
        Ewma = "ewma",
        /// Past returns, scaled to the volatility of tomorrow.
        FilteredHistorical = "filtered_historical",
        /// Student's, by maximum likelihood.
        StudentT = "student_t",
        /// Simulated from the normal distribution.
        MonteCarloNormal = "monte_carlo_normal",
        /// Simulated from Student's distribution.
        MonteCarloStudentT = "monte_carlo_student_t",
    }
}

words! {
    /// How the risk of one day became that of the horizon.
    ScalingKind {
        /// The horizon is one day.
        OneDay = "one_day",
        /// Deviations × √h, means × h.
        SquareRoot = "square_root",
        /// The cumulants of independent days, added up.
        Cumulants = "cumulants",
        /// Spans of h days in the data.
        Overlapping = "overlapping",
        /// Paths of h days.
        Simulated = "simulated",
    }
}

impl From<risk::tail::Scaling> for ScalingKind {
    fn from(scaling: risk::tail::Scaling) -> Self {
        use risk::tail::Scaling;
        match scaling {
            Scaling::OneDay => Self::OneDay,
            Scaling::SquareRoot => Self::SquareRoot,
            Scaling::Cumulants => Self::Cumulants,
            Scaling::Overlapping => Self::Overlapping,
            Scaling::Simulated => Self::Simulated,
        }
    }
}

words! {
    /// Where the Cornish–Fisher expansion is a quantile function.
    RisingKind {
        /// For every probability.
        Everywhere = "everywhere",
        /// In the tail asked for, and not everywhere.
        InTail = "in_tail",
        /// Not even there.
        NotInTail = "not_in_tail",
    }
}

impl From<risk::tail::Rising> for RisingKind {
    fn from(rising: risk::tail::Rising) -> Self {
        use risk::tail::Rising;
        match rising {
            Rising::Everywhere => Self::Everywhere,
            Rising::InTail => Self::InTail,
            Rising::NotInTail => Self::NotInTail,
        }
    }
}

words! {
    /// The colours of Basel's traffic light.
    ZoneKind {
        /// No reason to doubt the model.
        Green = "green",
        /// Reason to look.
        Yellow = "yellow",
        /// The model is wrong.
        Red = "red",
    }
}

impl From<risk::backtest::Zone> for ZoneKind {
    fn from(zone: risk::backtest::Zone) -> Self {
        use risk::backtest::Zone;
        match zone {
            Zone::Green => Self::Green,
            Zone::Yellow => Self::Yellow,
            Zone::Red => Self::Red,
        }
    }
}

words! {
    /// How the series that are not shocked follow.
    PropagateKind {
        /// They do not move.
        None = "none",
        /// Through the betas of a regression on all shocked series at once.
        Betas = "betas",
        /// As betas, and beside it the drift that is to be expected over the horizon.
        Conditional = "conditional",
    }
}

words! {
    /// Whether an episode could be replayed.
    EpisodeOutcome {
        /// From beginning to end.
        Replayed = "replayed",
        /// The data end inside it: replayed as far as they go.
        CutShort = "cut_short",
        /// Not at all; `reason` says why.
        NotReplayed = "not_replayed",
    }
}

words! {
    /// What stood in for an asset that did not exist.
    StandInKind {
        /// Another asset.
        Asset = "asset",
        /// The daily average of the members of a group that existed.
        Group = "group",
        /// The benchmark × beta.
        Benchmark = "benchmark",
        /// The daily average of all assets that existed.
        Average = "average",
    }
}

words! {
    /// Where the return of an asset comes from.
    ShockOrigin {
        /// A move of its own.
        Asset = "asset",
        /// The move of its group.
        Group = "group",
        /// It follows.
        Propagated = "propagated",
        /// It does not move.
        Unchanged = "unchanged",
    }
}

words! {
    /// When holdings are brought back to the weights of a portfolio whose risk is reported.
    #[derive(Default)]
    HoldingKind {
        /// Before every day.
        #[default]
        Daily = "daily",
        /// Before the first trading day of every month.
        Monthly = "monthly",
        /// Never: bought once and held.
        None = "none",
    }
}

words! {
    /// Where the daily returns of the future come from.
    #[derive(Default)]
    FanModel {
        /// Jointly normal, with the moments of the sample.
        #[default]
        Normal = "normal",
        /// Jointly Student, with the moments of the sample.
        StudentT = "student_t",
        /// Rows of history, in blocks.
        Bootstrap = "bootstrap",
    }
}

words! {
    /// How often money is put in.
    #[derive(Default)]
    PaymentPeriod {
        /// Every trading day.
        Day = "day",
        /// Every 21 days.
        #[default]
        Month = "month",
        /// Every 252 days.
        Year = "year",
    }
}

words! {
    /// When in its period money is put in.
    #[derive(Default)]
    PaymentTime {
        /// Before its first return.
        Start = "start",
        /// After its last return.
        #[default]
        End = "end",
    }
}

words! {
    /// What was drawn every day of every path.
    FanRoute {
        /// The return of the portfolio, which is exact where weights are restored every day.
        Portfolio = "portfolio",
        /// The return of every asset.
        Assets = "assets",
    }
}

words! {
    /// How long a period of an attribution is.
    PeriodKind {
        /// Every day by itself.
        Day = "day",
        /// A calendar month.
        Month = "month",
        /// A calendar year.
        Year = "year",
        /// Everything at once.
        All = "all",
    }
}

words! {
    /// How effects of single periods are made to add up over several.
    LinkingKind {
        /// By logarithms.
        Carino = "carino",
        /// By geometric means and the smallest corrections.
        Menchero = "menchero",
    }
}

words! {
    /// Where the effect of choosing both the weight and the members of a group goes.
    InteractionKind {
        /// It stands by itself.
        Separate = "separate",
        /// It is part of the selection.
        Selection = "selection",
    }
}

words! {
    /// One of the parts that an attribution cuts a portfolio into.
    BucketKind {
        /// A group of the document.
        Group = "group",
        /// The assets that no group names.
        Rest = "rest",
        /// What the weights lack to one.
        Cash = "cash",
    }
}

words! {
    /// What a rule limits.
    RuleKind {
        /// The weight of one asset, or the largest of all.
        MaxWeight = "max_weight",
        /// The weight of one asset, or the smallest of what is held.
        MinWeight = "min_weight",
        /// The weight of one group, or of each.
        MaxGroupWeight = "max_group_weight",
        /// The weight of one group, or of each.
        MinGroupWeight = "min_group_weight",
        /// How many assets are held.
        MinHoldings = "min_holdings",
        /// How many assets are held.
        MaxHoldings = "max_holdings",
        /// The sum of the largest weights.
        MaxTopWeight = "max_top_weight",
        /// Herfindahl and Hirschman's index.
        MaxHhi = "max_hhi",
        /// The sum of the weights by size.
        MaxGrossExposure = "max_gross_exposure",
        /// The sum of the weights.
        NetExposure = "net_exposure",
        /// What the weights lack to one.
        Cash = "cash",
        /// Assets that must not be held.
        Restricted = "restricted",
        /// The value at risk.
        MaxVar = "max_var",
        /// The conditional value at risk.
        MaxCvar = "max_cvar",
        /// The annual volatility.
        MaxVolatility = "max_volatility",
        /// The annual tracking error.
        MaxTrackingError = "max_tracking_error",
        /// The largest drawdown.
        MaxDrawdown = "max_drawdown",
        /// The beta to the benchmark.
        Beta = "beta",
        /// The days until everything is sold.
        MaxDaysToLiquidate = "max_days_to_liquidate",
        /// The share that can be sold within some days.
        MinSoldWithin = "min_sold_within",
    }
}

words! {
    /// Whether a rule is kept.
    RuleStatusKind {
        /// It is.
        Pass = "pass",
        /// It is, but the limit is near.
        Warn = "warn",
        /// It is not.
        Breach = "breach",
        /// Nobody knows.
        NotMeasured = "not_measured",
    }
}

words! {
    /// Which limit is meant.
    BoundKind {
        /// The smallest value allowed.
        Min = "min",
        /// The largest value allowed.
        Max = "max",
    }
}

words! {
    /// What a trade does to a rule.
    ChangeKind {
        /// Kept before and after.
        Kept = "kept",
        /// Kept before, broken by the trade.
        Breached = "breached",
        /// Broken before, and the trade goes further.
        Worsened = "worsened",
        /// Broken before and after, without the trade.
        Persisting = "persisting",
        /// Broken before and after, but less.
        Eased = "eased",
        /// Broken before, kept after.
        Cured = "cured",
        /// Not measured before or after.
        Unknown = "unknown",
    }
}
