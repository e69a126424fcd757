//! The first page: the what-if, its answer, and why. Numbers in braces are written by the language
//! before they come here.

crate::texts! {
    /// What search engines show.
    description {
        en: "A self-hosted portfolio optimiser that explains itself: move a limit, see what it costs.",
        de: "Ein selbst betriebener Portfolio-Optimierer, der sich selbst erklärt: Grenze bewegen, Kosten sehen.",
    }
    /// The headline.
    headline {
        en: "The portfolio you should hold, and what each limit costs you.",
        de: "Das Portfolio, das Sie halten sollten, und was jede Grenze kostet.",
    }
    /// Under it.
    lead {
        en: "FinX is a self-hosted portfolio optimiser that explains itself. Move a limit below: it solves again in your browser, on real prices, and says in plain words why the answer is what it is.",
        de: "FinX ist ein Portfolio-Optimierer für den eigenen Rechner, der sich selbst erklärt. Bewegen Sie unten eine Grenze: Er rechnet in Ihrem Browser neu, mit echten Kursen, und sagt in klaren Worten, warum die Antwort so ausfällt.",
    }
    /// A claim.
    claim_binary { en: "One binary, one file", de: "Ein Programm, eine Datei" }
    /// Before the command.
    claim_binary_before { en: "SQLite and real prices inside.", de: "SQLite und echte Kurse sind dabei." }
    /// After the command.
    claim_binary_after { en: "and it runs; no account, no key.", de: "genügt; ohne Konto, ohne Schlüssel." }
    /// A claim.
    claim_limits { en: "Every limit has its price", de: "Jede Grenze hat ihren Preis" }
    /// What it means.
    claim_limits_text {
        en: "Multipliers become sentences: what a cap costs, and until where raising it helps.",
        de: "Aus Multiplikatoren werden Sätze: was eine Obergrenze kostet, und bis wohin es hilft, sie anzuheben.",
    }
    /// A claim.
    claim_receipt { en: "Every number has a receipt", de: "Jede Zahl hat einen Beleg" }
    /// What it means.
    claim_receipt_text {
        en: "Solver, residual, seed and a fingerprint of the inputs: the same question gives the same answer.",
        de: "Solver, Residuum, Startwert und ein Fingerabdruck der Eingaben: Dieselbe Frage gibt dieselbe Antwort.",
    }
    /// A claim.
    claim_honest { en: "Honest about what it knows", de: "Ehrlich über das, was es weiß" }
    /// What it means.
    claim_honest_text {
        en: "Bands on weights, walk-forward tests, and “no better than 1/N” when that is so.",
        de: "Unsicherheitsbänder an den Gewichten, Tests Monat für Monat und „nicht besser als 1/N“, wenn es so ist.",
    }

    /// The bench.
    what_if { en: "What-if", de: "Was-wäre-wenn" }
    /// What it is about.
    about(count, day) {
        en: "{count} US companies, adjusted closes to {day}",
        de: "{count} US-Unternehmen, bereinigte Schlusskurse bis {day}",
    }
    /// The form, for readers that speak.
    form { en: "What is asked", de: "Die Frage" }
    /// Who answered.
    solved_browser { en: "Solved in your browser in", de: "Im Browser gelöst in" }
    /// Who answered that there is nothing.
    found_browser { en: "Found in your browser in", de: "Im Browser festgestellt in" }
    /// Who answered.
    solved_server { en: "Solved on the server in", de: "Auf dem Server gelöst in" }
    /// Who answered that there is nothing.
    found_server { en: "Found on the server in", de: "Auf dem Server festgestellt in" }
    /// A notice.
    server_instead {
        en: "Your browser cannot run the solver (WebAssembly in a worker), so this server answers instead.",
        de: "Ihr Browser kann den Solver nicht ausführen (WebAssembly in einem Worker); darum antwortet dieser Server.",
    }
    /// A button.
    undo { en: "Undo", de: "Zurück" }
    /// A button.
    copy_link { en: "Copy link", de: "Link kopieren" }
    /// What it says then.
    copied { en: "Copied", de: "Kopiert" }
    /// What it says where it may not.
    not_allowed { en: "Not allowed here", de: "Hier nicht erlaubt" }
    /// A button.
    weights_file { en: "Weights (CSV)", de: "Gewichte (CSV)" }

    /// The choice of goals.
    objective { en: "Objective", de: "Ziel" }
    /// A goal.
    min_risk { en: "Minimum risk", de: "Min. Risiko" }
    /// What it is after.
    min_risk_hint { en: "smallest swings", de: "schwankt wenig" }
    /// A goal.
    max_sharpe { en: "Maximum Sharpe", de: "Max. Sharpe" }
    /// What it is after.
    max_sharpe_hint { en: "return per risk", de: "Rendite je Risiko" }
    /// A goal.
    target_return { en: "Target return", de: "Zielrendite" }
    /// What it is after.
    target_return_hint { en: "least risk for it", de: "kleinstes Risiko dafür" }
    /// A goal.
    max_utility { en: "Maximum utility", de: "Max. Nutzen" }
    /// What it is after.
    max_utility_hint { en: "return less risk", de: "Rendite − Risiko" }
    /// A goal.
    risk_parity { en: "Risk parity", de: "Risikoparität" }
    /// What it is after.
    risk_parity_hint { en: "equal risk shares", de: "gleiche Risikoanteile" }
    /// A goal.
    hierarchical { en: "Hierarchical", de: "Hierarchisch" }
    /// What it is after.
    hierarchical_hint { en: "by clusters", de: "nach Gruppen" }
    /// A goal.
    equal_weight { en: "Equal weight", de: "Gleichgewichtet" }
    /// What it is after.
    equal_weight_hint { en: "1/N, the yardstick", de: "1/N, der Maßstab" }
    /// A field.
    least_return { en: "Return a year, at least", de: "Rendite im Jahr, mindestens" }
    /// A field.
    risk_aversion { en: "Risk aversion", de: "Risikoaversion" }
    /// A field.
    cap { en: "Most in one holding", de: "Höchstens je Position" }
    /// Above the curve.
    cap_curve {
        en: "Volatility you get, as the cap moves",
        de: "Volatilität, je nach Obergrenze",
    }
    /// A field.
    window { en: "Window", de: "Zeitraum" }
    /// A window.
    window_1y { en: "1Y", de: "1J" }
    /// A window.
    window_3y { en: "3Y", de: "3J" }
    /// A window.
    window_5y { en: "5Y", de: "5J" }
    /// A window.
    window_10y { en: "10Y", de: "10J" }
    /// A window.
    window_all { en: "All", de: "Alles" }
    /// The days looked at.
    days(from, to, count) { en: "{from} – {to}, {count} days", de: "{from} – {to}, {count} Tage" }
    /// A field.
    from { en: "From", de: "Von" }
    /// A field.
    to { en: "To", de: "Bis" }
    /// A field.
    holdings { en: "Holdings", de: "Positionen" }
    /// A button.
    all { en: "All", de: "Alle" }
    /// The button of the form without a script.
    answer { en: "Answer", de: "Antworten" }
    /// A figure.
    volatility { en: "Volatility a year", de: "Volatilität im Jahr" }
    /// What it is compared with.
    equal_value(value) { en: "equal weight (1/N) {value}", de: "gleichgewichtet (1/N) {value}" }
    /// What it is compared with, short.
    equal_short(value) { same: "1/N {value}" }
    /// A figure.
    annual_return { en: "Return a year, in window", de: "Rendite p. a., Zeitraum" }
    /// A figure.
    largest_fall { en: "Largest fall, walk-forward", de: "Größter Rückgang, Walk-forward" }
    /// A figure.
    effective { en: "Holdings, effective", de: "Positionen, effektiv" }
    /// Of how many.
    of(total) { en: "of {total}", de: "von {total}" }
    /// Of how many, and how many at the cap.
    of_none(total) { en: "of {total}; none at the cap", de: "von {total}; keine am Limit" }
    /// Of how many, and how many at the cap.
    of_some(total, count) { en: "of {total}; {count} at the cap", de: "von {total}; {count} am Limit" }

    /// A picture.
    frontier { en: "Efficient frontier", de: "Effizienzlinie" }
    /// Its axis.
    return_axis { en: "Return in the window, % a year", de: "Rendite im Zeitraum, % im Jahr" }
    /// Its axis.
    volatility_axis { en: "Volatility, % a year", de: "Volatilität, % im Jahr" }
    /// A series.
    no_cap { en: "no cap", de: "ohne Grenze" }
    /// A series.
    with_cap(cap) { en: "{cap} cap", de: "Grenze {cap}" }
    /// A series.
    companies { en: "Companies", de: "Unternehmen" }
    /// A band.
    of_resamples(level) { en: "{level} of resamples", de: "{level} der Ziehungen" }
    /// What does not fit.
    off_chart(list) { en: "off chart: {list}", de: "außerhalb: {list}" }
    /// And some more.
    and_more(list, count) { en: "{list} and {count} more", de: "{list} und {count} weitere" }
    /// A picture.
    weights { en: "Weights, %", de: "Gewichte, %" }
    /// A picture with bands.
    weights_with_bands(level) {
        en: "Weights, %, with {level} bands",
        de: "Gewichte, %, mit Bändern zu {level}",
    }
    /// A series.
    weight { en: "Weight, %", de: "Gewicht, %" }
    /// A rule.
    cap_rule(cap) { en: "cap {cap}", de: "Grenze {cap}" }
    /// Small print.
    at_zero(list) { en: "At zero: {list}.", de: "Bei null: {list}." }
    /// A picture.
    wealth {
        en: "$10,000, refitted each month on the past year only",
        de: "10.000 $, jeden Monat neu gerechnet, nur aus dem Jahr davor",
    }
    /// Beside it.
    index_note {
        en: "S&P 500 is the price index, without dividends",
        de: "S&P 500 ist der Kursindex, ohne Dividenden",
    }
    /// Title of the picture.
    wealth_title { en: "$10,000, refitted each month", de: "10.000 $, jeden Monat neu gerechnet" }
    /// A pane.
    below_peak { en: "Below its peak, %", de: "Unter dem Höchststand, %" }
    /// Title of the curve above the slider.
    cap_curve_title { en: "Volatility as the cap moves", de: "Volatilität je Obergrenze" }
    /// A series.
    volatility_short { en: "Volatility", de: "Volatilität" }
    /// A mark.
    volatility_at_end { en: "Volatility at the end of the slider", de: "Volatilität am Ende des Reglers" }
    /// A mark.
    volatility_at_cap { en: "Volatility at this cap", de: "Volatilität bei dieser Grenze" }
    /// An axis.
    cap_axis { en: "Cap", de: "Grenze" }

    /// The reasons.
    why { en: "Why this answer", de: "Warum diese Antwort" }
    /// Instead of reasons.
    in_the_way { en: "What stands in the way", de: "Was im Weg steht" }
    /// The table of prices.
    prices_caption { en: "What each cap costs", de: "Was jede Grenze kostet" }
    /// Its last column.
    helps_until { en: "helps until", de: "hilft bis" }
    /// What a price is a price of.
    of_volatility { en: "volatility", de: "Volatilität" }
    /// What a price is a price of.
    of_sharpe { en: "Sharpe ratio", de: "Sharpe-Quotient" }
    /// What a price is a price of.
    of_utility { en: "utility", de: "Nutzen" }
    /// Head of the prices.
    saved_volatility { en: "Volatility saved per 1\u{202f}% of room", de: "Weniger Volatilität je 1\u{202f}% Spielraum" }
    /// Head of the prices.
    gained_sharpe { en: "Sharpe ratio gained per 1\u{202f}% of room", de: "Höherer Sharpe-Quotient je 1\u{202f}% Spielraum" }
    /// Head of the prices.
    gained_utility { en: "Utility gained per 1\u{202f}% of room", de: "Mehr Nutzen je 1\u{202f}% Spielraum" }
    /// The sentence of the yardstick.
    why_equal {
        en: "Equal weights optimise nothing, so no limit has a price.",
        de: "Gleiche Gewichte optimieren nichts; darum hat keine Grenze einen Preis.",
    }
    /// The sentence of risk parity.
    why_parity(share) {
        en: "Each holding carries {share} of the risk.",
        de: "Jede Position trägt {share} des Risikos.",
    }
    /// The sentence of risk parity where the cap binds.
    why_parity_bent(cap, count) {
        en: "Each would carry the same risk; the {cap} cap holds {count} back.",
        de: "Jede trüge dasselbe Risiko; die Grenze von {cap} hält {count} zurück.",
    }
    /// The sentence of the tree.
    why_tree {
        en: "Companies that move together share their part of the risk.",
        de: "Unternehmen, die sich gemeinsam bewegen, teilen sich ihren Anteil am Risiko.",
    }
    /// The sentence of the tree where the cap binds.
    why_tree_bent(cap, count) {
        en: "Clusters share the risk; the {cap} cap holds {count} back.",
        de: "Gruppen teilen sich das Risiko; die Grenze von {cap} hält {count} zurück.",
    }
    /// Why a rule has no prices: risk parity.
    no_prices_parity {
        en: "No prices here: risk parity is a rule, not the best of something, so a limit bends it without a multiplier. Choose Minimum risk to see what the cap costs.",
        de: "Hier gibt es keine Preise: Risikoparität ist eine Regel, nicht das Beste von etwas; eine Grenze biegt sie ohne Multiplikator. „Min. Risiko“ zeigt, was die Grenze kostet.",
    }
    /// Why a rule has no prices: the tree.
    no_prices_tree {
        en: "No prices here: the tree of correlations decides, and each half of it is held between what its companies must and may hold. Choose Minimum risk to see what the cap costs.",
        de: "Hier gibt es keine Preise: Der Baum der Korrelationen entscheidet, und jede Hälfte hält, was ihre Unternehmen halten müssen und dürfen. „Min. Risiko“ zeigt, was die Grenze kostet.",
    }
    /// The sentence about a target.
    target_costs(price) {
        en: "The last 1\u{202f}% of return costs {price} of volatility.",
        de: "Das letzte Prozent Rendite kostet {price} Volatilität.",
    }
    /// The sentence about the dearest cap.
    cap_costs(cap, symbol, price, unit) {
        en: "The {cap} cap on {symbol} costs {price} of {unit} per 1\u{202f}%.",
        de: "Die Grenze von {cap} für {symbol} kostet {price} {unit} je 1\u{202f}%.",
    }
    /// Until where it helps.
    raising_helps(until) {
        en: "Raising it helps until {until}.",
        de: "Sie anzuheben hilft bis {until}.",
    }
    /// With one company.
    one_company { en: "One company leaves nothing to choose.", de: "Ein Unternehmen lässt keine Wahl." }
    /// When the cap does not bind.
    cap_is_free(cap, largest) {
        en: "The {cap} cap costs nothing here: the largest holding is {largest}.",
        de: "Die Grenze von {cap} kostet hier nichts: Die größte Position hat {largest}.",
    }
    /// Small print.
    cheap_one(symbol) {
        en: "{symbol} is at the cap too, but it costs nothing to speak of.",
        de: "Auch {symbol} liegt an der Grenze, doch das kostet kaum etwas.",
    }
    /// Small print.
    cheap_many(symbols, last) {
        en: "{symbols} and {last} are at the cap too, but it costs nothing to speak of.",
        de: "Auch {symbols} und {last} liegen an der Grenze, doch das kostet kaum etwas.",
    }

    /// The finding of the frontier.
    frontier_none { en: "No portfolio fits these limits", de: "Kein Portfolio erfüllt diese Grenzen" }
    /// The finding of the frontier.
    frontier_bare { en: "Risk and return of each company", de: "Risiko und Rendite jedes Unternehmens" }
    /// The finding of the frontier.
    frontier_free(low, high) {
        en: "Nothing is out of reach: {low} to {high} of risk",
        de: "Alles ist erreichbar: {low} bis {high} Risiko",
    }
    /// The finding of the frontier.
    frontier_costs(risk, reach) {
        en: "The cap costs {risk}, {reach} of possible return",
        de: "Die Grenze kostet {risk} und {reach} der möglichen Rendite",
    }
    /// A part of it.
    no_risk { en: "no risk", de: "kein Risiko" }
    /// A part of it.
    hardly_risk { en: "<0.1\u{202f}pp risk", de: "unter 0,1 Prozentpunkte Risiko" }
    /// A part of it.
    points_risk(points) { en: "{points}\u{202f}pp risk", de: "{points} Prozentpunkte Risiko" }
    /// The finding of the weights.
    weights_none { en: "No weights fit these limits", de: "Keine Gewichte erfüllen diese Grenzen" }
    /// The finding of the weights.
    weights_equal(each) { en: "{each} each, without an estimate", de: "Je {each}, ganz ohne Schätzung" }
    /// The finding of the weights.
    weights_all { en: "All are held, none at the cap", de: "Alle gehalten, keine an der Grenze" }
    /// The finding of the weights.
    weights_zero(zero) { en: "{zero} at zero, none at the cap", de: "{zero} bei null, keine an der Grenze" }
    /// The finding of the weights.
    weights_full(full) { en: "{full} at the cap, none at zero", de: "{full} an der Grenze, keine bei null" }
    /// The finding of the weights.
    weights_both(full, zero) { en: "{full} at the cap, {zero} at zero", de: "{full} an der Grenze, {zero} bei null" }
    /// The finding of the wealth.
    wealth_short {
        en: "Too few days before the window to refit each month",
        de: "Zu wenige Tage vor dem Zeitraum, um jeden Monat neu zu rechnen",
    }
    /// The finding of the wealth.
    wealth_never {
        en: "In no month did a portfolio fit these limits",
        de: "In keinem Monat erfüllte ein Portfolio diese Grenzen",
    }
    /// The finding of the wealth.
    wealth_nothing {
        en: "No portfolio to follow: 1/N for comparison",
        de: "Kein Portfolio zu verfolgen: 1/N zum Vergleich",
    }
    /// The finding of the wealth.
    wealth_equal(swing) { en: "1/N swung by {swing} a year", de: "1/N schwankte um {swing} im Jahr" }
    /// The finding of the wealth.
    risk_kept(ours, equal) {
        en: "It kept its promise on risk: {ours}, against {equal} for 1/N",
        de: "Beim Risiko hielt es Wort: {ours} gegenüber {equal} bei 1/N",
    }
    /// The finding of the wealth.
    risk_broken(ours, equal) {
        en: "It did not keep its promise on risk: {ours}, against {equal} for 1/N",
        de: "Beim Risiko hielt es nicht Wort: {ours} gegenüber {equal} bei 1/N",
    }
    /// The finding of the wealth, for rules that promise nothing.
    risk_was(ours, equal) {
        en: "It swung by {ours} a year, 1/N by {equal}",
        de: "Es schwankte um {ours} im Jahr, 1/N um {equal}",
    }
    /// The finding of the wealth.
    ratio_kept(ours, equal) {
        en: "It kept its promise: {ours} of return per risk, 1/N {equal}",
        de: "Es hielt Wort: {ours} Rendite je Risiko, 1/N {equal}",
    }
    /// The finding of the wealth.
    ratio_broken(ours, equal) {
        en: "It did not keep its promise: {ours} of return per risk, 1/N {equal}",
        de: "Es hielt nicht Wort: {ours} Rendite je Risiko, 1/N {equal}",
    }

    /// A judgement.
    yardstick { en: "The yardstick.", de: "Der Maßstab." }
    /// Why.
    yardstick_why {
        en: "It needs no estimate, so no estimate can mislead it. Choose another objective to see what optimising adds.",
        de: "Er braucht keine Schätzung, also kann ihn keine in die Irre führen. Ein anderes Ziel zeigt, was Optimieren bringt.",
    }
    /// A judgement.
    over_cap { en: "It does not keep the cap.", de: "Die Grenze wird nicht eingehalten." }
    /// Why.
    over_cap_why(each, cap) { en: "{each} each is more than {cap}.", de: "Je {each} ist mehr als {cap}." }
    /// A judgement.
    risk_below { en: "Risk: clearly below 1/N.", de: "Risiko: deutlich unter 1/N." }
    /// A judgement.
    risk_same { en: "Risk: about that of 1/N.", de: "Risiko: etwa wie 1/N." }
    /// A judgement.
    risk_above { en: "Risk: more than 1/N.", de: "Risiko: höher als 1/N." }
    /// Why.
    against(ours, equal) { en: "{ours} against {equal}", de: "{ours} gegenüber {equal}" }
    /// And later.
    it_held(fits) { en: ", and it held in {fits} monthly refits", de: ", und es hielt in {fits} monatlichen Neuberechnungen" }
    /// And later.
    it_broke { en: ", but not in the monthly refits", de: ", aber nicht in den monatlichen Neuberechnungen" }
    /// Why.
    earned(ours, equal) { en: "It earned {ours} a year, 1/N {equal}.", de: "Es brachte {ours} im Jahr, 1/N {equal}." }
    /// A judgement.
    return_ahead { en: "Return: it was ahead of 1/N.", de: "Rendite: vor 1/N." }
    /// What to think of it.
    no_promise { en: "The past is no promise.", de: "Die Vergangenheit verspricht nichts." }
    /// A judgement.
    return_behind { en: "Return: not a reason to choose it.", de: "Rendite: kein Grund, es zu wählen." }
    /// A judgement.
    missed_months { en: "Not every month had an answer.", de: "Nicht jeder Monat hatte eine Antwort." }
    /// Why.
    missed_months_why(failed, fits) {
        en: "In {failed} of {fits} refits the limits could not be met; the weights before were kept.",
        de: "In {failed} von {fits} Neuberechnungen waren die Grenzen nicht einzuhalten; die Gewichte davor blieben.",
    }
    /// A judgement.
    rough_one(symbol) { en: "Do not read {symbol} to the decimal.", de: "Nehmen Sie {symbol} nicht auf die Nachkommastelle genau." }
    /// A judgement.
    rough_two(first, second) {
        en: "Do not read {first} and {second} to the decimal.",
        de: "Nehmen Sie {first} und {second} nicht auf die Nachkommastelle genau.",
    }
    /// Why.
    rough_one_why(level, points) {
        en: "Its {level} band spans {points} points.",
        de: "Das Band zu {level} umfasst {points} Prozentpunkte.",
    }
    /// Why.
    rough_two_why(level, first, second) {
        en: "Their {level} bands span {first} and {second} points.",
        de: "Die Bänder zu {level} umfassen {first} und {second} Prozentpunkte.",
    }
    /// A judgement.
    few_days { en: "Few days for so many companies.", de: "Wenige Tage für so viele Unternehmen." }
    /// Why.
    few_days_why(days, companies) {
        en: "{days} days and {companies} companies: the estimates are rough. Take a longer window.",
        de: "{days} Tage und {companies} Unternehmen: Die Schätzungen sind grob. Nehmen Sie einen längeren Zeitraum.",
    }
    /// A judgement.
    not_exact { en: "Not solved to the usual precision.", de: "Nicht so genau gelöst wie üblich." }
    /// Why.
    not_exact_why(residual) {
        en: "The optimality conditions hold to {residual}.",
        de: "Die Optimalitätsbedingungen gelten bis auf {residual}.",
    }

    /// The receipt.
    nothing_left { en: "Nothing left this machine", de: "Nichts hat dieses Gerät verlassen" }
    /// The receipt.
    by_server { en: "Answered by this FinX server", de: "Von diesem FinX-Server beantwortet" }
    /// A fact of the receipt.
    iterations[count] { en: "{count} iteration" | "{count} iterations", de: "{count} Iteration" | "{count} Iterationen" }
    /// A fact of the receipt.
    residual(value) { en: "KKT residual {value}", de: "KKT-Residuum {value}" }
    /// A fact of the receipt.
    inputs(name) { en: "inputs {name}", de: "Eingaben {name}" }
    /// A fact of the receipt.
    resamples(count, seed) { en: "{count} resamples, seed {seed}", de: "{count} Ziehungen, Startwert {seed}" }

    /// A contradiction.
    out_of_reach(cap, target) {
        en: "With at most {cap} in one holding, no portfolio returns {target} a year here.",
        de: "Mit höchstens {cap} je Position bringt hier kein Portfolio {target} im Jahr.",
    }
    /// A contradiction.
    never_returned(target) {
        en: "None of these companies returned {target} a year in this window.",
        de: "Keines dieser Unternehmen brachte in diesem Zeitraum {target} im Jahr.",
    }
    /// A contradiction.
    one_holds(most, all) {
        en: "One company with at most {most} holds at most {all} of the money.",
        de: "Ein Unternehmen mit höchstens {most} nimmt höchstens {all} des Geldes auf.",
    }
    /// A contradiction.
    many_hold(count, most, all) {
        en: "{count} companies with at most {most} each hold at most {all} of the money.",
        de: "{count} Unternehmen mit je höchstens {most} nehmen höchstens {all} des Geldes auf.",
    }
    /// A contradiction.
    all_lost {
        en: "Every company lost money in this window: no portfolio has a return above zero.",
        de: "Jedes Unternehmen hat in diesem Zeitraum verloren: Kein Portfolio hat eine Rendite über null.",
    }
    /// A contradiction.
    contradict(list) {
        en: "These limits contradict each other: {list}.",
        de: "Diese Grenzen widersprechen einander: {list}.",
    }
    /// Before the limits.
    cannot_hold { en: "These limits cannot hold together:", de: "Diese Grenzen gelten nicht zugleich:" }
    /// Before the ways out.
    ways_out { en: "The smallest ways out:", de: "Die kleinsten Auswege:" }
    /// A way out.
    raise_cap(cap) { en: "Raise the cap to {cap}", de: "Grenze auf {cap} anheben" }
    /// A way out.
    lower_target(target) { en: "Lower the target to {target}", de: "Ziel auf {target} senken" }
    /// Joins two ways out.
    and(first, second) { en: "{first} and {second}", de: "{first} und {second}" }
    /// A limit.
    limit_budget { en: "All the money is invested", de: "Das ganze Geld ist angelegt" }
    /// A limit.
    limit_cap(cap) { en: "At most {cap} in one holding", de: "Höchstens {cap} je Position" }
    /// A limit.
    limit_long { en: "No holding below zero", de: "Keine Position unter null" }
    /// A limit.
    limit_target(target) { en: "At least {target} return a year", de: "Mindestens {target} Rendite im Jahr" }
    /// A limit.
    limit_positive { en: "A return above zero", de: "Eine Rendite über null" }
}
