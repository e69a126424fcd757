//! What is around every page.

crate::texts! {}
