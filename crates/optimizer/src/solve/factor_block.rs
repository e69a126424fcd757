//! The quadratic on the free variables where it is `BB' + D`: nothing of size `k × k` is made.
//!
//! For `k` free variables, `f` factors and `r` held rows, `(D + BB')⁻¹g = y − D⁻¹B S⁻¹B'y` with
//! `y = D⁻¹g` and `S = I + B'D⁻¹B` of size `f × f`, and the rows by their Schur complement. `S` is
//! made anew when the free variables change, `O(kf² + f³)`, which costs less than pricing all `n`
//! variables and wears nothing out; a solve is `O(kf + kr)`.
//!
//! Sources: Woodbury, *Inverting modified matrices*, Princeton memorandum 42 (1950); Perold,
//! *Large-scale portfolio optimization*, Management Science 30 (1984), for the critical line on
//! factor models.
//!
//! Failure modes: a variable without variance of its own is refused, and so is a row that depends
//! on the rows held already.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::curvature::{Curvature, FactorForm};
use super::dense::{add_scaled, dot};
use super::free_block::Added;
use super::program::Program;

/// A variance of its own below this share of the largest variance is rounding.
const PIVOT: f64 = 1e-9;
/// A row is dependent when less than this share of its square is left.
const DEPENDENT: f64 = 1e-11;

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct FactorBlock<'a> {
    program: &'a Program<'a>,
    form: &'a FactorForm,
    shift: f64,
    smallest: f64,
    free: Vec<usize>,
    held: Vec<usize>,
    /// What is derived from `free` and `held`; nothing when it is out of date.
    core: Option<Core>,
}

#[derive(Debug, Clone)]
struct Core {
    /// `S`, where there are factors.
    factors: Option<Cholesky<f64, Dyn>>,
    /// `P⁻¹N`, one vector per held row.
    lifted: Vec<Vec<f64>>,
    /// `N'P⁻¹N`.
    gram: Option<Cholesky<f64, Dyn>>,
}

impl<'a> FactorBlock<'a> {
    /// The lift is left out: variance of one's own is curvature enough.
    pub(super) fn new(program: &'a Program<'a>, form: &'a FactorForm, added: Added) -> Self {
        Self {
            program,
            form,
            shift: added.shift,
            smallest: PIVOT * Curvature::Factors(form).largest(),
            free: Vec::new(),
            held: Vec::new(),
            core: None,
        }
    }

    pub(super) fn clear(&mut self) {
        self.free.clear();
        self.held.clear();
        self.core = None;
    }

    pub(super) fn free(&self) -> &[usize] {
        &self.free
    }

    pub(super) fn held(&self) -> &[usize] {
        &self.held
    }

    fn own(&self, variable: usize) -> f64 {
        self.form.specific(variable) + self.shift
    }

    pub(super) fn push(&mut self, variable: usize) -> bool {
        if self.own(variable) <= self.smallest {
            return false;
        }
        self.free.push(variable);
        self.core = None;
        true
    }

    /// Frees variables together; `false`, with nothing changed, when one has too little of its own.
    pub(super) fn push_all(&mut self, variables: &[usize]) -> bool {
        let is_good = variables.iter().all(|&one| self.own(one) > self.smallest);
        if is_good {
            self.free.extend_from_slice(variables);
            self.core = None;
        }
        is_good
    }

    pub(super) fn remove(&mut self, position: usize) {
        self.free.remove(position);
        self.core = None;
    }

    pub(super) fn hold(&mut self, row: usize) -> bool {
        self.held.push(row);
        self.core = None;
        let is_good = self.refresh();
        if !is_good {
            self.release(self.held.len() - 1);
        }
        is_good
    }

    pub(super) fn release(&mut self, position: usize) {
        self.held.remove(position);
        self.core = None;
    }

    /// Brings what is derived up to date; `false` if the held rows depend on each other.
    fn refresh(&mut self) -> bool {
        if self.core.is_none() {
            self.core = self.derive();
        }
        self.core.is_some()
    }

