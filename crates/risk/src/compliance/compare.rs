use super::{Blame, Side, Status, Verdict};
use crate::RiskError;

/// What a trade does to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Kept before and after.
    Kept,
    /// Kept before, broken by the trade.
    Breached,
    /// Broken before, and the trade goes further in the same direction.
    Worsened,
    /// Broken before and after, and the trade has no part in it: a passive breach.
    Persisting,
    /// Broken before and after, but less.
    Eased,
    /// Broken before, kept after.
    Cured,
    /// Not measured before or after.
    Unknown,
}

impl Change {
    /// Whether the trade itself is to blame. A breach that the market made, and that the trade does not
    /// deepen, is none.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Breached | Self::Worsened)
    }
}

/// Compares the verdicts on the same rules before and after a trade, rule by rule.
///
/// Where each holding by itself has to keep the limit, a breach is worse as soon as one holding is
/// further beyond it than before, also when the worst of all is less: another name in breach is not
/// outweighed by an old one that was sold down.
///
/// # Errors
/// When there is not one verdict after for each before.
pub fn compare(before: &[Verdict], after: &[Verdict]) -> Result<Vec<Change>, RiskError> {
    if before.len() != after.len() {
        return Err(RiskError::Length {
            expected: before.len(),
            found: after.len(),
        });
    }
    Ok(before
        .iter()
        .zip(after)
        .map(|(before, after)| change(before, after))
        .collect())
}

fn change(before: &Verdict, after: &Verdict) -> Change {
    use Status::{Breach, NotMeasured, Pass, Warn};
    match (before.status, after.status) {
        (NotMeasured(_), _) | (_, NotMeasured(_)) => Change::Unknown,
        (Pass | Warn, Pass | Warn) => Change::Kept,
        (Pass | Warn, Breach) => Change::Breached,
        (Breach, Pass | Warn) => Change::Cured,
        (Breach, Breach) if is_worse(before, after) => Change::Worsened,
        (Breach, Breach) if is_worse(after, before) => Change::Eased,
        (Breach, Breach) => Change::Persisting,
    }
}

fn is_worse(before: &Verdict, after: &Verdict) -> bool {
    if before.side != after.side {
        return true;
    }
    match after.blame {
        Blame::Together => match (before.headroom, after.headroom) {
            (Some(before), Some(after)) => Side::Min.is_beyond(after, before),
            (before, after) => before.is_some() && after.is_none(),
        },
        Blame::Each => after.responsible.iter().any(|own| {
            before
                .responsible
                .iter()
                .find(|part| part.asset == own.asset)
                .is_none_or(|old| after.side.is_beyond(own.part, old.part))
        }),
    }
}
