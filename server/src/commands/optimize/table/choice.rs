//! Whole shares, bands and routes, as tables for people.

use std::fmt::{Result, Write};

use domain::format;
use problem::{
    AgainstEqualWeight, Band, Circuit, ComparisonAnswer, FrontierBand, OrderedMap, PerformanceKind,
    Purchase, Resampled, RouteReason, RouteTaken, VerdictKind,
};

use super::{small, width};

/// What is bought, and what is left.
pub(super) fn bought(purchase: &Purchase, text: &mut String) -> Result {
    let held = purchase.shares.0.iter().filter(|(_, count)| *count != 0);
    let held: Vec<&(String, i64)> = held.collect();
    let width = width(held.iter().map(|(name, _)| name.as_str()), "asset");
    writeln!(text, "\n{:width$}  {:>10}", "asset", "shares")?;
    for (name, count) in held {
        writeln!(text, "{name:width$}  {count:>10}")?;
    }
    let money = |value: f64| format::number(value, 2);
    let [spent, fees, cash] = [purchase.spent, purchase.fees, purchase.cash].map(money);
    writeln!(text, "spent {spent}, fees {fees}, cash left {cash}")
}

/// How sure each weight is.
pub(super) fn bands(bands: &OrderedMap<Band>, drawn: &Resampled, text: &mut String) -> Result {
    let level = format::percent(drawn.level, 0);
    let of = drawn.answered + drawn.unanswered;
    write!(
        text,
        "\nbands of {level}, {} of {of} drawings",
        drawn.answered
    )?;
    if let Some(block) = drawn.block {
        write!(text, ", blocks of {} days", format::number(block, 1))?;
    }
    let width = width(bands.0.iter().map(|(name, _)| name.as_str()), "asset");
    writeln!(
        text,
        "\n{:width$}  {:>10}  {:>10}  {:>10}  {:>10}",
        "asset", "low", "high", "mean", "held"
    )?;
    for (name, band) in &bands.0 {
        write!(text, "{name:width$}")?;
        for value in [band.low, band.high, band.mean] {
            write!(text, "  {:>10}", format::percent(value, 2))?;
        }
        writeln!(text, "  {:>10}", format::percent(band.held, 0))?;
    }
    Ok(())
}

/// How sure the frontier is.
pub(super) fn frontier_bands(points: &[FrontierBand], text: &mut String) -> Result {
    writeln!(
        text,
        "\n{:>10}  {:>10}  {:>10}  {:>10}  {:>10}",
        "return", "volatility", "low", "high", "reached"
    )?;
    let end = |end: Option<f64>| {
        end.map_or_else(
            || format::NOT_AVAILABLE.to_owned(),
            |end| format::percent(end, 2),
        )
    };
    for point in points {
        writeln!(
            text,
            "{:>10}  {:>10}  {:>10}  {:>10}  {:>10}",
            format::percent(point.expected_return, 2),
            format::percent(point.volatility, 2),
            end(point.low),
            end(point.high),
            format::percent(point.reached, 0),
        )?;
    }
    Ok(())
}

/// Whether the portfolio has done anything that even weights have not.
pub(super) fn against(tests: &[AgainstEqualWeight], text: &mut String) -> Result {
    for test in tests {
        let what = match test.performance {
            PerformanceKind::Sharpe => "Sharpe ratio",
            PerformanceKind::LogVariance => "variance",
        };
        let verdict = match test.verdict {
            VerdictKind::Better => "better than 1/N",
            VerdictKind::Worse => "worse than 1/N",
            VerdictKind::NotDistinguishable => "not distinguishable from 1/N",
        };
        let p = format::number(test.p_value, 3);
        writeln!(text, "{what}: {verdict} (p = {p}, {} days)", test.days)?;
    }
    Ok(())
}

/// How the routes to a selection do.
pub(super) fn compared(comparison: &ComparisonAnswer, text: &mut String) -> Result {
    let seeds = comparison.seeds;
    writeln!(text, "\nroutes to a selection, {seeds} seeds each")?;
    writeln!(
        text,
        "{:<22}  {:>9}  {:>10}  {:>10}  {:>11}  {:>9}",
        "route", "optimum", "gap", "time", "per shot", "× luck"
    )?;
    for row in &comparison.routes {
        let mixer = row.mixer.map(|mixer| format!(" {}", mixer.as_str()));
        let name = format!("{}{}", row.route, mixer.unwrap_or_default());
        let gap = row
            .gap
            .map_or_else(|| format::NOT_AVAILABLE.to_owned(), |gap| small(gap.median));
        let shot = |shown: &dyn Fn(&Circuit) -> String| {
            let shown = row.circuit.as_ref().map(shown);
            shown.unwrap_or_else(|| format::NOT_AVAILABLE.to_owned())
        };
        writeln!(
            text,
            "{name:<22}  {:>9}  {gap:>10}  {:>10}  {:>11}  {:>9}",
            format::percent(row.success_rate, 0),
            format::milliseconds(row.time_ms.median),
            shot(&|circuit| small(circuit.probability_of_optimum.median)),
            shot(&|circuit| format::number(circuit.times_uniform, 1)),
        )?;
    }
    if let Some(luck) = comparison.selections.uniform_probability {
        writeln!(
            text,
            "a set drawn at random is the best one with {luck:.1e}"
        )?;
    }
    Ok(())
}

/// Who was asked, who answered, and why.
pub(super) fn route(taken: &RouteTaken) -> String {
    let why = match taken.why {
        RouteReason::SelectionKeepsLimits => "its selection keeps all limits",
        RouteReason::SelectionBreaksLimits => "no weights of its selection keep all limits",
        RouteReason::NoSelection => "it selected nothing",
    };
    format!("asked {}: {why}", taken.asked.as_str())
}
