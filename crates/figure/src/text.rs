//! Text without a font at hand: how wide it will be, where it breaks, how it is escaped.

/// About how wide the text will be, in pixels. The system font is not known here, so the widths
/// are those of a rather wide sans serif: a label never depends on its exact width.
pub(crate) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let hundredths: u32 = text.chars().map(advance).sum();
    let width = f64::from(hundredths) * size / 100.0;
    if bold { width * 1.12 } else { width }
}

/// The advance of a character, in hundredths of the font size.
fn advance(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' => 29,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' | ' ' | '\u{a0}' => 37,
        '\u{202f}' => 20,
        'm' | 'w' | 'M' | 'W' | '@' | '—' => 88,
        '%' => 95,
        '+' | '\u{2212}' => 84,
        '0'..='9' | '$' => 64,
        'A'..='Z' => 69,
        'a'..='z' => 60,
        c if u32::from(c) > 0x2e80 => 100,
        _ => 60,
    }
}

/// The text in lines of at most this width; a word that is wider stands alone.
pub(crate) fn wrap(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(line)
                if width(line, size, false) + width(word, size, false) + 0.37 * size <= most =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text, or its beginning and an ellipsis.
pub(crate) fn fit(text: &str, size: f64, bold: bool, most: f64) -> String {
    if width(text, size, bold) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size, bold) + 0.6 * size > most {
            kept.pop();
            break;
        }
    }
    let mut kept = kept.trim_end().to_owned();
    kept.push('…');
    kept
}

/// Writes the text so that it is text in an element and in an attribute. Characters that XML
/// does not know are left out.
pub(crate) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let mut out = String::new();
        escape(&mut out, "<a b=\"c\">R&D's\u{0}\n</a>");
        assert_eq!(out, "&lt;a b=&quot;c&quot;&gt;R&amp;D&#39;s&lt;/a&gt;");
    }

    #[test]
    fn wraps_at_words() {
        assert_eq!(wrap("one two three", 10.0, 50.0), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 10.0, 5.0), ["unbreakable"]);
        assert!(wrap("  ", 10.0, 5.0).is_empty());
    }

    #[test]
    fn cuts_with_an_ellipsis() {
        assert_eq!(fit("short", 10.0, false, 100.0), "short");
        assert_eq!(fit("a long name", 10.0, true, 40.0), "a lon…");
        assert!(width(&fit("Minimum risk", 11.0, true, 60.0), 11.0, true) <= 60.0);
    }

    #[test]
    fn wide_and_narrow() {
        assert!(width("WMW", 10.0, false) > width("ili", 10.0, false));
        assert!(width("日本", 10.0, false) >= 20.0);
    }
}
