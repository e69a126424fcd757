//! Which positions the perspective counts whole.

use nalgebra::DVector;

use super::Perspective;

impl<'p> Perspective<'p> {
    /// Which positions are whole at `x`: those that have to be held, then the largest.
    pub(super) fn whole(&self, allowed: &[u8], x: &DVector<f64>) -> Vec<bool> {
        let n = allowed.len();
        let mut whole = vec![false; n];
        let mut order = Vec::new();
        let mut left = self.pieces.at_most;
        for asset in 0..n {
            let mask = allowed[asset];
            if !self.pieces.may_hold(asset, mask) {
                continue;
            }
            if !self.pieces.may_skip(asset, mask) {
                whole[asset] = true;
                left = left.saturating_sub(1);
            } else {
                let size = self.split.diagonal[asset].sqrt() * x[asset].abs();
                if size > 0.0 {
                    order.push((size, asset));
                }
            }
        }
        order.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut rest: f64 = order.iter().map(|one| one.0).sum();
        for (size, asset) in order {
            if left == 0 || size < rest / left as f64 * (1.0 - 1e-12) {
                break;
            }
            whole[asset] = true;
            rest -= size;
            left -= 1;
        }
        whole
    }

    /// The parent's whole positions without those that are gone, and with those that are decided.
    pub(super) fn fit_whole(&self, allowed: &[u8], whole: &mut [bool]) {
        let mut left = self.pieces.at_most;
        for (asset, is_whole) in whole.iter_mut().enumerate() {
            let may_hold = self.pieces.may_hold(asset, allowed[asset]);
            if may_hold && !self.pieces.may_skip(asset, allowed[asset]) {
                *is_whole = true;
                left = left.saturating_sub(1);
            } else if !may_hold {
                *is_whole = false;
            }
        }
        for (asset, is_whole) in whole.iter_mut().enumerate() {
            if *is_whole && self.pieces.may_skip(asset, allowed[asset]) {
                *is_whole = left > 0;
                left = left.saturating_sub(1);
            }
        }
    }
}
