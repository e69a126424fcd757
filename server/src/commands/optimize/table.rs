//! An answer as a table for people.

mod choice;
mod price;

use std::fmt::{Result, Write};

use domain::format;
use problem::{
    Answer, Conflict, FrontierPoint, Metrics, OrderedMap, OutcomeKind, ParetoPoint, Receipt,
    Unbounded, WalkForwardAnswer, WalkForwardStatistics,
};

/// What was found, in the order in which somebody asks: how it ended, what it promises, what is
/// held, what the limits cost or why there is nothing, and how all of that came about.
pub(super) fn table(answer: &Answer) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(answer, &mut text);
    text
}

fn write_all(answer: &Answer, text: &mut String) -> Result {
    writeln!(text, "{}", outcome(answer.outcome))?;
    if let Some(metrics) = &answer.metrics {
        promised(metrics, text)?;
    }
    if let Some(weights) = &answer.weights {
        let shares = answer.metrics.as_ref();
        let shares = shares.and_then(|metrics| metrics.risk_contributions.as_ref());
        held(weights, shares, text)?;
    }
    if let Some(purchase) = &answer.purchase {
        choice::bought(purchase, text)?;
    }
    if let (Some(bands), Some(drawn)) = (&answer.confidence, &answer.resampled) {
        choice::bands(bands, drawn, text)?;
    }
    if !answer.explanation.is_empty() {
        price::sentences(&answer.explanation, text)?;
    }
    if let Some(why) = answer.unpriced {
        writeln!(text, "\n{}", price::unpriced(why))?;
    }
    if let Some(unbounded) = &answer.unbounded {
        without_end(unbounded, text)?;
    }
    if let Some(conflict) = &answer.conflict {
        contradiction(conflict, text)?;
    }
    if let Some(points) = &answer.frontier {
        frontier(points, text)?;
    }
    if let Some(points) = &answer.pareto {
        pareto(points, text)?;
    }
    if let Some(walk) = &answer.walk_forward {
        walked(walk, text)?;
        choice::against(&walk.against_equal_weight, text)?;
    }
    if let Some(points) = &answer.frontier_confidence {
        choice::frontier_bands(points, text)?;
    }
    if let Some(comparison) = &answer.comparison {
        choice::compared(comparison, text)?;
    }
    receipt(&answer.receipt, text)
}

fn promised(metrics: &Metrics, text: &mut String) -> Result {
    let percent = |value: f64| format::percent(value, 2);
    let mut lines = vec![
        ("return", percent(metrics.expected_return)),
        ("volatility", percent(metrics.volatility)),
        ("Sharpe", or_nothing(metrics.sharpe)),
    ];
    let limited = [
        ("turnover", metrics.turnover),
        ("gross exposure", metrics.gross_exposure),
        ("tracking error", metrics.tracking_error),
        ("costs", metrics.costs),
    ];
    for (name, value) in limited {
        lines.extend(value.map(|value| (name, percent(value))));
    }
    for (name, value) in &metrics.measures.0 {
        lines.push((name, format::number(*value, 6)));
    }
    let goals = metrics.terms.iter().flatten().enumerate();
    let goals: Vec<(String, f64)> = goals
        .map(|(i, value)| (format!("goal {}", i + 1), *value))
        .collect();
    for (name, value) in &goals {
        lines.push((name, format::number(*value, 6)));
    }
    let width = width(lines.iter().map(|(name, _)| *name), "volatility");
    writeln!(text)?;
    for (name, value) in lines {
        writeln!(text, "{name:width$}  {value:>10}")?;
    }
    Ok(())
}

/// The largest first, with the share of the risk where the method is about that.
fn held(weights: &OrderedMap<f64>, shares: Option<&OrderedMap<f64>>, text: &mut String) -> Result {
    let mut held: Vec<_> = weights.0.iter().collect();
    held.sort_by(|a, b| b.1.total_cmp(&a.1));
    let width = width(held.iter().map(|(name, _)| name.as_str()), "asset");
    write!(text, "\n{:width$}  {:>10}", "asset", "weight")?;
    if shares.is_some() {
        write!(text, "  {:>10}", "of risk")?;
    }
    writeln!(text)?;
    for (name, weight) in held {
        write!(text, "{name:width$}  {:>10}", format::percent(*weight, 2))?;
        if let Some(share) = shares.and_then(|shares| shares.get(name)) {
            write!(text, "  {:>10}", format::percent(*share, 2))?;
        }
        writeln!(text)?;
    }
    Ok(())
}

