use crate::RiskError;

/// One of the parts that a portfolio is cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// A group, by its position.
    Group(usize),
    /// The assets that no group names.
    Rest,
    /// What the weights lack to one; it returns nothing.
    Cash,
}

/// Assets cut into groups: every asset is in exactly one, or in the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// The groups in their order, the rest where some asset is in none, cash.
    buckets: Vec<Bucket>,
    /// The position in `buckets` of each asset.
    of: Vec<usize>,
}

impl Partition {
    /// Cuts `assets` assets into groups, each given by the positions of its members. A group may be
    /// empty.
    ///
    /// # Errors
    /// When an asset is in two groups, twice in one, or does not exist.
    pub fn new(assets: usize, groups: &[Vec<usize>]) -> Result<Self, RiskError> {
        let mut of = vec![None; assets];
        for (group, members) in groups.iter().enumerate() {
            for &member in members {
                match of.get_mut(member) {
                    Some(place) if place.is_none() => *place = Some(group),
                    _ => return Err(NOT_A_PARTITION),
                }
            }
        }
        let mut buckets: Vec<Bucket> = (0..groups.len()).map(Bucket::Group).collect();
        if of.contains(&None) {
            buckets.push(Bucket::Rest);
        }
        buckets.push(Bucket::Cash);
        Ok(Self {
            of: of
                .into_iter()
                .map(|group| group.unwrap_or(groups.len()))
                .collect(),
            buckets,
        })
    }

    /// The groups in their order, the rest where some asset is in none, and cash as the last.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// How many assets are cut.
    pub fn assets(&self) -> usize {
        self.of.len()
    }

    /// The position among the buckets of an asset.
    pub(crate) fn bucket_of(&self, asset: usize) -> usize {
        self.of[asset]
    }
}

const NOT_A_PARTITION: RiskError = RiskError::Argument {
    name: "groups",
    reason: "must name each asset once at most, and none that does not exist",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_group_names_is_the_rest() {
        let cut = Partition::new(4, &[vec![2], vec![], vec![0]]).expect("a partition");
        use Bucket::{Cash, Group, Rest};
        assert_eq!(cut.buckets(), [Group(0), Group(1), Group(2), Rest, Cash]);
        assert_eq!(
            (0..4).map(|i| cut.bucket_of(i)).collect::<Vec<_>>(),
            [2, 3, 0, 3]
        );
        let whole = Partition::new(1, &[vec![0]]).expect("a partition");
        assert_eq!(whole.buckets(), [Group(0), Cash]);
        let none = Partition::new(0, &[]).expect("a partition");
        assert_eq!(none.buckets(), [Cash]);
    }

    #[test]
    fn an_asset_is_in_one_group() {
        for groups in [vec![vec![0], vec![0]], vec![vec![1, 1]], vec![vec![2]]] {
            assert_eq!(Partition::new(2, &groups), Err(NOT_A_PARTITION));
        }
    }
}
