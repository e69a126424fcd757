use super::*;

fn variables(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    pairs
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn read(flags: &Flags, environment: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    load(flags, variables(environment), Some("/srv/finx".into()))
}

fn refuse(flags: &Flags, environment: &[(&str, &str)], expect: &str) {
    let error = read(flags, environment).expect_err("refused").to_string();
    assert_eq!(error, expect);
}

fn shown<'a>(loaded: &'a Loaded, key: &str) -> (Option<&'a str>, &'a str) {
    let setting = loaded
        .settings
        .iter()
        .find(|s| s.key == key)
        .expect("every key is shown");
    (setting.value.as_deref(), &setting.source)
}

#[test]
fn without_any_layer_the_defaults_hold() {
    let loaded = read(&Flags::default(), &[]).expect("complete");
    let config = &loaded.config;
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.public_url, None);
    assert_eq!(config.data_dir, Path::new("/srv/finx"));
    assert!(config.database_url == StoreUrl::Sqlite("/srv/finx/finx.db".into()));
    assert_eq!(config.log_format, LogFormat::Auto);
    assert!(!config.gallery);
    assert_eq!(loaded.settings.len(), KEYS.len());
    assert_eq!(shown(&loaded, "public_url"), (None, "default"));
    assert_eq!(
        shown(&loaded, "database_url"),
        (Some("sqlite:/srv/finx/finx.db"), "default")
    );
}

#[test]
fn flags_beat_the_environment_and_that_beats_the_file() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("finx.toml");
    std::fs::write(
        &path,
        "listen = '0.0.0.0:1'\nlog = 'warn'\ngallery = true\nlog_format = 'json'\n",
    )
    .expect("written");
    let file = format!("file {}", path.display());
    let environment = [
        ("FINX_DATA_DIR", folder.path().to_str().expect("UTF-8")),
        ("FINX_LISTEN", "0.0.0.0:2"),
        ("FINX_LOG", "debug"),
        ("FINX_LOG_FORMAT", ""),
        ("HOME", "/root"),
        ("FINX_SERVICE_HOST", "10.0.0.1"),
        ("FINX_PORT_3000_TCP", "tcp://10.0.0.1:3000"),
        ("FINX_TEST_DATA", "/somewhere"),
    ];
    let flags = Flags {
        listen: Some("0.0.0.0:3".into()),
        ..Flags::default()
    };
    let loaded = read(&flags, &environment).expect("complete");
    assert_eq!(
        shown(&loaded, "listen"),
        (Some("0.0.0.0:3"), "flag --listen")
    );
    assert_eq!(
        shown(&loaded, "log"),
        (Some("debug"), "environment FINX_LOG")
    );
    assert_eq!(shown(&loaded, "gallery"), (Some("true"), file.as_str()));
    // An empty variable is as good as none.
    assert_eq!(shown(&loaded, "log_format"), (Some("json"), file.as_str()));
    assert!(loaded.config.gallery);
}

#[test]
fn a_named_file_has_to_exist_and_hold_known_keys() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("my.toml");
    let flags = Flags {
        config: Some(path.clone()),
        ..Flags::default()
    };
    let error = read(&flags, &[]).expect_err("missing").to_string();
    assert!(
        error.starts_with("the configuration file ") && error.contains("my.toml"),
        "{error}"
    );

    let refuse_file = |text: &str, expect: &str| {
        std::fs::write(&path, text).expect("written");
        let error = read(&flags, &[]).expect_err("refused").to_string();
        let error = error.replace(&path.display().to_string(), "my.toml");
        assert!(error.contains(expect), "{error}");
    };
    refuse_file("listen = ", "file my.toml is not TOML");
    refuse_file(
        "lisen = '1'",
        "`lisen` (file my.toml) is not a key; the keys are listen, ",
    );
    refuse_file("redis_url = 'r'", "`redis_url` (file my.toml) is reserved");
    refuse_file(
        "[listen]\nport = 1",
        "`listen` (file my.toml) must be a single value",
    );
    refuse_file(
        "gallery = 7",
        "`gallery` is \"7\" (file my.toml): must be true or false",
    );

    std::fs::write(&path, "log = 'error'").expect("written");
    let by_variable = [("FINX_CONFIG", path.to_str().expect("UTF-8"))];
    let loaded = read(&Flags::default(), &by_variable).expect("complete");
    assert_eq!(loaded.config.log, "error");
}

