//! Quadratic unconstrained binary optimisation, and its form in spins.

use nalgebra::{DMatrix, DVector};

/// `E(z) = constant + Σ linearᵢ zᵢ + Σ_{i<j} couplingᵢⱼ zᵢ zⱼ` over `z ∈ {0, 1}ⁿ`.
///
/// `couplings` is symmetric with an empty diagonal: squares are linear terms, for `z² = z`.
#[derive(Debug, Clone, PartialEq)]
pub struct Qubo {
    couplings: DMatrix<f64>,
    linear: DVector<f64>,
    constant: f64,
}

/// The same energy in spins: `E(s) = constant + Σ fieldᵢ sᵢ + Σ_{i<j} couplingᵢⱼ sᵢ sⱼ` with
/// `s = 2z − 1 ∈ {−1, 1}ⁿ`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ising {
    /// Symmetric, with an empty diagonal.
    pub couplings: DMatrix<f64>,
    /// One for each spin.
    pub fields: DVector<f64>,
    /// What is left.
    pub constant: f64,
}

impl Qubo {
    /// `constant + c'z + z'Qz`, for a symmetric `Q` of the size of `c`.
    ///
    /// # Panics
    ///
    /// When the sizes differ: a mistake of the program, not of the data.
    #[must_use]
    pub fn new(quadratic: &DMatrix<f64>, linear: &DVector<f64>, constant: f64) -> Qubo {
        let n = linear.len();
        assert_eq!(quadratic.shape(), (n, n), "Q and c are of one size");
        Qubo {
            couplings: DMatrix::from_fn(n, n, |i, j| {
                if i == j {
                    0.0
                } else {
                    quadratic[(i, j)] + quadratic[(j, i)]
                }
            }),
            linear: DVector::from_fn(n, |i, _| linear[i] + quadratic[(i, i)]),
            constant,
        }
    }

    /// How many variables there are.
    #[must_use]
    pub fn variables(&self) -> usize {
        self.linear.len()
    }

    /// What goes with `zᵢ zⱼ`: symmetric, with an empty diagonal.
    #[must_use]
    pub fn couplings(&self) -> &DMatrix<f64> {
        &self.couplings
    }

    /// What goes with `zᵢ`.
    #[must_use]
    pub fn linear(&self) -> &DVector<f64> {
        &self.linear
    }

    /// The energy of the empty set.
    #[must_use]
    pub fn constant(&self) -> f64 {
        self.constant
    }

    /// `E(z)` for as many values as there are variables; O(k²) for k ones.
    #[must_use]
    pub fn energy(&self, z: &[bool]) -> f64 {
        let ones: Vec<usize> = (0..z.len()).filter(|&i| z[i]).collect();
        let mut energy = self.constant;
        for (at, &i) in ones.iter().enumerate() {
            energy += self.linear[i];
            for &j in &ones[..at] {
                energy += self.couplings[(i, j)];
            }
        }
        energy
    }

    /// The same energy in spins, exact where the coefficients are multiples of a power of two.
    #[must_use]
    pub fn ising(&self) -> Ising {
        let n = self.variables();
        let mut constant = self.constant;
        let mut fields = DVector::zeros(n);
        for i in 0..n {
            let coupled: f64 = self.couplings.column(i).iter().sum();
            fields[i] = 0.5 * self.linear[i] + 0.25 * coupled;
            // Each pair is seen from both of its ends.
            constant += 0.5 * self.linear[i] + 0.125 * coupled;
        }
        Ising {
            couplings: self.couplings.map(|coupling| 0.25 * coupling),
            fields,
            constant,
        }
    }
}

impl Ising {
    /// `E(s)` for as many spins as there are fields, `true` for +1.
    #[must_use]
    pub fn energy(&self, up: &[bool]) -> f64 {
        let spin = |i: usize| if up[i] { 1.0 } else { -1.0 };
        let mut energy = self.constant;
        for i in 0..up.len() {
            energy += self.fields[i] * spin(i);
            for j in 0..i {
                energy += self.couplings[(i, j)] * spin(i) * spin(j);
            }
        }
        energy
    }
}
