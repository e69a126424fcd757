use serde_json::{Value, json};

use super::{Series, beside, close, json_of, plain, said};
use crate::{
    ProblemErrors,
    report::performance::{RollingRequest, rolling},
};

fn rolling_of(series: &Series, asked: Value) -> Result<(Value, Vec<String>), ProblemErrors> {
    let asked: RollingRequest = serde_json::from_value(asked).expect("well formed");
    let (found, told) = series.ask(|ground| rolling(&asked, ground));
    Ok((json_of(&found?), told))
}

#[test]
fn figures_roll() {
    let asked = json!({ "window": 2, "measures": ["return", "sharpe", "beta", "var"] });
    let (found, told) = rolling_of(&beside(), asked).expect("sound");
    assert_eq!(
        found["dates"],
        json!(["2019-12-31", "2020-01-01", "2020-01-02"])
    );
    assert!(close(&found["portfolio"]["return"][0], 1.01 * 0.98 - 1.0));
    assert!(close(&found["portfolio"]["beta"][0], 1.0));
    assert!(close(&found["benchmark"]["return"][2], 1.02 * 0.98 - 1.0));
    // The linear quantile of two values.
    assert!(close(&found["portfolio"]["var_95"][0], 0.02 - 0.05 * 0.03));
    assert!(close(
        &found["portfolio"]["var_97.5"][0],
        0.02 - 0.025 * 0.03
    ));
    let names: Vec<&String> = found["benchmark"]
        .as_object()
        .expect("series")
        .keys()
        .collect();
    assert!(names.iter().all(|name| *name != "beta") && names.len() == 4);
    assert!(told.is_empty());
    let asked = json!({ "window": 1, "step": 2, "measures": ["sharpe", "best"] });
    let (found, told) = rolling_of(&plain(), asked).expect("sound");
    assert_eq!(found["dates"], json!(["2019-12-31", "2020-01-02"]));
    assert_eq!(
        found["portfolio"],
        json!({ "sharpe": [null, null], "best": [-0.02, 0.01] })
    );
    assert!(found.get("benchmark").is_none());
    assert_eq!(
        told,
        [
            "rolling.portfolio.sharpe: 2 of 2 windows do not have it, at first: \
          not enough data, needs 2 observations, has 1"
        ]
    );
    let asked = json!({ "window": 5, "measures": ["sharpe"] });
    let (found, told) = rolling_of(&plain(), asked).expect("sound");
    assert_eq!(
        (&found["dates"], &found["portfolio"]),
        (&json!([]), &json!({}))
    );
    assert_eq!(
        told,
        ["rolling: not enough data, needs 5 observations, has 4"]
    );
}

/// Each figure that may be asked is that of the window's own measures.
#[test]
fn every_figure_rolls() {
    let own = [0.01, -0.02, 0.03, 0.01, -0.005, 0.002, -0.01];
    let other = [0.02, -0.01, 0.02, -0.02, 0.01, 0.001, -0.004];
    let series = Series::new(&own, Some(&other));
    let words = "return return_annual cagr volatility_annual downside_deviation_annual skewness \
        excess_kurtosis sharpe sortino omega win_rate best worst max_drawdown calmar beta \
        alpha_annual correlation r_squared active_return tracking_error information_ratio \
        up_capture down_capture batting_average var cvar";
    let words: Vec<&str> = words.split_whitespace().collect();
    let asked = json!({ "window": 5, "measures": words });
    let (found, told) = rolling_of(&series, asked).expect("sound");
    assert!(told.is_empty(), "{told:?}");
    for from in 0..=2 {
        let options = risk::Options {
            benchmark: Some(&other[from..from + 5]),
            ..risk::Options::default()
        };
        let m = risk::measures(&own[from..from + 5], &options).expect("sound");
        for (name, expect) in [
            ("return", Some(m.total_return)),
            ("return_annual", Some(m.return_annual)),
            ("cagr", m.cagr),
            ("volatility_annual", m.volatility_annual),
            ("downside_deviation_annual", m.downside_deviation),
            ("skewness", m.skewness),
            ("excess_kurtosis", m.excess_kurtosis),
            ("sharpe", m.sharpe),
            ("sortino", m.sortino),
            ("omega", m.omega),
            ("win_rate", Some(m.win_rate)),
            ("best", Some(m.best)),
            ("worst", Some(m.worst)),
            ("max_drawdown", Some(m.max_drawdown.fraction)),
            ("calmar", m.calmar),
            ("beta", m.beta),
            ("alpha_annual", m.alpha_annual),
            ("correlation", m.correlation),
            ("r_squared", m.r_squared),
            ("active_return", m.active_return),
            ("tracking_error", m.tracking_error),
            ("information_ratio", m.information_ratio),
            ("up_capture", m.up_capture),
            ("down_capture", m.down_capture),
            ("batting_average", m.batting_average),
            ("var_95", Some(m.tails[0].var)),
            ("cvar_95", Some(m.tails[0].cvar)),
        ] {
            let expect = expect.expect(name);
            let found = found["portfolio"][name][from].as_f64().expect(name);
            let off = (found - expect).abs();
            assert!(
                off < 1e-10 * (1.0 + expect.abs()),
                "{name}: {found}, not {expect}"
            );
        }
    }
}

#[test]
fn what_cannot_roll_is_named() {
    let wrong = |asked| said(rolling_of(&plain(), asked));
    assert_eq!(
        wrong(json!({ "window": 0, "step": 0, "measures": [] })),
        "rolling.window: must be at least 1\nrolling.step: must be at least 1\n\
         rolling.measures: names no measure"
    );
    assert_eq!(
        wrong(json!({ "window": 2, "measures": ["sharpe", "beta", "sharpe"] })),
        "rolling.measures[1]: needs a `benchmark`\nrolling.measures[2]: comes twice"
    );
    let unknown = json!({ "window": 2, "measures": ["sharp"] });
    let error = serde_json::from_value::<RollingRequest>(unknown).expect_err("no word");
    assert!(
        error
            .to_string()
            .starts_with("unknown word `sharp`, expected `return`")
    );
}
