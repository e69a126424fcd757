//! What charming 0.6 cannot type, patched into the option as JSON, all in this one place:
//! dash patterns in pixels, candlestick styles, `renderMode`, the zoom's keys, the description
//! for screen readers, and the `graphic` component, which draws texts, grid lines, rules, bands
//! and whiskers at the pixels of the SVG.

use figure::layout::{
    Anchor, Kind, Layout, Plot, band_outlines, crisp, line_runs, pattern, radius,
};
use figure::{Dash, Figure, Frame, Marker, Marks, Of, Pane, Scale, Tone};
use serde_json::{Map, Value, json};

use crate::Theme;
use crate::option::zooms;

/// What a typed series still lacks.
pub(crate) enum Extra {
    /// Nothing.
    None,
    /// It does not react to the pointer: the glue does.
    Still,
    /// The pattern of its stroke.
    Dash(Dash),
    /// Its pane, and the width of a body.
    Candles { pane: usize, width: f64 },
}

/// Completes the typed option.
pub(crate) fn complete(
    mut option: Value,
    figure: &Figure,
    places: &Layout,
    theme: &Theme,
    extras: Vec<Extra>,
) -> Value {
    if let Some(series) = option.get_mut("series").and_then(Value::as_array_mut) {
        for (one, extra) in series.iter_mut().zip(extras) {
            complete_series(one, &extra, theme);
        }
    }
    merge(
        &mut option,
        json!({
            "textStyle": { "fontFamily": theme.font() },
            "axisPointer": { "link": [{ "xAxisIndex": "all" }], "label": { "show": false } },
            "aria": { "label": { "description": figure::describe(figure) } },
            "tooltip": {
                "renderMode": "richText",
                "confine": true,
                "transitionDuration": 0,
                "padding": [6, 8],
                "shadowBlur": 0,
                "shadowOffsetX": 0,
                "shadowOffsetY": 0,
                "shadowColor": "transparent",
                "axisPointer": {
                    "label": { "show": false },
                    "crossStyle": { "color": theme.token("ink"), "width": 1, "type": [2, 2] },
                    "lineStyle": { "type": [2, 2] },
                },
                "textStyle": { "color": theme.token("text"), "fontSize": 12, "lineHeight": 16, "fontFamily": theme.font() },
            },
            "graphic": graphics(figure, places, theme),
        }),
    );
    if zooms(figure)
        && let Some(zoom) = option.pointer_mut("/dataZoom/0")
    {
        // The wheel alone scrolls the page.
        merge(
            zoom,
            json!({ "zoomOnMouseWheel": "ctrl", "moveOnMouseMove": true, "moveOnMouseWheel": false,
                    "preventDefaultMouseMove": false }),
        );
    }
    for axes in ["xAxis", "yAxis"] {
        for axis in option
            .get_mut(axes)
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            // ECharts 6 widens an axis so that no column is cut; the layout has done that.
            merge(axis, json!({ "containShape": false }));
        }
    }
    option
}

fn complete_series(series: &mut Value, extra: &Extra, theme: &Theme) {
    match extra {
        Extra::None => {}
        Extra::Still => merge(series, json!({ "silent": true, "animation": false })),
        Extra::Dash(dash) => {
            if !pattern(*dash).is_empty() {
                merge(series, json!({ "lineStyle": { "type": pattern(*dash) } }));
            } else {
                merge(
                    series,
                    json!({ "lineStyle": { "cap": "round", "join": "round" } }),
                );
            }
        }
        Extra::Candles { pane, width } => merge(
            series,
            json!({
                "xAxisIndex": pane, "yAxisIndex": pane, "barWidth": width, "silent": true,
                "emphasis": { "disabled": true },
                // ECharts' `color` is that of a rise, `color0` that of a fall.
                "itemStyle": {
                    "color": theme.token("surface"), "borderColor": theme.token("gain"),
                    "color0": theme.token("loss"), "borderColor0": theme.token("loss"),
                    "borderWidth": 1,
                },
            }),
        ),
    }
}

/// Writes one object into another, deeply.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// Under the series, over them, and texts on top.
const GROUND: i32 = 0;
const OVER: i32 = 5;
const TEXT: i32 = 6;

