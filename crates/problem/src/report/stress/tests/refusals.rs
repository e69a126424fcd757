use serde_json::{Value, json};

use super::{Case, StressRequest};

#[track_caller]
fn check(case: &Case, asked: Value, expect: &[&str]) {
    assert_eq!(case.refused(asked), expect);
}

#[test]
fn of_episodes_and_stand_ins() {
    let mut case = Case::us20();
    let asked = json!({ "episodes": [
        "covid_19", "covid_2020", "covid_2020",
        { "name": "backwards", "from": "2020-03-23", "to": "2020-02-19" }
    ] });
    check(
        &case,
        asked,
        &[
            "stress.episodes[0]: unknown episode `covid_19`, known are gulf_1990, ltcm_1998, dot_com_2000, financial_crisis_2008, euro_2011_whole, euro_2011, growth_scare_2015, q4_2018, covid_2020, bear_2022",
            "stress.episodes[2]: covid_2020 comes twice",
            "stress.episodes[3].to: must lie after `from`",
        ],
    );
    let asked = json!({ "proxies": {
        "TSLA": { "asset": "AAPL" },
        "AAPL": { "asset": "TSLA" },
        "AMD": {},
        "BAC": { "asset": "JPM", "benchmark": true },
        "KO": { "asset": "KO" },
        "GE": { "group": "Media" },
        "HD": { "asset": "WMT", "beta": 1.2 },
        "XOM": { "benchmark": false }
    } });
    check(
        &case,
        asked,
        &[
            "stress.proxies.AAPL.asset: TSLA is not among the assets",
            "stress.proxies.AMD: needs exactly one of asset, group, benchmark",
            "stress.proxies.BAC: needs exactly one of asset, group, benchmark",
            "stress.proxies.GE.group: Media is not among the groups",
            "stress.proxies.HD.beta: is of a benchmark",
            "stress.proxies.KO.asset: is the asset itself",
            "stress.proxies.TSLA: TSLA is not among the assets",
            "stress.proxies.XOM.benchmark: must be true, or left out",
        ],
    );
    case.benchmark = None;
    let asked = json!({ "proxies": { "KO": { "benchmark": true } } });
    check(
        &case,
        asked,
        &["stress.proxies.KO.benchmark: the document has no benchmark"],
    );
}

#[test]
fn of_shocks() {
    let mut case = Case::us20();
    case.groups.push(("Large".to_owned(), vec![0, 1, 4]));
    case.groups.push(("Nothing".to_owned(), Vec::new()));
    let asked = json!({ "shocks": [
        {},
        { "assets": { "TSLA": -0.1, "AAPL": -1.5 }, "groups": { "Media": 0.1, "Nothing": 0.1 } },
        { "benchmark": -0.1, "propagate": "none" },
        { "groups": { "Technology": -0.1, "Large": -0.2 } },
        { "groups": { "Technology": -0.1, "Large": -0.2 }, "assets": { "AAPL": 0.0, "AMD": 0.0 } },
        { "factors": { "MTUM": -0.1 } },
        { "assets": { "AAPL": -0.1 }, "horizon_days": 0 }
    ] });
    check(
        &case,
        asked,
        &[
            "stress.shocks[0]: moves nothing: needs assets, groups, benchmark or factors",
            "stress.shocks[1].assets.AAPL: must not be below -1, is -1.5",
            "stress.shocks[1].assets.TSLA: TSLA is not among the assets",
            "stress.shocks[1].groups.Media: Media is not among the groups",
            "stress.shocks[1].groups.Nothing: Nothing has no asset",
            "stress.shocks[2].propagate: `none` leaves the assets where they are when a benchmark or factor moves",
            "stress.shocks[3].groups.Technology: moves AAPL by -0.1, and Large moves it by -0.2",
            "stress.shocks[5].factors.MTUM: MTUM is not among `stress.factors`",
            "stress.shocks[6].horizon_days: must be above 0, is 0",
        ],
    );
    case.benchmark = None;
    let asked = json!({ "shocks": [{ "benchmark": -0.1 }], "reverse": [{ "loss": 0.1, "benchmark": true }] });
    check(
        &case,
        asked,
        &[
            "stress.shocks[0].benchmark: the document has no benchmark",
            "stress.reverse[0].benchmark: the document has no benchmark",
        ],
    );
    // Who names a factor of a file that cannot be read is not to blame as well.
    let asked = json!({ "factors": { "prices_csv": "nowhere.csv" }, "shocks": [{ "factors": { "MTUM": -0.1 } }] });
    check(
        &case,
        asked,
        &["stress.factors.prices_csv: no file nowhere.csv"],
    );
    let asked = json!({ "factors": {} });
    check(
        &case,
        asked,
        &["stress.factors: needs exactly one of prices_csv, prices, returns"],
    );
}

