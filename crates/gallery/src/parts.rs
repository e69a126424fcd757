//! The parts of the gallery, one file each.

mod buttons;
mod tokens;

use crate::Part;

pub(crate) static PARTS: [Part; 2] = [buttons::PART, tokens::PART];
