//! What the components of the design say by themselves.

crate::texts! {
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
    /// While a list is on its way.
    loading { en: "Loading…", de: "Wird geladen…" }
    /// A search without a result.
    nothing_found { en: "Nothing fits. Try fewer letters.", de: "Nichts passt. Weniger Buchstaben versuchen." }
    /// A list that is cut.
    type_for_more(shown) {
        en: "The first {shown}. Type to find others.",
        de: "Die ersten {shown}. Tippen findet weitere.",
    }
    /// How many a search has found.
    results[count] { en: "{count} result" | "{count} results", de: "{count} Treffer" | "{count} Treffer" }
}
