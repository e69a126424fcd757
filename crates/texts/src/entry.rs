//! How texts are written down.

/// A text as it was written down: for tests, which compare what the compiler cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The name of its function.
    pub key: &'static str,
    /// In English; of a plural, one and many.
    pub english: &'static [&'static str],
    /// In German, likewise.
    pub german: &'static [&'static str],
    /// Whether both are the same on purpose.
    pub same: bool,
}

/// Makes a function of every text, and the list [`Entry`] of all of them.
///
/// ```
/// texts::texts! {
///     /// What the button says.
///     save { en: "Save", de: "Sichern" }
///     /// With values, which are texts: `saved(language, name, &language.day(day))`.
///     saved(name, day) {
///         en: "{name} was saved on {day}.",
///         de: "{name} wurde am {day} gesichert.",
///     }
///     /// With a number that decides between one and many: `copies(language, 3, name)`.
///     copies[count](name) {
///         en: "{count} copy of {name}" | "{count} copies of {name}",
///         de: "{count} Kopie von {name}" | "{count} Kopien von {name}",
///     }
///     /// The same everywhere.
///     symbol { same: "Symbol" }
/// }
/// # use texts::Language::{English, German};
/// # assert_eq!(save(English), "Save");
/// # assert_eq!(saved(German, "A", "1. Mai"), "A wurde am 1. Mai gesichert.");
/// # assert_eq!(copies(English, 1, "A"), "1 copy of A");
/// # assert_eq!(copies(German, 0, "A"), "0 Kopien von A");
/// # assert_eq!(symbol(German), "Symbol");
/// # assert_eq!(ENTRIES.len(), 4);
/// ```
///
/// A value that one of the languages does not use is an error of the compiler:
///
/// ```compile_fail
/// texts::texts! {
///     saved(name) { en: "{name} was saved.", de: "Gesichert." }
/// }
/// ```
///
/// and so is a language that is missing:
///
/// ```compile_fail
/// texts::texts! {
///     save { en: "Save" }
/// }
/// ```
#[macro_export]
macro_rules! texts {
    ($(
        $(#[$doc:meta])*
        $key:ident $([$count:ident])? $(($($value:ident),+))? { $($body:tt)+ }
    )*) => {
        $(
            $crate::text_function! {
                $(#[$doc])* $key $([$count])? $(($($value),+))? { $($body)+ }
            }
        )*

        /// Every text of this area.
        pub const ENTRIES: &[$crate::Entry] = &[
            $($crate::text_entry!($key { $($body)+ })),*
        ];
    };
}

/// The function of one text.
#[doc(hidden)]
#[macro_export]
macro_rules! text_function {
    ($(#[$doc:meta])* $key:ident { same: $same:literal $(,)? }) => {
        $(#[$doc])*
        #[must_use]
        pub fn $key(_: $crate::Language) -> &'static str {
            $same
        }
    };
    ($(#[$doc:meta])* $key:ident { en: $en:literal, de: $de:literal $(,)? }) => {
        $(#[$doc])*
        #[must_use]
        pub fn $key(language: $crate::Language) -> &'static str {
            match language {
                $crate::Language::English => $en,
                $crate::Language::German => $de,
            }
        }
    };
    ($(#[$doc:meta])* $key:ident($($value:ident),+) { same: $same:literal $(,)? }) => {
        $(#[$doc])*
        #[must_use]
        pub fn $key(_: $crate::Language, $($value: &str),+) -> String {
            format!($same, $($value = $value),+)
        }
    };
    ($(#[$doc:meta])* $key:ident($($value:ident),+) { en: $en:literal, de: $de:literal $(,)? }) => {
        $(#[$doc])*
        #[must_use]
        pub fn $key(language: $crate::Language, $($value: &str),+) -> String {
            match language {
                $crate::Language::English => format!($en, $($value = $value),+),
                $crate::Language::German => format!($de, $($value = $value),+),
            }
        }
    };
    ($(#[$doc:meta])* $key:ident[$count:ident] $(($($value:ident),+))? {
        en: $en_one:literal | $en:literal,
        de: $de_one:literal | $de:literal $(,)?
    }) => {
        $(#[$doc])*
        #[must_use]
        pub fn $key(language: $crate::Language, $count: u64 $($(, $value: &str)+)?) -> String {
            let is_one = $count == 1;
            let $count = language.count($count);
            match (language, is_one) {
                ($crate::Language::English, true) => {
                    format!($en_one, $count = $count $($(, $value = $value)+)?)
                }
                ($crate::Language::English, false) => {
                    format!($en, $count = $count $($(, $value = $value)+)?)
                }
                ($crate::Language::German, true) => {
                    format!($de_one, $count = $count $($(, $value = $value)+)?)
                }
                ($crate::Language::German, false) => {
                    format!($de, $count = $count $($(, $value = $value)+)?)
                }
            }
        }
    };
}

/// The entry of one text.
#[doc(hidden)]
#[macro_export]
macro_rules! text_entry {
    ($key:ident { same: $same:literal $(,)? }) => {
        $crate::Entry {
            key: stringify!($key),
            english: &[$same],
            german: &[$same],
            same: true,
        }
    };
    ($key:ident { en: $($en:literal)|+, de: $($de:literal)|+ $(,)? }) => {
        $crate::Entry {
            key: stringify!($key),
            english: &[$($en),+],
            german: &[$($de),+],
            same: false,
        }
    };
}
