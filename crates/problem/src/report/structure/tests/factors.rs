use super::*;

/// Prices of two factors on all days but the 31st, which the portfolio has.
fn factor_csv(days: usize) -> String {
    let (market, style) = (prices(days, 98), prices(days, 97));
    let mut text = "date,MKT,STYLE\n".to_owned();
    for t in (0..days).filter(|t| *t != 30) {
        text += &format!("{},{},{}\n", day(t), market[t], style[t]);
    }
    text
}

#[test]
fn factors_on_common_days() {
    let portfolio = Portfolio::of(200, &[0.5, 0.5]);
    let load = |path: &str| match path {
        "factors.csv" => Ok(factor_csv(200)),
        other => Err(format!("no file {other}")),
    };
    let ground = portfolio.ground(&load);
    let asked: FactorsRequest = ask(json!({ "prices_csv": "factors.csv", "lag": 3 }));
    let answer = factors(&asked, &ground)
        .expect("good")
        .expect("enough days");
    let json = json_of(&answer);
    // Neither the return that ends on the missing day nor the one that begins there.
    assert_eq!((answer.common_days, answer.days_left_out), (197, 2));
    assert_eq!(
        (json["from"].as_str(), json["to"].as_str()),
        (Some("2020-01-02"), Some("2020-07-18"))
    );
    assert_eq!(answer.factors, ["MKT", "STYLE"]);

    // The same by hand: the same days, one regression.
    let (market, style) = (prices(200, 98), prices(200, 97));
    let of = |column: &[f64], t: usize| column[t + 1] / column[t] - 1.0;
    let rows: Vec<usize> = (0..199).filter(|t| *t != 29 && *t != 30).collect();
    let values = rows.iter().map(|t| of(&market, *t));
    let values = values.chain(rows.iter().map(|t| of(&style, *t))).collect();
    let table = nalgebra::DMatrix::from_vec(197, 2, values);
    let model = risk::structure::FactorModel::new(&table).expect("independent");
    let y: Vec<f64> = rows.iter().map(|t| portfolio.whole[*t]).collect();
    let expect = model.regress(&y, 3).expect("it varies");
    let found = answer.portfolio.as_ref().expect("it varies");
    for (slope, (_, beta)) in expect.slopes.iter().zip(&found.betas.0) {
        assert!((slope.value - beta.value).abs() < 1e-12);
        assert!((slope.hac_standard_error - beta.newey_west.standard_error).abs() < 1e-12);
    }
    assert!((found.alpha_annual.value - 252.0 * expect.intercept.value).abs() < 1e-12);
    assert_eq!(found.alpha_annual.t.is_some(), expect.intercept.t.is_some());
    let shares: f64 = found.variance_shares.0.iter().map(|(_, share)| share).sum();
    assert!((shares + found.specific_share - 1.0).abs() < 1e-12);
    assert_eq!(answer.assets.0.len(), 2);

    // The same factors as a table of prices.
    let text = factor_csv(200);
    let lines: Vec<Vec<&str>> = text
        .lines()
        .skip(1)
        .map(|l| l.split(',').collect())
        .collect();
    let column = |at: usize| -> Vec<f64> {
        lines
            .iter()
            .map(|line| line[at].parse().expect("a number"))
            .collect()
    };
    let dates: Vec<&str> = lines.iter().map(|line| line[0]).collect();
    let table = json!({ "dates": dates, "assets": { "MKT": column(1), "STYLE": column(2) } });
    let asked = ask(json!({ "prices": table, "lag": 3 }));
    assert_eq!(factors(&asked, &ground).expect("good"), Some(answer));
}

#[test]
fn assets_and_returns_as_factors() {
    let portfolio = Portfolio::of(50, &[0.5, 0.5]);
    let ground = portfolio.ground(&no_file);
    let answer = factors(&ask(json!({ "assets": ["B"] })), &ground);
    let answer = answer.expect("good").expect("enough days");
    json_of(&answer);
    assert_eq!((answer.common_days, answer.lag), (49, 3));
    // B explains itself wholly.
    let own = answer
        .assets
        .get("B")
        .and_then(Option::as_ref)
        .expect("it varies");
    let beta = own.betas.get("B").expect("the factor");
    assert!((beta.value - 1.0).abs() < 1e-14);
    assert_eq!(
        (own.r_squared, beta.standard_error, beta.t, own.f),
        (1.0, 0.0, None, None)
    );

    let dates: Vec<String> = (10..30).map(|t| day(t).to_string()).collect();
    let mut values: Vec<Value> = (10..30).map(|t| json!(0.01 * wave(t, 5))).collect();
    values[3] = Value::Null;
    let table = json!({ "dates": dates, "assets": { "X": values } });
    let answer = factors(&ask(json!({ "returns": table })), &ground);
    let answer = answer.expect("good").expect("enough days");
    assert_eq!((answer.common_days, answer.days_left_out), (19, 30));
}

#[test]
fn factors_that_are_refused() {
    let portfolio = Portfolio::new(
        vec![prices(30, 0), vec![3.0; 30], prices(30, 2)],
        &[0.5, 0.1, 0.4],
    );
    let ground = portfolio.ground(&no_file);
    let check = |request: Value, expect: &str| {
        assert_eq!(refused(factors(&ask(request), &ground)), expect);
    };
    check(
        json!({}),
        "factors: needs one of prices_csv, prices, returns, assets",
    );
    check(
        json!({ "assets": ["A"], "prices_csv": "x.csv" }),
        "factors: has prices_csv and assets, needs exactly one",
    );
    check(
        json!({ "prices_csv": "x.csv" }),
        "factors.prices_csv: no file x.csv",
    );
    check(json!({ "assets": [] }), "factors.assets: names no asset");
    check(
        json!({ "assets": ["A", "Z"] }),
        "factors.assets[1]: Z is not among the assets",
    );
    check(
        json!({ "assets": ["A", "A"] }),
        "factors.assets[1]: A comes twice",
    );
    check(
        json!({ "assets": ["A"], "lag": 29 }),
        "factors.lag: must be below 29, the number of common days",
    );
    let dates: Vec<String> = (0..30).map(|t| day(t).to_string()).collect();
    let column: Vec<f64> = (0..30).map(|t| wave(t, 4)).collect();
    let double: Vec<f64> = column.iter().map(|r| 2.0 * r).collect();
    check(
        json!({ "returns": { "dates": dates, "assets": { "X": column, "Y": double } } }),
        "factors.returns: the factors depend on each other",
    );
    check(
        json!({ "prices": { "dates": ["2020-01-01"], "assets": { "X": [-1.0] } } }),
        "factors.prices.assets.X[0]: -1 is not a positive price",
    );
    let late = json!({ "returns": { "dates": ["2031-01-01"], "assets": { "X": [0.1] } } });
    assert_eq!(factors(&ask(late), &ground), Ok(None));
    assert_eq!(
        told(&ground),
        ["factors: not enough data, needs 3 observations, has 0"]
    );
    assert_eq!(factors(&ask(json!({ "assets": ["B"] })), &ground), Ok(None));
    assert_eq!(told(&ground)[1], "factors: the returns of B do not vary");
    let answer = factors(&ask(json!({ "assets": ["A"] })), &ground).expect("good");
    assert_eq!(answer.expect("enough days").assets.get("B"), Some(&None));
    assert_eq!(
        told(&ground)[2],
        "factors.assets.B: the returns do not vary"
    );
}
