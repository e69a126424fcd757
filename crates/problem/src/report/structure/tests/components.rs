use super::*;

#[test]
fn components_add_up_to_the_totals() {
    let portfolio = Portfolio::of(120, &[0.5, 0.3, -0.2, 0.0]);
    let ground = portfolio.ground(&no_file);
    let answer = json_of(&components(&ground));
    assert_eq!(told(&ground), Vec::<String>::new());
    let assets = answer["assets"].as_object().expect("a map");
    assert_eq!(assets.keys().collect::<Vec<_>>(), ["A", "B", "C", "D"]);
    let mut paths = vec![vec!["volatility_annual"]];
    for percent in ["95", "97.5"] {
        for (measure, model) in [
            ("var", "historical"),
            ("var", "normal"),
            ("var", "cornish_fisher"),
            ("cvar", "historical"),
            ("cvar", "normal"),
        ] {
            let key: &'static str = format!("{measure}_{percent}").leak();
            paths.push(vec![key, model]);
        }
    }
    for path in paths {
        let at = |value: &Value| path.iter().fold(value.clone(), |v, key| v[*key].clone());
        let total = at(&answer["total"]).as_f64().expect("a total");
        let sum = |key: &str| -> f64 {
            let parts = assets.values().map(|asset| at(asset)[key].as_f64());
            parts.map(|part| part.expect("a part")).sum()
        };
        assert!((sum("component") - total).abs() < 1e-12 * total, "{path:?}");
        assert!((sum("share") - 1.0).abs() < 1e-12, "{path:?}");
        let unheld = at(&assets["D"]);
        assert_eq!(
            (&unheld["component"], &unheld["incremental"]),
            (&json!(0.0), &json!(0.0))
        );
        assert_ne!(unheld["marginal"], json!(0.0));
    }
    let earned: f64 = assets
        .values()
        .map(|a| a["return_annual"].as_f64().expect("it"))
        .sum();
    let mean = risk::return_annual(&portfolio.whole).expect("it has days");
    assert!((earned - mean).abs() < 1e-12);
    let volatility = risk::volatility_annual(&portfolio.whole).expect("it varies");
    let total = answer["total"]["volatility_annual"]
        .as_f64()
        .expect("it varies");
    assert!((total - volatility).abs() < 1e-14);
    let var = risk::var_historical(&portfolio.whole, 0.975).expect("it has days");
    let total = answer["total"]["var_97.5"]["historical"].as_f64();
    assert!((total.expect("it has days") - var).abs() < 1e-15);
    assert_eq!(answer["total"]["cvar_95"].get("cornish_fisher"), None);
}

#[test]
fn components_of_a_portfolio_that_does_not_vary() {
    let portfolio = Portfolio::new(vec![vec![5.0; 4], prices(4, 1)], &[1.0, 0.0]);
    let ground = portfolio.ground(&no_file);
    let answer = components(&ground);
    assert_eq!(answer.total.volatility_annual, None);
    let tails = answer.total.tails.get("var_95").expect("it was asked");
    assert_eq!((tails.historical, tails.normal), (Some(0.0), None));
    let part = answer.assets.0[0]
        .1
        .tails
        .get("var_95")
        .expect("it was asked");
    assert_eq!(part.historical.map(|part| part.share), Some(None));
    let lines = told(&ground);
    assert_eq!(
        lines[0],
        "components.volatility_annual: the returns do not vary"
    );
    assert_eq!(
        lines[1],
        "components.var_95.normal: the returns do not vary"
    );
    assert_eq!(lines.len(), 1 + 2 * 3);
}

/// Beyond the range of numbers there is no mean, and no number that is none.
#[test]
fn components_of_wild_returns() {
    let mut portfolio = Portfolio::of(5, &[0.5, 0.5]);
    for wild in [1e300, 1.7e308, -1e307, 1e-300, 5e-324] {
        portfolio.returns.matrix.fill(0.01);
        portfolio.returns.matrix[(1, 0)] = wild;
        portfolio.returns.matrix[(2, 1)] = wild;
        let ground = portfolio.ground(&no_file);
        json_of(&components(&ground));
        json_of(&concentration(&ground));
        json_of(&correlation(&ask(json!({})), &ground).expect("good"));
        json_of(&factors(&ask(json!({ "assets": ["A"] })), &ground).expect("good"));
        assert_eq!(told(&ground).is_empty(), wild.abs() < 1.0, "{wild}");
    }
}

#[test]
fn components_of_one_day() {
    let portfolio = Portfolio::of(2, &[0.5, 0.5]);
    let ground = portfolio.ground(&no_file);
    let answer = components(&ground);
    let tails = answer.total.tails.get("var_95").expect("it was asked");
    assert!((tails.historical.expect("one day is one") + portfolio.whole[0]).abs() < 1e-16);
    assert_eq!((tails.normal, tails.cornish_fisher), (None, None));
    let few = "not enough data, needs 2 observations, has 1";
    assert_eq!(
        told(&ground)[0],
        format!("components.volatility_annual: {few}")
    );
}
