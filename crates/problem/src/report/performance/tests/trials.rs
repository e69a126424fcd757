use serde_json::{Value, json};

use super::{Series, close, json_of, plain, said};
use crate::{
    ProblemErrors,
    report::performance::{TrialsRequest, trials},
};

fn trials_of(series: &Series, asked: Value) -> Result<(Value, Vec<String>), ProblemErrors> {
    let asked: TrialsRequest = serde_json::from_value(asked).expect("well formed");
    let (found, told) = series.ask(|ground| trials(&asked, ground));
    Ok((json_of(&found?), told))
}

#[test]
fn a_choice_is_doubted() {
    let (found, told) =
        trials_of(&plain(), json!({ "count": 100, "variance": 0.5 })).expect("sound");
    // scipy: sqrt(.5) * ((1 - g) * norm.ppf(1 - 1/100) + g * norm.ppf(1 - 1/(100 * e)))
    assert!(close(
        &found["expected_max_sharpe"],
        1.789_406_466_273_207_9
    ));
    assert!(close(&found["variance"], 0.5) && found["count"] == 100);
    let own = [0.01, -0.02, 0.03, 0.01];
    let deflated = |count| {
        let trials = risk::performance::Trials {
            count,
            variance: 0.5 / 252.0,
        };
        risk::performance::deflated_sharpe(&own, 0.0, &trials).expect("sound")
    };
    assert!(close(&found["deflated_sharpe"], deflated(100)));
    assert!(close(&found["probabilistic_sharpe"], deflated(1)));
    assert!(close(
        &found["sharpe"],
        risk::sharpe(&own, 0.0).expect("sound")
    ));
    assert!(told.is_empty(), "{told:?}");
    let (found, _) = trials_of(&plain(), json!({ "sharpes": [0.1, 0.3] })).expect("sound");
    assert!(found["count"] == 2 && close(&found["variance"], 0.02));
    let (found, _) =
        trials_of(&plain(), json!({ "count": 9, "sharpes": [0.1, 0.3] })).expect("sound");
    assert_eq!(found["count"], 9);
    let one = Series::new(&[0.01], None);
    let (found, told) = trials_of(&one, json!({ "count": 9, "variance": 1 })).expect("sound");
    assert_eq!((&found["deflated_sharpe"], told.len()), (&Value::Null, 5));
    assert_eq!(
        told[0],
        "trials.sharpe: not enough data, needs 2 observations, has 1"
    );
    let bad = Series::new(&[0.01, -0.02], None);
    let (_, told) = trials_of(&bad, json!({ "count": 9, "variance": 1 })).expect("sound");
    assert_eq!(
        told[0],
        "trials.minimum_track_record: there is no record that is long enough"
    );
}

#[test]
fn trials_that_cannot_be_are_named() {
    let wrong = |asked| said(trials_of(&plain(), asked));
    assert_eq!(
        wrong(json!({})),
        "trials: needs `sharpes`, or `count` and `variance`"
    );
    assert_eq!(
        wrong(json!({ "count": 3 })),
        "trials: needs `sharpes`, or `count` and `variance`"
    );
    assert_eq!(wrong(json!({ "variance": 3 })), "trials.count: is missing");
    assert_eq!(
        wrong(json!({ "count": 0, "variance": 3 })),
        "trials.count: must be at least 1"
    );
    assert_eq!(
        wrong(json!({ "count": 2, "variance": -3 })),
        "trials.variance: must lie between 0 and 1e12, is -3"
    );
    assert_eq!(
        wrong(json!({ "sharpes": [1, 2], "variance": 3 })),
        "trials.variance: give either `sharpes` or `variance`, not both"
    );
    assert_eq!(
        wrong(json!({ "sharpes": [1] })),
        "trials.sharpes: needs at least 2, has 1"
    );
    assert_eq!(
        wrong(json!({ "sharpes": [1, 1e300] })),
        format!(
            "trials.sharpes[1]: must lie between -1e6 and 1e6, is {}",
            1e300
        )
    );
    assert_eq!(
        wrong(json!({ "count": 2, "sharpes": [1, 2, 3] })),
        "trials.count: is 2, but there are 3 `sharpes`"
    );
}
