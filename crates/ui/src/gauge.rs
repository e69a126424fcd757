//! A figure in a ring that fills: the quality of data.

use leptos::prelude::*;

use crate::badge::Tone;

const RADIUS: f64 = 26.0;

/// The drawn and the open part of the ring, as `stroke-dasharray`.
pub fn dashes(value: f64, max: f64) -> String {
    let round = std::f64::consts::TAU * RADIUS;
    let share = value / max;
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    format!("{:.1} {:.1}", share * round, round)
}

/// The ring. It has one line of text at most, in its middle.
#[component]
pub fn Gauge(
    #[prop(into)] label: String,
    value: f64,
    max: f64,
    #[prop(into)] text: String,
    #[prop(optional)] tone: Tone,
) -> impl IntoView {
    view! {
        <svg
            class=format!("gauge gauge--{}", tone.name())
            width="64"
            height="64"
            viewBox="0 0 64 64"
            role="meter"
            aria-label=label
            aria-valuenow=value
            aria-valuemin="0"
            aria-valuemax=max
        >
            <circle class="gauge__track" cx="32" cy="32" r=RADIUS></circle>
            <circle
                class="gauge__value"
                cx="32"
                cy="32"
                r=RADIUS
                transform="rotate(-90 32 32)"
                stroke-dasharray=dashes(value, max)
            ></circle>
            <text x="32" y="33" aria-hidden="true">{text}</text>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::dashes;

    #[test]
    fn a_ring_is_never_more_than_full() {
        assert_eq!(dashes(50.0, 100.0), "81.7 163.4");
        assert_eq!(dashes(120.0, 100.0), "163.4 163.4");
        assert_eq!(dashes(f64::NAN, 100.0), "0.0 163.4");
    }
}
