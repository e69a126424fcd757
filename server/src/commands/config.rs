//! `finx config`: what holds, and whether it works.

use crate::{
    cli::{Failure, say},
    commands::serve,
    config::Loaded,
};

/// Prints every value and where it comes from.
pub(crate) fn show(loaded: &Loaded) -> Result<(), Failure> {
    say(&table(loaded))
}

/// Says whether this configuration can be served.
pub(crate) fn check(loaded: &Loaded) -> Result<(), Failure> {
    serve::prepare_data_dir(&loaded.config)?;
    serve::site(&loaded.config)?;
    say("the configuration is fine")
}

fn table(loaded: &Loaded) -> String {
    let rows: Vec<(&str, &str, &str)> = loaded
        .settings
        .iter()
        .map(|s| (s.key, s.value.as_deref().unwrap_or("—"), s.source.as_str()))
        .collect();
    let width = |column: fn(&(&str, &str, &str)) -> usize| rows.iter().map(column).max();
    let keys = width(|row| row.0.chars().count()).unwrap_or_default();
    let values = width(|row| row.1.chars().count()).unwrap_or_default();
    let lines = rows
        .iter()
        .map(|(key, value, source)| format!("{key:keys$}  {value:values$}  {source}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use crate::config::{Flags, load};

    use super::*;

    #[test]
    fn every_value_is_shown_with_its_layer_and_no_secret() {
        let environment = [(
            "FINX_DATABASE_URL".into(),
            "postgres://me:geheim@db/finx".into(),
        )];
        let flags = Flags {
            listen: Some("[::1]:8".into()),
            ..Flags::default()
        };
        let loaded = load(&flags, environment, Some("/srv/finx".into())).expect("complete");
        insta::assert_snapshot!(table(&loaded), @"
        listen        [::1]:8                    flag --listen
        public_url    —                          default
        data_dir      /srv/finx                  default
        database_url  postgres://me:***@db/finx  environment FINX_DATABASE_URL
        log           info                       default
        log_format    auto                       default
        gallery       false                      default
        site_dir      —                          default
        ");
    }
}