#[test]
fn a_bad_value_is_named_with_its_layer() {
    refuse(
        &Flags::default(),
        &[("FINX_LISTEN", "3000")],
        "`listen` is \"3000\" (environment FINX_LISTEN): must be an address with a port, such as \
         127.0.0.1:3000 or [::]:3000",
    );
    refuse(
        &Flags {
            public_url: Some("https://a.example/path".into()),
            ..Flags::default()
        },
        &[],
        "`public_url` is \"https://a.example/path\" (flag --public-url): must be http:// or \
         https:// with a host and nothing behind it, such as https://finx.example.org",
    );
    for url in [
        "nonsense",
        "finx.example.org:3000",
        "http://",
        "https://finx.example.org:99999",
    ] {
        refuse(
            &Flags::default(),
            &[("FINX_PUBLIC_URL", url)],
            &format!(
                "`public_url` is \"{url}\" (environment FINX_PUBLIC_URL): must be http:// or \
                 https:// with a host and nothing behind it, such as https://finx.example.org"
            ),
        );
    }
    refuse(
        &Flags {
            log_format: Some("xml".into()),
            ..Flags::default()
        },
        &[],
        "`log_format` is \"xml\" (flag --log-format): must be auto, human or json",
    );
    refuse(
        &Flags::default(),
        &[("FINX_LOG", "loud")],
        "`log` is \"loud\" (environment FINX_LOG): must be a level (error, warn, info, debug, \
         trace, off) or a list such as info,services=debug",
    );
    refuse(
        &Flags::default(),
        &[("FINX_OBJECT_STORE_URL", "s3://x")],
        "`object_store_url` (environment FINX_OBJECT_STORE_URL) is reserved for a later version; \
         take it out",
    );
    for log in ["debug", "info,services=debug", "off, sqlx::query = warn"] {
        read(&Flags::default(), &[("FINX_LOG", log)]).expect("a filter");
    }
    for log in ["info,", "=debug", "services=loud", "services"] {
        read(&Flags::default(), &[("FINX_LOG", log)]).expect_err("no filter");
    }
    let error = read(&Flags::default(), &[("FINX_LISTENS", "x")])
        .expect_err("unknown")
        .to_string();
    assert!(
        error.starts_with("`listens` (environment FINX_LISTENS) is not a key"),
        "{error}"
    );
    let error = load(&Flags::default(), variables(&[]), None)
        .expect_err("homeless")
        .to_string();
    assert!(error.contains("FINX_DATA_DIR"), "{error}");
}

#[test]
fn secrets_are_masked_wherever_they_are_shown() {
    let check = |url: &str, expect: &str| {
        let key = keys::key("database_url").expect("a key");
        assert_eq!(secrets::mask(key, url), expect);
    };
    check("postgres://me:geheim@db/finx", "postgres://me:***@db/finx");
    check(
        "postgres://db/finx?user=me&password=geheim",
        "postgres://db/finx?user=me&password=***",
    );
    check("postgres://me@db/finx", "postgres://me@db/finx");
    check("sqlite:/srv/finx.db", "sqlite:/srv/finx.db");
    check("me:geheim@db", "***");
    // Passwords that should have been percent-encoded.
    check("postgres://u:p@ss/w:ord@h/db", "postgres://u:***@h/db");
    check("postgres://u:/ge@h:5432/db", "postgres://u:***@h:5432/db");
    check("postgres://:ge:heim@h/db", "postgres://:***@h/db");
    check("postgres://u:12?geheim@h/db", "***");
    check("postgres://u:12#geheim@h/db", "***");
    check("postgres://u:p@h/db?a=b@c", "***");
    check("postgres://h:5432/db", "postgres://h:5432/db");
    check(
        "postgres://u:p@h/db?PASSWORD=x&SslPassword=y&p%41ssword=z&sslmode=require",
        "postgres://u:***@h/db?PASSWORD=***&SslPassword=***&pAssword=***&sslmode=require",
    );

    let error = read(
        &Flags::default(),
        &[("FINX_DATABASE_URL", "mysql://me:geheim@db/finx")],
    )
    .expect_err("refused")
    .to_string();
    assert!(
        error.contains("mysql://me:***@db/finx") && !error.contains("geheim"),
        "{error}"
    );
}
