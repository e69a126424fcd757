use super::*;

#[test]
fn correlations_of_the_assets_that_vary() {
    let columns = vec![prices(80, 0), vec![7.0; 80], prices(80, 2), prices(80, 3)];
    let portfolio = Portfolio::new(columns, &[0.25; 4]);
    let ground = portfolio.ground(&no_file);
    let asked = ask(json!({ "linkage": "ward", "clusters": 2 }));
    let answer = correlation(&asked, &ground)
        .expect("a good request")
        .expect("two vary");
    let json = json_of(&answer);
    assert_eq!(answer.assets, ["A", "C", "D"]);
    assert_eq!(answer.observations, 79);
    assert_eq!(
        told(&ground),
        ["correlation.assets.B: the returns of B do not vary"]
    );
    for i in 0..3 {
        assert_eq!(answer.matrix[i][i], 1.0);
    }
    let pair = answer.matrix[0][1] + answer.matrix[0][2] + answer.matrix[1][2];
    assert!((answer.average.expect("several") - pair / 3.0).abs() < 1e-15);
    let clusters = answer.clusters.expect("a tree");
    assert_eq!(
        (clusters.count, clusters.members.concat()),
        (2, clusters.order.clone())
    );
    assert_eq!(json["clusters"]["linkage"], "ward");
    let explained: f64 = answer.explained.expect("eigenvalues").iter().sum();
    assert!((explained - 1.0).abs() < 1e-14);

    let default = correlation(&ask(json!({})), &ground)
        .expect("good")
        .expect("two vary");
    assert_eq!(
        default.clusters.expect("a tree").linkage,
        crate::LinkageKind::Average
    );
    let refuse = |count: usize| refused(correlation(&ask(json!({ "clusters": count })), &ground));
    assert_eq!(refuse(0), "correlation.clusters: must be at least 1");
    assert_eq!(
        refuse(5),
        "correlation.clusters: must be at most 4, as many as assets"
    );
    for bad in [
        json!({ "linkage": "median" }),
        json!({ "k": 2 }),
        json!({ "clusters": -1 }),
    ] {
        assert!(serde_json::from_value::<CorrelationRequest>(bad).is_err());
    }
    let still = Portfolio::new(vec![vec![7.0; 5]], &[1.0]);
    let ground = still.ground(&no_file);
    assert_eq!(correlation(&ask(json!({})), &ground), Ok(None));
    assert_eq!(
        told(&ground),
        ["correlation.assets.A: the returns of A do not vary"]
    );
}
