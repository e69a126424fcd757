//! The worker's protocol, as text.

#[path = "../examples/bundled/mod.rs"]
mod bundled;

use contract::{
    AppError,
    what_if::{Detail, Goal, Patch, Reply, Request, Selection},
};
use domain::Day;
use whatif::Host;

fn clock() -> f64 {
    7.0
}

fn text(request: &Request) -> String {
    serde_json::to_string(request).expect("plain data")
}

fn reply(text: &str) -> Reply {
    serde_json::from_str(text).expect("a reply")
}

fn solve(handle: u32, sequence: u32, cap: f64) -> String {
    let patch = Patch {
        goal: Goal::MinRisk,
        cap,
    };
    text(&Request::Solve {
        handle,
        sequence,
        patch,
        detail: Detail::Quick,
    })
}

#[test]
fn a_conversation() {
    let block = bundled::block();
    let prepare = |handle, symbol: &str| {
        text(&Request::Prepare {
            handle,
            head: block.head.clone(),
            selection: Selection {
                symbols: vec!["KO".to_owned(), symbol.to_owned()],
                from: Day::constant(2020, 1, 2),
                to: Day::constant(2020, 12, 31),
            },
        })
    };
    let mut host = Host::default();
    let failed = |text: &str| match reply(text) {
        Reply::Failed {
            handle,
            sequence,
            error,
        } => (handle, sequence, error.status()),
        other => panic!("{other:?}"),
    };

    assert_eq!(
        failed(&host.solve(&solve(1, 5, 0.6), &clock)),
        (1, Some(5), 404)
    );
    let prepared = reply(&host.prepare(&prepare(1, "GE"), block.prices.clone(), &clock));
    assert_eq!(
        prepared,
        Reply::Prepared {
            handle: 1,
            prepare_ms: 0.0
        }
    );
    match reply(&host.solve(&solve(1, 6, 0.6), &clock)) {
        Reply::Solved {
            handle: 1,
            sequence: 6,
            answer,
        } => assert_eq!(answer.symbols, ["KO", "GE"]),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        failed(&host.solve(&solve(1, 7, 6.0), &clock)),
        (1, Some(7), 422)
    );
    assert_eq!(
        failed(&host.solve(&solve(2, 8, 0.6), &clock)),
        (2, Some(8), 404)
    );

    // What failed to be prepared has still replaced what was there.
    assert_eq!(
        failed(&host.prepare(&prepare(2, "NOPE"), block.prices.clone(), &clock)),
        (2, None, 422)
    );
    assert_eq!(
        failed(&host.solve(&solve(1, 9, 0.6), &clock)),
        (1, Some(9), 404)
    );
    assert_eq!(
        failed(&host.solve(&solve(2, 10, 0.6), &clock)),
        (2, Some(10), 404)
    );
}

#[test]
fn what_is_not_a_request_is_refused() {
    let mut host = Host::default();
    let error = |text: &str| match reply(text) {
        Reply::Failed { error, .. } => error,
        other => panic!("{other:?}"),
    };
    for bad in ["", "{", "{\"do\":\"dance\"}"] {
        assert!(matches!(
            error(&host.solve(bad, &clock)),
            AppError::Transport { .. }
        ));
        assert!(matches!(
            error(&host.prepare(bad, Vec::new(), &clock)),
            AppError::Transport { .. }
        ));
    }
    // The right words at the wrong door.
    let question = solve(3, 4, 0.5);
    assert!(matches!(
        error(&host.prepare(&question, Vec::new(), &clock)),
        AppError::Transport { .. }
    ));
    let prepare = text(&Request::Prepare {
        handle: 1,
        head: contract::what_if::PriceHead {
            symbols: Vec::new(),
            days: Vec::new(),
            index: false,
        },
        selection: Selection {
            symbols: Vec::new(),
            from: Day::constant(2020, 1, 2),
            to: Day::constant(2020, 12, 31),
        },
    });
    assert!(matches!(
        error(&host.solve(&prepare, &clock)),
        AppError::Transport { .. }
    ));
}
