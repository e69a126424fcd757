//! The first page.

crate::texts! {}
