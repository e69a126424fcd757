//! Problem and risk documents in WebAssembly: everything that `finx optimize` and `finx risk` answer,
//! where the reader is.
//!
//! A [`Studio`] holds one prepared document and the files it names. The browser and native code run
//! the very same functions; `tests/wasm.mjs` holds their answers against each other on the documents
//! in `crates/problem/tests/vectors`. [`worker`] binds it to JavaScript.
//!
//! ```
//! let mut studio = studio::Studio::default();
//! let prepared = studio.prepare(r#"{
//!     "data": { "moments": { "assets": ["A"], "mean": [0.06], "covariance": [[0.04]] } },
//!     "objective": { "kind": "min_risk" }
//! }"#);
//! assert_eq!(prepared, "null");
//! assert!(studio.answer(&|| 0.0).contains(r#""weights":{"A":1.0}"#));
//! assert!(studio.prepare("{}").contains(r#""path""#));
//! ```

pub mod worker;

use std::collections::BTreeMap;

use problem::{
    Document, Model, ProblemErrors, Stopwatch, prepare,
    report::{RiskDocument, report},
};
use serde::Serialize;
use serde_json::{Value, json};

/// One document, ready to be answered as often as wanted.
#[derive(Debug, Default)]
pub struct Studio {
    files: BTreeMap<String, String>,
    model: Option<Model>,
}

impl Studio {
    /// The text of a file that documents may name.
    pub fn file(&mut self, name: String, text: String) {
        self.files.insert(name, text);
    }

    /// Reads a document and its data. Answers `null`, or a list of `{ "path", "reason" }` with
    /// everything that is wrong; then nothing is prepared.
    pub fn prepare(&mut self, document: &str) -> String {
        let load = |name: &str| self.load(name);
        let model = Document::parse(document).and_then(|document| prepare(&document, &load));
        let reply = match &model {
            Ok(_) => Value::Null,
            Err(errors) => listed(errors),
        };
        self.model = model.ok();
        reply.to_string()
    }

    /// The answer to what is prepared, as the problem document has it; a list as [`Self::prepare`]
    /// gives it where numbers turn out to have no meaning.
    pub fn answer(&self, now_ms: &Stopwatch<'_>) -> String {
        let Some(model) = &self.model else {
            return json!([{ "path": "", "reason": "nothing is prepared" }]).to_string();
        };
        written(model.run(now_ms))
    }

    /// The answer to a risk document, as `finx risk` gives it, or a list as [`Self::prepare`] gives
    /// it of everything that is wrong. Nothing has to be prepared, and nothing is kept.
    pub fn risk(&self, document: &str, now_ms: &Stopwatch<'_>) -> String {
        let load = |name: &str| self.load(name);
        let document = RiskDocument::parse(document);
        written(document.and_then(|document| report(&document, &load, now_ms)))
    }

    fn load(&self, name: &str) -> Result<String, String> {
        let text = self.files.get(name).cloned();
        text.ok_or_else(|| format!("there is no file `{name}`"))
    }
}

fn written(answer: Result<impl Serialize, ProblemErrors>) -> String {
    let reply = match answer {
        Ok(answer) => serde_json::to_string(&answer),
        Err(errors) => Ok(listed(&errors).to_string()),
    };
    reply.unwrap_or_else(|error| json!([{ "path": "", "reason": error.to_string() }]).to_string())
}

fn listed(errors: &ProblemErrors) -> Value {
    let error =
        |error: &problem::ProblemError| json!({ "path": error.path, "reason": error.message });
    errors.0.iter().map(error).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_listed_and_nothing_is_prepared() {
        let mut studio = Studio::default();
        let refused = studio.prepare(
            r#"{ "data": { "prices_csv": "none.csv" }, "objective": { "kind": "min_risk" } }"#,
        );
        assert!(refused.contains("none.csv"), "{refused}");
        let answer = studio.answer(&|| 0.0);
        assert!(answer.contains("nothing is prepared"), "{answer}");
    }

    #[test]
    fn risk_documents_are_answered_or_refused() {
        let studio = Studio::default();
        let data = r#""data": { "returns": { "dates": ["2020-01-02", "2020-01-03"],
            "assets": { "A": [0.01, -0.02] } } }"#;
        let ask = |weights: &str| {
            let document = format!(r#"{{ {data}, "weights": {{ {weights} }} }}"#);
            studio.risk(&document, &|| 0.0)
        };
        let answer: Value = serde_json::from_str(&ask(r#""A": 1"#)).expect("JSON");
        assert_eq!(answer["measures"]["worst"], -0.02);
        assert!(ask(r#""B": 1"#).contains(r#""path":"weights.B""#));
    }

    #[test]
    fn files_are_read_by_name() {
        let mut studio = Studio::default();
        let prices = "date,A\n2020-01-02,10\n2020-01-03,11\n2020-01-06,10\n";
        studio.file("prices.csv".to_owned(), prices.to_owned());
        let prepared = studio.prepare(
            r#"{ "data": { "prices_csv": "prices.csv" }, "objective": { "kind": "min_risk" } }"#,
        );
        assert_eq!(prepared, "null");
        let answer = studio.answer(&|| 0.0);
        assert!(answer.contains(r#""outcome":"optimal""#), "{answer}");
    }
}
