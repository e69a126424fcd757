//! The browser's half: everything under `<target>/site`.
//!
//! ```text
//! site/
//!   site.json            where the package is, and what every file weighs
//!   pkg/<hash>/          modules, scripts, styles; the hash is over their contents, so that
//!                        all of it may be kept for ever and imports inside need no hashes
//!   …                    what `public/` holds
//! ```

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::{
    compress::{self, Sizes},
    digest, files, process,
    progress::Progress,
    wasm::{MODULES, Mode, Toolchain},
    workspace::Workspace,
};

const FIX: &str = "repair the error above, then run the same command again";

pub(crate) fn build(workspace: &Workspace, progress: &mut Progress, mode: Mode) -> Result<()> {
    let toolchain = Toolchain::required()?;
    let draft = workspace.target.join("site.draft");
    if draft.exists() {
        fs::remove_dir_all(&draft)?;
    }
    let package = draft.join("pkg/draft");
    fs::create_dir_all(&package)?;

    for module in &MODULES {
        let wasm = progress.step(
            format!("{}: compile to WebAssembly", module.package),
            || module.compile(workspace, toolchain, mode),
        )?;
        progress.step(format!("{}: bind and shrink", module.package), || {
            files::copy_tree(&module.bind(workspace, &wasm, mode)?, &package)
        })?;
    }
    progress.step("styles and scripts", || {
        style(workspace, &package, mode)?;
        scripts(workspace, &package, mode)
    })?;
    progress.step("pack the site", || {
        let hash = digest::of_folder(&package)?.short();
        fs::rename(&package, draft.join("pkg").join(&hash))?;
        files::copy_tree(&workspace.path("public"), &draft)?;
        let sizes = compress::compress_all(
            &files::below(&draft)?,
            &workspace.cache().join("compressed"),
            mode,
        )?;
        let description = describe(&format!("pkg/{hash}"), &sizes, mode);
        fs::write(
            draft.join("site.json"),
            serde_json::to_string_pretty(&description)? + "\n",
        )?;
        publish(&draft, &workspace.site())
    })
}

/// Puts the new site in place, unless it equals the one that is there: an untouched folder
/// keeps the server from being built again.
fn publish(draft: &Path, site: &Path) -> Result<()> {
    let same = site.is_dir() && digest::of_folder(site)?.full() == digest::of_folder(draft)?.full();
    if same {
        fs::remove_dir_all(draft)?;
        return Ok(());
    }
    files::replace_folder(draft, site)
}

fn describe(package: &str, sizes: &[(String, Sizes)], mode: Mode) -> Value {
    let files: Map<String, Value> = sizes
        .iter()
        .map(|(name, size)| {
            let mut entry = json!({ "raw": size.raw });
            if let Some(packed) = size.packed {
                entry["gzip"] = json!(packed.gzip);
                entry["brotli"] = json!(packed.brotli);
            }
            (name.clone(), entry)
        })
        .collect();
    let mode = match mode {
        Mode::Release => "release",
        Mode::Dev => "dev",
    };
    json!({ "pkg": package, "mode": mode, "files": files })
}

fn style(workspace: &Workspace, package: &Path, mode: Mode) -> Result<()> {
    let mut bundle = esbuild(workspace, mode);
    bundle
        .arg(entry("finx", &workspace.path("style/main.css")))
        .arg("--bundle")
        .args(["--loader:.woff2=file", "--loader:.svg=file"])
        .arg("--asset-names=[name]-[hash]")
        .args(public_addresses(&workspace.path("public")))
        .arg(outdir(package));
    process::run(&mut bundle, FIX)
}

/// What `public/` holds is addressed from the site's root and is no part of a bundle.
fn public_addresses(public: &Path) -> Vec<String> {
    let mut addresses: Vec<_> = fs::read_dir(public)
        .into_iter()
        .flat_map(|entries| entries.flatten())
        .map(|entry| {
            let name = entry.file_name();
            let below = if entry.path().is_dir() { "/*" } else { "" };
            format!("--external:/{}{below}", name.to_string_lossy())
        })
        .collect();
    addresses.sort();
    addresses
}

