//! The terms of a text packed into two bytes each, for training sets too large to keep a column and a value of four bytes each.
//!
//! What is kept is how often each known term stands in the text, and one factor for each block; the value of a term is made
//! from these when the text is read, `(1 + ln tf) * idf * factor`, as [`TfIdf`](super::tfidf::TfIdf) makes it, or for characters
//! the count times these. Terms are numbered by row, the frequent first, and kept as the distance from one to the next,
//! which nearly always is small.

use super::blocks::{Blocks, TermScratch};
use super::csr::SparseRow;
use super::tfidf::sublinear;
use crate::text::Analysis;

/// Where the next term is at least so far away, this is noted, as often as needed, and the rest of the distance.
const FAR: u16 = u16::MAX;

/// The terms of a text: those of words and characters, and those near each target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Packed {
    words: Segment,
    chars: Segment,
    /// One for each target.
    near: Box<[Segment]>,
}

/// Terms of one block.
#[derive(Debug, Clone, Default, PartialEq)]
struct Segment {
    /// Distances from the place after one row to the next row.
    distances: Box<[u16]>,
    /// Which terms stand there more than once, and how often.
    many: Box<[(u16, u16)]>,
    factor: f32,
}

impl Packed {
    /// Appends the words, whose rows begin at column `first`; values are multiplied by the factors of their columns, which
    /// hold the idf.
    pub fn words(&self, first: u32, factors: &[f32], out: &mut SparseRow) {
        self.words.append(first, factors, sublinear, out);
    }

    /// The same for runs of characters.
    pub fn chars(&self, first: u32, factors: &[f32], out: &mut SparseRow) {
        self.chars.append(first, factors, |count| count as f32, out);
    }

    /// The same for the terms near a target.
    pub fn near(&self, target: usize, first: u32, factors: &[f32], out: &mut SparseRow) {
        self.near[target].append(first, factors, sublinear, out);
    }
}

impl Segment {
    /// Packs rows with their counts, in any order.
    fn pack(counts: &mut [(u32, u32)], factor: f64, distances: &mut Vec<u16>) -> Self {
        counts.sort_unstable();
        distances.clear();
        let mut many = Vec::new();
        let mut next = 0;
        for (at, (row, tf)) in counts.iter().enumerate() {
            let mut distance = *row - next;
            next = *row + 1;
            while distance >= u32::from(FAR) {
                distances.push(FAR);
                distance -= u32::from(FAR);
            }
            distances.push(distance as u16);
            // What a text of the greatest length holds can be numbered; the rest would count once.
            if let (true, Ok(at)) = (*tf > 1, u16::try_from(at)) {
                many.push((at, (*tf).min(u32::from(u16::MAX)) as u16));
            }
        }
        Self { distances: distances.as_slice().into(), many: many.into(), factor: factor as f32 }
    }

    fn append(&self, first: u32, factors: &[f32], value: impl Fn(u32) -> f32, out: &mut SparseRow) {
        let SparseRow { indices, values } = out;
        let start = indices.len();
        indices.reserve(self.distances.len());
        let mut next = first;
        for distance in &self.distances {
            next += u32::from(*distance);
            if *distance != FAR {
                indices.push(next);
                next += 1;
            }
        }
        values.extend(indices[start..].iter().map(|column| factors[*column as usize] * self.factor));
        for (at, tf) in &self.many {
            values[start + usize::from(*at)] *= value(u32::from(*tf));
        }
    }
}

/// What packs texts, with the idf of all terms by row.
pub struct Packer<'a> {
    blocks: &'a Blocks,
    words: Vec<f32>,
    chars: Vec<f32>,
    near: Vec<f32>,
}

/// What packing needs, kept from one text to the next.
#[derive(Debug, Default)]
pub struct PackScratch {
    terms: TermScratch,
    counts: Vec<(u32, u32)>,
    distances: Vec<u16>,
}

impl<'a> Packer<'a> {
    /// Packs terms of these blocks.
    pub fn new(blocks: &'a Blocks) -> Self {
        let n_words = blocks.n_words();
        let mut words = Vec::with_capacity(n_words);
        let mut chars = Vec::with_capacity(blocks.n_text() - n_words);
        for column in blocks.text_columns().map(|column| column as usize) {
            match column.checked_sub(n_words) {
                None => words.push(blocks.words.idf()[column]),
                Some(column) => chars.push(blocks.chars.idf()[column]),
            }
        }
        let near = blocks.near_columns().map(|column| blocks.near.idf()[column as usize]).collect();
        Self { blocks, words, chars, near }
    }

