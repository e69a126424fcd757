//! What charts say.

crate::texts! {}
