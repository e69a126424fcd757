use super::*;
use crate::distribution::normal_cdf;

const MANY: usize = 400_000;

fn normals(seed: u64) -> Vec<f64> {
    let mut found = vec![0.0; MANY];
    Draws::new(seed, 7).normals(&mut found);
    found
}

/// The largest distance of the empirical distribution from the one meant, times √n: below 1.95
/// with probability 0.999 (Kolmogorov).
fn kolmogorov(mut draws: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    draws.sort_unstable_by(f64::total_cmp);
    let n = draws.len() as f64;
    let distance = draws
        .iter()
        .enumerate()
        .map(|(i, &x)| {
            let p = cdf(x);
            (p - i as f64 / n).max((i + 1) as f64 / n - p)
        })
        .fold(0.0, f64::max);
    distance * n.sqrt()
}

fn moment(draws: &[f64], power: i32) -> f64 {
    draws.iter().map(|x| x.powi(power)).sum::<f64>() / draws.len() as f64
}

#[test]
fn normals_have_the_moments_of_the_normal() {
    // The variance of z^k is E z^2k − (E z^k)²: 1, 2, 15, 96, …
    for (power, expect, variance) in [
        (1, 0.0, 1.0),
        (2, 1.0, 2.0),
        (3, 0.0, 15.0),
        (4, 3.0, 96.0),
        (6, 15.0, 10_170.0),
    ] {
        let found = moment(&normals(1), power);
        let error = f64::sqrt(variance / MANY as f64);
        assert!((found - expect).abs() < 3.5 * error, "z^{power}: {found}");
    }
}

#[test]
fn normals_are_distributed_as_the_normal() {
    for seed in 0..4 {
        let distance = kolmogorov(normals(seed), normal_cdf);
        assert!(distance < 1.95, "seed {seed}: {distance}");
    }
    // Also within the layers: what the lowest bits of a draw are does not tell where it lies.
    let even = normals(9).into_iter().step_by(2).collect();
    assert!(kolmogorov(even, normal_cdf) < 1.95);
}

/// From the body far into the tail, which begins at 3.65.
#[test]
fn the_tails_are_as_heavy_as_the_normal_ones() {
    const DRAWS: usize = 20_000_000;
    let bounds = [1.0, 2.0, 3.0, 3.6, 3.7, 4.0, 4.5, 5.0];
    let mut beyond = [[0_u32; 2]; 8];
    let mut draws = Draws::new(5, 0);
    for _ in 0..DRAWS {
        let z = draws.normal();
        for (bound, beyond) in bounds.iter().zip(&mut beyond) {
            if z.abs() > *bound {
                beyond[usize::from(z > 0.0)] += 1;
            }
        }
    }
    for (bound, beyond) in bounds.iter().zip(beyond) {
        let p = normal_cdf(-bound);
        let expect = p * DRAWS as f64;
        for found in beyond {
            let off = (f64::from(found) - expect) / (expect * (1.0 - p)).sqrt();
            assert!(off.abs() < 4.0, "{bound}: {found}, not {expect}");
        }
    }
}

#[test]
fn units_and_choices_are_uniform() {
    let mut draws = Draws::new(2, 0);
    let units = (0..MANY).map(|_| draws.unit()).collect();
    assert!(kolmogorov(units, |u| u) < 1.95);

    let mut counts = [0_u32; 7];
    for _ in 0..MANY {
        counts[draws.below(7) as usize] += 1;
    }
    let expect = MANY as f64 / 7.0;
    let chi: f64 = counts
        .iter()
        .map(|&count| (f64::from(count) - expect).powi(2) / expect)
        .sum();
    // The 99.9 % point with six degrees of freedom.
    assert!(chi < 22.46, "{counts:?}");
}

