//! The colours of the page, resolved.

use std::collections::BTreeMap;

use figure::Tone;

/// The custom properties that a figure uses, by their names without the dashes, as the browser
/// resolved them: `{"text": "#1f2328", …, "font": "system-ui, sans-serif"}`.
#[derive(Clone, Debug, Default)]
pub struct Theme(BTreeMap<String, String>);

impl Theme {
    /// Reads the theme from JSON.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json).map(Theme)
    }

    /// A token's value; what is missing is the colour of text.
    pub fn token(&self, name: &str) -> &str {
        let value = |name: &str| self.0.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
        value(name).or_else(|| value("text")).unwrap_or("#808080")
    }

    /// The colour of a tone.
    pub fn tone(&self, tone: Tone) -> &str {
        self.token(match tone {
            Tone::Accent => "accent",
            Tone::Ink => "ink",
            Tone::Dim => "muted",
            Tone::S3 => "s3",
            Tone::S4 => "s4",
            Tone::S5 => "s5",
            Tone::S6 => "s6",
            Tone::Gain => "gain",
            Tone::Loss => "loss",
            Tone::Neutral => "neutral",
        })
    }

    /// The font family of the page.
    pub fn font(&self) -> &str {
        self.0
            .get("font")
            .map_or("system-ui, sans-serif", |f| f.trim())
    }
}
