//! Static files: those embedded in the binary, or those of a folder that overrides them.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::headers::SCRIPT_POLICY;
use crate::embedded::File;

/// Where static files come from.
#[derive(Debug, Clone)]
pub struct Site {
    files: Files,
    package: String,
}

#[derive(Debug, Clone)]
enum Files {
    Embedded(&'static [File]),
    Folder(PathBuf),
}

/// `site.json`: what a build of the site tells about itself.
#[derive(Deserialize)]
struct Manifest {
    /// Folder of the files whose content is named by its path.
    pkg: String,
}

/// Why a folder is no site.
#[derive(Debug)]
pub enum BadSite {
    /// `site.json` is missing or cannot be read.
    Unreadable(std::io::Error),
    /// `site.json` does not say what it has to.
    Manifest(String),
}

impl std::fmt::Display for BadSite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "site.json cannot be read: {error}"),
            Self::Manifest(why) => write!(f, "site.json is not understood: {why}"),
        }
    }
}

impl std::error::Error for BadSite {}

/// Says which file a build of the site has described.
const MANIFEST: &str = "site.json";
/// Where the files of the package are when there is no site.
const NO_PACKAGE: &str = "pkg";

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const SHORT: &str = "public, max-age=300, must-revalidate";

/// A file, as it goes out.
struct Asset {
    bytes: Cow<'static, [u8]>,
    /// Changes when the file does.
    tag: String,
}

impl Site {
    /// The files in the binary; without any, pages still work, but as if scripts were off.
    pub fn embedded(files: &'static [File]) -> Result<Self, BadSite> {
        let files_of = Files::Embedded(files);
        let manifest = files.iter().find(|file| file.path == MANIFEST);
        let package = manifest.map_or(Ok(NO_PACKAGE.to_owned()), |file| package(file.bytes))?;
        Ok(Self {
            files: files_of,
            package,
        })
    }

    /// The files of a folder.
    pub fn folder(folder: &Path) -> Result<Self, BadSite> {
        let text = std::fs::read(folder.join(MANIFEST)).map_err(BadSite::Unreadable)?;
        Ok(Self {
            package: package(&text)?,
            files: Files::Folder(folder.to_owned()),
        })
    }

    /// Whether there is nothing to serve.
    pub fn is_empty(&self) -> bool {
        matches!(self.files, Files::Embedded([]))
    }

    /// Path of the package, without a slash in front.
    pub fn package(&self) -> &str {
        &self.package
    }

    /// The file that a request asks for, in the smallest encoding that the asker understands.
    pub(super) async fn answer(&self, path: &str, asked: &HeaderMap) -> Option<Response> {
        let path = path.strip_prefix('/')?;
        if !is_plain(path) || path == MANIFEST {
            return None;
        }
        let identity = self.file(path).await?;
        let (encoding, asset, variants) = self.choose(path, identity, asked).await;
        let etag = match encoding {
            Some(encoding) => format!("W/\"{}-{encoding}\"", asset.tag),
            None => format!("W/\"{}\"", asset.tag),
        };
        let in_package = path
            .strip_prefix(&self.package)
            .is_some_and(|rest| rest.starts_with('/'));
        let caching = if in_package { FOR_EVER } else { SHORT };

        let mut headers = HeaderMap::new();
        let mut add = |name, text: &str| {
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.insert(name, value);
            }
        };
        add(header::CACHE_CONTROL, caching);
        add(header::ETAG, &etag);
        if variants {
            add(header::VARY, "accept-encoding");
        }
        if matches_etag(asked, &etag) {
            return Some((StatusCode::NOT_MODIFIED, headers).into_response());
        }
        let kind = content_type(path);
        add(header::CONTENT_TYPE, &kind);
        if kind.starts_with("text/javascript") {
            add(header::CONTENT_SECURITY_POLICY, SCRIPT_POLICY);
        }
        if let Some(encoding) = encoding {
            add(header::CONTENT_ENCODING, encoding);
        }
        let body = match asset.bytes {
            Cow::Borrowed(bytes) => Body::from(bytes),
            Cow::Owned(bytes) => Body::from(bytes),
        };
        Some((headers, body).into_response())
    }

    /// The sibling that was compressed when the site was built, if the asker takes it; and whether
    /// there is any sibling.
    async fn choose(
        &self,
        path: &str,
        identity: Asset,
        headers: &HeaderMap,
    ) -> (Option<&'static str>, Asset, bool) {
        let mut variants = false;
        for (encoding, suffix) in [("br", "br"), ("gzip", "gz")] {
            if let Some(asset) = self.file(&format!("{path}.{suffix}")).await {
                variants = true;
                if accepts(headers, encoding) {
                    return (Some(encoding), asset, variants);
                }
            }
        }
        (None, identity, variants)
    }

    async fn file(&self, path: &str) -> Option<Asset> {
        match &self.files {
            Files::Embedded(files) => {
                let position = files.binary_search_by_key(&path, |file| file.path).ok()?;
                let file = &files[position];
                let tag = file.sha256[..16].to_owned();
                Some(Asset {
                    bytes: Cow::Borrowed(file.bytes),
                    tag,
                })
            }
            Files::Folder(folder) => {
                let path = folder.join(path);
                let facts = tokio::fs::metadata(&path)
                    .await
                    .ok()
                    .filter(|m| m.is_file())?;
                let changed = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
                let tag = format!("{:x}-{:x}", facts.len(), changed.as_nanos());
                let bytes = tokio::fs::read(&path).await.ok()?;
                Some(Asset {
                    bytes: Cow::Owned(bytes),
                    tag,
                })
            }
        }
    }
}

