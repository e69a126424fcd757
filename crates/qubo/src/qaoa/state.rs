//! A state vector: one complex amplitude for each string of a register.

/// Real and imaginary parts apart, so that loops over them become vector instructions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) re: Vec<f64>,
    pub(super) im: Vec<f64>,
}

impl State {
    pub(super) fn real(re: Vec<f64>) -> State {
        let im = vec![0.0; re.len()];
        State { re, im }
    }

    pub(super) fn probabilities(&self) -> Vec<f64> {
        let parts = self.re.iter().zip(&self.im);
        parts.map(|(re, im)| re * re + im * im).collect()
    }

    /// `Σ |ψ|² value`, in eight sums that a processor adds side by side.
    pub(super) fn mean(&self, values: &[f64]) -> f64 {
        let term = |i: usize| (self.re[i] * self.re[i] + self.im[i] * self.im[i]) * values[i];
        sum_of(values.len(), term)
    }

    /// Multiplied by a real number for each string.
    pub(super) fn times(&self, factors: &[f64]) -> State {
        let scaled = |part: &[f64]| part.iter().zip(factors).map(|(a, f)| a * f).collect();
        State {
            re: scaled(&self.re),
            im: scaled(&self.im),
        }
    }

    /// `Im ⟨self| diag(values) |other⟩`.
    pub(super) fn imaginary_overlap(&self, values: &[f64], other: &State) -> f64 {
        let term = |i: usize| (self.re[i] * other.im[i] - self.im[i] * other.re[i]) * values[i];
        sum_of(values.len(), term)
    }
}

/// The sum of `term(0..count)`; the order of the additions does not depend on the machine.
#[inline(always)]
pub(super) fn sum_of(count: usize, term: impl Fn(usize) -> f64) -> f64 {
    let mut sums = [0.0; 8];
    let whole = count - count % 8;
    for start in (0..whole).step_by(8) {
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum += term(start + lane);
        }
    }
    let rest: f64 = (whole..count).map(term).sum();
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest
}