fn graphics(figure: &Figure, places: &Layout, theme: &Theme) -> Vec<Value> {
    let mut all = Vec::new();
    for (pane, plot) in figure.panes.iter().zip(&places.plots) {
        pane_graphics(figure, pane, plot, theme, &mut all);
    }
    for (left, top, width, height, tone) in &places.tags {
        let shape = json!({ "x": left, "y": top, "width": width, "height": height, "r": 2 });
        all.push(element(
            "rect",
            OVER,
            shape,
            json!({ "fill": theme.tone(*tone) }),
        ));
    }
    for text in &places.texts {
        let colour = match text.kind {
            Kind::Label => theme.tone(text.tone),
            Kind::Row | Kind::Cell | Kind::Name => theme.token("text"),
            Kind::Tag => theme.token("surface"),
            Kind::Tick | Kind::Title | Kind::Value | Kind::Rule | Kind::Note => {
                theme.token("muted")
            }
        };
        let halo = matches!(
            text.kind,
            Kind::Label | Kind::Name | Kind::Note | Kind::Rule
        );
        let weight = if text.kind.is_bold() { 600 } else { 400 };
        let mut style = json!({
            "text": text.text, "fill": colour, "verticalAlign": "middle",
            "align": match text.anchor { Anchor::Start => "left", Anchor::Middle => "center", Anchor::End => "right" },
            "font": format!("{weight} {}px {}", text.kind.size(), theme.font()),
        });
        if halo {
            merge(
                &mut style,
                json!({ "stroke": theme.token("surface"), "lineWidth": 3 }),
            );
        }
        let mut element = element("text", TEXT, Value::Object(Map::new()), style);
        merge(&mut element, json!({ "x": text.x, "y": text.y }));
        all.push(element);
    }
    all
}

fn element(kind: &str, z: i32, shape: Value, style: Value) -> Value {
    json!({ "type": kind, "z": z, "silent": true, "shape": shape, "style": style })
}

fn stroke(
    from: (f64, f64),
    to: (f64, f64),
    z: i32,
    colour: &str,
    width: f64,
    dash: &[f64],
) -> Value {
    let shape = json!({ "x1": from.0, "y1": from.1, "x2": to.0, "y2": to.1 });
    let mut style = json!({ "stroke": colour, "lineWidth": width });
    if !dash.is_empty() {
        merge(&mut style, json!({ "lineDash": dash }));
    }
    element("line", z, shape, style)
}

fn pane_graphics(figure: &Figure, pane: &Pane, plot: &Plot, theme: &Theme, all: &mut Vec<Value>) {
    let upright = |x: f64, z, colour: &str, width, dash: &[f64]| {
        stroke((x, plot.top), (x, plot.bottom), z, colour, width, dash)
    };
    let level = |y: f64, z, colour: &str, width, dash: &[f64]| {
        stroke((plot.left, y), (plot.right, y), z, colour, width, dash)
    };
    all.extend(
        plot.x_grid
            .iter()
            .map(|x| upright(*x, GROUND, theme.token("line"), 1.0, &[])),
    );
    all.extend(
        plot.y_grid
            .iter()
            .map(|y| level(*y, GROUND, theme.token("line"), 1.0, &[])),
    );
    for zone in &pane.zones {
        let (x, y) = match zone.of {
            Of::X => (
                (plot.x.px(zone.from), plot.x.px(zone.to)),
                (plot.top, plot.bottom),
            ),
            Of::Y => (
                (plot.left, plot.right),
                (plot.y.px(zone.to), plot.y.px(zone.from)),
            ),
        };
        let (left, right) = (x.0.max(plot.left), x.1.min(plot.right));
        let (top, bottom) = (y.0.max(plot.top), y.1.min(plot.bottom));
        let shape = json!({ "x": left, "y": top, "width": right - left, "height": bottom - top });
        all.push(element(
            "rect",
            GROUND,
            shape,
            json!({ "fill": theme.token("muted"), "opacity": 0.06 }),
        ));
    }
    for series in &pane.series {
        marks_graphics(series, plot, theme, all);
    }
    if matches!(figure.frame, Frame::Axes) {
        let columns = pane
            .series
            .iter()
            .any(|s| matches!(s.marks, Marks::Columns { .. }));
        all.push(if matches!(pane.y.scale, Scale::Categories(_)) {
            let x = if plot.x.holds(0.0) {
                plot.x.px(0.0)
            } else {
                plot.left
            };
            upright(crisp(x), OVER, theme.token("axis"), 1.0, &[])
        } else {
            let y = if columns && plot.y.holds(0.0) {
                plot.y.px(0.0)
            } else {
                plot.bottom
            };
            level(crisp(y), OVER, theme.token("axis"), 1.0, &[])
        });
    }
    for rule in &pane.rules {
        let colour = theme.tone(rule.tone);
        let (width, dash): (f64, &[f64]) = match rule.dash {
            Dash::Solid => (1.5, &[]),
            Dash::Dashed => (1.0, &[3.0, 3.0]),
            Dash::Dotted => (1.5, pattern(Dash::Dotted)),
        };
        match rule.of {
            Of::X if plot.x.holds(rule.at) => {
                let x = crisp(plot.x.px(rule.at));
                all.push(stroke(
                    (x, plot.top - 2.0),
                    (x, plot.bottom),
                    OVER,
                    colour,
                    width,
                    dash,
                ));
            }
            Of::Y if plot.y.holds(rule.at) => {
                all.push(level(crisp(plot.y.px(rule.at)), OVER, colour, width, dash));
            }
            _ => {}
        }
    }
}

