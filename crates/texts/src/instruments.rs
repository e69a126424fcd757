//! The list of instruments.

crate::texts! {
    /// The page.
    title { en: "Instruments", de: "Wertpapiere" }
    /// How many.
    about[count] {
        en: "{count} with real prices. Choose one for its chart and figures." | "{count} with real prices. Choose one for its chart and figures.",
        de: "{count} mit echten Kursen. Wählen Sie eines für Diagramm und Kennzahlen." | "{count} mit echten Kursen. Wählen Sie eines für Diagramm und Kennzahlen.",
    }
    /// Names the table.
    caption { en: "Every instrument with prices", de: "Alle Wertpapiere mit Kursen" }
    /// A kind.
    share { en: "Share", de: "Aktie" }
    /// A kind.
    fund { en: "Fund", de: "Fonds" }
    /// A kind.
    index { same: "Index" }
    /// A column.
    instrument { en: "Instrument", de: "Wertpapier" }
    /// A column.
    kind { en: "Kind", de: "Art" }
    /// A column.
    sector { en: "Sector", de: "Branche" }
    /// A column.
    year { en: "Last year of prices", de: "Letztes Kursjahr" }
    /// A column.
    last_close { en: "Last close", de: "Letzter Schluss" }
    /// A column.
    change { en: "Change 1 y, %", de: "Änderung 1 J, %" }
    /// A column.
    last_day { en: "Last day", de: "Letzter Tag" }
    /// A column.
    first_day { en: "First day", de: "Erster Tag" }
    /// A sparkline in words.
    course(change, day) { en: "the year to {day}: {change}", de: "das Jahr bis {day}: {change}" }
}
