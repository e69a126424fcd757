use serde_json::{Value, json};

use super::{close, json_of, plain, said};
use crate::{
    ProblemErrors,
    report::performance::{FlowsRequest, flows},
};

fn flows_of(values: Value) -> Result<(Value, Vec<String>), ProblemErrors> {
    let asked: FlowsRequest =
        serde_json::from_value(json!({ "values": values })).expect("well formed");
    let (found, told) = plain().ask(|ground| flows(&asked, ground));
    Ok((json_of(&found?), told))
}

#[test]
fn an_account_has_both_returns() {
    let (found, told) = flows_of(json!([
        { "date": "2019-01-01", "value": 0, "flow": 100 },
        { "date": "2020-01-01", "value": 110, "flow": 40 },
        { "date": "2020-01-01", "value": 110, "flow": -50 },
        { "date": "2020-12-31", "value": 110 }
    ]))
    .expect("sound");
    assert_eq!(
        (&found["from"], &found["to"]),
        (&json!("2019-01-01"), &json!("2020-12-31"))
    );
    assert_eq!(
        (&found["days"], &found["mwr_found"]),
        (&json!(730), &json!("one"))
    );
    assert!(close(&found["twr"], 0.21) && close(&found["twr_annual"], 0.1));
    assert!(close(&found["mwr"], 0.1) && found.get("mwr_rates").is_none());
    assert!(close(&found["paid_in"], 140.0) && close(&found["paid_out"], 50.0));
    assert!(told.is_empty());
}

#[test]
fn an_account_may_have_no_rate_or_several() {
    // What is paid in at the last moment is still there, and changes nothing.
    let (found, told) = flows_of(json!([
        { "date": "2021-01-01", "value": 0, "flow": 1000 },
        { "date": "2022-01-01", "value": 2500, "flow": -2500 },
        { "date": "2022-12-31", "value": 0, "flow": 1540 },
        { "date": "2022-12-31", "value": 0, "flow": 0 }
    ]))
    .expect("sound");
    assert_eq!(found["mwr_found"], "one", "{found}");
    assert!(told.is_empty());
    // 1,000 paid, 2,500 taken out after a year, 1,540 lost with what is paid in after two.
    let (found, told) = flows_of(json!([
        { "date": "2021-01-01", "value": 0, "flow": 1000 },
        { "date": "2022-01-01", "value": 2600, "flow": -2500 },
        { "date": "2023-01-01", "value": 10, "flow": 1540 },
        { "date": "2023-01-02", "value": 0 }
    ]))
    .expect("sound");
    assert_eq!(
        (&found["mwr_found"], &found["mwr"]),
        (&json!("several"), &Value::Null)
    );
    let rates = found["mwr_rates"].as_array().expect("rates");
    assert!(close(&rates[0], 0.1) && close(&rates[1], 0.4) && rates.len() == 2);
    assert_eq!(
        told,
        ["flows.mwr: 2 rates balance the flows, so that none is the return"]
    );
    let (found, told) = flows_of(json!([
        { "date": "2021-01-01", "value": 100 },
        { "date": "2021-01-05", "value": 0 }
    ]))
    .expect("sound");
    assert_eq!(
        (&found["mwr_found"], &found["twr"]),
        (&json!("none"), &json!(-1.0))
    );
    assert_eq!(told, ["flows.mwr: no rate balances the flows"]);
    let (found, told) = flows_of(json!([
        { "date": "2021-01-01", "value": 100 },
        { "date": "2021-01-01", "value": 1e9 }
    ]))
    .expect("sound");
    assert_eq!(
        (&found["mwr"], &found["twr_annual"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn values_that_cannot_be_are_named() {
    let wrong = |values| said(flows_of(values));
    assert_eq!(
        wrong(json!([])),
        "flows.values: needs at least 2 values, has 0"
    );
    assert_eq!(
        wrong(json!([
            { "date": "2021-01-02", "value": -1 },
            { "date": "2021-01-01", "value": 1 }
        ])),
        "flows.values[0].value: must be a number that is not negative\n\
         flows.values[1].date: is before the one above it"
    );
    assert_eq!(
        wrong(json!([
            { "date": "2021-01-01", "value": 1 },
            { "date": "2021-01-02", "value": 1, "flow": -1 },
            { "date": "2021-01-02", "value": 1, "flow": -1 },
            { "date": "2021-01-03", "value": 1 }
        ])),
        "flows.values[2]: flow must not take out more than there is"
    );
    assert_eq!(
        wrong(json!([
            { "date": "2021-01-01", "value": 1, "flow": -1 },
            { "date": "2021-01-02", "value": 5 },
            { "date": "2021-01-03", "value": 5 }
        ])),
        "flows.values[0]: value must be 0 while the account is empty"
    );
    let twice = json!([
        { "date": "2021-01-01", "value": 1 },
        { "date": "2021-01-01", "value": 1 }
    ]);
    assert!(wrong(twice).starts_with("flows.values: not enough data"));
    let unknown = json!({ "values": [], "rate": 1 });
    assert!(serde_json::from_value::<FlowsRequest>(unknown).is_err());
}
