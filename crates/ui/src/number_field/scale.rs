//! How a number is typed, written and stepped.

use domain::{Language, format};
use texts::components as words;

/// How a number is typed, written and stepped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// What stands behind it: `%`, `bp`, or nothing.
    pub unit: &'static str,
    /// Turns what is typed into what is meant: 0.01 for percent.
    pub factor: f64,
    /// Least and greatest value that is meant.
    pub range: (f64, f64),
    /// A step, in what is meant.
    pub step: f64,
}

/// So many steps go with the Page keys.
const PAGE: f64 = 10.0;
/// So many places can be typed.
const PLACES: usize = 4;

impl Scale {
    /// A fraction that is typed in percent.
    pub const fn percent(range: (f64, f64), step: f64) -> Self {
        Self {
            unit: "%",
            factor: 0.01,
            range,
            step,
        }
    }

    /// A number that is typed as it is meant.
    pub const fn plain(unit: &'static str, range: (f64, f64), step: f64) -> Self {
        Self {
            unit,
            factor: 1.0,
            range,
            step,
        }
    }

    /// As it stands in the field.
    pub fn write(self, value: f64, language: Language) -> String {
        language.editable(value / self.factor, PLACES)
    }

    /// With its unit, as a sentence says it.
    pub fn say(self, value: f64, language: Language) -> String {
        let text = self.write(value, language);
        let text = text.replace('-', &format::MINUS.to_string());
        if self.unit.is_empty() {
            text
        } else {
            format::with_unit(text, self.unit)
        }
    }

    /// What was typed, or what is wrong with it.
    ///
    /// # Errors
    ///
    /// A sentence with the range, for the person who typed it.
    pub fn read(self, typed: &str, language: Language) -> Result<f64, String> {
        let (least, most) = self.range;
        let (from, to) = (self.say(least, language), self.say(most, language));
        let bare = typed.trim();
        let bare = bare.strip_suffix(self.unit).unwrap_or(bare);
        let value = language
            .read_number(bare)
            .map_err(|_| words::not_a_number(language, &shortened(bare), &from, &to))?;
        // Typed decimals stay what they look like: 10.1 % is 0.101, not 0.10099999999999999.
        let value = tidy(value * self.factor);
        if (least..=most).contains(&value) {
            Ok(value)
        } else {
            let said = self.say(value, language);
            Err(words::out_of_range(language, &said, &from, &to))
        }
    }

    /// The next value so many steps away: on the grid of steps, within the range.
    pub fn nudge(self, value: f64, steps: f64) -> f64 {
        let at = value / self.step;
        // A value between two steps goes to the next one.
        let near = at.round();
        let on_grid = if (at - near).abs() < 1e-6 {
            near
        } else if steps > 0.0 {
            at.floor()
        } else {
            at.ceil()
        };
        tidy((on_grid + steps) * self.step).clamp(self.range.0, self.range.1)
    }

    /// How many steps a key goes; `None` for keys that only edit.
    pub fn steps_of_key(key: &str) -> Option<f64> {
        match key {
            "ArrowUp" => Some(1.0),
            "ArrowDown" => Some(-1.0),
            "PageUp" => Some(PAGE),
            "PageDown" => Some(-PAGE),
            _ => None,
        }
    }
}

fn tidy(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// As much of a long text as a message can quote.
fn shortened(text: &str) -> String {
    const MOST: usize = 24;
    let text = text.trim();
    if text.chars().count() > MOST {
        text.chars().take(MOST).chain(['…']).collect()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use domain::Language::{English, German};

    use super::*;

    const CAP: Scale = Scale::percent((0.01, 1.0), 0.005);
    const AVERSION: Scale = Scale::plain("", (0.5, 100.0), 0.5);

    #[test]
    fn what_is_typed_is_meant() {
        let check = |typed: &str, language, expect: f64| {
            assert_eq!(CAP.read(typed, language), Ok(expect), "{typed}");
        };
        check("10.1", English, 0.101);
        check("10,5", English, 0.105);
        check(" 10.5 % ", English, 0.105);
        check("10,5\u{202f}%", German, 0.105);
        check("100", German, 1.0);
        let cost = Scale::plain("bp", (0.0, 100.0), 1.0);
        assert_eq!(cost.read("12 bp", English), Ok(12.0));
        let temperature = Scale::plain("", (-5.0, 5.0), 1.0);
        assert_eq!(temperature.read("−3", English), Ok(-3.0));
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        let message = |typed: &str, language| {
            let message = CAP.read(typed, language).expect_err("cannot be read");
            message.replace('\u{202f}', " ")
        };
        assert_eq!(
            message("ten", English),
            "“ten” is not a number. Use 1 % to 100 %."
        );
        assert_eq!(
            message("120", English),
            "120 % is out of range. Use 1 % to 100 %."
        );
        assert_eq!(
            message("0,5", German),
            "0,5 % liegt außerhalb. Erlaubt ist 1 % bis 100 %."
        );
        assert!(message(&"9".repeat(400), English).len() < 120);
        assert!(message("", English).contains("Use 1 %"));
    }

    #[test]
    fn written_text_is_read_as_the_same_number() {
        for language in [English, German] {
            for value in [0.01, 0.1, 0.125, 0.1234, 0.3, 1.0] {
                assert_eq!(CAP.read(&CAP.write(value, language), language), Ok(value));
            }
        }
        assert_eq!(CAP.write(0.1, English), "10");
        assert_eq!(CAP.write(0.125, German), "12,5");
        assert_eq!(CAP.say(0.125, English), "12.5\u{202f}%");
    }

    #[test]
    fn steps_stay_on_their_grid_and_in_range() {
        let check = |scale: Scale, from: f64, steps: f64, expect: f64| {
            assert_eq!(scale.nudge(from, steps), expect, "{from} {steps}");
        };
        check(CAP, 0.1, 1.0, 0.105);
        check(CAP, 0.1, -1.0, 0.095);
        check(CAP, 0.103, 1.0, 0.105);
        check(CAP, 0.103, -1.0, 0.1);
        check(CAP, 0.1, 10.0, 0.15);
        check(CAP, 0.01, -1.0, 0.01);
        check(CAP, 0.998, 1.0, 1.0);
        check(AVERSION, 5.0, -10.0, 0.5);
        check(AVERSION, 99.9, 10.0, 100.0);
    }

    #[test]
    fn keys() {
        assert_eq!(Scale::steps_of_key("ArrowUp"), Some(1.0));
        assert_eq!(Scale::steps_of_key("PageDown"), Some(-10.0));
        assert_eq!(Scale::steps_of_key("5"), None);
    }
}
