//! One module becomes several: one that every visit loads, and one for each page.
//!
//! `wasm_split_cli_support` cuts at the split points that `app/src/routes.rs` declares. By itself
//! it makes one more module of whatever two, three, … pages share, for every combination of pages;
//! each is a request, and none is compressed as well as a whole. Here everything that pages share
//! goes into the first module, so that a page is two modules, however many pages there are.
//!
//! ```text
//! app_bg.wasm           every visit
//! app-<page>.wasm       what only this page needs
//! app-<page>-shown.wasm what only this page and the gallery need
//! app-pages.js          fetches a page's module when the first asks for it
//! ```

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use wasm_encoder::{Encode, SectionId};
use wasm_split_cli_support::Options;
use wasmparser::{
    BinaryReader, ExportSectionReader, KnownCustom, Name, Parser, Payload, RelocSectionReader,
};

/// Hydration here is synchronous (`hydrate_body`); every view carries an asynchronous one as well,
/// in a table that no linker can see through. Their bodies are 5 % of the first module. Should one
/// be called all the same, the page stops with `unreachable`, which every browser test would see.
///
/// The end of a symbol, before its hash: what steps such a future on. Not what makes one or drops
/// one, which the compiler merges with its equals of other names.
const NEVER_CALLED: &str = "13hydrate_async28_$u7b$$u7b$closure$u7d$$u7d$";
/// Shorter ones may be merged with others as well, in bytes.
const TOO_SHORT: usize = 150;

/// The page that shares something with every other one.
const GALLERY: &str = "gallery";

/// Begins the names of exports that hold a function in the first module.
const HELD: &str = "__held_";

/// The script from which the first module takes the fetchers of the others.
const LOADER: &str = "app-pages.js";

/// Names the way of splitting: what was split in another way is split again.
pub(super) const RECIPE: &str = "two modules a page, 3";

/// What a module was cut into.
pub(super) struct Cut {
    /// For wasm-bindgen.
    pub(super) main: PathBuf,
    /// Finished but for shrinking.
    pub(super) pages: Vec<PathBuf>,
}

impl Cut {
    /// A module that stays in one piece.
    pub(super) fn whole(wasm: &Path) -> Self {
        Self {
            main: wasm.to_owned(),
            pages: Vec::new(),
        }
    }
}

/// Cuts a module of wasm-bindgen's target `web` that will be called `<out_name>.js`; the files for
/// pages and their loader are left in `folder`.
pub(super) fn cut(wasm: &[u8], out_name: &str, folder: &Path) -> Result<Cut> {
    let pruned = prune(wasm)?;
    let trial = folder.join("trial");
    let mut shared = BTreeSet::new();
    for chunk in run_splitter(&pruned, out_name, &trial)?.chunks {
        if chunk.only_page().is_none() {
            shared.extend(function_names(&fs::read(&chunk.path)?)?.into_values());
        }
    }
    let held = hold(&pruned, &shared)?;
    fs::remove_dir_all(&trial)?;

    let work = folder.join("cut");
    let files = run_splitter(&held, out_name, &work)?;
    let mut constants = Vec::new();
    let mut shown = BTreeMap::new();
    for chunk in &files.chunks {
        match chunk.only_page() {
            Some(page) => {
                shown.insert(page, &chunk.path);
            }
            None => constants.push(fs::read(&chunk.path)?),
        }
    }
    let main = with_data_of(&release(&fs::read(&files.main)?)?, &constants)?;
    let main_path = folder.join("main.wasm");
    fs::write(&main_path, main)?;
    let mut pages = Vec::new();
    for (name, path) in &files.pages {
        let page = folder.join(format!("{out_name}-{name}.wasm"));
        fs::rename(path, &page)?;
        pages.push(page);
        if name != GALLERY {
            // Even where there is nothing: the document asks for it without a look.
            let page = folder.join(format!("{out_name}-{name}-shown.wasm"));
            match shown.get(name.as_str()) {
                Some(chunk) => fs::rename(chunk, &page)?,
                None => fs::write(&page, wasm_encoder::Module::HEADER)?,
            }
            pages.push(page);
        }
    }
    let names: Vec<&str> = files.pages.iter().map(|(name, _)| name.as_str()).collect();
    fs::write(folder.join(LOADER), loader(out_name, &names))?;
    fs::remove_dir_all(&work)?;
    Ok(Cut {
        main: main_path,
        pages,
    })
}

