//! Risk and return.

use contract::what_if::{Answer, Confidence, Outcome, RiskReturn};
use figure::{Axis, Dash, Figure, Marker, Pane, Series, Spot, Tone};
use texts::{Language, landing as text};

use super::{at, view::View};
use crate::{language::words_of, what_if::words};

/// The frontier with and without the cap, the companies, the answer and the yardstick.
pub fn frontier(language: Language, answer: &Answer) -> Figure {
    let picture = &answer.picture;
    let view = View::around(answer);
    let curve = |points: &[RiskReturn]| -> Vec<(f64, f64)> { points.iter().map(at).collect() };
    let mut pane = Pane::new(
        Axis::value(text::return_axis(language))
            .decimals(1)
            .between(view.bottom, view.top),
    );
    if picture.free_frontier.len() > 1 && picture.free_frontier != picture.frontier {
        pane = pane.series(
            Series::line(text::no_cap(language), curve(&picture.free_frontier))
                .tone(Tone::S3)
                .dash(Dash::Dashed)
                .label_along(),
        );
    }
    if let Some(confidence) = &answer.confidence
        && confidence.frontier.len() > 1
    {
        pane = pane.series(frontier_band(language, confidence));
    }
    if picture.frontier.len() > 1 {
        let name = text::with_cap(language, &words::cap(language, answer.patch.cap));
        pane = pane.series(Series::line(name, curve(&picture.frontier)).label_along());
    }
    let held = |i: usize| match &answer.outcome {
        Outcome::Solved(solved) => solved.weights[i] > words::AT,
        Outcome::Infeasible(_) => true,
    };
    let mut outside = Vec::new();
    let mut spots: Vec<(bool, Spot)> = Vec::new();
    for (i, (symbol, point)) in answer.symbols.iter().zip(&picture.assets).enumerate() {
        let (x, y) = at(point);
        if view.holds(x, y) {
            let marker = if held(i) { Marker::Dot } else { Marker::Ring };
            spots.push((held(i), Spot::new(symbol.clone(), x, y).marker(marker)));
        } else {
            // Never broken in two: a lone number says nothing.
            outside.push(format!(
                "{symbol}\u{a0}{}\u{a0}/\u{a0}{}",
                language.number(x, 0),
                language.number(y, 0)
            ));
        }
    }
    spots.sort_by_key(|(held, _)| !held);
    pane = pane.series(
        Series::points(
            text::companies(language),
            Marker::Dot,
            spots.into_iter().map(|(_, spot)| spot),
        )
        .tone(Tone::Dim),
    );
    if let Outcome::Solved(solved) = &answer.outcome {
        let figures =
            |f: &contract::what_if::Figures| (100.0 * f.volatility, 100.0 * f.annual_return);
        let (x, y) = figures(&solved.equal);
        pane = pane.series(Series::mark("1/N", Marker::Diamond, x, y).tone(Tone::Ink));
        let (x, y) = figures(&solved.figures);
        let name = words::goal(language, words::kind_of(answer.patch.goal)).0;
        if answer.patch.goal != contract::what_if::Goal::EqualWeight {
            pane = pane.series(Series::mark(name, Marker::Disc, x, y));
        }
    }
    let mut figure = Figure::new(text::frontier(language))
        .x(Axis::value(text::volatility_axis(language))
            .decimals(1)
            .between(view.left, view.right))
        .pane(pane);
    if !outside.is_empty() {
        let shown = outside.len().min(4);
        let list = outside[..shown].join(", ");
        let list = match outside.len() - shown {
            0 => list,
            n => text::and_more(language, &list, &language.count(n as u64)),
        };
        figure = figure.note_inside(text::off_chart(language, &list));
    }
    figure.words(words_of(language))
}

fn frontier_band(language: Language, confidence: &Confidence) -> Series {
    let name = text::of_resamples(language, &language.percent(confidence.level, 0));
    let points = confidence.frontier.iter().map(|point| {
        let percent = |value: f64| 100.0 * value;
        (
            percent(point.volatility),
            percent(point.low),
            percent(point.high),
        )
    });
    Series::band(name, points).label_along()
}
