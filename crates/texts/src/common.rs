//! Words that belong to no area.

crate::texts! {
    /// A button.
    close { en: "Close", de: "Schließen" }
    /// A button.
    cancel { en: "Cancel", de: "Abbrechen" }
    /// While something is on its way.
    looking { en: "Looking …", de: "Wird geladen …" }
    /// How much of it is shown.
    of_total(shown, total) { en: "{shown} of {total}", de: "{shown} von {total}" }
    /// The length of a table.
    rows[count] { en: "{count} row" | "{count} rows", de: "{count} Zeile" | "{count} Zeilen" }
}
