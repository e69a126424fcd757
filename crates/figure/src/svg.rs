//! The figure as SVG, for the first paint.

use crate::Figure;

/// The whole `<svg>` element at this size in CSS pixels.
///
/// Geometry is in attributes and looks are in classes (`style/figure.css`), so that a change of
/// theme redraws nothing and no inline style is needed. The same figure and size always give
/// the same bytes, on the server and in the browser.
pub fn print(figure: &Figure, width: f64, height: f64) -> String {
    let _ = figure;
    format!(
        "<svg class=\"figure\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\"></svg>"
    )
}
