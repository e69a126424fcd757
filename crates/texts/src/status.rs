//! How this instance is doing.

crate::texts! {}
