//! The page of one instrument.

crate::texts! {
    /// Where there is no such instrument.
    title { en: "Instrument", de: "Wertpapier" }
    /// The way back to the list.
    all { en: "All instruments", de: "Alle Wertpapiere" }
    /// The way back to the list, short.
    list { en: "Instruments", de: "Wertpapiere" }
    /// Under the name; the source is named as its licence wants it.
    bars_up_to(day, source) {
        en: "Up to {day}. Daily bars as traded: {source}",
        de: "Bis {day}. Tageskurse wie gehandelt: {source}",
    }
    closes_up_to(day, source) {
        en: "Up to {day}. Daily adjusted closes: {source}",
        de: "Bis {day}. Bereinigte Schlusskurse: {source}",
    }
    /// Where bars end long before the adjusted closes.
    bars_end(day, later) {
        en: "The bundled bars end on {day}; adjusted closes run to {later}.",
        de: "Die mitgelieferten Tageskurse mit Hoch und Tief enden am {day}; bereinigte Schlusskurse reichen bis {later}.",
    }

    /// Names the row of spans.
    spans { en: "Span of the chart", de: "Zeitraum des Diagramms" }
    /// A span.
    span_1m { same: "1M" }
    /// A span.
    span_3m { same: "3M" }
    /// A span.
    span_6m { same: "6M" }
    /// A span.
    span_1y { en: "1Y", de: "1J" }
    /// A span.
    span_5y { en: "5Y", de: "5J" }
    /// A span.
    span_all { en: "All", de: "Alle" }
    /// Names the choice of prices.
    bases { en: "Prices of the chart", de: "Kurse des Diagramms" }
    /// Prices.
    traded { en: "As traded", de: "Wie gehandelt" }
    /// Prices.
    adjusted { en: "Adjusted closes", de: "Bereinigte Schlusskurse" }
    /// Names the choice of the kind of chart.
    kinds { en: "Kind of chart", de: "Art des Diagramms" }
    /// A kind.
    candles { en: "Candles", de: "Kerzen" }
    /// A kind.
    line { en: "Line", de: "Linie" }
    /// A switch: ratios instead of differences are equally high.
    log { same: "Log" }
    /// What it does.
    log_hint { en: "Logarithmic scale", de: "Logarithmische Skala" }
    /// A menu.
    indicators { en: "Indicators", de: "Indikatoren" }
    /// A menu with its count.
    indicators_chosen(count) { en: "Indicators, {count}", de: "Indikatoren, {count}" }
    /// An indicator.
    mean_50 { en: "Mean of 50 days", de: "Mittel über 50 Tage" }
    /// An indicator, as its label in the chart.
    mean_50_short { en: "mean of 50 days", de: "Mittel über 50 Tage" }
    /// An indicator.
    bollinger { same: "Bollinger 20, 2" }
    /// An indicator.
    rsi { same: "RSI 14" }
    /// An indicator.
    macd { same: "MACD 12, 26, 9" }
    /// A part of it.
    signal { en: "signal", de: "Signal" }
    /// A part of it.
    difference { en: "difference", de: "Differenz" }
    /// A menu.
    compare { en: "Compare", de: "Vergleichen" }
    /// A menu with its choice.
    compared_with(symbol) { en: "Compared with {symbol}", de: "Verglichen mit {symbol}" }
    /// In the choice: none.
    nothing { en: "Nothing", de: "Nichts" }
    /// The button without a script.
    apply { en: "Apply", de: "Anwenden" }

    /// The finding where there is nothing.
    no_prices { en: "No prices in this span", de: "Keine Kurse in diesem Zeitraum" }
    /// The finding: "Up 12 %".
    up(change) { en: "Up {change}", de: "{change} gestiegen" }
    /// The finding: "Down 12 %".
    down(change) { en: "Down {change}", de: "{change} gefallen" }
    /// The finding at a top.
    at_highest { en: "at the highest close of the span", de: "auf dem höchsten Schlusskurs des Zeitraums" }
    /// The finding below one.
    below_highest(below, day) {
        en: "{below} below the high of {day}",
        de: "{below} unter dem Hoch vom {day}",
    }
    /// The finding at the bottom.
    year_low { en: ", and at a 52-week low", de: ", und auf einem 52-Wochen-Tief" }
    /// The finding at the top.
    year_high { en: ", and at a 52-week high", de: ", und auf einem 52-Wochen-Hoch" }
    /// The finding of a comparison.
    ahead(own, own_change, other, other_change) {
        en: "{own} {own_change}, {other} {other_change} over the days both have",
        de: "{own} {own_change}, {other} {other_change} an den Tagen, die beide haben",
    }
    /// The finding of a comparison without common days.
    no_common_days(other) {
        en: "{other} has no prices on these days",
        de: "{other} hat an diesen Tagen keine Kurse",
    }

    /// Title of a picture.
    picture(symbol) { en: "{symbol} prices", de: "Kurse von {symbol}" }
    /// Title of a picture.
    picture_compared(symbol, other) { en: "{symbol} and {other}", de: "{symbol} und {other}" }
    /// A series.
    price { en: "Price", de: "Kurs" }
    /// A series.
    close { en: "Close", de: "Schluss" }
    /// A pane.
    volume_millions { en: "Volume, millions", de: "Umsatz, Mio. Stück" }
    /// A pane.
    below_peak { en: "Below its highest close so far, %", de: "Unter dem bisher höchsten Schlusskurs, %" }
    /// An axis.
    rebased(day) { same: "{day} = 100" }
    /// How to read candles.
    note_candles {
        en: "Rising days are hollow, falling days filled. Arrow keys move the crosshair.",
        de: "Steigende Tage sind hohl, fallende gefüllt. Pfeiltasten bewegen das Fadenkreuz.",
    }
    /// How to read a line of closes as traded.
    note_traded_line {
        en: "Closes as traded: a split is a cliff. Arrow keys move the crosshair.",
        de: "Schlusskurse wie gehandelt: Ein Aktiensplit ist eine Klippe. Pfeiltasten bewegen das Fadenkreuz.",
    }
    /// How to read a line of adjusted closes.
    note_adjusted {
        en: "Closes adjusted for splits and dividends. Arrow keys move the crosshair.",
        de: "Schlusskurse, um Splits und Dividenden bereinigt. Pfeiltasten bewegen das Fadenkreuz.",
    }
    /// How to read a comparison.
    note_compared {
        en: "Both start at 100; splits and dividends count.",
        de: "Beide beginnen bei 100; Splits und Dividenden zählen.",
    }
    /// Where a point is a week.
    note_weekly { en: "One point a week.", de: "Ein Punkt je Woche." }

    /// The last day, read out above the chart.
    open_letter { en: "O", de: "E" }
    /// As above.
    high_letter { same: "H" }
    /// As above.
    low_letter { en: "L", de: "T" }
    /// As above.
    close_letter { en: "C", de: "S" }
    /// As above.
    volume_short { en: "Vol", de: "Umsatz" }

    /// A card.
    statistics { en: "Statistics", de: "Kennzahlen" }
    /// Its title.
    statistics_to(day) { en: "Statistics, to {day}", de: "Kennzahlen, bis {day}" }
    /// What its changes are.
    statistics_note {
        en: "Changes, falls and risk count splits and dividends; prices are those of the chart.",
        de: "Veränderungen, Rückgänge und Risiko zählen Splits und Dividenden; Kurse sind die des Diagramms.",
    }
    /// A row.
    open { en: "Open", de: "Eröffnung" }
    /// A row.
    high { en: "High", de: "Hoch" }
    /// A row.
    low { en: "Low", de: "Tief" }
    /// A row.
    high_52 { en: "52-w high", de: "52-W-Hoch" }
    /// A row.
    low_52 { en: "52-w low", de: "52-W-Tief" }
    /// A row.
    one_month { en: "1 month", de: "1 Monat" }
    /// A row.
    three_months { en: "3 months", de: "3 Monate" }
    /// A row.
    one_year { en: "1 year", de: "1 Jahr" }
    /// A row.
    volume { en: "Volume", de: "Umsatz" }
    /// A row.
    volume_60 { en: "Mean, 60 d", de: "Mittel, 60 T" }
    /// A row.
    beta { en: "Beta, 1 y", de: "Beta, 1 J" }
    /// A row.
    volatility_1y { en: "Volatility, 1 y", de: "Volatilität, 1 J" }
    /// A row.
    volatility_20 { en: "Volatility, 20 d", de: "Volatilität, 20 T" }
    /// A row.
    var_95 { en: "VaR 95\u{202f}%, 1 d", de: "VaR 95\u{202f}%, 1 T" }
    /// A row.
    deepest_fall { en: "Worst fall, 1 y", de: "Max. Rückgang, 1 J" }
    /// A row.
    bars { en: "Bars", de: "Tageskurse" }
    /// A row.
    closes { en: "Closes", de: "Schlusskurse" }

    /// A card.
    quality { en: "Data quality", de: "Datenqualität" }
    /// Its finding.
    quality_complete { en: "Complete, no fault found", de: "Vollständig, kein Fehler gefunden" }
    /// Its finding.
    quality_look[count] {
        en: "Complete, {count} day to look at" | "Complete, {count} days to look at",
        de: "Vollständig, {count} Tag zum Ansehen" | "Vollständig, {count} Tage zum Ansehen",
    }
    /// Its finding.
    quality_missing[count] {
        en: "{count} day is missing" | "{count} days are missing",
        de: "{count} Tag fehlt" | "{count} Tage fehlen",
    }
    /// Beside the score.
    of_100(days, day) {
        en: "of 100, over {days} days since {day}: the share of days without a fault, rounded down.",
        de: "von 100, über {days} Tage seit {day}: der Anteil der Tage ohne Fehler, abgerundet.",
    }
    /// The score, for those who hear it.
    score(score) { en: "{score} of 100", de: "{score} von 100" }
    /// A check.
    missing_days { en: "Missing days", de: "Fehlende Tage" }
    /// How many of how many.
    of_sessions(missing, sessions) { en: "{missing} of {sessions}", de: "{missing} von {sessions}" }
    /// A check.
    agree { en: "High, low, close agree", de: "Hoch, Tief, Schluss passen" }
    /// How many.
    faults[count] { en: "{count} fault" | "{count} faults", de: "{count} Fehler" | "{count} Fehler" }
    /// A check.
    zero_volume { en: "Zero volume", de: "Ohne Umsatz" }
    /// How many.
    days[count] { en: "{count} day" | "{count} days", de: "{count} Tag" | "{count} Tage" }
    /// A check.
    unchanged { en: "Unchanged closes", de: "Gleiche Schlusskurse" }
    /// How many of them in long runs.
    unchanged_runs(days, stale) {
        en: "{days}, {stale} in runs of 5",
        de: "{days}, {stale} in Serien ab 5",
    }
    /// A check.
    splits { en: "Splits, dividends", de: "Splits, Dividenden" }
    /// How many of each.
    and(first, second) { en: "{first} and {second}", de: "{first} und {second}" }
    /// A check.
    jumps { en: "Jumps over 10 σ", de: "Sprünge über 10 σ" }
    /// What cannot be checked.
    not_in_source { en: "not in this source", de: "nicht in dieser Quelle" }
    /// The largest jump.
    jump_with_volume(ratio) {
        en: "Volume {ratio} times the mean",
        de: "Das {ratio}-Fache des üblichen Umsatzes",
    }
    /// And a split on that day.
    jump_on_split { en: "on the day of a split: look at it.", de: "am Tag eines Splits: bitte ansehen." }
    /// And none.
    jump_no_split { en: "and no split: kept as a real move.", de: "und kein Split: als echte Bewegung behalten." }
    /// Where volumes are not known.
    jump_kept { en: "Kept as it came.", de: "Behalten, wie er kam." }
    /// A hidden word.
    fine { en: "fine:", de: "in Ordnung:" }
    /// A hidden word.
    look { en: "look at it:", de: "ansehen:" }
    /// A hidden word.
    unknown { en: "not known:", de: "nicht bekannt:" }
}
