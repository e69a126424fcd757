//! One file for each page.

pub mod instrument;
pub mod instruments;
pub mod landing;
pub mod not_found;
pub mod status;
