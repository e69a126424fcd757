//! The two loops that all scenario risks spend their time in.

use nalgebra::DMatrix;

/// `out = Rw`, columns four at a time and without those of weight 0. `O(T · held assets)`.
pub(crate) fn combine(matrix: &DMatrix<f64>, weights: &[f64], out: &mut [f64]) {
    let periods = matrix.nrows();
    let columns = matrix.as_slice();
    let column = |asset: usize| &columns[asset * periods..(asset + 1) * periods];
    let held: Vec<usize> = (0..matrix.ncols()).filter(|&i| weights[i] != 0.0).collect();
    out.fill(0.0);
    let mut fours = held.chunks_exact(4);
    for four in &mut fours {
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| column(four[i]));
        let [x, y, z, u] = [0, 1, 2, 3].map(|i| weights[four[i]]);
        let inputs = a.iter().zip(b).zip(c.iter().zip(d));
        for (entry, ((a, b), (c, d))) in out.iter_mut().zip(inputs) {
            *entry += (x * a + y * b) + (z * c + u * d);
        }
    }
    for &asset in fours.remainder() {
        let weight = weights[asset];
        for (entry, value) in out.iter_mut().zip(column(asset)) {
            *entry += weight * value;
        }
    }
}

/// Picks the largest of many numbers, remembering where the border was the last time.
#[derive(Debug)]
pub(crate) struct Tail {
    /// How many count: `whole` of them fully and the next one with `fraction`.
    count: f64,
    whole: usize,
    fraction: f64,
    /// Numbers below this were not in the tail the last time, with some room.
    border: f64,
    candidates: Vec<(f64, u32)>,
}

impl Tail {
    /// The tail of `1 − confidence` of `total` numbers.
    pub(crate) fn new(total: usize, confidence: f64) -> Self {
        let count = (1.0 - confidence) * total as f64;
        // 0.05 · 2000 is not 100 in binary.
        let whole = ((count + 1e-9).floor() as usize).min(total);
        Self {
            count,
            whole,
            fraction: (count - whole as f64).max(0.0),
            border: f64::NEG_INFINITY,
            candidates: Vec::new(),
        }
    }

    /// Mean of the tail, with the fractional last number; `each` is told the members and their
    /// shares, which sum to 1. `O(total)`.
    pub(crate) fn mean(&mut self, numbers: &[f64], mut each: impl FnMut(usize, f64)) -> f64 {
        let needed = (self.whole + usize::from(self.fraction > 0.0)).clamp(1, numbers.len());
        self.collect(numbers, self.border);
        if self.candidates.len() < needed {
            self.collect(numbers, f64::NEG_INFINITY);
        }
        let descending = |left: &(f64, u32), right: &(f64, u32)| right.0.total_cmp(&left.0);
        let last = needed - 1;
        if last + 1 < self.candidates.len() {
            self.candidates.select_nth_unstable_by(last, descending);
        } else if let Some(smallest) = (0..needed)
            .max_by(|&left, &right| descending(&self.candidates[left], &self.candidates[right]))
        {
            self.candidates.swap(smallest, last);
        }
        let at_border = self.candidates[last].0;
        let beyond = self.candidates[..needed]
            .iter()
            .map(|candidate| candidate.0 - at_border)
            .sum::<f64>()
            / needed as f64;
        self.border = at_border - 0.25 * beyond - 1e-12 * at_border.abs();

        let share = 1.0 / self.count;
        let mut sum = 0.0;
        for (position, &(number, index)) in self.candidates[..needed].iter().enumerate() {
            let share = if position == last && self.fraction > 0.0 {
                if self.whole == 0 {
                    1.0
                } else {
                    self.fraction * share
                }
            } else {
                share
            };
            sum += share * number;
            each(index as usize, share);
        }
        sum
    }

    fn collect(&mut self, numbers: &[f64], border: f64) {
        self.candidates.clear();
        for (block, chunk) in numbers.chunks(16).enumerate() {
            // A block without a candidate is passed over quickly.
            let largest = chunk
                .iter()
                .fold(f64::NEG_INFINITY, |a: f64, &b| if b > a { b } else { a });
            if largest < border {
                continue;
            }
            for (offset, &number) in chunk.iter().enumerate() {
                if number >= border {
                    self.candidates.push((number, (block * 16 + offset) as u32));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
}
