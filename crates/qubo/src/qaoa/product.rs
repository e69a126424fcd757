//! Mixers that turn every qubit by itself.

use super::state::{State, sum_of};

/// `exp(i β Σⱼ nⱼ·σⱼ)` with an axis `nⱼ = (xⱼ, 0, zⱼ)` for every qubit; it begins at the product
/// state that all axes point to, which is the ground state of `−Σⱼ nⱼ·σⱼ`.
///
/// With `x = 1` this is the transverse field and `|+…+⟩`; else the warm start of Egger, Mareček and
/// Woerner (*Quantum* 5, 479, 2021), eqs. 3–6.
#[derive(Debug, Clone)]
pub(super) struct Product {
    axes: Vec<Axis>,
}

#[derive(Debug, Clone, Copy)]
struct Axis {
    x: f64,
    z: f64,
    /// The probability of a one at the beginning.
    one: f64,
}

/// `exp(i β n·σ)`: `cos β + i (x X + z Z)` with `x` and `z` times `sin β`.
#[derive(Debug, Clone, Copy)]
struct Gate {
    cos: f64,
    x: f64,
    z: f64,
}

impl Product {
    /// One probability of a one for each qubit.
    pub(super) fn new(ones: &[f64]) -> Product {
        let axis = |&one: &f64| Axis {
            x: 2.0 * (one * (1.0 - one)).sqrt(),
            z: 1.0 - 2.0 * one,
            one,
        };
        Product {
            axes: ones.iter().map(axis).collect(),
        }
    }

    pub(super) fn begin(&self) -> State {
        let mut amplitudes = vec![1.0];
        for axis in &self.axes {
            let (zero, one) = ((1.0 - axis.one).sqrt(), axis.one.sqrt());
            let above: Vec<f64> = amplitudes.iter().map(|amplitude| amplitude * one).collect();
            amplitudes
                .iter_mut()
                .for_each(|amplitude| *amplitude *= zero);
            amplitudes.extend(above);
        }
        State::real(amplitudes)
    }

    pub(super) fn apply(&self, beta: f64, state: &mut State) {
        let gates = self.gates(beta);
        let parts = [&mut state.re[..], &mut state.im[..]];
        in_blocks(parts, self.axes.len(), |[re, im], qubit, stride| {
            turn(gates[qubit], re, im, stride);
        });
    }

    /// Takes the layer off both states; `Im ⟨φ| Σ n·σ |ψ⟩`, which it does not change.
    pub(super) fn take_off(&self, beta: f64, psi: &mut State, phi: &mut State) -> f64 {
        let gates = self.gates(-beta);
        let parts = [
            &mut psi.re[..],
            &mut psi.im[..],
            &mut phi.re[..],
            &mut phi.im[..],
        ];
        let mut sum = 0.0;
        in_blocks(parts, self.axes.len(), |[a, b, c, d], qubit, stride| {
            sum += overlap(self.axes[qubit], [a, b, c, d], stride);
            turn(gates[qubit], a, b, stride);
            turn(gates[qubit], c, d, stride);
        });
        sum
    }

    fn gates(&self, beta: f64) -> Vec<Gate> {
        let (sin, cos) = libm::sincos(beta);
        let gate = |axis: &Axis| Gate {
            cos,
            x: sin * axis.x,
            z: sin * axis.z,
        };
        self.axes.iter().map(gate).collect()
    }
}

/// The lowest qubits are turned block by block, 4,096 amplitudes that stay in the cache.
const LOW: usize = 12;
/// The others on so many columns at once, copied out: rows lie a power of two apart and would all
/// fall onto the same lines of a cache.
const COLUMNS: usize = 64;

/// Calls `work(parts of the arrays, qubit, distance of its two amplitudes)` for every qubit and
/// every part, reading and writing the arrays twice in all.
fn in_blocks<const N: usize>(
    mut arrays: [&mut [f64]; N],
    qubits: usize,
    mut work: impl FnMut([&mut [f64]; N], usize, usize),
) {
    let low = qubits.min(LOW);
    let size = 1 << low;
    for block in 0..1usize << (qubits - low) {
        let range = block * size..(block + 1) * size;
        for qubit in 0..low {
            let parts = arrays.each_mut().map(|array| &mut array[range.clone()]);
            work(parts, qubit, 1 << qubit);
        }
    }
    if qubits == low {
        return;
    }
    let rows = 1usize << (qubits - low);
    let mut copies: [Vec<f64>; N] = std::array::from_fn(|_| vec![0.0; rows * COLUMNS]);
    for column in (0..size).step_by(COLUMNS) {
        for (copy, array) in copies.iter_mut().zip(&arrays) {
            for (row, to) in copy.chunks_exact_mut(COLUMNS).enumerate() {
                let start = row * size + column;
                to.copy_from_slice(&array[start..start + COLUMNS]);
            }
        }
        for qubit in low..qubits {
            let parts = copies.each_mut().map(|copy| &mut copy[..]);
            work(parts, qubit, COLUMNS << (qubit - low));
        }
        for (copy, array) in copies.iter().zip(&mut arrays) {
            for (row, from) in copy.chunks_exact(COLUMNS).enumerate() {
                let start = row * size + column;
                array[start..start + COLUMNS].copy_from_slice(from);
            }
        }
    }
}

