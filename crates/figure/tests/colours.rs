//! The colours of charts, as they look to those who see fewer of them: what the design claims of
//! the tokens is computed here from the style sheet itself.

const TOKENS: &str = include_str!("../../../style/tokens.css");

type Colour = [f64; 3];

/// The first value of a custom property: light and dark.
fn values(token: &str) -> Vec<Colour> {
    let declared = format!("--{token}:");
    let start = TOKENS.find(&declared).expect("a token of the style sheet") + declared.len();
    let value = TOKENS[start..].split(';').next().unwrap_or_default();
    let colours = value.split('#').skip(1).filter_map(|hex| hex.get(..6));
    colours
        .map(|hex| {
            let channel = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).expect("a colour");
            [0, 2, 4].map(|i| linear(f64::from(channel(i)) / 255.0))
        })
        .collect()
}

fn linear(v: f64) -> f64 {
    if v <= 0.040_45 {
        v / 12.92
    } else {
        ((v + 0.055) / 1.055).powf(2.4)
    }
}

fn apply(m: [[f64; 3]; 3], [r, g, b]: Colour) -> Colour {
    m.map(|row| row[0] * r + row[1] * g + row[2] * b)
}

/// Björn Ottosson, "A perceptual color space for image processing" (2020), from linear sRGB.
fn oklab(colour: Colour) -> Colour {
    let lms = apply(
        [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        colour.map(|v| v.clamp(0.0, 1.0)),
    );
    apply(
        [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ],
        lms.map(f64::cbrt),
    )
}

const USUAL: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// Machado, Oliveira and Fernandes (2009), severity 1, in linear sRGB.
const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
    ("usual", USUAL),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

fn distance(sight: [[f64; 3]; 3], a: Colour, b: Colour) -> f64 {
    let (a, b) = (oklab(apply(sight, a)), oklab(apply(sight, b)));
    a.iter()
        .zip(b)
        .map(|(p, q)| (p - q).powi(2))
        .sum::<f64>()
        .sqrt()
}

/// The smallest distance of any two of these tokens, over all kinds of sight.
fn smallest(tokens: &[&str], theme: usize) -> (f64, String) {
    let mut found = (f64::INFINITY, String::new());
    for (name, sight) in SIGHTS {
        for (i, a) in tokens.iter().enumerate() {
            for b in &tokens[i + 1..] {
                let colour = |token: &str| values(token)[theme];
                let d = distance(sight, colour(a), colour(b));
                if d < found.0 {
                    found = (d, format!("{a} and {b}, {name}"));
                }
            }
        }
    }
    found
}

const LIGHT: usize = 0;
const DARK: usize = 1;

#[test]
fn series_are_told_apart_by_everybody() {
    let series = ["accent", "ink", "s3", "s4", "s5", "s6"];
    for theme in [LIGHT, DARK] {
        let (distance, pair) = smallest(&series, theme);
        assert!(distance >= 0.08, "{distance:.3}: {pair}");
    }
}

#[test]
fn gain_and_loss_are_told_apart_by_everybody() {
    for theme in [LIGHT, DARK] {
        let (distance, pair) = smallest(&["gain", "loss"], theme);
        assert!(distance >= 0.2, "{distance:.3}: {pair}");
    }
}

/// Green and red are not, which is why they are not the standard.
#[test]
fn the_measure_knows_what_collapses() {
    let hex = |r: u8, g: u8, b: u8| [r, g, b].map(|v| linear(f64::from(v) / 255.0));
    let (green, red) = (hex(0x1a, 0x7f, 0x37), hex(0xcf, 0x22, 0x2e));
    let deuteranopia = SIGHTS[2].1;
    assert!(distance(deuteranopia, green, red) < 0.12);
    assert!(distance(USUAL, green, red) > 0.25);
    // White is white in both models.
    assert!((oklab(hex(255, 255, 255))[0] - 1.0).abs() < 1e-3);
}
