//! What answers say of themselves: prices, parts of the risk, the way out, and directions.

use problem::{Answer, Document, OutcomeKind, Unpriced, apply_relaxation, solve};

const MOMENTS: &str = r#""data": { "moments": { "assets": ["A", "B", "C"], "mean": [0.06, 0.10, 0.02],
    "covariance": [[0.04, 0.01, 0.0], [0.01, 0.16, 0.0], [0.0, 0.0, 0.01]] } }"#;
const RETURNS: &str = r#""data": { "returns": {
    "dates": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08", "2020-01-09"],
    "assets": { "A": [0.01, -0.02, 0.03, 0.0, 0.01, -0.01],
                "B": [0.0, 0.01, -0.01, 0.02, -0.01, 0.03],
                "C": [-0.02, -0.01, 0.01, -0.02, 0.02, 0.01] } } }"#;

fn document(data: &str, rest: &str) -> Document {
    Document::parse(&format!("{{ {data}, {rest} }}")).expect("a good document")
}

fn answer(document: &Document) -> Answer {
    solve(document, &|_| Err(String::new()), &|| 0.0).expect("good data")
}

#[test]
fn every_kind_has_parts_of_the_risk_that_add_up() {
    let kinds = [
        (MOMENTS, r#""kind": "min_risk""#),
        (MOMENTS, r#""kind": "max_sharpe""#),
        (MOMENTS, r#""kind": "max_utility", "risk_aversion": 2"#),
        (MOMENTS, r#""kind": "max_return""#),
        (MOMENTS, r#""kind": "equal_weight""#),
        (MOMENTS, r#""kind": "max_diversification""#),
        (MOMENTS, r#""kind": "risk_parity""#),
        (MOMENTS, r#""kind": "inverse_volatility""#),
        (MOMENTS, r#""kind": "hrp""#),
        (MOMENTS, r#""kind": "herc""#),
        (MOMENTS, r#""kind": "nco""#),
        (MOMENTS, r#""kind": "tracking", "benchmark": { "B": 1 }"#),
        (MOMENTS, r#""kind": "robust", "radius": 0.5, "years": 5"#),
        (
            RETURNS,
            r#""kind": "min_risk", "measure": "cvar", "confidence": 0.6"#,
        ),
        (RETURNS, r#""kind": "min_risk", "measure": "semivariance""#),
        (
            RETURNS,
            r#""kind": "risk_parity", "measure": "cvar", "confidence": 0.6"#,
        ),
        (
            RETURNS,
            r#""kind": "dr_cvar", "radius": 0.001, "confidence": 0.6"#,
        ),
        (
            MOMENTS,
            r#""kind": "weighted", "terms": [
            { "weight": 1, "objective": { "kind": "min_risk" } },
            { "weight": 0.5, "objective": { "kind": "max_return" } } ]"#,
        ),
    ];
    for (data, kind) in kinds {
        let document = document(
            data,
            &format!(r#""objective": {{ {kind} }}, "constraints": {{ "max_weight": 0.9 }}"#),
        );
        let answer = answer(&document);
        assert_eq!(answer.outcome, OutcomeKind::Optimal, "{kind}: {answer:?}");
        assert!(answer.receipt.kkt_residual.is_some(), "{kind}");
        let risk = answer.risk.as_ref().expect("a portfolio has a risk");
        let shares: f64 = risk.0.iter().map(|(_, part)| part.share).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{kind}: {shares}");
        // Either there is an optimum to explain, or it is said that there is none.
        let unpriced = answer.unpriced;
        assert_eq!(
            answer.explanation.is_empty(),
            unpriced.is_some(),
            "{kind}: {answer:?}"
        );
        let has_tree = kind.contains("hrp") || kind.contains("herc") || kind.contains("nco");
        assert_eq!(unpriced == Some(Unpriced::Tree), has_tree, "{kind}");
    }
}

#[test]
fn a_relaxation_is_applied_by_one_call() {
    let rest = r#""objective": { "kind": "min_risk" }, "constraints": {
        "max_weight": { "default": 0.5, "B": 0.1 },
        "groups": [ { "name": "risky", "assets": ["A", "B"], "min": 0.8 } ],
        "target_return": 0.09 }"#;
    let document = document(MOMENTS, rest);
    let found = answer(&document);
    assert_eq!(found.outcome, OutcomeKind::Infeasible);
    let conflict = found.conflict.expect("a conflict");
    assert_eq!(conflict.changes.len(), conflict.relaxation.0.len());
    for change in &conflict.changes {
        assert_eq!(
            conflict.relaxation.get(&change.constraint),
            Some(&change.to)
        );
        let relative = (change.to - change.from).abs() / change.from.abs().max(0.01);
        assert!((change.relative - relative).abs() < 1e-12, "{change:?}");
    }
    let relaxed = answer(&apply_relaxation(&document, &conflict));
    assert_eq!(relaxed.outcome, OutcomeKind::Optimal, "{conflict:?}");
}

#[test]
fn what_has_no_end_says_where_it_goes() {
    let open = r#""objective": { "kind": "max_return" }, "constraints": { "min_weight": -1e9, "max_weight": 1e9 }"#;
    // Far bounds are bounds.
    assert_ne!(
        answer(&document(MOMENTS, open)).outcome,
        OutcomeKind::Unbounded
    );
    let still = MOMENTS.replace("[0.0, 0.0, 0.01]]", "[0.0, 0.0, 0.0]]");
    let ratio = answer(&document(
        &still,
        r#""objective": { "kind": "max_sharpe" }"#,
    ));
    assert_eq!(ratio.outcome, OutcomeKind::Unbounded);
    let unbounded = ratio.unbounded.expect("a reason");
    let riskless = unbounded.riskless.expect("a portfolio without risk");
    assert!(
        (riskless.get("C").expect("C") - 1.0).abs() < 1e-6,
        "{riskless:?}"
    );
}
