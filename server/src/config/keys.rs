//! The keys: one name, written as a key of the file, as a variable and as a flag.

use std::{collections::HashMap, ffi::OsString, path::PathBuf};

use super::ConfigError;

/// A key of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name in the file; `FINX_` + upper case in the environment; `--` + dashes as a flag.
    pub name: &'static str,
    /// Whether its value may hold a password.
    pub secret: bool,
}

/// Every key, in the order in which they are shown.
pub const KEYS: &[Key] = &[
    Key {
        name: "listen",
        secret: false,
    },
    Key {
        name: "public_url",
        secret: false,
    },
    Key {
        name: "data_dir",
        secret: false,
    },
    Key {
        name: "database_url",
        secret: true,
    },
    Key {
        name: "log",
        secret: false,
    },
    Key {
        name: "log_format",
        secret: false,
    },
    Key {
        name: "gallery",
        secret: false,
    },
    Key {
        name: "site_dir",
        secret: false,
    },
];

/// Promised names whose work is not done yet: silence would be mistaken for success.
const RESERVED: &[&str] = &["redis_url", "object_store_url"];

/// Variables of the same prefix that are no configuration of a running instance.
const OTHER_VARIABLES: &[&str] = &[
    "FINX_CONFIG",
    "FINX_TEST_DATA",
    "FINX_SITE_BUILD",
    "FINX_COMMIT",
];

const PREFIX: &str = "FINX_";

/// Flags that every command understands; each is the strongest layer of its key.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Configuration")]
pub struct Flags {
    /// Configuration file [default: finx.toml in the data directory, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1:3000]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// Where people reach this instance [default: http://localhost:<port>]
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// Folder for everything that is kept [default: the platform's]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data_dir: Option<String>,
    /// Database [default: the SQLite file finx.db in the data directory]
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// Log level, or a list such as info,services=debug [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,
    /// auto, human or json [default: auto: human on a terminal]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
    /// Reserved for the gallery of components
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub gallery: Option<String>,
    /// Site to serve instead of the embedded one
    #[arg(long, global = true, value_name = "FOLDER")]
    pub site_dir: Option<String>,
}

/// Key → origin and value.
pub(super) type Found = HashMap<&'static str, (String, String)>;

impl Flags {
    pub(super) fn values(&self) -> Found {
        let fields = [
            ("listen", &self.listen),
            ("public_url", &self.public_url),
            ("data_dir", &self.data_dir),
            ("database_url", &self.database_url),
            ("log", &self.log),
            ("log_format", &self.log_format),
            ("gallery", &self.gallery),
            ("site_dir", &self.site_dir),
        ];
        let given = fields.into_iter().filter_map(|(key, value)| {
            let origin = format!("flag --{}", key.replace('_', "-"));
            value.as_ref().map(|value| (key, (origin, value.clone())))
        });
        given.collect()
    }
}

/// What the environment says.
pub(super) struct Environment {
    pub(super) config: Option<PathBuf>,
    pub(super) values: Found,
}

pub(super) fn from_environment(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Environment, ConfigError> {
    let mut environment = Environment {
        config: None,
        values: Found::new(),
    };
    for (variable, value) in variables {
        let Some(variable) = variable.to_str().filter(|name| name.starts_with(PREFIX)) else {
            continue;
        };
        if variable == "FINX_CONFIG" {
            environment.config = Some(value)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from);
            continue;
        }
        if OTHER_VARIABLES.contains(&variable) || is_service_link(variable) {
            continue;
        }
        let origin = format!("environment {variable}");
        let name = variable[PREFIX.len()..].to_ascii_lowercase();
        let exact = variable[PREFIX.len()..].to_ascii_uppercase() == variable[PREFIX.len()..];
        let key = key(&name)
            .filter(|_| exact)
            .ok_or_else(|| ConfigError(unknown(&name, &origin)))?;
        let value = value
            .into_string()
            .map_err(|_| ConfigError(format!("`{}` ({origin}) is not UTF-8", key.name)))?;
        environment.values.insert(key.name, (origin, value));
    }
    Ok(environment)
}

/// Kubernetes gives every container `FINX_SERVICE_HOST`, `FINX_PORT_3000_TCP`, … when there is a
/// service named `finx`; these are not meant for us.
fn is_service_link(variable: &str) -> bool {
    let rest = &variable[PREFIX.len()..];
    rest == "PORT"
        || rest.starts_with("PORT_")
        || rest == "SERVICE_HOST"
        || rest == "SERVICE_PORT"
        || rest.starts_with("SERVICE_PORT_")
}

pub(super) fn key(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

pub(super) fn unknown(name: &str, origin: &str) -> String {
    if RESERVED.contains(&name) {
        return format!("`{name}` ({origin}) is reserved for a later version; take it out");
    }
    let known: Vec<_> = KEYS.iter().map(|key| key.name).collect();
    format!(
        "`{name}` ({origin}) is not a key; the keys are {}",
        known.join(", ")
    )
}
