//! Every portfolio there is, one after the other, judged by the definitions and nothing else.

use super::*;

const SLACK: f64 = 1e-9;

/// The value of a portfolio in the problem's own number, larger being better; `None` where it has
/// none.
pub(super) type Worth<'w> = dyn Fn(&Made, &DVector<f64>, f64) -> Option<f64> + 'w;

/// The best of all portfolios.
pub(super) fn best(
    made: &Made,
    risk: &dyn Fn(&DVector<f64>) -> f64,
    worth: &Worth<'_>,
) -> Option<f64> {
    let n = made.prices.len();
    let now = made.now();
    let unit = |i: usize| f64::from(made.lot) * made.prices[i] / made.amount;
    let choices: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let low = (made.constraints.min_weight.of(i).max(-2.0) / unit(i)).floor() as i64;
            let high = (made.constraints.max_weight.of(i).min(2.0) / unit(i)).ceil() as i64;
            let lots = (low..=high).map(|k| k as f64 * unit(i));
            lots.chain([now[i]]).collect()
        })
        .collect();
    let mut best: Option<f64> = None;
    let mut at = vec![0; n];
    loop {
        let weights = DVector::from_fn(n, |i, _| choices[i][at[i]]);
        if let Some(orders) = orders_if_kept(made, &weights, risk)
            && let Some(value) = worth(made, &weights, orders)
        {
            best = Some(best.map_or(value, |best| best.max(value)));
        }
        let Some(next) = (0..n).find(|&i| at[i] + 1 < choices[i].len()) else {
            return best;
        };
        at[next] += 1;
        at[..next].fill(0);
    }
}

/// The number of orders, where the weights keep everything.
fn orders_if_kept(
    made: &Made,
    weights: &DVector<f64>,
    risk: &dyn Fn(&DVector<f64>) -> f64,
) -> Option<f64> {
    let (constraints, now) = (&made.constraints, made.now());
    let (positions, n) = (&made.positions, weights.len());
    let mut orders = 0.0;
    for i in 0..n {
        let money = (weights[i] - now[i]).abs() * made.amount;
        if money > 1e-7 {
            orders += 1.0;
            if money < made.min_trade - SLACK * made.amount {
                return None;
            }
        }
        if weights[i] < constraints.min_weight.of(i) - SLACK
            || weights[i] > constraints.max_weight.of(i) + SLACK
        {
            return None;
        }
        let size = weights[i].abs();
        if size != 0.0
            && (size < positions.smallest - SLACK
                || positions.largest.is_some_and(|most| size > most + SLACK))
        {
            return None;
        }
    }
    let held = weights.iter().filter(|weight| **weight != 0.0).count();
    let in_group = |group: &PositionGroup| {
        group.assets.iter().filter(|&&i| weights[i] != 0.0).count() <= group.at_most
    };
    if positions.at_least.is_some_and(|least| held < least)
        || positions.at_most.is_some_and(|most| held > most)
        || !positions.groups.iter().all(in_group)
    {
        return None;
    }
    let cash = made.amount * (1.0 - weights.sum()) - made.fee * orders;
    let dearest = (0..n).filter(|&i| {
        let unit = f64::from(made.lot) * made.prices[i] / made.amount;
        let most = constraints.max_weight.of(i);
        let most = positions.largest.map_or(most, |largest| most.min(largest));
        let others: f64 = (0..n)
            .filter(|&j| j != i)
            .map(|j| {
                let least = constraints.min_weight.of(j);
                let least = least.max(-positions.largest.unwrap_or(f64::INFINITY));
                least.max(-constraints.gross_exposure.unwrap_or(f64::INFINITY))
            })
            .sum();
        let least = constraints.min_weight.of(i);
        let least = positions
            .largest
            .map_or(least, |largest| least.max(-largest));
        unit <= most.min(1.0 - others) + 1e-9 || -unit >= least - 1e-9 || now[i] != 0.0
    });
    let dearest = dearest.map(|i| (f64::from(made.lot) * made.prices[i]).max(made.min_trade));
    let most_cash = made
        .max_cash
        .unwrap_or(dearest.fold(0.0, f64::max) + made.fee);
    if cash < -SLACK * made.amount || cash > most_cash + SLACK * made.amount {
        return None;
    }
    for row in &constraints.rows {
        let value: f64 = row.coefficients.iter().map(|(&i, c)| c * weights[i]).sum();
        if row.min.is_some_and(|min| value < min - SLACK)
            || row.max.is_some_and(|max| value > max + SLACK)
        {
            return None;
        }
    }
    let traded = (weights - &now).lp_norm(1);
    if constraints
        .turnover
        .as_ref()
        .is_some_and(|limit| traded / 2.0 > limit.max + SLACK)
        || constraints
            .gross_exposure
            .is_some_and(|most| weights.lp_norm(1) > most + SLACK)
        || constraints
            .max_risk
            .is_some_and(|most| risk(weights) > most + SLACK)
        || constraints
            .target_return
            .is_some_and(|least| annual(made, weights, orders) < least - SLACK)
    {
        return None;
    }
    Some(orders)
}

/// The annual return after everything.
fn annual(made: &Made, weights: &DVector<f64>, orders: f64) -> f64 {
    let costs = made.constraints.costs.as_ref();
    let traded = costs.map_or(0.0, |costs| costs.rate * (weights - &costs.from).lp_norm(1));
    let fees = orders * (made.fee / made.amount / 2.0 + made.fixed);
    made.moments.mean().dot(weights) - traded - fees
}

