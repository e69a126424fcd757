//! What an answer of the what-if means, in sentences.

crate::texts! {
    // The goals, and what they are after, in a few words.
    min_risk { en: "Minimum risk", de: "Minimales Risiko" }
    min_risk_hint { en: "smallest swings", de: "kleinste Schwankungen" }
    max_sharpe { en: "Maximum Sharpe", de: "Maximale Sharpe-Ratio" }
    max_sharpe_hint { en: "return per risk", de: "Rendite je Risiko" }
    target_return { en: "Target return", de: "Zielrendite" }
    target_return_hint { en: "least risk for it", de: "mit dem kleinsten Risiko" }
    max_utility { en: "Maximum utility", de: "Maximaler Nutzen" }
    max_utility_hint { en: "return less risk", de: "Rendite abzüglich Risiko" }
    equal_weight { en: "Equal weight", de: "Gleichgewichtung" }
    equal_weight_hint { en: "1/N, the yardstick", de: "1/N, der Maßstab" }

    // What prices of limits are prices of.
    of_volatility { en: "volatility", de: "Volatilität" }
    of_sharpe { en: "Sharpe ratio", de: "Sharpe-Ratio" }
    of_utility { en: "utility", de: "Nutzen" }
    of_nothing { en: "nothing", de: "nichts" }
    volatility_saved {
        en: "Volatility saved per 1\u{202f}% of room",
        de: "Eingesparte Volatilität je 1\u{202f}% Spielraum",
    }
    sharpe_gained {
        en: "Sharpe ratio gained per 1\u{202f}% of room",
        de: "Gewonnene Sharpe-Ratio je 1\u{202f}% Spielraum",
    }
    utility_gained {
        en: "Utility gained per 1\u{202f}% of room",
        de: "Gewonnener Nutzen je 1\u{202f}% Spielraum",
    }

    // The sentence at the top of “Why”.
    equal_has_no_prices {
        en: "Equal weights optimise nothing, so no limit has a price.",
        de: "Gleiche Gewichte optimieren nichts, also hat keine Grenze einen Preis.",
    }
    last_percent_costs(price) {
        en: "The last 1\u{202f}% of return costs {price} of volatility.",
        de: "Das letzte Prozent Rendite kostet {price} Volatilität.",
    }
    cap_costs(cap, symbol, price, what) {
        en: "The {cap} cap on {symbol} costs {price} of {what} per 1\u{202f}%.",
        de: "Die Obergrenze von {cap} für {symbol} kostet {price} {what} je 1\u{202f}%.",
    }
    raising_helps(until) { en: "Raising it helps until {until}.", de: "Anheben hilft bis {until}." }
    one_company {
        en: "One company leaves nothing to choose.",
        de: "Ein einziges Unternehmen lässt keine Wahl.",
    }
    cap_is_free(cap, largest) {
        en: "The {cap} cap costs nothing here: the largest holding is {largest}.",
        de: "Die Obergrenze von {cap} kostet hier nichts: Die größte Position hat {largest}.",
    }
    one_cheap_cap(symbol) {
        en: "{symbol} is at the cap too, but it costs nothing to speak of.",
        de: "Auch {symbol} liegt an der Obergrenze, doch das kostet kaum etwas.",
    }
    cheap_caps(symbols, last) {
        en: "{symbols} and {last} are at the cap too, but it costs nothing to speak of.",
        de: "Auch {symbols} und {last} liegen an der Obergrenze, doch das kostet kaum etwas.",
    }

    // The captions.
    no_portfolio { en: "No portfolio fits these limits", de: "Kein Portfolio erfüllt diese Grenzen" }
    each_company { en: "Risk and return of each company", de: "Risiko und Rendite der einzelnen Unternehmen" }
    all_in_reach(low, high) {
        en: "Nothing is out of reach: {low} to {high} of risk",
        de: "Alles ist erreichbar: {low} bis {high} Risiko",
    }
    no_risk { en: "no risk", de: "kein Risiko" }
    risk_below(points) { en: "<{points}\u{202f}pp risk", de: "unter {points} Prozentpunkte Risiko" }
    risk_of(points) { en: "{points}\u{202f}pp risk", de: "{points} Prozentpunkte Risiko" }
    cap_takes(risk, reach) {
        en: "The cap costs {risk}, {reach} of possible return",
        de: "Die Obergrenze kostet {risk}, {reach} der möglichen Rendite",
    }
    no_weights { en: "No weights fit these limits", de: "Keine Gewichte erfüllen diese Grenzen" }
    equal_shares(share) { en: "{share} each, without an estimate", de: "Je {share}, ganz ohne Schätzung" }
    all_held { en: "All are held, none at the cap", de: "Alle gehalten, keine an der Obergrenze" }
    some_at_zero(zero) { en: "{zero} at zero, none at the cap", de: "{zero} bei null, keine an der Obergrenze" }
    some_at_cap(full) { en: "{full} at the cap, none at zero", de: "{full} an der Obergrenze, keine bei null" }
    some_at_both(full, zero) {
        en: "{full} at the cap, {zero} at zero",
        de: "{full} an der Obergrenze, {zero} bei null",
    }
    too_few_days {
        en: "Too few days before the window to refit each month",
        de: "Zu wenige Tage vor dem Zeitraum, um jeden Monat neu zu rechnen",
    }
    never_fitted {
        en: "In no month did a portfolio fit these limits",
        de: "In keinem Monat erfüllte ein Portfolio diese Grenzen",
    }
    nothing_to_follow {
        en: "No portfolio to follow: 1/N for comparison",
        de: "Kein Portfolio zu verfolgen: 1/N zum Vergleich",
    }
    equal_swung(volatility) {
        en: "1/N swung by {volatility} a year",
        de: "1/N schwankte um {volatility} im Jahr",
    }
    risk_kept(ours, equal) {
        en: "It kept its promise on risk: {ours}, against {equal} for 1/N",
        de: "Beim Risiko hielt es Wort: {ours} gegenüber {equal} bei 1/N",
    }
    risk_not_kept(ours, equal) {
        en: "It did not keep its promise on risk: {ours}, against {equal} for 1/N",
        de: "Beim Risiko hielt es nicht Wort: {ours} gegenüber {equal} bei 1/N",
    }
    ratio_kept(ours, equal) {
        en: "It kept its promise: {ours} of return per risk, 1/N {equal}",
        de: "Es hielt Wort: {ours} Rendite je Risiko, 1/N {equal}",
    }
    ratio_not_kept(ours, equal) {
        en: "It did not keep its promise: {ours} of return per risk, 1/N {equal}",
        de: "Es hielt nicht Wort: {ours} Rendite je Risiko, 1/N {equal}",
    }

    // What an honest adviser would add: a claim, and because of what.
    yardstick { en: "The yardstick.", de: "Der Maßstab." }
    yardstick_because {
        en: "It needs no estimate, so no estimate can mislead it. Choose another objective to see what optimising adds.",
        de: "Er braucht keine Schätzung, also kann ihn keine in die Irre führen. Ein anderes Ziel zeigt, was Optimieren bringt.",
    }
    cap_not_kept { en: "It does not keep the cap.", de: "Die Obergrenze wird nicht eingehalten." }
    cap_not_kept_because(share, cap) {
        en: "{share} each is more than {cap}.",
        de: "Je {share} ist mehr als {cap}.",
    }
    risk_below_equal { en: "Risk: clearly below 1/N.", de: "Risiko: deutlich unter 1/N." }
    risk_about_equal { en: "Risk: about that of 1/N.", de: "Risiko: etwa wie 1/N." }
    risk_above_equal { en: "Risk: more than 1/N.", de: "Risiko: höher als 1/N." }
    against(ours, equal) { en: "{ours} against {equal}.", de: "{ours} gegenüber {equal}." }
    against_and_held(ours, equal, fits) {
        en: "{ours} against {equal}, and it held in {fits} monthly refits.",
        de: "{ours} gegenüber {equal}, und das hielt in {fits} monatlichen Neuberechnungen.",
    }
    against_not_held(ours, equal) {
        en: "{ours} against {equal}, but not in the monthly refits.",
        de: "{ours} gegenüber {equal}, aber nicht in den monatlichen Neuberechnungen.",
    }
    return_ahead { en: "Return: it was ahead of 1/N.", de: "Rendite: vor 1/N." }
    return_ahead_because(ours, equal) {
        en: "It earned {ours} a year, 1/N {equal}. The past is no promise.",
        de: "Es brachte {ours} im Jahr, 1/N {equal}. Die Vergangenheit verspricht nichts.",
    }
    return_behind { en: "Return: not a reason to choose it.", de: "Rendite: kein Grund, es zu wählen." }
    return_behind_because(ours, equal) {
        en: "It earned {ours} a year, 1/N {equal}.",
        de: "Es brachte {ours} im Jahr, 1/N {equal}.",
    }
    months_failed {
        en: "Not every month had an answer.",
        de: "Nicht jeder Monat hatte eine Antwort.",
    }
    months_failed_because(failed, fits) {
        en: "In {failed} of {fits} refits the limits could not be met; the weights before were kept.",
        de: "In {failed} von {fits} Neuberechnungen waren die Grenzen nicht einzuhalten; die Gewichte davor blieben.",
    }
    few_days { en: "Few days for so many companies.", de: "Wenige Tage für so viele Unternehmen." }
    few_days_because(days, companies) {
        en: "{days} days and {companies} companies: the estimates are rough. Take a longer window.",
        de: "{days} Tage und {companies} Unternehmen: Die Schätzungen sind grob. Ein längerer Zeitraum hilft.",
    }
    imprecise { en: "Not solved to the usual precision.", de: "Nicht so genau gelöst wie sonst." }
    imprecise_because(residual) {
        en: "The optimality conditions hold to {residual}.",
        de: "Die Optimalitätsbedingungen gelten bis auf {residual}.",
    }

    // What stands in the way, and the ways out.
    target_over_cap(cap, target) {
        en: "With at most {cap} in one holding, no portfolio returns {target} a year here.",
        de: "Mit höchstens {cap} je Position bringt hier kein Portfolio {target} im Jahr.",
    }
    target_over_all(target) {
        en: "None of these companies returned {target} a year in this window.",
        de: "Keines dieser Unternehmen brachte in diesem Zeitraum {target} im Jahr.",
    }
    one_holds_too_little(most, all) {
        en: "One company with at most {most} holds at most {all} of the money.",
        de: "Ein Unternehmen mit höchstens {most} nimmt höchstens {all} des Geldes auf.",
    }
    all_hold_too_little(companies, most, all) {
        en: "{companies} companies with at most {most} each hold at most {all} of the money.",
        de: "{companies} Unternehmen mit je höchstens {most} nehmen höchstens {all} des Geldes auf.",
    }
    all_lost {
        en: "Every company lost money in this window: no portfolio has a return above zero.",
        de: "Jedes Unternehmen hat in diesem Zeitraum verloren: Kein Portfolio hat eine Rendite über null.",
    }
    contradiction(limits) {
        en: "These limits contradict each other: {limits}.",
        de: "Diese Grenzen widersprechen einander: {limits}.",
    }
    raise_cap(cap) { en: "Raise the cap to {cap}", de: "Obergrenze auf {cap} anheben" }
    lower_target(target) { en: "Lower the target to {target}", de: "Zielrendite auf {target} senken" }
    both_ways(first, second) { en: "{first} and {second}", de: "{first} und {second}" }
    limit_budget { en: "All the money is invested", de: "Das ganze Geld ist angelegt" }
    limit_cap(cap) { en: "At most {cap} in one holding", de: "Höchstens {cap} je Position" }
    limit_long { en: "No holding below zero", de: "Keine Position unter null" }
    limit_target(target) { en: "At least {target} return a year", de: "Mindestens {target} Rendite im Jahr" }
    limit_gain { en: "A return above zero", de: "Eine Rendite über null" }
}
