//! The parts of the gallery, one file each.

mod buttons;
mod choices;
mod data_display;
mod feedback;
mod fields;
mod navigation;
mod overlays;
mod ranges;
mod shell;
mod tables;
mod tokens;

use crate::Part;

pub(crate) static PARTS: [Part; 11] = [
    buttons::PART,
    choices::PART,
    data_display::PART,
    feedback::PART,
    fields::PART,
    navigation::PART,
    overlays::PART,
    ranges::PART,
    shell::PART,
    tables::PART,
    tokens::PART,
];
