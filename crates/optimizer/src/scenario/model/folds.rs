//! Sums of absolute values, `Σ |w − from|`, as linear functions of a few more variables.
//!
//! An asset that cannot be below what it is measured from adds `w − from`, one that cannot be above
//! adds `from − w`. Of the others `d ≥ w − from`, `d ≥ 0` gives `|w − from| = 2d − (w − from)`.

use nalgebra::DVector;

use crate::limits::Constraints;

/// `Σ |w − from|`.
pub(crate) fn total_change(weights: &DVector<f64>, from: &DVector<f64>) -> f64 {
    weights
        .iter()
        .zip(from.iter())
        .map(|(weight, from)| (weight - from).abs())
        .sum()
}

/// All sums of a model; those from the same weights share their variables.
#[derive(Debug, Clone)]
pub(super) struct Folds {
    sums: Vec<Sum>,
    columns: usize,
}

#[derive(Debug, Clone)]
struct Sum {
    /// What is measured from, in its own unit, and scaled.
    from: DVector<f64>,
    scaled: Vec<f64>,
    terms: Vec<Term>,
}

#[derive(Debug, Clone, Copy)]
enum Term {
    Rising,
    Falling,
    Folded(usize),
}

impl Folds {
    /// Columns begin at `first`. Where the bounds of the weights may move, none is relied on.
    pub(super) fn of(
        constraints: &Constraints,
        may_move: bool,
        assets: usize,
        first: usize,
    ) -> Self {
        let mut folds = Self {
            sums: Vec::new(),
            columns: 0,
        };
        let none = DVector::zeros(assets);
        let turnover = constraints.turnover.as_ref().map(|turnover| &turnover.from);
        let costs = constraints.costs.as_ref().map(|costs| &costs.from);
        let gross = constraints.gross_exposure.map(|_| &none);
        for from in [turnover, costs, gross].into_iter().flatten() {
            folds.add(from, constraints, may_move, first);
        }
        folds
    }

    fn add(
        &mut self,
        from: &DVector<f64>,
        constraints: &Constraints,
        may_move: bool,
        first: usize,
    ) {
        if self.sums.iter().any(|sum| sum.from == *from) {
            return;
        }
        let terms = from.iter().enumerate().map(|(asset, &from)| {
            if !may_move && from <= constraints.min_weight.of(asset) {
                Term::Rising
            } else if !may_move && from >= constraints.max_weight.of(asset) {
                Term::Falling
            } else {
                self.columns += 1;
                Term::Folded(first + self.columns - 1)
            }
        });
        let terms = terms.collect();
        self.sums.push(Sum {
            scaled: from.iter().map(|from| from / constraints.budget).collect(),
            from: from.clone(),
            terms,
        });
    }

    /// How many variables there are.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Every variable: its asset, its column, and what the asset is measured from, scaled.
    pub(super) fn all(&self) -> Vec<(usize, usize, f64)> {
        let mut all = Vec::with_capacity(self.columns);
        for sum in &self.sums {
            for (asset, (&term, &from)) in sum.terms.iter().zip(&sum.scaled).enumerate() {
                if let Term::Folded(column) = term {
                    all.push((asset, column, from));
                }
            }
        }
        all
    }

    /// Coefficients and constant of `Σ |w − from|`, scaled.
    pub(super) fn change_from(&self, from: &DVector<f64>, position: usize) -> (Vec<f64>, f64) {
        let mut normal = vec![0.0; position];
        let mut constant = 0.0;
        let sum = self.sums.iter().find(|sum| sum.from == *from);
        if let Some(sum) = sum {
            for (asset, (&term, &from)) in sum.terms.iter().zip(&sum.scaled).enumerate() {
                if let Term::Rising = term {
                    normal[asset] = 1.0;
                    constant -= from;
                } else {
                    normal[asset] = -1.0;
                    constant += from;
                }
                if let Term::Folded(column) = term {
                    normal[column] = 2.0;
                }
            }
        }
        (normal, constant)
    }
}
