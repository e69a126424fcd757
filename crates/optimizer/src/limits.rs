//! The limits a portfolio has to keep, and their names.

use std::collections::BTreeMap;

use nalgebra::DVector;

/// One bound for every asset, with exceptions.
///
/// An infinite value means that there is no bound on that side.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// The bound of every asset that `by_asset` does not name.
    pub default: f64,
    /// The bound of single assets, by their index.
    pub by_asset: BTreeMap<usize, f64>,
}

impl Bounds {
    /// The same bound for every asset.
    pub fn all(default: f64) -> Self {
        Self {
            default,
            by_asset: BTreeMap::new(),
        }
    }

    /// The bound of one asset.
    pub fn of(&self, asset: usize) -> f64 {
        self.by_asset.get(&asset).copied().unwrap_or(self.default)
    }
}

/// A linear limit `min ≤ Σ coefficient · weight ≤ max`: a group, a beta, any exposure.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The name, unique among the rows of one model.
    pub name: String,
    /// Coefficients by asset index; an asset that is not named has 0.
    pub coefficients: BTreeMap<usize, f64>,
    /// Lower limit.
    pub min: Option<f64>,
    /// Upper limit.
    pub max: Option<f64>,
}

impl Row {
    /// A group: the sum of the weights of `assets`.
    pub fn group(
        name: impl Into<String>,
        assets: impl IntoIterator<Item = usize>,
        min: Option<f64>,
        max: Option<f64>,
    ) -> Self {
        Self {
            name: name.into(),
            coefficients: assets.into_iter().map(|asset| (asset, 1.0)).collect(),
            min,
            max,
        }
    }
}

/// A limit on trading: `Σ |w − from| ÷ 2 ≤ max`.
#[derive(Debug, Clone, PartialEq)]
pub struct Turnover {
    /// What is held now, one weight per asset.
    pub from: DVector<f64>,
    /// The largest turnover, as a fraction of wealth.
    pub max: f64,
}

/// A limit on the distance from a benchmark: `√((w − b)'Σ(w − b)) ≤ max`.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackingError {
    /// The benchmark `b`, one weight per asset.
    pub benchmark: DVector<f64>,
    /// The largest annual volatility of the active weights.
    pub max: f64,
}

/// What trading costs: `Σ rate · |w − from|` less annual return. The expected return of every
/// objective and limit is after these costs.
#[derive(Debug, Clone, PartialEq)]
pub struct TradingCosts {
    /// What is held now, one weight per asset.
    pub from: DVector<f64>,
    /// Annual return lost by one unit of weight bought or sold; at least 0.
    pub rate: f64,
}

/// Everything a portfolio has to keep. The default is long-only and fully invested.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraints {
    /// Sum of the weights; positive.
    pub budget: f64,
    /// Lower bound of each weight.
    pub min_weight: Bounds,
    /// Upper bound of each weight.
    pub max_weight: Bounds,
    /// Groups and general linear limits, in the order of the caller.
    pub rows: Vec<Row>,
    /// Lower limit of the annual expected return.
    pub target_return: Option<f64>,
    /// Limit on trading.
    pub turnover: Option<Turnover>,
    /// Upper limit of `Σ |w|`.
    pub gross_exposure: Option<f64>,
    /// Limit on the distance from a benchmark.
    pub tracking_error: Option<TrackingError>,
    /// Upper limit of the risk: an annual volatility for means and variances, in the unit of the
    /// measure on scenarios.
    pub max_risk: Option<f64>,
    /// What trading costs. No limit, but it bends the return as some of them bend the weights.
    pub costs: Option<TradingCosts>,
}

impl Constraints {
    /// The budget of a model that does not name one.
    pub const DEFAULT_BUDGET: f64 = 1.0;
    /// The lower bound of a model that does not name one.
    pub const DEFAULT_MIN_WEIGHT: f64 = 0.0;
    /// The upper bound of a model that does not name one.
    pub const DEFAULT_MAX_WEIGHT: f64 = 1.0;

