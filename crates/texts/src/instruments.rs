//! The list of instruments.

crate::texts! {}
