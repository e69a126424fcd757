//! Damage to documents.

use serde_json::{Map, Value, json};

/// A small generator of random numbers; the same seed, the same numbers.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    /// Below `count`.
    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Numbers that break things.
const NUMBERS: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    0.5,
    0.2,
    1e-9,
    1e-17,
    -1e-9,
    5e-324,
    1e-300,
    1e-160,
    1e160,
    1e300,
    -1e300,
    f64::MAX,
    f64::EPSILON,
    0.999_999_999_999,
    1.000_000_000_001,
    3.0,
    7.0,
    60.0,
    1e6,
    1e9,
    4_294_967_296.0,
    1.844_674_407_370_955_2e19,
    0.1 + 0.2,
];

/// Text that JSON or a document has trouble with.
const TEXTS: &[&str] = &[
    "1e999",
    "-1e999",
    "null",
    "{}",
    "[]",
    "\"\"",
    "[[]]",
    "{\"default\":0.1}",
    "NaN",
    "\u{0}",
    "\"\\ud800\"",
    "true",
    ",",
    ":",
    "{",
    "}",
    "\"",
    "e",
    "-",
    "9",
    "\u{1F600}",
];

/// The words and names of documents: what one means, another may not expect.
const WORDS: &[&str] = &[
    // Objectives and measures.
    "min_risk",
    "max_sharpe",
    "max_utility",
    "max_return",
    "equal_weight",
    "dr_cvar",
    "max_diversification",
    "risk_parity",
    "hrp",
    "herc",
    "nco",
    "inverse_volatility",
    "tracking",
    "robust",
    "weighted",
    "variance",
    "semivariance",
    "mad",
    "cvar",
    "cdar",
    "worst_case",
    "max_drawdown",
    // Estimates.
    "sample",
    "given",
    "ewma",
    "shrunk",
    "equilibrium",
    "black_litterman",
    "james_stein",
    "bayes_stein",
    "grand_mean",
    "minimum_variance",
    "identity",
    "constant_correlation",
    "ledoit_wolf",
    "oas",
    "denoised",
    "factor",
    "gerber",
    "clip",
    // Methods.
    "auto",
    "clarabel",
    "active_set",
    "interior_point",
    "critical_line",
    "cutting_planes",
    "branch_and_bound",
    "single",
    "complete",
    "average",
    "ward",
    "none",
    "daily",
    "drop_rows",
    "drop_assets",
    "forward_fill",
    // Assets and days.
    "AAPL",
    "MSFT",
    "JPM",
    "XOM",
    "JNJ",
    "KO",
    "default",
    "asset",
    "weights",
    "2020-01-05",
    "2020-02-20",
    "2020-01-01",
    "2019-12-31",
    "0001-01-01",
    "9999-12-31",
    "2020-02-30",
    // Names.
    "",
    " ",
    "\u{0}",
    "\u{1F600}\u{202E}e\u{301}",
    "a name that is much longer than any name of an asset or of a group should ever be, and goes on",
    // Risk documents.
    "monthly",
    "month",
    "year",
    "all",
    "normal",
    "student_t",
    "cornish_fisher",
    "historical_overlapping",
    "filtered_historical",
    "monte_carlo_normal",
    "monte_carlo_student_t",
    "bootstrap",
    "conditional",
    "betas",
    "carino",
    "menchero",
    "separate",
    "selection",
    "start",
    "end",
    "Technology",
    "Other",
    "max_var",
    "cash",
    "beta",
    "sharpe",
    "var",
];

/// Keys of constraints: they are where a document grows.
const LIMITS: &[&str] = &[
    "turnover",
    "gross_exposure",
    "tracking_error",
    "costs",
    "max_risk",
    "target_return",
    "min_weight",
    "max_weight",
    "groups",
    "linear",
    "budget",
];

/// A document of the corpus, damaged a few times.
pub(crate) fn mutant(corpus: &[Value], random: &mut Random) -> String {
    let mut document = random.pick(corpus).clone();
    if random.one_in(3) {
        add_limit(&mut document, random.pick(corpus), random);
    }
    // What only has other numbers is run more often than what is damaged in other ways.
    let only_numbers = random.one_in(3);
    for _ in 0..1 + random.below(4) {
        let other = random.pick(corpus);
        if only_numbers {
            renumber(&mut document, random);
        } else {
            damage(&mut document, other, random);
        }
    }
    let mut text = document.to_string();
    if random.one_in(6) {
        for _ in 0..1 + random.below(3) {
            text = spliced(&text, random);
        }
    }
    text
}

/// A limit of another document.
fn add_limit(document: &mut Value, other: &Value, random: &mut Random) {
    let given = |key: &&&str| other["constraints"].get(**key).is_some();
    let given: Vec<&&str> = LIMITS.iter().filter(given).collect();
    if !given.is_empty() {
        let key = **random.pick(&given);
        let limit = other["constraints"][key].clone();
        let constraints = document.as_object_mut().map(|document| {
            let constraints = document.entry("constraints");
            constraints.or_insert_with(|| json!({}))
        });
        if let Some(Value::Object(constraints)) = constraints {
            constraints.insert(key.to_owned(), limit);
        }
    }
}