fn turn(gate: Gate, re: &mut [f64], im: &mut [f64], stride: usize) {
    match (stride, re.len()) {
        (1, 8..) => turn_narrow::<1>(gate, re, im),
        (2, 8..) => turn_narrow::<2>(gate, re, im),
        (4, 8..) => turn_narrow::<4>(gate, re, im),
        _ => turn_wide(gate, re, im, stride),
    }
}

fn turn_wide(gate: Gate, re: &mut [f64], im: &mut [f64], stride: usize) {
    let pairs = re
        .chunks_exact_mut(2 * stride)
        .zip(im.chunks_exact_mut(2 * stride));
    for (re, im) in pairs {
        let (a_re, b_re) = re.split_at_mut(stride);
        let (a_im, b_im) = im.split_at_mut(stride);
        let upper = a_re.iter_mut().zip(a_im);
        let lower = b_re.iter_mut().zip(b_im);
        if gate.z == 0.0 {
            for ((a_re, a_im), (b_re, b_im)) in upper.zip(lower) {
                turn_plain(gate, a_re, a_im, b_re, b_im);
            }
        } else {
            for ((a_re, a_im), (b_re, b_im)) in upper.zip(lower) {
                turn_pair(gate, a_re, a_im, b_re, b_im);
            }
        }
    }
}

/// Eight amplitudes at a time; the distance is known when this is compiled.
fn turn_narrow<const STRIDE: usize>(gate: Gate, re: &mut [f64], im: &mut [f64]) {
    let (res, _) = re.as_chunks_mut::<8>();
    let (ims, _) = im.as_chunks_mut::<8>();
    for (re, im) in res.iter_mut().zip(ims) {
        let (old_re, old_im) = (*re, *im);
        for i in 0..8 {
            let j = i ^ STRIDE;
            let z = if i & STRIDE == 0 { gate.z } else { -gate.z };
            re[i] = gate.cos * old_re[i] - z * old_im[i] - gate.x * old_im[j];
            im[i] = gate.cos * old_im[i] + z * old_re[i] + gate.x * old_re[j];
        }
    }
}

fn turn_plain(gate: Gate, a_re: &mut f64, a_im: &mut f64, b_re: &mut f64, b_im: &mut f64) {
    let (ar, ai, br, bi) = (*a_re, *a_im, *b_re, *b_im);
    *a_re = gate.cos * ar - gate.x * bi;
    *a_im = gate.cos * ai + gate.x * br;
    *b_re = gate.cos * br - gate.x * ai;
    *b_im = gate.cos * bi + gate.x * ar;
}

fn turn_pair(gate: Gate, a_re: &mut f64, a_im: &mut f64, b_re: &mut f64, b_im: &mut f64) {
    let (ar, ai, br, bi) = (*a_re, *a_im, *b_re, *b_im);
    *a_re = gate.cos * ar - gate.z * ai - gate.x * bi;
    *a_im = gate.cos * ai + gate.z * ar + gate.x * br;
    *b_re = gate.cos * br + gate.z * bi - gate.x * ai;
    *b_im = gate.cos * bi - gate.z * br + gate.x * ar;
}

/// `Im ⟨φ| n·σ |ψ⟩` of one qubit in one part.
fn overlap(axis: Axis, parts: [&[f64]; 4], stride: usize) -> f64 {
    match (stride, parts[0].len()) {
        (1, 8..) => overlap_narrow::<1>(axis, parts),
        (2, 8..) => overlap_narrow::<2>(axis, parts),
        (4, 8..) => overlap_narrow::<4>(axis, parts),
        _ => overlap_wide(axis, parts, stride),
    }
}

fn overlap_wide(axis: Axis, [psi_re, psi_im, phi_re, phi_im]: [&[f64]; 4], stride: usize) -> f64 {
    let mut sum = 0.0;
    for start in (0..psi_re.len()).step_by(2 * stride) {
        let ((ar, br), (ai, bi)) = (halves(psi_re, start, stride), halves(psi_im, start, stride));
        let ((cr, dr), (ci, di)) = (halves(phi_re, start, stride), halves(phi_im, start, stride));
        sum += axis.x
            * sum_of(stride, |i| {
                (cr[i] * bi[i] - ci[i] * br[i]) + (dr[i] * ai[i] - di[i] * ar[i])
            });
        if axis.z != 0.0 {
            sum += axis.z
                * sum_of(stride, |i| {
                    (cr[i] * ai[i] - ci[i] * ar[i]) - (dr[i] * bi[i] - di[i] * br[i])
                });
        }
    }
    sum
}

fn halves(part: &[f64], start: usize, stride: usize) -> (&[f64], &[f64]) {
    part[start..start + 2 * stride].split_at(stride)
}

/// Eight amplitudes at a time, a sum for each place.
fn overlap_narrow<const STRIDE: usize>(axis: Axis, parts: [&[f64]; 4]) -> f64 {
    let mut sums = [0.0; 8];
    let [psi_re, psi_im, phi_re, phi_im] = parts.map(|part| part.as_chunks::<8>().0);
    let psi = psi_re.iter().zip(psi_im);
    let phi = phi_re.iter().zip(phi_im);
    for ((psi_re, psi_im), (phi_re, phi_im)) in psi.zip(phi) {
        for i in 0..8 {
            let j = i ^ STRIDE;
            let sign = if i & STRIDE == 0 { axis.z } else { -axis.z };
            let crossed = phi_re[i] * psi_im[j] - phi_im[i] * psi_re[j];
            let same = phi_re[i] * psi_im[i] - phi_im[i] * psi_re[i];
            sums[i] += axis.x * crossed + sign * same;
        }
    }
    sums.iter().sum()
}
