//! The mark of an asset: its first letters on a hue of its own, always the same for the same
//! symbol, without asking anybody for a picture.

use leptos::prelude::*;

/// Hues in the style sheet (`.monogram--0` …), clear of those that mean gain, loss and choice.
const HUES: u32 = 8;

/// Its letters: the first two that are letters or digits.
pub fn letters(symbol: &str) -> String {
    symbol
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(2)
        .collect::<String>()
        .to_uppercase()
}

/// Its hue, from the whole symbol (FNV-1a).
pub fn hue(symbol: &str) -> u32 {
    let hash = symbol.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (hash ^ (hash >> 16)) % HUES
}

/// Decoration: the symbol or the name stands beside it.
#[component]
pub fn Monogram(
    #[prop(into)] symbol: String,
    /// 24 px, for rows; otherwise 40.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let small = if small { " monogram--small" } else { "" };
    let class = format!("monogram monogram--{}{small}", hue(&symbol));
    view! { <span class=class aria-hidden="true">{letters(&symbol)}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters() {
        assert_eq!(letters("AAPL"), "AA");
        assert_eq!(letters("^GSPC"), "GS");
        assert_eq!(letters("brk.b"), "BR");
        assert_eq!(letters(""), "");
    }

    #[test]
    fn hues_are_spread_and_stay() {
        let symbols = [
            "AAPL", "AMD", "AMZN", "BAC", "BBY", "CVX", "GE", "HD", "JNJ", "JPM", "KO", "LLY",
            "MRK", "MSFT", "PEP", "PFE", "PG", "RRC", "UNH", "WMT", "XOM",
        ];
        let mut counts = [0; HUES as usize];
        for symbol in symbols {
            counts[hue(symbol) as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (1..=6).contains(count)),
            "{counts:?}"
        );
        assert_eq!(hue("AAPL"), hue("AAPL"));
    }

    /// Lightness, chroma and hue of `oklch(…)` in the style sheet.
    fn colours(css: &str) -> Vec<(f64, f64)> {
        css.split("oklch(")
            .skip(1)
            .map(|rest| {
                let mut parts = rest.split_whitespace();
                let mut number = || {
                    parts
                        .next()
                        .and_then(|text| text.parse().ok())
                        .expect("a number")
                };
                (number(), number())
            })
            .collect()
    }

    /// Relative luminance of an OKLCH colour, its channels cut to the screen's.
    fn luminance((l, c): (f64, f64), hue: f64) -> f64 {
        let (a, b) = (c * hue.to_radians().cos(), c * hue.to_radians().sin());
        let long = (l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let middle = (l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let short = (l - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        let red = 4.076_741_662_1 * long - 3.307_711_591_3 * middle + 0.230_969_929_2 * short;
        let green = -1.268_438_004_6 * long + 2.609_757_401_1 * middle - 0.341_319_396_5 * short;
        let blue = -0.004_196_086_3 * long - 0.703_418_614_7 * middle + 1.707_614_701 * short;
        0.2126 * red.clamp(0.0, 1.0)
            + 0.7152 * green.clamp(0.0, 1.0)
            + 0.0722 * blue.clamp(0.0, 1.0)
    }

    #[test]
    fn letters_stand_out_in_both_themes_on_every_hue() {
        let css = include_str!("../../../style/components/monogram.css");
        let [ground_light, ground_dark, text_light, text_dark] = colours(css)[..] else {
            panic!("two grounds and two texts");
        };
        for hue in 0..360 {
            for (ground, text) in [(ground_light, text_light), (ground_dark, text_dark)] {
                let (a, b) = (luminance(ground, hue.into()), luminance(text, hue.into()));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "{contrast} at {hue}°");
            }
        }
    }
}
