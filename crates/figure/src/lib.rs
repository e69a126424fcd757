//! A chart as one plain value, and its SVG printer.
