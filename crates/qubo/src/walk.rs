//! A walk over bit strings that knows what each flip would change.

use crate::qubo::Qubo;

/// A string `z` with its energy and, for every variable, the change that a flip would make.
///
/// Reading a change is O(1), a flip O(n). On the grid of a selection all sums are exact, so that
/// nothing drifts however long the walk is.
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    qubo: &'a Qubo,
    z: Vec<bool>,
    /// `linearᵢ + Σⱼ couplingᵢⱼ zⱼ`: what `zᵢ = 1` adds.
    adds: Vec<f64>,
    energy: f64,
}

impl<'a> Walk<'a> {
    /// A walk that begins at the empty set.
    #[must_use]
    pub fn new(qubo: &'a Qubo) -> Walk<'a> {
        Walk {
            qubo,
            z: vec![false; qubo.variables()],
            adds: qubo.linear().as_slice().to_vec(),
            energy: qubo.constant(),
        }
    }

    /// A walk that begins at `ones`.
    #[must_use]
    pub fn from(qubo: &'a Qubo, ones: &[usize]) -> Walk<'a> {
        let mut walk = Walk::new(qubo);
        for &i in ones {
            walk.flip(i);
        }
        walk
    }

    /// The energy here.
    #[must_use]
    pub fn energy(&self) -> f64 {
        self.energy
    }

    /// The string.
    #[must_use]
    pub fn bits(&self) -> &[bool] {
        &self.z
    }

    /// The ones, ascending.
    #[must_use]
    pub fn ones(&self) -> Vec<usize> {
        (0..self.z.len()).filter(|&i| self.z[i]).collect()
    }

    /// What a flip of `i` would add to the energy.
    #[must_use]
    pub fn change(&self, i: usize) -> f64 {
        if self.z[i] {
            -self.adds[i]
        } else {
            self.adds[i]
        }
    }

    /// What flips of both `leaving` (a one) and `entering` (a zero) would add.
    #[must_use]
    pub fn change_of_swap(&self, leaving: usize, entering: usize) -> f64 {
        self.adds[entering] - self.adds[leaving] - self.qubo.couplings()[(leaving, entering)]
    }

    /// Flips `i`; O(n).
    pub fn flip(&mut self, i: usize) {
        self.energy += self.change(i);
        self.z[i] = !self.z[i];
        let sign = if self.z[i] { 1.0 } else { -1.0 };
        // The diagonal is empty: what `i` itself adds stays.
        let rows = self.z.len();
        let column = &self.qubo.couplings().as_slice()[i * rows..(i + 1) * rows];
        for (adds, coupling) in self.adds.iter_mut().zip(column) {
            *adds += sign * coupling;
        }
    }
}
