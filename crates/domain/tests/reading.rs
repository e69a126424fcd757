//! What was written is read back as it was.

use domain::{Language, format::NARROW_SPACE};
use proptest::prelude::*;

fn rounded(value: f64, decimals: usize) -> f64 {
    let text = format!("{value:.decimals$}");
    text.parse().expect("Rust reads what it writes")
}

proptest! {
    #[test]
    fn reading_undoes_writing(value in -1e15..1e15_f64, scale in 0..12, decimals in 0..9_usize) {
        let value = value / 10_f64.powi(scale);
        // A thousand and more without decimals has groups only, and one group mark alone is read
        // by the language's own rule: so every number of places comes back.
        for language in Language::ALL {
            for text in [
                language.number(value, decimals),
                language.signed(value, decimals),
                language.editable(value, decimals),
                format!("{}{NARROW_SPACE}%", language.number(value, decimals)),
            ] {
                prop_assert_eq!(language.read_number(&text), Ok(rounded(value, decimals)), "{}", text);
            }
        }
    }

    #[test]
    fn no_text_makes_reading_fail_otherwise(text in "\\PC*") {
        for language in Language::ALL {
            if let Ok(value) = language.read_number(&text) {
                prop_assert!(value.is_finite());
            }
        }
    }

    #[test]
    fn no_header_makes_the_choice_of_a_language_fail(header in "[-*a-z0-9;=., ]*") {
        let _ = Language::from_accepted(&header);
    }
}
