//! The volatility one gets as the cap moves.

use contract::what_if::{Answer, Outcome};
use figure::{Axis, Figure, Marker, Pane, Series, Spot, Tone};
use texts::{Language, landing as text};

/// The volatility one gets as the cap moves, on the slider's own scale.
pub fn cap_curve(
    language: Language,
    answer: &Answer,
    (from, to): (f64, f64),
    inset: f64,
) -> Option<Figure> {
    let curve = &answer.picture.cap_curve;
    let first = curve.iter().find(|(cap, _)| *cap >= from - 1e-9)?;
    let last = curve.last()?;
    let points = curve
        .iter()
        .filter(|(cap, _)| (from - 1e-9..=to + 1e-9).contains(cap))
        .map(|(cap, volatility)| (100.0 * cap, 100.0 * volatility));
    let spread = (first.1 - last.1).abs().max(1e-4);
    let mut pane = Pane::new(Axis::value("").decimals(2).unit("%").between(
        100.0 * (last.1.min(first.1) - 0.35 * spread),
        100.0 * (first.1.max(last.1) + 0.1 * spread),
    ))
    .series(Series::area(text::volatility_short(language), points));
    let end = curve.iter().rfind(|(cap, _)| *cap <= to + 1e-9).copied();
    if let Some((cap, volatility)) = end.filter(|(cap, _)| *cap > answer.patch.cap) {
        pane = pane.series(
            Series::points(
                text::volatility_at_end(language),
                Marker::Dot,
                [Spot::new(
                    language.percent(volatility, 2),
                    100.0 * cap,
                    100.0 * volatility,
                )],
            )
            .tone(Tone::Dim),
        );
    }
    if let Outcome::Solved(solved) = &answer.outcome {
        let (x, y) = (100.0 * answer.patch.cap, 100.0 * solved.figures.volatility);
        if (100.0 * from..=100.0 * to).contains(&x) {
            pane = pane.series(Series::points(
                text::volatility_at_cap(language),
                Marker::Disc,
                [Spot::new(
                    language.percent(solved.figures.volatility, 2),
                    x,
                    y,
                )],
            ));
        }
    }
    Some(
        Figure::new(text::cap_curve_title(language))
            .x(Axis::value(text::cap_axis(language))
                .decimals(1)
                .unit("%")
                .between(100.0 * from, 100.0 * to))
            .pane(pane)
            .bare(inset),
    )
}
