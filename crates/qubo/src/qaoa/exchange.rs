//! Mixers that exchange a one for a zero, and so keep the count.

use super::state::State;

/// `Π exp(i β (XX + YY) / 2)` over pairs of qubits, gate by gate as a device would do it, on the
/// strings with `k` ones; it begins at the Dicke state, all of them with the same amplitude (Hadfield et
/// al., *Algorithms* 12, 34, 2019).
///
/// A gate turns `|01⟩` and `|10⟩` into each other and leaves `|00⟩` and `|11⟩`. Even pairs of the
/// ring come before odd ones.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    strings: usize,
    gates: Vec<Vec<(u32, u32)>>,
}

impl Exchange {
    /// On these strings, ascending, all with the same number of ones.
    pub(super) fn ring(qubits: usize, strings: &[u32]) -> Exchange {
        let pair = |i: usize| (i, (i + 1) % qubits);
        let even = (0..qubits).step_by(2);
        let odd = (1..qubits).step_by(2);
        let pairs: Vec<(usize, usize)> = match qubits {
            0 | 1 => Vec::new(),
            2 => vec![(0, 1)],
            _ => even.chain(odd).map(pair).collect(),
        };
        Exchange {
            strings: strings.len(),
            gates: pairs.iter().map(|&pair| partners(pair, strings)).collect(),
        }
    }

    pub(super) fn begin(&self) -> State {
        State::real(vec![1.0 / (self.strings as f64).sqrt(); self.strings])
    }

    pub(super) fn apply(&self, beta: f64, state: &mut State) {
        for gate in &self.gates {
            turn(gate, beta, state);
        }
    }

    /// Takes the layer off both states; the sum over the gates of `Im ⟨φ| (XX + YY) / 2 |ψ⟩`, each
    /// where the gate stands.
    pub(super) fn take_off(&self, beta: f64, psi: &mut State, phi: &mut State) -> f64 {
        let mut sum = 0.0;
        for gate in self.gates.iter().rev() {
            sum += overlap(gate, psi, phi);
            turn(gate, -beta, psi);
            turn(gate, -beta, phi);
        }
        sum
    }
}

/// The indices of the strings that a gate turns into each other.
fn partners((i, j): (usize, usize), strings: &[u32]) -> Vec<(u32, u32)> {
    let (first, second) = (1u32 << i, 1u32 << j);
    let mut pairs = Vec::new();
    for (at, &string) in strings.iter().enumerate() {
        if string & first != 0 && string & second == 0 {
            let partner = string ^ first ^ second;
            let with = strings.binary_search(&partner);
            let with = with.expect("an exchange keeps the number of ones");
            pairs.push((at as u32, with as u32));
        }
    }
    pairs
}

fn turn(gate: &[(u32, u32)], beta: f64, State { re, im }: &mut State) {
    let (sin, cos) = libm::sincos(beta);
    for &(a, b) in gate {
        let (a, b) = (a as usize, b as usize);
        let (ar, ai, br, bi) = (re[a], im[a], re[b], im[b]);
        re[a] = cos * ar - sin * bi;
        im[a] = cos * ai + sin * br;
        re[b] = cos * br - sin * ai;
        im[b] = cos * bi + sin * ar;
    }
}

fn overlap(gate: &[(u32, u32)], psi: &State, phi: &State) -> f64 {
    let mut sum = 0.0;
    for &(a, b) in gate {
        let (a, b) = (a as usize, b as usize);
        sum += (phi.re[a] * psi.im[b] - phi.im[a] * psi.re[b])
            + (phi.re[b] * psi.im[a] - phi.im[b] * psi.re[a]);
    }
    sum
}