struct Files {
    main: PathBuf,
    /// By the name of the page.
    pages: Vec<(String, PathBuf)>,
    chunks: Vec<Chunk>,
}

/// What several pages share.
struct Chunk {
    path: PathBuf,
    pages: BTreeSet<String>,
}

impl Chunk {
    /// The page that shares it with nobody but the gallery.
    fn only_page(&self) -> Option<&str> {
        let mut others = self.pages.iter().filter(|page| *page != GALLERY);
        let page = others.next()?;
        others.next().is_none().then_some(page)
    }
}

fn run_splitter(wasm: &[u8], out_name: &str, folder: &Path) -> Result<Files> {
    fs::create_dir_all(folder)?;
    let main = folder.join("main.wasm");
    let link_name = format!("./{LOADER}");
    let main_module = format!("./{out_name}.js");
    let mut options = Options::new(wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = &main_module;
    options.link_name = &link_name;
    options.emit_dwarf = false;
    let made = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the module cannot be split: {error:#}"))?;
    let mut files = Files {
        main: main.clone(),
        pages: Vec::new(),
        chunks: Vec::new(),
    };
    for path in made.split_modules {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        match stem.strip_prefix("split_") {
            Some(page) => files.pages.push((page.to_owned(), path)),
            None => files.chunks.push(Chunk {
                path,
                pages: made
                    .prefetch_map
                    .iter()
                    .filter(|(_, files)| files.contains(&stem))
                    .map(|(page, _)| page.clone())
                    .collect(),
            }),
        }
    }
    files.pages.sort();
    Ok(files)
}

/// The same module, with the bodies of functions that are never called emptied, and without what
/// the linker says about those bodies. No byte before or after them moves.
fn prune(wasm: &[u8]) -> Result<Vec<u8>> {
    let names = function_names(wasm)?;
    let mut index = imported_functions(wasm)?;
    let mut bodies: Vec<Range<usize>> = Vec::new();
    let mut code_start = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::CodeSectionStart { range, .. } => code_start = here(range).start,
            Payload::CodeSectionEntry(body) => {
                let range = here(body.range());
                let is_dead = names.get(&index).is_some_and(|name| is_never_called(name));
                if is_dead && range.len() >= TOO_SHORT {
                    bodies.push(range);
                }
                index += 1;
            }
            _ => {}
        }
    }
    let mut pruned = wasm.to_vec();
    for range in &bodies {
        let body = &mut pruned[range.clone()];
        body.fill(0x01); // nop
        body[0] = 0x00; // no locals
        body[1] = 0x00; // unreachable
        body[range.len() - 1] = 0x0b; // end
    }
    let inside = |offset: usize| {
        let after = bodies.partition_point(|body| body.start <= offset);
        after > 0 && offset < bodies[after - 1].end
    };
    rewrite(&pruned, |section| {
        if section.custom_name() != Some("reloc.CODE") {
            return Ok(None);
        }
        let data = section.custom_data()?;
        let reader = RelocSectionReader::new(BinaryReader::new(data, 0))?;
        let mut kept = Vec::new();
        let mut count = 0_u32;
        let mut entries = reader
            .entries()
            .into_iter_with_offsets()
            .collect::<wasmparser::Result<Vec<_>>>()?
            .into_iter()
            .peekable();
        while let Some((start, entry)) = entries.next() {
            let end = entries.peek().map(|(next, _)| *next);
            if !inside(code_start + entry.offset as usize) {
                kept.extend_from_slice(between(data, start, end));
                count += 1;
            }
        }
        let mut contents = Vec::new();
        "reloc.CODE".encode(&mut contents);
        reader.section_index().encode(&mut contents);
        count.encode(&mut contents);
        contents.extend_from_slice(&kept);
        Ok(Some(contents))
    })
}

