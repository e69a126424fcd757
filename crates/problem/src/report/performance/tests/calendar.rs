use domain::Day;
use serde_json::{Value, json};

use super::{Series, beside, close, json_of};
use crate::report::performance::calendar;

#[test]
fn the_calendar_is_always_there() {
    let base = Some(Day::constant(2019, 12, 27));
    let (found, told) = beside().ask(|ground| calendar(ground, base, 10));
    let found = json_of(&found);
    let row = &found["months"]["portfolio"][0];
    assert!(row["year"] == 2019 && close(&row["total"], 1.01 * 0.98 - 1.0));
    assert!(close(&row["months"][11], 1.01 * 0.98 - 1.0) && row["months"][0].is_null());
    assert_eq!(
        found["months"]["benchmark"].as_array().map(Vec::len),
        Some(2)
    );
    let fall = &found["drawdowns"][0];
    assert!(close(&fall["depth"], 0.02) && found["drawdowns"].as_array().map(Vec::len) == Some(1));
    assert_eq!(
        (&fall["start"], &fall["trough"]),
        (&json!("2019-12-30"), &json!("2019-12-31"))
    );
    assert_eq!(
        (&fall["recovery"], &fall["days"]),
        (&json!("2020-01-01"), &json!(2))
    );
    let best = &found["periods"]["portfolio"]["year"]["best"];
    assert!(close(&best["return"], 1.03 * 1.01 - 1.0));
    assert_eq!(
        (&best["from"], &best["to"]),
        (&json!("2020-01-01"), &json!("2020-01-02"))
    );
    let day = &found["periods"]["benchmark"]["day"];
    assert_eq!((&day["count"], &day["win_rate"]), (&json!(4), &json!(0.5)));
    assert_eq!(
        day["worst"],
        json!({ "from": "2020-01-02", "to": "2020-01-02", "return": -0.02 })
    );
    assert_eq!(found["periods"]["portfolio"]["week"]["count"], 1);
    assert!(told.is_empty());
}

#[test]
fn a_fall_from_the_start_begins_on_the_day_before_where_that_is_known() {
    let series = Series::new(&[-0.1, 0.05], None);
    let first = |base| {
        let (found, _) = series.ask(|ground| calendar(ground, base, 1));
        json_of(&found)["drawdowns"][0].clone()
    };
    let known = first(Some(Day::constant(2019, 12, 27)));
    assert_eq!(
        (&known["start"], &known["days"]),
        (&json!("2019-12-27"), &json!(4))
    );
    assert_eq!(
        (&known["recovery"], &known["observations"]),
        (&Value::Null, &json!(2))
    );
    let unknown = first(None);
    assert_eq!(
        (&unknown["start"], &unknown["days"]),
        (&Value::Null, &Value::Null)
    );
    let (ruined, told) = Series::new(&[-1.5], None).ask(|ground| calendar(ground, None, 1));
    assert_eq!((ruined.drawdowns, ruined.months.portfolio), (None, None));
    assert_eq!(told.len(), 3, "{told:?}");
}
