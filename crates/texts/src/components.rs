//! What the components of the design say by themselves.

crate::texts! {}
