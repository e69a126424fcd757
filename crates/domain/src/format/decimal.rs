//! A number as its digits, between a value and its text.

/// Digits before and after the mark, and a sign that zero never has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    pub(super) whole: String,
    pub(super) fraction: String,
}

impl Decimal {
    /// A value rounded to `places`; `None` for what is not finite.
    pub(super) fn of(value: f64, places: usize) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let digits = format!("{:.places$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        Some(Self::new(value < 0.0, whole, fraction))
    }

    /// What programs write: `-1234.5`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let is_decimal = !whole.is_empty() && all_digits(whole) && all_digits(fraction);
        is_decimal.then(|| Self::new(negative, whole, fraction))
    }

    fn new(negative: bool, whole: &str, fraction: &str) -> Self {
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        // What rounds to zero has no sign.
        let is_zero = whole == "0" && fraction.bytes().all(|b| b == b'0');
        Self {
            negative: negative && !is_zero,
            whole: whole.to_owned(),
            fraction: fraction.to_owned(),
        }
    }

    /// With exactly so many places; halves go away from zero.
    pub(super) fn rounded(&self, places: usize) -> Self {
        if self.fraction.len() <= places {
            let fraction = format!("{:0<places$}", self.fraction);
            return Self::new(self.negative, &self.whole, &fraction);
        }
        let goes_up = self.fraction.as_bytes()[places] >= b'5';
        let mut digits = format!("0{}{}", self.whole, &self.fraction[..places]).into_bytes();
        if goes_up {
            for digit in digits.iter_mut().rev() {
                if *digit == b'9' {
                    *digit = b'0';
                } else {
                    *digit += 1;
                    break;
                }
            }
        }
        let digits = String::from_utf8(digits).expect("digits are ASCII");
        let (whole, fraction) = digits.split_at(digits.len() - places);
        Self::new(self.negative, whole, fraction)
    }

    pub(super) fn is_negative(&self) -> bool {
        self.negative
    }

    /// The plus of what is above zero.
    pub(super) fn plus(&self) -> &'static str {
        let is_zero = self.whole == "0" && self.fraction.bytes().all(|b| b == b'0');
        if self.negative || is_zero { "" } else { "+" }
    }
}
