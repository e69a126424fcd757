//! From the names of the optimizer to the keys of the document.

use domain::Symbol;

use crate::{Model, ProblemError, estimates};

impl Model {
    /// What the optimizer refuses, at its key.
    pub(crate) fn place(&self, error: optimizer::ProblemError) -> ProblemError {
        match error {
            optimizer::ProblemError::Field { field, reason } => {
                ProblemError::new(self.path(&field), reason)
            }
            optimizer::ProblemError::Moments(error) => estimates::place(error),
        }
    }

    /// The path in the document of what the optimizer calls `field`.
    fn path(&self, field: &str) -> String {
        let (name, rest) = field.split_once('[').unwrap_or((field, ""));
        let (index, rest) = rest.split_once(']').unwrap_or(("", rest));
        let position = index.parse().ok();
        let asset = position.and_then(|at: usize| self.assets().get(at));
        let asset = asset.map(Symbol::as_str).filter(|_| !index.is_empty());
        match (name, asset) {
            ("rows", _) => self.row(position.unwrap_or(0), rest),
            ("returns", _) => "data".to_owned(),
            ("fixed_costs.rate", _) => "constraints.costs.fixed".to_owned(),
            ("fixed_costs.from", Some(asset)) => format!("constraints.costs.from.{asset}"),
            ("positions.groups", _) => format!("constraints.cardinality.groups[{index}]{rest}"),
            (_, asset) if name.starts_with("positions.") => {
                let key = self.count_key(name);
                let asset = asset.map_or_else(String::new, |asset| format!(".{asset}"));
                format!("constraints.cardinality{key}{asset}")
            }
            ("costs.rate", _) => "constraints.costs.linear_bps".to_owned(),
            ("objective.budget" | "objective.benchmark", Some(asset)) => format!("{name}.{asset}"),
            (_, asset) if is_limit(name) => {
                let asset = asset.map_or_else(String::new, |asset| format!(".{asset}"));
                format!("constraints.{name}{asset}")
            }
            ("terms", _) => self.term(field, position.unwrap_or(0), rest),
            _ if field.starts_with("measure.") => field.replacen("measure", "objective", 1),
            _ => field.to_owned(),
        }
    }

    /// The key that a number of the choice stands at.
    fn count_key(&self, name: &str) -> &'static str {
        let counts = self.choice.as_ref().map(|choice| &choice.positions);
        let is_exact = counts.is_some_and(|counts| counts.at_least == counts.at_most);
        match name {
            "positions.at_most" | "positions.at_least" if is_exact => ".exactly",
            "positions.at_most" => ".max",
            "positions.at_least" => ".min",
            "positions.smallest" => ".min_position",
            "positions.largest" => ".max_position",
            _ => "",
        }
    }

    /// A key of one goal of several.
    fn term(&self, field: &str, index: usize, rest: &str) -> String {
        let rest = rest.replacen(".measure.", ".", 1);
        let (rest, asset) = match rest.split_once(".benchmark[") {
            Some((before, at)) => {
                let at = at.trim_end_matches(']').parse().ok();
                let asset = at.and_then(|at: usize| self.assets().get(at));
                let asset = asset.map_or("", Symbol::as_str);
                (before.to_owned(), format!(".benchmark.{asset}"))
            }
            None => (rest, String::new()),
        };
        if field == "terms" {
            "objective.terms".to_owned()
        } else {
            format!("objective.terms[{index}]{rest}{asset}")
        }
    }

    /// Groups come before linear limits.
    fn row(&self, index: usize, rest: &str) -> String {
        match index.checked_sub(self.groups) {
            None => format!("constraints.groups[{index}]{rest}"),
            Some(index) => format!("constraints.linear[{index}]{rest}"),
        }
    }
}

/// Whether a field of the optimizer stands under `constraints`.
fn is_limit(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    matches!(
        first,
        "budget"
            | "min_weight"
            | "max_weight"
            | "target_return"
            | "turnover"
            | "gross_exposure"
            | "tracking_error"
            | "max_risk"
            | "costs"
            | "shares"
    )
}
