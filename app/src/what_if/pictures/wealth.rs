//! What became of the money.

use contract::what_if::{Answer, Track};
use figure::{Axis, Dash, Figure, Pane, Series, Tone, day_number};
use texts::{Language, landing as text};

use crate::{language::words_of, what_if::words};

/// What the wealth curves start with, in dollars.
const START: f64 = 10_000.0;

/// Wealth of 10,000 dollars, and how far it had fallen from its peak.
pub fn wealth(language: Language, answer: &Answer) -> Figure {
    let Some(walk) = &answer.walk_forward else {
        return Figure::new(text::wealth_title(language));
    };
    let goal = words::goal(language, words::kind_of(answer.patch.goal)).0;
    let positions: Vec<f64> = walk.days.iter().map(|day| day_number(*day)).collect();
    let line = |name: &str, track: &Track| {
        let end = START * track.wealth.last().copied().unwrap_or(1.0);
        let points = positions
            .iter()
            .copied()
            .zip(track.wealth.iter().map(|w| START * w));
        Series::line(name, points).end_label(language.number(end, 0))
    };
    let fall = |name: &str, track: &Track| {
        let mut peak = f64::MIN;
        let falls = track.wealth.iter().map(|wealth| {
            peak = peak.max(*wealth);
            100.0 * (wealth / peak - 1.0)
        });
        let falls: Vec<f64> = falls.collect();
        Series::line(name, positions.iter().copied().zip(falls))
    };
    let is_own = answer.patch.goal != contract::what_if::Goal::EqualWeight
        && words::followed(answer).is_some();
    let mut money = Pane::new(Axis::value("").decimals(0)).weight(2.6);
    let mut falls = Pane::new(Axis::value(text::below_peak(language)).decimals(1).to(0.0));
    if let Some(index) = &walk.index {
        money = money.series(line("S&P 500", index).tone(Tone::S4).dash(Dash::Dotted));
    }
    money = money.series(line("1/N", &walk.equal).tone(Tone::S3).dash(Dash::Dashed));
    falls = falls.series(fall("1/N", &walk.equal).tone(Tone::S3).dash(Dash::Dashed));
    if is_own {
        money = money.series(line(goal, &walk.portfolio));
        falls = falls.series(fall(goal, &walk.portfolio));
    }
    Figure::new(text::wealth_title(language))
        .x(Axis::days())
        .pane(money)
        .pane(falls)
        .words(words_of(language))
}
