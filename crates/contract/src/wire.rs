//! A block of prices as bytes: length of the head (u32, little endian), the head as JSON padded
//! with spaces to a multiple of eight, then `f64`s, little endian. So the numbers are aligned and a
//! browser can look at them in place.

use crate::{
    AppError, Result,
    what_if::{PriceBlock, PriceHead},
};

/// Bytes before the head; eight, so that what follows stays aligned.
const PREFIX: usize = 8;

/// Writes a block.
pub fn encode(block: &PriceBlock) -> Vec<u8> {
    let mut head = serde_json::to_vec(&block.head).expect("a price head is plain data");
    head.resize(head.len().next_multiple_of(8), b' ');
    let length = u32::try_from(head.len()).expect("a head is far below 4 GiB");
    let mut bytes = Vec::with_capacity(PREFIX + head.len() + 8 * block.prices.len());
    bytes.extend(length.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(head);
    for price in &block.prices {
        bytes.extend(price.to_le_bytes());
    }
    bytes
}

/// Reads the head, and where the numbers begin.
pub fn decode_head(bytes: &[u8]) -> Result<(PriceHead, usize)> {
    let broken = || AppError::Transport {
        message: "the block of prices is not readable".to_owned(),
    };
    let length = bytes.first_chunk::<4>().ok_or_else(broken)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| broken())?;
    let end = PREFIX.checked_add(length).ok_or_else(broken)?;
    let head = bytes.get(PREFIX..end).ok_or_else(broken)?;
    // As text, like everything else that a page reads: a second kind of reader would weigh.
    let head = str::from_utf8(head).map_err(|_| broken())?;
    let head: PriceHead = serde_json::from_str(head).map_err(|_| broken())?;
    let columns = head.symbols.len() + usize::from(head.index);
    let expected = columns
        .checked_mul(head.days.len())
        .and_then(|n| n.checked_mul(8));
    if expected == Some(bytes.len() - end) {
        Ok((head, end))
    } else {
        Err(broken())
    }
}

#[cfg(test)]
mod tests {
    use domain::Day;

    use super::*;

    #[test]
    fn a_block_survives_its_bytes() {
        let block = PriceBlock {
            head: PriceHead {
                symbols: vec!["AAPL".into(), "KO".into()],
                days: vec![Day::constant(2020, 1, 2), Day::constant(2020, 1, 3)],
                index: true,
            },
            prices: vec![1.0, 2.0, 3.0, 4.0, f64::NAN, 5.5],
        };
        let bytes = encode(&block);
        let (head, start) = decode_head(&bytes).expect("whole");
        assert_eq!(head, block.head);
        assert_eq!(start % 8, 0);
        let prices: Vec<f64> = bytes[start..]
            .chunks_exact(8)
            .map(|b| f64::from_le_bytes(b.try_into().expect("eight bytes")))
            .collect();
        assert_eq!(prices.len(), 6);
        assert!(prices[4].is_nan() && prices[5] == 5.5);
        for cut in [0, 3, 12, bytes.len() - 1] {
            assert!(decode_head(&bytes[..cut]).is_err(), "cut at {cut}");
        }
    }
}