    /// The number that stands at one limit, if the model has it.
    ///
    /// `MinWeightOf` and `MaxWeightOf` give the bound that holds for the asset, whether it is an
    /// exception or the shared default. `RiskFree` belongs to the objective, the limits of positions
    /// and of whole shares to a choice ([`crate::DiscreteProblem::limit`]): they give `None`.
    pub fn value(&self, limit: LimitId) -> Option<f64> {
        match limit {
            LimitId::Budget => Some(self.budget),
            LimitId::MinWeight => Some(self.min_weight.default),
            LimitId::MaxWeight => Some(self.max_weight.default),
            LimitId::MinWeightOf(asset) => Some(self.min_weight.of(asset)),
            LimitId::MaxWeightOf(asset) => Some(self.max_weight.of(asset)),
            LimitId::RowMin(row) => self.rows.get(row).and_then(|row| row.min),
            LimitId::RowMax(row) => self.rows.get(row).and_then(|row| row.max),
            LimitId::TargetReturn => self.target_return,
            LimitId::Turnover => self.turnover.as_ref().map(|turnover| turnover.max),
            LimitId::GrossExposure => self.gross_exposure,
            LimitId::TrackingError => self.tracking_error.as_ref().map(|limit| limit.max),
            LimitId::MaxRisk => self.max_risk,
            LimitId::RiskFree
            | LimitId::CardinalityMax
            | LimitId::CardinalityMin
            | LimitId::MinPosition
            | LimitId::MaxPosition
            | LimitId::GroupPositions(_)
            | LimitId::Amount
            | LimitId::MinTrade
            | LimitId::MaxCash => None,
        }
    }

    /// Whether some weight has no lower or no upper bound.
    pub(crate) fn leave_a_weight_open(&self, assets: usize) -> bool {
        (0..assets).any(|asset| {
            self.min_weight.of(asset).is_infinite() || self.max_weight.of(asset).is_infinite()
        })
    }

    /// The same constraints with another number at one limit.
    ///
    /// A row index that does not exist, a turnover or tracking error that is not limited, `RiskFree`
    /// and the limits of positions and whole shares leave the constraints as they are.
    #[must_use]
    pub fn with(mut self, limit: LimitId, value: f64) -> Self {
        match limit {
            LimitId::Budget => self.budget = value,
            LimitId::MinWeight => self.min_weight.default = value,
            LimitId::MaxWeight => self.max_weight.default = value,
            LimitId::MinWeightOf(asset) => {
                self.min_weight.by_asset.insert(asset, value);
            }
            LimitId::MaxWeightOf(asset) => {
                self.max_weight.by_asset.insert(asset, value);
            }
            LimitId::RowMin(row) => {
                if let Some(row) = self.rows.get_mut(row) {
                    row.min = Some(value);
                }
            }
            LimitId::RowMax(row) => {
                if let Some(row) = self.rows.get_mut(row) {
                    row.max = Some(value);
                }
            }
            LimitId::TargetReturn => self.target_return = Some(value),
            LimitId::Turnover => {
                if let Some(turnover) = &mut self.turnover {
                    turnover.max = value;
                }
            }
            LimitId::GrossExposure => self.gross_exposure = Some(value),
            LimitId::TrackingError => {
                if let Some(limit) = &mut self.tracking_error {
                    limit.max = value;
                }
            }
            LimitId::MaxRisk => self.max_risk = Some(value),
            LimitId::RiskFree
            | LimitId::CardinalityMax
            | LimitId::CardinalityMin
            | LimitId::MinPosition
            | LimitId::MaxPosition
            | LimitId::GroupPositions(_)
            | LimitId::Amount
            | LimitId::MinTrade
            | LimitId::MaxCash => {}
        }
        self
    }
}

impl Default for Constraints {
    fn default() -> Self {
        Self {
            budget: Self::DEFAULT_BUDGET,
            min_weight: Bounds::all(Self::DEFAULT_MIN_WEIGHT),
            max_weight: Bounds::all(Self::DEFAULT_MAX_WEIGHT),
            rows: Vec::new(),
            target_return: None,
            turnover: None,
            gross_exposure: None,
            tracking_error: None,
            max_risk: None,
            costs: None,
        }
    }
}