/// `….hydrate_async::{closure}.17h0123456789abcdefE`, as rustc writes it.
fn is_never_called(symbol: &str) -> bool {
    let hash = symbol.rfind("17h").unwrap_or(0);
    symbol[..hash].ends_with(NEVER_CALLED)
}

/// The same module, which exports the functions of these names: what is exported stays in the
/// first module.
fn hold(wasm: &[u8], names: &BTreeSet<String>) -> Result<Vec<u8>> {
    let imported = imported_functions(wasm)?;
    let mut held: Vec<u32> = function_names(wasm)?
        .into_iter()
        .filter(|(index, name)| *index >= imported && names.contains(name))
        .map(|(index, _)| index)
        .collect();
    held.sort_unstable();
    rewrite(wasm, |section| {
        if section.id != SectionId::Export as u8 {
            return Ok(None);
        }
        let (count, entries) = section.counted()?;
        let mut contents = Vec::new();
        (count + held.len() as u32).encode(&mut contents);
        contents.extend_from_slice(entries);
        for index in &held {
            format!("{HELD}{index}").as_str().encode(&mut contents);
            contents.push(0x00); // a function
            index.encode(&mut contents);
        }
        Ok(Some(contents))
    })
}

/// The same module without the exports that [`hold`] added.
fn release(wasm: &[u8]) -> Result<Vec<u8>> {
    rewrite(wasm, |section| {
        if section.id != SectionId::Export as u8 {
            return Ok(None);
        }
        let reader = ExportSectionReader::new(BinaryReader::new(section.contents, 0))?;
        let mut entries = reader
            .into_iter_with_offsets()
            .collect::<wasmparser::Result<Vec<_>>>()?
            .into_iter()
            .peekable();
        let mut kept = Vec::new();
        let mut count = 0_u32;
        while let Some((start, export)) = entries.next() {
            let end = entries.peek().map(|(next, _)| *next);
            if !export.name.starts_with(HELD) {
                kept.extend_from_slice(between(section.contents, start, end));
                count += 1;
            }
        }
        let mut contents = Vec::new();
        count.encode(&mut contents);
        contents.extend_from_slice(&kept);
        Ok(Some(contents))
    })
}

/// The same module with the data of others, which have nothing else: constants that several pages
/// share. Their addresses are fixed, so the memory is the same as if they were loaded.
fn with_data_of(wasm: &[u8], others: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut segments = Vec::new();
    let mut added = 0;
    for other in others {
        for section in sections(other)? {
            if section.id == SectionId::Element as u8 {
                bail!("the splitter left a function that pages share outside the first module");
            }
            if section.id == SectionId::Data as u8 {
                let (count, entries) = section.counted()?;
                segments.extend_from_slice(entries);
                added += count;
            }
        }
    }
    rewrite(wasm, |section| {
        let is_count = section.id == SectionId::DataCount as u8;
        if !is_count && section.id != SectionId::Data as u8 {
            return Ok(None);
        }
        let (count, entries) = section.counted()?;
        let mut contents = Vec::new();
        (count + added).encode(&mut contents);
        if !is_count {
            contents.extend_from_slice(entries);
            contents.extend_from_slice(&segments);
        }
        Ok(Some(contents))
    })
}

