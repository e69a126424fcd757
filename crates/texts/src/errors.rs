//! What a person is told when something did not work: what happened, why, what to do next.

crate::texts! {
    unauthenticated { en: "You are not signed in.", de: "Sie sind nicht angemeldet." }
    unauthenticated_next { en: "Sign in and try again.", de: "Melden Sie sich an und versuchen Sie es noch einmal." }
    forbidden { en: "You may not do this.", de: "Das ist hier nicht erlaubt." }
    forbidden_next { en: "Ask the owner of this instance.", de: "Fragen Sie, wem diese Instanz gehört." }
    not_found(what) { en: "There is no {what}.", de: "Das gibt es hier nicht: {what}." }
    no_instrument(symbol) { en: "There is no instrument {symbol}.", de: "Ein Wertpapier {symbol} gibt es nicht." }
    not_found_next {
        en: "Check the address, or start from the list.",
        de: "Prüfen Sie die Adresse, oder beginnen Sie bei der Liste.",
    }
    invalid { en: "This cannot be answered as asked.", de: "So gefragt lässt sich das nicht beantworten." }
    conflict { en: "Somebody changed this at the same time.", de: "Jemand hat das gleichzeitig geändert." }
    conflict_next { en: "Load it again.", de: "Laden Sie es neu." }
    busy { en: "FinX is busy.", de: "FinX ist ausgelastet." }
    busy_next[seconds] {
        en: "Try again in {seconds} second." | "Try again in {seconds} seconds.",
        de: "Versuchen Sie es in {seconds} Sekunde noch einmal." | "Versuchen Sie es in {seconds} Sekunden noch einmal.",
    }
    internal { en: "Something broke on our side.", de: "Auf unserer Seite ist etwas schiefgegangen." }
    internal_next(reference) {
        en: "Nothing is lost. The log knows more under {reference}.",
        de: "Nichts ist verloren. Das Protokoll weiß mehr unter {reference}.",
    }
    transport { en: "The server did not answer.", de: "Der Server hat nicht geantwortet." }
    transport_next(message) {
        en: "Check that FinX is running and try again. ({message})",
        de: "Prüfen Sie, ob FinX läuft, und versuchen Sie es noch einmal. ({message})",
    }

    // The small pages of errors, which need nothing else.
    page_not_found { en: "Not found", de: "Nicht gefunden" }
    page_not_found_why { en: "There is nothing at this address.", de: "An dieser Adresse ist nichts." }
    page_not_meant { en: "Not meant for this", de: "Dafür nicht gedacht" }
    page_not_meant_why {
        en: "This address does not take requests of this kind.",
        de: "Diese Adresse nimmt Anfragen dieser Art nicht an.",
    }
    page_too_large { en: "Too large", de: "Zu groß" }
    page_too_large_why {
        en: "This request is larger than FinX reads.",
        de: "Diese Anfrage ist größer, als FinX sie liest.",
    }
    page_not_allowed { en: "Not allowed", de: "Nicht erlaubt" }
    page_not_allowed_why {
        en: "This request did not come from FinX itself.",
        de: "Diese Anfrage kam nicht von FinX selbst.",
    }
    page_busy { en: "Busy", de: "Ausgelastet" }
    page_busy_why {
        en: "The answer took too long. Try again in a moment.",
        de: "Die Antwort hat zu lange gedauert. Versuchen Sie es gleich noch einmal.",
    }
    page_wrong { en: "Something went wrong", de: "Etwas ist schiefgegangen" }
    page_wrong_why {
        en: "This is our fault, not yours. Try again.",
        de: "Das liegt an uns, nicht an Ihnen. Versuchen Sie es noch einmal.",
    }
    page_reference {
        en: "Reference for whoever runs this instance:",
        de: "Kennung für alle, die diese Instanz betreiben:",
    }
    page_start { en: "To the start page", de: "Zur Startseite" }

    /// A field that wants a number.
    not_a_number(text, low, high) {
        en: "“{text}” is not a number. Use {low} to {high}.",
        de: "„{text}“ ist keine Zahl. Möglich sind {low} bis {high}.",
    }
    out_of_range(text, low, high) {
        en: "{text} is out of range. Use {low} to {high}.",
        de: "{text} liegt außerhalb. Möglich sind {low} bis {high}.",
    }
    use_range(low, high) { en: "Use {low} to {high}.", de: "Möglich sind {low} bis {high}." }
    /// The words that are known are those of the address, the same in every language.
    not_one_of(text, known) {
        en: "“{text}” is not known here. Use one of these: {known}.",
        de: "„{text}“ ist hier unbekannt. Möglich sind: {known}.",
    }
    not_a_day(text) {
        en: "“{text}” is not a day. Write 2018-01-02.",
        de: "„{text}“ ist kein Tag. Schreibweise: 2018-01-02.",
    }
    outside_prices(first, last) {
        en: "Prices run from {first} to {last}.",
        de: "Kurse gibt es vom {first} bis zum {last}.",
    }
    days_reversed {
        en: "The first day must be before the last.",
        de: "Der erste Tag muss vor dem letzten liegen.",
    }
    few_returns(count, needed) {
        en: "Only {count} daily returns lie between these days. Take at least {needed}.",
        de: "Zwischen diesen Tagen liegen nur {count} Tagesrenditen. Nötig sind mindestens {needed}.",
    }
    none_chosen { en: "Choose at least one company.", de: "Wählen Sie mindestens ein Unternehmen." }
    none_chosen_all_taken {
        en: "Choose at least one company. Showing all of them.",
        de: "Wählen Sie mindestens ein Unternehmen. Zu sehen sind alle.",
    }
    none_chosen_last_kept {
        en: "Choose at least one company. The answer below is the one before.",
        de: "Wählen Sie mindestens ein Unternehmen. Zu sehen ist noch die letzte Antwort.",
    }
    too_many(most) { en: "Choose at most {most} companies.", de: "Wählen Sie höchstens {most} Unternehmen." }
    unknown_symbol(symbol) {
        en: "“{symbol}” is not among the companies here.",
        de: "„{symbol}“ gehört nicht zu den Unternehmen hier.",
    }
    twice(symbol) { en: "{symbol} is named twice.", de: "{symbol} ist doppelt genannt." }
    is_index(symbol) {
        en: "{symbol} is an index and cannot be held.",
        de: "{symbol} ist ein Index und lässt sich nicht halten.",
    }
    other_days(symbol) {
        en: "{symbol} has no prices on the days of the others and is not offered here.",
        de: "{symbol} hat keine Kurse an den Tagen der anderen und steht hier nicht zur Wahl.",
    }
    no_price(symbol, day) {
        en: "There is no price of {symbol} on {day}.",
        de: "Für {symbol} gibt es am {day} keinen Kurs.",
    }
    /// A field.
    no_move(symbol) {
        en: "The price of {symbol} does not move in this window: it has no risk to share.",
        de: "Der Kurs von {symbol} bewegt sich in diesem Zeitraum nicht: Es gibt kein Risiko zu teilen.",
    }
    /// A field.
    riskless {
        en: "These companies hedge each other completely: there is no risk to share.",
        de: "Diese Unternehmen sichern einander vollständig ab: Es gibt kein Risiko zu teilen.",
    }
}
