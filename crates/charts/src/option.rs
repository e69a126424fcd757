//! The option, as far as charming types it: grids, axes, series, tooltip, zoom.
//!
//! The marks are ECharts series over axes with the ends that the layout chose; grid lines,
//! ticks, labels, rules and bands are drawn at the very pixels of the SVG ([`crate::beyond`]).

use charming::component::{Aria, Axis, DataZoom, DataZoomType, FilterMode, Grid};
use charming::datatype::{CompositeValue, DataPoint, DataPointItem};
use charming::element::{
    AreaStyle, AxisLabel, AxisLine, AxisPointer, AxisPointerType, AxisTick, AxisType, Emphasis,
    ItemStyle, LineStyle, OriginPosition, SplitLine, Symbol, Tooltip, Trigger, TriggerOn,
};
use charming::series::{Bar, Candlestick, Line, Scatter};
use figure::layout::{
    Layout, Plot, Span, bar_thickness, drawn_candles, drawn_columns, drawn_points, drawn_width,
    layout, layout_between, radius,
};
use figure::{Figure, Frame, Marker, Marks, Pane, Scale, Series, Tone, Turn};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::Theme;
use crate::beyond::{self, Extra};

/// A part of the horizontal axis.
pub type Window = Option<(f64, f64)>;

/// The figure as an ECharts option, and where everything stands in it.
pub(crate) fn option(
    figure: &Figure,
    theme: &Theme,
    (width, height): (f64, f64),
    window: Window,
) -> (Value, Layout) {
    let whole = layout(figure, width, height);
    let full = whole
        .plots
        .first()
        .map_or((0.0, 1.0), |p| (p.x.from, p.x.to));
    let places = match window {
        Some((from, to)) if to > from => layout_between(figure, width, height, from, to),
        _ => whole,
    };
    // Each component by itself: `charming::Chart` would bring all of its two dozen kinds of
    // series along, three times the code.
    let (mut grids, mut x_axes, mut y_axes) = (Vec::new(), Vec::new(), Vec::new());
    let (mut drawn, mut extras) = (Vec::new(), Vec::new());
    for (index, (pane, plot)) in figure.panes.iter().zip(&places.plots).enumerate() {
        grids.push(grid(plot, &places));
        x_axes.push(axis(&figure.x.scale, plot.x, index).min(full.0).max(full.1));
        y_axes.push(y_axis(pane, plot, index));
        for series in &pane.series {
            for (one, extra) in draw(series, plot, theme, index) {
                drawn.push(one);
                extras.push(extra);
            }
        }
    }
    let mut zoom = Vec::new();
    if zooms(figure) {
        let at = places.plots.first().map_or(full, |p| (p.x.from, p.x.to));
        let all: Vec<f64> = (0..figure.panes.len()).map(|i| i as f64).collect();
        zoom.push(
            DataZoom::new()
                .type_(DataZoomType::Inside)
                .x_axis_index(CompositeValue::from(all))
                .filter_mode(FilterMode::None)
                .start_value(at.0)
                .end_value(at.1)
                .min_value_span(((full.1 - full.0) / 200.0).max(5.0)),
        );
    }
    let mut typed = Map::new();
    let mut put = |key: &str, value: Result<Value, serde_json::Error>| {
        // Plain data with text keys: there is nothing that JSON could refuse.
        typed.insert(key.to_owned(), value.unwrap_or_default());
    };
    put("animation", Ok(Value::Bool(false)));
    put("aria", serde_json::to_value(Aria::new().enabled(true)));
    put("tooltip", serde_json::to_value(tooltip(figure, theme)));
    put("grid", serde_json::to_value(grids));
    put("xAxis", serde_json::to_value(x_axes));
    put("yAxis", serde_json::to_value(y_axes));
    put("series", Ok(Value::Array(drawn)));
    if !zoom.is_empty() {
        put("dataZoom", serde_json::to_value(zoom));
    }
    let typed = Value::Object(typed);
    (
        beyond::complete(typed, figure, &places, theme, extras),
        places,
    )
}

/// Whether the horizontal axis is time, which can be zoomed.
pub(crate) fn zooms(figure: &Figure) -> bool {
    matches!(figure.x.scale, Scale::Days | Scale::Sessions(_))
        && matches!(figure.frame, Frame::Axes)
}