#[test]
fn of_reverse_stress_and_correlations() {
    let case = Case::us20();
    let asked = json!({
        "reverse": [
            { "loss": 0 },
            { "loss": 0.1, "assets": ["AAPL", "AAPL", "TSLA"], "groups": ["Media"], "factors": ["MTUM"] },
            { "loss": 0.1, "benchmark": true, "propagate": "none", "horizon_days": -1 }
        ],
        "correlation": [
            {},
            { "towards": 1.5 },
            { "by": 0.5, "volatility": 2 },
            { "towards": 0.5, "by": 2, "volatility": -1, "group_volatility": { "Media": 1 } },
            { "groups": ["Energy"], "volatility": 2 },
            { "matrix": { "assets": ["AAPL", "AMD"], "values": [[1, 2], [0.5, 0.9]] } },
            { "matrix": { "assets": ["AAPL", "AAPL"], "values": [[1, 0.5]] } },
            { "towards": 0.5, "matrix": { "assets": ["AAPL", "AMD"], "values": [[1, 0.5], [0.5, 1]] } }
        ]
    });
    check(
        &case,
        asked,
        &[
            "stress.reverse[0].loss: must be above 0, is 0",
            "stress.reverse[1].assets[1]: AAPL comes twice",
            "stress.reverse[1].assets[2]: TSLA is not among the assets",
            "stress.reverse[1].groups[0]: Media is not among the groups",
            "stress.reverse[1].factors[0]: MTUM is not among `stress.factors`",
            "stress.reverse[2].horizon_days: must be above 0, is -1",
            "stress.reverse[2].propagate: `none` leaves the assets where they are when a benchmark or factor moves",
            "stress.correlation[0]: moves nothing: needs towards, matrix, volatility or group_volatility",
            "stress.correlation[1].towards: must be from -1 to 1, is 1.5",
            "stress.correlation[2].by: needs `towards` or `matrix`",
            "stress.correlation[3].by: must be from 0 to 1",
            "stress.correlation[3].volatility: must not be below 0, is -1",
            "stress.correlation[3].group_volatility.Media: Media is not among the groups",
            "stress.correlation[4].groups: needs `towards`",
            "stress.correlation[5].matrix.values[0][1]: must be from -1 to 1",
            "stress.correlation[5].matrix.values[1][0]: differs from its mirror image",
            "stress.correlation[5].matrix.values[1][1]: must be 1: it stands on the diagonal",
            "stress.correlation[6].matrix.assets[1]: AAPL comes twice",
            "stress.correlation[6].matrix.values: needs 2 rows of 2 numbers",
            "stress.correlation[7].towards: stands beside `matrix`",
        ],
    );
}

/// What cannot even be read, with the path at which reading stopped.
#[test]
fn of_words_and_shapes() {
    let check = |text: &str, expect: &str| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let error = serde_path_to_error::deserialize::<_, StressRequest>(&mut deserializer);
        let error = error.expect_err(text).to_string();
        assert!(error.starts_with(expect), "{error}");
    };
    check(
        r#"{ "episodes": "some" }"#,
        "episodes: invalid value: string \"some\", expected `all` or a list of episodes",
    );
    check(
        r#"{ "episodes": [7] }"#,
        "episodes[0]: invalid type: integer `7`, expected the id of an episode",
    );
    check(
        r#"{ "episodes": [{ "name": "x", "from": "2020-13-01", "to": "2020-02-02" }] }"#,
        "episodes[0].from:",
    );
    check(
        r#"{ "episodes": [{ "name": "x", "from": "2020-01-01", "until": 1 }] }"#,
        "episodes[0].until: unknown field",
    );
    check(
        r#"{ "shocks": [["x"]] }"#,
        "shocks[0]: invalid type: sequence, expected an object",
    );
    check(
        r#"{ "shocks": [{ "propagate": "beta" }] }"#,
        "shocks[0].propagate: unknown word `beta`",
    );
    check(
        r#"{ "proxies": { "KO": { "Asset": "XOM" } } }"#,
        "proxies.KO.Asset: unknown field",
    );
    check(r#"{ "reverse": [{}] }"#, "reverse[0]: missing field `loss`");
    check(r#"{ "shock": [] }"#, "shock: unknown field");
}
