//! The design system: small components that every page is made of.
//!
//! A component takes plain data and texts, and knows no service. What it decides lives in plain
//! functions beside it, tested without a browser. Native elements wherever they exist; behaviour
//! that CSS or HTML can do is not written in Rust. Each has its style in `style/components/`, of
//! the same name, and its states in the gallery (`crates/gallery`).

pub mod badge;
pub mod breadcrumb;
pub mod browser;
pub mod button;
pub mod card;
pub mod change;
pub mod chart;
pub mod checkbox;
pub mod chip;
pub mod choice;
pub mod code_field;
pub mod combobox;
pub mod date_range;
pub mod dialog;
pub mod dom;
pub mod download;
pub mod empty;
pub mod facts;
pub mod failure;
pub mod field;
pub mod file_drop;
pub mod gauge;
pub mod icons;
pub mod menu;
pub mod meter;
pub mod monogram;
pub mod notice;
pub mod number_field;
pub mod order;
pub mod pagination;
pub mod place;
pub mod popover;
pub mod preferences;
pub mod progress;
pub mod radio_group;
pub mod rove;
pub mod select;
pub mod shell;
pub mod skeleton;
pub mod slider;
pub mod sparkline;
pub mod stat;
pub mod stepper;
pub mod table;
pub mod tabs;
pub mod text_field;
pub mod toast;
pub mod tooltip;
pub mod tree;
