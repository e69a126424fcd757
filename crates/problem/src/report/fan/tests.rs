use std::cell::RefCell;

use domain::Day;
use market::{Quantity, RawTable, Returns};
use serde_json::{Value, json};

use super::*;

/// Two assets, five hundred days.
fn returns(days: usize) -> Returns {
    let mut next = Day::constant(2020, 1, 1);
    let days: Vec<Day> = (0..days)
        .map(|_| {
            let day = next;
            next = day.tomorrow().expect("in the calendar");
            day
        })
        .collect();
    let matrix = DMatrix::from_fn(days.len(), 2, |day, asset| {
        ((day * (7919 + 104 * asset)) % 101) as f64 / 5_000.0 - 0.0095
    });
    Returns {
        days,
        assets: ["AAPL", "MSFT"]
            .map(|name| name.parse().expect("a symbol"))
            .to_vec(),
        matrix,
    }
}

struct Case {
    returns: Returns,
    rebalance: Rebalance,
    weights: Vec<f64>,
}

impl Case {
    fn new(days: usize) -> Self {
        Self {
            returns: returns(days),
            rebalance: Rebalance::Daily,
            weights: vec![0.6, 0.3],
        }
    }

    fn ask<T>(&self, asked: Value, work: impl FnOnce(&FanRequest, &Ground<'_>) -> T) -> T {
        let asked: FanRequest = serde_json::from_value(asked).expect("a request");
        let portfolio = risk::portfolio_returns(&self.returns, &self.weights, self.rebalance);
        let portfolio = portfolio.expect("no ruin");
        let history = RawTable::new(
            Quantity::Return,
            self.returns.days.clone(),
            (0..self.returns.days.len()).collect(),
            self.returns.assets.clone(),
            vec![vec![None; self.returns.days.len()]; 2],
        );
        let history = history.expect("a table");
        let ground = Ground {
            returns: &self.returns,
            history: &history,
            weights: &self.weights,
            rebalance: self.rebalance,
            portfolio: &portfolio,
            benchmark: None,
            benchmark_weights: None,
            benchmark_levels: None,
            risk_free: 0.0,
            confidence: &[0.95, 0.995],
            groups: &[],
            seed: 7,
            load: &|path| Err(format!("no file {path}")),
            unavailable: RefCell::default(),
        };
        work(&asked, &ground)
    }

    fn fan(&self, asked: Value) -> FanAnswer {
        let found = self.ask(asked, answer);
        found.expect("sound").expect("enough data")
    }

    fn refused(&self, asked: Value) -> Vec<String> {
        let errors = self.ask(asked, answer).expect_err("nonsense");
        errors.0.iter().map(ToString::to_string).collect()
    }
}

#[test]
fn a_fan_of_a_year_by_default() {
    let fan = Case::new(500).fan(json!({}));
    assert_eq!(
        (fan.paths, fan.seed, fan.route),
        (10_000, 7, FanRoute::Portfolio)
    );
    assert_eq!((fan.days[0], fan.days.len(), fan.days[48]), (0, 49, 252));
    let levels: Vec<f64> = fan.bands.iter().map(|band| band.level).collect();
    assert_eq!(levels, [0.05, 0.25, 0.5, 0.75, 0.95]);
    assert!(
        fan.bands
            .iter()
            .all(|band| band.wealth.len() == 49 && band.wealth[0] == 1.0)
    );
    assert_eq!(fan.terminal.median, fan.bands[2].wealth[48]);
    assert_eq!(fan.terminal.mean, fan.mean[48]);
    let names: Vec<&str> = fan.terminal.tail.keys().map(String::as_str).collect();
    assert_eq!(names, ["cvar_95", "cvar_99.5", "var_95", "var_99.5"]);
    assert!((fan.terminal.tail["var_95"] - (1.0 - fan.bands[0].wealth[48])).abs() < 1e-12);
    assert_eq!(
        (fan.probability_of_goal, fan.median_day_of_ruin),
        (None, None)
    );
}

/// Mean and covariance are the sample's, whichever way they are drawn.
#[test]
fn every_model_and_route_has_the_mean_of_the_sample() {
    let mut case = Case::new(500);
    for model in ["normal", "student_t", "bootstrap"] {
        for (rebalance, per_asset, route) in [
            (Rebalance::Daily, false, FanRoute::Portfolio),
            (Rebalance::Daily, true, FanRoute::Assets),
            (Rebalance::Monthly, false, FanRoute::Assets),
            (Rebalance::None, false, FanRoute::Assets),
        ] {
            case.rebalance = rebalance;
            let means = [0, 1].map(|asset| {
                let column = case.returns.matrix.column(asset);
                1.0 + column.iter().sum::<f64>() / 500.0
            });
            let grown = |days: i32| 0.1 + 0.6 * means[0].powi(days) + 0.3 * means[1].powi(days);
            let expect = match rebalance {
                Rebalance::Daily => grown(1).powi(63),
                Rebalance::Monthly => grown(21).powi(3),
                Rebalance::None => grown(63),
            };
            let mut asked = json!({ "days": 63, "model": model, "per_asset": per_asset,
                                    "points": 3, "seed": 5 });
            if model == "bootstrap" {
                // Longer blocks keep what follows what, and with it another mean of wealth.
                asked["block"] = json!(1);
            }
            let fan = case.fan(asked);
            assert_eq!((fan.route, fan.model.as_str()), (route, model));
            assert_eq!(fan.days, [0, 21, 42, 63]);
            let off = (fan.terminal.mean - expect) / fan.standard_errors.mean[3];
            assert!(off.abs() < 4.0, "{model} {rebalance:?}: {off} errors");
            assert_eq!(fan.degrees_of_freedom.is_some(), model == "student_t");
            assert_eq!(fan.block, (model == "bootstrap").then_some(1.0));
        }
    }
}

/// Without risk: payments as the formulas of annuities have them.
#[test]
fn contributions_are_annuities() {
    let mut case = Case::new(30);
    case.returns.matrix.fill(0.0);
    case.weights = vec![0.5, 0.5];
    let end = |contributions: Value| {
        let fan = case.fan(json!({ "years": 2, "wealth": 1000, "paths": 100,
                                   "contributions": contributions, "goal": 1500 }));
        assert_eq!(fan.probability_of_loss, 0.0);
        let reached = f64::from(u8::from(fan.terminal.mean >= 1500.0));
        assert_eq!(fan.probability_of_goal, Some(reached));
        (fan.terminal.mean, fan.mean[0])
    };
    assert_eq!(end(json!([{ "amount": 10 }])), (1240.0, 1000.0));
    assert_eq!(
        end(json!([{ "amount": 10, "at": "start" }])),
        (1240.0, 1010.0)
    );
    assert_eq!(
        end(json!([{ "amount": 1, "every": "day" }])),
        (1504.0, 1000.0)
    );
    assert_eq!(
        end(json!([{ "amount": -100, "every": "year" }])),
        (800.0, 1000.0)
    );
    assert_eq!(
        end(json!([{ "amount": -100, "every": "year", "at": "start" }])),
        (800.0, 900.0)
    );
    assert_eq!(end(json!([{ "amount": 10, "from": 1 }])), (1120.0, 1000.0));
    assert_eq!(
        end(json!([{ "amount": 10, "to": 1 }, { "amount": -10, "from": 1 }])).0,
        1000.0
    );
    assert_eq!(
        end(json!([{ "amount": 10, "to": 1, "at": "start" }])).0,
        1120.0
    );
    assert_eq!(end(json!([{ "fraction": -0.5, "every": "year" }])).0, 250.0);
    let grown = end(json!([{ "amount": 100, "every": "year", "growth": 0.1 }])).0;
    assert!((grown - (1000.0 + 110.0 + 121.0)).abs() < 1e-9, "{grown}");
}

#[test]
fn what_is_used_up_is_ruin() {
    let mut case = Case::new(30);
    case.returns.matrix.fill(0.0);
    let asked = json!({ "wealth": 100, "paths": 200,
                        "contributions": [{ "amount": -30 }] });
    let fan = case.fan(asked);
    assert_eq!(
        (fan.probability_of_ruin, fan.median_day_of_ruin),
        (1.0, Some(84.0))
    );
    assert_eq!((fan.terminal.mean, fan.probability_of_loss), (0.0, 0.0));
    let fee = case.fan(json!({ "fee": 0.01, "paths": 100 }));
    assert!((fee.terminal.mean - 0.99).abs() < 1e-12);
    assert!((fee.max_drawdown[2].value - 0.01).abs() < 1e-12);
}

#[test]
fn too_little_data_is_said() {
    let case = Case::new(1);
    for (model, reason) in [
        ("normal", "not enough data, needs 2 observations, has 1"),
        ("student_t", "not enough data, needs 2 observations, has 1"),
    ] {
        case.ask(json!({ "model": model }), |asked, ground| {
            assert_eq!(answer(asked, ground), Ok(None));
            let said = ground.unavailable.take();
            assert_eq!(
                (said[0].what.as_str(), said[0].reason.as_str()),
                ("fan", reason)
            );
        });
    }
    let mut still = Case::new(30);
    still.returns.matrix.fill(0.0);
    still.ask(json!({ "model": "student_t" }), |asked, ground| {
        assert_eq!(answer(asked, ground), Ok(None));
        assert_eq!(
            ground.unavailable.take()[0].reason,
            "the returns do not vary"
        );
    });
    let given = still.fan(json!({ "model": "student_t", "degrees_of_freedom": 4, "paths": 100 }));
    assert_eq!(
        (given.degrees_of_freedom, given.terminal.mean),
        (Some(4.0), 1.0)
    );
    let one_day = case.fan(json!({ "model": "bootstrap", "paths": 100 }));
    assert!(one_day.terminal.volatility < 1e-12);
    assert_eq!(one_day.block, Some(21.0));
}

#[test]
fn it_can_be_stopped() {
    Case::new(60).ask(json!({}), |asked, ground| {
        assert_eq!(answer_until(asked, ground, &|| true), Ok(None));
        assert!(ground.unavailable.take()[0].reason.starts_with("stopped"));
        let whole = answer_until(asked, ground, &|| false).expect("sound");
        assert_eq!(Ok(whole), answer(asked, ground));
    });
}

#[test]
fn bad_values_are_named() {
    let case = Case::new(60);
    for (asked, expect) in [
        (
            json!({ "years": 1, "days": 9 }),
            "fan.years: contradicts `days`: give one of them",
        ),
        (
            json!({ "years": 0 }),
            "fan.years: must be at least a trading day and at most 100",
        ),
        (
            json!({ "years": 101 }),
            "fan.years: must be at least a trading day and at most 100",
        ),
        (json!({ "days": 0 }), "fan.days: must be 1 to 25200"),
        (json!({ "paths": 1 }), "fan.paths: must be 100 to 1000000"),
        (
            json!({ "paths": 1_000_001 }),
            "fan.paths: must be 100 to 1000000",
        ),
        (json!({ "points": 0 }), "fan.points: must be at least 1"),
        (
            json!({ "points": 5000, "days": 9000 }),
            "fan.points: times `paths` must be at most 20000000",
        ),
        (
            json!({ "paths": 1_000_000, "years": 50 }),
            "fan.paths: is too much to draw: paths × days × (4 + assets × (1 + assets ÷ 32)) is \
             6.34e10, at most 2e9",
        ),
        (
            json!({ "degrees_of_freedom": 4 }),
            "fan.degrees_of_freedom: belongs to the model `student_t`",
        ),
        (
            json!({ "model": "student_t", "degrees_of_freedom": 2 }),
            "fan.degrees_of_freedom: must be above 2 and at most 1000000",
        ),
        (
            json!({ "block": 4 }),
            "fan.block: belongs to the model `bootstrap`",
        ),
        (
            json!({ "model": "bootstrap", "block": 0.5 }),
            "fan.block: must be at least 1",
        ),
        (json!({ "wealth": -1 }), "fan.wealth: must not be below 0"),
        (
            json!({ "wealth": 0 }),
            "fan.wealth: must be above 0 where nothing is put in",
        ),
        (
            json!({ "fee": 1 }),
            "fan.fee: must be at least 0 and below 1",
        ),
        (json!({ "goal": 0 }), "fan.goal: must be above 0"),
        (json!({ "levels": [] }), "fan.levels: names none"),
        (
            json!({ "levels": [0.5, 1] }),
            "fan.levels[1]: must lie between 0 and 1",
        ),
        (
            json!({ "levels": [0.5, 0.5] }),
            "fan.levels[1]: comes twice",
        ),
        (
            json!({ "contributions": [{}] }),
            "fan.contributions[0]: needs an `amount` or a `fraction`",
        ),
        (
            json!({ "contributions": [{ "amount": 1, "fraction": 0.1 }] }),
            "fan.contributions[0].fraction: contradicts `amount`: give one of them",
        ),
        (
            json!({ "contributions": [{ "amount": 1 }, { "amount": 0 }] }),
            "fan.contributions[1].amount: must not be 0",
        ),
        (
            json!({ "contributions": [{ "fraction": -2 }] }),
            "fan.contributions[0].fraction: must lie between -1 and 1 and not be 0",
        ),
        (
            json!({ "contributions": [{ "fraction": 0.1, "growth": 0.1 }] }),
            "fan.contributions[0].growth: belongs to an `amount`",
        ),
        (
            json!({ "contributions": [{ "amount": 1, "growth": -1 }] }),
            "fan.contributions[0].growth: must be above -1 and at most 1",
        ),
        (
            json!({ "contributions": [{ "amount": 1, "from": -1 }] }),
            "fan.contributions[0].from: must be 0 to 100 years",
        ),
        (
            json!({ "contributions": [{ "amount": 1, "from": 2, "to": 2 }] }),
            "fan.contributions[0].to: must be after `from` and at most 100 years",
        ),
    ] {
        assert_eq!(case.refused(asked.clone()), [expect], "{asked}");
    }
    let both = case.refused(json!({ "days": 0, "fee": -1 }));
    assert_eq!(both.len(), 2);
}

#[test]
fn words_and_shapes_are_checked() {
    for (asked, expect) in [
        (json!({ "model": "garch" }), "unknown word `garch`"),
        (json!({ "path": 3 }), "unknown field `path`"),
        (json!({ "contributions": [[1, 2]] }), "expected an object"),
        (
            json!({ "contributions": [{ "amount": 1, "every": "week" }] }),
            "unknown word `week`",
        ),
        (json!({ "days": -1 }), "invalid value"),
    ] {
        let error = serde_json::from_value::<FanRequest>(asked).expect_err("nonsense");
        assert!(error.to_string().contains(expect), "{error}");
    }
}

/// What is written is read again, to the last bit.
#[test]
fn answers_and_requests_survive_their_json() {
    let asked = json!({ "years": 0.5, "model": "student_t", "paths": 300, "goal": 1.1,
                        "contributions": [{ "amount": 0.1 }, { "fraction": -0.01, "every": "year" }] });
    let request: FanRequest = serde_json::from_value(asked.clone()).expect("a request");
    let text = serde_json::to_string(&request).expect("written");
    assert_eq!(
        serde_json::from_str::<FanRequest>(&text).expect("read"),
        request
    );
    let fan = Case::new(300).fan(asked);
    let text = serde_json::to_string(&fan).expect("written");
    assert_eq!(serde_json::from_str::<FanAnswer>(&text).expect("read"), fan);
    assert!(!text.contains("null"), "{text}");
}

#[test]
fn every_figure_has_a_formula() {
    let names: Vec<&str> = definitions().iter().map(|(name, _)| *name).collect();
    for name in [
        "fan.bands",
        "fan.probability_of_ruin",
        "fan.terminal.var",
        "fan.max_drawdown",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}

/// Returns at the ends of the range of numbers are said to be too little, or too much.
#[test]
fn wild_data_is_finite_or_said() {
    for size in [1e300, -0.999, 1e160, 1e-300, 10.0] {
        let mut case = Case::new(40);
        for day in (0..40).step_by(7) {
            case.returns.matrix[(day, 0)] = size;
        }
        for model in ["normal", "student_t", "bootstrap"] {
            for per_asset in [false, true] {
                let asked = json!({ "model": model, "per_asset": per_asset, "paths": 200,
                                    "contributions": [{ "fraction": -0.3 }] });
                case.ask(asked, |asked, ground| {
                    match answer(asked, ground).expect("sound") {
                        Some(fan) => {
                            let text = serde_json::to_string(&fan).expect("written");
                            assert!(!text.contains("null"), "{size} {model}: {text}");
                        }
                        None => assert_eq!(ground.unavailable.take().len(), 1),
                    }
                });
            }
        }
    }
}
