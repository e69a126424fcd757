use super::block::Block;

/// Some blocks of a plan, drawn. However the blocks of a plan are parted, the parts merged are the
/// same, to the last bit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Partial {
    /// Ascending.
    pub(super) blocks: Vec<Block>,
}

impl Partial {
    /// How many blocks there are: fewer than were asked for when the drawing was stopped.
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Both. Blocks that are in both stay twice, and [`Plan::fan`](super::Plan::fan) refuses them.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.blocks.extend(other.blocks);
        self.blocks.sort_by_key(|block| block.number);
        self
    }
}