fn contradiction(conflict: &Conflict, text: &mut String) -> Result {
    writeln!(text, "\nthese limits contradict each other")?;
    for name in &conflict.constraints {
        writeln!(text, "  {name}")?;
    }
    let number = |value: f64| format::number(value, 4);
    writeln!(text, "together these would do")?;
    for change in &conflict.changes {
        let (from, to) = (number(change.from), number(change.to));
        writeln!(text, "  {}  {from} → {to}", change.constraint)?;
    }
    for other in &conflict.alternatives {
        let changes = other.0.iter();
        let changes = changes.map(|(name, value)| format!("{name} {}", number(*value)));
        writeln!(text, "or  {}", changes.collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}

/// Why the objective has no end.
fn without_end(unbounded: &Unbounded, text: &mut String) -> Result {
    let moved = |weights: &OrderedMap<f64>| {
        let moved = weights.0.iter().filter(|(_, value)| *value != 0.0);
        let moved = moved.map(|(name, value)| format!("{name} {}", format::number(*value, 4)));
        moved.collect::<Vec<_>>().join(", ")
    };
    if let Some(direction) = &unbounded.direction {
        writeln!(
            text,
            "\nit gets better for ever along  {}",
            moved(direction)
        )?;
    }
    if let Some(riskless) = &unbounded.riskless {
        writeln!(text, "\nthis portfolio has no risk  {}", moved(riskless))?;
    }
    Ok(())
}

fn frontier(points: &[FrontierPoint], text: &mut String) -> Result {
    let has_risk = points.iter().any(|point| point.risk.is_some());
    write!(text, "\n{:>10}  {:>10}", "return", "volatility")?;
    if has_risk {
        write!(text, "  {:>10}", "risk")?;
    }
    writeln!(text, "  most of")?;
    for point in points {
        let expected = format::percent(point.expected_return, 2);
        let volatility = format::percent(point.volatility, 2);
        write!(text, "{expected:>10}  {volatility:>10}")?;
        if let Some(risk) = point.risk {
            write!(text, "  {:>10}", format::number(risk, 6))?;
        }
        writeln!(text, "  {}", most_of(&point.weights))?;
    }
    Ok(())
}

/// One column for each goal; the portfolio of the document's own weights is marked.
fn pareto(points: &[ParetoPoint], text: &mut String) -> Result {
    let goals = points.first().map_or(0, |point| point.values.len());
    writeln!(text)?;
    for goal in 1..=goals {
        write!(text, "{:>12}  ", format!("goal {goal}"))?;
    }
    writeln!(text, "{:>10}  {:>10}  most of", "return", "volatility")?;
    for point in points {
        for value in &point.values {
            write!(text, "{:>12}  ", format::number(*value, 6))?;
        }
        let expected = format::percent(point.expected_return, 2);
        let volatility = format::percent(point.volatility, 2);
        let chosen = if point.chosen { "  (chosen)" } else { "" };
        let most = most_of(&point.weights);
        writeln!(text, "{expected:>10}  {volatility:>10}  {most}{chosen}")?;
    }
    Ok(())
}

/// The three largest positions.
fn most_of(weights: &OrderedMap<f64>) -> String {
    /// A position that a percentage without decimals shows.
    const SEEN: f64 = 0.005;
    let mut held: Vec<_> = weights.0.iter().collect();
    held.sort_by(|a, b| b.1.total_cmp(&a.1));
    let held = held.into_iter().filter(|(_, weight)| *weight >= SEEN);
    let named = held.take(3);
    let named = named.map(|(name, weight)| format!("{name} {}", format::percent(*weight, 0)));
    named.collect::<Vec<_>>().join(", ")
}

fn walked(walk: &WalkForwardAnswer, text: &mut String) -> Result {
    let solved = walk
        .windows
        .iter()
        .filter(|window| window.weights.is_some());
    writeln!(
        text,
        "\nwalk-forward, {} of {} windows",
        solved.count(),
        walk.windows.len()
    )?;
    let rules = [
        ("daily", &walk.by_rebalance.daily),
        ("none", &walk.by_rebalance.none),
    ];
    let rules = rules
        .into_iter()
        .filter_map(|(name, found)| Some((name, found.as_ref()?)));
    let rules: Vec<(&str, &WalkForwardStatistics)> = rules.collect();
    let mut row = |name: &str, cell: &dyn Fn(&str, &WalkForwardStatistics) -> String| {
        write!(text, "{name:<12}")?;
        for (rule, found) in &rules {
            write!(text, "  {:>10}", cell(rule, found))?;
        }
        writeln!(text)
    };
    let percent = |value: f64| format::percent(value, 2);
    let nothing = format::NOT_AVAILABLE;
    row("rebalanced", &|rule, _| rule.to_owned())?;
    row("return", &|_, found| percent(found.return_annual))?;
    row("volatility", &|_, found| {
        found.volatility_annual.map_or(nothing.into(), percent)
    })?;
    row("Sharpe", &|_, found| or_nothing(found.sharpe))?;
    row("total return", &|_, found| percent(found.total_return))?;
    row("max drawdown", &|_, found| percent(found.max_drawdown))
}

fn receipt(receipt: &Receipt, text: &mut String) -> Result {
    let solver = receipt.solver.as_deref().unwrap_or(format::NOT_AVAILABLE);
    let time = format::milliseconds(receipt.duration_ms);
    write!(text, "\n{solver}, {time}")?;
    if let Some(residual) = receipt.kkt_residual {
        write!(text, ", KKT residual {residual:.1e}")?;
    }
    if let (Some(gap), Some(nodes)) = (receipt.gap, receipt.nodes) {
        write!(text, ", gap {} after {nodes} nodes", small(gap))?;
    }
    writeln!(text)?;
    match &receipt.route {
        Some(taken) => writeln!(text, "{}", choice::route(taken)),
        None => Ok(()),
    }
}

/// A number of which only the size counts.
fn small(number: f64) -> String {
    if number == 0.0 {
        "0".to_owned()
    } else {
        format!("{number:.1e}")
    }
}

fn or_nothing(ratio: Option<f64>) -> String {
    ratio.map_or(format::NOT_AVAILABLE.into(), |ratio| {
        format::number(ratio, 2)
    })
}

const fn outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Optimal => "optimal",
        OutcomeKind::Inexact => "inexact",
        OutcomeKind::Infeasible => "infeasible",
        OutcomeKind::Unbounded => "unbounded",
        OutcomeKind::Cancelled => "cancelled",
    }
}

