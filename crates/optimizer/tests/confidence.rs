//! Bands and verdicts against direct computation.

#[path = "support/made.rs"]
mod made;
#[path = "support/us20.rs"]
#[expect(dead_code, reason = "each test file uses a part")]
mod us20;

#[path = "confidence/bands.rs"]
mod bands;
#[path = "confidence/blocks.rs"]
mod blocks;
#[path = "confidence/frontier.rs"]
mod frontier;
#[path = "confidence/malformed.rs"]
mod malformed;
#[path = "confidence/verdict.rs"]
mod verdict;
