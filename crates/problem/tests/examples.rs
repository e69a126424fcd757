//! The project's examples: every document has an answer.

use std::path::Path;

use problem::{Document, OutcomeKind, solve};

#[test]
fn every_example_has_a_portfolio() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let load =
        |path: &str| std::fs::read_to_string(folder.join(path)).map_err(|error| error.to_string());
    let mut kinds = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).expect("a text");
        let document = Document::parse(&text).unwrap_or_else(|errors| panic!("{name}: {errors}"));
        let answer = solve(&document, &load, &|| 0.0);
        let answer = answer.unwrap_or_else(|errors| panic!("{name}: {errors}"));
        assert_eq!(answer.outcome, OutcomeKind::Optimal, "{name}");
        kinds.push(document.objective.kind.as_str());
    }
    // One of every family.
    for kind in [
        "min_risk",
        "max_sharpe",
        "risk_parity",
        "hrp",
        "tracking",
        "robust",
    ] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
}