fn package(manifest: &[u8]) -> Result<String, BadSite> {
    let manifest: Manifest =
        serde_json::from_slice(manifest).map_err(|error| BadSite::Manifest(error.to_string()))?;
    if is_plain(&manifest.pkg) {
        Ok(manifest.pkg)
    } else {
        Err(BadSite::Manifest(format!(
            "`pkg` is {:?}, not a folder",
            manifest.pkg
        )))
    }
}

/// Names of letters, digits, dots, dashes and underscores, none of which begins with a dot: so a
/// path never leaves the folder.
fn is_plain(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    path.split('/')
        .all(|name| !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain))
}

fn content_type(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = kind.type_() == mime_guess::mime::TEXT || kind.subtype() == "json";
    if is_text {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    }
}

/// Whether `Accept-Encoding` allows an encoding.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    let mut items = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','));
    items.any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts.any(|part| {
            let quality = part
                .strip_prefix("q=")
                .and_then(|text| text.parse::<f32>().ok());
            quality == Some(0.0)
        });
        named && !refused
    })
}

/// Whether the asker has this version already.
pub(super) fn matches_etag(headers: &HeaderMap, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let values = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','));
    tags.any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_files() {
        for path in ["favicon.svg", "pkg/0a1b/app_bg.wasm", "a-b_c.d"] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "", "/", "a//b", "../x", "a/../b", ".env", "a/.git/x", "a%2e", "a b", "a\\b",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }

    #[test]
    fn an_encoding_is_taken_unless_refused() {
        let check = |accept: &str, expect: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().expect("a header"));
            assert_eq!(accepts(&headers, "br"), expect, "{accept}");
        };
        check("gzip, deflate, br, zstd", true);
        check("BR;q=0.5", true);
        check("br;q=0, gzip", false);
        check("gzip", false);
        check("brotli", false);
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn files_have_their_types() {
        assert_eq!(content_type("a/app_bg.wasm"), "application/wasm");
        assert_eq!(content_type("app.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("app.css"), "text/css; charset=utf-8");
        assert_eq!(content_type("favicon.svg"), "image/svg+xml");
        assert_eq!(content_type("thing"), "application/octet-stream");
    }

    #[test]
    fn a_manifest_names_a_folder() {
        assert_eq!(
            package(b"{\"pkg\":\"pkg/0a1b\"}").expect("right"),
            "pkg/0a1b"
        );
        for text in ["", "{}", "{\"pkg\":\"../x\"}", "{\"pkg\":\"/pkg\"}"] {
            let error = package(text.as_bytes()).expect_err("wrong").to_string();
            assert!(error.starts_with("site.json is not understood"), "{error}");
        }
        assert!(Site::folder(Path::new("/nonexistent")).is_err());
    }
}
