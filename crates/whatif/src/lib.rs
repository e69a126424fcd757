//! The what-if engine: a small module for a Web Worker, and the same engine on the server.
//!
//! A [`Session`] holds a choice of assets and days with everything that does not change while a
//! person drags; [`Session::answer`] answers one question about it. An answer depends on the
//! question alone, not on what was asked before, and it is the same natively and in the browser.
//! [`Host`] speaks the protocol of the worker; [`worker`] binds it to JavaScript.

mod history;
mod host;
mod inputs;
mod outcome;
mod picture;
mod session;
mod track;
mod walk_forward;
pub mod worker;

pub use host::Host;
pub use session::Session;