/// Bands, whiskers and ticks: marks that no typed series draws.
fn marks_graphics(series: &figure::Series, plot: &Plot, theme: &Theme, all: &mut Vec<Value>) {
    let inside = |(x, y): (f64, f64)| {
        [
            x.clamp(plot.left, plot.right),
            y.clamp(plot.top - 2.0, plot.bottom + 2.0),
        ]
    };
    match &series.marks {
        Marks::Line { points, .. } | Marks::Area { points } => {
            // A point between two gaps: ECharts would draw nothing.
            for run in line_runs(points, plot).iter().filter(|run| run.len() == 1) {
                let [x, y] = inside(run[0]);
                let shape = json!({ "cx": x, "cy": y, "r": 2 });
                all.push(element(
                    "circle",
                    OVER,
                    shape,
                    json!({ "fill": theme.tone(series.tone) }),
                ));
            }
        }
        Marks::Band { points } => {
            for outline in band_outlines(points, plot) {
                let points: Vec<[f64; 2]> = outline.into_iter().map(inside).collect();
                let style = json!({ "fill": theme.tone(series.tone), "opacity": 0.14 });
                all.push(element(
                    "polygon",
                    GROUND,
                    json!({ "points": points }),
                    style,
                ));
            }
        }
        Marks::Bars { bars } => {
            for (row, bar) in bars.iter().enumerate() {
                let Some((from, to)) = bar.interval else {
                    continue;
                };
                let y = crisp(plot.y.px(row as f64));
                let (from, to) = (
                    inside((plot.x.px(from), y))[0],
                    inside((plot.x.px(to), y))[0],
                );
                let ink = theme.token("text");
                all.push(stroke((from, y), (to, y), OVER, ink, 1.0, &[]));
                all.push(stroke(
                    (crisp(from), y - 3.0),
                    (crisp(from), y + 3.0),
                    OVER,
                    ink,
                    1.0,
                    &[],
                ));
                all.push(stroke(
                    (crisp(to), y - 3.0),
                    (crisp(to), y + 3.0),
                    OVER,
                    ink,
                    1.0,
                    &[],
                ));
            }
        }
        Marks::Points { spots, marker } => {
            let r = radius(Marker::Tick);
            for spot in spots
                .iter()
                .filter(|s| s.marker.unwrap_or(*marker) == Marker::Tick)
            {
                let (x, y) = (plot.x.px(spot.x), plot.y.px(spot.y));
                let colour = if series.tone == Tone::Accent {
                    theme.token("ink")
                } else {
                    theme.tone(series.tone)
                };
                all.push(stroke((x, y - r), (x, y + r), OVER, colour, 1.5, &[]));
            }
        }
        _ => {}
    }
}
