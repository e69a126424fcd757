//! What the first visit may weigh.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{site, workspace::Workspace};

/// What every first visit loads, with its limit in bytes after brotli. 400 KB is about one
/// second on a mobile line of 4 Mbit/s; Leptos with a router alone takes a third of it.
const LIMITS: [(&str, u64); 3] = [
    ("app_bg.wasm", 400_000),
    ("app.js", 30_000),
    ("finx.css", 25_000),
];

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let description = site::description(workspace)?;
    if description["mode"] != "release" {
        bail!("the site was built for development.\n  fix: cargo xtask site");
    }
    let (table, broken) = judge(&weights(&description)?);
    print!("{table}");
    if !broken.is_empty() {
        bail!(
            "over the budget of a first visit: {}.\n  fix: move what this page need not load at \
             once into a lazy module, or record in docs/decisions why the limit moves",
            broken.join(", ")
        );
    }
    Ok(())
}

/// Bytes after brotli of every file of the package, by its name inside it.
fn weights(description: &Value) -> Result<BTreeMap<String, u64>> {
    let package = description["pkg"]
        .as_str()
        .context("site.json has no pkg")?;
    let files = description["files"]
        .as_object()
        .context("site.json has no files")?;
    Ok(files
        .iter()
        .filter_map(|(name, sizes)| {
            let name = name.strip_prefix(package)?.trim_start_matches('/');
            let bytes = sizes["brotli"].as_u64().or(sizes["raw"].as_u64())?;
            Some((name.to_owned(), bytes))
        })
        .collect())
}

/// The table to print, and the names of the files that are missing or too heavy.
fn judge(weights: &BTreeMap<String, u64>) -> (String, Vec<String>) {
    let mut table = String::from("  brotli KB   limit  file\n");
    let mut broken = Vec::new();
    for (name, limit) in LIMITS {
        let line = match weights.get(name) {
            Some(bytes) => {
                if *bytes > limit {
                    broken.push(name.to_owned());
                }
                format!("  {:>9.1}  {:>6.1}  {name}\n", kb(*bytes), kb(limit))
            }
            None => {
                broken.push(format!("{name} (missing)"));
                format!("  {:>9}  {:>6.1}  {name}\n", "missing", kb(limit))
            }
        };
        table += &line;
    }
    for (name, bytes) in weights {
        if LIMITS.iter().all(|(limited, _)| limited != name) {
            table += &format!("  {:>9.1}  {:>6}  {name}\n", kb(*bytes), "lazy");
        }
    }
    (table, broken)
}

fn kb(bytes: u64) -> f64 {
    bytes as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn broken(app_wasm: u64) -> Vec<String> {
        let description = json!({
            "pkg": "pkg/abc",
            "files": {
                "pkg/abc/app_bg.wasm": { "raw": 9_000_000, "brotli": app_wasm },
                "pkg/abc/app.js": { "raw": 900 },
                "pkg/abc/finx.css": { "raw": 9000, "brotli": 900 },
                "pkg/abc/charts-view.js": { "raw": 900_000, "brotli": 210_000 },
                "favicon.svg": { "raw": 100 },
            },
        });
        judge(&weights(&description).expect("the description is complete")).1
    }

    #[test]
    fn within_the_budget() {
        assert_eq!(broken(400_000), Vec::<String>::new());
    }

    #[test]
    fn one_byte_above_fails() {
        assert_eq!(broken(400_001), ["app_bg.wasm"]);
    }

    #[test]
    fn a_missing_file_fails() {
        let (_, broken) = judge(&BTreeMap::new());
        assert_eq!(broken.len(), LIMITS.len());
    }
}
