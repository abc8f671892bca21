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
#[derive(Debug)]
pub struct TermTable {
    n_places: usize,
    /// Length of a row with its padding.
    width: usize,
    weights: Vec<f16>,
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
        let text =
            TermTable::new(weights.layout().n_places(), blocks.text_columns(), |column| weights.text(column), idf);
        let near_idf = |column: u32| blocks.near.idf()[column as usize];
        let near = TermTable::new(2, blocks.near_columns(), |column| weights.near(column), near_idf);
        Self { text, near }
    }
}

impl TermTable {
    fn new<'a>(
        n_places: usize,
        columns: impl Iterator<Item = u32>,
        weights: impl Fn(u32) -> &'a [f16],
        idf: impl Fn(u32) -> f32,
    ) -> Self {
        let width = n_places.next_multiple_of(LANES);
        let mut table = Self { n_places, width, weights: Vec::new(), idf: Vec::new() };
        for column in columns {
            table.weights.extend_from_slice(weights(column));
            table.weights.resize(table.weights.len().next_multiple_of(width), f16::ZERO);
            table.idf.push(idf(column));
        }
        table
    }

    /// Number of weights of a term.
    pub fn n_places(&self) -> usize {
        self.n_places
    }

    /// What the weights of a term are worth along `gradient`, shape `(n_places,)`.
    pub fn dot(&self, row: u32, gradient: &[f64]) -> f64 {
        let weights = &self.weights[row as usize * self.width..];
        gradient.iter().zip(weights).map(|(gradient, weight)| gradient * weight.to_f64()).sum()
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
                    let value = f64::from(*value);
                    squares += value * value;
                    let weights = &self.weights[*row as usize * width..];
                    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += value * f64::from(*weight));
                }
                squares
            }
        }
    }

    /// The same with the width known to the compiler. Terms are taken in batches, of which first all memory is read: so the
    /// reads, most of which have to wait, wait together.
    fn add_wide<const WIDTH: usize>(&self, terms: &mut [(u32, f32)], sums: &mut [f64]) -> f64 {
        let rows = self.weights.as_chunks::<WIDTH>().0;
        let mut halves = [[f16::ZERO; WIDTH]; BATCH];
        let mut weights = [[0.0_f32; WIDTH]; BATCH];
        let mut all = [0.0_f64; WIDTH];
        let mut squares = 0.0;
        for batch in terms.chunks_mut(BATCH) {
            for ((row, value), halves) in batch.iter_mut().zip(&mut halves) {
                *halves = rows[*row as usize];
                *value *= self.idf[*row as usize];
            }
            let n = batch.len();
            halves[..n].as_flattened().convert_to_f32_slice(weights[..n].as_flattened_mut());
            // Within a batch at single precision: the sums differ from exact ones by less than a millionth.
            let mut part = [0.0_f32; WIDTH];
            for ((_, value), weights) in batch.iter().zip(&weights) {
                squares += f64::from(*value) * f64::from(*value);
                for place in 0..WIDTH {
                    part[place] += *value * weights[place];
                }
            }
            all.iter_mut().zip(part).for_each(|(all, part)| *all += f64::from(part));
        }
        sums.iter_mut().zip(all).for_each(|(sum, all)| *sum += all);
        squares
    }
}
