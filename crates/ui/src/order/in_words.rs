//! Whole numbers in words, as on a cheque: a digit too many is seen at once.

use texts::Language;

/// The number in words. Beyond a billion it stays in digits: nobody trades that much here.
pub fn in_words(language: Language, number: u64) -> String {
    if number >= 1_000_000_000 {
        return language.count(number);
    }
    match language {
        Language::English => english(number),
        Language::German => german(number),
    }
}

const ENGLISH: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

fn english(number: u64) -> String {
    let joined = |large: u64, word: &str, rest: u64| {
        let large = format!("{} {word}", english(large));
        if rest == 0 {
            large
        } else {
            format!("{large} {}", english(rest))
        }
    };
    match number {
        0..20 => ENGLISH[number as usize].to_owned(),
        20..100 => {
            let tens = ENGLISH_TENS[(number / 10) as usize];
            match number % 10 {
                0 => tens.to_owned(),
                ones => format!("{tens}-{}", ENGLISH[ones as usize]),
            }
        }
        100..1000 => joined(number / 100, "hundred", number % 100),
        1000..1_000_000 => joined(number / 1000, "thousand", number % 1000),
        _ => joined(number / 1_000_000, "million", number % 1_000_000),
    }
}

const GERMAN: [&str; 20] = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];
const GERMAN_TENS: [&str; 10] = [
    "", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
];

/// Below a million it is one word.
fn german(number: u64) -> String {
    match number {
        1_000_000.. => {
            let (millions, rest) = (number / 1_000_000, number % 1_000_000);
            let millions = match millions {
                1 => "eine Million".to_owned(),
                many => format!("{} Millionen", german_word(many)),
            };
            if rest == 0 {
                millions
            } else {
                format!("{millions} {}", ended(rest))
            }
        }
        _ => ended(number),
    }
}

/// A one at the end is `eins`.
fn ended(number: u64) -> String {
    let word = german_word(number);
    if number % 100 == 1 {
        format!("{word}s")
    } else {
        word
    }
}

fn german_word(number: u64) -> String {
    let rest = |rest: u64| {
        if rest == 0 {
            String::new()
        } else {
            german_word(rest)
        }
    };
    match number {
        0..20 => GERMAN[number as usize].to_owned(),
        20..100 => {
            let tens = GERMAN_TENS[(number / 10) as usize];
            match number % 10 {
                0 => tens.to_owned(),
                ones => format!("{}und{tens}", GERMAN[ones as usize]),
            }
        }
        100..1000 => format!("{}hundert{}", german_word(number / 100), rest(number % 100)),
        _ => format!(
            "{}tausend{}",
            german_word(number / 1000),
            rest(number % 1000)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: u64, english: &str, german: &str) {
        assert_eq!(in_words(Language::English, number), english);
        assert_eq!(in_words(Language::German, number), german);
    }

    #[test]
    fn numbers() {
        check(0, "zero", "null");
        check(1, "one", "eins");
        check(12, "twelve", "zwölf");
        check(17, "seventeen", "siebzehn");
        check(21, "twenty-one", "einundzwanzig");
        check(30, "thirty", "dreißig");
        check(101, "one hundred one", "einhunderteins");
        check(
            1_700,
            "one thousand seven hundred",
            "eintausendsiebenhundert",
        );
        check(
            21_016,
            "twenty-one thousand sixteen",
            "einundzwanzigtausendsechzehn",
        );
        check(1_000_000, "one million", "eine Million");
        check(
            2_000_301,
            "two million three hundred one",
            "zwei Millionen dreihunderteins",
        );
        check(1_000_000_000, "1,000,000,000", "1.000.000.000");
    }
}
