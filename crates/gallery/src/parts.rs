//! The parts of the gallery, one file each.

mod buttons;
mod shell;
mod tokens;

use crate::Part;

pub(crate) static PARTS: [Part; 3] = [buttons::PART, shell::PART, tokens::PART];
