use crate::tail::Model;

/// What of a portfolio is limited. Weights are shares of wealth, negative when short.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// The weight of one asset.
    Weight(usize),
    /// The largest weight of any asset.
    LargestWeight,
    /// The smallest weight, by size, of what is held at all.
    SmallestWeight,
    /// The sum of the weights of some assets: a sector, a country.
    GroupWeight(Vec<usize>),
    /// How many assets are held: those whose weight is not zero by more than 1e-12.
    Holdings,
    /// The sum of the weights by size of assets that must not be held.
    Restricted(Vec<usize>),
    /// What the weights lack to one.
    Cash,
    /// The sum of the weights by size: the leverage of a portfolio that may be short.
    GrossExposure,
    /// The sum of the weights.
    NetExposure,
    /// Herfindahl and Hirschman's index of the holdings, see
    /// [`concentration`](crate::structure::concentration).
    Herfindahl,
    /// The sum of so many largest weights by size.
    Top(usize),
    /// The value at risk, see [`tail_risk`](crate::tail::tail_risk).
    Var {
        /// By which model.
        model: Model,
        /// Such as 0.95.
        confidence: f64,
        /// How many days ahead.
        days: usize,
    },
    /// The conditional value at risk.
    Cvar {
        /// By which model.
        model: Model,
        /// Such as 0.95.
        confidence: f64,
        /// How many days ahead.
        days: usize,
    },
    /// The annual volatility.
    Volatility,
    /// The annual volatility of the difference to the benchmark.
    TrackingError,
    /// The deepest fall of compounded wealth below its running maximum.
    MaxDrawdown,
    /// The beta to the benchmark.
    Beta,
    /// The days until the last holding is sold, or bought back.
    DaysToLiquidate,
    /// The share of the holdings, by size, that can be sold within so many days.
    SoldWithin(f64),
}
