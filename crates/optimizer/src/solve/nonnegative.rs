//! Least squares in numbers that are not negative.
//!
//! Lawson and Hanson, *Solving Least Squares Problems* (1974), chapter 23: columns enter one by one,
//! the steepest first, and those that would turn negative leave. The columns that are in are
//! independent, whatever the rest is: that is what degenerate vertices are asked for. They are kept
//! as an orthonormal basis and a triangle, so that a column that enters costs `O(mk)` beside `k`
//! others, and one that leaves the columns after it.

use nalgebra::DVector;

use crate::progress::is_stopped;

/// Steepness that counts as none, for columns of length 1 and a right side of size 1.
const FLAT: f64 = 1e-13;
/// A column that is independent of the others by less does not enter.
const DEPENDENT: f64 = 1e-9;

/// `y ≥ 0` with the smallest `‖columns · y − right‖`. Columns should have similar lengths.
pub(crate) fn nonnegative_fit(columns: &[DVector<f64>], right: &DVector<f64>) -> DVector<f64> {
    let mut y: DVector<f64> = DVector::zeros(columns.len());
    let mut inside = Inside::new(columns, right);
    let mut refused: Vec<usize> = Vec::new();
    let size = 1.0 + right.amax();
    for _ in 0..6 * columns.len() {
        if is_stopped() {
            break;
        }
        let mut left = right.clone();
        for &index in &inside.members {
            left.axpy(-y[index], &columns[index], 1.0);
        }
        let is_open = |index: usize| !inside.members.contains(&index) && !refused.contains(&index);
        let entering = (0..columns.len())
            .filter(|&index| inside.lengths[index] > 0.0 && is_open(index))
            .map(|index| (index, columns[index].dot(&left) / inside.lengths[index]))
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .filter(|&(_, steepness)| steepness > FLAT * size);
        let Some((entering, _)) = entering else { break };
        match settled(&mut inside, entering, &mut y) {
            true => refused.clear(),
            false => refused.push(entering),
        }
    }
    y
}

/// The fit with `entering`, without those that it would turn negative; whether it can be used. If
/// not, everything is as before.
fn settled(inside: &mut Inside<'_>, entering: usize, y: &mut DVector<f64>) -> bool {
    let before = (inside.members.clone(), y.clone());
    if !inside.enter(entering) {
        return false;
    }
    loop {
        let fit = inside.fit();
        let entered_at = inside.members.iter().position(|&index| index == entering);
        if entered_at.is_none_or(|at| fit[at] <= 0.0) {
            inside.cut(0);
            inside.enter_all(&before.0);
            *y = before.1;
            return false;
        }
        // As far towards the fit as no number turns negative; who stops it leaves.
        let reach = |index: usize, to: f64| match to <= 0.0 {
            true => y[index] / (y[index] - to),
            false => f64::INFINITY,
        };
        let pairs = || inside.members.iter().copied().zip(fit.iter().copied());
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
        inside.leave(&leaving);
    }
}

/// The columns that are in, as an orthonormal basis times a triangle.
struct Inside<'a> {
    columns: &'a [DVector<f64>],
    right: &'a DVector<f64>,
    lengths: Vec<f64>,
    members: Vec<usize>,
    basis: Vec<DVector<f64>>,
    /// The columns of the triangle.
    triangle: Vec<Vec<f64>>,
    /// The right side in the basis.
    turned: Vec<f64>,
    /// What the basis leaves of the right side.
    left: DVector<f64>,
}

impl<'a> Inside<'a> {
    fn new(columns: &'a [DVector<f64>], right: &'a DVector<f64>) -> Self {
        Self {
            columns,
            right,
            lengths: columns.iter().map(|column| column.norm()).collect(),
            members: Vec::new(),
            basis: Vec::new(),
            triangle: Vec::new(),
            turned: Vec::new(),
            left: right.clone(),
        }
    }

    /// Whether a column is independent of those that are in, which it then joins.
    fn enter(&mut self, index: usize) -> bool {
        if self.members.len() >= self.right.len() {
            return false;
        }
        let mut own = self.columns[index].clone();
        let mut shares = vec![0.0; self.basis.len()];
        // Once is not enough for a column that is nearly dependent (Kahan).
        for _ in 0..2 {
            for (direction, share) in self.basis.iter().zip(&mut shares) {
                let along = direction.dot(&own);
                own.axpy(-along, direction, 1.0);
                *share += along;
            }
        }
        let length = own.norm();
        // No number is no independence either.
        if length.is_nan() || length <= DEPENDENT * self.lengths[index] {
            return false;
        }
        own /= length;
        shares.push(length);
        let turned = own.dot(&self.left);
        self.left.axpy(-turned, &own, 1.0);
        self.members.push(index);
        self.basis.push(own);
        self.triangle.push(shares);
        self.turned.push(turned);
        true
    }

    fn enter_all(&mut self, indices: &[usize]) {
        for &index in indices {
            self.enter(index);
        }
    }

    fn leave(&mut self, leaving: &[usize]) {
        let is_leaving = |index: &usize| leaving.contains(index);
        let first = self.members.iter().position(is_leaving);
        let after = self.cut(first.unwrap_or(self.members.len()));
        let staying: Vec<usize> = after
            .into_iter()
            .filter(|index| !is_leaving(index))
            .collect();
        self.enter_all(&staying);
    }

    /// Lets all go from one place on, and gives them.
    fn cut(&mut self, at: usize) -> Vec<usize> {
        self.basis.truncate(at);
        self.triangle.truncate(at);
        self.turned.truncate(at);
        self.left.copy_from(self.right);
        for (direction, &turned) in self.basis.iter().zip(&self.turned) {
            self.left.axpy(-turned, direction, 1.0);
        }
        self.members.split_off(at)
    }

    /// Least squares without signs, in the order of the members.
    fn fit(&self) -> Vec<f64> {
        let mut fit = self.turned.clone();
        for at in (0..fit.len()).rev() {
            let column = &self.triangle[at];
            fit[at] /= column[at];
            let value = fit[at];
            for (above, entry) in fit[..at].iter_mut().zip(column) {
                *above -= value * entry;
            }
        }
        fit
    }
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
