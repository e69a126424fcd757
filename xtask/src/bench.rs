//! Timings: every example of a crate whose name ends in `timing`, one after the other, so that
//! none disturbs another.

use anyhow::Result;

use crate::{files, process, progress::Progress, workspace::Workspace};

pub(crate) fn run(workspace: &Workspace, progress: &mut Progress) -> Result<()> {
    let timings: Vec<(String, String)> = files::below(&workspace.path("crates"))?
        .into_iter()
        .filter_map(|(name, _)| timing(&name))
        .collect();
    if timings.is_empty() {
        progress.skip("timings", "no crate has an example `timing`");
    }
    for (krate, example) in timings {
        progress.step(format!("{example} of {krate}"), || {
            let mut cargo = workspace.cargo();
            cargo
                .args(["run", "--release", "--package", &krate])
                .args(["--example", &example]);
            process::run(&mut cargo, "repair the error above")
        })?;
    }
    Ok(())
}

/// Crate and example, if the file below `crates/` is one that measures time.
fn timing(name: &str) -> Option<(String, String)> {
    let (krate, file) = name.split_once("/examples/")?;
    let example = file.strip_suffix(".rs")?;
    (example.ends_with("timing") && !example.contains('/'))
        .then(|| (krate.to_owned(), example.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timings_are_found_by_name() {
        let found = |krate: &str, example: &str| Some((krate.to_owned(), example.to_owned()));
        assert_eq!(
            timing("optimizer/examples/timing.rs"),
            found("optimizer", "timing")
        );
        assert_eq!(
            timing("whatif/examples/whatif_timing.rs"),
            found("whatif", "whatif_timing")
        );
        assert_eq!(timing("whatif/examples/cases.rs"), None);
        assert_eq!(timing("whatif/src/timing.rs"), None);
    }
}
