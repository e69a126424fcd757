//! What the binary says.

use std::process::Output;

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// What is wrong on standard error, and exit code 2.
#[track_caller]
pub(crate) fn refused(output: &Output, expect: &str) {
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains(expect), "{message}");
    assert!(output.stdout.is_empty());
}
