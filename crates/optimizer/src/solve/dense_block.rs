//! The quadratic on the variables that are not held by a bound, factorised and kept so while
//! variables come and go.
//!
//! For the free variables `F` and the held rows `W` it answers the equality-constrained program
//! `min ½ d'P_FF d + g'd` with `N_FW' d = c`, by the Cholesky factor `P_FF = LL'`, the lifted
//! normals `V = L⁻¹N_FW` and their small Gram matrix `V'V`.
//!
//! Complexity for `k` free variables and `r` rows: a solve or a new variable `O(k² + kr)`, a
//! variable less `O(k²)` by rotations. Memory `O(k²)`.
//!
//! Sources: Golub and Van Loan, *Matrix Computations*, 4th edition, sections 6.5 and 12.5; Nocedal
//! and Wright, *Numerical Optimization*, 2nd edition, section 16.2.
//!
//! Failure modes: a variable whose pivot is lost in rounding is refused, and so is a row that
//! depends on the rows held already; the caller goes another way.

use nalgebra::DMatrix;

use super::block_cholesky::BlockCholesky;
use super::dense::{add_scaled, dot};
use super::free_block::Added;
use super::program::Program;

/// A pivot below this share of the largest variance is rounding.
const PIVOT: f64 = 1e-11;
/// A row is dependent when less than this share of its square is left.
const DEPENDENT: f64 = 1e-11;

/// So many variables are freed together rather than one by one.
const MANY: usize = 32;

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct DenseBlock<'a> {
    program: &'a Program<'a>,
    matrix: &'a DMatrix<f64>,
    /// Added to the diagonal of `P`.
    shift: f64,
    /// Added to every entry of `P`.
    lift: f64,
    smallest_pivot: f64,
    free: Vec<usize>,
    /// `L` by rows, `stride` entries each.
    lower: Vec<f64>,
    stride: usize,
    held: Vec<usize>,
    /// `L⁻¹N`, one vector per held row.
    lifted: Vec<Vec<f64>>,
    /// The Cholesky factor of `V'V` by rows; empty when it is out of date.
    gram: Vec<f64>,
    scratch: Vec<f64>,
}