    /// Idf of each row of words, then of characters.
    pub fn text_idf(&self) -> impl Iterator<Item = f32> {
        self.words.iter().chain(&self.chars).copied()
    }

    /// Idf of each row near a target.
    pub fn near_idf(&self) -> &[f32] {
        &self.near
    }

    /// Packs a text.
    pub fn pack(&self, analysis: &Analysis, n_targets: usize, scratch: &mut PackScratch) -> Packed {
        let PackScratch { terms, counts, distances } = scratch;
        let blocks = self.blocks;
        counts.clear();
        blocks.count_words(analysis, terms, |row, tf| counts.push((row, tf)));
        let factor = blocks.words.scale(squares(counts, &self.words));
        let words = Segment::pack(counts, factor, distances);
        counts.clear();
        let of_words = blocks.count_chars(analysis, terms, |row, count| counts.push((row, count)));
        let chars = Segment::pack(counts, blocks.chars.scale(of_words), distances);
        let near = |target| {
            counts.clear();
            blocks.count_near(analysis, target, terms, |row, tf| counts.push((row, tf)));
            let factor = blocks.near.scale(squares(counts, &self.near));
            Segment::pack(counts, factor, distances)
        };
        Packed { words, chars, near: (0..n_targets).map(near).collect() }
    }
}

/// Sum of the squares of what counted rows weigh; `idf` by row.
fn squares(counts: &[(u32, u32)], idf: &[f32]) -> f64 {
    counts.iter().map(|(row, tf)| f64::from(sublinear(*tf) * idf[*row as usize]).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::blocks::BlockParams;
    use crate::features::ngrams::tests::analysis;

    #[test]
    fn what_is_unpacked_is_what_transform_gives() {
        let texts = ["NATO is dead, NATO is gone", "Russia is not NATO", "dead or gone, is it? is it?", ""];
        let analyses: Vec<Analysis> = texts.iter().map(|text| analysis(text, &[])).collect();
        let blocks = Blocks::fit(&BlockParams::default(), analyses.iter(), 2);
        let packer = Packer::new(&blocks);
        let columns: Vec<u32> = blocks.text_columns().collect();
        let near_columns: Vec<u32> = blocks.near_columns().collect();
        let idf: Vec<f32> = packer.text_idf().collect();
        for analysis in &analyses {
            let packed = packer.pack(analysis, 2, &mut PackScratch::default());
            let rows = blocks.transform(analysis, 2, &mut TermScratch::default());
            let mut found = SparseRow::default();
            packed.words(0, &idf, &mut found);
            check(&found, &columns, &rows.words);
            let mut found = SparseRow::default();
            packed.chars(blocks.n_words() as u32, &idf, &mut found);
            check(&found, &columns, &rows.chars);
            for (target, near) in rows.near.iter().enumerate() {
                let mut found = SparseRow::default();
                packed.near(target, 0, packer.near_idf(), &mut found);
                check(&found, &near_columns, near);
            }
        }
    }

    fn check(found: &SparseRow, columns: &[u32], expected: &SparseRow) {
        let mut found: Vec<(u32, f32)> = found.iter().map(|(row, value)| (columns[row as usize], value)).collect();
        found.sort_unstable_by_key(|(column, _)| *column);
        assert_eq!(found.len(), expected.indices.len());
        for (found, expected) in found.into_iter().zip(expected.iter()) {
            assert_eq!(found.0, expected.0);
            assert!((found.1 - expected.1).abs() < 1e-6, "{found:?} {expected:?}");
        }
    }

    #[test]
    fn rows_far_apart_and_large_counts_come_back() {
        let far = u32::from(FAR);
        let rows = [(0, 1), (1, 3), (far, 1), (2 * far, 70_000), (3 * far + 1, 1), (900_000, 2), (1_000_000, 1)];
        let ones = vec![1.0; 1_000_001];
        let segment = Segment::pack(&mut rows.to_vec(), 0.5, &mut Vec::new());
        let mut found = SparseRow::default();
        segment.append(0, &ones, sublinear, &mut found);
        assert_eq!(found.indices, rows.map(|(row, _)| row));
        for ((row, tf), found) in rows.into_iter().zip(found.values) {
            assert!((found / segment.factor - sublinear(tf.min(65_535))).abs() < 1e-5, "{row}: {found}");
        }
    }
}
