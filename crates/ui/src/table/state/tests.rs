use super::*;

fn by(column: &str, descending: bool) -> Option<Sort> {
    Some(Sort {
        column: column.to_owned(),
        descending,
    })
}

fn usual() -> State {
    State {
        sort: by("value", true),
        ..State::default()
    }
}

/// Writes a state, reads it again as a browser would, and expects the same.
fn check(state: &State, expect: &str) {
    for prefix in ["", "h_"] {
        let query = state.to_query(prefix, &usual());
        if prefix.is_empty() {
            assert_eq!(query, expect);
        }
        let pairs: Vec<(String, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), decoded(value)))
            .collect();
        let find = |name: &str| {
            let pair = pairs.iter().find(|(own, _)| own == name);
            pair.map(|(_, value)| value.clone())
        };
        assert_eq!(State::from_query(prefix, &usual(), find), *state, "{query}");
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits =
                [rest.next(), rest.next()].map(|digit| char::from(digit.expect("two digits")));
            bytes.push(
                u8::from_str_radix(&digits.iter().collect::<String>(), 16).expect("two digits"),
            );
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("what was text")
}

#[test]
fn the_usual_is_not_written() {
    check(&usual(), "");
}

#[test]
fn everything_else_is() {
    let state = State {
        sort: by("weight", false),
        page: 1,
        hidden: vec!["price".to_owned(), "gain".to_owned()],
        filter: "öl & gas=50 %".to_owned(),
    };
    check(
        &state,
        "sort=weight&page=2&hide=price.gain&filter=%C3%B6l%20%26%20gas%3D50%20%25",
    );
    check(&usual().sorted_by("gain", true), "sort=-gain");
    let unsorted = State::default();
    check(&unsorted, "sort=none");
}

#[test]
fn what_cannot_be_read_is_as_usual() {
    let read = |name: &str, text: &str| {
        let (name, text) = (name.to_owned(), text.to_owned());
        State::from_query("", &usual(), move |asked| {
            (asked == name).then(|| text.clone())
        })
    };
    assert_eq!(read("page", "-3"), usual());
    assert_eq!(read("page", "0"), usual());
    assert_eq!(read("sort", "").sort, None);
    assert!(read("hide", "").hidden.is_empty());
}

#[test]
fn presses_go_around_and_back_to_the_first_page() {
    let start = State {
        page: 7,
        ..State::default()
    };
    let first = start.sorted_by("value", true);
    assert_eq!((first.sort.clone(), first.page), (by("value", true), 0));
    let second = first.sorted_by("value", true);
    assert_eq!(second.sort, by("value", false));
    assert_eq!(second.sorted_by("value", true).sort, None);
    // Another column begins anew.
    assert_eq!(second.sorted_by("name", false).sort, by("name", false));
}

#[test]
fn columns_come_and_go() {
    let state = State::default()
        .with_column("gain", false)
        .with_column("gain", false);
    assert_eq!(state.hidden, ["gain"]);
    assert!(state.with_column("gain", true).hidden.is_empty());
}
