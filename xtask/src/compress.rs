//! Compression in advance, so that the server never compresses the same bytes twice.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use crate::{digest::Digest, wasm::Mode};

/// Below this size a packet carries the file anyway, and the encoding only costs.
const WORTH_COMPRESSING: usize = 1024;

/// What one file weighs, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(crate) raw: usize,
    /// Gzip and brotli, where the file is worth compressing.
    pub(crate) packed: Option<Packed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    pub(crate) gzip: usize,
    pub(crate) brotli: usize,
}

/// Writes `.gz` and `.br` beside every file that gains by it. What was compressed before is
/// taken from `cache`, which afterwards holds what this call used and nothing else.
pub(crate) fn compress_all(
    files: &[(String, PathBuf)],
    cache: &Path,
    mode: Mode,
) -> Result<Vec<(String, Sizes)>> {
    fs::create_dir_all(cache)?;
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers.min(files.len()) {
            scope.spawn(|| {
                while let Some((name, path)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let sizes = compress(path, cache, mode)
                        .with_context(|| format!("compressing {}", path.display()));
                    results
                        .lock()
                        .expect("no worker panics while it holds the lock")
                        .push((name.clone(), sizes));
                }
            });
        }
    });
    let mut sizes = Vec::new();
    let mut used = BTreeSet::new();
    for (name, result) in results
        .into_inner()
        .expect("no worker panics while it holds the lock")
    {
        let (key, size) = result?;
        used.extend(key);
        sizes.push((name, size));
    }
    sizes.sort_by(|a, b| a.0.cmp(&b.0));
    forget_unused(cache, &used)?;
    Ok(sizes)
}

fn compress(path: &Path, cache: &Path, mode: Mode) -> Result<(Option<String>, Sizes)> {
    let bytes = fs::read(path)?;
    let raw = bytes.len();
    if raw < WORTH_COMPRESSING || !gains_by_compression(path) {
        return Ok((None, Sizes { raw, packed: None }));
    }
    let quality = match mode {
        Mode::Release => 11,
        Mode::Dev => 4,
    };
    let key = format!("{}-{quality}", Digest::new().add(&bytes).full());
    let brotli = cached(&cache.join(format!("{key}.br")), || brotli(&bytes, quality))?;
    let gzip = cached(&cache.join(format!("{key}.gz")), || gzip(&bytes, mode))?;
    fs::copy(&brotli, with_suffix(path, "br"))?;
    fs::copy(&gzip, with_suffix(path, "gz"))?;
    let length = |path: &Path| -> Result<usize> { Ok(usize::try_from(fs::metadata(path)?.len())?) };
    let packed = Packed {
        gzip: length(&gzip)?,
        brotli: length(&brotli)?,
    };
    Ok((
        Some(key),
        Sizes {
            raw,
            packed: Some(packed),
        },
    ))
}

fn gains_by_compression(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| {
            matches!(
                extension,
                "css"
                    | "csv"
                    | "html"
                    | "ico"
                    | "js"
                    | "json"
                    | "map"
                    | "mjs"
                    | "svg"
                    | "ttf"
                    | "txt"
                    | "wasm"
                    | "webmanifest"
                    | "xml"
            )
        })
}

fn cached(place: &Path, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<PathBuf> {
    if !place.is_file() {
        // Two equal files may be compressed at the same time.
        let draft = place.with_extension(format!("{:?}", std::thread::current().id()));
        fs::write(&draft, make()?)?;
        fs::rename(&draft, place)?;
    }
    Ok(place.to_owned())
}

fn brotli(bytes: &[u8], quality: i32) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8], mode: Mode) -> Result<Vec<u8>> {
    let level = match mode {
        Mode::Release => Compression::best(),
        Mode::Dev => Compression::fast(),
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn forget_unused(cache: &Path, used: &BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(cache)?.flatten() {
        let path = entry.path();
        let wanted = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .is_some_and(|stem| used.contains(stem));
        if !wanted {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::TestFolder;
    use std::io::Read;

    #[test]
    fn what_is_packed_unpacks_to_the_same_bytes() -> Result<()> {
        let text = "the same words again and again. ".repeat(100);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(text.as_bytes(), 11)?[..], &mut plain)?;
        assert_eq!(plain, text.as_bytes());
        let mut plain = String::new();
        let packed = gzip(text.as_bytes(), Mode::Release)?;
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut plain)?;
        assert_eq!(plain, text);
        Ok(())
    }

    #[test]
    fn small_files_and_pictures_stay_as_they_are() -> Result<()> {
        let folder = TestFolder::new()?;
        let cache = folder.path().join("cache");
        let mut files = Vec::new();
        for (name, size) in [
            ("small.css", 1023),
            ("large.css", 1024),
            ("large.png", 4096),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, vec![b' '; size])?;
            files.push((name.to_owned(), path));
        }
        let sizes = compress_all(&files, &cache, Mode::Release)?;
        let packed: Vec<_> = sizes
            .iter()
            .filter(|(_, size)| size.packed.is_some())
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(packed, ["large.css"]);
        assert!(folder.path().join("large.css.br").is_file());
        assert!(!folder.path().join("small.css.br").exists());
        Ok(())
    }

    #[test]
    fn the_cache_holds_what_was_used_last() -> Result<()> {
        let folder = TestFolder::new()?;
        let cache = folder.path().join("cache");
        let path = folder.path().join("a.css");
        let files = [("a.css".to_owned(), path.clone())];
        for filler in ["a", "b"] {
            fs::write(&path, filler.repeat(2000))?;
            compress_all(&files, &cache, Mode::Dev)?;
        }
        assert_eq!(fs::read_dir(&cache)?.count(), 2, "one .br and one .gz");
        Ok(())
    }
}