fn tooltip(figure: &Figure, theme: &Theme) -> Tooltip {
    let points = figure
        .panes
        .iter()
        .flat_map(|p| &p.series)
        .any(|s| matches!(s.marks, Marks::Points { .. }));
    let kind = if points {
        AxisPointerType::Cross
    } else {
        AxisPointerType::Line
    };
    let line = LineStyle::new().color(theme.token("ink")).width(1);
    Tooltip::new()
        .trigger(Trigger::Axis)
        // The glue moves it, by pointer and by key alike.
        .trigger_on(TriggerOn::None)
        .background_color(theme.token("surface"))
        .border_color(theme.token("border"))
        .border_width(1)
        .axis_pointer(
            AxisPointer::new()
                .type_(kind)
                .animation(false)
                .snap(false)
                .line_style(line),
        )
}

fn grid(plot: &Plot, places: &Layout) -> Grid {
    Grid::new()
        .left(plot.left)
        .top(plot.top)
        .right(places.width - plot.right)
        .bottom(places.height - plot.bottom)
        .contain_label(false)
}

fn axis(scale: &Scale, span: Span, index: usize) -> Axis {
    let kind = if matches!(scale, Scale::Log) {
        AxisType::Log
    } else {
        AxisType::Value
    };
    Axis::new()
        .type_(kind)
        .grid_index(index as f64)
        .min(span.from)
        .max(span.to)
        .axis_label(AxisLabel::new().show(false))
        .axis_tick(AxisTick::new().show(false))
        .axis_line(AxisLine::new().show(false))
        .split_line(SplitLine::new().show(false))
}

fn y_axis(pane: &Pane, plot: &Plot, index: usize) -> Axis {
    let axis = axis(&pane.y.scale, plot.y, index);
    match &pane.y.scale {
        // ECharts finds the base of horizontal bars by their category axis.
        Scale::Categories(names) => Axis::new()
            .type_(AxisType::Category)
            .grid_index(index as f64)
            .inverse(true)
            .data(names.clone())
            .axis_label(AxisLabel::new().show(false))
            .axis_tick(AxisTick::new().show(false))
            .axis_line(AxisLine::new().show(false)),
        _ => axis,
    }
}

fn still() -> Emphasis {
    Emphasis::new().disabled(true)
}

/// A typed series as JSON.
fn typed(series: impl Serialize) -> Value {
    serde_json::to_value(series).unwrap_or_default()
}

