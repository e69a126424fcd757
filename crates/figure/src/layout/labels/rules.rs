//! The labels of reference lines.

use super::apart;
use crate::layout::{Anchor, Kind, LINE, Layout, USUAL};
use crate::model::{Figure, Of, Tone};
use crate::text;

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
    let wanted: Vec<(f64, f64)> = upright.iter().map(|(x, w, ..)| (*x, *w)).collect();
    for ((_, _, label, tone), x) in upright.iter().zip(apart(&wanted, 0.0, out.width)) {
        out.write(
            (x, plot.top - 8.0),
            Anchor::Middle,
            Kind::Rule,
            *tone,
            label,
        );
    }
}
