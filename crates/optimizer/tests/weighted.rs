//! Several goals together: weighted sums and their front.

#[path = "support/us20.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod us20;

#[path = "weighted/degenerate.rs"]
mod degenerate;
#[path = "weighted/front.rs"]
mod front;
#[path = "weighted/malformed.rs"]
mod malformed;
#[path = "weighted/models.rs"]
mod models;
#[path = "weighted/plain.rs"]
mod plain;
#[path = "weighted/properties.rs"]
mod properties;
