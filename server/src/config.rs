//! Configuration: defaults, then the file, then the environment, then flags; the later wins.
//!
//! Every value remembers the layer it comes from, so that `finx config show` and every error can
//! say it.

mod keys;
mod secrets;

use std::{
    collections::HashMap,
    ffi::OsString,
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use ::config::{Config as Layers, File, FileFormat, Source, Value, ValueKind};
pub use keys::{Flags, KEYS, Key};
use store::StoreUrl;
use tracing_subscriber::filter::LevelFilter;
use url::Url;

/// The whole configuration, read and checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Where people reach this instance; the default depends on the port really bound.
    pub public_url: Option<Url>,
    /// Folder for everything this instance keeps.
    pub data_dir: PathBuf,
    /// The database.
    pub database_url: StoreUrl,
    /// Filter of the log, in the directives of `tracing`.
    pub log: String,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Reserved for the gallery of components, at `/gallery`.
    pub gallery: bool,
    /// A site to serve instead of the embedded one.
    pub site_dir: Option<PathBuf>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the URL of the database: it may hold a password.
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("data_dir", &self.data_dir)
            .finish_non_exhaustive()
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people on a terminal, JSON otherwise.
    Auto,
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// A value as it was found, for people: secrets are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// Its value, masked where it holds a secret; `None` where there is none.
    pub value: Option<String>,
    /// The layer it comes from.
    pub source: String,
}

/// The configuration, and where each value comes from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    /// Every key, in the order of [`KEYS`].
    pub settings: Vec<Setting>,
}

/// Why the configuration cannot be used: names key, layer and value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

/// What the default folder would be on this machine; a seam for tests.
pub fn platform_data_dir() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "finx").map(|dirs| dirs.data_dir().to_owned())
}

/// Reads every layer. `environment` is all of the process's environment; `platform` is the default
/// folder of this machine.
pub fn load(
    flags: &Flags,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
    platform: Option<PathBuf>,
) -> Result<Loaded, ConfigError> {
    let environment = keys::from_environment(environment)?;
    let flag_values = flags.values();

    let near = |key: &str| {
        let flag = flag_values.get(key);
        flag.or_else(|| environment.values.get(key))
            .map(|(_, value)| value.clone())
    };
    let data_dir = near("data_dir").map(PathBuf::from).or(platform);
    let file = file_layer(flags, environment.config.as_deref(), data_dir.as_deref())?;

    let mut defaults = Layer::default();
    for (key, value) in [
        ("listen", "127.0.0.1:3000"),
        ("log", "info"),
        ("log_format", "auto"),
        ("gallery", "false"),
    ] {
        defaults.insert(key, "default", value);
    }
    if let Some(folder) = data_dir.as_deref().and_then(Path::to_str) {
        defaults.insert("data_dir", "default", folder);
    }
    let table = Layers::builder()
        .add_source(defaults)
        .add_source(file)
        .add_source(Layer::from(environment.values))
        .add_source(Layer::from(flag_values))
        .build()
        .and_then(|layers| layers.cache.into_table())
        .map_err(|error| ConfigError(error.to_string()))?;

    let mut values = Values {
        found: HashMap::new(),
    };
    for (name, value) in table {
        let key = keys::key(&name).expect("every layer holds known keys only");
        let origin = value.origin().expect("every layer names itself").to_owned();
        let text = value.into_string().expect("every layer holds texts only");
        values.found.insert(key.name, Found { text, origin });
    }
    values.into_loaded()
}

/// The file: the one that is named, which then has to exist, or `finx.toml` in the data directory
/// where there is one.
fn file_layer(
    flags: &Flags,
    from_environment: Option<&Path>,
    data_dir: Option<&Path>,
) -> Result<Layer, ConfigError> {
    let named = flags.config.as_deref().or(from_environment);
    let path = match (named, data_dir) {
        (Some(path), _) => path.to_owned(),
        (None, Some(folder)) => folder.join("finx.toml"),
        (None, None) => return Ok(Layer::default()),
    };
    if named.is_none() && !path.exists() {
        return Ok(Layer::default());
    }
    let text = std::fs::read_to_string(&path).map_err(|error| {
        ConfigError(format!(
            "the configuration file {} cannot be read: {error}",
            path.display()
        ))
    })?;
    let origin = format!("file {}", path.display());
    let values = File::from_str(&text, FileFormat::Toml)
        .collect()
        .map_err(|error| ConfigError(format!("{origin} is not TOML: {error}")))?;
    let mut layer = Layer::default();
    for (name, value) in values {
        let key = keys::key(&name).ok_or_else(|| ConfigError(keys::unknown(&name, &origin)))?;
        let text = value.into_string().map_err(|_| {
            ConfigError(format!(
                "`{name}` ({origin}) must be a single value, not a table or a list"
            ))
        })?;
        layer.insert(key.name, &origin, &text);
    }
    Ok(layer)
}

