//! A course so small that it has no axis: drawn by the server, without a script.

use std::fmt::Write as _;

use leptos::prelude::*;

/// What its colour says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    Gain,
    Loss,
    #[default]
    Neutral,
}

/// The tone of a course: where it ends against where it begins.
pub fn tone(values: &[Option<f64>]) -> Tone {
    let mut known = values.iter().flatten();
    let first = known.next();
    match (first, known.next_back()) {
        (Some(first), Some(last)) if last > first => Tone::Gain,
        (Some(first), Some(last)) if last < first => Tone::Loss,
        _ => Tone::Neutral,
    }
}

/// The line as an SVG path, and its last point. Gaps stay gaps; a lone value between two is a dot,
/// as its line has round ends.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Geometry {
    pub path: String,
    pub end: Option<(f64, f64)>,
}

/// Draws into a box of this size. A course without change is a line in the middle.
pub fn geometry(values: &[Option<f64>], width: f64, height: f64) -> Geometry {
    const EDGE: f64 = 2.0;
    let known = || values.iter().flatten().filter(|value| value.is_finite());
    let low = known().copied().fold(f64::INFINITY, f64::min);
    let high = known().copied().fold(f64::NEG_INFINITY, f64::max);
    let spread = high - low;
    let step = (width - 2.0 * EDGE) / (values.len().max(2) - 1) as f64;
    let mut drawn = Geometry::default();
    let mut pen_is_down = false;
    for (at, value) in values.iter().enumerate() {
        let Some(value) = value.filter(|value| value.is_finite()) else {
            pen_is_down = false;
            continue;
        };
        let share = if spread > 0.0 {
            (value - low) / spread
        } else {
            0.5
        };
        let x = tenth(EDGE + step * at as f64);
        let y = tenth(height - EDGE - share * (height - 2.0 * EDGE));
        let command = match (pen_is_down, values.get(at + 1)) {
            (true, _) => format!("L{x} {y}"),
            (false, Some(Some(_))) => format!("M{x} {y}"),
            (false, _) => format!("M{x} {y}h0"),
        };
        let _ = write!(drawn.path, "{command}");
        pen_is_down = true;
        drawn.end = Some((x, y));
    }
    drawn
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The picture; `text` says what it shows ("3 months, +4.2 %").
#[component]
pub fn Sparkline(
    values: Vec<Option<f64>>,
    #[prop(into)] text: String,
    /// Its colour, where it is not that of its own course.
    #[prop(optional)]
    of: Option<Tone>,
    #[prop(default = (72.0, 20.0))] size: (f64, f64),
) -> impl IntoView {
    let Geometry { path, end } = geometry(&values, size.0, size.1);
    let class = match of.unwrap_or_else(|| tone(&values)) {
        Tone::Gain => "sparkline gain",
        Tone::Loss => "sparkline loss",
        Tone::Neutral => "sparkline",
    };
    let end = end.map(|(x, y)| view! { <circle cx=x cy=y r="1.8"></circle> });
    view! {
        <svg class=class width=size.0 height=size.1 viewBox=format!("0 0 {} {}", size.0, size.1)
            role="img" aria-label=text>
            <path d=path></path>
            {end}
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[Option<f64>], path: &str) {
        assert_eq!(geometry(values, 24.0, 14.0).path, path, "{values:?}");
    }

    #[test]
    fn fills_its_box_from_edge_to_edge() {
        check(&[Some(1.0), Some(3.0), Some(2.0)], "M2 12L12 2L22 7");
    }

    #[test]
    fn gaps_stay_gaps_and_lone_values_are_dots() {
        check(
            &[Some(1.0), Some(3.0), None, Some(2.0), None],
            "M2 12L7 2M17 7h0",
        );
        check(&[Some(5.0)], "M2 7h0");
        check(&[Some(f64::NAN), None], "");
        check(&[], "");
    }

    #[test]
    fn no_change_lies_in_the_middle() {
        check(&[Some(5.0), Some(5.0)], "M2 7L22 7");
        assert_eq!(tone(&[Some(5.0), Some(5.0)]), Tone::Neutral);
    }

    #[test]
    fn tones() {
        assert_eq!(tone(&[None, Some(1.0), Some(2.0)]), Tone::Gain);
        assert_eq!(tone(&[Some(2.0), Some(3.0), Some(1.0), None]), Tone::Loss);
        assert_eq!(tone(&[Some(2.0)]), Tone::Neutral);
    }
}
