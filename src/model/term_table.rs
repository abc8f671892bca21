//! The numbers that scoring needs of each term, side by side and the frequent terms first: little memory is read.

use half::f16;
use half::slice::HalfFloatSliceExt;

use super::weights::TermWeights;
use crate::features::blocks::Blocks;

/// Rows are a multiple of this long, so that as many numbers are added at once.
const LANES: usize = 8;

/// Terms that are added at once.
const BATCH: usize = 64;

/// Weights and idf of the terms of a block, or of two blocks, by row.
///
/// Weights are kept in steps of a 32,767th of the largest at their place: finer than what training can tell, and half the
/// memory of single precision.
#[derive(Debug)]
pub struct TermTable {
    /// Length of a row with its padding.
    width: usize,
    /// Steps.
    weights: Vec<i16>,
    /// What a step is at each place, shape `(n_places,)`.
    steps: Vec<f32>,
    idf: Vec<f32>,
}

/// The tables of a model.
#[derive(Debug)]
pub struct TermTables {
    /// Words and characters.
    pub text: TermTable,
    /// Words near a target.
    pub near: TermTable,
}

impl TermTables {
    /// Lays out the weights and idf of all terms.
    pub fn new(blocks: &Blocks, weights: &TermWeights) -> Self {
        let (words, chars) = (blocks.words.idf(), blocks.chars.idf());
        let idf = |column: u32| *words.get(column as usize).unwrap_or_else(|| &chars[column as usize - words.len()]);
        let text = TermTable::new(&weights.text, weights.layout().n_places(), blocks.text_columns(), idf);
        let near = TermTable::new(&weights.near, 2, blocks.near_columns(), |column| blocks.near.idf()[column as usize]);
        Self { text, near }
    }
}

impl TermTable {
    /// `weights` has the shape `(n_terms, n_places)`; `columns` gives the term of each row.
    fn new(weights: &[f16], n_places: usize, columns: impl Iterator<Item = u32>, idf: impl Fn(u32) -> f32) -> Self {
        let width = n_places.next_multiple_of(LANES);
        let mut most = vec![f16::ZERO; n_places];
        for row in weights.chunks_exact(n_places) {
            // Without their sign, halves are in the order of their bits.
            let bits = |weight: f16| weight.to_bits() & 0x7FFF;
            most.iter_mut().zip(row).for_each(|(most, weight)| *most = f16::from_bits(bits(*most).max(bits(*weight))));
        }
        let steps: Vec<f32> = most.iter().map(|most| most.to_f32() / f32::from(i16::MAX)).collect();
        let inverse: Vec<f32> = steps.iter().map(|step| if *step > 0.0 { 1.0 / step } else { 0.0 }).collect();
        let n_terms = weights.len() / n_places;
        let mut row_of = vec![0_u32; n_terms];
        let mut table = Self { width, weights: vec![0; n_terms * width], steps, idf: Vec::with_capacity(n_terms) };
        for (row, column) in (0..).zip(columns) {
            row_of[column as usize] = row;
            table.idf.push(idf(column));
        }
        let mut single = vec![0.0_f32; BATCH * n_places];
        for (batch, row_of) in weights.chunks(BATCH * n_places).zip(row_of.chunks(BATCH)) {
            let single = &mut single[..batch.len()];
            batch.convert_to_f32_slice(single);
            for (from, row) in single.chunks_exact(n_places).zip(row_of) {
                let row = &mut table.weights[*row as usize * width..];
                for ((to, from), inverse) in row.iter_mut().zip(from).zip(&inverse) {
                    *to = nearest(from * inverse);
                }
            }
        }
        table
    }

    /// Number of weights of a term.
    pub fn n_places(&self) -> usize {
        self.steps.len()
    }

    /// What the weights of a term are worth along `gradient`, shape `(n_places,)`.
    pub fn dot(&self, row: u32, gradient: &[f64]) -> f64 {
        let weights = self.weights[row as usize * self.width..].iter().zip(&self.steps);
        gradient
            .iter()
            .zip(weights)
            .map(|(gradient, (weight, step))| gradient * f64::from(*weight) * f64::from(*step))
            .sum()
    }

    /// Adds the weights of weighed terms to `sums`, at double precision.
    pub fn add_exactly(&self, terms: impl Iterator<Item = (u32, f64)>, sums: &mut [f64]) {
        for (row, value) in terms {
            let weights = self.weights[row as usize * self.width..].iter().zip(&self.steps);
            for (sum, (weight, step)) in sums.iter_mut().zip(weights) {
                *sum += value * f64::from(*weight) * f64::from(*step);
            }
        }
    }

