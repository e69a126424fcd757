//! The limits of a part as rows over the variables of its program.

use super::model::{LEAST_DIVISOR, Model};
use super::node::{Affine, Node};
use super::relaxation::Relaxation;

/// Coefficients with a lower and an upper limit.
pub(super) type Limited = (Vec<f64>, f64, f64);

const NONE: f64 = f64::INFINITY;

impl Relaxation<'_, '_> {
    /// All rows but those that are learned.
    pub(super) fn rows(&self, node: &Node) -> Vec<Limited> {
        let model = self.model;
        let rules = &model.rules;
        let mut rows = vec![self.spent(node), self.invested(node)];
        for line in &model.lines {
            let row = self.over(|asset| line.coefficients[asset]);
            rows.push((row, line.min, line.max));
        }
        rows.extend(self.target(node));
        if model.least_divisor().is_some() {
            let (slopes, constant) = self.divisor(node);
            rows.push((slopes, LEAST_DIVISOR - constant, NONE));
        }
        let all: Vec<usize> = (0..rules.assets()).collect();
        rows.push(self.held(node, &all, rules.at_most));
        for (members, most) in &rules.groups {
            rows.push(self.held(node, members, *most));
        }
        for (bend, most) in [
            (&self.trades, model.most_traded),
            (&self.gross, model.most_gross),
        ] {
            if most.is_finite() {
                let mut row = self.over(|asset| bend.slope(asset));
                if let Some(column) = bend.column {
                    row[column] = 1.0;
                }
                rows.push((row, -NONE, most - bend.constant()));
            }
        }
        rows
    }

    /// Values and fees are at most what there is.
    fn spent(&self, node: &Node) -> Limited {
        let rules = &self.model.rules;
        let mut constant = 0.0;
        let mut row = self.over(|_| 1.0);
        self.for_each(|asset, position| {
            let affine = node.order(rules, asset);
            constant += affine.constant;
            if let Some(position) = position {
                row[position] += rules.order_money * affine.slope;
            }
        });
        (row, -NONE, rules.budget - rules.order_money * constant)
    }

    /// Values, and the fees that there may be, leave no more cash than is allowed.
    fn invested(&self, node: &Node) -> Limited {
        let rules = &self.model.rules;
        let orders = (0..rules.assets()).filter(|&asset| node.may_order(rules, asset));
        let fees = rules.order_money * orders.count() as f64;
        (
            self.over(|_| 1.0),
            rules.budget - rules.most_cash - fees,
            NONE,
        )
    }

    fn target(&self, node: &Node) -> Option<Limited> {
        let Model {
            target,
            rate,
            rules,
            ..
        } = self.model;
        let (mean, target) = target.as_ref()?;
        let mut constant = rate * self.trades.constant();
        let mut row = self.over(|asset| mean[asset] - rate * self.trades.slope(asset));
        self.for_each(|asset, position| {
            let affine = node.order(rules, asset);
            constant += rules.order_return * affine.constant;
            if let Some(position) = position {
                row[position] -= rules.order_return * affine.slope;
            }
        });
        if let Some(column) = self.trades.column {
            row[column] = -rate;
        }
        Some((row, target + constant, NONE))
    }

    /// At most so many of some assets are held.
    fn held(&self, node: &Node, members: &[usize], most: usize) -> Limited {
        let mut constant = 0.0;
        let mut row = vec![0.0; self.columns];
        self.for_each(|asset, position| {
            if members.contains(&asset) {
                let Affine {
                    slope,
                    constant: add,
                } = node.position(asset);
                constant += add;
                if let Some(position) = position {
                    row[position] = slope;
                }
            }
        });
        (row, -NONE, most as f64 - constant)
    }

    fn over(&self, coefficient: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut row = vec![0.0; self.columns];
        for (entry, &asset) in row.iter_mut().zip(&self.kept) {
            *entry = coefficient(asset);
        }
        row
    }

    /// Every asset, with its variable where it has one.
    fn for_each(&self, mut with: impl FnMut(usize, Option<usize>)) {
        let mut position = 0;
        for asset in 0..self.model.rules.assets() {
            let is_kept = self.kept.get(position) == Some(&asset);
            with(asset, is_kept.then_some(position));
            position += usize::from(is_kept);
        }
    }
}
