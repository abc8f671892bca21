//! The terms of a text packed into two bytes each, for training sets too large to keep a column and a value of four bytes each.
//!
//! What is kept is how often each known term stands in the text, and one factor for each block; the value of a term is made
//! from these when the text is read, `(1 + ln tf) * idf * factor`, as [`TfIdf`](super::tfidf::TfIdf) makes it. Terms are
//! numbered by row, the frequent first, and kept as the distance from one to the next, which nearly always is small.

use super::blocks::{Blocks, TermScratch};
use super::tfidf::{TfIdf, sublinear};
use crate::text::Analysis;

/// A distance from here on does not fit into 15 bits and takes two more numbers.
const FAR: u32 = 0x7FFF;

/// The terms of a text: those of words and characters, and those near each target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Packed {
    /// Words, then characters.
    text: [Segment; 2],
    /// One for each target.
    near: Box<[Segment]>,
}

/// Terms of one block.
#[derive(Debug, Clone, Default, PartialEq)]
struct Segment {
    codes: Box<[u16]>,
    factor: f32,
}

impl Packed {
    /// Calls `sink` with row and value without idf of each word and run of characters; rows of characters come after those
    /// of words, of which there are `n_words`.
    #[inline]
    pub fn text(&self, n_words: u32, mut sink: impl FnMut(u32, f32)) {
        let [words, chars] = &self.text;
        words.unpack(&mut sink);
        chars.unpack(|row, value| sink(n_words + row, value));
    }

    /// The same for the terms near a target.
    #[inline]
    pub fn near(&self, target: usize, sink: impl FnMut(u32, f32)) {
        self.near[target].unpack(sink);
    }
}

impl Segment {
    /// Packs rows with their counts, in any order; `idf` by row.
    fn pack(counts: &mut [(u32, u32)], block: &TfIdf, idf: &[f32], codes: &mut Vec<u16>) -> Self {
        counts.sort_unstable();
        codes.clear();
        let (mut next, mut squares) = (0, 0.0);
        for (row, tf) in counts {
            let weight = f64::from(sublinear(*tf) * idf[*row as usize]);
            squares += weight * weight;
            let (distance, many) = (*row - next, u16::from(*tf > 1));
            next = *row + 1;
            codes.push((distance.min(FAR) as u16) << 1 | many);
            if distance >= FAR {
                codes.extend([(distance >> 16) as u16, distance as u16]);
            }
            if *tf > 1 {
                codes.push((*tf).min(u32::from(u16::MAX)) as u16);
            }
        }
        Self { codes: codes.as_slice().into(), factor: block.scale(squares) as f32 }
    }

    #[inline]
    fn unpack(&self, mut sink: impl FnMut(u32, f32)) {
        let mut codes = self.codes.iter();
        let mut next = 0;
        while let Some(code) = codes.next() {
            let mut distance = u32::from(code >> 1);
            if distance == FAR {
                let mut half = || codes.next().map_or(0, |half| u32::from(*half));
                distance = half() << 16 | half();
            }
            let row = next + distance;
            next = row + 1;
            let tf = if code & 1 == 1 { codes.next().map_or(1, |tf| u32::from(*tf)) } else { 1 };
            sink(row, if tf == 1 { self.factor } else { sublinear(tf) * self.factor });
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
    codes: Vec<u16>,
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
        let PackScratch { terms, counts, codes } = scratch;
        let blocks = self.blocks;
        counts.clear();
        blocks.count_words(analysis, terms, |row, tf| counts.push((row, tf)));
        let words = Segment::pack(counts, &blocks.words, &self.words, codes);
        counts.clear();
        let n_words = blocks.n_words() as u32;
        blocks.count_chars(analysis, terms, |row, tf| counts.push((row - n_words, tf)));
        let chars = Segment::pack(counts, &blocks.chars, &self.chars, codes);
        let near = |target| {
            counts.clear();
            blocks.count_near(analysis, target, terms, |row, tf| counts.push((row, tf)));
            Segment::pack(counts, &blocks.near, &self.near, codes)
        };
        Packed { text: [words, chars], near: (0..n_targets).map(near).collect() }
    }
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
            let mut found = Vec::new();
            packed.text(blocks.n_words() as u32, |row, value| {
                found.push((columns[row as usize], value * idf[row as usize]));
            });
            found.sort_unstable_by_key(|(column, _)| *column);
            check(&found, &rows.text.iter().collect::<Vec<_>>());
            for (target, near) in rows.near.iter().enumerate() {
                let mut found = Vec::new();
                packed.near(target, |row, value| {
                    found.push((near_columns[row as usize], value * packer.near_idf()[row as usize]));
                });
                found.sort_unstable_by_key(|(column, _)| *column);
                check(&found, &near.iter().collect::<Vec<_>>());
            }
        }
    }

    fn check(found: &[(u32, f32)], expected: &[(u32, f32)]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found.0, expected.0);
            assert!((found.1 - expected.1).abs() < 1e-6, "{found:?} {expected:?}");
        }
    }

    #[test]
    fn rows_far_apart_and_large_counts_come_back() {
        let rows = [(0, 1), (1, 3), (FAR, 1), (2 * FAR, 70_000), (2 * FAR + 1, 1), (9_000_000, 2), (16_000_000, 1)];
        let analysis = analysis("a b", &[]);
        let block = Blocks::fit(&BlockParams::default(), [&analysis].into_iter(), 0).words;
        let idf = vec![1.0; 16_000_001];
        let segment = Segment::pack(&mut rows.to_vec(), &block, &idf, &mut Vec::new());
        let mut found = Vec::new();
        segment.unpack(|row, value| found.push((row, value / segment.factor)));
        for ((row, tf), (found_row, found)) in rows.into_iter().zip(found) {
            assert_eq!(row, found_row);
            assert!((found - sublinear(tf.min(65_535))).abs() < 1e-5, "{row}: {found}");
        }
    }
}
