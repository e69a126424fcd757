//! The card of data quality: a score with its formula, and every check that it is made of.

use contract::market::{InstrumentView, Quality};
use leptos::prelude::*;
use texts::{Language, instrument as text, use_language};
use ui::{badge::Tone, card::Card, gauge::Gauge, icons};

use super::words;

#[component]
pub fn QualityCard(view: StoredValue<InstrumentView>) -> impl IntoView {
    let language = use_language();
    let quality = view.with_value(|view| view.quality.clone());
    let tone = if quality.score < 95 {
        Tone::Warn
    } else {
        Tone::Good
    };
    let about = text::of_100(
        language,
        &language.count(quality.days as u64),
        &language.day(quality.first_day),
    );
    let checks = checks(language, &quality)
        .into_iter()
        .map(line)
        .collect_view();
    let jump = quality.largest_jump.map(|jump| {
        let (what, why) = words::jump(language, &jump);
        view! { <p class="quality__jump"><strong>{what}</strong>" "{why}</p> }
    });
    view! {
        <Card id="quality" label=text::quality(language) title=words::quality_finding(language, &quality)>
            <div class="quality__score">
                <Gauge label=text::score(language, &quality.score.to_string()) value=quality.score.into() max=100.0
                    text=quality.score.to_string() tone />
                <p class="muted small">{about}</p>
            </div>
            <ul class="quality__checks">{checks}</ul>
            {jump}
        </Card>
    }
    .into_any()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Fine,
    Look,
    Unknown,
}

struct Check {
    verdict: Verdict,
    name: &'static str,
    value: String,
    language: Language,
}

fn line(check: Check) -> impl IntoView {
    let (class, icon, word) = match check.verdict {
        Verdict::Fine => (
            "quality__check quality__check--fine",
            icons::check().into_any(),
            text::fine(check.language),
        ),
        Verdict::Look => (
            "quality__check quality__check--look",
            icons::warning().into_any(),
            text::look(check.language),
        ),
        Verdict::Unknown => (
            "quality__check",
            icons::info().into_any(),
            text::unknown(check.language),
        ),
    };
    view! {
        <li class=class>
            {icon}
            <span class="quality__name"><span class="visually-hidden">{word}" "</span>{check.name}</span>
            <span class="quality__value">{check.value}</span>
        </li>
    }
}

/// The checks in the order of how bad it would be.
fn checks(language: Language, quality: &Quality) -> Vec<Check> {
    let days = |n: usize| text::days(language, n as u64);
    let check = |name: &'static str, count: Option<usize>, value: Option<String>| {
        let verdict = match count {
            None => Verdict::Unknown,
            Some(0) => Verdict::Fine,
            Some(_) => Verdict::Look,
        };
        Check {
            verdict,
            name,
            value: value.unwrap_or_else(|| text::not_in_source(language).to_owned()),
            language,
        }
    };
    let number = |n: usize| language.count(n as u64);
    let unchanged = if quality.stale > 0 {
        text::unchanged_runs(language, &days(quality.unchanged), &number(quality.stale))
    } else {
        days(quality.unchanged)
    };
    let splits = quality.splits.zip(quality.dividends);
    vec![
        check(
            text::missing_days(language),
            // Without known sessions nobody knows what is missing.
            (quality.sessions > 0).then_some(quality.missing),
            (quality.sessions > 0).then(|| {
                text::of_sessions(
                    language,
                    &number(quality.missing),
                    &number(quality.sessions),
                )
            }),
        ),
        check(
            text::agree(language),
            quality.contradictory,
            quality
                .contradictory
                .map(|n| text::faults(language, n as u64)),
        ),
        check(
            text::zero_volume(language),
            quality.without_volume,
            quality.without_volume.map(days),
        ),
        check(
            text::unchanged(language),
            Some(quality.stale),
            Some(unchanged),
        ),
        check(
            text::splits(language),
            splits.map(|_| 0),
            splits.map(|(splits, dividends)| {
                text::and(language, &number(splits), &number(dividends))
            }),
        ),
        check(
            text::jumps(language),
            Some(quality.jumps),
            Some(days(quality.jumps)),
        ),
    ]
}
