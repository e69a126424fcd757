use nalgebra::DVector;

use super::*;

/// A definite matrix with rows below it.
fn trapezoid(columns: usize, rows: usize) -> DMatrix<f64> {
    let wave = |i: usize, j: usize| ((i * 37 + j * 101 + 3) as f64 * 0.618).sin();
    let root = DMatrix::from_fn(columns, columns + 3, wave);
    let square = &root * root.transpose() + DMatrix::identity(columns, columns);
    let mut both = square.resize_vertically(columns + rows, 0.0);
    for row in columns..columns + rows {
        for column in 0..columns {
            both[(row, column)] = wave(row + 5, column);
        }
    }
    both
}

#[test]
fn the_factor_is_that_of_nalgebra_around_the_panel_size() {
    let sizes = [1, 2, 5, 6, PANEL - 1, PANEL, PANEL + 1];
    let sizes = sizes
        .into_iter()
        .chain([PANEL + 6, 2 * PANEL - 1, 2 * PANEL, 2 * PANEL + 7, 150]);
    for columns in sizes {
        for rows in [0, 1, 4, 7, 40] {
            let matrix = trapezoid(columns, rows);
            let square = matrix.rows(0, columns).into_owned();
            let reference = square.clone().cholesky().expect("definite");
            let ours = BlockCholesky::new(matrix.clone(), 0.0).expect("definite");
            let lower = reference.l();
            for column in 0..columns {
                for row in column..columns {
                    let off = (ours.entry(row, column) - lower[(row, column)]).abs();
                    assert!(off < 1e-11 * square.amax(), "{columns} {rows}: {off:e}");
                }
            }
            let below = matrix.rows(columns, rows).transpose();
            let expected = lower.solve_lower_triangular(&below).expect("a triangle");
            assert!((ours.below() - expected).amax() < 1e-11, "{columns} {rows}");

            let right = DVector::from_fn(columns, |row, _| (row as f64 * 0.37).cos());
            let mut solved = right.clone();
            ours.forward(solved.as_mut_slice());
            ours.backward(solved.as_mut_slice());
            assert!((&square * solved - right).amax() < 1e-9, "{columns}");
        }
    }
}

#[test]
fn what_is_not_definite_is_refused_wherever_it_stops_being_so() {
    for columns in [3, PANEL, PANEL + 3, 2 * PANEL + 1] {
        for bad in [0, columns / 2, columns - 1] {
            let mut matrix = trapezoid(columns, 2);
            matrix[(bad, bad)] = -1.0;
            assert!(BlockCholesky::new(matrix, 0.0).is_none(), "{columns} {bad}");
            let mut matrix = trapezoid(columns, 2);
            matrix[(bad, bad)] = f64::NAN;
            assert!(BlockCholesky::new(matrix, 0.0).is_none(), "{columns} {bad}");
        }
    }
    let twins = DMatrix::from_element(PANEL + 2, PANEL + 2, 1.0);
    assert!(BlockCholesky::new(twins, 1e-12).is_none());
}

#[test]
fn what_is_above_the_diagonal_is_not_read() {
    let matrix = trapezoid(2 * PANEL + 5, 3);
    let mut marred = matrix.clone();
    for column in 0..matrix.ncols() {
        for row in 0..column {
            marred[(row, column)] = 1e300;
        }
    }
    let (clean, marred) = (
        BlockCholesky::new(matrix, 0.0).expect("definite"),
        BlockCholesky::new(marred, 0.0).expect("definite"),
    );
    for column in 0..clean.columns {
        for row in column..clean.height {
            assert_eq!(clean.entry(row, column), marred.entry(row, column));
        }
    }
}

#[test]
fn nothing_has_a_factor() {
    let factor = BlockCholesky::new(DMatrix::zeros(0, 0), 0.0).expect("nothing");
    assert_eq!(factor.below().shape(), (0, 0));
}
