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
    masked(text).unwrap_or_else(|| MASK.to_owned())
}

fn masked(text: &str) -> Option<String> {
    let text = mask_login(text)?;
    let mut url = Url::parse(&text).ok().filter(Url::has_host)?;
    if url.query().is_some() {
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(name, value)| {
                let value = if name.to_ascii_lowercase().contains("password") {
                    MASK.into()
                } else {
                    value
                };
                (name.into_owned(), value.into_owned())
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    Some(url.to_string())
}

/// Masks what stands between the user and the host.
///
/// A password may hold an `@` or a `/`, though it should not; who reads by the rules of URLs then
/// takes its end for a part of the path, and shows it.
fn mask_login(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let (place, tail) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    if tail.contains('@') {
        // It may be the end of a password with a `?` in it.
        return None;
    }
    let login = place.rsplit_once('@');
    let password = login.and_then(|(login, host)| Some((login.split_once(':')?.0, host)));
    Some(match password {
        Some((user, host)) => format!("{scheme}://{user}:{MASK}@{host}{tail}"),
        None => text.to_owned(),
    })
}
