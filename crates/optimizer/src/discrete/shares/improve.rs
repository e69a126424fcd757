//! Single buys and sells and swaps of two assets, as long as one of them makes a portfolio better.
//!
//! A round over `n` assets of which `k` are held looks at `O(n + kn)` changes. It ends where no
//! change of one or two assets helps, which need not be the optimum.

use crate::progress::is_stopped;

use super::standing::{Change, Standing, Verdict};

/// Looks at changes until none helps or `looks` have been taken; what is left of them.
pub(super) fn improve(standing: &mut Standing<'_, '_>, rules: &super::rules::Rules, looks: usize) {
    let mut left = looks;
    let mut verdict = standing.verdict();
    while left > 0 && !is_stopped() {
        let mut round = Round::new(standing, rules, verdict, left);
        round.singles();
        if round.best.is_none() {
            round.swaps();
        }
        left = round.left;
        let Some((better, change)) = round.best else {
            return;
        };
        standing.change(&change);
        verdict = better;
    }
}

/// One look around.
struct Round<'s, 'm, 'p> {
    standing: &'s Standing<'m, 'p>,
    rules: &'s super::rules::Rules,
    from: Verdict,
    best: Option<(Verdict, Vec<(usize, f64)>)>,
    left: usize,
}

impl<'s, 'm, 'p> Round<'s, 'm, 'p> {
    fn new(
        standing: &'s Standing<'m, 'p>,
        rules: &'s super::rules::Rules,
        from: Verdict,
        left: usize,
    ) -> Self {
        Self {
            standing,
            rules,
            from,
            best: None,
            left,
        }
    }

    fn look(&mut self, change: &Change) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let verdict = self.standing.after(change);
        let best = self.best.as_ref().map_or(&self.from, |best| &best.0);
        if verdict.is_better_than(best) {
            self.best = Some((verdict, change.to_vec()));
        }
    }

    fn singles(&mut self) {
        for asset in 0..self.rules.assets() {
            let weight = self.standing.weights()[asset];
            let near = [
                self.rules.before(asset, weight),
                self.rules.after(asset, weight),
            ];
            for other in near.into_iter().flatten() {
                self.look(&[(asset, other)]);
            }
            for far in [0.0, self.rules.from[asset]] {
                if far != weight && self.rules.below(asset, far) == Some(far) {
                    self.look(&[(asset, far)]);
                }
            }
        }
    }

    /// One asset down, another one up: one step each, and as many steps of the cheaper one as the
    /// dearer one pays for.
    fn swaps(&mut self) {
        for down in 0..self.rules.assets() {
            let weight = self.standing.weights()[down];
            let Some(below) = self.rules.before(down, weight) else {
                continue;
            };
            for up in (0..self.rules.assets()).filter(|&up| up != down) {
                if self.left == 0 || is_stopped_now_and_then(self.left) {
                    return;
                }
                self.swap((down, below), up);
            }
            if self.best.is_some() {
                return;
            }
        }
    }

    fn swap(&mut self, (down, below): (usize, f64), up: usize) {
        let (rules, weights) = (self.rules, self.standing.weights());
        let Some(above) = rules.after(up, weights[up]) else {
            return;
        };
        self.look(&[(down, below), (up, above)]);
        let freed = weights[down] - below;
        if let Some(far) = rules.below(up, weights[up] + freed)
            && far > above
        {
            self.look(&[(down, below), (up, far)]);
        }
        let needed = above - weights[up];
        if needed > freed
            && let Some(far) = rules.below(down, weights[down] - needed)
        {
            self.look(&[(down, far), (up, above)]);
        }
    }
}

/// Asking whether to stop costs more than a look.
fn is_stopped_now_and_then(left: usize) -> bool {
    left.is_multiple_of(256) && is_stopped()
}
