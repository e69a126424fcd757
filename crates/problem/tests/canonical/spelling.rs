//! Other words for the same document, and other documents.

use serde_json::{Map, Value, json};

/// Throws that follow from a seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides` (splitmix64).
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn is_heads(&mut self) -> bool {
        self.below(2) == 0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// Keys whose numbers count something and are written without a point.
const COUNTS: [&str; 11] = [
    "points",
    "seed",
    "train",
    "test",
    "clusters",
    "factors",
    "resamples",
    "seeds",
    "layers",
    "shots",
    "lot",
];

/// The key of limits whose numbers all count, but for sizes.
const CARDINALITY: &str = "cardinality";
const SIZES: [&str; 2] = ["min_position", "max_position"];

/// The text of a document: keys in any order, numbers, letters and spaces in any form.
pub(crate) fn spelled(value: &Value, dice: &mut Dice) -> String {
    let mut text = String::new();
    write(value, false, dice, &mut text);
    text
}

/// `counts` says whether numbers here are counts.
fn write(value: &Value, counts: bool, dice: &mut Dice, text: &mut String) {
    let space = |dice: &mut Dice| ["", " ", "\n\t"][dice.below(3)];
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            dice.shuffle(&mut entries);
            text.push('{');
            for (i, (key, value)) in entries.into_iter().enumerate() {
                text.push_str(if i > 0 { "," } else { "" });
                text.push_str(space(dice));
                text.push_str(&quoted(key, dice));
                text.push(':');
                let counts = COUNTS.contains(&key.as_str())
                    || key == CARDINALITY
                    || counts && !SIZES.contains(&key.as_str());
                write(value, counts, dice, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (i, item) in items.iter().enumerate() {
                text.push_str(if i > 0 { "," } else { "" });
                text.push_str(space(dice));
                write(item, counts, dice, text);
            }
            text.push(']');
        }
        Value::Number(number) if !counts => {
            let number = number.as_f64().expect("a float");
            text.push_str(&digits(number, dice));
        }
        Value::String(word) => text.push_str(&quoted(word, dice)),
        _ => text.push_str(&value.to_string()),
    }
}

fn digits(number: f64, dice: &mut Dice) -> String {
    if number == 0.0 {
        return ["0", "-0", "0.000", "0e7", "-0.0"][dice.below(5)].to_owned();
    }
    match dice.below(4) {
        0 => number.to_string(),
        1 => format!("{number:e}"),
        2 => format!("{number:E}").replace('E', "E+").replace("+-", "-"),
        _ if number.fract() == 0.0 => format!("{number}.000"),
        _ => format!("{number}000"),
    }
}

/// With some letters written by their number.
fn quoted(word: &str, dice: &mut Dice) -> String {
    let letters = word.chars().map(|letter| {
        if letter.is_ascii_alphanumeric() && dice.below(6) > 0 {
            letter.to_string()
        } else {
            format!("\\u{:04x}", u32::from(letter))
        }
    });
    format!("\"{}\"", letters.collect::<String>())
}

/// The same document with some of what it leaves out, and with sets in another order.
pub(crate) fn at_length(document: &Value, dice: &mut Dice) -> Value {
    let mut long = document.clone();
    for (path, value) in left_out(document) {
        if dice.is_heads() {
            put(&mut long, &path, value);
        }
    }
    let limits = &mut long["constraints"];
    if limits.is_null() {
        *limits = json!({});
    }
    for bound in ["min_weight", "max_weight"] {
        if limits[bound].is_number() && dice.is_heads() {
            limits[bound] = json!({ "default": limits[bound] });
        }
    }
    for group in limits["groups"].as_array_mut().into_iter().flatten() {
        dice.shuffle(group["assets"].as_array_mut().expect("assets"));
    }
    let positions = limits.pointer_mut("/cardinality/groups");
    let positions = positions.and_then(Value::as_array_mut);
    for group in positions.into_iter().flatten() {
        dice.shuffle(group["assets"].as_array_mut().expect("assets"));
    }
    // Nothing of MSFT, where it is not named.
    for row in limits["linear"].as_array_mut().into_iter().flatten() {
        nothing_of(&mut row["coefficients"], "MSFT", dice);
    }
    for holder in ["turnover", "costs"] {
        nothing_of(&mut limits[holder]["from"], "MSFT", dice);
        if limits[holder]["from"].is_null() {
            limits.as_object_mut().expect("an object").remove(holder);
        }
    }
    if limits["tracking_error"].is_object() {
        benchmark(&mut limits["tracking_error"]["benchmark"], dice);
    } else {
        limits
            .as_object_mut()
            .expect("an object")
            .remove("tracking_error");
    }
    if long["objective"]["benchmark"].is_object() {
        benchmark(&mut long["objective"]["benchmark"], dice);
    }
    let limits = long["constraints"].as_object_mut().expect("an object");
    limits.retain(|_, limit| !limit.is_null());
    long
}

fn nothing_of(map: &mut Value, asset: &str, dice: &mut Dice) {
    if let Some(map) = map.as_object_mut()
        && dice.is_heads()
    {
        map.entry(asset).or_insert(json!(0.0));
    }
}

fn benchmark(benchmark: &mut Value, dice: &mut Dice) {
    if benchmark.get("asset").is_none() && benchmark.get("weights").is_none() {
        nothing_of(benchmark, "MSFT", dice);
        if dice.is_heads() {
            *benchmark = json!({ "weights": benchmark });
        }
    }
}

/// What a document leaves out and what that means.
fn left_out(document: &Value) -> Vec<(Vec<&'static str>, Value)> {
    let objective = &document["objective"];
    let mut all = vec![
        (vec!["window"], json!({})),
        (vec!["views"], json!([])),
        (
            vec!["tau"],
            if document["tau"].is_null() {
                Value::Null
            } else {
                document["tau"].clone()
            },
        ),
        (vec!["missing"], Value::Null),
        (vec!["solver", "kind"], json!("auto")),
        (vec!["solver", "seed"], json!(1)),
        (vec!["solver", "time_limit_s"], Value::Null),
        (vec!["estimate", "mean", "kind"], json!("sample")),
        (vec!["estimate", "covariance", "kind"], json!("sample")),
        (vec!["constraints", "budget"], json!(1.0)),
        (vec!["constraints", "min_weight"], json!(0.0)),
        (vec!["constraints", "max_weight"], json!({})),
        (vec!["constraints", "groups"], json!([])),
        (vec!["constraints", "linear"], json!([])),
        (vec!["constraints", "target_return"], Value::Null),
        (vec!["constraints", "min_weight", "default"], json!(0.0)),
        (vec!["constraints", "max_weight", "default"], json!(1.0)),
    ];
    let mut also = |path: &[&'static str], value: Value| all.push((path.to_vec(), value));
    let has_tail = |of: &Value| of == "cvar" || of == "cdar";
    match objective["kind"].as_str().expect("a kind") {
        "min_risk" | "max_return" | "max_utility" | "risk_parity" => {
            also(&["objective", "measure"], json!("variance"));
        }
        "max_sharpe" => {
            also(&["objective", "measure"], json!("variance"));
            also(&["objective", "risk_free"], json!(0.0));
        }
        "dr_cvar" => {
            also(&["objective", "risk_aversion"], json!(1.0));
            also(&["objective", "confidence"], json!(0.95));
        }
        "robust" => also(&["objective", "risk_aversion"], json!(1.0)),
        "hrp" => {
            also(&["objective", "linkage"], json!("single"));
            also(&["objective", "optimal_leaf_order"], json!(false));
        }
        "herc" | "nco" => also(&["objective", "linkage"], json!("ward")),
        "weighted" => also(&["objective", "points"], json!(21)),
        _ => {}
    }
    if has_tail(&objective["measure"]) {
        also(&["objective", "confidence"], json!(0.95));
    }
    if document["frontier"].is_object() {
        also(&["frontier", "risk"], json!("variance"));
        if has_tail(&document["frontier"]["risk"]) {
            also(&["frontier", "confidence"], json!(0.95));
        }
    }
    if document["walk_forward"].is_object() {
        also(&["walk_forward", "rebalance"], json!("none"));
    }
    match document["estimate"]["mean"]["kind"].as_str() {
        Some("shrunk") => {
            also(&["estimate", "mean", "method"], json!("james_stein"));
            also(&["estimate", "mean", "target"], json!("grand_mean"));
        }
        Some("equilibrium") => also(&["estimate", "mean", "risk_aversion"], json!(2.5)),
        Some("black_litterman") => {
            also(&["estimate", "mean", "risk_aversion"], json!(2.5));
            also(&["tau"], json!(0.05));
        }
        _ => {}
    }
    match document["estimate"]["covariance"]["kind"].as_str() {
        Some("ledoit_wolf") => also(&["estimate", "covariance", "target"], json!("identity")),
        Some("gerber") => also(&["estimate", "covariance", "threshold"], json!(0.5)),
        _ => {}
    }
    if document["constraints"]["cardinality"].is_object() {
        also(&["constraints", "cardinality", "min_position"], json!(0.0));
        also(&["constraints", "cardinality", "groups"], json!([]));
    }
    if document["constraints"]["shares"].is_object() {
        also(&["constraints", "shares", "fee"], json!(0.0));
        also(&["constraints", "shares", "min_trade"], json!(0.0));
        also(&["constraints", "shares", "lot"], json!(1));
    }
    if document["confidence"].is_object() {
        let seed = document["solver"]["seed"].as_u64().unwrap_or(1);
        also(&["confidence", "level"], json!(0.9));
        also(&["confidence", "seed"], json!(seed));
        also(&["confidence", "method"], json!("bootstrap"));
    }
    let is_compared = document["comparison"].is_object();
    if is_compared {
        let all = json!(["branch_and_bound", "annealing", "bifurcation", "qaoa"]);
        also(&["comparison", "routes"], all);
        also(&["comparison", "seeds"], json!(20));
    }
    if is_compared || document["solver"]["kind"] == "qaoa" {
        also(&["solver", "qaoa", "layers"], json!(3));
        also(&["solver", "qaoa", "shots"], json!(64));
        if !is_compared {
            also(&["solver", "qaoa", "mixer"], json!("warm_start"));
        }
    }
    if document["constraints"]["costs"].is_object() {
        also(&["constraints", "costs", "horizon_years"], json!(1.0));
    }
    all
}

/// Writes a value where there is none. A number on the way means itself for everything below.
fn put(document: &mut Value, path: &[&str], value: Value) {
    let (last, parents) = path.split_last().expect("a path");
    let mut at = document;
    for key in parents {
        let map = at.as_object_mut().expect("an object");
        at = map.entry(*key).or_insert_with(|| json!({}));
        if !at.is_object() {
            return;
        }
    }
    let map = at.as_object_mut().expect("an object");
    map.entry(*last).or_insert(value);
}

/// The document with one thing changed that counts; nothing where there was nothing to change at
/// the place that the dice chose. Not all of them are good documents.
pub(crate) fn changed(document: &Value, dice: &mut Dice) -> Option<Value> {
    // With its defaults, so that they can be changed, too.
    let text = document.to_string();
    let read = problem::Document::parse(&text).expect("a good document");
    let mut other = serde_json::to_value(&read).expect("JSON");
    let map = other.as_object_mut().expect("an object");
    // What the data are is tested by itself.
    let data = map.remove("data").expect("data");
    map.remove("window");
    let mut places = Vec::new();
    collect(&other, &mut Vec::new(), &mut places);
    let place = &places[dice.below(places.len())];
    let value = place.iter().try_fold(&mut other, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(i) => value.get_mut(i),
    });
    change(value.expect("it is there"), dice).then(|| {
        other["data"] = data;
        other
    })
}

#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Index(usize),
}

