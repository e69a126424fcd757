//! A selection without those that are decided already, on the grid.

use std::ops::RangeInclusive;

use nalgebra::{DMatrix, DVector};

use crate::{
    grid,
    qubo::Qubo,
    selection::{Choice, Count, Selection},
};

/// The free variables of a [`Selection`]: the required are in, the forbidden are out, and all
/// coefficients are rounded to the grid.
#[derive(Debug, Clone)]
pub(crate) struct Reduced<'a> {
    selection: &'a Selection,
    /// Which asset each variable stands for, ascending.
    free: Vec<usize>,
    /// The energy of the free variables, the required ones included in it.
    pub(crate) objective: Qubo,
    /// How many of the free ones may be chosen.
    pub(crate) counts: RangeInclusive<usize>,
    /// All coefficients are multiples of it.
    pub(crate) grid: f64,
}

impl<'a> Reduced<'a> {
    pub(crate) fn new(selection: &'a Selection) -> Reduced<'a> {
        let grid = grid::grid_for(largest_coefficient(selection));
        let given = on_grid(selection, grid);
        let decided = |asset: &usize| {
            selection.required().contains(asset) || selection.forbidden().contains(asset)
        };
        let free: Vec<usize> = (0..selection.assets()).filter(|i| !decided(i)).collect();
        Reduced {
            objective: given_those(&given, selection.required(), &free),
            counts: counts(selection, free.len()),
            selection,
            free,
            grid,
        }
    }

    pub(crate) fn variables(&self) -> usize {
        self.free.len()
    }

    pub(crate) fn least(&self) -> usize {
        *self.counts.start()
    }

    pub(crate) fn most(&self) -> usize {
        *self.counts.end()
    }

    /// The set that these free variables stand for, the required ones included, valued by the
    /// coefficients as they were given.
    pub(crate) fn choice(&self, ones: &[usize]) -> Choice {
        let mut chosen: Vec<usize> = ones.iter().map(|&i| self.free[i]).collect();
        chosen.extend(self.selection.required());
        self.selection.choice(chosen)
    }

    /// The coefficient of the square of a free variable, which the objective has as a linear one.
    pub(crate) fn square(&self, i: usize) -> f64 {
        let asset = self.free[i];
        grid::round(self.selection.quadratic()[(asset, asset)], self.grid)
    }
}

fn largest_coefficient(selection: &Selection) -> f64 {
    let (quadratic, linear) = (selection.quadratic(), selection.linear());
    let mut largest: f64 = 0.0;
    for i in 0..selection.assets() {
        largest = largest.max((linear[i] + quadratic[(i, i)]).abs());
        for j in 0..i {
            largest = largest.max((2.0 * quadratic[(i, j)]).abs());
        }
    }
    largest
}

/// The energy of the whole selection with rounded coefficients.
fn on_grid(selection: &Selection, grid: f64) -> Qubo {
    let (quadratic, linear) = (selection.quadratic(), selection.linear());
    let n = selection.assets();
    let half_rounded = |i: usize, j: usize| 0.5 * grid::round(2.0 * quadratic[(i, j)], grid);
    let couplings = DMatrix::from_fn(n, n, |i, j| if i == j { 0.0 } else { half_rounded(i, j) });
    let linear = DVector::from_fn(n, |i, _| grid::round(linear[i] + quadratic[(i, i)], grid));
    Qubo::new(&couplings, &linear, 0.0)
}

/// The energy of the `free` ones when the `required` are in and all others are out.
fn given_those(whole: &Qubo, required: &[usize], free: &[usize]) -> Qubo {
    let couplings = whole.couplings();
    let quadratic = DMatrix::from_fn(free.len(), free.len(), |i, j| {
        0.5 * couplings[(free[i], free[j])]
    });
    let linear = DVector::from_fn(free.len(), |i, _| {
        let coupled = required.iter().map(|&r| couplings[(free[i], r)]);
        whole.linear()[free[i]] + coupled.sum::<f64>()
    });
    let mut constant = 0.0;
    for (at, &i) in required.iter().enumerate() {
        constant += whole.linear()[i];
        constant += required[..at]
            .iter()
            .map(|&j| couplings[(i, j)])
            .sum::<f64>();
    }
    Qubo::new(&quadratic, &linear, constant)
}

fn counts(selection: &Selection, free: usize) -> RangeInclusive<usize> {
    let required = selection.required().len();
    match selection.count() {
        Count::Exactly(count) => count - required..=count - required,
        Count::AtMost(count) => 0..=(count - required).min(free),
    }
}
