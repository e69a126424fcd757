//! Whatever takes long tells where it stands, and ends when it is told to.

#[path = "support/long_work.rs"]
mod long_work;

use std::ops::ControlFlow;

use nalgebra::{DMatrix, DVector};
use optimizer::{
    Cancelled, Constraints, Moments, Objective, Problem, Progress, Rebalance, WalkForward,
    attended, frontier, walk_forward,
};

/// How often `work` calls when nothing stops it.
fn calls(work: &dyn Fn()) -> usize {
    let mut calls = 0;
    let mut count = |_| {
        calls += 1;
        ControlFlow::Continue(())
    };
    assert_eq!(attended(&mut count, work), Ok(()));
    calls
}

/// Stops `work` at its `last` call; how often it calls then.
fn calls_until(last: usize, work: &dyn Fn()) -> usize {
    let mut calls = 0;
    let mut count = |_| {
        calls += 1;
        if calls < last {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    assert_eq!(attended(&mut count, work), Err(Cancelled));
    calls
}

#[test]
fn a_break_ends_everything_wherever_it_comes() {
    for (name, work) in long_work::all(90, 24) {
        let all = calls(&work);
        assert!(all > 0, "{name} never calls");
        // Every call of short work, and ever fewer of long work.
        let mut last = 1;
        while last <= all {
            assert_eq!(calls_until(last, &work), last, "{name} goes on");
            last += 1 + last / 24;
        }
        assert_eq!(calls(&work), all, "{name} remembers that it was stopped");
    }
}

#[test]
fn more_work_calls_more_often() {
    let small = long_work::all(60, 8);
    let large = long_work::all(240, 48);
    for ((name, small), (_, large)) in small.iter().zip(&large) {
        let (small, large) = (calls(small), calls(large));
        assert!(large >= small, "{name}: {large} after {small}");
    }
}

fn two_assets() -> Problem {
    let mean = DVector::from_vec(vec![0.06, 0.10]);
    let moments = Moments::new(mean, DMatrix::from_diagonal_element(2, 2, 0.04)).expect("moments");
    Problem::new(moments, Objective::MinVariance, Constraints::default()).expect("well-formed")
}

/// The parts that are told, each once.
fn parts(work: &dyn Fn()) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut listen = |told: Progress| {
        parts.extend(told.total.map(|total| (told.done, total)));
        ControlFlow::Continue(())
    };
    attended(&mut listen, work).expect("not stopped");
    parts.dedup();
    parts
}

#[test]
fn points_and_folds_are_counted() {
    let problem = two_assets();
    let points = parts(&|| drop(frontier(&problem, 5)));
    assert_eq!(points, [(1, 5), (2, 5), (3, 5), (4, 5)]);

    let returns = long_work::returns(50, 3);
    let windows = WalkForward {
        train: 20,
        test: 10,
        rebalance: Rebalance::None,
    };
    let objective = Objective::MaxSharpe { risk_free: 0.0 };
    let folds = parts(&|| {
        let limits = Constraints::default();
        drop(walk_forward(
            &returns,
            windows,
            objective,
            &limits,
            &optimizer::Estimates::default(),
        ));
    });
    assert_eq!(folds, [(0, 3), (1, 3), (2, 3)]);
}

#[test]
fn the_answer_is_that_of_nobody_listening() {
    let problem = two_assets();
    let mut listen = |_| ControlFlow::Continue(());
    let heard = attended(&mut listen, || frontier(&problem, 9));
    assert_eq!(heard, Ok(frontier(&problem, 9)));
}

#[test]
fn both_listeners_hear_work_inside_work() {
    let problem = two_assets();
    let (mut outer, mut inner) = (0, 0);
    let mut count_outer = |_| {
        outer += 1;
        ControlFlow::Continue(())
    };
    let mut stop_third = |_| {
        inner += 1;
        if inner < 3 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    // What stops the inner work leaves the outer work alone.
    let both = attended(&mut count_outer, || {
        let inner = attended(&mut stop_third, || frontier(&problem, 9));
        assert_eq!(inner, Err(Cancelled));
        frontier(&problem, 9)
    });
    assert!(both.is_ok());
    assert!(inner == 3 && outer > 3, "{inner} and {outer}");

    // What stops the outer work stops the inner work too.
    let mut at_once = |_| ControlFlow::Break(());
    let mut inner = 0;
    let mut count_inner = |_| {
        inner += 1;
        ControlFlow::Continue(())
    };
    let stopped = attended(&mut at_once, || {
        attended(&mut count_inner, || frontier(&problem, 9))
    });
    assert_eq!(stopped, Err(Cancelled));
    assert!(inner <= 1, "{inner}");
}

#[test]
fn a_listener_may_compute_and_may_panic() {
    let problem = two_assets();
    let mut computes = |_| {
        drop(frontier(&problem, 3));
        ControlFlow::Continue(())
    };
    assert!(attended(&mut computes, || frontier(&problem, 3)).is_ok());

    let panics = std::panic::AssertUnwindSafe(|| {
        let mut panics = |_| -> ControlFlow<()> { panic!("from a listener") };
        drop(attended(&mut panics, || frontier(&problem, 3)));
    });
    assert!(std::panic::catch_unwind(panics).is_err());
    // Nobody listens any more.
    assert_eq!(frontier(&problem, 3), frontier(&problem, 3));
}
