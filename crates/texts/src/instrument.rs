//! The page of one instrument.

crate::texts! {}
