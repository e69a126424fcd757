//! How this instance is doing.

crate::texts! {
    title { same: "Status" }
    all_is_well(rows, day) {
        en: "All is well: {rows} rows of real data, up to {day}.",
        de: "Alles in Ordnung: {rows} Zeilen echter Daten, bis {day}.",
    }
    not_complete {
        en: "The data is not complete yet: an import is running or was cut off.",
        de: "Die Daten sind noch nicht vollständig: Ein Import läuft oder wurde abgebrochen.",
    }
    running_for { en: "Running for", de: "Läuft seit" }
    market_day { en: "Market’s today", de: "Heute am Markt" }
    database { en: "Database", de: "Datenbank" }
    size { en: "Size", de: "Größe" }
    migration { same: "Migration" }
    answers_in { en: "Database answers in", de: "Datenbank antwortet in" }
    data { en: "Data", de: "Daten" }
    data_sets { en: "Data sets", de: "Datensätze" }
    imported { en: "Imported data sets", de: "Importierte Datensätze" }
    data_set { en: "Data set", de: "Datensatz" }
    rows { en: "Rows", de: "Zeilen" }
    fingerprint { en: "Fingerprint", de: "Fingerabdruck" }
    state { en: "State", de: "Zustand" }
    complete { en: "complete", de: "vollständig" }
    unfinished { en: "unfinished", de: "unvollständig" }
}