/// Each module is loaded once, and again only if that failed: to start one twice would undo what
/// its constants have become. A fetcher answers by calling back into the first module.
fn loader(out_name: &str, pages: &[&str]) -> String {
    let mut text = format!(
        "import {{ initSync }} from './{out_name}.js';\n\
         const loads = {{}};\n\
         const start = async (page) => {{\n\
         \x20 const response = await fetch(new URL(`./{out_name}-${{page}}.wasm`, import.meta.url));\n\
         \x20 if (!response.ok) throw new Error(`${{response.url}}: status ${{response.status}}`);\n\
         \x20 await WebAssembly.instantiateStreaming(response, {{ __wasm_split: initSync() }});\n\
         }};\n\
         const load = (page) => (loads[page] ??= start(page).catch((error) => {{\n\
         \x20 delete loads[page];\n\
         \x20 throw error;\n\
         }}));\n\
         const fetcher = (...pages) => async (callback, data) => {{\n\
         \x20 let done = true;\n\
         \x20 try {{\n\
         \x20   await Promise.all(pages.map(load));\n\
         \x20 }} catch (error) {{\n\
         \x20   done = false;\n\
         \x20   console.warn(error);\n\
         \x20 }}\n\
         \x20 initSync().__indirect_function_table.get(callback)(data, done);\n\
         }};\n"
    );
    for page in pages {
        // The gallery needs what all others show.
        let needed: Vec<String> = pages
            .iter()
            .filter(|other| **other != GALLERY && (*page == GALLERY || other == &page))
            .map(|other| format!("{other}-shown"))
            .chain([(*page).to_owned()])
            .collect();
        text += &format!(
            "export const __wasm_split_load_{page} = fetcher('{}');\n",
            needed.join("', '")
        );
    }
    text
}

struct Section<'a> {
    id: u8,
    contents: &'a [u8],
}

impl<'a> Section<'a> {
    fn custom_name(&self) -> Option<&'a str> {
        (self.id == SectionId::Custom as u8)
            .then(|| BinaryReader::new(self.contents, 0).read_string().ok())
            .flatten()
    }

    /// What follows the name of a custom section.
    fn custom_data(&self) -> Result<&'a [u8]> {
        let mut reader = BinaryReader::new(self.contents, 0);
        reader.read_string()?;
        Ok(between(self.contents, reader.original_position(), None))
    }

    /// The number with which most sections begin, and the rest.
    fn counted(&self) -> Result<(u32, &'a [u8])> {
        let mut reader = BinaryReader::new(self.contents, 0);
        let count = reader.read_var_u32()?;
        Ok((
            count,
            between(self.contents, reader.original_position(), None),
        ))
    }
}

/// A place in a file as a place in memory.
fn here(range: Range<u64>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// The bytes from one place to another, or to the end.
fn between(bytes: &[u8], start: u64, end: Option<u64>) -> &[u8] {
    &bytes[start as usize..end.map_or(bytes.len(), |end| end as usize)]
}

fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>> {
    let mut all = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Some((id, range)) = payload?.as_section() {
            all.push(Section {
                id,
                contents: &wasm[here(range)],
            });
        }
    }
    Ok(all)
}

/// A module whose sections are replaced where `replace` says so.
fn rewrite(
    wasm: &[u8],
    mut replace: impl FnMut(&Section<'_>) -> Result<Option<Vec<u8>>>,
) -> Result<Vec<u8>> {
    let mut out = wasm_encoder::Module::HEADER.to_vec();
    for section in sections(wasm)? {
        let replaced = replace(&section)?;
        out.push(section.id);
        replaced
            .as_deref()
            .unwrap_or(section.contents)
            .encode(&mut out);
    }
    Ok(out)
}

fn imported_functions(wasm: &[u8]) -> Result<u32> {
    let mut functions = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                functions += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
            }
        }
    }
    Ok(functions)
}

fn function_names(wasm: &[u8]) -> Result<HashMap<u32, String>> {
    let mut names = HashMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CustomSection(custom) = payload? else {
            continue;
        };
        let KnownCustom::Name(parts) = custom.as_known() else {
            continue;
        };
        for part in parts {
            if let Name::Function(functions) = part.context("the names of the module")? {
                for naming in functions {
                    let naming = naming?;
                    names.insert(naming.index, naming.name.to_owned());
                }
            }
        }
    }
    Ok(names)
}
