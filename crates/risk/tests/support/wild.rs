//! Portfolios kept in any way, and numbers that nobody expects.

use proptest::prelude::*;
use risk::Rebalance;

pub(crate) fn rebalance() -> impl Strategy<Value = Rebalance> {
    prop_oneof![
        Just(Rebalance::Daily),
        Just(Rebalance::Monthly),
        Just(Rebalance::None)
    ]
}

pub(crate) fn wild() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -0.5_f64..0.9,
        1 => prop::sample::select(vec![
            0.0, -0.0, 1.0, -1.0, 1e300, -1e300, 1e-300, 1e154, 1e-160, 5e-324, -2.0, f64::MAX,
        ]),
    ]
}
