use super::{
    effects::Effects,
    gains::{Stake, WEIGHTLESS},
};
use crate::RiskError;

/// Where the effect of choosing both the weight and the members of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Interaction {
    /// It stands by itself.
    #[default]
    Separate,
    /// It is part of the selection, whose weight then is the portfolio's.
    Selection,
}

/// Brinson and Fachler's effects of one period, one per group: with the weights `w` at its start and
/// the returns `r` of the groups in the portfolio (p) and in the benchmark (b), whose own return is `B`,
///
/// - allocation `(wₚ − w_b) (r_b − B)`: more of what did better than the benchmark,
/// - selection `w_b (rₚ − r_b)`: better members,
/// - interaction `(wₚ − w_b) (rₚ − r_b)`: both at once.
///
/// All of them sum to the difference of the two returns. A return is a contribution over a weight. A
/// group without weight on one side (or whose longs and shorts cancel) has the return of the other
/// side there, so that the whole effect of holding it, or of not holding it, is allocation; what it
/// nevertheless contributed on the weightless side is selection. Weights below 1e-12 are none.
///
/// Assumes that the weights of both sides have the same sum: cash is a group of its own.
///
/// G. P. Brinson and N. Fachler, *Measuring non-US equity portfolio performance*, Journal of Portfolio
/// Management 11 (1985); C. R. Bacon, *Practical Portfolio Performance Measurement and Attribution*,
/// chapter 5 (2008). O(groups).
///
/// # Errors
/// When the two have different lengths, a number is not finite, the sums of the weights differ by more
/// than rounding, or an effect is beyond the range of numbers.
pub fn brinson_fachler(
    portfolio: &[Stake],
    benchmark: &[Stake],
    interaction: Interaction,
) -> Result<Vec<Effects>, RiskError> {
    check(portfolio, benchmark)?;
    let whole: f64 = benchmark.iter().map(|stake| stake.contribution).sum();
    let effects: Vec<Effects> = portfolio
        .iter()
        .zip(benchmark)
        .map(|(own, other)| one(*own, *other, whole))
        .map(|effects| match interaction {
            Interaction::Separate => effects,
            Interaction::Selection => effects.merged(),
        })
        .collect();
    if effects.iter().all(Effects::is_finite) {
        Ok(effects)
    } else {
        Err(RiskError::Overflow)
    }
}

fn one(own: Stake, other: Stake, whole: f64) -> Effects {
    let over = own.weight - other.weight;
    match (own.earned(), other.earned()) {
        (Some(x), Some(b)) => Effects {
            allocation: over * (b - whole),
            selection: other.weight * (x - b),
            interaction: over * (x - b),
        },
        (Some(x), None) => Effects {
            allocation: over * (x - whole),
            selection: other.weight * x - other.contribution,
            interaction: 0.0,
        },
        (None, Some(b)) => Effects {
            allocation: over * (b - whole),
            selection: own.contribution - own.weight * b,
            interaction: 0.0,
        },
        (None, None) => Effects {
            allocation: -over * whole,
            selection: own.contribution - other.contribution,
            interaction: 0.0,
        },
    }
}

fn check(portfolio: &[Stake], benchmark: &[Stake]) -> Result<(), RiskError> {
    if portfolio.len() != benchmark.len() {
        return Err(RiskError::Length {
            expected: portfolio.len(),
            found: benchmark.len(),
        });
    }
    let (mut over, mut gross) = (0.0, 0.0);
    for (position, (own, other)) in portfolio.iter().zip(benchmark).enumerate() {
        for stake in [own, other] {
            if !(stake.weight.is_finite() && stake.contribution.is_finite()) {
                return Err(RiskError::NotFinite { position });
            }
            gross += stake.weight.abs();
        }
        over += own.weight - other.weight;
    }
    // Cash that is rounding was left out on each side by itself.
    if over.abs() <= 4.0 * WEIGHTLESS * (1.0 + gross) {
        Ok(())
    } else {
        Err(RiskError::Argument {
            name: "weights",
            reason: "must have the same sum in the portfolio and in the benchmark",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-15, "{a}, not {b}");
    }

    fn check(own: &[(f64, f64)], other: &[(f64, f64)], expect: &[(f64, f64, f64)]) {
        let stakes = |sides: &[(f64, f64)]| -> Vec<Stake> {
            sides.iter().map(|&(w, r)| Stake::earning(w, r)).collect()
        };
        let (own, other) = (stakes(own), stakes(other));
        let found = brinson_fachler(&own, &other, Interaction::Separate).expect("effects");
        for (effects, expect) in found.iter().zip(expect) {
            close(effects.allocation, expect.0);
            close(effects.selection, expect.1);
            close(effects.interaction, expect.2);
        }
        let merged = brinson_fachler(&own, &other, Interaction::Selection).expect("effects");
        for (effects, expect) in merged.iter().zip(expect) {
            close(effects.allocation, expect.0);
            close(effects.selection, expect.1 + expect.2);
            close(effects.interaction, 0.0);
        }
    }

    /// Bacon's equities of the United Kingdom, Japan and the United States (2008, table 5.3):
    /// 8.3 % against 6.4 %.
    #[test]
    fn the_example_of_bacon() {
        check(
            &[(0.4, 0.20), (0.3, -0.05), (0.3, 0.06)],
            &[(0.4, 0.10), (0.2, -0.04), (0.4, 0.08)],
            &[
                (0.0, 0.04, 0.0),
                (-0.0104, -0.002, -0.001),
                (-0.0016, -0.008, 0.002),
            ],
        );
    }

    #[test]
    fn what_one_side_does_not_hold_is_allocation() {
        // The benchmark returns 5 %; the third group is only held, the second only a benchmark's.
        check(
            &[(0.5, 0.06), (0.0, 0.0), (0.5, 0.10)],
            &[(0.5, 0.06), (0.5, 0.04), (0.0, 0.0)],
            &[
                (0.0, 0.0, 0.0),
                (-0.5 * (0.04 - 0.05), 0.0, 0.0),
                (0.5 * (0.10 - 0.05), 0.0, 0.0),
            ],
        );
    }

    #[test]
    fn what_is_gained_without_weight_is_selection() {
        // Long and short cancel in the first group; cash balances.
        let pair = Stake {
            weight: 0.0,
            contribution: 0.02,
        };
        let cash = Stake::earning(1.0, 0.0);
        let own = [pair, cash];
        let other = [Stake::earning(1.0, 0.03), Stake::default()];
        let found = brinson_fachler(&own, &other, Interaction::Separate).expect("effects");
        close(found[0].selection, 0.02);
        close(found[0].allocation, 0.0);
        close(found[1].allocation, 0.0 - 0.03);
        let sum: f64 = found.iter().map(Effects::total).sum();
        close(sum, 0.02 - 0.03);
    }

    #[test]
    fn weights_have_one_sum() {
        let half = [Stake::earning(0.5, 0.1)];
        let full = [Stake::earning(1.0, 0.1)];
        let refused = brinson_fachler(&half, &full, Interaction::Separate);
        assert!(matches!(
            refused,
            Err(RiskError::Argument {
                name: "weights",
                ..
            })
        ));
        let length = RiskError::Length {
            expected: 1,
            found: 0,
        };
        assert_eq!(
            brinson_fachler(&half, &[], Interaction::Separate),
            Err(length)
        );
    }
}
