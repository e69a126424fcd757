//! An answer as figures.

use contract::what_if::{Answer, Outcome, RiskReturn, Track};
use domain::format::{number, percent};
use figure::{Axis, Bar, Dash, Figure, Marker, Pane, Rule, Series, Spot, Tone, day_number};

use super::words;

/// What the wealth curves start with, in dollars.
pub const START: f64 = 10_000.0;

fn at(point: &RiskReturn) -> (f64, f64) {
    (100.0 * point.volatility, 100.0 * point.annual_return)
}

/// The frontier with and without the cap, the companies, the answer and the yardstick.
pub fn frontier(answer: &Answer) -> Figure {
    let picture = &answer.picture;
    let view = View::around(answer);
    let curve = |points: &[RiskReturn]| -> Vec<(f64, f64)> { points.iter().map(at).collect() };
    let mut pane = Pane::new(
        Axis::value("Return in the window, % a year")
            .decimals(1)
            .between(view.bottom, view.top),
    );
    if picture.free_frontier.len() > 1 && picture.free_frontier != picture.frontier {
        pane = pane.series(
            Series::line("no cap", curve(&picture.free_frontier))
                .tone(Tone::S3)
                .dash(Dash::Dashed)
                .label_along(),
        );
    }
    if picture.frontier.len() > 1 {
        let name = format!("{} cap", words::cap(answer.patch.cap));
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
                number(x, 0),
                number(y, 0)
            ));
        }
    }
    spots.sort_by_key(|(held, _)| !held);
    pane = pane.series(
        Series::points(
            "Companies",
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
        let name = words::goal(words::kind_of(answer.patch.goal)).0;
        if answer.patch.goal != contract::what_if::Goal::EqualWeight {
            pane = pane.series(Series::mark(name, Marker::Disc, x, y));
        }
    }
    let mut figure = Figure::new("Efficient frontier")
        .x(Axis::value("Volatility, % a year")
            .decimals(1)
            .between(view.left, view.right))
        .pane(pane);
    if !outside.is_empty() {
        let shown = outside.len().min(4);
        let more = match outside.len() - shown {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        figure = figure.note_inside(format!("off chart: {}{more}", outside[..shown].join(", ")));
    }
    figure
}

/// The part of the plane that is worth looking at.
struct View {
    left: f64,
    right: f64,
    bottom: f64,
    top: f64,
}

impl View {
    fn around(answer: &Answer) -> Self {
        let picture = &answer.picture;
        let mut points: Vec<(f64, f64)> = picture.frontier.iter().map(at).collect();
        if let Outcome::Solved(solved) = &answer.outcome {
            for f in [&solved.figures, &solved.equal] {
                points.push((100.0 * f.volatility, 100.0 * f.annual_return));
            }
        }
        let mut assets: Vec<(f64, f64)> = picture.assets.iter().map(at).collect();
        // Four of five companies decide the frame; the wildest are named in a note.
        assets.sort_by(|a, b| a.0.total_cmp(&b.0));
        let keep = (assets.len() * 4).div_ceil(5);
        points.extend(&assets[..keep]);
        points.extend(picture.free_frontier.first().map(at));
        let fold = |f: fn(f64, f64) -> f64, start: f64, pick: fn(&(f64, f64)) -> f64| {
            points.iter().map(pick).fold(start, f)
        };
        let (left, right) = (
            fold(f64::min, f64::INFINITY, |p| p.0),
            fold(f64::max, 0.0, |p| p.0),
        );
        let (bottom, top) = (fold(f64::min, 0.0, |p| p.1), fold(f64::max, 0.0, |p| p.1));
        if !left.is_finite() {
            return Self {
                left: 0.0,
                right: 1.0,
                bottom: 0.0,
                top: 1.0,
            };
        }
        let (wide, tall) = ((right - left).max(1.0), (top - bottom).max(1.0));
        Self {
            left: (left - 0.14 * wide).max(0.0),
            right: right + 0.06 * wide,
            bottom: if bottom < 0.0 {
                bottom - 0.06 * tall
            } else {
                0.0
            },
            top: top + 0.1 * tall,
        }
    }

    fn holds(&self, x: f64, y: f64) -> bool {
        (self.left..=self.right).contains(&x) && (self.bottom..=self.top).contains(&y)
    }
}

/// The weights, largest first, against the cap and equal weights.
pub fn weights(answer: &Answer) -> Figure {
    let Outcome::Solved(solved) = &answer.outcome else {
        return Figure::new("Weights");
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
    .max(equal);
    let bars = held.iter().map(|i| {
        Bar::new(
            100.0 * solved.weights[*i],
            number(100.0 * solved.weights[*i], 1),
        )
    });
    let mut pane = Pane::new(Axis::categories(
        held.iter().map(|i| answer.symbols[*i].clone()),
    ))
    .series(Series::bars("Weight, %", bars))
    .rule(
        Rule::upright(
            100.0 * equal,
            format!("1/N {}", percent(equal, 1).replace(".0", "")),
        )
        .dashed()
        .tone(Tone::S3),
    );
    if cap_near {
        let label = format!("cap {}", words::cap(answer.patch.cap));
        pane = pane.rule(Rule::upright(100.0 * answer.patch.cap, label));
    }
    let mut figure = Figure::new("Weights")
        .x(Axis::value("")
            .decimals(1)
            .between(0.0, 105.0 * end)
            .hidden())
        .pane(pane);
    if !zero.is_empty() {
        let names: Vec<_> = zero.iter().map(|i| answer.symbols[*i].as_str()).collect();
        figure = figure.note_below(format!("At zero: {}.", names.join(", ")));
    }
    figure
}

/// Wealth of 10,000 dollars, and how far it had fallen from its peak.
pub fn wealth(answer: &Answer) -> Figure {
    let Some(walk) = &answer.walk_forward else {
        return Figure::new("Wealth");
    };
    let goal = words::goal(words::kind_of(answer.patch.goal)).0;
    let positions: Vec<f64> = walk.days.iter().map(|day| day_number(*day)).collect();
    let line = |name: &str, track: &Track| {
        let end = START * track.wealth.last().copied().unwrap_or(1.0);
        let points = positions
            .iter()
            .copied()
            .zip(track.wealth.iter().map(|w| START * w));
        Series::line(name, points).end_label(number(end, 0))
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
    let mut falls = Pane::new(Axis::value("Below its peak, %").decimals(1).to(0.0));
    if let Some(index) = &walk.index {
        money = money.series(line("S&P 500", index).tone(Tone::S4).dash(Dash::Dotted));
    }
    money = money.series(line("1/N", &walk.equal).tone(Tone::S3).dash(Dash::Dashed));
    falls = falls.series(fall("1/N", &walk.equal).tone(Tone::S3).dash(Dash::Dashed));
    if is_own {
        money = money.series(line(goal, &walk.portfolio));
        falls = falls.series(fall(goal, &walk.portfolio));
    }
    Figure::new("$10,000, refitted each month")
        .x(Axis::days())
        .pane(money)
        .pane(falls)
}

/// The volatility one gets as the cap moves, on the slider's own scale.
pub fn cap_curve(answer: &Answer, (from, to): (f64, f64), inset: f64) -> Option<Figure> {
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
    .series(Series::area("Volatility", points));
    let end = curve.iter().rfind(|(cap, _)| *cap <= to + 1e-9).copied();
    if let Some((cap, volatility)) = end.filter(|(cap, _)| *cap > answer.patch.cap) {
        pane = pane.series(
            Series::points(
                "Volatility at the end of the slider",
                Marker::Dot,
                [Spot::new(
                    percent(volatility, 2),
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
                "Volatility at this cap",
                Marker::Disc,
                [Spot::new(percent(solved.figures.volatility, 2), x, y)],
            ));
        }
    }
    Some(
        Figure::new("Volatility as the cap moves")
            .x(Axis::value("Cap")
                .decimals(1)
                .unit("%")
                .between(100.0 * from, 100.0 * to))
            .pane(pane)
            .bare(inset),
    )
}
