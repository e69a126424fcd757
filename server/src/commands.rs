//! What `finx` can do, a file each.

pub(crate) mod config;
pub(crate) mod data;
pub(crate) mod optimize;
pub(crate) mod replay;
pub(crate) mod risk;
pub(crate) mod serve;
