//! `finx serve`: everything together.

use std::{
    future::Future,
    io::{self, ErrorKind},
    net::SocketAddr,
    pin::pin,
    time::{Duration, Instant},
};

use anyhow::Context;
use services::{
    Foundation,
    bundled::{self, Progress},
};
use store::{Store, StoreError, StoreOptions};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use url::Url;

use crate::{
    bundled as files,
    cli::{Failure, runtime, say},
    config::Config,
    embedded,
    http::{self, Http, VERSION, assets::Site},
    logging,
};

/// How long running requests may take to end after the signal: orchestrators kill after 30 s, and
/// the slowest request is told to give up after 20 s.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until a signal comes.
pub(crate) fn run(config: Config, started: Instant) -> Result<(), Failure> {
    logging::start(&config);
    prepare_data_dir(&config)?;
    let site = site(&config)?;
    let runtime = runtime()?;
    let result = runtime.block_on(serve(config, site, started));
    // A computation that nobody waits for any more must not hold up the end.
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

async fn serve(config: Config, site: Site, started: Instant) -> Result<(), Failure> {
    // First of all: a second instance should fail before it touches the database.
    let listener = bind(config.listen).await?;
    let address = listener
        .local_addr()
        .context("the address that was bound")?;
    let store = open(&config).await?;
    import(&store).await?;

    let public_url = match config.public_url {
        Some(url) => url,
        None => Url::parse(&format!("http://localhost:{}", address.port()))
            .context("the default of the public URL")?,
    };
    let services = Foundation::new(store.clone(), VERSION.version).services();
    let reading_ahead = read_ahead(&services);
    let router = http::router(Http::new(
        services,
        site,
        public_url.clone(),
        config.gallery,
    ));

    // Before anybody is told: from then on a signal means an orderly end.
    let signal = signal().context("listening for signals")?;
    let ready_ms = milliseconds(started.elapsed());
    tracing::info!(message = "ready", %address, %public_url, ready_ms, version = VERSION.version);
    say(&format!(
        "FinX is at {} (ready in {ready_ms} ms, Ctrl-C ends it)",
        shown(&public_url)
    ))?;

    let (told, stopping) = watch::channel(false);
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        signal.await;
        tracing::info!(message = "stopping", drain_s = DRAIN.as_secs());
        // Nobody listens only when the server has ended by itself.
        let _ = told.send(true);
    });
    let result = drain(server.into_future(), stopping).await;
    // It would find the database closed, and report that as a failure.
    reading_ahead.abort();
    // An error says that it was cut off, as it was meant to be.
    let _ = reading_ahead.await;
    store.close().await;
    tracing::info!(message = "stopped");
    Ok(result.context("serving")?)
}

/// Waits for the server; once it is stopping, not longer than [`DRAIN`].
async fn drain(
    server: impl Future<Output = io::Result<()>>,
    mut stopping: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut server = pin!(server);
    let too_late = async {
        // An error means that the server has ended by itself.
        if stopping.wait_for(|stopping| *stopping).await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        result = &mut server => result,
        () = too_late => {
            tracing::warn!(message = "some requests did not end in time and are cut off");
            Ok(())
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn shown(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let next = SocketAddr::new(address.ip(), address.port().wrapping_add(1).max(1024));
        Failure::Usage(match error.kind() {
            ErrorKind::AddrInUse => format!(
                "{address} is in use: stop the program that listens there, or choose another \
                 address, such as --listen {next}"
            ),
            ErrorKind::PermissionDenied => format!(
                "{address} may not be listened on by this user: choose a port of 1024 or above, \
                 such as --listen {next}"
            ),
            _ => format!(
                "{address} cannot be listened on ({error}): choose an address of this machine, \
                 such as --listen 127.0.0.1:3000"
            ),
        })
    })
}

/// Creates the folder, and makes sure that it can be written to.
pub(crate) fn prepare_data_dir(config: &Config) -> Result<(), Failure> {
    let folder = &config.data_dir;
    let probe = folder.join(".finx-write-test");
    let tried = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    tried.map_err(|error| {
        Failure::Usage(format!(
            "the data directory {} cannot be written to ({error}): choose another one by \
             --data-dir or FINX_DATA_DIR",
            folder.display()
        ))
    })
}

/// The site to serve: of the folder that is configured, or the embedded one.
pub(crate) fn site(config: &Config) -> Result<Site, Failure> {
    let site = match &config.site_dir {
        Some(folder) => Site::folder(folder).map_err(|error| {
            Failure::Usage(format!(
                "`site_dir` is {}: {error}; build the site by `cargo xtask serve`, or leave \
                 `site_dir` out to serve the embedded one",
                folder.display()
            ))
        })?,
        None => Site::embedded(embedded::SITE).context("the embedded site")?,
    };
    if site.is_empty() {
        tracing::warn!(
            message = "this binary holds no site: pages come without styles and scripts; \
                       build it by `cargo xtask serve`, or name a built one by FINX_SITE_DIR"
        );
    }
    Ok(site)
}

/// Opens the database and brings its schema up to date.
pub(crate) async fn open(config: &Config) -> Result<Store, Failure> {
    let opened = Store::open(&config.database_url, &StoreOptions::default()).await;
    opened.map_err(|error| match error {
        StoreError::Unavailable(why) => Failure::Usage(format!(
            "the database {} cannot be opened: {why}; check FINX_DATABASE_URL and FINX_DATA_DIR",
            config.database_url
        )),
        other => Failure::Other(anyhow::Error::new(other).context("opening the database")),
    })
}

/// Imports the bundled data where it is not there yet.
async fn import(store: &Store) -> Result<(), Failure> {
    let files = files::embedded();
    let summary = bundled::import_bundled(store, &files, &|step| match step {
        Progress::Importing { id, number, of } => {
            tracing::info!(message = "importing", data_set = id, number, of);
        }
        Progress::Imported { id, rows, elapsed } => {
            let duration_ms = milliseconds(elapsed);
            tracing::info!(message = "imported", data_set = id, rows, duration_ms);
        }
    });
    summary.await.context("importing the bundled data")?;
    Ok(())
}

/// Reads the prices of the first page while nobody waits for them yet. Whoever ends the program
/// ends this first.
fn read_ahead(services: &contract::Services) -> JoinHandle<()> {
    let market = services.market.clone();
    tokio::spawn(async move {
        if let Err(error) = market.public_universe().await {
            tracing::warn!(message = "the prices could not be read ahead", %error);
        }
    })
}

/// Ctrl-C, or what an orchestrator sends. Listens from the call on, not from the first `await`: a
/// signal in between would end the program as if nobody listened.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ctrl-C.
#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
