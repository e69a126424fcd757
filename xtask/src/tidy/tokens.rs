//! Rust source as its tokens: enough to find a path or an attribute however it is broken into
//! lines, and not to be misled by comments and texts.

/// A token, and the line on which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// A word, a number, or one character of punctuation; `"` stands for any literal text.
    pub(super) text: &'a str,
    /// Counted from 1.
    pub(super) line: usize,
}

/// The tokens of a file that compiles. What does not compile is read as far as it goes.
pub(super) fn of(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(first) = source[at..].chars().next() {
        let rest = &source[at..];
        let (length, text) = if first.is_whitespace() {
            (first.len_utf8(), None)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (block_comment(rest), None)
        } else if let Some(length) = literal(rest) {
            (length, Some("\""))
        } else if is_word(first) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            (length, Some(&rest[..length]))
        } else {
            (first.len_utf8(), Some(&rest[..first.len_utf8()]))
        };
        tokens.extend(text.map(|text| Token { text, line }));
        line += rest[..length].matches('\n').count();
        at += length;
    }
    tokens
}

/// Where the group ends that begins at `open`, a bracket: position of its last token.
pub(super) fn end_of_group(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (position, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return position;
        }
    }
    tokens.len().saturating_sub(1)
}

/// Whether the tokens from `at` on read like this.
pub(super) fn reads(tokens: &[Token<'_>], at: usize, expect: &[&str]) -> bool {
    tokens
        .get(at..at + expect.len())
        .is_some_and(|found| found.iter().zip(expect).all(|(t, e)| t.text == *e))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of a comment that may hold others.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// Length of a text or a character, if `rest` begins with one; a lifetime is none.
fn literal(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        rest.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(['"', '#', '\'']))
    })?;
    let body = &rest[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = body.len() - body.trim_start_matches('#').len();
        let text = body[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        let length = text.find(&close).map_or(text.len(), |at| at + close.len());
        return Some(prefix.len() + hashes + 1 + length);
    }
    let quote = body.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let text = &body[1..];
    if quote == '\'' && !text.starts_with('\\') {
        // `'a'` is a character, `'a` the name of a lifetime.
        let length = text.chars().next()?.len_utf8();
        return text[length..]
            .starts_with('\'')
            .then_some(prefix.len() + 1 + length + 1);
    }
    let mut escaped = false;
    let end = text.char_indices().find(|&(_, c)| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    Some(prefix.len() + 1 + end.map_or(text.len(), |(at, _)| at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &str) {
        let texts: Vec<&str> = of(source).iter().map(|token| token.text).collect();
        assert_eq!(texts.join(" "), expect, "{source}");
    }

    #[test]
    fn comments_are_nothing_and_texts_are_one() {
        check("a // b\nc", "a c");
        check("a /* b /* c */ d */ e", "a e");
        check(r#"f("a \" // b", "c")"#, "f ( \" , \" )");
        check(r##"r#"a " b"# b"c" br"\" d"##, "\" \" \" d");
        check(r"'a' '\'' '\u{1F}' b'x' '…' z", "\" \" \" \" \" z");
        check("fn f<'a>(x: &'a str)", "fn f < ' a > ( x : & ' a str )");
        check("r#type + br", "r # type + br");
        check("/* never closed", "");
        check("\"never closed", "\"");
    }

    #[test]
    fn lines_are_counted() {
        let lines: Vec<usize> = of("a\n\"x\ny\" b\n/*\n*/ c")
            .iter()
            .map(|t| t.line)
            .collect();
        assert_eq!(lines, [1, 2, 3, 5]);
    }

    #[test]
    fn a_group_ends_where_its_bracket_closes() {
        let tokens = of("#[a(b[c])] d");
        assert_eq!(end_of_group(&tokens, 1), 9);
        assert_eq!(end_of_group(&of("(a"), 0), 1);
    }
}
