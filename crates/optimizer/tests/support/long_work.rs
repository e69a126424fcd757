//! Everything that may take long, on one made-up market.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Bounds, Constraints, CovarianceEstimate, Estimates, LeafOrder, Linkage, MeanUncertainty,
    Method, Missing, Moments, Objective, Outcome, Problem, Rebalance, Repair, ScenarioMeasure,
    ScenarioMethod, ScenarioObjective, ScenarioProblem, WalkForward, cvar_risk_parity, dendrogram,
    exact_frontier, explain, frontier, hierarchical_equal_risk_contribution,
    hierarchical_risk_parity, max_diversification, nested_clusters, risk_parity, robust_utility,
    robust_utility_by_clarabel, scenario_frontier, solve, solve_by, solve_scenario,
    solve_scenario_by, track_returns, track_weights, walk_forward,
};

/// A name, and what it stands for.
pub(crate) type Work = (&'static str, Box<dyn Fn()>);

/// Returns of a market, sectors and noise.
pub(crate) fn returns(days: usize, assets: usize) -> DMatrix<f64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut normal = move || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
    let sectors = assets / 25 + 1;
    let loadings = DMatrix::from_fn(sectors + 1, assets, |factor, asset| match factor {
        0 => 0.009 * (1.0 + 0.3 * normal()),
        _ if factor == asset % sectors + 1 => 0.006,
        _ => 0.0,
    });
    let factors = DMatrix::from_fn(days, sectors + 1, |_, _| normal());
    let own = DMatrix::from_fn(days, assets, |_, asset| {
        0.0003 * (asset % 7) as f64 + 0.012 * normal()
    });
    factors * loadings + own
}

/// Work on `days` of `assets`.
pub(crate) fn all(days: usize, assets: usize) -> Vec<Work> {
    let returns = returns(days, assets);
    let mut all = on_moments(&returns);
    all.extend(on_scenarios(&returns));
    all.extend(allocations(&returns));
    all.extend(estimates(&returns));
    all
}

fn problem(returns: &DMatrix<f64>, objective: Objective, constraints: Constraints) -> Problem {
    let moments = Moments::estimate(returns, CovarianceEstimate::LedoitWolf).expect("moments");
    Problem::new(moments, objective, constraints).expect("well-formed")
}

fn capped(assets: usize, share: f64) -> Constraints {
    Constraints {
        max_weight: Bounds::all(share / assets as f64),
        ..Constraints::default()
    }
}

/// Caps that leave too little, each of which has a name.
fn contradictory(assets: usize) -> Constraints {
    let mut constraints = Constraints::default();
    for asset in 0..assets {
        let cap = 0.5 / assets as f64;
        constraints.max_weight.by_asset.insert(asset, cap);
    }
    constraints
}

fn on_moments(returns: &DMatrix<f64>) -> Vec<Work> {
    let assets = returns.ncols();
    let calm = problem(returns, Objective::MinVariance, capped(assets, 3.0));
    let sharpe = problem(
        returns,
        Objective::MaxSharpe { risk_free: 0.0 },
        Constraints::default(),
    );
    let refused = problem(returns, Objective::MinVariance, contradictory(assets));
    let wide = problem(returns, Objective::MinVariance, Constraints::default());
    let windows = WalkForward {
        train: returns.nrows() / 2,
        test: returns.nrows() / 20,
        rebalance: Rebalance::None,
    };
    let history = returns.clone();
    vec![
        ("min variance", work(&calm, solve)),
        ("max Sharpe", work(&sharpe, solve)),
        (
            "by Clarabel",
            work(&calm, |p| solve_by(p, Method::Clarabel)),
        ),
        ("conflict", work(&refused, solve)),
        (
            "prices",
            work(&calm, |p| match solve(p) {
                Outcome::Optimal(solution) => explain(p, &solution),
                _ => Vec::new(),
            }),
        ),
        ("frontier", work(&wide, |p| frontier(p, 20))),
        ("exact frontier", work(&wide, exact_frontier)),
        (
            "walk-forward",
            work(&history, move |returns| {
                walk_forward(
                    returns,
                    windows,
                    Objective::MinVariance,
                    &Constraints::default(),
                    &Estimates::from(CovarianceEstimate::LedoitWolf),
                )
            }),
        ),
    ]
}

