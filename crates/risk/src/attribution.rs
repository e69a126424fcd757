//! Where a return came from: groups, factors, holdings.
//!
//! Everything here adds up: the effects of a period to its active return, and over periods, once
//! linked, to the compounded one.

mod brinson;
mod carino;
mod contribution;
mod effects;
mod factors;
mod gains;
mod linking;
mod menchero;
mod partition;
mod periods;

pub use brinson::{Interaction, brinson_fachler};
pub use carino::carino;
pub use contribution::{Contributions, contributions};
pub use effects::{Attribution, Effects, GroupSums, PeriodEffects, Question, attribute};
pub use factors::{FactorAttribution, factor_attribution};
pub use gains::Stake;
pub(crate) use gains::{WEIGHTLESS, cash};
pub use linking::Linking;
pub use menchero::menchero;
pub use partition::{Bucket, Partition};
pub use periods::{Period, periods};