fn width<'a>(names: impl Iterator<Item = &'a str>, heading: &str) -> usize {
    names
        .map(|name| name.chars().count())
        .max()
        .unwrap_or_default()
        .max(heading.len())
}

#[cfg(test)]
mod tests {
    use problem::{Document, solve};

    use super::*;

    const MOMENTS: &str = r#""data": { "moments": { "assets": ["A", "B"], "mean": [0.06, 0.10],
        "covariance": [[0.04, 0.0], [0.0, 0.16]] } }"#;
    const RETURNS: &str = r#""data": { "returns": {
        "dates": ["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08", "2020-01-09"],
        "assets": { "A": [0.01, -0.02, 0.03, 0.0, 0.01, -0.01],
                    "B": [0.0, 0.01, -0.01, 0.02, -0.01, 0.03] } } }"#;

    fn solved(data: &str, rest: &str) -> Answer {
        let text = format!("{{ {data}, {rest} }}");
        let document = Document::parse(&text).expect("a good document");
        let mut answer = solve(&document, &|_| Err(String::new()), &|| 0.0).expect("good data");
        // What the clock and the last bits say is not the same everywhere.
        answer.receipt.duration_ms = 0.4;
        answer.receipt.kkt_residual = None;
        answer
    }

    fn plain(answer: &Answer) -> String {
        table(answer).replace(format::NARROW_SPACE, " ")
    }

    #[test]
    fn a_portfolio() {
        let answer = solved(MOMENTS, r#""objective": { "kind": "equal_weight" }"#);
        insta::assert_snapshot!(plain(&answer), @"
        optimal

        return          8.00 %
        volatility     22.36 %
        Sharpe            0.36

        asset      weight
        A         50.00 %
        B         50.00 %

        no prices of limits: the weights follow from a formula

        closed_form, 0.4 ms
        ");
    }

    #[test]
    fn shares_of_the_risk() {
        let answer = solved(MOMENTS, r#""objective": { "kind": "risk_parity" }"#);
        insta::assert_snapshot!(plain(&answer), @"
        optimal

        return          7.33 %
        volatility     18.86 %
        Sharpe            0.39

        asset      weight     of risk
        A         66.67 %     50.00 %
        B         33.33 %     50.00 %

        budget binds at 1.0000: raising it by 0.01 leaves the objective as it is, from 0.0000 to 1.5000

        coordinate_descent, 0.4 ms
        ");
    }

    #[test]
    fn a_frontier_and_a_walk() {
        let answer = solved(
            RETURNS,
            r#""objective": { "kind": "min_risk", "measure": "worst_case" },
               "frontier": { "points": 3, "risk": "worst_case" },
               "walk_forward": { "train": 2, "test": 2 }"#,
        );
        let text = plain(&answer);
        let lines: Vec<&str> = text.lines().collect();
        let line = |start: &str| {
            let found = lines.iter().position(|line| line.starts_with(start));
            found.unwrap_or_else(|| panic!("{start} in {text}"))
        };
        let frontier = line("    return  volatility        risk  most of");
        // From the calmest to the boldest, which holds nothing but B.
        assert!(lines[frontier + 1].ends_with("B 60 %, A 40 %"), "{text}");
        assert!(lines[frontier + 3].ends_with("B 100 %"), "{text}");
        let walk = line("walk-forward, 2 of 2 windows");
        assert_eq!(lines[walk + 1], "rebalanced         daily        none");
        for (i, name) in [
            "return",
            "volatility",
            "Sharpe",
            "total return",
            "max drawdown",
        ]
        .iter()
        .enumerate()
        {
            assert!(lines[walk + 2 + i].starts_with(name), "{text}");
        }
    }

    #[test]
    fn limits_that_contradict_each_other() {
        let rest = r#""objective": { "kind": "min_risk" }, "constraints": { "max_weight": 0.4 }"#;
        let answer = solved(MOMENTS, rest);
        assert_eq!(answer.outcome, OutcomeKind::Infeasible);
        insta::assert_snapshot!(plain(&answer), @"
        infeasible

        these limits contradict each other
          max_weight
        together these would do
          max_weight  0.4000 → 0.5000
        or  budget 0.8000

        —, 0.4 ms
        ");
    }
}
