//! What the first visit may weigh.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{site, workspace::Workspace};

/// What a first visit of any page may load of each kind, in bytes after brotli. 400 KB is about one
/// second on a mobile line of 4 Mbit/s; Leptos with a router alone takes a third of it.
const WASM_LIMIT: u64 = 400_000;
const SCRIPT_LIMIT: u64 = 30_000;
const STYLE_LIMIT: u64 = 25_000;

/// What every page loads; its own module comes on top.
const WASM: &str = "app_bg.wasm";
const SCRIPTS: [&str; 3] = ["app.js", "app-pages.js", "page.js"];
const STYLE: &str = "finx.css";

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

/// The table to print, and what is missing or too heavy.
fn judge(weights: &BTreeMap<String, u64>) -> (String, Vec<String>) {
    let mut loads = vec![
        ("scripts".to_owned(), SCRIPTS.to_vec(), SCRIPT_LIMIT),
        ("style".to_owned(), vec![STYLE], STYLE_LIMIT),
    ];
    let pages: BTreeSet<_> = weights.keys().filter_map(|file| page_of(file)).collect();
    if pages.is_empty() {
        loads.push(("page".to_owned(), vec![WASM], WASM_LIMIT));
    }
    for page in pages {
        let own = weights.keys().filter(|file| page_of(file) == Some(page));
        let files = [WASM].into_iter().chain(own.map(String::as_str)).collect();
        loads.push((format!("page: {page}"), files, WASM_LIMIT));
    }

    let mut table = String::from("  brotli KB   limit  first visit\n");
    let mut broken = Vec::new();
    for (name, files, limit) in &loads {
        let sizes: Vec<_> = files.iter().map(|file| weights.get(*file)).collect();
        let sum: u64 = sizes.iter().copied().flatten().sum();
        if let Some(absent) = sizes.iter().position(Option::is_none) {
            broken.push(format!("{name} ({} is missing)", files[absent]));
        } else if sum > *limit {
            broken.push(name.clone());
        }
        table += &format!(
            "  {:>9.1}  {:>6.1}  {name} ({})\n",
            kb(sum),
            kb(*limit),
            files.join(" + ")
        );
    }
    table += "  brotli KB          file\n";
    for (name, bytes) in weights {
        table += &format!("  {:>9.1}  {:>6}  {name}\n", kb(*bytes), "");
    }
    (table, broken)
}

/// Modules that no first visit needs: the gallery is for developers, and what opens in front of a
/// page waits until somebody opens it.
const LATER: [&str; 2] = ["gallery", "front"];

/// The page that loads a file as its own.
fn page_of(file: &str) -> Option<&str> {
    let name = file.strip_prefix("app-")?.strip_suffix(".wasm")?;
    let page = name.strip_suffix("-shown").unwrap_or(name);
    (!LATER.contains(&page)).then_some(page)
}

fn kb(bytes: u64) -> f64 {
    bytes as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn broken(shared: u64) -> Vec<String> {
        let description = json!({
            "pkg": "pkg/abc",
            "files": {
                "pkg/abc/app_bg.wasm": { "raw": 9_000_000, "brotli": shared },
                "pkg/abc/app-landing.wasm": { "raw": 900_000, "brotli": 140_000 },
                "pkg/abc/app-landing-shown.wasm": { "raw": 40_000, "brotli": 10_000 },
                "pkg/abc/app-gallery.wasm": { "raw": 900_000, "brotli": 300_000 },
                "pkg/abc/app-status.wasm": { "raw": 90_000, "brotli": 10_000 },
                "pkg/abc/app.js": { "raw": 900 },
                "pkg/abc/app-pages.js": { "raw": 100 },
                "pkg/abc/page.js": { "raw": 100 },
                "pkg/abc/finx.css": { "raw": 9000, "brotli": 900 },
                "pkg/abc/charts-view.js": { "raw": 900_000, "brotli": 210_000 },
                "favicon.svg": { "raw": 100 },
            },
        });
        judge(&weights(&description).expect("the description is complete")).1
    }

    #[test]
    fn within_the_budget() {
        assert_eq!(broken(250_000), Vec::<String>::new());
    }

    #[test]
    fn a_page_is_its_own_module_and_the_shared_one() {
        assert_eq!(broken(250_001), ["page: landing"]);
        assert_eq!(broken(390_001), ["page: landing", "page: status"]);
    }

    #[test]
    fn a_missing_file_fails() {
        let (_, broken) = judge(&BTreeMap::new());
        assert_eq!(
            broken,
            [
                "scripts (app.js is missing)",
                "style (finx.css is missing)",
                "page (app_bg.wasm is missing)"
            ]
        );
    }
}
