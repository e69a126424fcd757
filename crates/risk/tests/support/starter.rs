//! The bundled prices.

use std::io::Read as _;

use market::{RawTable, read_prices};

/// A file of data/starter, as it is there.
pub(crate) fn starter(name: &str) -> RawTable {
    let path = format!("{}/../../data/starter/{name}", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::File::open(&path).expect("the bundled data");
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .expect("gzipped text");
    read_prices(&text).expect("a good file")
}
