//! What may be shown of a value.

use url::Url;

use super::Key;

/// Stands where a secret is.
const MASK: &str = "***";

/// The value with every secret in it masked. What cannot be read is masked whole.
pub(super) fn mask(key: &Key, text: &str) -> String {
    if !key.secret || text.starts_with("sqlite:") {
        return text.to_owned();
    }
    let Some(mut url) = Url::parse(text).ok().filter(Url::has_host) else {
        return MASK.to_owned();
    };
    if url.password().is_some() && url.set_password(Some(MASK)).is_err() {
        return MASK.to_owned();
    }
    if url.query().is_some() {
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| {
                let value = if name.contains("password") {
                    MASK.into()
                } else {
                    value
                };
                (name.into_owned(), value.into_owned())
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    url.to_string()
}
