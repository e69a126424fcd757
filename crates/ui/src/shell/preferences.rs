//! Taste: how FinX looks and speaks, and whether single keys do something. Each preference is a
//! cookie, which the server reads to write the first HTML right, and an attribute of `<html>`, which
//! the style sheet and the program of the page read. What is standard has neither.

use leptos::prelude::*;

use crate::browser;

/// One preference: its cookie is called `name`, its attribute `data-name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference {
    pub name: &'static str,
    /// What it may be, the standard first.
    pub values: &'static [&'static str],
}

/// Light, dark, or as the system has it.
pub const THEME: Preference = Preference { name: "theme", values: &["system", "light", "dark"] };
/// The colours of gain and loss, in this order.
pub const PALETTE: Preference = Preference { name: "palette", values: &["blue-orange", "green-red", "red-green"] };
/// How much fits into a page.
pub const DENSITY: Preference = Preference { name: "density", values: &["compact", "roomy"] };
/// Whether keys without Ctrl or ⌘ do something.
pub const SHORTCUTS: Preference = Preference { name: "shortcuts", values: &["on", "off"] };
/// Whether the sidebar shows names.
pub const SIDEBAR: Preference = Preference { name: "sidebar", values: &["open", "folded"] };

/// Every preference that is nothing but a cookie and an attribute.
pub const ALL: [Preference; 5] = [THEME, PALETTE, DENSITY, SHORTCUTS, SIDEBAR];

impl Preference {
    /// The value of this name.
    pub fn value(self, name: &str) -> Option<&'static str> {
        self.values.iter().copied().find(|value| *value == name)
    }

    /// What it is when nobody has chosen.
    pub fn standard(self) -> &'static str {
        self.values.first().copied().unwrap_or_default()
    }

    /// What a `Cookie` header chooses; `None` is the standard.
    pub fn of_cookies(self, header: &str) -> Option<&'static str> {
        let chosen = header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(name, value)| (name == self.name).then_some(value))?;
        self.value(chosen).filter(|value| *value != self.standard())
    }

    /// What the request's cookie chooses; `None` is the standard.
    pub fn of_request(self) -> Option<&'static str> {
        let parts = use_context::<http::request::Parts>()?;
        let header = parts.headers.get(http::header::COOKIE)?;
        self.of_cookies(header.to_str().ok()?)
    }

    /// What is chosen, on the server and in the browser.
    pub fn chosen(self) -> &'static str {
        let chosen = if use_context::<http::request::Parts>().is_some() {
            self.of_request()
        } else {
            browser::attribute(self.name).and_then(|value| self.value(&value))
        };
        chosen.unwrap_or(self.standard())
    }

    /// The cookie that keeps this value, a year long; the standard needs none.
    pub fn cookie(self, value: &str) -> String {
        let (value, age) = if value == self.standard() { ("", 0) } else { (value, 31_536_000) };
        format!("{}={value}; Path=/; Max-Age={age}; SameSite=Lax", self.name)
    }
}

/// A preference as a row of choices.
#[component]
pub fn Choice(
    preference: Preference,
    /// What it is about.
    legend: String,
    /// What the values are called, in their order.
    names: Vec<String>,
) -> impl IntoView {
    let chosen = preference.chosen();
    let values = preference.values.iter().zip(names);
    let choices = values
        .map(|(value, name)| {
            view! {
                <label class="segment">
                    <input type="radio" name=preference.name value=*value checked=*value == chosen />
                    {name}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choice">
            <legend class="label">{legend}</legend>
            <div class="segments">{choices}</div>
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read() {
        let check = |header, expect| assert_eq!(THEME.of_cookies(header), expect, "{header}");
        check("a=b; theme=dark", Some("dark"));
        check("theme=light;x=y", Some("light"));
        check("theme=system", None);
        check("theme=<script>", None);
        check("mytheme=dark", None);
        check("", None);
    }

    #[test]
    fn cookies_are_written() {
        assert_eq!(
            DENSITY.cookie("roomy"),
            "density=roomy; Path=/; Max-Age=31536000; SameSite=Lax"
        );
        assert_eq!(
            DENSITY.cookie("compact"),
            "density=; Path=/; Max-Age=0; SameSite=Lax"
        );
    }

    #[test]
    fn names_and_values_are_apart() {
        for (i, one) in ALL.iter().enumerate() {
            assert!(ALL[i + 1..].iter().all(|other| other.name != one.name));
            for value in one.values {
                assert_eq!(one.value(value), Some(*value));
                let safe = |c: char| c.is_ascii_lowercase() || c == '-';
                assert!(value.chars().all(safe), "{value}");
            }
        }
    }
}
