//! Returns on days that follow each other, of assets A0, A1, ….

use domain::Day;
use market::Returns;
use nalgebra::DMatrix;

pub(crate) fn table(matrix: DMatrix<f64>) -> Returns {
    let start = Day::constant(2020, 1, 1);
    let step = |i: usize| jiff::Span::new().days(i64::try_from(i).expect("small"));
    Returns {
        days: (0..matrix.nrows())
            .map(|i| start.checked_add(step(i)).expect("in the calendar"))
            .collect(),
        assets: (0..matrix.ncols())
            .map(|i| format!("A{i}").parse().expect("a symbol"))
            .collect(),
        matrix,
    }
}