fn collect(value: &Value, path: &mut Vec<Step>, places: &mut Vec<Vec<Step>>) {
    places.push(path.clone());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                path.push(Step::Key(key.clone()));
                collect(value, path, places);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                path.push(Step::Index(i));
                collect(value, path, places);
                path.pop();
            }
        }
        _ => {}
    }
}

const WORDS: [&str; 24] = [
    "min_risk",
    "max_sharpe",
    "max_diversification",
    "inverse_volatility",
    "hrp",
    "herc",
    "nco",
    "risk_parity",
    "variance",
    "cvar",
    "mad",
    "worst_case",
    "cdar",
    "single",
    "ward",
    "average",
    "daily",
    "none",
    "ledoit_wolf",
    "oas",
    "sample",
    "clarabel",
    "AAPL",
    "KO",
];

fn change(value: &mut Value, dice: &mut Dice) -> bool {
    match value {
        Value::Number(number) => {
            *value = match number.as_u64() {
                Some(count) => json!(count + 1),
                None => json!(number.as_f64().expect("a float").next_up()),
            };
        }
        Value::Bool(is) => *is = !*is,
        Value::String(word) => {
            let other = WORDS[dice.below(WORDS.len())];
            if word == other {
                return false;
            }
            other.clone_into(word);
        }
        Value::Array(items) if !items.is_empty() => {
            items.remove(dice.below(items.len()));
        }
        Value::Object(map) if !map.is_empty() => return without_one(map, dice),
        _ => return false,
    }
    true
}

/// Takes a key out whose absence means something else than its value.
fn without_one(map: &mut Map<String, Value>, dice: &mut Dice) -> bool {
    let keys: Vec<String> = map.keys().cloned().collect();
    let key = &keys[dice.below(keys.len())];
    let is_asset = us20_name(key);
    // Nothing of an asset is as good as not naming it; a bound of its own may be the default.
    is_asset
        && map
            .remove(key)
            .is_some_and(|value| value.as_f64() != Some(0.0))
}

fn us20_name(key: &str) -> bool {
    crate::us20::SYMBOLS.contains(&key)
}