/// One layer: values with their origin.
#[derive(Debug, Clone, Default)]
struct Layer(HashMap<String, Value>);

impl Layer {
    /// Written and left empty is the same as not written, and hides nothing of a weaker layer:
    /// that is how compose files hand on variables that are not set.
    fn insert(&mut self, key: &str, origin: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            let kind = ValueKind::String(value.to_owned());
            self.0
                .insert(key.to_owned(), Value::new(Some(&origin.to_owned()), kind));
        }
    }
}

impl From<keys::Found> for Layer {
    fn from(values: keys::Found) -> Self {
        let mut layer = Self::default();
        for (key, (origin, value)) in values {
            layer.insert(key, &origin, &value);
        }
        layer
    }
}

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<::config::Map<String, Value>, ::config::ConfigError> {
        Ok(self.0.clone().into_iter().collect())
    }
}

struct Found {
    text: String,
    origin: String,
}

struct Values {
    found: HashMap<&'static str, Found>,
}

impl Values {
    fn into_loaded(mut self) -> Result<Loaded, ConfigError> {
        let data_dir = self
            .parse("data_dir", |text| Ok::<_, String>(PathBuf::from(text)))?
            .ok_or_else(|| {
                ConfigError(
                    "`data_dir`: this machine has no folder for data of programs; name one by \
                     --data-dir or FINX_DATA_DIR"
                        .to_owned(),
                )
            })?;
        if !self.found.contains_key("database_url") {
            let text = format!("sqlite:{}", data_dir.join("finx.db").display());
            self.found.insert(
                "database_url",
                Found {
                    text,
                    origin: "default".to_owned(),
                },
            );
        }
        let config = Config {
            listen: self.required("listen", listen)?,
            public_url: self.parse("public_url", public_url)?,
            database_url: self.required("database_url", |text| {
                text.parse::<StoreUrl>().map_err(|error| error.to_string())
            })?,
            log: self.required("log", log)?,
            log_format: self.required("log_format", log_format)?,
            gallery: self.required("gallery", boolean)?,
            site_dir: self.parse("site_dir", |text| Ok::<_, String>(PathBuf::from(text)))?,
            data_dir,
        };
        let settings = KEYS
            .iter()
            .map(|key| {
                let found = self.found.get(key.name);
                Setting {
                    key: key.name,
                    value: found.map(|found| secrets::mask(key, &found.text)),
                    source: found.map_or_else(|| "default".to_owned(), |f| f.origin.clone()),
                }
            })
            .collect();
        Ok(Loaded { config, settings })
    }

    fn parse<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(found) = self.found.get(key) else {
            return Ok(None);
        };
        let key = keys::key(key).expect("only known keys are read");
        read(&found.text).map(Some).map_err(|why| {
            let shown = secrets::mask(key, &found.text);
            ConfigError(format!(
                "`{}` is {shown:?} ({}): {why}",
                key.name, found.origin
            ))
        })
    }

    fn required<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        self.parse(key, read)
            .map(|value| value.expect("this key has a default"))
    }
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        "must be an address with a port, such as 127.0.0.1:3000 or [::]:3000".to_owned()
    })
}

fn public_url(text: &str) -> Result<Url, String> {
    let plain = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    Url::parse(text).ok().filter(plain).ok_or_else(|| {
        "must be http:// or https:// with a host and nothing behind it, such as \
         https://finx.example.org"
            .to_owned()
    })
}

fn log(text: &str) -> Result<String, String> {
    let is_level =
        |text: &str| !text.trim().is_empty() && text.trim().parse::<LevelFilter>().is_ok();
    // `tracing` would take a misspelt level for the name of a target.
    let is_known = |item: &str| match item.split_once('=') {
        Some((target, level)) => !target.trim().is_empty() && is_level(level),
        None => is_level(item),
    };
    if text.split(',').all(is_known) {
        Ok(text.to_owned())
    } else {
        Err(
            "must be a level (error, warn, info, debug, trace, off) or a list such as \
             info,services=debug"
                .to_owned(),
        )
    }
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "auto" => Ok(LogFormat::Auto),
        "human" => Ok(LogFormat::Human),
        "json" => Ok(LogFormat::Json),
        _ => Err("must be auto, human or json".to_owned()),
    }
}

fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

#[cfg(test)]
mod tests;
