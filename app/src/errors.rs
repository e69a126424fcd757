//! What a person is told when something did not work: what happened, why, what to do next.

use contract::AppError;
use leptos::prelude::*;

/// What happened, and what to do next.
pub fn sentences(error: &AppError) -> (String, String) {
    match error {
        AppError::Unauthenticated => (
            "You are not signed in.".into(),
            "Sign in and try again.".into(),
        ),
        AppError::Forbidden => (
            "You may not do this.".into(),
            "Ask the owner of this instance.".into(),
        ),
        AppError::NotFound { what } => (
            format!("There is no {what}."),
            "Check the address, or start from the list.".into(),
        ),
        AppError::Invalid { fields } => {
            let lines: Vec<_> = fields.iter().map(|f| f.message.clone()).collect();
            ("This cannot be answered as asked.".into(), lines.join(" "))
        }
        AppError::Conflict { what } => (
            "Somebody changed this at the same time.".into(),
            format!("{what} Load it again."),
        ),
        AppError::Busy { retry_after_s } => (
            "FinX is busy.".into(),
            format!("Try again in {retry_after_s} seconds."),
        ),
        AppError::Internal { reference } => (
            "Something broke on our side.".into(),
            format!("Nothing is lost. The log knows more under {reference}."),
        ),
        AppError::Transport { message } => (
            "The server did not answer.".into(),
            format!("Check that FinX is running and try again. ({message})"),
        ),
    }
}

/// The message of a field among the errors, if any.
pub fn message_for(error: &AppError, field: &str) -> Option<String> {
    match error {
        AppError::Invalid { fields } => fields
            .iter()
            .find(|f| f.field == field)
            .map(|f| f.message.clone()),
        _ => None,
    }
}

/// An error in place of what could not be shown.
#[component]
pub fn ErrorPanel(error: AppError) -> impl IntoView {
    let (what, next) = sentences(&error);
    view! {
        <section class="panel error-panel" role="alert">
            <p class="error-panel__what">{what}</p>
            <p>{next}</p>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_is_without_advice() {
        for error in [
            AppError::Unauthenticated,
            AppError::Forbidden,
            AppError::not_found("instrument XYZ"),
            AppError::invalid("cap", "Use 1 % to 100 %."),
            AppError::Conflict {
                what: "The name.".into(),
            },
            AppError::Busy { retry_after_s: 2 },
            AppError::Internal {
                reference: "r".into(),
            },
            AppError::Transport {
                message: "m".into(),
            },
        ] {
            let (what, next) = sentences(&error);
            assert!(what.ends_with('.') && !next.is_empty(), "{error:?}");
        }
        let error = AppError::invalid("cap", "Use 1 % to 100 %.");
        assert_eq!(
            message_for(&error, "cap").as_deref(),
            Some("Use 1 % to 100 %.")
        );
        assert_eq!(message_for(&error, "from"), None);
        assert_eq!(message_for(&AppError::Forbidden, "cap"), None);
    }
}
