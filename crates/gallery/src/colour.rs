//! How far two colours are apart: contrast by WCAG 2.2, distance in OKLab, and both as people see
//! them who lack one kind of cone.

/// Red, green, blue in linear light, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Colour([f64; 3]);

/// How somebody sees colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    Usual,
    /// Without cones for long waves.
    Protanope,
    /// Without cones for medium waves.
    Deuteranope,
    /// Without cones for short waves.
    Tritanope,
}

impl Sight {
    pub(crate) const ALL: [Self; 4] = [
        Self::Usual,
        Self::Protanope,
        Self::Deuteranope,
        Self::Tritanope,
    ];

    /// Machado, Oliveira and Fernandes (2009), severity 1, applied in linear light.
    const fn matrix(self) -> [[f64; 3]; 3] {
        match self {
            Self::Usual => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Self::Protanope => [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
            Self::Deuteranope => [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
            Self::Tritanope => [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        }
    }
}

fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(m, v)| m * v).sum())
}

impl Colour {
    /// Of `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |at: usize| {
            let value = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
            let value = f64::from(value) / 255.0;
            Some(if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            })
        };
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0;
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The contrast of two colours, 1 to 21 (WCAG 2.2).
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn seen(self, sight: Sight) -> Self {
        Self(times(sight.matrix(), self.0).map(|part| part.clamp(0.0, 1.0)))
    }

    /// Björn Ottosson's OKLab.
    fn oklab(self) -> [f64; 3] {
        let cones = times(
            [
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            self.0,
        );
        times(
            [
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            cones.map(f64::cbrt),
        )
    }

    /// The distance in OKLab as somebody sees it.
    pub(crate) fn distance(self, other: Self, sight: Sight) -> f64 {
        let (a, b) = (self.seen(sight).oklab(), other.seen(sight).oklab());
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - b) * (a - b))
            .sum::<f64>()
            .sqrt()
    }

    /// The smallest distance over all kinds of sight.
    pub(crate) fn least_distance(self, other: Self) -> f64 {
        Sight::ALL
            .into_iter()
            .map(|sight| self.distance(other, sight))
            .fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn contrast_as_the_standard_gives_it() {
        let white = colour("#ffffff");
        assert!((white.contrast(colour("#000000")) - 21.0).abs() < 1e-9);
        assert!((colour("#777777").contrast(white) - 4.48).abs() < 0.005);
        assert_eq!(white.contrast(white), 1.0);
        assert_eq!(Colour::parse("#fff"), None);
        assert_eq!(Colour::parse("#gggggg"), None);
    }

    #[test]
    fn oklab_as_its_author_gives_it() {
        let check = |text: &str, expect: [f64; 3]| {
            for (is, expect) in colour(text).oklab().into_iter().zip(expect) {
                assert!((is - expect).abs() < 1e-3, "{text}: {is} {expect}");
            }
        };
        check("#ffffff", [1.0, 0.0, 0.0]);
        check("#ff0000", [0.628, 0.225, 0.126]);
        check("#0000ff", [0.452, -0.032, -0.312]);
    }

    #[test]
    fn red_and_green_are_close_without_medium_cones() {
        let (green, red) = (colour("#1a7f37"), colour("#b3261e"));
        assert!(green.distance(red, Sight::Usual) > 0.2);
        assert!(green.distance(red, Sight::Deuteranope) < 0.1);
    }
}
