//! The gallery of components.

crate::texts! {}
