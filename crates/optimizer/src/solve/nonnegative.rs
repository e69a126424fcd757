//! Least squares in numbers that are not negative.
//!
//! Lawson and Hanson, *Solving Least Squares Problems* (1974), chapter 23: columns enter one by one,
//! the steepest first, and those that would turn negative leave. The columns that are in are
//! independent, whatever the rest is: that is what degenerate vertices are asked for. Each step is
//! one factorisation, `O(mk²)` for `k` columns that are in.

use nalgebra::{DMatrix, DVector};

use crate::progress::is_stopped;

/// Steepness that counts as none, for columns of length 1 and a right side of size 1.
const FLAT: f64 = 1e-13;
/// A column that is independent of the others by less does not enter.
const DEPENDENT: f64 = 1e-9;

/// `y ≥ 0` with the smallest `‖columns · y − right‖`. Columns should have similar lengths.
pub(crate) fn nonnegative_fit(columns: &[DVector<f64>], right: &DVector<f64>) -> DVector<f64> {
    let mut y = DVector::zeros(columns.len());
    let mut inside: Vec<usize> = Vec::new();
    let mut refused: Vec<usize> = Vec::new();
    let lengths: Vec<f64> = columns.iter().map(|column| column.norm()).collect();
    let size = 1.0 + right.amax();
    for _ in 0..6 * columns.len() {
        if is_stopped() {
            break;
        }
        let mut left = right.clone();
        for &index in &inside {
            left -= &columns[index] * y[index];
        }
        let steepness = |index: usize| columns[index].dot(&left) / lengths[index];
        let entering = (0..columns.len())
            .filter(|index| lengths[*index] > 0.0)
            .filter(|index| !inside.contains(index) && !refused.contains(index))
            .max_by(|&a, &b| steepness(a).total_cmp(&steepness(b)))
            .filter(|&index| steepness(index) > FLAT * size);
        let Some(entering) = entering else { break };
        inside.push(entering);
        match settled(columns, right, &mut inside, &mut y) {
            true => refused.clear(),
            false => {
                inside.retain(|&index| index != entering);
                y[entering] = 0.0;
                refused.push(entering);
            }
        }
    }
    y
}

/// The fit of the columns that are `inside`, without those that it would turn negative; whether the
/// last one can be used.
fn settled(
    columns: &[DVector<f64>],
    right: &DVector<f64>,
    inside: &mut Vec<usize>,
    y: &mut DVector<f64>,
) -> bool {
    let before = (inside.clone(), y.clone());
    let entered = inside.last().copied();
    loop {
        let Some(fit) = plain_fit(columns, right, inside) else {
            (*inside, *y) = before;
            return false;
        };
        let entered_at = inside.iter().position(|&index| Some(index) == entered);
        if entered_at.is_none_or(|at| fit[at] <= 0.0) {
            (*inside, *y) = before;
            return false;
        }
        // As far towards the fit as no number turns negative; who stops it leaves.
        let reach = |index: usize, to: f64| match to <= 0.0 {
            true => y[index] / (y[index] - to),
            false => f64::INFINITY,
        };
        let pairs = || inside.iter().copied().zip(fit.iter().copied());
        let share = pairs().fold(1.0, |least: f64, (index, to)| least.min(reach(index, to)));
        let leaving: Vec<usize> = pairs()
            .filter(|&(index, to)| reach(index, to) <= share)
            .map(|(index, _)| index)
            .collect();
        let moved: Vec<(usize, f64)> = pairs()
            .map(|(index, to)| (index, y[index] + share * (to - y[index])))
            .collect();
        for (index, value) in moved {
            y[index] = if leaving.contains(&index) { 0.0 } else { value };
        }
        if leaving.is_empty() {
            return true;
        }
        inside.retain(|index| !leaving.contains(index));
    }
}

/// Least squares without signs; nothing where the columns depend on each other.
fn plain_fit(columns: &[DVector<f64>], right: &DVector<f64>, inside: &[usize]) -> Option<Vec<f64>> {
    if inside.len() > right.len() {
        return None;
    }
    let matrix = DMatrix::from_fn(right.len(), inside.len(), |row, column| {
        columns[inside[column]][row]
    });
    let lengths: Vec<f64> = inside.iter().map(|&index| columns[index].norm()).collect();
    let factors = matrix.qr();
    let triangle = factors.r();
    let depends = |at: usize| triangle[(at, at)].abs() <= DEPENDENT * lengths[at];
    if (0..inside.len()).any(depends) {
        return None;
    }
    let mut turned = right.clone();
    factors.q_tr_mul(&mut turned);
    let head = turned.rows(0, inside.len()).into_owned();
    let fit = triangle.solve_upper_triangular(&head)?;
    Some(fit.iter().copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(columns: &[&[f64]], right: &[f64], expected: &[f64]) {
        let columns: Vec<_> = columns
            .iter()
            .map(|column| DVector::from_column_slice(column))
            .collect();
        let y = nonnegative_fit(&columns, &DVector::from_column_slice(right));
        let expected = DVector::from_column_slice(expected);
        assert!((&y - &expected).amax() < 1e-12, "{y} is not {expected}");
    }

    #[test]
    fn what_would_be_negative_stays_out() {
        check(&[&[1.0, 0.0], &[0.0, 1.0]], &[2.0, -3.0], &[2.0, 0.0]);
        check(&[&[1.0, 0.0], &[0.0, 1.0]], &[2.0, 3.0], &[2.0, 3.0]);
    }

    #[test]
    fn a_column_that_enters_first_may_leave_again() {
        // The steepest column is not needed once the other two are there.
        let columns: [&[f64]; 3] = [&[1.0, 1.0, 0.1], &[1.0, 0.0, 0.0], &[0.0, 1.0, 0.0]];
        check(&columns, &[1.0, 2.0, 0.0], &[0.0, 1.0, 2.0]);
    }

    #[test]
    fn columns_that_depend_on_each_other_do_no_harm() {
        let columns: [&[f64]; 4] = [&[1.0, 0.0], &[1.0, 0.0], &[-1.0, 0.0], &[0.0, 2.0]];
        let columns: Vec<_> = columns
            .iter()
            .map(|column| DVector::from_column_slice(column))
            .collect();
        let right = DVector::from_column_slice(&[3.0, 4.0]);
        let y = nonnegative_fit(&columns, &right);
        let mut left = right;
        for (column, y) in columns.iter().zip(&y) {
            left -= column * *y;
        }
        assert!(left.amax() < 1e-13 && y.min() >= 0.0);
    }
}