fn scripts(workspace: &Workspace, package: &Path, mode: Mode) -> Result<()> {
    let entries: Vec<_> = files::below(&workspace.path("frontend/js"))?
        .into_iter()
        .filter_map(|(name, path)| Some((name.strip_suffix(".entry.js")?.to_owned(), path)))
        .collect();
    if entries.is_empty() {
        return Ok(());
    }
    let mut bundle = esbuild(workspace, mode);
    for (name, path) in &entries {
        bundle.arg(entry(name, path));
    }
    bundle.args(["--bundle", "--format=esm", "--target=es2022"]);
    // Neighbours in the package stay neighbours: each is loaded when it is first needed.
    for module in &MODULES {
        bundle.arg(format!("--external:./{}.js", module.out_name));
    }
    for (name, _) in &entries {
        bundle.arg(format!("--external:./{name}.js"));
    }
    bundle.arg(outdir(package));
    process::run(&mut bundle, FIX)
}

fn esbuild(workspace: &Workspace, mode: Mode) -> Command {
    let name = if cfg!(windows) {
        "esbuild.cmd"
    } else {
        "esbuild"
    };
    let frontend = workspace.path("frontend");
    let mut esbuild = Command::new(frontend.join("node_modules/.bin").join(name));
    esbuild
        .current_dir(&frontend)
        .args(["--log-level=warning", "--legal-comments=linked"]);
    match mode {
        Mode::Release => esbuild.arg("--minify"),
        Mode::Dev => esbuild.arg("--sourcemap=inline"),
    };
    esbuild
}

fn entry(name: &str, path: &Path) -> String {
    format!("{name}={}", path.display())
}

fn outdir(package: &Path) -> String {
    format!("--outdir={}", package.display())
}

/// What the last build wrote about itself.
pub(crate) fn description(workspace: &Workspace) -> Result<Value> {
    let path: PathBuf = workspace.site().join("site.json");
    let text = fs::read_to_string(&path).with_context(|| {
        format!(
            "{} cannot be read: the site is not built.\n  fix: cargo xtask site",
            path.display()
        )
    })?;
    Ok(serde_json::from_str(&text)?)
}

/// The folder of modules, scripts and styles of the last build.
pub(crate) fn package(workspace: &Workspace) -> Result<PathBuf> {
    let description = description(workspace)?;
    let package = description["pkg"]
        .as_str()
        .context("site.json has no pkg")?;
    Ok(workspace.site().join(package))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compress::Packed;
    use crate::files::TestFolder;

    #[test]
    fn the_description_lists_what_is_packed() {
        let sizes = [
            (
                "pkg/abc/app.js".to_owned(),
                Sizes {
                    raw: 3000,
                    packed: Some(Packed {
                        gzip: 1000,
                        brotli: 900,
                    }),
                },
            ),
            (
                "robots.txt".to_owned(),
                Sizes {
                    raw: 10,
                    packed: None,
                },
            ),
        ];
        assert_eq!(
            describe("pkg/abc", &sizes, Mode::Release),
            json!({
                "pkg": "pkg/abc",
                "mode": "release",
                "files": {
                    "pkg/abc/app.js": { "raw": 3000, "gzip": 1000, "brotli": 900 },
                    "robots.txt": { "raw": 10 },
                },
            })
        );
    }

    #[test]
    fn public_files_and_folders_are_left_to_the_server() -> Result<()> {
        let folder = TestFolder::new()?;
        fs::create_dir(folder.path().join("fonts"))?;
        fs::write(folder.path().join("robots.txt"), "")?;
        assert_eq!(
            public_addresses(folder.path()),
            ["--external:/fonts/*", "--external:/robots.txt"]
        );
        Ok(())
    }

    #[test]
    fn an_equal_site_is_left_alone() -> Result<()> {
        let folder = TestFolder::new()?;
        let (draft, site) = (folder.path().join("draft"), folder.path().join("site"));
        for place in [&draft, &site] {
            fs::create_dir(place)?;
            fs::write(place.join("site.json"), "{}")?;
        }
        let before = fs::metadata(&site)?.modified()?;
        publish(&draft, &site)?;
        assert_eq!(fs::metadata(&site)?.modified()?, before);
        assert!(!draft.exists());
        Ok(())
    }
}