/// A series as ECharts draws it; bands are drawn by their outline, not as series.
fn draw(series: &Series, plot: &Plot, theme: &Theme, index: usize) -> Vec<(Value, Extra)> {
    let colour = theme.tone(series.tone);
    let axes = index as f64;
    match &series.marks {
        Marks::Line { points, dash } => {
            let line = line(series, points, plot, theme, axes);
            vec![(typed(line), Extra::Dash(*dash))]
        }
        Marks::Area { points } => {
            let origin = if plot.y.holds(0.0) {
                OriginPosition::Auto
            } else {
                OriginPosition::Start
            };
            let area = AreaStyle::new().color(colour).opacity(0.14).origin(origin);
            let line = line(series, points, plot, theme, axes).area_style(area);
            vec![(typed(line), Extra::None)]
        }
        Marks::Band { .. } => Vec::new(),
        Marks::Points { spots, marker } => {
            let mut drawn = Vec::new();
            for kind in [Marker::Dot, Marker::Ring, Marker::Disc, Marker::Diamond] {
                let data: Vec<DataPoint> = spots
                    .iter()
                    .filter(|s| s.marker.unwrap_or(*marker) == kind)
                    .filter(|s| plot.x.holds(s.x) && plot.y.holds(s.y))
                    .map(|s| DataPoint::from(vec![s.x, s.y]))
                    .collect();
                if !data.is_empty() {
                    let scatter = scatter(kind, colour, theme).name(&series.name).data(data);
                    let scatter = scatter
                        .x_axis_index(axes)
                        .y_axis_index(axes)
                        .emphasis(still());
                    drawn.push((typed(scatter), Extra::Still));
                }
            }
            drawn
        }
        Marks::Bars { bars } => {
            let data: Vec<DataPoint> = bars
                .iter()
                .map(|bar| {
                    let tone = bar.tone.unwrap_or(series.tone);
                    let style = ItemStyle::new()
                        .color(theme.tone(tone))
                        .opacity(if tone == Tone::Accent { 0.88 } else { 1.0 });
                    let value = bar.value.filter(|v| v.is_finite());
                    DataPoint::from(DataPointItem::new(value).item_style(style))
                })
                .collect();
            vec![(
                typed(bar(series, bar_thickness(plot), axes).data(data)),
                Extra::Still,
            )]
        }
        Marks::Columns { columns } => {
            let seen = columns.iter().filter(|c| plot.x.holds(c.x)).count();
            let drawn = drawn_columns(columns, plot);
            let width = drawn_width(plot, seen, drawn.len());
            let data: Vec<DataPoint> = drawn
                .iter()
                .map(|column| {
                    let style = match column.turn {
                        Turn::Plain => ItemStyle::new().color(colour),
                        Turn::Up => ItemStyle::new()
                            .color(theme.token("surface"))
                            .border_color(theme.token("gain"))
                            .border_width(1),
                        Turn::Down => ItemStyle::new().color(theme.token("loss")),
                    };
                    DataPoint::from(DataPointItem::new(point(column.x, column.y)).item_style(style))
                })
                .collect();
            vec![(typed(bar(series, width, axes).data(data)), Extra::Still)]
        }
        Marks::Candles { candles } => {
            let seen = candles.iter().filter(|c| plot.x.holds(c.x)).count();
            let drawn = drawn_candles(candles, plot);
            let width = drawn_width(plot, seen, drawn.len());
            let data: Vec<DataPoint> = drawn
                .iter()
                .map(|c| DataPoint::from(vec![c.x, c.open, c.close, c.low, c.high]))
                .collect();
            let candles = Candlestick::new().name(&series.name).data(data);
            vec![(typed(candles), Extra::Candles { pane: index, width })]
        }
    }
}

/// A data item; a gap is `-` to ECharts.
fn point(x: f64, y: Option<f64>) -> CompositeValue {
    let y = y
        .filter(|y| y.is_finite())
        .map_or_else(|| CompositeValue::from("-"), CompositeValue::from);
    CompositeValue::from(vec![CompositeValue::from(x), y])
}

fn line(series: &Series, points: &[figure::Point], plot: &Plot, theme: &Theme, axes: f64) -> Line {
    let colour = theme.tone(series.tone);
    let width = if series.tone == Tone::Accent {
        2.0
    } else {
        1.5
    };
    Line::new()
        .name(&series.name)
        .x_axis_index(axes)
        .y_axis_index(axes)
        .show_symbol(false)
        .connect_nulls(false)
        .silent(true)
        .emphasis(still())
        .line_style(LineStyle::new().color(colour).width(width))
        .item_style(ItemStyle::new().color(colour))
        .data(
            drawn_points(points, plot)
                .iter()
                .map(|(x, y)| point(*x, *y))
                .collect::<Vec<_>>(),
        )
}

fn bar(series: &Series, width: f64, axes: f64) -> Bar {
    Bar::new()
        .name(&series.name)
        .x_axis_index(axes)
        .y_axis_index(axes)
        .bar_width(width)
        .emphasis(still())
}

fn scatter(marker: Marker, colour: &str, theme: &Theme) -> Scatter {
    let size = 2.0 * radius(marker);
    let hollow = || {
        ItemStyle::new()
            .color(theme.token("surface"))
            .border_color(colour)
            .border_width(1.5)
            .opacity(1)
    };
    let filled = ItemStyle::new().color(colour).opacity(1);
    match marker {
        Marker::Diamond => Scatter::new()
            .symbol(Symbol::Diamond)
            .symbol_size(size)
            .item_style(hollow()),
        Marker::Ring => Scatter::new()
            .symbol(Symbol::Circle)
            .symbol_size(size)
            .item_style(hollow()),
        // A rim in the colour of the ground, so that it stands out of a line.
        Marker::Disc => Scatter::new()
            .symbol(Symbol::Circle)
            .symbol_size(size + 1.0)
            .item_style(filled.border_color(theme.token("surface")).border_width(1)),
        Marker::Dot | Marker::Tick => Scatter::new()
            .symbol(Symbol::Circle)
            .symbol_size(size)
            .item_style(filled),
    }
}
