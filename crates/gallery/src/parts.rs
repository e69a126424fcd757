//! The parts of the gallery, one file each.

mod buttons;

use crate::Part;

pub(crate) static PARTS: [Part; 1] = [buttons::PART];
