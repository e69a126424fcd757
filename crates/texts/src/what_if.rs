//! The what-if: what is asked, and the names of what is answered.

crate::texts! {
    what_if { en: "What-if", de: "Was wäre, wenn" }
    about(companies, day) {
        en: "{companies} US companies, adjusted closes to {day}",
        de: "{companies} US-Unternehmen, bereinigte Schlusskurse bis {day}",
    }
    asked { en: "What is asked", de: "Die Frage" }
    answer { en: "Answer", de: "Antworten" }
    objective { en: "Objective", de: "Ziel" }
    least_return { en: "Return a year, at least", de: "Rendite im Jahr, mindestens" }
    risk_aversion { en: "Risk aversion", de: "Risikoaversion" }
    cap { en: "Most in one holding", de: "Höchstens je Position" }
    cap_slider { en: "Most in one holding, slider", de: "Höchstens je Position, Schieberegler" }
    cap_curve {
        en: "Volatility you get, as the cap moves",
        de: "Volatilität, je nach Obergrenze",
    }
    less(label) { en: "{label}: less", de: "{label}: weniger" }
    more(label) { en: "{label}: more", de: "{label}: mehr" }
    window { en: "Window", de: "Zeitraum" }
    window_of(from, to, days) { en: "{from} – {to}, {days} days", de: "{from} – {to}, {days} Tage" }
    /// Chips.
    years[count] { en: "{count}Y" | "{count}Y", de: "{count}J" | "{count}J" }
    /// The chip of every day there is; the button that chooses every company.
    all { en: "All", de: "Alle" }
    from { en: "From", de: "Von" }
    to { en: "To", de: "Bis" }
    holdings { en: "Holdings", de: "Positionen" }
    undo { en: "Undo", de: "Zurück" }
    copy_link { en: "Copy link", de: "Link kopieren" }
    copied { en: "Copied", de: "Kopiert" }
    not_copied { en: "Not allowed here", de: "Hier nicht erlaubt" }
    weights_file { en: "Weights", de: "Gewichte" }

    solved_here { en: "Solved in your browser in", de: "Im Browser gelöst in" }
    found_here { en: "Found in your browser in", de: "Im Browser festgestellt in" }
    solved_there { en: "Solved on the server in", de: "Auf dem Server gelöst in" }
    found_there { en: "Found on the server in", de: "Auf dem Server festgestellt in" }
    server_instead {
        en: "Your browser cannot run the solver (WebAssembly in a worker), so this server answers instead.",
        de: "Der Browser kann den Optimierer nicht ausführen (WebAssembly in einem Worker), daher antwortet dieser Server.",
    }

    volatility { en: "Volatility a year", de: "Volatilität im Jahr" }
    volatility_equal(volatility) {
        en: "equal weight (1/N) {volatility}",
        de: "gleichgewichtet (1/N) {volatility}",
    }
    in_window { en: "Return a year, in window", de: "Rendite im Jahr, im Zeitraum" }
    largest_fall { en: "Largest fall, walk-forward", de: "Größter Rückgang, walk-forward" }
    effective_holdings { en: "Holdings, effective", de: "Positionen, effektiv" }
    of_count(count) { en: "of {count}", de: "von {count}" }
    of_count_none(count) { en: "of {count}; none at the cap", de: "von {count}; keine an der Obergrenze" }
    of_count_some(count, some) {
        en: "of {count}; {some} at the cap",
        de: "von {count}; {some} an der Obergrenze",
    }

    why { en: "Why this answer", de: "Warum diese Antwort" }
    cap_prices { en: "What each cap costs", de: "Was jede Obergrenze kostet" }
    helps_until { en: "helps until", de: "hilft bis" }
    in_the_way { en: "What stands in the way", de: "Was im Weg steht" }
    cannot_hold { en: "These limits cannot hold together:", de: "Diese Grenzen gelten nicht zugleich:" }
    ways_out { en: "The smallest ways out:", de: "Die kleinsten Auswege:" }
    nothing_left { en: "Nothing left this machine", de: "Nichts hat dieses Gerät verlassen" }
    by_this_server { en: "Answered by this FinX server", de: "Beantwortet von diesem FinX-Server" }
    inputs_of(solver, inputs) { en: "{solver} · inputs {inputs}", de: "{solver} · Eingaben {inputs}" }
    receipt[iterations](solver, residual, inputs) {
        en: "{solver} · KKT residual {residual} · {iterations} iteration · inputs {inputs}"
            | "{solver} · KKT residual {residual} · {iterations} iterations · inputs {inputs}",
        de: "{solver} · KKT-Residuum {residual} · {iterations} Iteration · Eingaben {inputs}"
            | "{solver} · KKT-Residuum {residual} · {iterations} Iterationen · Eingaben {inputs}",
    }

    // The pictures.
    frontier { en: "Efficient frontier", de: "Effizienzlinie" }
    return_axis { en: "Return in the window, % a year", de: "Rendite im Zeitraum, % im Jahr" }
    volatility_axis { en: "Volatility, % a year", de: "Volatilität, % im Jahr" }
    no_cap { en: "no cap", de: "ohne Grenze" }
    at_cap_of(cap) { en: "{cap} cap", de: "Grenze {cap}" }
    companies { en: "Companies", de: "Unternehmen" }
    off_chart(companies) { en: "off chart: {companies}", de: "außerhalb: {companies}" }
    off_chart_more(companies, count) {
        en: "off chart: {companies} and {count} more",
        de: "außerhalb: {companies} und {count} weitere",
    }
    weights { en: "Weights", de: "Gewichte des Portfolios" }
    weights_percent { en: "Weights, %", de: "Gewichte, %" }
    weight_percent { en: "Weight, %", de: "Gewicht, %" }
    cap_line(cap) { en: "cap {cap}", de: "Obergrenze {cap}" }
    at_zero(companies) { en: "At zero: {companies}.", de: "Bei null: {companies}." }
    wealth { en: "Wealth", de: "Vermögen" }
    wealth_of(amount) {
        en: "{amount}, refitted each month",
        de: "{amount}, jeden Monat neu gerechnet",
    }
    wealth_past(amount) {
        en: "{amount}, refitted each month on the past year only",
        de: "{amount}, jeden Monat nur aus dem Vorjahr neu gerechnet",
    }
    index_note {
        en: "S&P 500 is the price index, without dividends",
        de: "S&P 500 ist der Kursindex, ohne Dividenden",
    }
    below_peak { en: "Below its peak, %", de: "Unter dem Höchststand, %" }
    volatility_line { en: "Volatility", de: "Volatilität" }
    volatility_at_end {
        en: "Volatility at the end of the slider",
        de: "Volatilität am Ende des Reglers",
    }
    volatility_at_cap { en: "Volatility at this cap", de: "Volatilität bei dieser Obergrenze" }
    volatility_by_cap { en: "Volatility as the cap moves", de: "Volatilität je nach Obergrenze" }
    cap_axis { en: "Cap", de: "Obergrenze" }
}
