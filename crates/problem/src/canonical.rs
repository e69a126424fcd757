//! Values as texts of one form, so that what is the same reads the same.

use serde::Serialize;
use serde_json::{Number, Value};

/// JSON without spaces: keys in the order of their bytes, numbers as short as they can be, minus
/// zero as zero.
///
/// Keys are put in order here, since `serde_json` keeps them as they come as soon as any crate of a
/// build asks it to.
///
/// # Errors
/// What JSON cannot write, such as a map whose keys are no texts.
pub(crate) fn text(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    write(&serde_json::to_value(value)?, &mut text);
    Ok(text)
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            between("{}", entries, text, |(key, value), text| {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(value, text);
            });
        }
        Value::Array(items) => between("[]", items, text, write),
        Value::Number(number) => text.push_str(&shortest(number).to_string()),
        Value::String(_) | Value::Bool(_) | Value::Null => text.push_str(&value.to_string()),
    }
}

/// Entries with commas between them, inside two brackets.
fn between<T>(
    brackets: &str,
    entries: impl IntoIterator<Item = T>,
    text: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    let (open, close) = brackets.split_at(1);
    text.push_str(open);
    for (i, entry) in entries.into_iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        write(entry, text);
    }
    text.push_str(close);
}

fn shortest(number: &Number) -> Number {
    let is_whole = number.is_u64() || number.is_i64();
    let float = number.as_f64().filter(|_| !is_whole);
    float
        .and_then(|float| Number::from_f64(float + 0.0))
        .unwrap_or_else(|| number.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expect: &str) {
        let value: Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(text(&value).expect("a text"), expect);
    }

    #[test]
    fn one_form() {
        check(
            r#"{ "b": [1, -0.0, 2.50, 1e2], "a": { "é\n\"": null, "B": true } }"#,
            r#"{"a":{"B":true,"é\n\"":null},"b":[1,0.0,2.5,100.0]}"#,
        );
        check("[]", "[]");
        check("18446744073709551615", "18446744073709551615");
    }
}