/// Mean ν, variance 2ν, and where the distribution has a closed form, that.
#[test]
fn chi_squares_are_chi_squares() {
    for degrees in [0.5, 1.0, 2.0, 2.5, 5.0, 40.0] {
        let mut draws = Draws::new(3, 1);
        let found: Vec<f64> = (0..MANY).map(|_| draws.chi_square(degrees)).collect();
        let n = MANY as f64;
        let mean = moment(&found, 1);
        let variance = moment(&found, 2) - mean * mean;
        let error = (2.0 * degrees / n).sqrt();
        assert!((mean - degrees).abs() < 3.5 * error, "{degrees}: {mean}");
        // The fourth central moment is 12ν(ν + 4).
        let error = ((12.0 * degrees * (degrees + 4.0) - 4.0 * degrees * degrees) / n).sqrt();
        assert!(
            (variance - 2.0 * degrees).abs() < 3.5 * error,
            "{degrees}: {variance}"
        );
        assert!(found.iter().all(|x| *x >= 0.0));
        let below: Option<fn(f64) -> f64> = match degrees {
            1.0 => Some(|x| 1.0 - crate::distribution::chi_square_survival(x, 1)),
            2.0 => Some(|x| 1.0 - crate::distribution::chi_square_survival(x, 2)),
            _ => None,
        };
        if let Some(below) = below {
            assert!(kolmogorov(found, below) < 1.95, "{degrees}");
        }
    }
}

/// Student's t with 2 and 4 degrees of freedom has a closed form.
#[test]
fn normals_over_chi_squares_are_students() {
    let two = |t: f64| 0.5 + t / (2.0 * (2.0 + t * t).sqrt());
    let four = |t: f64| {
        let s = 1.0 + t * t / 4.0;
        0.5 + 3.0 / 8.0 * t / s.sqrt() * (1.0 - t * t / (12.0 * s))
    };
    let cdfs: [(f64, &dyn Fn(f64) -> f64); 2] = [(2.0, &two), (4.0, &four)];
    for (degrees, cdf) in cdfs {
        let mut draws = Draws::new(11, 0);
        let found = (0..MANY)
            .map(|_| draws.normal() / (draws.chi_square(degrees) / degrees).sqrt())
            .collect();
        let distance = kolmogorov(found, cdf);
        assert!(distance < 1.95, "{degrees}: {distance}");
    }
}

/// What a seed draws is a promise: a saved answer is drawn again.
#[test]
fn the_first_draws_of_a_seed() {
    let mut draws = Draws::new(1, 0);
    let normals: [f64; 4] = std::array::from_fn(|_| draws.normal());
    let expect = [
        0.9693197715877153,
        0.27026300411220233,
        -1.391432873468334,
        0.8804745061852849,
    ];
    assert_eq!(normals, expect);
    assert_eq!(draws.unit(), 0.28369059130373764);
    assert_eq!(draws.chi_square(5.0), 1.9107445681703135);
    assert_eq!(draws.below(1000), 152);
    let mut other = Draws::new(1, 1);
    assert_eq!(other.normal(), -0.22185236496697125);
}

#[test]
fn many_at_once_are_the_same_as_one_by_one() {
    let (mut one, mut many) = (Draws::new(4, 2), Draws::new(4, 2));
    let mut room = [0.0; 1000];
    many.normals(&mut room);
    for found in room {
        assert_eq!(found, one.normal());
    }
    assert_eq!(one.unit(), many.unit());
}

/// No correlation between neighbours in a stream, between streams, or between seeds.
#[test]
fn streams_are_independent() {
    let stream = |seed, stream| {
        let mut found = vec![0.0; MANY];
        Draws::new(seed, stream).normals(&mut found);
        found
    };
    let base = stream(1, 0);
    for other in [
        stream(1, 1),
        stream(1, 1 << 40),
        stream(2, 0),
        base[1..].to_vec(),
        base[20..].to_vec(),
    ] {
        let n = other.len() as f64;
        for power in [1, 2] {
            // Of squares the variance of one is 2, so that of a product of two is 4.
            let centre = if power == 1 { 0.0 } else { 1.0 };
            let sum: f64 = base
                .iter()
                .zip(&other)
                .map(|(a, b)| (a.powi(power) - centre) * (b.powi(power) - centre))
                .sum();
            let error = f64::from(power) * n.sqrt();
            assert!(sum.abs() < 3.5 * error, "{sum} of {error}");
        }
    }
}
