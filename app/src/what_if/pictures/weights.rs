//! The weights.

use contract::what_if::{Answer, Outcome};
use figure::{Axis, Bar, Figure, Pane, Rule, Series, Tone};
use texts::{Language, landing as text};

use crate::{language::words_of, what_if::words};

/// The weights, largest first, against the cap and equal weights, each with its band.
pub fn weights(language: Language, answer: &Answer) -> Figure {
    let Outcome::Solved(solved) = &answer.outcome else {
        return Figure::new(text::weights(language));
    };
    let mut order: Vec<usize> = (0..solved.weights.len()).collect();
    order.sort_by(|a, b| {
        solved.weights[*b]
            .total_cmp(&solved.weights[*a])
            .then(a.cmp(b))
    });
    let (held, zero): (Vec<_>, Vec<_>) = order
        .into_iter()
        .partition(|i| solved.weights[*i] > words::AT);
    let bands = answer.confidence.as_ref().map_or(&[][..], |c| &c.weights);
    let highest = |i: &usize| bands.get(*i).map_or(0.0, |band| band.1);
    let largest = solved.weights.iter().copied().fold(0.0, f64::max);
    let equal = 1.0 / solved.weights.len() as f64;
    // A cap far from every weight would squeeze the bars; then it is not drawn.
    // Equal weights know no cap.
    let has_cap = answer.patch.goal != contract::what_if::Goal::EqualWeight;
    let cap_near = has_cap && answer.patch.cap <= 2.0 * largest;
    let end = if cap_near {
        answer.patch.cap.max(largest)
    } else {
        largest
    }
    .max(held.iter().map(highest).fold(equal, f64::max));
    let bars = held.iter().map(|i| {
        let weight = 100.0 * solved.weights[*i];
        let bar = Bar::new(weight, language.number(weight, 1));
        match bands.get(*i) {
            // A band of no width is a limit, which is drawn already.
            Some((low, high)) if high - low > words::AT => bar.interval(100.0 * low, 100.0 * high),
            _ => bar,
        }
    });
    let equal_label = words::cap(language, equal);
    let mut pane = Pane::new(Axis::categories(
        held.iter().map(|i| answer.symbols[*i].clone()),
    ))
    .series(Series::bars(text::weight(language), bars))
    .rule(
        Rule::upright(100.0 * equal, text::equal_short(language, &equal_label))
            .dashed()
            .tone(Tone::S3),
    );
    if cap_near {
        let label = text::cap_rule(language, &words::cap(language, answer.patch.cap));
        pane = pane.rule(Rule::upright(100.0 * answer.patch.cap, label));
    }
    let mut figure = Figure::new(text::weights(language))
        .x(Axis::value("")
            .decimals(1)
            .between(0.0, 105.0 * end)
            .hidden())
        .pane(pane);
    if !zero.is_empty() {
        let names: Vec<_> = zero.iter().map(|i| answer.symbols[*i].as_str()).collect();
        figure = figure.note_below(text::at_zero(language, &names.join(", ")));
    }
    figure.words(words_of(language))
}
