//! All sets of `k` of `n`, each by one exchange from the one before.

/// The revolving-door order of the `k`-subsets of `0..n`: Knuth, *The Art of Computer
/// Programming* 4A, 7.2.1.3, Algorithm R (Payne and Ives).
///
/// It begins at `0..k`; every item is the exchange that leads to the next set.
#[derive(Debug, Clone)]
pub(crate) struct Exchanges {
    /// Ascending, with `n` behind the last.
    members: Vec<usize>,
    count: usize,
}

/// One leaves, another one enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(crate) leaving: usize,
    pub(crate) entering: usize,
}

impl Exchanges {
    pub(crate) fn new(n: usize, count: usize) -> Exchanges {
        let mut members: Vec<usize> = (0..count).collect();
        members.push(n);
        Exchanges { members, count }
    }

    /// Moves the smallest member by one, if its turn is not over.
    fn easy(&mut self) -> Option<Exchange> {
        let first = self.members[0];
        if self.count % 2 == 1 {
            (first + 1 < self.members[1]).then(|| self.exchange(0, first + 1))
        } else {
            (first > 0).then(|| self.exchange(0, first - 1))
        }
    }

    fn exchange(&mut self, at: usize, entering: usize) -> Exchange {
        let leaving = std::mem::replace(&mut self.members[at], entering);
        Exchange { leaving, entering }
    }

    /// `at` counts from zero: Knuth's `c_j` is `members[j − 1]`.
    fn decrease(&mut self, at: usize) -> Option<Exchange> {
        (self.members[at] > at).then(|| {
            let leaving = self.members[at];
            self.members[at] = self.members[at - 1];
            self.members[at - 1] = at - 1;
            Exchange {
                leaving,
                entering: at - 1,
            }
        })
    }

    fn increase(&mut self, at: usize) -> Option<Exchange> {
        (self.members[at] + 1 < self.members[at + 1]).then(|| {
            let entering = self.members[at] + 1;
            self.members[at - 1] = self.members[at];
            self.members[at] = entering;
            Exchange {
                leaving: at - 1,
                entering,
            }
        })
    }
}

impl Iterator for Exchanges {
    type Item = Exchange;

    fn next(&mut self) -> Option<Exchange> {
        if self.count == 0 {
            return None;
        }
        if let Some(exchange) = self.easy() {
            return Some(exchange);
        }
        let mut decreasing = self.count % 2 == 1;
        for at in 1..self.count {
            let exchange = if decreasing {
                self.decrease(at)
            } else {
                self.increase(at)
            };
            if exchange.is_some() {
                return exchange;
            }
            decreasing = !decreasing;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_set_is_met_once() {
        for n in 1..=9 {
            for count in 0..=n {
                let mut set: BTreeSet<usize> = (0..count).collect();
                let mut seen = BTreeSet::from([set.clone()]);
                for Exchange { leaving, entering } in Exchanges::new(n, count) {
                    assert!(entering < n);
                    assert!(set.remove(&leaving) && set.insert(entering), "{n} {count}");
                    assert!(seen.insert(set.clone()), "{n} {count} {set:?} twice");
                }
                assert_eq!(seen.len(), binomial(n, count), "{n} {count}");
            }
        }
    }

    fn binomial(n: usize, count: usize) -> usize {
        (0..count).fold(1, |product, i| product * (n - i) / (i + 1))
    }
}
