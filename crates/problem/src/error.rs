use std::fmt;

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemError {
    /// The path of the key: `constraints.groups[0].min`; empty for the document as a whole.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// Everything that is wrong with a document; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemErrors(pub Vec<ProblemError>);

impl ProblemError {
    /// An error at a path.
    pub fn new(path: impl Into<String>, message: impl fmt::Display) -> Self {
        Self {
            path: path.into(),
            message: message.to_string(),
        }
    }
}

impl fmt::Display for ProblemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

impl fmt::Display for ProblemErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ProblemError {}
impl std::error::Error for ProblemErrors {}

impl From<ProblemError> for ProblemErrors {
    fn from(error: ProblemError) -> Self {
        Self(vec![error])
    }
}

impl ProblemErrors {
    /// Nothing is wrong, or everything that is.
    pub(crate) fn check(errors: Vec<ProblemError>) -> Result<(), Self> {
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Self(errors))
        }
    }
}
