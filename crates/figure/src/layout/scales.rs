//! Where axes begin and end.

use crate::model::{Axis, Figure, Frame, Marks, Of, Pane, Scale};

/// How much room the data leaves at the ends of an axis.
#[derive(Clone, Copy)]
pub(super) struct Padding {
    share: f64,
    zero: bool,
}

impl Padding {
    pub(super) fn of_x(figure: &Figure) -> Self {
        let all = || figure.panes.iter().flat_map(|p| &p.series);
        let bars = all().any(|s| matches!(s.marks, Marks::Bars { .. }));
        let dots = all().any(|s| matches!(s.marks, Marks::Points { .. }));
        let value = matches!(figure.x.scale, Scale::Value);
        let bare = matches!(figure.frame, Frame::Bare(_));
        Padding {
            share: if value && !bare && (dots || bars) {
                0.05
            } else {
                0.0
            },
            zero: bars,
        }
    }

    pub(super) fn of_y(pane: &Pane) -> Self {
        let columns = pane
            .series
            .iter()
            .any(|s| matches!(s.marks, Marks::Columns { .. }));
        Padding {
            share: 0.05,
            zero: columns,
        }
    }
}

pub(super) fn positions(figure: &Figure) -> Vec<f64> {
    let mut all = Vec::new();
    for series in figure.panes.iter().flat_map(|pane| &pane.series) {
        match &series.marks {
            Marks::Line { points, .. } | Marks::Area { points } => {
                all.extend(points.iter().map(|p| p.0));
            }
            Marks::Band { points } => all.extend(points.iter().map(|p| p.0)),
            Marks::Points { spots, .. } => all.extend(spots.iter().map(|s| s.x)),
            Marks::Bars { bars } => {
                for bar in bars {
                    all.extend(bar.value);
                    all.extend(bar.interval.iter().flat_map(|i| [i.0, i.1]));
                }
            }
            Marks::Columns { columns } => all.extend(columns.iter().map(|c| c.x)),
            Marks::Candles { candles } => all.extend(candles.iter().map(|c| c.x)),
        }
    }
    let rules = figure.panes.iter().flat_map(|pane| &pane.rules);
    all.extend(rules.filter(|r| r.of == Of::X).map(|r| r.at));
    all
}

/// The values of a pane that can be seen between these ends.
pub(super) fn values(pane: &Pane, x: (f64, f64)) -> Vec<f64> {
    let seen = |at: f64| at >= x.0 && at <= x.1;
    let mut all = Vec::new();
    for series in &pane.series {
        match &series.marks {
            Marks::Line { points, .. } | Marks::Area { points } => {
                all.extend(points.iter().filter(|p| seen(p.0)).filter_map(|p| p.1));
            }
            Marks::Band { points } => {
                all.extend(
                    points
                        .iter()
                        .filter(|p| seen(p.0))
                        .flat_map(|p| [p.1, p.2])
                        .flatten(),
                );
            }
            Marks::Points { spots, .. } => {
                all.extend(spots.iter().filter(|s| seen(s.x)).map(|s| s.y));
            }
            Marks::Bars { .. } => {}
            Marks::Columns { columns } => {
                all.extend(columns.iter().filter(|c| seen(c.x)).filter_map(|c| c.y));
            }
            Marks::Candles { candles } => {
                all.extend(
                    candles
                        .iter()
                        .filter(|c| seen(c.x))
                        .flat_map(|c| [c.low, c.high]),
                );
            }
        }
    }
    all.extend(pane.rules.iter().filter(|r| r.of == Of::Y).map(|r| r.at));
    all
}

/// Where an axis begins and ends.
pub(super) fn ends(axis: &Axis, data: &[f64], padding: Padding) -> (f64, f64) {
    let slots = match &axis.scale {
        Scale::Sessions(days) => Some(days.len()),
        Scale::Categories(names) => Some(names.len()),
        _ => None,
    };
    if let Some(slots) = slots {
        let from = axis.from.unwrap_or(-0.5);
        return (
            from,
            axis.to.unwrap_or(slots.max(1) as f64 - 0.5).max(from + 1.0),
        );
    }
    let log = matches!(axis.scale, Scale::Log);
    let usable = |v: &&f64| v.is_finite() && (!log || **v > 0.0);
    let mut low = data
        .iter()
        .filter(usable)
        .copied()
        .fold(f64::INFINITY, f64::min);
    let mut high = data
        .iter()
        .filter(usable)
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        (low, high) = if log { (1.0, 10.0) } else { (0.0, 1.0) };
    }
    if padding.zero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    if low == high {
        // A constant stands in the middle; one day has a day on each side.
        let room = match axis.scale {
            Scale::Days => 1.0,
            _ if low == 0.0 => 1.0,
            _ => 0.05 * low.abs(),
        };
        (low, high) = (low - room, high + room);
    } else if log {
        let room = 1.0 + padding.share * (high / low - 1.0).min(1.0);
        (low, high) = (low / room, high * room);
    } else {
        let room = padding.share * (high - low);
        // Bars and columns stand on zero itself.
        low = if padding.zero && low == 0.0 {
            low
        } else {
            low - room
        };
        high = if padding.zero && high == 0.0 {
            high
        } else {
            high + room
        };
    }
    let finite = |end: &f64| end.is_finite() && (!log || *end > 0.0);
    let low = axis.from.filter(finite).unwrap_or(low);
    let high = axis.to.filter(finite).unwrap_or(high);
    if high > low {
        (low, high)
    } else {
        (low, low + 1.0)
    }
}
