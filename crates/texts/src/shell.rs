//! What is around every page.

crate::texts! {
    /// The first link of every page.
    skip { en: "Skip to the content", de: "Zum Inhalt springen" }
    /// Names the navigation.
    main_navigation { en: "Main", de: "Hauptnavigation" }
    /// A page.
    what_if { en: "What-if", de: "Was-wäre-wenn" }
    /// A page.
    instruments { en: "Instruments", de: "Wertpapiere" }
    /// A page.
    status { same: "Status" }
    /// A page, where this instance shows it.
    gallery { en: "Gallery", de: "Galerie" }
    /// A page.
    preferences { en: "Preferences", de: "Einstellungen" }
    /// After the number of things that wait at a place.
    waiting { en: "waiting", de: "warten" }
    /// At the end of every page.
    disclaimer {
        en: "FinX computes; it does not advise. Past prices say nothing certain about the future.",
        de: "FinX rechnet; es berät nicht. Vergangene Kurse sagen nichts Sicheres über die Zukunft.",
    }
    /// Where the program of the page does not run.
    no_program {
        en: "Your browser does not run this page’s program (WebAssembly), so this server answers instead. Links and forms work; press “Answer” where there is one.",
        de: "Ihr Browser führt das Programm dieser Seite (WebAssembly) nicht aus; deshalb antwortet dieser Server. Links und Formulare funktionieren; drücken Sie „Antworten“, wo es das gibt.",
    }
    /// While the device has no connection.
    offline {
        en: "This device is offline. What you see stays; other pages and prices wait until it is back.",
        de: "Dieses Gerät ist offline. Was Sie sehen, bleibt; andere Seiten und Kurse warten, bis die Verbindung zurück ist.",
    }
    /// A button.
    try_again { en: "Try again", de: "Noch einmal versuchen" }

    /// A button.
    toggle_theme { en: "Switch between light and dark", de: "Zwischen Hell und Dunkel wechseln" }
    /// A button.
    fold_sidebar { en: "Fold the sidebar", de: "Seitenleiste einklappen" }
    /// A button.
    unfold_sidebar { en: "Unfold the sidebar", de: "Seitenleiste ausklappen" }

    /// What is chosen.
    theme { en: "Theme", de: "Erscheinungsbild" }
    /// A theme.
    theme_system { en: "As the system", de: "Wie das System" }
    /// A theme.
    theme_light { en: "Light", de: "Hell" }
    /// A theme.
    theme_dark { en: "Dark", de: "Dunkel" }
    /// What is chosen.
    palette { en: "Gain and loss", de: "Gewinn und Verlust" }
    /// Colours of gain and loss.
    blue_orange { en: "Blue, orange", de: "Blau, Orange" }
    /// Colours of gain and loss.
    green_red { en: "Green, red", de: "Grün, Rot" }
    /// Colours of gain and loss.
    red_green { en: "Red, green", de: "Rot, Grün" }
    /// What is chosen.
    density { en: "Density", de: "Dichte" }
    /// A density.
    compact { en: "Compact", de: "Dicht" }
    /// A density.
    roomy { en: "Roomy", de: "Luftig" }
    /// What is chosen.
    shortcuts { en: "Single-key shortcuts", de: "Kürzel mit einer Taste" }
    /// A choice.
    on { en: "On", de: "An" }
    /// A choice.
    off { en: "Off", de: "Aus" }
    /// What is chosen.
    language { en: "Language", de: "Sprache" }
    /// A button.
    save { en: "Save", de: "Sichern" }
    /// Below the title of the page of preferences.
    preferences_are {
        en: "Kept in this browser, as cookies that say nothing about you.",
        de: "In diesem Browser gesichert, als Cookies, die nichts über Sie verraten.",
    }

    /// On the field that opens the palette.
    search { en: "Search or jump to…", de: "Suchen oder springen…" }
    /// Names the palette.
    command_palette { en: "Command palette", de: "Befehle" }
    /// In the palette.
    nothing_found {
        en: "Nothing is called that. Fewer letters find more.",
        de: "So heißt hier nichts. Weniger Buchstaben finden mehr.",
    }
    /// In the palette.
    instruments_load { en: "The instruments are on their way …", de: "Die Wertpapiere sind unterwegs …" }
    /// In the palette, where they did not come.
    instruments_missing {
        en: "The instruments could not be loaded. Open the palette again to retry.",
        de: "Die Wertpapiere ließen sich nicht laden. Öffnen Sie die Befehle erneut.",
    }
    /// Where the palette and the help cannot be fetched.
    front_missing {
        en: "This part of FinX could not be loaded. Load the page again.",
        de: "Dieser Teil von FinX ließ sich nicht laden. Laden Sie die Seite neu.",
    }
    /// For those who hear the palette.
    found[count] { en: "{count} result" | "{count} results", de: "{count} Treffer" | "{count} Treffer" }
    /// Above entries of the palette.
    used_lately { en: "Used lately", de: "Zuletzt benutzt" }
    /// Above entries of the palette.
    pages { en: "Pages", de: "Seiten" }
    /// Above entries of the palette.
    actions { en: "Actions", de: "Aktionen" }
    /// An action.
    theme_to(choice) { en: "Theme: {choice}", de: "Erscheinungsbild: {choice}" }
    /// An action.
    palette_to(choice) { en: "Gain and loss: {choice}", de: "Gewinn und Verlust: {choice}" }
    /// An action.
    density_to(choice) { en: "Density: {choice}", de: "Dichte: {choice}" }
    /// An action.
    language_to(choice) { en: "Language: {choice}", de: "Sprache: {choice}" }
    /// An action.
    copy_link { en: "Copy the link to this page", de: "Link zu dieser Seite kopieren" }
    /// What happened.
    link_copied { en: "The link is in the clipboard.", de: "Der Link ist in der Zwischenablage." }
    /// What did not happen.
    link_not_copied {
        en: "The browser did not allow copying. The link is in the address bar.",
        de: "Der Browser hat das Kopieren nicht erlaubt. Der Link steht in der Adresszeile.",
    }
    /// An action.
    print { en: "Print this page", de: "Diese Seite drucken" }
    /// An action, and the title of what it shows.
    help { en: "Keyboard shortcuts", de: "Tastenkürzel" }

    /// Above shortcuts.
    help_anywhere { en: "Anywhere", de: "Überall" }
    /// Above shortcuts.
    help_go { en: "Go to", de: "Gehe zu" }
    /// A shortcut.
    help_palette { en: "Search, pages, actions", de: "Suche, Seiten, Aktionen" }
    /// A shortcut.
    help_search { en: "Search", de: "Suchen" }
    /// A shortcut.
    help_help { en: "This list", de: "Diese Liste" }
    /// Below the shortcuts, while they are on.
    help_off {
        en: "Single keys can be turned off in the preferences.",
        de: "Einzelne Tasten lassen sich in den Einstellungen abschalten.",
    }

    /// The title of a page.
    not_found { en: "Not found", de: "Nicht gefunden" }
    /// The heading of a page.
    nothing_here { en: "There is nothing here", de: "Hier ist nichts" }
    /// What happened.
    not_found_why {
        en: "The address may be mistyped, or the thing has moved.",
        de: "Vielleicht ist die Adresse vertippt, oder es ist umgezogen.",
    }
    /// Before instruments whose names are near.
    nearest { en: "Did you mean", de: "Meinten Sie" }
    /// A button.
    search_button { en: "Search", de: "Suchen" }
    /// A link.
    to_what_if { en: "To the what-if", de: "Zum Was-wäre-wenn" }
    /// A link.
    all_instruments { en: "All instruments", de: "Alle Wertpapiere" }
}