    /// Multiplies what each term weighs by its idf, adds as many times its weights to `sums`, shape `(n_places,)`, and
    /// returns the sum of the squares of what the terms weigh then.
    pub fn add(&self, terms: &mut [(u32, f32)], sums: &mut [f64]) -> f64 {
        match self.width {
            8 => self.add_wide::<8>(terms, sums),
            16 => self.add_wide::<16>(terms, sums),
            24 => self.add_wide::<24>(terms, sums),
            32 => self.add_wide::<32>(terms, sums),
            width => {
                let mut squares = 0.0;
                for (row, value) in terms {
                    *value *= self.idf[*row as usize];
                    squares += f64::from(*value * *value);
                    let weights = self.weights[*row as usize * width..].iter().zip(&self.steps);
                    for (sum, (weight, step)) in sums.iter_mut().zip(weights) {
                        *sum += f64::from(*value * f32::from(*weight)) * f64::from(*step);
                    }
                }
                squares
            }
        }
    }

    /// The same with the width known to the compiler. Terms are taken in batches, of which first all memory is read: so the
    /// reads, most of which have to wait, wait together. Sums within a batch are at single precision.
    fn add_wide<const WIDTH: usize>(&self, terms: &mut [(u32, f32)], sums: &mut [f64]) -> f64 {
        let rows = self.weights.as_chunks::<WIDTH>().0;
        let mut weights = [[0_i16; WIDTH]; BATCH];
        let mut all = [0.0_f64; WIDTH];
        let mut squares = 0.0;
        for batch in terms.chunks_mut(BATCH) {
            for ((row, value), weights) in batch.iter_mut().zip(&mut weights) {
                *weights = rows[*row as usize];
                *value *= self.idf[*row as usize];
            }
            let mut part = [0.0_f32; WIDTH];
            let mut part_squares = 0.0_f32;
            for ((_, value), weights) in batch.iter().zip(&weights) {
                part_squares += value * value;
                for place in 0..WIDTH {
                    part[place] += value * f32::from(weights[place]);
                }
            }
            squares += f64::from(part_squares);
            all.iter_mut().zip(part).for_each(|(all, part)| *all += f64::from(part));
        }
        for ((sum, all), step) in sums.iter_mut().zip(all).zip(&self.steps) {
            *sum += all * f64::from(*step);
        }
        squares
    }
}

/// The nearest whole number, of two as near the even one; for numbers of at most 32,767 in size.
#[inline]
fn nearest(number: f32) -> i16 {
    /// 1.5 * 2^23: beside it single precision has whole numbers only, and the lowest bits are those of the number.
    const WHOLE: f32 = 12_582_912.0;
    (number + WHOLE).to_bits() as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_weights_at_any_width() {
        const N_TERMS: usize = 150;
        for n_places in [2, 9, 15, 24, 31, 40] {
            let weight = |index: usize| f16::from_f32((index * 37 % 101) as f32 / 20.0 - 2.5);
            let weights: Vec<f16> = (0..N_TERMS * n_places).map(weight).collect();
            // The last term comes first.
            let columns = (0..N_TERMS as u32).rev();
            let table = TermTable::new(&weights, n_places, columns, |column| 1.0 + column as f32 / 100.0);
            let mut terms: Vec<(u32, f32)> = (0..N_TERMS as u32).step_by(2).map(|row| (row, 0.5)).collect();
            let mut sums = vec![1.0; n_places];
            let squares = table.add(&mut terms, &mut sums);
            let values: Vec<(usize, f64)> = (0..N_TERMS)
                .step_by(2)
                .map(|row| N_TERMS - 1 - row)
                .map(|term| (term, 0.5 + term as f64 / 200.0))
                .collect();
            let expected: f64 = values.iter().map(|(_, value)| value * value).sum();
            assert!((squares / expected - 1.0).abs() < 1e-5, "{squares} {expected}");
            for (place, sum) in sums.iter().enumerate() {
                let of = |(term, value): &(usize, f64)| value * weights[term * n_places + place].to_f64();
                let expected = 1.0 + values.iter().map(of).sum::<f64>();
                assert!((sum - expected).abs() < 1e-2, "{n_places} places: {sum} {expected}");
            }
            for ((row, value), (term, _)) in terms.iter().zip(&values) {
                assert!((f64::from(*value) - 0.5 - *term as f64 / 200.0).abs() < 1e-5);
                let mut first = vec![0.0; n_places];
                first[0] = 1.0;
                assert!((table.dot(*row, &first) - weights[term * n_places].to_f64()).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn numbers_are_brought_to_the_nearest_whole_one() {
        let cases =
            [(0.0, 0), (0.4, 0), (0.5, 0), (1.5, 2), (-1.5, -2), (-0.7, -1), (32_767.0, 32_767), (-32_767.0, -32_767)];
        for (number, expected) in cases {
            assert_eq!(nearest(number), expected, "{number}");
        }
    }
}
