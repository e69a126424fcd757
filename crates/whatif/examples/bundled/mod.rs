//! The bundled prices as one block, for examples and tests.

use std::{fs::File, io::Read as _, path::PathBuf};

use contract::what_if::{PriceBlock, PriceHead};
use flate2::read::GzDecoder;
use market::{PriceTable, Window};

/// All assets and the index, all days.
pub(crate) fn block() -> PriceBlock {
    let assets = table("us20_adjclose_1990_2022.csv.gz");
    let index = table("sp500_index_1990_2022.csv.gz");
    assert_eq!(assets.days(), index.days());
    PriceBlock {
        head: PriceHead {
            symbols: assets.assets().iter().map(ToString::to_string).collect(),
            days: assets.days().to_vec(),
            index: true,
        },
        prices: [assets.prices(), index.prices()].concat(),
    }
}

fn table(name: &str) -> PriceTable {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../data/starter")
        .join(name);
    let mut text = String::new();
    GzDecoder::new(File::open(path).expect("bundled"))
        .read_to_string(&mut text)
        .expect("gzip");
    let raw = market::read_prices(&text).expect("prices");
    raw.finish(&Window::ALL, None).expect("no gap").table
}