fn on_scenarios(returns: &DMatrix<f64>) -> Vec<Work> {
    let scenarios = |measure| {
        let objective = ScenarioObjective::MinRisk;
        ScenarioProblem::new(returns.clone(), measure, objective, Constraints::default())
            .expect("well-formed")
    };
    let cvar = scenarios(ScenarioMeasure::Cvar { confidence: 0.95 });
    let by_clarabel = |problem: &ScenarioProblem| {
        let mut nobody = |_| std::ops::ControlFlow::Continue(());
        solve_scenario_by(problem, ScenarioMethod::Clarabel, &mut nobody)
    };
    vec![
        ("CVaR", work(&cvar, solve_scenario)),
        ("CVaR by Clarabel", work(&cvar, by_clarabel)),
        (
            "CDaR",
            work(
                &scenarios(ScenarioMeasure::Cdar { confidence: 0.95 }),
                solve_scenario,
            ),
        ),
        (
            "mean absolute deviation",
            work(
                &scenarios(ScenarioMeasure::MeanAbsoluteDeviation),
                solve_scenario,
            ),
        ),
        (
            "semivariance",
            work(&scenarios(ScenarioMeasure::Semivariance), solve_scenario),
        ),
        (
            "CVaR frontier",
            work(&cvar, |p| {
                let mut nobody = |_| std::ops::ControlFlow::Continue(());
                scenario_frontier(p, 8, &mut nobody)
            }),
        ),
    ]
}

fn allocations(returns: &DMatrix<f64>) -> Vec<Work> {
    let assets = returns.ncols();
    let free = problem(returns, Objective::MinVariance, Constraints::default());
    let tight = problem(returns, Objective::MinVariance, capped(assets, 1.1));
    let held = DVector::from_fn(assets, |asset, _| f64::from(u8::from(asset == 0)));
    let index = returns.column_mean();
    let cap = capped(assets, 1.1);
    vec![
        ("risk parity", work(&free, |p| risk_parity(p, None))),
        (
            "constrained risk parity",
            work(&tight, |p| risk_parity(p, None)),
        ),
        (
            "CVaR risk parity",
            work(returns, |r| {
                cvar_risk_parity(r, 0.95, None, Constraints::default())
            }),
        ),
        (
            "constrained CVaR risk parity",
            work(returns, move |r| {
                cvar_risk_parity(r, 0.95, None, cap.clone())
            }),
        ),
        (
            "HRP",
            work(&free, |p| {
                hierarchical_risk_parity(p, Linkage::Ward, LeafOrder::Shortest)
            }),
        ),
        (
            "dendrogram",
            work(&free, |p| {
                dendrogram(p, Linkage::Single, LeafOrder::ScipyOptimal)
            }),
        ),
        (
            "HERC",
            work(&free, |p| {
                hierarchical_equal_risk_contribution(p, Linkage::Ward, None)
            }),
        ),
        (
            "nested clusters",
            work(&free, move |p| {
                nested_clusters(p, Linkage::Ward, Some(assets / 3))
            }),
        ),
        ("max diversification", work(&free, max_diversification)),
        (
            "robust utility",
            work(&free, |p| {
                let years = MeanUncertainty::SampleMean { years: 5.0 };
                robust_utility(p, &years, 0.5, 2.0)
            }),
        ),
        (
            "robust utility by Clarabel",
            work(&free, |p| {
                let years = MeanUncertainty::SampleMean { years: 5.0 };
                robust_utility_by_clarabel(p, &years, 0.5, 2.0)
            }),
        ),
        ("tracking", work(&tight, move |p| track_weights(p, &held))),
        (
            "tracking of returns",
            work(returns, move |r| {
                track_returns(r, &index, Constraints::default())
            }),
        ),
    ]
}

fn estimates(returns: &DMatrix<f64>) -> Vec<Work> {
    let kinds = [
        ("sample", CovarianceEstimate::Sample),
        ("Ledoit-Wolf", CovarianceEstimate::LedoitWolf),
        (
            "constant correlation",
            CovarianceEstimate::ConstantCorrelation,
        ),
        ("OAS", CovarianceEstimate::Oas),
        ("EWMA", CovarianceEstimate::Ewma { decay: 0.97 }),
        ("denoised", CovarianceEstimate::Denoised),
        ("factors", CovarianceEstimate::Factor { factors: 5 }),
        ("Gerber", CovarianceEstimate::Gerber { threshold: 0.5 }),
    ];
    let mut all: Vec<Work> = kinds
        .into_iter()
        .map(|(name, kind)| {
            (
                name,
                work(returns, move |r| Estimates::from(kind).estimate(r)),
            )
        })
        .collect();
    let mut gappy = returns.clone();
    gappy[(0, 0)] = f64::NAN;
    let pairwise = Estimates {
        missing: Missing::Pairwise,
        ..Estimates::default()
    };
    all.push(("pairwise", work(&gappy, move |r| pairwise.estimate(r))));
    // One asset twice, which has to be repaired.
    let mut doubled = returns.clone();
    let first = doubled.column(0).into_owned();
    doubled.set_column(1, &first);
    let repaired = Estimates {
        repair: Repair::Singular,
        ..Estimates::default()
    };
    all.push(("repair", work(&doubled, move |r| repaired.estimate(r))));
    all
}

/// `what` of `on`, the answer dropped.
fn work<P: Clone + 'static, T>(on: &P, what: impl Fn(&P) -> T + 'static) -> Box<dyn Fn()> {
    let on = on.clone();
    Box::new(move || drop(std::hint::black_box(what(&on))))
}
