//! The optimizer as a small module for a Web Worker, and the same engine on the server.
