//! Rules on Rust source: where conditions may stand, and what the pure crates may not ask for.

use super::{
    Findings,
    texts::Text,
    tokens::{self, Token, end_of_group, reads},
};

/// Both sides build the same source: conditions on features are few, and in two files of `app`.
pub(super) fn conditions(files: &[Text], findings: &mut Findings) {
    const HOMES: [&str; 2] = ["app/src/lib.rs", "app/src/ssr.rs"];
    const MOST: usize = 3;
    let mut total = 0;
    for file in files.iter().filter(|file| file.name.ends_with(".rs")) {
        let lines = on_features(&tokens::of(&file.text));
        if file.name.starts_with("app/") {
            total += lines.len();
        }
        if HOMES.contains(&&*file.name) {
            continue;
        }
        for line in lines {
            findings.error(format!(
                "{}:{line}: `cfg(feature …)` belongs into {}; bodies of server functions need \
                 none, and no other crate has features",
                file.name,
                HOMES.join(" or ")
            ));
        }
    }
    if total > MOST {
        findings.error(format!(
            "app has {total} `cfg(feature …)`, {MOST} are enough: group what only the server \
             needs in one module"
        ));
    }
}

/// Lines of `cfg(…)`, `cfg_attr(…)`, `cfg!(…)` and the like that ask for a feature.
fn on_features(tokens: &[Token<'_>]) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let open = at + 1 + usize::from(reads(tokens, at + 1, &["!"]));
        let opens = ["(", "[", "{"].iter().any(|b| reads(tokens, open, &[b]));
        if !(tokens[at].text.starts_with("cfg") && opens) {
            at += 1;
            continue;
        }
        let end = end_of_group(tokens, open);
        if (open..end).any(|inner| reads(tokens, inner, &["feature", "=", "\""])) {
            lines.push(tokens[at].line);
        }
        at = end + 1;
    }
    lines
}

/// Crates whose answer depends on nothing but what they are given.
const CALCULATING: [&str; 8] = [
    "domain",
    "market",
    "qubo",
    "optimizer",
    "risk",
    "problem",
    "figure",
    "whatif",
];

/// Pure crates ask for no time, no file, no network and no environment. Their tests may.
pub(super) fn surroundings(files: &[Text], findings: &mut Findings) {
    for file in files.iter().filter(|file| is_calculation(&file.name)) {
        for (line, what) in asked(&without_tests(&tokens::of(&file.text))) {
            findings.error(format!(
                "{}:{line}: `{what}` in a pure crate: take what it would find as an argument",
                file.name
            ));
        }
    }
}

/// Whether this is source of a pure crate, and no file of tests.
fn is_calculation(name: &str) -> bool {
    let inside = CALCULATING.iter().find_map(|krate| {
        let rest = name.strip_prefix("crates/")?.strip_prefix(krate)?;
        rest.strip_prefix("/src/")
    });
    inside.is_some_and(|path| {
        path.ends_with(".rs")
            && !path
                .split('/')
                .any(|part| matches!(part, "tests" | "tests.rs"))
    })
}

/// The tokens without the items that are marked `#[cfg(test)]`.
fn without_tests<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !reads(tokens, at, &MARK) {
            kept.push(tokens[at]);
            at += 1;
            continue;
        }
        // An item ends with its braces or its semicolon, whichever comes first; other attributes
        // and arguments are skipped as groups.
        at += MARK.len();
        while at < tokens.len() {
            let text = tokens[at].text;
            if matches!(text, "(" | "[" | "{") {
                at = end_of_group(tokens, at);
            }
            at += 1;
            if matches!(text, "{" | ";") {
                break;
            }
        }
    }
    kept
}

