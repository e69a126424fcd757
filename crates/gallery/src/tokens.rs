//! The colours of the style sheet, read from it: what the gallery shows, and what its tests measure.

use crate::colour::Colour;

const SHEET: &str = include_str!("../../../style/tokens.css");

/// A colour token in both themes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Token {
    pub(crate) name: &'static str,
    pub(crate) light: &'static str,
    pub(crate) dark: &'static str,
}

impl Token {
    /// The colour in the light theme, then in the dark one.
    pub(crate) fn colours(self) -> Option<[Colour; 2]> {
        Some([Colour::parse(self.light)?, Colour::parse(self.dark)?])
    }

    /// The contrast to another token, light and dark.
    pub(crate) fn contrast(self, other: Self) -> Option<[f64; 2]> {
        let ([a, b], [c, d]) = (self.colours()?, other.colours()?);
        Some([a.contrast(c), b.contrast(d)])
    }
}

/// Every `--name: light-dark(a, b);` after `from`, up to the first closing brace.
fn block(from: &str) -> Vec<Token> {
    let body = SHEET.split_once(from).map_or("", |(_, rest)| rest);
    let body = body.split_once("\n  }").map_or(body, |(body, _)| body);
    body.lines().filter_map(token).collect()
}

fn token(line: &'static str) -> Option<Token> {
    let (name, value) = line.trim().strip_prefix("--")?.split_once(": ")?;
    let (light, dark) = value
        .strip_prefix("light-dark(")?
        .strip_suffix(");")?
        .split_once(", ")?;
    Some(Token { name, light, dark })
}

/// All colours but gain and loss.
pub(crate) fn colours() -> Vec<Token> {
    block("\n  :root {")
}

/// Gain and loss of a palette.
pub(crate) fn palette(name: &str) -> Vec<Token> {
    block(&format!("[data-palette=\"{name}\"] {{"))
}

#[cfg(test)]
mod tests {
    use ui::preferences::{Palette, Preference};

    use super::*;

    const GROUNDS: [&str; 4] = ["bg", "surface", "inset", "hover"];

    fn all(palette_name: &str) -> Vec<Token> {
        [colours(), palette(palette_name)].concat()
    }

    fn find(tokens: &[Token], name: &str) -> Token {
        *tokens
            .iter()
            .find(|token| token.name == name)
            .unwrap_or_else(|| panic!("no token --{name}"))
    }

    /// The least contrast of `name` on `ground` in all palettes and both themes.
    fn check(name: &str, ground: &str, least: f64) {
        for palette in Palette::ALL {
            let tokens = all(palette.key());
            let (a, b) = (find(&tokens, name), find(&tokens, ground));
            let measured = a.contrast(b).expect("both are colours");
            for (theme, contrast) in ["light", "dark"].iter().zip(measured) {
                assert!(
                    contrast >= least,
                    "--{name} on --{ground}: {contrast:.2} in {theme}, {}",
                    palette.key()
                );
            }
        }
    }

    #[test]
    fn every_text_can_be_read() {
        for ground in GROUNDS {
            for text in [
                "text", "ink", "muted", "ok", "warn", "bad", "accent", "gain", "loss",
            ] {
                check(text, ground, 4.5);
            }
        }
        // Never on what the pointer is over.
        for ground in ["bg", "surface", "inset"] {
            check("faint", ground, 4.5);
        }
        check("accent-fg", "accent", 4.5);
        for name in ["text", "muted", "accent"] {
            check(name, "accent-soft", 4.5);
        }
        for (name, ground) in [
            ("ok", "ok-soft"),
            ("warn", "warn-soft"),
            ("bad", "bad-soft"),
        ] {
            check(name, ground, 4.5);
            check("text", ground, 4.5);
            check("muted", ground, 4.5);
        }
        // What is selected on the page.
        check("text", "accent-line", 4.5);
    }

    #[test]
    fn every_edge_and_mark_can_be_seen() {
        for ground in ["bg", "surface", "inset"] {
            for mark in [
                "input-border",
                "axis",
                "focus",
                "accent",
                "s3",
                "s4",
                "s5",
                "s6",
                "gain",
                "loss",
            ] {
                check(mark, ground, 3.0);
            }
        }
        check("focus", "hover", 3.0);
        check("focus", "accent-soft", 3.0);
    }

    /// The least OKLab distance of two tokens over all kinds of sight, in both themes.
    fn least_distance(tokens: &[Token], a: &str, b: &str) -> f64 {
        let of = |name: &str| find(tokens, name).colours().expect("a colour");
        let (a, b) = (of(a), of(b));
        a[0].least_distance(b[0]).min(a[1].least_distance(b[1]))
    }

    #[test]
    fn gain_and_loss_differ_for_everybody() {
        for (palette, least) in [
            (Palette::BlueOrange, 0.21),
            (Palette::GreenRed, 0.10),
            (Palette::RedGreen, 0.10),
        ] {
            let distance = least_distance(&all(palette.key()), "gain", "loss");
            assert!(distance >= least, "{}: {distance:.3}", palette.key());
        }
    }

    #[test]
    fn the_accent_is_neither_gain_nor_loss() {
        for &palette in Palette::ALL {
            let tokens = all(palette.key());
            // Blue and iris are near for deuteranopes; the sign and the arrow stay.
            let least = if palette == Palette::BlueOrange {
                0.03
            } else {
                0.10
            };
            for name in ["gain", "loss"] {
                let distance = least_distance(&tokens, "accent", name);
                assert!(distance >= least, "{} {name}: {distance:.3}", palette.key());
            }
            for theme in [0, 1] {
                let of = |name| find(&tokens, name).colours().expect("a colour")[theme];
                for name in ["gain", "loss"] {
                    let distance = of("accent").distance(of(name), crate::colour::Sight::Usual);
                    assert!(distance >= 0.09, "{} {name}: {distance:.3}", palette.key());
                }
            }
        }
    }

    #[test]
    fn series_differ_for_everybody() {
        let tokens = colours();
        let series = ["accent", "ink", "s3", "s4", "s5", "s6"];
        for (i, a) in series.iter().enumerate() {
            for b in &series[i + 1..] {
                let distance = least_distance(&tokens, a, b);
                assert!(distance >= 0.08, "{a} and {b}: {distance:.3}");
            }
        }
    }

    #[test]
    fn the_sheet_is_read() {
        assert_eq!(find(&colours(), "surface").dark, "#141a22");
        assert_eq!(palette("red-green").len(), 2);
        assert_eq!(palette("green-red")[0].light, palette("red-green")[1].light);
        assert_eq!(token("  --radius: 6px;"), None);
        for token in all("blue-orange") {
            assert!(token.colours().is_some(), "{}", token.name);
        }
    }
}
