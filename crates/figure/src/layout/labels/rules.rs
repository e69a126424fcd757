//! The labels of reference lines.

use super::apart;
use crate::layout::{Anchor, Kind, LINE, Layout, USUAL};
use crate::model::{Figure, Of, Pane, Tone};
use crate::text;

/// How many rows the labels of the upright rules need above a pane of this width: so many that
/// none covers another.
pub(in crate::layout) fn rule_rows(pane: &Pane, width: f64) -> usize {
    let labels = pane.rules.iter().filter(|r| r.of == Of::X);
    let total: f64 = labels
        .filter(|r| !r.label.is_empty())
        .map(|r| text::width(&r.label, USUAL, false).min(width) + 6.0)
        .sum();
    let heads = pane.cells.iter().any(|cells| !cells.head.is_empty());
    ((total / width).ceil() as usize).max(usize::from(heads))
}

/// The room that those labels have: not above the columns at the right.
fn label_room(pane: &Pane, plot_right: f64, width: f64) -> f64 {
    if pane.cells.is_empty() {
        width
    } else {
        plot_right + 4.0
    }
}

/// The upright rules' labels stand above the pane, the level rules' labels on their line.
pub(in crate::layout) fn rule_labels(figure: &Figure, out: &mut Layout, index: usize) {
    let plot = out.plots[index].clone();
    let mut upright: Vec<(f64, f64, String, Tone)> = Vec::new();
    for rule in &figure.panes[index].rules {
        match rule.of {
            Of::X if plot.x.holds(rule.at) && !rule.label.is_empty() => {
                let label = text::fit(&rule.label, USUAL, false, out.width - 6.0);
                let width = text::width(&label, USUAL, false) + 6.0;
                upright.push((plot.x.px(rule.at), width, label, rule.tone));
            }
            Of::Y if plot.y.holds(rule.at) => {
                let y = plot.y.px(rule.at);
                let y = if y - plot.top > LINE {
                    y - 7.0
                } else {
                    y + 7.0
                };
                let x = plot.right - 3.0;
                let label = text::fit(&rule.label, USUAL, false, x);
                out.write((x, y), Anchor::End, Kind::Rule, rule.tone, &label);
            }
            _ => {}
        }
    }
    let pane = &figure.panes[index];
    let room = label_room(pane, plot.right, out.width);
    let rows = rule_rows(pane, out.width).max(1);
    upright.sort_by(|a, b| a.0.total_cmp(&b.0));
    for row in 0..rows {
        let own: Vec<_> = upright.iter().skip(row).step_by(rows).collect();
        let wanted: Vec<(f64, f64)> = own.iter().map(|(x, w, ..)| (*x, *w)).collect();
        let y = plot.top - 8.0 - 14.0 * row as f64;
        for ((_, _, label, tone), x) in own.iter().zip(apart(&wanted, 0.0, room)) {
            out.write((x, y), Anchor::Middle, Kind::Rule, *tone, label);
        }
    }
}
