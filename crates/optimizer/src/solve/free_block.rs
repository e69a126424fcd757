//! The quadratic on the variables that are not held by a bound, factorised: what the active-set
//! methods and the critical line have in common.

use super::curvature::Curvature;
use super::dense_block::DenseBlock;
use super::factor_block::FactorBlock;
use super::program::Program;

/// What stands in for missing curvature: `P + shift · I + lift · 11'`.
///
/// The lift changes no answer while the sum of the variables is held, and is all a face needs
/// whose only direction without curvature is one that changes the sum.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Added {
    /// On the diagonal.
    pub(crate) shift: f64,
    /// On every entry; not zero only while the sum of the variables is held.
    pub(crate) lift: f64,
}

/// For the free variables `F` and the held rows `W`: `min ½ d'P_FF d + g'd` with `N_FW' d = c`.
#[derive(Debug, Clone)]
pub(crate) enum FreeBlock<'a> {
    Dense(DenseBlock<'a>),
    Factors(FactorBlock<'a>),
}

/// The same call on either.
macro_rules! either {
    ($self:ident, $block:ident => $call:expr) => {
        match $self {
            Self::Dense($block) => $call,
            Self::Factors($block) => $call,
        }
    };
}

impl<'a> FreeBlock<'a> {
    /// Nothing is free and no row is held.
    pub(crate) fn new(program: &'a Program<'a>, matrix: Curvature<'a>, added: Added) -> Self {
        match matrix {
            Curvature::Dense(matrix) => Self::Dense(DenseBlock::new(program, matrix, added)),
            Curvature::Factors(form) => Self::Factors(FactorBlock::new(program, form, added)),
        }
    }

    /// Nothing is free and no row is held.
    pub(crate) fn clear(&mut self) {
        either!(self, block => block.clear());
    }

    /// The free variables in the order of the factor.
    pub(crate) fn free(&self) -> &[usize] {
        either!(self, block => block.free())
    }

    /// The held rows, in the order of [`FreeBlock::solve`]'s multipliers.
    pub(crate) fn held(&self) -> &[usize] {
        either!(self, block => block.held())
    }

    /// Frees a variable; says whether its pivot is good enough.
    pub(crate) fn push(&mut self, variable: usize) -> bool {
        either!(self, block => block.push(variable))
    }

    /// Frees variables together; `false`, with nothing changed, when a pivot is not good enough.
    pub(crate) fn push_all(&mut self, variables: &[usize]) -> bool {
        either!(self, block => block.push_all(variables))
    }

    /// Takes the variable at `position` of the factor out of it.
    pub(crate) fn remove(&mut self, position: usize) {
        either!(self, block => block.remove(position));
    }

    /// Holds a row; says whether it is independent of those held already.
    pub(crate) fn hold(&mut self, row: usize) -> bool {
        either!(self, block => block.hold(row))
    }

    /// Lets the row at `position` of [`FreeBlock::held`] go.
    pub(crate) fn release(&mut self, position: usize) {
        either!(self, block => block.release(position));
    }

    /// `d` and the multipliers `ν` of `P d + g + Nν = 0`, `N'd = c` on the free variables. On
    /// entry `step` is `g` and `multipliers` is `c`; on return they are `d` and `ν`.
    ///
    /// Says `false`, with nothing of use, when the held rows depend on each other here.
    pub(crate) fn solve(&mut self, step: &mut [f64], multipliers: &mut [f64]) -> bool {
        either!(self, block => block.solve(step, multipliers))
    }
}
