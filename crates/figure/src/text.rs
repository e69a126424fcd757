//! Text without a font at hand: how wide it can be, where it breaks, how it is escaped.

/// Fewer characters before an ellipsis name nothing.
const FEWEST: usize = 4;

/// The advances of the printable ASCII characters, in thousandths of the font size: of each the
/// wider one of DejaVu Sans (2.37) and Arial (whose metrics Helvetica and Liberation Sans have).
/// No other font in the style sheet's list, or usual behind its `system-ui`, is as wide.
const REGULAR: [u16; 95] = [
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 556, 1015, 685, 687, 722, 771, 667,
    611, 778, 752, 295, 500, 667, 558, 863, 749, 788, 667, 788, 722, 667, 611, 732, 685, 989, 686,
    667, 686, 391, 337, 391, 838, 556, 500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580,
    278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838,
];

/// As [`REGULAR`], in bold: nothing that is written is bolder.
const BOLD: [u16; 95] = [
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696,
    696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 611, 1000, 774, 763, 734, 831, 684,
    684, 821, 837, 373, 556, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771,
    725, 726, 458, 366, 458, 838, 556, 500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666,
    343, 1042, 712, 688, 716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
];

/// How wide the text is at most, in pixels. The font is not known here, so this is its width in
/// the widest one: what fits by this measure stays inside its picture in any of them.
pub(crate) fn width(text: &str, size: f64, bold: bool) -> f64 {
    pixels(advances(text, bold), size)
}

fn pixels(thousandths: u32, size: f64) -> f64 {
    f64::from(thousandths) * size / 1_000.0
}

fn advances(text: &str, bold: bool) -> u32 {
    text.chars().map(|c| advance(c, bold)).sum()
}

/// The advance of a character, in thousandths of the font size. Beyond ASCII bold letters
/// stand for all; of alphabets other than the Latin one a wide letter stands for all.
fn advance(c: char, bold: bool) -> u32 {
    let ascii = if bold { &BOLD } else { &REGULAR };
    match c {
        ' '..='~' => u32::from(ascii[c as usize - 32]),
        '\u{2009}' | '\u{202f}' => 200,
        '\u{a0}' | '·' | '‘' | '’' | '‚' => 380,
        '°' | '–' => 500,
        '“' | '”' | '„' => 658,
        '€' | '£' => 696,
        '\u{2212}' | '×' | '÷' => 838,
        'Æ' | 'æ' | 'Œ' | 'œ' => 1_167,
        'À'..='Þ' => 851,
        'ß'..='ÿ' => 736,
        '\u{100}'..='\u{5ff}' => 900,
        '\u{1f000}'.. => 1_370,
        _ => 1_000,
    }
}

/// The text in lines of at most this width; a word that is wider stands alone.
pub(crate) fn wrap(text: &str, size: f64, most: f64) -> Vec<String> {
    let space = width(" ", size, false);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(line, size, false) + space + width(word, size, false) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// As [`wrap`], but a word that is wider is cut.
pub(crate) fn paragraph(text: &str, size: f64, most: f64) -> Vec<String> {
    let lines = wrap(text, size, most);
    let lines = lines.iter().map(|line| fit(line, size, false, most));
    lines.filter(|line| !line.is_empty()).collect()
}

/// The text, or its beginning and an ellipsis, or nothing where too little would be left of it.
pub(crate) fn fit(text: &str, size: f64, bold: bool, most: f64) -> String {
    if width(text, size, bold) <= most {
        return text.to_owned();
    }
    let mut taken = advance('…', bold);
    let mut end = 0;
    for (at, c) in text.char_indices() {
        taken += advance(c, bold);
        if pixels(taken, size) > most {
            break;
        }
        end = at + c.len_utf8();
    }
    let kept = text[..end].trim_end();
    if kept.chars().count() < FEWEST {
        String::new()
    } else {
        format!("{kept}…")
    }
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
        assert_eq!(fit("Minimum risk", 11.0, true, 70.0), "Minimum…");
    }

    #[test]
    fn too_little_is_nothing() {
        assert_eq!(fit("Minimum risk", 11.0, true, 38.0), "Mini…");
        assert_eq!(fit("Minimum risk", 11.0, true, 37.0), "");
        assert_eq!(fit("Minimum risk", 11.0, true, -5.0), "");
        assert_eq!(fit("1/N", 11.0, true, 25.0), "1/N");
    }

    #[test]
    fn what_was_cut_once_fits_into_its_own_width() {
        for most in 30..120 {
            let cut = fit("Max. drawdown of the year", 11.0, true, f64::from(most));
            let own = width(&cut, 11.0, true);
            assert!(own <= f64::from(most));
            assert_eq!(fit("Max. drawdown of the year", 11.0, true, own), cut);
        }
    }

    /// Widths at 11 px, measured in Chromium with DejaVu Sans.
    #[test]
    fn never_narrower_than_the_widest_font() {
        let check = |text: &str, bold: bool, measured: f64| {
            let width = width(text, 11.0, bold);
            let about = measured - 0.02..1.04 * measured + 0.5;
            assert!(about.contains(&width), "{text}: {width}, not {measured}");
        };
        check("Minimum risk", false, 74.16);
        check("Minimum risk", true, 83.97);
        check("Equal weight", true, 80.61);
        check("S&P 500", true, 52.38);
        check("Max. drawdown", true, 97.78);
        check("Minimum r…", true, 77.33);
        check("Höchster Verlust", true, 103.84);
        check("GOOGL", false, 40.50);
        check("12,345", false, 38.50);
        check("\u{2212}10.25\u{202f}%", false, 53.36);
        check("2 Jan 2018", false, 58.95);
    }

    #[test]
    fn wide_and_narrow() {
        assert!(width("WMW", 10.0, false) > width("ili", 10.0, false));
        assert!(width("日本", 10.0, false) >= 20.0);
    }
}
