//! `finx data`: the bundled data, without serving.

use std::path::PathBuf;

use services::bundled::{self, Progress};
use store::Store;

use crate::{
    bundled as files,
    cli::{Failure, runtime, say},
    commands::serve,
    config::Config,
    logging,
};

/// Imports what is not there yet, and says what was done.
pub(crate) fn import(config: &Config, from: Option<PathBuf>) -> Result<(), Failure> {
    logging::start(config);
    serve::prepare_data_dir(config)?;
    let files = match from {
        Some(folder) => {
            files::from_folder(&folder).map_err(|error| Failure::Usage(format!("{error:#}")))?
        }
        None => files::embedded(),
    };
    let runtime = runtime()?;
    runtime.block_on(async {
        let store = serve::open(config).await?;
        let result = report(&store, &files).await;
        store.close().await;
        result
    })
}

async fn report(store: &Store, files: &[bundled::BundledFile]) -> Result<(), Failure> {
    let summary = bundled::import_bundled(store, files, &|step| {
        if let Progress::Imported { id, rows, elapsed } = step {
            // What cannot be written here cannot be written below either, and is told there.
            let _ = say(&format!("{id}: {rows} rows in {} ms", elapsed.as_millis()));
        }
    });
    let summary = summary.await.map_err(anyhow::Error::new)?;
    say(&format!(
        "imported {} data sets with {} rows; {} were there already",
        summary.imported, summary.rows, summary.already_there
    ))
}
