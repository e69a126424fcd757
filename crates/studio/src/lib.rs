//! Problem documents in WebAssembly: everything that `finx optimize` answers, where the reader is.
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

use problem::{Document, Model, ProblemErrors, Stopwatch, prepare};
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
        let files = &self.files;
        let load = |name: &str| {
            let text = files.get(name).cloned();
            text.ok_or_else(|| format!("there is no file `{name}`"))
        };
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
        let reply = match model.run(now_ms) {
            Ok(answer) => serde_json::to_string(&answer),
            Err(errors) => Ok(listed(&errors).to_string()),
        };
        reply.unwrap_or_else(|error| {
            json!([{ "path": "", "reason": error.to_string() }]).to_string()
        })
    }
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