/// What of the surroundings is asked for, with its line.
fn asked(tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    const ROOMS: [&str; 3] = ["fs", "net", "env"];
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        // Under whatever name: `Instant::now`, `SystemTime::now`, and those of other crates.
        if reads(tokens, at + 1, &[":", ":", "now"]) {
            found.push((token.line, format!("{}::now", token.text)));
        }
        if !reads(tokens, at, &["std", ":", ":"]) {
            continue;
        }
        let next = at + 3;
        let mut room = |position: usize| {
            if let Some(token) = tokens.get(position)
                && ROOMS.contains(&token.text)
            {
                found.push((token.line, format!("std::{}", token.text)));
            }
        };
        room(next);
        if reads(tokens, next, &["{"]) {
            // `use std::{fs, time::Duration}`: the names that follow the brace or a comma.
            let end = end_of_group(tokens, next);
            let mut inner = next + 1;
            while inner < end {
                room(inner);
                while inner < end && tokens[inner].text != "," {
                    if tokens[inner].text == "{" {
                        inner = end_of_group(tokens, inner);
                    }
                    inner += 1;
                }
                inner += 1;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(rule: fn(&[Text], &mut Findings), files: &[(&str, &str)]) -> Vec<String> {
        super::super::tests::run(rule, files).errors
    }

    const CONDITION: &str = "#[cfg(feature = \"ssr\")]\n";
    const NONE: [String; 0] = [];

    #[test]
    fn three_conditions_at_home_pass() {
        let lib = CONDITION.repeat(2);
        let files = [
            ("app/src/lib.rs", &*lib),
            ("app/src/ssr.rs", CONDITION),
            (
                "app/src/pages/risk.rs",
                "#[cfg(test)]\n// #[cfg(feature = \"x\")] is not needed\nlet feature = \"x\";\n",
            ),
            (
                "crates/services/src/lib.rs",
                "const TEXT: &str = \"#[cfg(feature = \\\"x\\\")]\";\n#[cfg(unix)]\nfn f() {}\n",
            ),
            ("docs/x.md", CONDITION),
        ];
        assert_eq!(run(conditions, &files), NONE);
    }

    #[test]
    fn a_fourth_condition_fails() {
        let four = CONDITION.repeat(4);
        assert_eq!(run(conditions, &[("app/src/lib.rs", &*four)]).len(), 1);
    }

    #[test]
    fn a_condition_elsewhere_fails_however_it_is_written() {
        for text in [
            "    #[cfg(not(feature = \"ssr\"))]\n",
            "#[cfg(\n    feature = \"ssr\"\n)]\n",
            "#![cfg(feature=\"ssr\")]\n",
            "# [ cfg /* why */ (all(unix, feature\n = // why\n \"ssr\")) ]\n",
            "#[cfg_attr(feature = \"ssr\", derive(Debug))]\n",
            "if cfg!(feature = \"ssr\") {}\n",
            "cfg_select! { feature = \"ssr\" => { f() } _ => {} }\n",
        ] {
            for name in [
                "app/src/chart.rs",
                "crates/services/src/lib.rs",
                "server/src/main.rs",
            ] {
                let errors = run(conditions, &[(name, text)]);
                assert_eq!(errors.len(), 1, "{text}");
                assert!(errors[0].starts_with(&format!("{name}:1: ")), "{errors:?}");
            }
        }
    }

    #[test]
    fn pure_source_passes() {
        let text = "use std::{fmt, time::Duration};\n\
                    /// Not by `std::fs::read` or `Instant::now()`.\n\
                    fn f(now: Duration, std: f64, env: f64) -> f64 { let now = std; now }\n\
                    #[cfg(test)]\n#[expect(unused)]\nuse std::fs;\n\
                    #[cfg(test)]\nmod tests { fn t() { std::env::var(\"X\"); } }\n\
                    fn g() { f(nalgebra::zero(), 1.0, 2.0); }\n";
        assert_eq!(run(surroundings, &[("crates/risk/src/lib.rs", text)]), NONE);
    }

    #[test]
    fn surroundings_in_a_pure_crate_fail() {
        for (text, expect) in [
            ("let t = std::time::Instant::now();", "1: `Instant::now`"),
            ("SystemTime\n::\nnow()", "1: `SystemTime::now`"),
            ("jiff::Timestamp::now()", "1: `Timestamp::now`"),
            ("\nlet x = std::fs::read(p);", "2: `std::fs`"),
            ("use std::net::TcpStream;", "1: `std::net`"),
            (
                "use std::{\n    io::{self, Read},\n    env,\n};",
                "3: `std::env`",
            ),
            ("#[cfg(test)]\nmod tests {}\nuse std::env;", "3: `std::env`"),
        ] {
            let errors = run(surroundings, &[("crates/market/src/a/b.rs", text)]);
            assert_eq!(errors.len(), 1, "{text}: {errors:?}");
            let start = format!("crates/market/src/a/b.rs:{expect}");
            assert!(errors[0].starts_with(&start), "{errors:?}");
        }
    }

    #[test]
    fn tests_examples_and_other_crates_may_read_files() {
        let text = "use std::fs;\n";
        let files = [
            ("crates/market/tests/csv.rs", text),
            ("crates/optimizer/examples/timing.rs", text),
            ("crates/optimizer/src/scenario/solve/tests.rs", text),
            ("crates/store/src/lib.rs", text),
            ("crates/marketing/src/lib.rs", text),
            ("server/src/config.rs", text),
        ];
        assert_eq!(run(surroundings, &files), NONE);
    }
}
