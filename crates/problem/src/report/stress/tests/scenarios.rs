use serde_json::{Value, json};

use super::{Case, near, text_of};
use crate::{PropagateKind, ShockOrigin};

/// As `stress_us20.json` of `risk` has them, by scikit-learn.
#[test]
fn shocks_as_least_squares_has_them() {
    let case = Case::us20();
    let asked = json!({ "episodes": [], "shocks": [
        { "name": "a bad month", "benchmark": -0.1, "horizon_days": 21 },
        { "assets": { "AAPL": -0.2, "XOM": 0.1 }, "propagate": "betas", "horizon_days": 21 }
    ] });
    let (found, unavailable) = case.answer(asked);
    assert_eq!(unavailable, []);
    let month = &found.shocks[0];
    assert_eq!(
        (month.name.as_str(), month.propagate),
        ("a bad month", PropagateKind::Betas)
    );
    let far = month.plausibility.expect("it varies");
    near(far.mahalanobis, 1.980600031493547, 1e-10);
    near(far.probability, 0.047636145413653054, 1e-10);
    assert_eq!(far.series, 1);
    let figures = month.figures.as_ref().expect("sound");
    near(figures.r, -0.09322393451156571, 1e-10);
    let apple = figures.assets.get("AAPL").expect("it is held");
    near(apple.r, -0.12100360568419961, 1e-10);
    assert_eq!(apple.origin, ShockOrigin::Propagated);
    let after = figures.volatility_annual_after.expect("they follow");
    near(after, 0.0186746516502172 * (252.0_f64 / 21.0).sqrt(), 1e-10);
    near(
        figures.contributions.0.iter().map(|entry| entry.1).sum(),
        figures.r,
        1e-12,
    );
    assert_eq!(figures.observations, 2011);
    let two = &found.shocks[1];
    assert_eq!(two.name, "2");
    let figures = two.figures.as_ref().expect("sound");
    let bank = figures.assets.get("BAC").expect("it is held");
    near(bank.r, -0.00602652105184378, 1e-10);
    assert_eq!(
        figures.assets.get("XOM").map(|one| one.origin),
        Some(ShockOrigin::Asset)
    );
}

#[test]
fn the_more_specific_shock_wins_and_that_is_said() {
    let case = Case::us20();
    let asked = json!({ "episodes": [], "shocks": [{
        "groups": { "Technology": -0.1 }, "assets": { "AAPL": -0.3 }, "propagate": "none"
    }] });
    let (found, _) = case.answer(asked);
    let figures = found.shocks[0].figures.as_ref().expect("sound");
    near(figures.r, 0.05 * (-0.3 - 0.1 - 0.1), 1e-15);
    let over = &figures.overruled[..];
    assert_eq!(
        (over[0].asset.as_str(), over[0].group.as_str()),
        ("AAPL", "Technology")
    );
    let of = |name: &str| figures.assets.get(name).expect("it is held");
    assert_eq!(
        (of("AMD").origin, of("AMD").group.as_deref()),
        (ShockOrigin::Group, Some("Technology"))
    );
    assert_eq!(of("KO").origin, ShockOrigin::Unchanged);
    assert_eq!(figures.volatility_annual_after, None);
    assert!(figures.below_total_loss.is_empty());
    // A market that falls by 90 % takes what has a beta of more than 1.2 below nothing.
    let asked = json!({ "episodes": [], "shocks": [{ "benchmark": -0.9 }] });
    let (found, _) = case.answer(asked);
    let below = &found.shocks[0]
        .figures
        .as_ref()
        .expect("sound")
        .below_total_loss;
    assert!(below.contains(&"AMD".to_owned()) && !below.contains(&"KO".to_owned()));
}

/// The style factors that are bundled, as a file: on the days that they share with the assets.
#[test]
fn factors_from_a_file() {
    let mut case = Case::us20();
    case.file = text_of("factor_etfs_2014_2022.csv.gz");
    let asked = json!({
        "episodes": [],
        "factors": { "prices_csv": "factors.csv" },
        "shocks": [{ "factors": { "MTUM": -0.1, "VLUE": 0.05 } }],
        "reverse": [{ "loss": 0.1, "factors": ["MTUM", "USMV"], "benchmark": true }]
    });
    let (found, unavailable) = case.answer(asked);
    assert_eq!(unavailable, []);
    let figures = found.shocks[0].figures.as_ref().expect("sound");
    assert_eq!(figures.observations, 2011);
    // `LinearRegression().fit(factors[["MTUM", "VLUE"]], assets @ w)`, scikit-learn 1.9.1, and
    // −0.1 × the one slope + 0.05 × the other.
    near(figures.r, MTUM_AND_VLUE, 1e-10);
    assert_eq!(found.shocks[0].plausibility.map(|far| far.series), Some(2));
    let nearest = found.reverse[0].nearest.as_ref().expect("sound");
    near(nearest.r, -0.1, 1e-12);
    assert!(nearest.shocks.benchmark.is_some() && nearest.shocks.assets.0.is_empty());
    let names: Vec<_> = nearest
        .shocks
        .factors
        .0
        .iter()
        .map(|one| one.0.as_str())
        .collect();
    assert_eq!(names, ["MTUM", "USMV"]);
}

