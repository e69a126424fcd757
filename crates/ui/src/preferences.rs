//! What somebody prefers to see: taste, not state. Each preference is a cookie that the server reads
//! and writes as an attribute on `<html>`, so that the first paint is right; style sheets do the
//! rest. In the browser a change is seen at once and remembered for a year.

mod amounts;
mod density;
mod palette;
mod shortcuts;
mod sidebar;
mod theme;

use leptos::prelude::use_context;

pub use amounts::{Amount, Amounts};
pub use density::Density;
pub use palette::Palette;
pub use shortcuts::Shortcuts;
pub use sidebar::Sidebar;
pub use theme::{Theme, ThemeButton};

use crate::browser;

/// One choice among a few. Without a cookie the first of `ALL` counts, or, for the theme, what the
/// system says.
pub trait Preference: Copy + PartialEq + 'static {
    /// The cookie's name; the attribute is `data-` and this.
    const NAME: &'static str;
    /// Every choice.
    const ALL: &'static [Self];

    /// How a choice is written in the cookie and in the attribute.
    fn key(self) -> &'static str;
}

/// The choice in a `Cookie` header, if there is one that we know.
pub fn from_cookies<P: Preference>(header: &str) -> Option<P> {
    let value = cookie(header, P::NAME)?;
    P::ALL.iter().copied().find(|choice| choice.key() == value)
}

fn cookie<'a>(header: &'a str, wanted: &str) -> Option<&'a str> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == wanted).then_some(value))
}

/// What the request's cookies ask for, as `<html>` says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attributes {
    /// `data-theme`
    pub theme: Option<&'static str>,
    /// `data-palette`
    pub palette: Option<&'static str>,
    /// `data-density`
    pub density: Option<&'static str>,
    /// `data-amounts`
    pub amounts: Option<&'static str>,
    /// `data-shortcuts`
    pub shortcuts: Option<&'static str>,
    /// `data-sidebar`
    pub sidebar: Option<&'static str>,
}

/// The attributes that a `Cookie` header asks for.
pub fn attributes(header: &str) -> Attributes {
    fn of<P: Preference>(header: &str) -> Option<&'static str> {
        from_cookies::<P>(header).map(P::key)
    }
    Attributes {
        theme: of::<Theme>(header),
        palette: of::<Palette>(header),
        density: of::<Density>(header),
        amounts: of::<Amounts>(header),
        shortcuts: of::<Shortcuts>(header),
        sidebar: of::<Sidebar>(header),
    }
}

/// The attributes that the request's cookies ask for.
pub fn of_request() -> Attributes {
    request_cookies()
        .map(|header| attributes(&header))
        .unwrap_or_default()
}

/// `mac` where the request comes from a machine whose keyboard has ⌘: hints for keys name it.
pub fn platform_of_request() -> Option<&'static str> {
    let parts = use_context::<http::request::Parts>()?;
    let agent = parts.headers.get(http::header::USER_AGENT)?.to_str().ok()?;
    ["Mac OS X", "iPhone", "iPad"]
        .iter()
        .any(|system| agent.contains(system))
        .then_some("mac")
}

fn request_cookies() -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    let header = parts.headers.get(http::header::COOKIE)?;
    header.to_str().ok().map(str::to_owned)
}

/// A preference as a form shows it: the name of its cookie, and what may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    pub name: &'static str,
    /// Empty: as if nobody had chosen.
    pub values: &'static [&'static str],
}

/// Every setting that is kept in a cookie which scripts may write. The language is not among them
/// (`/language`).
pub const SETTINGS: [Setting; 6] = [
    Setting {
        name: Theme::NAME,
        values: &["", "light", "dark"],
    },
    Setting {
        name: Palette::NAME,
        values: &["blue-orange", "green-red", "red-green"],
    },
    Setting {
        name: Density::NAME,
        values: &["compact", "roomy"],
    },
    Setting {
        name: Amounts::NAME,
        values: &["shown", "hidden"],
    },
    Setting {
        name: Shortcuts::NAME,
        values: &["on", "off"],
    },
    Setting {
        name: Sidebar::NAME,
        values: &["open", "folded"],
    },
];

impl Setting {
    /// The setting of this preference.
    pub fn of<P: Preference>() -> Self {
        let found = SETTINGS.into_iter().find(|setting| setting.name == P::NAME);
        found.expect("every preference is a setting")
    }

    /// The value that is written like this.
    pub fn value(self, text: &str) -> Option<&'static str> {
        self.values.iter().copied().find(|value| *value == text)
    }

    /// What holds now: on the server by the request, in the browser by the document.
    pub fn now(self) -> &'static str {
        let chosen = if use_context::<http::request::Parts>().is_some() {
            request_cookies().and_then(|header| self.value(cookie(&header, self.name)?))
        } else {
            browser::preference(self.name).and_then(|value| self.value(&value))
        };
        chosen.or(self.values.first().copied()).unwrap_or_default()
    }
}

/// What the document shows now. In the browser only.
pub fn current<P: Preference>() -> Option<P> {
    let value = browser::preference(P::NAME)?;
    P::ALL.iter().copied().find(|choice| choice.key() == value)
}

/// Shows it and remembers it. In the browser only.
pub fn choose<P: Preference>(choice: P) {
    browser::prefer(P::NAME, choice.key());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies() {
        assert_eq!(from_cookies("a=b; theme=dark"), Some(Theme::Dark));
        assert_eq!(from_cookies("theme=light;x=y"), Some(Theme::Light));
        assert_eq!(from_cookies::<Theme>("theme=<script>"), None);
        assert_eq!(from_cookies::<Theme>("mytheme=dark"), None);
        assert_eq!(from_cookies::<Palette>(""), None);
        assert_eq!(from_cookies("palette=red-green"), Some(Palette::RedGreen));
    }

    #[test]
    fn a_header_becomes_attributes() {
        let all = attributes("theme=dark; palette=green-red; density=roomy; amounts=hidden");
        assert_eq!(
            all,
            Attributes {
                theme: Some("dark"),
                palette: Some("green-red"),
                density: Some("roomy"),
                amounts: Some("hidden"),
                shortcuts: None,
                sidebar: None,
            }
        );
        assert_eq!(attributes("density=huge; amounts="), Attributes::default());
    }

    fn check_keys<P: Preference>() {
        for choice in P::ALL {
            let header = format!("{}={}", P::NAME, choice.key());
            let read = from_cookies::<P>(&header).map(P::key);
            assert_eq!(read, Some(choice.key()));
        }
    }

    #[test]
    fn every_choice_can_be_written_and_read() {
        check_keys::<Theme>();
        check_keys::<Palette>();
        check_keys::<Density>();
        check_keys::<Amounts>();
        check_keys::<Shortcuts>();
        check_keys::<Sidebar>();
    }

    fn check_setting<P: Preference>() {
        let setting = Setting::of::<P>();
        let keys = P::ALL.iter().map(|choice| choice.key());
        let values = setting
            .values
            .iter()
            .copied()
            .filter(|value| !value.is_empty());
        assert!(values.eq(keys), "{}", setting.name);
    }

    #[test]
    fn settings_offer_every_choice() {
        check_setting::<Theme>();
        check_setting::<Palette>();
        check_setting::<Density>();
        check_setting::<Amounts>();
        check_setting::<Shortcuts>();
        check_setting::<Sidebar>();
    }
}
