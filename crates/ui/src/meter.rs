//! How much of something there is, and where its limit lies.

use leptos::prelude::*;

/// Where a value lies in a meter that is 100 units wide.
pub fn place(value: f64, max: f64) -> f64 {
    let share = value / max;
    if share.is_finite() {
        (share.clamp(0.0, 1.0) * 1000.0).round() / 10.0
    } else {
        0.0
    }
}

/// A bar with its value, and a line at its limit. What lies beyond the limit is of another colour,
/// and the text says it too.
#[component]
pub fn Meter(
    #[prop(into)] label: String,
    value: f64,
    max: f64,
    /// The value as it is written.
    #[prop(into)]
    text: String,
    #[prop(optional, into)] limit: Option<f64>,
    /// The limit as it is written: `limit 30 %`.
    #[prop(optional, into)]
    limit_text: String,
) -> impl IntoView {
    let is_over = limit.is_some_and(|limit| value > limit);
    let filled = place(value.min(limit.unwrap_or(value)), max);
    let beyond = limit.filter(|_| is_over).map(|limit| {
        let from = place(limit, max);
        view! {
            <rect class="meter__beyond" x=from y="3" width=place(value, max) - from height="8"></rect>
        }
    });
    let mark = limit.map(|limit| {
        let x = place(limit, max);
        view! { <line class="meter__limit" x1=x x2=x y1="0" y2="14"></line> }
    });
    let spoken = if limit_text.is_empty() {
        text.clone()
    } else {
        format!("{text}, {limit_text}")
    };
    let class = if is_over {
        "meter meter--over"
    } else {
        "meter"
    };
    view! {
        <div class=class>
            <p class="meter__head">
                <span class="label">{label.clone()}</span>
                <span class="meter__value">{text}</span>
            </p>
            <svg
                class="meter__bar"
                viewBox="0 0 100 14"
                preserveAspectRatio="none"
                role="meter"
                aria-label=label
                aria-valuenow=value
                aria-valuemin="0"
                aria-valuemax=max
                aria-valuetext=spoken
            >
                <rect class="meter__track" y="3" width="100" height="8"></rect>
                <rect class="meter__fill" y="3" width=filled height="8"></rect>
                {beyond}
                {mark}
            </svg>
            <p class="meter__limit-text small muted">{limit_text}</p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn places_stay_inside() {
        assert_eq!(place(23.4, 40.0), 58.5);
        assert_eq!(place(50.0, 40.0), 100.0);
        assert_eq!(place(-1.0, 40.0), 0.0);
        assert_eq!(place(1.0, 0.0), 0.0);
    }
}
