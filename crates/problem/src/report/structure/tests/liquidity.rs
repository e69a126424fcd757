use super::*;

#[test]
fn days_to_sell() {
    let portfolio = Portfolio::of(30, &[0.5, -0.25, 0.15, 0.0, 0.1]);
    let ground = portfolio.ground(&no_file);
    let asked = ask(json!({
        "value": 1e6,
        "volumes": { "A": 1000, "B": 0, "C": 750.0 },
        "prices": { "A": 50.0, "B": 10.0, "C": 100.0, "E": 1.0 },
        "participation": 0.5,
    }));
    let answer = liquidity(&asked, &ground)
        .expect("good")
        .expect("something is held");
    let json = json_of(&answer);
    let keys: Vec<&str> = answer
        .days
        .0
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(keys, ["A", "B", "C", "E"]);
    // 10,000 shares at 500 a day, and 1,500 at 375.
    assert_eq!(
        json["days"],
        json!({ "A": 20.0, "B": null, "C": 4.0, "E": null })
    );
    assert_eq!(json["longest"], json!({ "asset": "A", "days": 20.0 }));
    assert_eq!(
        (json["untraded"].clone(), json["volume_missing"].clone()),
        (json!(["B"]), json!(["E"]))
    );
    assert!((answer.untraded_share - 0.25).abs() < 1e-15);
    assert!((answer.volume_missing_share - 0.1).abs() < 1e-15);
    assert!((answer.sold_within.days_1 - (0.5 / 20.0 + 0.15 / 4.0)).abs() < 1e-15);
    assert!((answer.sold_within.days_20 - 0.65).abs() < 1e-15);
    let average = (0.5 * 20.0 + 0.15 * 4.0) / 0.65;
    assert!((answer.average_days.expect("known") - average).abs() < 1e-13);

    // Without prices, the last ones of the data.
    let last = portfolio.history.column(0)[29].expect("no gap");
    let asked = ask(json!({ "value": 1e6, "volumes": { "A": 1000.0 } }));
    let answer = liquidity(&asked, &ground)
        .expect("good")
        .expect("something is held");
    let expect = 5e5 / last / 200.0;
    let found = answer.days.get("A").copied().flatten().expect("known");
    assert!((found - expect).abs() < 1e-10 * expect);
    assert_eq!(answer.participation, 0.2);
}

#[test]
fn liquidity_that_is_refused() {
    let mut portfolio = Portfolio::of(10, &[0.5, 0.5]);
    let check = |portfolio: &Portfolio, request: Value, expect: &str| {
        let ground = portfolio.ground(&no_file);
        assert_eq!(refused(liquidity(&ask(request), &ground)), expect);
    };
    check(
        &portfolio,
        json!({
            "value": 0.0, "participation": 1.5,
            "volumes": { "A": -1.0, "Z": 1.0 }, "prices": { "B": 0.0, "Y": 2.0 },
        }),
        "liquidity.value: must be above 0\n\
         liquidity.participation: must be above 0 and at most 1\n\
         liquidity.volumes.A: must be at least 0\n\
         liquidity.prices.B: must be above 0\n\
         liquidity.volumes.Z: Z is not among the assets\n\
         liquidity.prices.Y: Y is not among the assets",
    );
    let none = Portfolio::of(10, &[0.0, 0.0]);
    let ground = none.ground(&no_file);
    let asked = ask(json!({ "value": 1.0, "volumes": {} }));
    assert_eq!(liquidity(&asked, &ground), Ok(None));
    assert_eq!(
        told(&ground),
        ["liquidity: holdings must be worth something"]
    );
    let cells = vec![vec![Some(0.01); 10]; 2];
    let days = (0..10).map(day).collect();
    let assets = portfolio.returns.assets.clone();
    portfolio.history =
        RawTable::new(Quantity::Return, days, (0..10).collect(), assets, cells).expect("returns");
    check(
        &portfolio,
        json!({ "value": 1.0, "volumes": {}, "prices": { "A": 1.0 } }),
        "liquidity.prices.B: is missing, and the data have no price",
    );
}
