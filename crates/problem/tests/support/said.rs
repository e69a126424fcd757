//! What is said about a document.

use problem::{Document, prepare};

/// Everything that is said about a document, one line each.
pub(crate) fn said(text: &str) -> String {
    let solved = Document::parse(text)
        .and_then(|document| prepare(&document, &|path| Err(format!("{path} cannot be read"))))
        .and_then(|model| model.run(&|| 0.0));
    match solved {
        Ok(answer) => format!("{:?}", answer.outcome),
        Err(errors) => errors.to_string(),
    }
}

#[track_caller]
pub(crate) fn check(text: &str, expect: &[&str]) {
    assert_eq!(said(text), expect.join("\n"), "{text}");
}
