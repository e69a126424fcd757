//! Drawings: how long blocks are, how days and normal samples are drawn.

use nalgebra::{DMatrix, DVector};
use optimizer::{
    ConfidenceError, Draw, Estimates, FullSample, Moments, Resample, Resampling, block_length,
    block_length_for, resampled,
};
use proptest::prelude::*;

use super::{made, us20};

/// Draws and looks, without an answer.
fn each(returns: &DMatrix<f64>, resampling: &Resampling, mut see: impl FnMut(&Resample<'_>)) {
    let moments = Estimates::default()
        .estimate(returns)
        .expect("returns")
        .moments;
    let weights = DVector::from_element(returns.ncols(), 1.0 / returns.ncols() as f64);
    let full = FullSample {
        returns,
        moments: &moments,
        weights: &weights,
    };
    let bands = resampled(full, resampling, &mut |resample| {
        see(resample);
        Ok::<_, ConfidenceError>(None)
    });
    let bands = bands.expect("well-formed");
    assert_eq!(bands.unanswered, resampling.resamples);
    assert!(bands.assets.is_empty());
}

fn drawing(draw: Draw, resamples: usize) -> Resampling {
    Resampling {
        draw,
        resamples,
        level: 0.9,
        seed: 5,
    }
}

fn blocks(block: f64) -> Draw {
    Draw::StationaryBlocks { block: Some(block) }
}

/// `optimal_block_length(..)["stationary"]` of arch 8.0.0 (Python 3, numpy) on the last days of
/// the bundled prices: of returns, and of squared deviations from their mean.
#[test]
fn block_lengths_are_those_of_arch() {
    let returns = us20::returns();
    for (asset, days, of_returns, of_squares) in [
        (0, 1250, 5.26309630643129, 42.487192340301384),
        (0, 8312, 4.797607944603633, 15.676897175434195),
        (5, 1250, 1.6506840315100904, 46.83407545344057),
        (5, 8312, 1.7836434040745988, 199.5270067072589),
        (13, 1250, 12.729895492738082, 36.26719046263055),
        (13, 8312, 12.853338511252218, 155.9462130588566),
    ] {
        let column = returns.column(asset).rows(8312 - days, days).into_owned();
        let mean = column.mean();
        let squares = column.map(|value| (value - mean).powi(2));
        for (series, expect) in [(&column, of_returns), (&squares, of_squares)] {
            let found = block_length(series.as_slice()).expect("finite");
            assert!((found / expect - 1.0).abs() < 1e-9, "{found} for {expect}");
        }
    }
}

#[test]
fn blocks_of_a_portfolio_suit_its_variance() {
    let returns = us20::returns().rows(8312 - 1250, 1250).into_owned();
    let even = DVector::from_element(20, 0.05);
    let length = block_length_for(&returns, &even).expect("finite");
    let independent = made::returns(1250, 20, 3);
    let of_independent = block_length_for(&independent, &even).expect("finite");
    assert!(length > 10.0, "{length}");
    assert!(of_independent < 4.0, "{of_independent}");
    // The scale of returns says nothing about what follows on what.
    let scaled = block_length_for(&(&returns * 3.0), &even).expect("finite");
    assert!((scaled / length - 1.0).abs() < 1e-9);
    assert_eq!(block_length(&[0.1; 50]), Ok(1.0));
}

proptest! {
    /// The sums over distinct days are the moments of the days themselves.
    #[test]
    fn moments_are_those_of_the_drawn_days(
        days in 3_usize..90, assets in 1_usize..9, seed in 0_u64..1000, block in 1.0..3.0_f64,
        is_normal in any::<bool>(),
    ) {
        let mut returns = made::returns(days, assets, seed);
        returns.column_mut(0).fill(0.001);
        let draw = if is_normal { Draw::Normal } else { blocks(block) };
        prop_assume!(!is_normal || days > assets);
        each(&returns, &drawing(draw, 3), |resample| {
            let found = resample.moments().expect("finite");
            let drawn = resample.returns();
            assert_eq!(drawn.shape(), returns.shape());
            let expect = Moments::estimate(&drawn, Default::default()).expect("finite");
            let size = expect.covariance().amax().max(1e-3);
            let gap = (found.covariance() - expect.covariance()).amax();
            assert!(gap <= 1e-11 * size, "{gap} of {size}");
            assert!((found.mean() - expect.mean()).amax() <= 1e-11);
            assert_eq!(found.covariance(), &found.covariance().transpose());
        });
    }

    /// Each drawing is its own: how many others there are does not matter.
    #[test]
    fn drawings_depend_on_the_seed_and_their_number(seed in any::<u64>(), block in 1.0..20.0_f64) {
        let returns = made::returns(40, 2, 1);
        let drawn = |resamples, seed| {
            let mut all = Vec::new();
            let resampling = Resampling { seed, ..drawing(blocks(block), resamples) };
            each(&returns, &resampling, |resample| {
                assert_eq!(resample.index(), all.len());
                all.push(resample.days().expect("days").to_vec());
            });
            all
        };
        let (few, many) = (drawn(3, seed), drawn(7, seed));
        prop_assert_eq!(&few[..], &many[..3]);
        prop_assert_ne!(&many[0], &many[1]);
        prop_assert_ne!(few, drawn(3, seed ^ 1));
    }
}

/// Written down once: another machine, and a browser, has to draw the same days.
#[test]
fn days_are_the_same_everywhere() {
    let returns = made::returns(12, 1, 1);
    each(&returns, &drawing(blocks(3.0), 2), |resample| {
        let expect = [
            [2, 3, 4, 5, 6, 11, 0, 1, 2, 3, 4, 7],
            [2, 3, 5, 6, 3, 3, 0, 6, 7, 8, 9, 11],
        ][resample.index()];
        assert_eq!(resample.days(), Some(&expect[..]));
    });
}

/// `Var* = (γ₀ + 2 Σ (1 − k/T) (1 − 1/b)^k γ_k) ÷ T` with autocovariances that go round at the end:
/// Politis and Romano (1994), lemma 1.
#[test]
fn the_mean_of_drawings_has_the_variance_of_the_paper() {
    let (days, block) = (60, 4.0);
    let mut normal = made::normal(2);
    let mut last = 0.0;
    let series = DMatrix::from_fn(days, 1, |_, _| {
        last = 0.7 * last + 0.01 * normal();
        last
    });
    let mean = series.mean();
    let at = |day: usize| series[day % days] - mean;
    let circular =
        |lag: usize| (0..days).map(|day| at(day) * at(day + lag)).sum::<f64>() / days as f64;
    let stays = 1.0 - 1.0 / block;
    let sum: f64 = (1..days)
        .map(|lag| (1.0 - lag as f64 / days as f64) * f64::powi(stays, lag as i32) * circular(lag))
        .sum();
    let expect = (circular(0) + 2.0 * sum) / days as f64;

    let mut squares = 0.0;
    let count = 40_000;
    each(&series, &drawing(blocks(block), count), |resample| {
        squares += (resample.returns().mean() - mean).powi(2);
    });
    // Five standard errors of a variance of so many draws.
    let ratio = squares / count as f64 / expect;
    assert!((ratio - 1.0).abs() < 0.04, "{ratio}");
}

/// `E S = Σ` and `Var S_ij = (σ_ij² + σ_ii σ_jj) ÷ (T − 1)`; means have `Σ 252 ÷ T`.
#[test]
fn normal_samples_have_the_moments_of_wishart() {
    let (days, assets, count) = (25, 3, 20_000);
    let returns = made::returns(days, assets, 4);
    let full = Estimates::default()
        .estimate(&returns)
        .expect("returns")
        .moments;
    let truth = full.covariance();
    let mut sum = DMatrix::zeros(assets, assets);
    let mut squares = DMatrix::zeros(assets, assets);
    let mut means = DMatrix::zeros(assets, assets);
    each(&returns, &drawing(Draw::Normal, count), |resample| {
        let moments = resample.moments().expect("moments");
        let gap = moments.covariance() - truth;
        sum += &gap;
        squares += gap.component_mul(&gap);
        let mean = moments.mean() - full.mean();
        means += &mean * mean.transpose();
    });
    for row in 0..assets {
        for column in 0..assets {
            let both = truth[(row, row)] * truth[(column, column)];
            let variance = (truth[(row, column)].powi(2) + both) / (days as f64 - 1.0);
            let error = sum[(row, column)] / count as f64 / (variance / count as f64).sqrt();
            assert!(error.abs() < 5.0, "{error}");
            let ratio = squares[(row, column)] / count as f64 / variance;
            assert!((ratio - 1.0).abs() < 0.08, "{ratio}");
            let expect = truth[(row, column)] * 252.0 / days as f64;
            let error = means[(row, column)] / count as f64 - expect;
            assert!(error.abs() < 5.0 * (both / count as f64).sqrt() * 252.0 / days as f64 * 1.5);
        }
    }
}
