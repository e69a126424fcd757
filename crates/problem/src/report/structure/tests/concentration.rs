use super::*;

#[test]
fn concentration_by_asset_and_group() {
    let mut portfolio = Portfolio::of(60, &[0.4, 0.3, -0.1, 0.2, 0.0]);
    portfolio.groups = vec![
        ("tech".to_owned(), vec![0, 2]),
        ("empty".to_owned(), vec![4]),
    ];
    let ground = portfolio.ground(&no_file);
    let answer = concentration(&ground).expect("something is held");
    let json = json_of(&answer);
    assert_eq!(told(&ground), Vec::<String>::new());
    assert_eq!((answer.holdings, answer.gross_exposure), (4, 1.0));
    assert!((answer.net_exposure - 0.8).abs() < 1e-15 && (answer.cash - 0.2).abs() < 1e-15);
    assert!((answer.hhi - 0.30).abs() < 1e-15, "{}", answer.hhi);
    assert!((answer.effective_holdings * answer.hhi - 1.0).abs() < 1e-15);
    assert_eq!(json["largest"], json!({ "asset": "A", "weight": 0.4 }));
    assert!((answer.top_5 - 1.0).abs() < 1e-15);
    let tech = json["groups"]["tech"].clone();
    assert!((tech["weight"].as_f64().expect("a sum") - 0.3).abs() < 1e-15);
    assert!((tech["share"].as_f64().expect("a share") - 0.5).abs() < 1e-15);
    assert!((tech["hhi"].as_f64().expect("held") - 0.68).abs() < 1e-15);
    assert_eq!(json["groups"]["empty"]["hhi"], Value::Null);
    // Half is in a group, half in none.
    assert!((answer.groups_hhi.expect("disjoint") - 0.5).abs() < 1e-15);
    let torsion = answer.effective_bets.minimum_torsion.expect("independent");
    assert!((1.0..=4.0).contains(&torsion));
    // An asset that is not held makes nothing of it less diverse.
    let fewer = Portfolio::of(60, &[0.4, 0.3, -0.1, 0.2]);
    let fewer = concentration(&fewer.ground(&no_file)).expect("something is held");
    assert_eq!(fewer.effective_bets, answer.effective_bets);
}

#[test]
fn concentration_that_is_not_known() {
    let mut portfolio = Portfolio::new(vec![prices(9, 0), vec![5.0; 9]], &[0.5, 0.5]);
    portfolio.groups = vec![("one".to_owned(), vec![0]), ("all".to_owned(), vec![0, 1])];
    let ground = portfolio.ground(&no_file);
    let answer = concentration(&ground).expect("something is held");
    assert_eq!(answer.groups_hhi, None);
    assert_eq!(answer.effective_bets.minimum_torsion, None);
    assert_eq!(
        told(&ground),
        [
            "concentration.groups_hhi: an asset is in several groups",
            "concentration.effective_bets.minimum_torsion: the returns of B do not vary",
        ]
    );
    let nothing = Portfolio::of(9, &[0.0, 0.0]);
    let ground = nothing.ground(&no_file);
    assert_eq!(concentration(&ground), None);
    assert_eq!(
        told(&ground),
        ["concentration: weights must not all be zero"]
    );
}