impl<'a> DenseBlock<'a> {
    /// Nothing is free and no row is held.
    pub(super) fn new(program: &'a Program<'a>, matrix: &'a DMatrix<f64>, added: Added) -> Self {
        let Added { shift, lift } = added;
        let largest = matrix.diagonal().amax() + shift + lift;
        Self {
            program,
            matrix,
            shift,
            lift,
            smallest_pivot: PIVOT * largest,
            free: Vec::new(),
            lower: Vec::new(),
            stride: 0,
            held: Vec::new(),
            lifted: Vec::new(),
            gram: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Nothing is free and no row is held.
    pub(super) fn clear(&mut self) {
        self.free.clear();
        self.held.clear();
        self.lifted.clear();
        self.gram.clear();
    }

    /// The free variables in the order of the factor.
    pub(super) fn free(&self) -> &[usize] {
        &self.free
    }

    /// The held rows, in the order of [`DenseBlock::solve`]'s multipliers.
    pub(super) fn held(&self) -> &[usize] {
        &self.held
    }

    fn row(&self, position: usize) -> &[f64] {
        &self.lower[position * self.stride..][..position + 1]
    }

    fn normal(&self, row: usize) -> &'a [f64] {
        let n = self.program.variables();
        &self.program.normals.as_slice()[row * n..(row + 1) * n]
    }

    /// Frees a variable; says whether its pivot is good enough.
    pub(super) fn push(&mut self, variable: usize) -> bool {
        let n = self.matrix.nrows();
        let size = self.free.len();
        let column = &self.matrix.as_slice()[variable * n..(variable + 1) * n];
        let mut entries = std::mem::take(&mut self.scratch);
        entries.clear();
        entries.extend(self.free.iter().map(|&index| column[index] + self.lift));
        self.forward(&mut entries);
        let left = column[variable] + self.lift + self.shift - dot(&entries, &entries);
        let is_good = left > self.smallest_pivot;
        if is_good {
            let pivot = left.sqrt();
            for position in 0..self.held.len() {
                let normal = self.normal(self.held[position])[variable];
                let lifted = &mut self.lifted[position];
                let entry = (normal - dot(&entries, lifted)) / pivot;
                lifted.push(entry);
            }
            if size == self.stride {
                self.widen();
            }
            let start = size * self.stride;
            self.lower[start..start + size].copy_from_slice(&entries);
            self.lower[start + size] = pivot;
            self.free.push(variable);
            self.gram.clear();
        }
        self.scratch = entries;
        is_good
    }

    /// Frees variables together; `false`, with nothing changed, when a pivot is not good enough.
    ///
    /// Many at once are worth a factor of all by blocks, the held rows with them.
    pub(super) fn push_all(&mut self, variables: &[usize]) -> bool {
        if variables.len() >= MANY {
            return self.rebuild(variables);
        }
        for (done, &variable) in variables.iter().enumerate() {
            if !self.push(variable) {
                for _ in 0..done {
                    self.remove(self.free.len() - 1);
                }
                return false;
            }
        }
        true
    }

    fn rebuild(&mut self, more: &[usize]) -> bool {
        let n = self.matrix.nrows();
        let all: Vec<usize> = self.free.iter().chain(more).copied().collect();
        let (size, rows) = (all.len(), self.held.len());
        let mut trapezoid = DMatrix::zeros(size + rows, size);
        for (position, &variable) in all.iter().enumerate() {
            let source = &self.matrix.as_slice()[variable * n..][..n];
            let mut column = trapezoid.column_mut(position);
            for (place, &other) in all.iter().enumerate().skip(position) {
                column[place] = source[other] + self.lift;
            }
            column[position] += self.shift;
            for (place, &row) in self.held.iter().enumerate() {
                column[size + place] = self.normal(row)[variable];
            }
        }
        let Some(factor) = BlockCholesky::new(trapezoid, self.smallest_pivot) else {
            return false;
        };
        self.stride = size + size / 4;
        self.lower.clear();
        self.lower.resize(self.stride * self.stride, 0.0);
        factor.copy_rows(&mut self.lower, self.stride);
        for (place, lifted) in self.lifted.iter_mut().enumerate() {
            lifted.clear();
            lifted.extend((0..size).map(|column| factor.entry(size + place, column)));
        }
        self.free = all;
        self.gram.clear();
        true
    }

    fn widen(&mut self) {
        let (old, new) = (self.stride, (2 * self.stride).max(16));
        let mut wider = vec![0.0; new * new];
        for position in 0..self.free.len() {
            wider[position * new..][..old].copy_from_slice(&self.lower[position * old..][..old]);
        }
        self.lower = wider;
        self.stride = new;
    }

    /// Takes the variable at `position` of the factor out of it; rotations restore the triangle.
    pub(super) fn remove(&mut self, position: usize) {
        self.free.remove(position);
        self.gram.clear();
        let (size, stride) = (self.free.len(), self.stride);
        let rotations = &mut self.scratch;
        rotations.clear();
        for row in position..size {
            // The row below moves up; the rotations of the rows above it come first.
            let source = (row + 1) * stride;
            self.lower
                .copy_within(source..source + row + 2, row * stride);
            let entries = &mut self.lower[row * stride..][..row + 2];
            let mut carried = entries[position];
            for (turn, column) in rotations.chunks_exact(2).zip(position..) {
                let next = entries[column + 1];
                entries[column] = turn[0] * carried + turn[1] * next;
                carried = turn[0] * next - turn[1] * carried;
            }
            let beside = entries[row + 1];
            let length = carried.hypot(beside);
            rotations.extend([carried / length, beside / length]);
            entries[row] = length;
        }
        for lifted in &mut self.lifted {
            let mut carried = lifted[position];
            for (turn, column) in rotations.chunks_exact(2).zip(position..) {
                let next = lifted[column + 1];
                lifted[column] = turn[0] * carried + turn[1] * next;
                carried = turn[0] * next - turn[1] * carried;
            }
            lifted.pop();
        }
    }

    /// Holds a row; says whether it is independent of those held already.
    pub(super) fn hold(&mut self, row: usize) -> bool {
        let normal = self.normal(row);
        let mut lifted: Vec<f64> = self.free.iter().map(|&index| normal[index]).collect();
        self.forward(&mut lifted);
        let size = dot(&lifted, &lifted);
        self.held.push(row);
        self.lifted.push(lifted);
        self.gram.clear();
        let last = self.held.len() - 1;
        let is_good = self.factorise_gram() && {
            let pivot = self.gram[last * self.held.len() + last];
            pivot * pivot > DEPENDENT * size
        };
        if !is_good {
            self.release(last);
        }
        is_good
    }

    /// Lets the row at `position` of [`DenseBlock::held`] go.
    pub(super) fn release(&mut self, position: usize) {
        self.held.remove(position);
        self.lifted.remove(position);
        self.gram.clear();
    }

    /// Whether the held rows are independent on the free variables.
    fn factorise_gram(&mut self) -> bool {
        let count = self.held.len();
        if self.gram.len() == count * count {
            return true;
        }
        self.gram.resize(count * count, 0.0);
        for i in 0..count {
            for j in 0..=i {
                let above = dot(&self.gram[i * count..][..j], &self.gram[j * count..][..j]);
                let entry = dot(&self.lifted[i], &self.lifted[j]) - above;
                if i > j {
                    self.gram[i * count + j] = entry / self.gram[j * count + j];
                } else if entry > 0.0 {
                    self.gram[i * count + i] = entry.sqrt();
                } else {
                    self.gram.clear();
                    return false;
                }
            }
        }
        true
    }

    /// Solves `Ly = b` in place.
    fn forward(&self, values: &mut [f64]) {
        for position in 0..values.len() {
            let row = self.row(position);
            let above = dot(&row[..position], &values[..position]);
            values[position] = (values[position] - above) / row[position];
        }
    }

    /// Solves `L'y = b` in place.
    fn backward(&self, values: &mut [f64]) {
        for position in (0..values.len()).rev() {
            let row = self.row(position);
            let value = values[position] / row[position];
            values[position] = value;
            add_scaled(&mut values[..position], -value, &row[..position]);
        }
    }

    /// `d` and the multipliers `ν` of `P d + g + Nν = 0`, `N'd = c` on the free variables. On
    /// entry `step` is `g` and `multipliers` is `c`; on return they are `d` and `ν`.
    ///
    /// Says `false`, with nothing of use, when the held rows depend on each other here.
    pub(super) fn solve(&mut self, step: &mut [f64], multipliers: &mut [f64]) -> bool {
        if !self.factorise_gram() {
            return false;
        }
        self.forward(step);
        let count = self.held.len();
        // V'V ν = −(V'y + c)
        for (value, lifted) in multipliers.iter_mut().zip(&self.lifted) {
            *value = -(*value + dot(lifted, step));
        }
        for i in 0..count {
            let above = dot(&self.gram[i * count..][..i], &multipliers[..i]);
            multipliers[i] = (multipliers[i] - above) / self.gram[i * count + i];
        }
        for i in (0..count).rev() {
            let value = multipliers[i] / self.gram[i * count + i];
            multipliers[i] = value;
            let row = &self.gram[i * count..][..i];
            add_scaled(&mut multipliers[..i], -value, row);
        }
        for (value, lifted) in multipliers.iter().zip(&self.lifted) {
            add_scaled(step, *value, lifted);
        }
        self.backward(step);
        for entry in step.iter_mut() {
            *entry = -*entry;
        }
        true
    }
}