fn agrees(made: &Made, problem: &DiscreteProblem, best: Option<f64>, sign: f64) {
    let outcome = look(problem, &PROVEN);
    let Some(best) = best else {
        assert!(
            bought(outcome.clone()).is_none(),
            "{outcome:?} where nothing is possible"
        );
        assert!(
            matches!(outcome, DiscreteOutcome::Infeasible(_)),
            "{outcome:?}"
        );
        return;
    };
    if best.is_infinite() {
        assert_eq!(outcome, DiscreteOutcome::Unbounded);
        return;
    }
    let Some(found) = bought(outcome.clone()) else {
        panic!("{outcome:?} where {best} is possible; {made:?}")
    };
    let size = 1e-9 + found.objective.abs();
    assert!(
        (sign * found.objective - best).abs() <= 1e-7 * size,
        "{} for {best}: {found:?}",
        sign * found.objective
    );
    assert!(
        sign * found.bound >= best - 1e-7 * size,
        "{found:?} for {best}"
    );
    let purchase = found.purchase.as_ref().expect("shares");
    let total = purchase.spent + purchase.fees + purchase.cash;
    assert!((total - made.amount).abs() <= 1e-9 * made.amount);
    assert!(purchase.cash >= -1e-8 * made.amount);
    for (i, &shares) in purchase.shares.iter().enumerate() {
        if !purchase.kept.contains(&i) {
            let weight = shares as f64 * made.prices[i] / made.amount;
            assert!((weight - found.weights[i]).abs() <= 1e-9);
            assert_eq!(shares % i64::from(made.lot), 0);
        }
    }
}

pub(super) fn volatility(made: &Made) -> impl Fn(&DVector<f64>) -> f64 {
    |weights| made.moments.volatility(weights)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn of_the_least_variance(made in made()) {
        let best = best(&made, &volatility(&made), &|made, w, _| {
            (w.sum() > 1e-7).then(|| -made.moments.variance(&(w / w.sum())))
        });
        agrees(&made, &made.of_moments(Objective::MinVariance), best, -1.0);
    }

    #[test]
    fn of_the_best_utility(made in made(), risk_aversion in 0.0..12.0_f64) {
        let best = best(&made, &volatility(&made), &|made, w, orders| {
            Some(annual(made, w, orders) - risk_aversion * made.moments.variance(w))
        });
        let problem = made.of_moments(Objective::MaxUtility { risk_aversion });
        agrees(&made, &problem, best, 1.0);
    }

    #[test]
    fn of_the_largest_return(made in made()) {
        let best = best(&made, &volatility(&made), &|made, w, orders| {
            Some(annual(made, w, orders))
        });
        agrees(&made, &made.of_moments(Objective::MaxReturn), best, 1.0);
    }

    #[test]
    fn of_the_best_sharpe_ratio(made in made(), risk_free in -0.05..0.05_f64) {
        let best = best(&made, &volatility(&made), &|made, w, orders| {
            let excess = annual(made, w, orders) - risk_free * w.sum();
            (excess > 1e-7).then(|| excess / made.moments.volatility(w))
        });
        let problem = made.of_moments(Objective::MaxSharpe { risk_free });
        agrees(&made, &problem, best, 1.0);
    }

    #[test]
    fn of_the_least_loss_of_the_worst_days(made in made()) {
        let confidence = 0.8;
        let tail = |w: &DVector<f64>| cvar(&made.returns, w, confidence);
        let best = best(&made, &tail, &|_, w, _| (w.sum() > 1e-7).then(|| -tail(w) / w.sum()));
        let measure = ScenarioMeasure::Cvar { confidence };
        let problem = made.of_scenarios(measure, ScenarioObjective::MinRisk);
        agrees(&made, &problem, best, -1.0);
    }

    #[test]
    fn of_the_best_utility_of_semivariance(made in made(), risk_aversion in 0.0..20.0_f64) {
        let below = |w: &DVector<f64>| semivariance(&made.returns, w);
        let best = best(&made, &below, &|made, w, orders| {
            Some(annual(made, w, orders) / 252.0 - risk_aversion * below(w))
        });
        let objective = ScenarioObjective::MaxUtility { risk_aversion };
        let problem = made.of_scenarios(ScenarioMeasure::Semivariance, objective);
        agrees(&made, &problem, best, 1.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// As many assets as can still be gone through: dear ones, of which few fit.
    #[test]
    fn among_eight(mut made in made_of(6..9, 110.0..220.0), risk_aversion in 0.5..12.0_f64) {
        made.constraints.min_weight = Bounds::all(0.0);
        let calmest = best(&made, &volatility(&made), &|made, w, _| {
            (w.sum() > 1e-7).then(|| -made.moments.variance(&(w / w.sum())))
        });
        agrees(&made, &made.of_moments(Objective::MinVariance), calmest, -1.0);
        let best = best(&made, &volatility(&made), &|made, w, orders| {
            Some(annual(made, w, orders) - risk_aversion * made.moments.variance(w))
        });
        let problem = made.of_moments(Objective::MaxUtility { risk_aversion });
        agrees(&made, &problem, best, 1.0);
    }
}

fn cvar(returns: &DMatrix<f64>, weights: &DVector<f64>, confidence: f64) -> f64 {
    let mut outcomes = (returns * weights).as_slice().to_vec();
    outcomes.sort_by(f64::total_cmp);
    let tail = (1.0 - confidence) * outcomes.len() as f64;
    let mut left = tail;
    let mut sum = 0.0;
    for outcome in outcomes {
        let share = left.min(1.0);
        sum -= share * outcome;
        left -= share;
        if left <= 0.0 {
            break;
        }
    }
    sum / tail
}

fn semivariance(returns: &DMatrix<f64>, weights: &DVector<f64>) -> f64 {
    let outcomes = returns * weights;
    let mean = outcomes.mean();
    let below: f64 = outcomes.iter().map(|x| (x - mean).min(0.0).powi(2)).sum();
    below / (outcomes.len() - 1) as f64
}
