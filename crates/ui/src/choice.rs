//! What lists of choices are made of.

/// One of several things to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What a form sends.
    pub value: String,
    /// What people read.
    pub name: String,
    /// A few words more.
    pub hint: String,
    /// Cannot be chosen now.
    pub disabled: bool,
}

impl Choice {
    /// A choice that says no more than its name.
    pub fn new(value: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            name: name.into(),
            ..Self::default()
        }
    }

    /// The same with a few words more.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    /// The same, out of reach.
    #[must_use]
    pub fn disabled(self) -> Self {
        Self {
            disabled: true,
            ..self
        }
    }
}
