//! The program of a node: its bounds, and rows for the numbers of positions.

use nalgebra::DVector;

use super::Perspective;
use crate::solve::Program;

impl<'p> Perspective<'p> {
    /// The program of a node with nothing said about the curvature.
    pub(super) fn program_in(&self, allowed: &[u8]) -> Program<'p> {
        let n = allowed.len();
        let mut program = self.program.clone();
        for (asset, &mask) in allowed.iter().enumerate() {
            let (lower, upper) = self.pieces.hull(asset, mask);
            program.lower[asset] = lower;
            program.upper[asset] = upper;
            if self.pieces.has_costs() {
                program.linear[asset] += self.per_cost * self.pieces.slope(asset, mask);
            }
        }
        let cost: f64 = (0..n)
            .map(|asset| self.pieces.least_cost(asset, allowed[asset]))
            .sum();
        // The return that is wanted is wanted after costs.
        program.row_lower[self.counts - 1] += cost;
        self.count_at_most(&mut program, allowed);
        program
    }

    /// `Σ w_i / U_i` of the open long positions is at most the number that is left.
    pub(super) fn count_at_most(&self, program: &mut Program<'_>, allowed: &[u8]) {
        let n = allowed.len();
        let whole: Vec<usize> = (0..n).collect();
        let groups = self.pieces.groups.iter().map(|group| (&group.0, group.1));
        let all = std::iter::once((&whole, self.pieces.at_most)).chain(groups);
        for (index, (members, most)) in all.enumerate() {
            let row = self.counts + index;
            let mut left = most;
            let mut normal = DVector::zeros(n);
            let mut sizes = Vec::new();
            for &asset in members {
                let mask = allowed[asset];
                if !self.pieces.may_hold(asset, mask) {
                    continue;
                }
                if !self.pieces.may_skip(asset, mask) {
                    left = left.saturating_sub(1);
                } else if program.lower[asset] >= 0.0 {
                    normal[asset] = 1.0 / program.upper[asset];
                    sizes.push(program.upper[asset]);
                }
            }
            sizes.sort_unstable_by(|one, other| one.total_cmp(other));
            // The sum of the weights alone keeps it from being broken where the caps are wide.
            let budget = program.row_upper[0];
            let least = sizes.first().copied().unwrap_or(f64::INFINITY);
            if sizes.len() > left && budget > least * left as f64 * (1.0 - 1e-9) {
                program.normals.set_column(row, &normal);
                program.row_upper[row] = left as f64;
            }
        }
    }

    /// Adds `Σ_{i ∉ T} w_i ≥ ε (K − |T|)` where the point breaks it: at least so many positions,
    /// each of them at least that large. `T` are those that are larger.
    pub(super) fn count_at_least(
        &self,
        program: &mut Program<'_>,
        allowed: &[u8],
        x: &DVector<f64>,
    ) -> bool {
        let least = self.pieces.at_least;
        if least == 0 {
            return false;
        }
        let n = allowed.len();
        let mut normal = DVector::zeros(n);
        let (mut needed, mut sum) = (least as f64, 0.0);
        for asset in 0..n {
            let mask = allowed[asset];
            if !self.pieces.may_hold(asset, mask) {
                continue;
            }
            let held = self
                .pieces
                .left(asset, mask)
                .filter(|(_, piece)| piece.is_held);
            let size = held
                .map(|(_, piece)| piece.lower)
                .fold(f64::INFINITY, f64::min);
            // Short positions, and those that are decided, count whole.
            if size <= 0.0 || !self.pieces.may_skip(asset, mask) || x[asset] >= size {
                needed -= 1.0;
            } else {
                normal[asset] = 1.0 / size;
                sum += x[asset] / size;
            }
        }
        if sum >= needed - 1e-9 {
            return false;
        }
        let row = program.rows() - 1;
        // In the unit of the weights, so that the row is as long as the budget's.
        let unit = normal
            .iter()
            .filter(|&&entry| entry > 0.0)
            .fold(0.0, |all: f64, &entry| all.max(entry));
        if unit == 0.0 {
            return false;
        }
        program.normals.set_column(row, &(normal / unit));
        program.row_lower[row] = needed / unit;
        true
    }
}

/// The program with more rows, which limit nothing yet.
pub(super) fn with_rows(program: Program<'_>, more: usize) -> Program<'_> {
    let rows = program.rows() + more;
    Program {
        normals: program.normals.resize_horizontally(rows, 0.0),
        row_lower: program.row_lower.resize_vertically(rows, f64::NEG_INFINITY),
        row_upper: program.row_upper.resize_vertically(rows, f64::INFINITY),
        ..program
    }
}
