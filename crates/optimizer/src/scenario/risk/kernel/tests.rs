use super::*;

fn numbers(count: usize, seed: usize) -> Vec<f64> {
    (0..count)
        .map(|i| ((i * 7919 + seed * 104_729 + i * i * 31) % 1009) as f64 - 300.0)
        .collect()
}

/// The same by sorting.
fn expected(numbers: &[f64], confidence: f64) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let count = (1.0 - confidence) * numbers.len() as f64;
    if count < 1.0 {
        return sorted[0];
    }
    let whole = (count + 1e-9).floor() as usize;
    let rest = (count - whole as f64).max(0.0) * sorted.get(whole).unwrap_or(&0.0);
    (sorted[..whole].iter().sum::<f64>() + rest) / count
}

#[test]
fn a_tail_is_that_of_the_sorted_numbers() {
    for count in [1, 2, 3, 17, 100, 333] {
        for confidence in [0.01, 0.3, 0.5, 0.9, 0.95, 0.99, 0.999] {
            let mut tail = Tail::new(count, confidence);
            // The border of one call must not hurt the next.
            for seed in 0..6 {
                let scale = if seed == 3 { -1.0 } else { 1.0 };
                let numbers: Vec<f64> = numbers(count, seed)
                    .into_iter()
                    .map(|x| scale * x)
                    .collect();
                let (mut sum, mut shares) = (0.0, 0.0);
                let mean = tail.mean(&numbers, |index, share| {
                    sum += share * numbers[index];
                    shares += share;
                });
                let sorted = expected(&numbers, confidence);
                assert!((mean - sorted).abs() < 1e-9, "{count} {confidence}");
                assert!((sum - mean).abs() < 1e-9);
                assert!((shares - 1.0).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn a_combination_is_the_product() {
    for assets in 1..10 {
        let matrix = DMatrix::from_fn(33, assets, |t, i| numbers(400, i)[t * 7]);
        let weights: Vec<f64> = (0..assets)
            .map(|i| if i % 3 == 1 { 0.0 } else { i as f64 })
            .collect();
        let mut out = vec![1.0; 33];
        combine(&matrix, &weights, &mut out);
        let product = matrix * nalgebra::DVector::from_vec(weights);
        assert!(out.iter().zip(&product).all(|(a, b)| (a - b).abs() < 1e-9));
    }
}
