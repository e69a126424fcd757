//! What the binary carries: the site, and the bundled data.

/// A file inside the binary.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Its path, relative to the folder that was embedded.
    pub path: &'static str,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