    fn derive(&self) -> Option<Core> {
        let count = self.form.factors();
        let factors = if count == 0 {
            None
        } else {
            Some(self.inner().cholesky()?)
        };
        let mut core = Core {
            factors,
            lifted: Vec::with_capacity(self.held.len()),
            gram: None,
        };
        for &row in &self.held {
            let mut lifted = self.normal(row);
            self.invert(&core, &mut lifted);
            core.lifted.push(lifted);
        }
        if !self.held.is_empty() {
            let normals: Vec<Vec<f64>> = self.held.iter().map(|&row| self.normal(row)).collect();
            let gram = DMatrix::from_fn(self.held.len(), self.held.len(), |i, j| {
                dot(&normals[i.max(j)], &core.lifted[i.min(j)])
            });
            let sizes = gram.diagonal();
            let gram = gram.cholesky()?;
            let pivots = gram.l_dirty().diagonal();
            let mut pairs = pivots.iter().zip(&sizes);
            if !pairs.all(|(pivot, size)| pivot * pivot > DEPENDENT * size) {
                return None;
            }
            core.gram = Some(gram);
        }
        Some(core)
    }

    /// `I + B'D⁻¹B`; the lower triangle.
    fn inner(&self) -> DMatrix<f64> {
        let count = self.form.factors();
        let mut inner = DMatrix::identity(count, count);
        for &variable in &self.free {
            let loadings = self.form.loadings(variable);
            let weight = 1.0 / self.own(variable);
            let columns = inner.as_mut_slice().chunks_exact_mut(count);
            for (factor, column) in columns.enumerate() {
                add_scaled(
                    &mut column[factor..],
                    weight * loadings[factor],
                    &loadings[factor..],
                );
            }
        }
        inner
    }

    /// A row on the free variables.
    fn normal(&self, row: usize) -> Vec<f64> {
        let n = self.program.variables();
        let normal = &self.program.normals.as_slice()[row * n..][..n];
        self.free.iter().map(|&index| normal[index]).collect()
    }

    /// `P⁻¹` times `values`, in place.
    fn invert(&self, core: &Core, values: &mut [f64]) {
        let mut exposure = DVector::zeros(self.form.factors());
        for (value, &variable) in values.iter_mut().zip(&self.free) {
            *value /= self.own(variable);
            add_scaled(
                exposure.as_mut_slice(),
                *value,
                self.form.loadings(variable),
            );
        }
        if let Some(factors) = &core.factors {
            factors.solve_mut(&mut exposure);
            for (value, &variable) in values.iter_mut().zip(&self.free) {
                let pull = dot(exposure.as_slice(), self.form.loadings(variable));
                *value -= pull / self.own(variable);
            }
        }
    }

    pub(super) fn solve(&mut self, step: &mut [f64], multipliers: &mut [f64]) -> bool {
        if !self.refresh() {
            return false;
        }
        let Some(core) = &self.core else {
            return false;
        };
        self.invert(core, step);
        let n = self.program.variables();
        if let Some(gram) = &core.gram {
            // N'P⁻¹N ν = −(N'P⁻¹g + c)
            let mut prices = DVector::zeros(self.held.len());
            for (position, &row) in self.held.iter().enumerate() {
                let normal = &self.program.normals.as_slice()[row * n..][..n];
                let along = self.free.iter().zip(step.iter());
                let along: f64 = along.map(|(&index, value)| normal[index] * value).sum();
                prices[position] = -(multipliers[position] + along);
            }
            gram.solve_mut(&mut prices);
            multipliers.copy_from_slice(prices.as_slice());
            for (lifted, &price) in core.lifted.iter().zip(&prices) {
                add_scaled(step, price, lifted);
            }
        }
        for entry in step.iter_mut() {
            *entry = -*entry;
        }
        true
    }
}
