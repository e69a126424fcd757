//! What the prices amount to, in sentences.

use contract::market::{Basis, InstrumentView, Jump, Prices, Quality};
use texts::{Language, instrument as text};

use super::picture;

fn rough(language: Language, change: f64) -> String {
    language.percent(change.abs(), usize::from(change.abs() < 0.1))
}

/// The caption: what became of the money. Splits and dividends count, or it would be false across
/// them.
pub fn finding(language: Language, view: &InstrumentView) -> String {
    if let Some(other) = &view.compared {
        let (Some(first), Some(last)) = (other.points.first(), other.points.last()) else {
            return text::no_common_days(language, &other.symbol);
        };
        let change = |from: f64, to: f64| language.signed_percent(to / from - 1.0, 1);
        return text::ahead(
            language,
            &view.summary.symbol,
            &change(first.own, last.own),
            &other.symbol,
            &change(first.other, last.other),
        );
    }
    let Some(course) = view.course else {
        return text::no_prices(language).to_owned();
    };
    let change = rough(language, course.change);
    let way = if course.change >= 0.0 {
        text::up(language, &change)
    } else {
        text::down(language, &change)
    };
    let since = if course.below_highest < 0.0005 {
        text::at_highest(language).to_owned()
    } else {
        text::below_highest(
            language,
            &rough(language, course.below_highest),
            &language.day(course.highest_on),
        )
    };
    let year = match (course.is_year_low, course.is_year_high) {
        (true, false) => text::year_low(language),
        (false, true) => text::year_high(language),
        _ => "",
    };
    format!("{way}, {since}{year}")
}

/// How to read the picture.
pub fn note(language: Language, view: &InstrumentView, line: bool) -> String {
    let how = match (&view.compared, &view.prices, view.basis) {
        (Some(_), ..) => text::note_compared(language),
        (None, prices, _) if picture::has_candles(prices) && !line => text::note_candles(language),
        (None, _, Basis::Traded) => text::note_traded_line(language),
        (None, _, Basis::Adjusted) => text::note_adjusted(language),
    };
    if view.weekly {
        format!("{} {how}", text::note_weekly(language))
    } else {
        how.to_owned()
    }
}

/// Where the bars end long before the adjusted closes: when, and until when those run.
pub fn shorter(language: Language, view: &InstrumentView) -> Option<String> {
    let own = view.bases.iter().find(|offer| offer.basis == view.basis)?;
    let longer = view
        .bases
        .iter()
        .find(|offer| offer.last_day > own.last_day)?;
    Some(text::bars_end(
        language,
        &language.day(own.last_day),
        &language.day(longer.last_day),
    ))
}

/// Volumes as people say them: `19.7 m`.
pub fn volume(language: Language, pieces: f64) -> String {
    language.compact(pieces)
}

/// The line above the chart: the last session in letters and numbers.
pub fn reading(language: Language, prices: &Prices) -> Option<Vec<(&'static str, String)>> {
    let Prices::Bars { bars } = prices else {
        return None;
    };
    let bar = bars.last()?;
    let price = |value: f64| language.number(value, 2);
    let mut parts = vec![
        (text::open_letter(language), price(bar.open)),
        (text::high_letter(language), price(bar.high)),
        (text::low_letter(language), price(bar.low)),
        (text::close_letter(language), price(bar.close)),
    ];
    parts.extend(
        bar.volume
            .map(|pieces| (text::volume_short(language), volume(language, pieces))),
    );
    Some(parts)
}

/// The verdict on the data.
pub fn quality_finding(language: Language, quality: &Quality) -> String {
    let count = |n: usize| n as u64;
    if quality.missing > 0 {
        return text::quality_missing(language, count(quality.missing));
    }
    let odd = quality.contradictory.unwrap_or(0)
        + quality.without_volume.unwrap_or(0)
        + quality.stale
        + quality.jumps;
    if odd == 0 {
        text::quality_complete(language).to_owned()
    } else {
        text::quality_look(language, count(odd))
    }
}

/// The largest jump: the day with its change, and what speaks for or against it.
pub fn jump(language: Language, jump: &Jump) -> (String, String) {
    let what = format!(
        "{}, {}.",
        language.day(jump.day),
        language.signed_percent(jump.change, 1)
    );
    let why = match (jump.volume_ratio, jump.on_split) {
        (Some(ratio), on_split) => {
            let volume = text::jump_with_volume(language, &language.number(ratio, 0));
            let rest = if on_split {
                text::jump_on_split(language)
            } else {
                text::jump_no_split(language)
            };
            format!("{volume} {rest}")
        }
        (None, _) => text::jump_kept(language).to_owned(),
    };
    (what, why)
}
