//! Goals that stand together in a sum.

use crate::{Document, Frontier, Measure, Objective, ObjectiveKind as Kind};

use super::{Refuse, in_range, needed, owned};

/// What a sum of goals cannot have.
pub(super) fn contradictions(document: &Document, refuse: &mut Refuse<'_>) {
    let points = 2..=Frontier::MOST_POINTS;
    let asked = document.objective.points;
    if asked.is_some_and(|asked| !points.contains(&asked)) {
        let message = format!("must be 2 to {}", Frontier::MOST_POINTS);
        refuse("objective.points", &message);
    }
    for (i, term) in document.objective.terms.iter().flatten().enumerate() {
        if term.weight <= 0.0 {
            let path = format!("objective.terms[{i}].weight");
            refuse(&path, "is not positive");
        }
        let at = format!("objective.terms[{i}].objective");
        if !is_convex(term.objective.kind) {
            let kind = term.objective.kind.as_str();
            let message = format!("`{kind}` is no goal of a sum: it is not convex");
            refuse(&format!("{at}.kind"), &message);
            continue;
        }
        owned(&at, &term.objective, refuse);
        needed(&at, document, &term.objective, refuse);
        by_itself(&at, &term.objective, refuse);
        in_range(&at, &term.objective, refuse);
    }
}

/// Whether a goal can be added to others and still has one optimum.
const fn is_convex(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::MinRisk
            | Kind::MaxReturn
            | Kind::MaxUtility
            | Kind::DrCvar
            | Kind::Tracking
            | Kind::Robust
    )
}

/// A goal of a sum is one thing: what it weighs by itself is another goal.
fn by_itself(at: &str, objective: &Objective, refuse: &mut Refuse<'_>) {
    let is_other = objective
        .measure
        .is_some_and(|measure| measure != Measure::Variance);
    if is_other && objective.kind != Kind::MinRisk {
        let path = format!("{at}.measure");
        refuse(&path, "is a goal of its own, of `min_risk`");
    }
    if objective.kind == Kind::Robust && objective.risk_aversion.is_some() {
        let path = format!("{at}.risk_aversion");
        refuse(
            &path,
            "weighs the variance, a goal of its own, of `min_risk`",
        );
    }
}
