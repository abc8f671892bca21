//! The rows of one task, made of packed comments as they are read: all tasks share these.

use super::texts::PackedComment;
use crate::features::packed::Packer;
use crate::features::{Rows, SparseRow};
use crate::model::weights::FLAGS;
use crate::train::design::{ARTICLE, Task, Wide};

/// A labelled row: which comment, and toward which target or under which article.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub comment: u32,
    pub target: u32,
}

/// Labelled rows, their columns laid out as [`Wide`] has them, but terms by row of their table in place of their column.
pub struct Matrix<'a> {
    task: Task,
    wide: Wide,
    comments: &'a [PackedComment],
    rows: &'a [Place],
    n_words: u32,
    /// What values are multiplied by for each column: idf, then what the column tells.
    factors: Vec<f32>,
}

impl<'a> Matrix<'a> {
    /// Rows of a task; values are those of [`Wide::row`].
    pub fn new(
        (task, wide): (Task, Wide),
        packer: &Packer<'_>,
        n_copies: usize,
        comments: &'a [PackedComment],
        rows: &'a [Place],
    ) -> Self {
        let mut factors = vec![1.0; wide.len()];
        let mut set = |first: usize, idf: &mut dyn Iterator<Item = f32>| {
            factors[first..].iter_mut().zip(idf).for_each(|(factor, idf)| *factor = idf);
        };
        match task {
            Task::Stance => {
                (0..n_copies).for_each(|target| set(wide.own(target, 0), &mut packer.text_idf()));
                set(wide.near(0), &mut packer.near_idf().iter().copied());
                set(wide.shared_word(0), &mut packer.text_idf().take(wide.n_words()));
            }
            Task::Text(_) => set(0, &mut packer.text_idf()),
            Task::Known => {
                set(0, &mut packer.text_idf());
                set(wide.article(0), &mut std::iter::repeat_n(ARTICLE, n_copies));
            }
        }
        Self { task, wide, comments, rows, n_words: wide.n_words() as u32, factors }
    }

    /// Columns multiplied by these factors.
    pub fn scaled(&self, factors: &[f64]) -> Self {
        let factors = self.factors.iter().zip(factors).map(|(idf, factor)| (f64::from(*idf) * factor) as f32).collect();
        Self { factors, ..*self }
    }
}

impl Rows for Matrix<'_> {
    fn n_samples(&self) -> usize {
        self.rows.len()
    }

    fn n_features(&self) -> usize {
        self.wide.len()
    }

    fn entries<'a>(&'a self, sample: usize, buffer: &'a mut SparseRow) -> (&'a [u32], &'a [f32]) {
        let Place { comment, target } = self.rows[sample];
        let (comment, target) = (&self.comments[comment as usize], target as usize);
        let PackedComment { terms, flags } = comment;
        let factors = &self.factors[..];
        let one = |column: usize, buffer: &mut SparseRow| {
            buffer.indices.push(column as u32);
            buffer.values.push(factors[column]);
        };
        buffer.indices.clear();
        buffer.values.clear();
        let own = if self.task == Task::Stance { self.wide.own(target, 0) as u32 } else { 0 };
        terms.words(own, factors, buffer);
        terms.chars(own + self.n_words, factors, buffer);
        match self.task {
            Task::Text(_) => {}
            Task::Known => one(self.wide.article(target), buffer),
            Task::Stance => {
                terms.words(self.wide.shared_word(0) as u32, factors, buffer);
                terms.near(target, self.wide.near(0) as u32, factors, buffer);
                for flag in (0..FLAGS.len()).filter(|flag| flags[target] >> flag & 1 == 1) {
                    one(self.wide.own_flag(target, flag), buffer);
                    one(self.wide.shared_flag(flag), buffer);
                }
            }
        }
        (&buffer.indices, &buffer.values)
    }
}
