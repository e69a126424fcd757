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
mod tests;
