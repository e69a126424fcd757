//! The browser's module against native code: the same documents, in Node.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::report::{milliseconds, significant};
use crate::{
    process,
    progress::Progress,
    setup::{self, Need},
    wasm::{Mode, STUDIO, Toolchain},
    workspace::Workspace,
};

/// Runs all vectors in both worlds; their answers have to agree, too.
pub(super) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<String> {
    setup::run(workspace, progress, Need::Site)?;
    let folder = workspace.target.join("bench");
    fs::create_dir_all(&folder)?;
    let vectors = folder.join("vectors.json");
    progress.step("the documents, natively", || native(workspace, &vectors))?;
    let module = progress.step("the module of the browser", || {
        let wasm = STUDIO.compile(workspace, Toolchain::required()?, Mode::Release)?;
        STUDIO.bind(workspace, &wasm, Mode::Release)
    })?;
    let times = folder.join("vectors-times.json");
    progress.step("the documents, in Node", || {
        let mut node = process::node(&workspace.path("crates/studio/tests/wasm.mjs"));
        node.current_dir(&workspace.root)
            .arg(&vectors)
            .arg(&times)
            .env("FINX_STUDIO_JS", module.join("studio.js"));
        process::run(&mut node, "repair the difference above")
    })?;
    let times: Vec<Value> = serde_json::from_str(&fs::read_to_string(&times)?)?;
    Ok(format!("{}\n{}", size(&module)?, table(&times)))
}

fn native(workspace: &Workspace, vectors: &Path) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo
        .args(["build", "--release", "--package", "studio"])
        .args(["--example", "vectors"]);
    process::run(&mut cargo, "repair the error above")?;
    let name = format!("vectors{}", std::env::consts::EXE_SUFFIX);
    let mut program = Command::new(workspace.target.join("release/examples").join(name));
    program
        .current_dir(&workspace.root)
        .arg(vectors)
        .arg("--times");
    process::run(&mut program, "repair the error above")
}

fn size(module: &Path) -> Result<String> {
    let path: PathBuf = module.join("studio_bg.wasm");
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let mut packed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut packed, 4096, 11, 22);
    encoder.write_all(&bytes)?;
    drop(encoder);
    let mut node = Command::new("node");
    let node = process::ask(node.arg("--version")).unwrap_or_default();
    Ok(format!(
        "The module that answers all documents: {} bytes, {} by brotli; Node {}.\n",
        bytes.len(),
        packed.len(),
        node.trim(),
    ))
}

/// What NUMERICS promises, by the name of a document: milliseconds in the browser.
const AT_MOST_MS: [(&str, f64); 4] = [
    ("variance-100", 0.6),
    ("sharpe-100", 0.6),
    ("utility-100", 0.6),
    ("frontier-100-exact", 16.0),
];

/// A family is what a document's name begins with, to the number of assets.
fn table(times: &[Value]) -> String {
    let mut families: BTreeMap<(u64, String), Vec<(f64, f64)>> = BTreeMap::new();
    let mut text = "| document | native, ms | WebAssembly, ms | ratio | wanted |\n\
                    |---|--:|--:|--:|--:|\n"
        .to_owned();
    for case in times {
        let name = case["name"].as_str().unwrap_or_default();
        let (Some(native), Some(wasm)) = (case["native_ms"].as_f64(), case["wasm_ms"].as_f64())
        else {
            continue;
        };
        let (family, assets) = family(name);
        if assets > 20 {
            text += &line(name, assets, native, wasm);
        } else {
            families
                .entry((assets, family))
                .or_default()
                .push((native, wasm));
        }
    }
    for ((assets, family), pairs) in &families {
        let sum = |side: fn(&(f64, f64)) -> f64| pairs.iter().map(side).sum::<f64>();
        let name = format!("{family}, {assets} assets, {} documents", pairs.len());
        text += &line(&name, *assets, sum(|pair| pair.0), sum(|pair| pair.1));
    }
    text
}

fn line(name: &str, assets: u64, native: f64, wasm: f64) -> String {
    let ratio = wasm / native;
    let most = if assets > 100 { 5.0 } else { 2.0 };
    let mut wanted = format!("≤ {most}");
    if ratio > most {
        wanted += ", **missed**";
    }
    for (_, most) in AT_MOST_MS.iter().filter(|(of, _)| *of == name) {
        let _ = write!(wanted, ", ≤ {most} ms");
        if wasm > *most {
            wanted += ", **missed**";
        }
    }
    format!(
        "| {name} | {} | {} | {} | {wanted} |\n",
        milliseconds(native),
        milliseconds(wasm),
        significant(ratio, 2),
    )
}

/// `frontier` and 100 of `frontier-100-exact`; a name without a number stands for few assets.
fn family(name: &str) -> (String, u64) {
    let words: Vec<&str> = name.split('-').collect();
    let number = |word: &&str| word.parse::<u64>().ok();
    match words.iter().position(|word| number(word).is_some()) {
        Some(at) => (words[..at].join("-"), number(&words[at]).unwrap_or(0)),
        None => (name.to_owned(), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_family_and_assets() {
        assert_eq!(family("walk-forward-20-cvar"), ("walk-forward".into(), 20));
        assert_eq!(family("frontier-100-exact"), ("frontier".into(), 100));
        assert_eq!(family("odd"), ("odd".into(), 0));
    }

    #[test]
    fn a_promise_that_is_not_kept_is_said() {
        assert!(
            line("variance-100", 100, 0.1, 0.7)
                .matches("missed")
                .count()
                == 2
        );
        assert!(!line("variance-100", 100, 0.1, 0.15).contains("missed"));
    }
}
