//! What the components of the design say by themselves.

crate::texts! {
    // Gains and losses, for those who do not see the arrow.
    /// Before a figure that is above zero.
    gain { en: "gain", de: "Gewinn" }
    /// Before a figure that is below zero.
    loss { en: "loss", de: "Verlust" }
    /// Before a figure that is neither.
    unchanged { en: "unchanged", de: "unverändert" }
    /// On a figure that a model computed.
    estimate { en: "estimate", de: "Schätzung" }

    // Cards, breadcrumbs.
    /// Opens the numbers of a picture.
    show_data { en: "Show data", de: "Daten zeigen" }
    /// Names the way to a page.
    breadcrumb { en: "Where you are", de: "Wo Sie sind" }

    // Messages.
    /// Names the region of messages, with its key.
    notifications { en: "Notifications, F8", de: "Mitteilungen, F8" }
    /// A button.
    undo { en: "Undo", de: "Rückgängig" }

    // Pages of a list.
    /// A button.
    previous_page { en: "Previous page", de: "Vorige Seite" }
    /// A button.
    next_page { en: "Next page", de: "Nächste Seite" }
    /// A button.
    page(number) { en: "Page {number}", de: "Seite {number}" }

    // Tables.
    /// The rows in sight.
    rows_of(first, last, count) { en: "{first} to {last} of {count}", de: "{first} bis {last} von {count}" }
    /// The rows in sight, where there is none.
    no_rows { en: "No rows", de: "Keine Zeilen" }
    /// A field, and what stands in it.
    filter { en: "Filter", de: "Filtern" }
    /// A button.
    columns { en: "Columns", de: "Spalten" }
    /// A button.
    csv { same: "CSV" }
    /// Names the choice between the two below.
    density { en: "Row height", de: "Zeilenhöhe" }
    /// A choice.
    compact { en: "Compact", de: "Kompakt" }
    /// A choice.
    roomy { en: "Roomy", de: "Weit" }
    /// In place of rows.
    nothing_fits { en: "No row contains that.", de: "Keine Zeile enthält das." }
    /// Takes the filter away.
    show_all { en: "Show all", de: "Alle zeigen" }
    /// Behind the label of a field that may stay empty.
    optional { same: "optional" }
    /// A stepper's button.
    less_of(label) { en: "{label}: less", de: "{label}: weniger" }
    /// A stepper's button.
    more_of(label) { en: "{label}: more", de: "{label}: mehr" }
    /// The slider beside a number field.
    slider_of(label) { en: "{label}, slider", de: "{label}, Schieberegler" }
    /// Typed into a number field.
    not_a_number(typed, least, most) {
        en: "“{typed}” is not a number. Use {least} to {most}.",
        de: "„{typed}“ ist keine Zahl. Erlaubt ist {least} bis {most}.",
    }
    /// Typed into a number field.
    out_of_range(typed, least, most) {
        en: "{typed} is out of range. Use {least} to {most}.",
        de: "{typed} liegt außerhalb. Erlaubt ist {least} bis {most}.",
    }
    /// Takes one of several away.
    remove(name) { en: "Remove {name}", de: "{name} entfernen" }
    /// A chip of a range of days.
    today { en: "Today", de: "Heute" }
    /// A chip: since Monday.
    week_to_date { en: "WTD", de: "Woche" }
    /// A chip: since the first of the month.
    month_to_date { en: "MTD", de: "Monat" }
    /// A chip: since the first of January.
    year_to_date { en: "YTD", de: "Jahr" }
    /// A chip of a range of days.
    one_year { en: "1Y", de: "1 Jahr" }
    /// A chip of a range of days.
    five_years { en: "5Y", de: "5 Jahre" }
    /// A chip: all there is.
    everything { en: "Max", de: "Alles" }
    /// The first field of a range of days.
    from_day { en: "From", de: "Von" }
    /// The second field of a range of days.
    to_day { en: "To", de: "Bis" }
    /// Below a range of days.
    first_day_missing { en: "“From” needs a day.", de: "In „Von“ fehlt ein Tag." }
    /// Below a range of days.
    last_day_missing { en: "“To” needs a day.", de: "In „Bis“ fehlt ein Tag." }
    /// Below a range of days.
    days_turned_round {
        en: "“To” is before “From”. Choose a later day.",
        de: "„Bis“ liegt vor „Von“. Bitte einen späteren Tag wählen.",
    }
    /// Below a range of days.
    day_too_early(first) {
        en: "“From” is before the first prices. Choose {first} or later.",
        de: "„Von“ liegt vor den ersten Kursen. Frühestens {first} wählen.",
    }
    /// Below a range of days.
    day_too_late(last) {
        en: "“To” is after the last prices. Choose {last} or earlier.",
        de: "„Bis“ liegt nach den letzten Kursen. Spätestens {last} wählen.",
    }
    /// In the zone that takes files.
    drop_files { en: "Choose a file, or drop it here", de: "Datei wählen oder hierher ziehen" }
    /// Which files are taken.
    any_file(size) { en: "Any file up to {size}.", de: "Jede Datei bis {size}." }
    /// Which files are taken.
    file_limits(endings, size) { en: "{endings}, up to {size} each.", de: "{endings}, je bis {size}." }
    /// A file that is not taken.
    wrong_kind(name, endings) {
        en: "“{name}” is of another kind. Choose a file that ends in {endings}.",
        de: "„{name}“ ist von anderer Art. Bitte eine Datei wählen, die auf {endings} endet.",
    }
    /// A file that is not taken.
    empty_file(name) { en: "“{name}” is empty.", de: "„{name}“ ist leer." }
    /// A file that is not taken.
    too_large(name, size, most) {
        en: "“{name}” has {size}, but {most} is the most. Choose a smaller file.",
        de: "„{name}“ hat {size}, erlaubt sind {most}. Bitte eine kleinere Datei wählen.",
    }
    /// More files than are taken.
    too_many_files[count] {
        en: "Only {count} file is taken." | "Only {count} files are taken; the first ones stay.",
        de: "Nur {count} Datei geht." | "Nur {count} Dateien gehen; die ersten bleiben.",
    }
    /// Behind a step of a wizard.
    step_done { en: "done", de: "erledigt" }
    /// The list below a search.
    choices { en: "Choices", de: "Auswahl" }
    /// A search without a result.
    nothing_found { en: "Nothing fits. Try fewer letters.", de: "Nichts passt. Weniger Buchstaben versuchen." }
    /// A list that is cut.
    type_for_more(shown) {
        en: "The first {shown}. Type to find others.",
        de: "Die ersten {shown}. Tippen findet weitere.",
    }
    /// How many a search has found.
    results[count] { en: "{count} result" | "{count} results", de: "{count} Treffer" | "{count} Treffer" }

    // What is going on, and what went wrong.
    /// In place of what is on its way.
    loading { en: "Loading", de: "Wird geladen" }
    /// A job.
    running { en: "Running", de: "Läuft" }
    /// A job.
    cancelling { en: "Stopping …", de: "Wird angehalten …" }
    /// A job.
    done { en: "Done", de: "Fertig" }
    /// A job.
    failed { en: "Failed", de: "Fehlgeschlagen" }
    /// A job.
    cancelled { en: "Cancelled", de: "Abgebrochen" }
    /// A link.
    try_demo { en: "Try it with demo data", de: "Mit Beispieldaten ausprobieren" }
    /// A button.
    try_again { en: "Try again", de: "Erneut versuchen" }
    /// Before what finds the line in the log.
    reference { en: "Reference", de: "Kennung" }

    // The question before an order.
    /// Its title and its button.
    buy(count, symbol) { en: "Buy {count} {symbol}", de: "{count} {symbol} kaufen" }
    /// Its title and its button.
    sell(count, symbol) { en: "Sell {count} {symbol}", de: "{count} {symbol} verkaufen" }
    /// The side.
    buying { en: "Buy", de: "Kauf" }
    /// The side.
    selling { en: "Sell", de: "Verkauf" }
    /// The name of a value.
    side { en: "Side", de: "Richtung" }
    /// The name of a value.
    instrument { en: "Instrument", de: "Wertpapier" }
    /// The name of a value.
    quantity { en: "Quantity", de: "Stückzahl" }
    /// The name of a value.
    last_price { en: "Last price", de: "Letzter Kurs" }
    /// The name of a value.
    amount { en: "Amount, about", de: "Betrag, etwa" }
    /// The amount once more.
    amount_in_words(words, currency) { en: "About {words} {currency}.", de: "Etwa {words} {currency}." }
    /// Below it.
    order_is_real { en: "This order goes to the market. It cannot be undone.", de: "Dieser Auftrag geht an die Börse. Er lässt sich nicht zurücknehmen." }
}
