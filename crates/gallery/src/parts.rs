//! The parts of the gallery, one file each.

mod buttons;
mod choices;
mod fields;
mod ranges;
mod tokens;

use crate::Part;

pub(crate) static PARTS: [Part; 5] = [
    buttons::PART,
    choices::PART,
    fields::PART,
    ranges::PART,
    tokens::PART,
];
