//! What is no selection is refused by the name of its field.

use nalgebra::{DMatrix, DVector};
use qubo::{Count, EnumerateError, Selection, SelectionError, enumerate, enumerate_qubo};

fn selection(n: usize, count: Count) -> Result<Selection, SelectionError> {
    Selection::new(DMatrix::identity(n, n), DVector::zeros(n), count)
}

fn check(found: Result<Selection, SelectionError>, message: &str) {
    match found {
        Err(error) => assert_eq!(error.to_string(), message),
        Ok(selection) => panic!("{selection:?}"),
    }
}

#[test]
fn coefficients_are_checked() {
    let count = Count::Exactly(1);
    check(
        selection(0, count),
        "linear: there is nothing to choose from",
    );
    check(
        Selection::new(DMatrix::zeros(2, 3), DVector::zeros(2), count),
        "quadratic: 2 × 3, but linear has 2 entries",
    );
    let mut quadratic = DMatrix::identity(3, 3);
    quadratic[(1, 2)] = f64::NAN;
    check(
        Selection::new(quadratic.clone(), DVector::zeros(3), count),
        "quadratic: the entry at 1, 2 is not finite",
    );
    quadratic[(1, 2)] = 1e-3;
    check(
        Selection::new(quadratic, DVector::zeros(3), count),
        "quadratic: the entries at 1, 2 and 2, 1 differ",
    );
    check(
        Selection::new(
            DMatrix::zeros(2, 2),
            DVector::from_vec(vec![0.0, f64::INFINITY]),
            count,
        ),
        "linear: the entry at 1, 0 is not finite",
    );
}

#[test]
fn counts_and_names_are_checked() {
    let none = "count: 0 of 3 cannot be chosen with 0 required";
    check(selection(3, Count::Exactly(0)), none);
    check(selection(3, Count::AtMost(0)), none);
    check(
        selection(3, Count::Exactly(4)),
        "count: 4 of 3 cannot be chosen with 0 required",
    );
    assert!(selection(3, Count::AtMost(4)).is_ok());
    let two = || selection(3, Count::Exactly(2)).expect("two of three");
    check(
        two().with_required(&[0, 1, 2]),
        "count: 2 of 3 cannot be chosen with 3 required",
    );
    check(
        two().with_forbidden(&[0, 1]),
        "count: 2 of 1 cannot be chosen with 0 required",
    );
    check(
        two().with_required(&[3]),
        "required: there is no asset 3 among 3",
    );
    check(
        two().with_forbidden(&[7]),
        "forbidden: there is no asset 7 among 3",
    );
    check(
        two()
            .with_required(&[1])
            .and_then(|selection| selection.with_forbidden(&[1])),
        "required: asset 1 is also forbidden",
    );
}

#[test]
fn nothing_is_enumerated_by_half() {
    let large = selection(60, Count::Exactly(30)).expect("a selection");
    let refused = enumerate(&large, &|| false);
    assert!(
        matches!(refused, Err(EnumerateError::TooMany { .. })),
        "{refused:?}"
    );
    let qubo = qubo::Encoding::new(&large);
    let refused = enumerate_qubo(qubo.qubo(), &|| false);
    assert!(
        matches!(refused, Err(EnumerateError::TooMany { .. })),
        "{refused:?}"
    );
    let small = selection(10, Count::Exactly(5)).expect("a selection");
    assert_eq!(enumerate(&small, &|| true), Err(EnumerateError::Stopped));
    let qubo = qubo::Encoding::new(&selection(13, Count::Exactly(5)).expect("13"))
        .qubo()
        .clone();
    assert_eq!(
        enumerate_qubo(&qubo, &|| true),
        Err(EnumerateError::Stopped)
    );
}

#[test]
fn coefficients_of_nothing_are_all_equal() {
    let flat = Selection::new(DMatrix::zeros(5, 5), DVector::zeros(5), Count::AtMost(2));
    let judged = enumerate(&flat.expect("flat"), &|| false).expect("16 sets");
    assert_eq!(
        (judged.feasible, judged.optimal, judged.best.value),
        (16, 16, 0.0)
    );
    assert!(judged.best.chosen.is_empty());
}