const MTUM_AND_VLUE: f64 = 0.010100937617103813;

/// As `stress_us20.json` of `risk` has them, by SLSQP and numpy.
#[test]
fn reverse_stress_and_correlations() {
    let case = Case::us20();
    let asked = json!({
        "episodes": [],
        "reverse": [
            { "loss": 0.2, "benchmark": true, "propagate": "conditional", "horizon_days": 21 },
            { "loss": 0.2 },
            { "loss": 0.02, "groups": ["Energy"], "assets": ["XOM", "KO"] }
        ],
        "correlation": [
            { "towards": 1.0, "by": 0.5, "volatility": 1.5 },
            { "towards": 0.9, "groups": ["Technology"], "group_volatility": { "Energy": 2.0 } },
            { "matrix": { "assets": ["AAPL", "AMD", "BAC"],
                          "values": [[1, 1, -1], [1, 1, 1], [-1, 1, 1]] } }
        ]
    });
    let (found, unavailable) = case.answer(asked);
    assert_eq!(unavailable, []);
    let market = found.reverse[0].nearest.as_ref().expect("sound");
    near(market.r, -0.2, 1e-12);
    let reference: Value = serde_json::from_str(include_str!(
        "../../../../../risk/tests/reference/stress_us20.json"
    ))
    .expect("a good file");
    let number = |value: &Value| value.as_f64().expect("a number");
    near(
        market.mahalanobis,
        number(&reference["reverse"][0]["mahalanobis"]),
        1e-10,
    );
    let shock = number(&reference["reverse"][0]["shocks"][0]);
    near(market.shocks.benchmark.expect("it moves"), shock, 1e-8);

    let all = found.reverse[1].nearest.as_ref().expect("sound");
    assert_eq!(all.shocks.assets.0.len(), 20);
    let alone = &found.reverse[1].alone;
    assert_eq!((alone.assets.0.len(), alone.groups.0.len()), (20, 2));
    let apple = alone.assets.get("AAPL").expect("it is held");
    near(apple.r, -4.0, 1e-12);
    assert!(!apple.possible && apple.sigmas.expect("it varies") > 100.0);
    let energy = found.reverse[2].nearest.as_ref().expect("sound");
    let names: Vec<_> = energy
        .shocks
        .assets
        .0
        .iter()
        .map(|one| one.0.as_str())
        .collect();
    assert_eq!(names, ["CVX", "KO", "RRC", "XOM"]);
    near(energy.r, -0.02, 1e-12);

    let risen = &found.correlation[0];
    let expect = &reference["correlation"][0];
    for (mood, expect) in [
        (&risen.before, &expect["before"]),
        (&risen.after, &expect["after"]),
    ] {
        let mood = mood.as_ref().expect("sound");
        near(
            mood.volatility_annual,
            number(&expect["volatility_annual"]),
            1e-10,
        );
        near(mood.tails[1].var, number(&expect["var"][1]), 1e-10);
        near(mood.tails[0].cvar, number(&expect["cvar"][0]), 1e-10);
    }
    assert_eq!(risen.repaired, None);
    let within = &found.correlation[1];
    let volatility =
        |mood: &Option<super::super::MoodAnswer>| mood.as_ref().expect("sound").volatility_annual;
    assert!(volatility(&within.after) > volatility(&within.before));
    let repair = found.correlation[2].repaired.expect("it cannot be");
    assert!(repair.smallest_eigenvalue < -0.9 && repair.largest_change > 0.1);
}

/// Two days: too few for a covariance of two factors, and what needs none is answered all the same.
#[test]
fn where_the_data_do_not_tell_that_is_said() {
    let mut case = Case::us20();
    case.returns = case.returns.rows(0..2);
    case.benchmark.as_mut().expect("there is one").truncate(2);
    let asked = json!({
        "episodes": [],
        "shocks": [
            { "assets": { "AAPL": -0.1, "AMD": -0.1 } },
            { "assets": { "AAPL": -0.1, "AMD": -0.1 }, "propagate": "none" }
        ]
    });
    let (found, unavailable) = case.answer(asked);
    assert!(found.shocks[0].figures.is_none());
    near(
        found.shocks[1].figures.as_ref().expect("sound").r,
        -0.01,
        1e-15,
    );
    let said: Vec<_> = unavailable
        .iter()
        .map(|one| (one.what.as_str(), one.reason.as_str()))
        .collect();
    let dependent = "the shocked series depend on each other";
    assert_eq!(
        said,
        [
            ("stress.shocks[0]", dependent),
            ("stress.shocks[0].plausibility", dependent),
            ("stress.shocks[1].plausibility", dependent),
        ]
    );
    case.returns = case.returns.rows(0..1);
    case.benchmark.as_mut().expect("there is one").truncate(1);
    let asked =
        json!({ "episodes": [], "reverse": [{ "loss": 0.1 }], "correlation": [{ "towards": 1 }] });
    let (found, unavailable) = case.answer(asked);
    assert!(found.reverse[0].nearest.is_none() && found.correlation[0].after.is_none());
    let reasons: Vec<_> = unavailable.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(reasons, ["not enough data, needs 2 observations, has 1"; 2]);
}
