//! Few positions, none of them small, and costs per trade: against enumeration and the literature.

#[path = "discrete/conflicts.rs"]
mod conflicts;
#[path = "discrete/convex.rs"]
mod convex;
#[path = "discrete/enumeration.rs"]
mod enumeration;
#[path = "discrete/malformed.rs"]
mod malformed;
#[path = "../examples/support/orlib.rs"]
mod orlib;
#[path = "discrete/reference.rs"]
mod reference;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "support/us20.rs"]
mod us20;
