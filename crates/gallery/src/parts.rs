//! The parts of the gallery, one file each.

mod buttons;
mod data_display;
mod feedback;
mod navigation;
mod overlays;
mod tables;
mod tokens;

use crate::Part;

pub(crate) static PARTS: [Part; 7] = [
    buttons::PART,
    data_display::PART,
    feedback::PART,
    navigation::PART,
    overlays::PART,
    tables::PART,
    tokens::PART,
];
