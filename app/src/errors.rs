//! What a person is told when something did not work: what happened, why, what to do next.

use contract::{AppError, Fault, Range};
use domain::{Language, format::MINUS};
use leptos::prelude::*;
use texts::{errors, use_language};

/// What happened, and what to do next.
pub fn sentences(language: Language, error: &AppError) -> (String, String) {
    let plain = |what: fn(Language) -> &'static str, next: fn(Language) -> &'static str| {
        (what(language).to_owned(), next(language).to_owned())
    };
    let then = |what: fn(Language) -> &'static str, next: String| (what(language).to_owned(), next);
    match error {
        AppError::Unauthenticated => plain(errors::unauthenticated, errors::unauthenticated_next),
        AppError::Forbidden => plain(errors::forbidden, errors::forbidden_next),
        AppError::NotFound { what } => {
            let what = match what.strip_prefix("instrument ") {
                Some(symbol) => errors::no_instrument(language, symbol),
                None => errors::not_found(language, what),
            };
            (what, errors::not_found_next(language).to_owned())
        }
        AppError::Invalid { fields } => {
            let lines: Vec<_> = fields.iter().map(|f| fault(language, &f.fault)).collect();
            then(errors::invalid, lines.join(" "))
        }
        AppError::Conflict { .. } => plain(errors::conflict, errors::conflict_next),
        AppError::Busy { retry_after_s } => {
            let next = errors::busy_next(language, u64::from(*retry_after_s));
            then(errors::busy, next)
        }
        AppError::Internal { reference } => {
            then(errors::internal, errors::internal_next(language, reference))
        }
        AppError::Transport { message } => {
            then(errors::transport, errors::transport_next(language, message))
        }
    }
}

/// What is wrong with a field, and what would be right.
pub fn fault(language: Language, fault: &Fault) -> String {
    let ends = |range: &Range| {
        (
            range.unit.write(language, range.low),
            range.unit.write(language, range.high),
        )
    };
    let plain = |text: fn(Language) -> &'static str| text(language).to_owned();
    match fault {
        Fault::NotANumber { text, range } => {
            let (low, high) = ends(range);
            errors::not_a_number(language, text, &low, &high)
        }
        Fault::OutOfRange { text: None, range } => {
            let (low, high) = ends(range);
            errors::use_range(language, &low, &high)
        }
        Fault::OutOfRange {
            text: Some(text),
            range,
        } => {
            let (low, high) = ends(range);
            errors::out_of_range(language, &typed(text, range), &low, &high)
        }
        Fault::NotOneOf { text, known } => errors::not_one_of(language, text, known),
        Fault::NotADay { text } => errors::not_a_day(language, text),
        Fault::OutsidePrices { first, last } => {
            errors::outside_prices(language, &language.day(*first), &language.day(*last))
        }
        Fault::DaysReversed => plain(errors::days_reversed),
        Fault::FewReturns { count, needed } => errors::few_returns(
            language,
            &language.count(*count as u64),
            &language.count(*needed as u64),
        ),
        Fault::NoneChosen => plain(errors::none_chosen),
        Fault::NoneChosenAllTaken => plain(errors::none_chosen_all_taken),
        Fault::NoneChosenLastKept => plain(errors::none_chosen_last_kept),
        Fault::TooMany { most, .. } => errors::too_many(language, &language.count(*most as u64)),
        Fault::UnknownSymbol { symbol } => errors::unknown_symbol(language, symbol),
        Fault::Twice { symbol } => errors::twice(language, symbol),
        Fault::IsIndex { symbol } => errors::is_index(language, symbol),
        Fault::OtherDays { symbol } => errors::other_days(language, symbol),
        Fault::NoPrice { symbol, day } => errors::no_price(language, symbol, &language.day(*day)),
        Fault::NoMove { symbol } => errors::no_move(language, symbol),
        Fault::Riskless => plain(errors::riskless),
        Fault::Other(message) => message.clone(),
    }
}

/// What was typed into a number field, with the unit of the field.
fn typed(text: &str, range: &Range) -> String {
    let number = text.trim().trim_end_matches('%').trim_end();
    let number = number.replace('-', MINUS.encode_utf8(&mut [0; 4]));
    match range.unit {
        contract::Unit::Percent => domain::format::with_unit(number, "%"),
        contract::Unit::One => number,
    }
}

/// The message of a field among the errors, if any.
pub fn message_for(language: Language, error: &AppError, field: &str) -> Option<String> {
    match error {
        AppError::Invalid { fields } => fields
            .iter()
            .find(|f| f.field == field)
            .map(|f| fault(language, &f.fault)),
        _ => None,
    }
}

/// An error in place of what could not be shown.
#[component]
pub fn ErrorPanel(error: AppError) -> impl IntoView {
    let (what, next) = sentences(use_language(), &error);
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
    use domain::{
        Day,
        Language::{English, German},
    };

    use super::*;
    use crate::what_if::CAP_RANGE;

    #[test]
    fn no_error_is_without_advice() {
        for error in [
            AppError::Unauthenticated,
            AppError::Forbidden,
            AppError::not_found("instrument XYZ"),
            AppError::not_found("/nowhere"),
            AppError::invalid("cap", Fault::NoneChosen),
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
            for language in Language::ALL {
                let (what, next) = sentences(language, &error);
                assert!(what.ends_with('.') && !next.is_empty(), "{error:?}");
            }
            assert_ne!(sentences(English, &error), sentences(German, &error));
        }
    }

    #[test]
    fn a_message_is_beside_its_own_field_only() {
        let error = AppError::invalid("assets", Fault::NoneChosen);
        assert_eq!(
            message_for(German, &error, "assets").as_deref(),
            Some("Wählen Sie mindestens ein Unternehmen.")
        );
        assert_eq!(message_for(English, &error, "from"), None);
        assert_eq!(message_for(English, &AppError::Forbidden, "cap"), None);
    }

    #[test]
    fn faults_in_both_languages() {
        let check = |fact: Fault, english: &str, german: &str| {
            assert_eq!(fault(English, &fact).replace('\u{202f}', " "), english);
            assert_eq!(fault(German, &fact).replace('\u{202f}', " "), german);
        };
        let range = CAP_RANGE;
        check(
            Fault::NotANumber {
                text: "ten".into(),
                range,
            },
            "“ten” is not a number. Use 1 % to 100 %.",
            "„ten“ ist keine Zahl. Möglich sind 1 % bis 100 %.",
        );
        check(
            Fault::OutOfRange {
                text: Some("-5 %".into()),
                range,
            },
            "−5 % is out of range. Use 1 % to 100 %.",
            "−5 % liegt außerhalb. Möglich sind 1 % bis 100 %.",
        );
        check(
            Fault::OutOfRange { text: None, range },
            "Use 1 % to 100 %.",
            "Möglich sind 1 % bis 100 %.",
        );
        check(
            Fault::OutsidePrices {
                first: Day::constant(1990, 1, 2),
                last: Day::constant(2022, 12, 28),
            },
            "Prices run from 2 Jan 1990 to 28 Dec 2022.",
            "Kurse gibt es vom 2. Jan. 1990 bis zum 28. Dez. 2022.",
        );
        check(
            Fault::FewReturns {
                count: 29,
                needed: 30,
            },
            "Only 29 daily returns lie between these days. Take at least 30.",
            "Zwischen diesen Tagen liegen nur 29 Tagesrenditen. Nötig sind mindestens 30.",
        );
    }
}
