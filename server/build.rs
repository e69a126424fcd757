//! Embeds the site and the bundled data, with their fingerprints, so that `finx` is one file.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let target = env::var("TARGET")?;
    println!("cargo::rustc-env=FINX_TARGET={target}");
    println!("cargo::rerun-if-env-changed=FINX_COMMIT");
    println!("cargo::rerun-if-env-changed=FINX_SITE_BUILD");

    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = root.parent().ok_or("the server lies in the workspace")?;
    let site = env::var_os("FINX_SITE_BUILD")
        .filter(|folder| !folder.is_empty())
        .map(|folder| root.join(folder));

    let mut code = String::new();
    embed(&mut code, "SITE", site.as_deref())?;
    embed(&mut code, "DATA", Some(&root.join("data")))?;
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs"),
        code,
    )?;
    Ok(())
}

/// Writes a table of every file below `folder`, sorted by path.
fn embed(code: &mut String, name: &str, folder: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    if let Some(folder) = folder {
        println!("cargo::rerun-if-changed={}", folder.display());
        if folder.is_dir() {
            collect(folder, &mut files)?;
        }
    }
    writeln!(code, "/// Every file, sorted by path.")?;
    writeln!(code, "pub static {name}: &[File] = &[")?;
    let mut lines = Vec::new();
    for file in files {
        let folder = folder.ok_or("there are files, so there is a folder")?;
        let path = file
            .strip_prefix(folder)?
            .to_str()
            .ok_or("a path is UTF-8")?;
        let path = path.replace('\\', "/");
        let digest = Sha256::digest(fs::read(&file)?);
        let sha256 = digest.iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        let line = format!(
            "    File {{ path: {path:?}, sha256: {sha256:?}, bytes: include_bytes!({file:?}) }},"
        );
        lines.push((path, line));
    }
    lines.sort();
    for (_, line) in lines {
        writeln!(code, "{line}")?;
    }
    writeln!(code, "];")?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
