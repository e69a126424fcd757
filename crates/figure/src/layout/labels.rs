//! Where names and values are written beside the marks, so that none covers another.

mod apart;
mod ends;
mod marks;
mod notes;
mod places;
mod rules;

use apart::apart;
pub(super) use ends::{end_labels, end_room, last_value};
pub(super) use marks::{bare_labels, marks_labels};
pub(super) use notes::notes_inside;
pub(super) use rules::rule_labels;