/// Another number at a random place, if the way there ends at one.
fn renumber(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(map) => {
            let count = map.len();
            if let Some(inner) = map.values_mut().nth(random.below(count)) {
                renumber(inner, random);
            }
        }
        Value::Array(list) => {
            let count = list.len();
            if let Some(inner) = list.get_mut(random.below(count)) {
                renumber(inner, random);
            }
        }
        Value::Number(number) => *value = other_number(number.as_f64().unwrap_or(1.0), random),
        _ => {}
    }
}

fn other_number(own: f64, random: &mut Random) -> Value {
    match random.below(8) {
        0 => json!(own * 10.0),
        1 => json!(own * 0.5),
        2 => json!(-own),
        3 => json!(random.below(70)),
        4 => json!(own * (1.0 + 1e-9)),
        5 => json!(random.below(101) as f64 / 100.0),
        _ => json!(random.pick(NUMBERS)),
    }
}

/// Goes down to a random place and damages it there.
fn damage(value: &mut Value, other: &Value, random: &mut Random) {
    let goes_on = !random.one_in(4);
    match value {
        Value::Object(map) if goes_on && !map.is_empty() => {
            let keys: Vec<String> = map.keys().cloned().collect();
            let key = random.pick(&keys);
            // The same place of the other document, so that what is exchanged has a meaning there.
            let there = other.get(key).unwrap_or(other);
            if let Some(inner) = map.get_mut(key) {
                damage(inner, there, random);
            }
        }
        Value::Array(list) if goes_on && !list.is_empty() => {
            let place = random.below(list.len());
            damage(&mut list[place], other, random);
        }
        Value::Object(map) => damage_object(map, other, random),
        Value::Array(list) => damage_list(list, random),
        Value::Number(number) if !random.one_in(5) => {
            *value = other_number(number.as_f64().unwrap_or(1.0), random);
        }
        Value::String(_) if !random.one_in(4) => *value = json!(random.pick(WORDS)),
        _ => *value = anything(other, random),
    }
}

fn damage_object(map: &mut Map<String, Value>, other: &Value, random: &mut Random) {
    let keys: Vec<String> = map.keys().cloned().collect();
    match random.below(5) {
        0 if !keys.is_empty() => {
            map.remove(random.pick(&keys));
        }
        1 if !keys.is_empty() => {
            let from = random.pick(&keys).clone();
            let to = random.pick(&keys).clone();
            if let Some(value) = map.remove(&from) {
                map.insert(
                    format!("{to}{}", if random.one_in(2) { "_" } else { "" }),
                    value,
                );
            }
        }
        2 if keys.len() > 1 => {
            let (from, to) = (random.pick(&keys).clone(), random.pick(&keys).clone());
            let (one, two) = (map.get(&from).cloned(), map.get(&to).cloned());
            if let (Some(one), Some(two)) = (one, two) {
                map.insert(from, two);
                map.insert(to, one);
            }
        }
        // What the other document has here, and this one has not.
        _ => {
            if let Value::Object(others) = other {
                let others: Vec<_> = others.iter().collect();
                if !others.is_empty() {
                    let (key, value) = random.pick(&others);
                    map.insert((*key).clone(), (*value).clone());
                }
            }
        }
    }
}

fn damage_list(list: &mut Vec<Value>, random: &mut Random) {
    let place = random.below(list.len().max(1));
    match random.below(5) {
        0 => list.clear(),
        1 if !list.is_empty() => {
            list.remove(place);
        }
        2 if !list.is_empty() => list.insert(place, list[place].clone()),
        3 if !list.is_empty() => list.reverse(),
        _ => list.push(json!(random.pick(NUMBERS))),
    }
}

fn anything(other: &Value, random: &mut Random) -> Value {
    match random.below(7) {
        0 => Value::Null,
        1 => json!(random.one_in(2)),
        2 => json!(random.pick(TEXTS)),
        3 => json!([]),
        4 => json!({}),
        5 => json!(random.pick(NUMBERS)),
        _ => other.clone(),
    }
}

/// Cut, doubled or with something strange in it.
fn spliced(text: &str, random: &mut Random) -> String {
    let characters: Vec<char> = text.chars().collect();
    let (one, two) = (
        random.below(characters.len() + 1),
        random.below(characters.len() + 1),
    );
    let (start, end) = (one.min(two), one.max(two).min(one.min(two) + 12));
    let part = |range: std::ops::Range<usize>| characters[range].iter().collect::<String>();
    let (before, inside) = (part(0..start), part(start..end));
    let after = part(end..characters.len());
    match random.below(6) {
        0 => before,
        1 => before + &after,
        2 => before + &inside + &inside + &after,
        3 => before + random.pick::<&str>(TEXTS) + &after,
        4 => before + &"[".repeat(random.below(300)) + &inside + &after,
        _ => before + random.pick::<&str>(TEXTS) + &inside + &after,
    }
}