/// One limit that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitId {
    /// The sum of the weights.
    Budget,
    /// The lower bound that all assets without an exception share.
    MinWeight,
    /// The upper bound that all assets without an exception share.
    MaxWeight,
    /// The lower bound of one asset.
    MinWeightOf(usize),
    /// The upper bound of one asset.
    MaxWeightOf(usize),
    /// The lower limit of a row, by its position in [`Constraints::rows`].
    RowMin(usize),
    /// The upper limit of a row, by its position in [`Constraints::rows`].
    RowMax(usize),
    /// The lower limit of the expected return.
    TargetReturn,
    /// The largest turnover.
    Turnover,
    /// The largest sum of absolute weights.
    GrossExposure,
    /// The largest tracking error.
    TrackingError,
    /// The largest risk.
    MaxRisk,
    /// The risk-free rate of a maximum-Sharpe objective, which no feasible portfolio beats.
    RiskFree,
    /// The largest number of positions.
    CardinalityMax,
    /// The smallest number of positions.
    CardinalityMin,
    /// The smallest absolute weight of a position.
    MinPosition,
    /// The largest absolute weight of a position.
    MaxPosition,
    /// The largest number of positions in a group, by its position in
    /// [`crate::Positions::groups`].
    GroupPositions(usize),
    /// The money that whole shares are bought for.
    Amount,
    /// The smallest order.
    MinTrade,
    /// The most cash that whole shares may leave.
    MaxCash,
}

impl LimitId {
    /// The name people see: `budget`, `max_weight`, `max_weight AAPL`, `Technology min`, …
    ///
    /// `assets` are the symbols in the order of the model; an index without a symbol is written
    /// as `#index`, and so is a group of positions, whose name the choice has
    /// ([`crate::DiscreteProblem::limit_name`]).
    pub fn name<S: AsRef<str>>(self, assets: &[S], constraints: &Constraints) -> String {
        let asset = |index: usize| match assets.get(index) {
            Some(symbol) => symbol.as_ref().to_owned(),
            None => format!("#{index}"),
        };
        let row = |index: usize| match constraints.rows.get(index) {
            Some(row) => row.name.clone(),
            None => format!("#{index}"),
        };
        match self {
            Self::Budget => "budget".to_owned(),
            Self::MinWeight => "min_weight".to_owned(),
            Self::MaxWeight => "max_weight".to_owned(),
            Self::MinWeightOf(index) => format!("min_weight {}", asset(index)),
            Self::MaxWeightOf(index) => format!("max_weight {}", asset(index)),
            Self::RowMin(index) => format!("{} min", row(index)),
            Self::RowMax(index) => format!("{} max", row(index)),
            Self::TargetReturn => "target_return".to_owned(),
            Self::Turnover => "turnover".to_owned(),
            Self::GrossExposure => "gross_exposure".to_owned(),
            Self::TrackingError => "tracking_error".to_owned(),
            Self::MaxRisk => "max_risk".to_owned(),
            Self::RiskFree => "risk_free".to_owned(),
            Self::CardinalityMax => "cardinality max".to_owned(),
            Self::CardinalityMin => "cardinality min".to_owned(),
            Self::MinPosition => "min_position".to_owned(),
            Self::MaxPosition => "max_position".to_owned(),
            Self::GroupPositions(index) => format!("#{index} positions"),
            Self::Amount => "shares.amount".to_owned(),
            Self::MinTrade => "shares.min_trade".to_owned(),
            Self::MaxCash => "shares.max_cash".to_owned(),
        }
    }

    /// Whether a larger number makes the limit easier to keep (`Some(true)`, an upper limit) or
    /// harder (`Some(false)`, a lower one); the budget is neither.
    ///
    /// The risk-free rate counts as a lower limit of the expected return.
    pub fn is_upper(self) -> Option<bool> {
        match self {
            Self::Budget => None,
            Self::MaxWeight
            | Self::MaxWeightOf(_)
            | Self::RowMax(_)
            | Self::Turnover
            | Self::GrossExposure
            | Self::TrackingError
            | Self::MaxRisk
            | Self::CardinalityMax
            | Self::MaxPosition
            | Self::GroupPositions(_)
            | Self::Amount
            | Self::MaxCash => Some(true),
            Self::MinWeight
            | Self::MinWeightOf(_)
            | Self::RowMin(_)
            | Self::TargetReturn
            | Self::RiskFree
            | Self::CardinalityMin
            | Self::MinPosition
            | Self::MinTrade => Some(false),
        }
    }
}
