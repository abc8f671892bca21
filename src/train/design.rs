//! The rows that each scorer is fitted on, and which columns they have.
//!
//! Thesis, target and sentiment are scored on the terms of a text. Stance is scored on rows (text, target): each term has
//! a copy of the target's own; words have a shared copy as well, and so have the flags; the terms near a mention, names
//! masked, are shared by all targets. Only columns that some labelled rows hold are kept.

use crate::error::{ErrorKind, Result};
use crate::features::Csr;
use crate::features::blocks::{Blocks, TermRows};
use crate::model::weights::{FLAGS, FlagValues};
use crate::topic::{Head, Topic};

/// A column that fewer labelled rows hold is left out: one row alone teaches little but itself.
const MIN_ROWS: u32 = 2;

/// Value of an article's own column: twice what makes it as strong as a block of words, for it is never a matter of chance.
pub const ARTICLE: f32 = 2.0;

/// Which head a scorer answers; all targets have one scorer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Thesis, target or sentiment.
    Text(Head),
    /// Stance toward any target.
    Stance,
    /// Thesis under articles known from training; an article takes the place of a target.
    Known,
}

impl Task {
    /// Its name for people.
    pub fn name(self, topic: &Topic) -> String {
        match self {
            Self::Text(head) => topic.head_name(head).to_owned(),
            Self::Stance => "stance".into(),
            Self::Known => "thesis under known articles".into(),
        }
    }
}

/// A text as the scorers take it.
#[derive(Debug)]
pub struct Item {
    /// Its terms.
    pub rows: TermRows,
    /// Its flags for each target.
    pub flags: Vec<FlagValues>,
}

/// Columns of a task before those never used are left out.
#[derive(Debug, Clone, Copy)]
pub struct Wide {
    task: Task,
    n_text: usize,
    n_words: usize,
    n_near: usize,
    n_targets: usize,
}

impl Wide {
    /// Columns for a task.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Data`] if there are more than `u32` can number.
    pub fn new(task: Task, blocks: &Blocks, n_targets: usize) -> Result<Self> {
        let (n_text, n_near) = (blocks.n_text(), blocks.n_near());
        let wide = Self { task, n_text, n_words: blocks.n_words(), n_near, n_targets };
        if u32::try_from(wide.len()).is_err() {
            let text = format!("{n_targets} targets with {n_text} terms are more than can be numbered; raise min_df");
            return Err(ErrorKind::Data(text).into());
        }
        Ok(wide)
    }

    /// Number of columns.
    pub fn len(self) -> usize {
        match self.task {
            Task::Text(_) => self.n_text,
            Task::Known => self.n_text + self.n_targets,
            Task::Stance => self.shared_word(0) + self.n_words,
        }
    }

    /// The target's own copy of a text column.
    pub fn own(self, target: usize, column: usize) -> usize {
        target * self.n_text + column
    }

    /// The target's own copy of a flag.
    pub fn own_flag(self, target: usize, flag: usize) -> usize {
        self.n_targets * self.n_text + target * FLAGS.len() + flag
    }

    /// The shared copy of a flag.
    pub fn shared_flag(self, flag: usize) -> usize {
        self.n_targets * (self.n_text + FLAGS.len()) + flag
    }

    /// A near column.
    pub fn near(self, column: usize) -> usize {
        self.n_targets * (self.n_text + FLAGS.len()) + FLAGS.len() + column
    }

    /// The column of an article.
    pub fn article(self, article: usize) -> usize {
        self.n_text + article
    }

    /// Number of text columns that are words: the first ones.
    pub fn n_words(self) -> usize {
        self.n_words
    }

    /// The shared copy of a word column.
    pub fn shared_word(self, column: usize) -> usize {
        self.near(0) + self.n_near + column
    }

    /// Entries of the row of an item (for a stance: toward `target`).
    pub fn row(self, item: &Item, target: usize, sink: &mut impl FnMut(usize, f32)) {
        match self.task {
            Task::Text(_) => item.rows.text().for_each(|(column, value)| sink(column as usize, value)),
            Task::Known => {
                item.rows.text().for_each(|(column, value)| sink(column as usize, value));
                sink(self.article(target), ARTICLE);
            }
            Task::Stance => {
                item.rows.text().for_each(|(column, value)| sink(self.own(target, column as usize), value));
                item.rows.words.iter().for_each(|(column, value)| sink(self.shared_word(column as usize), value));
                for (flag, value) in item.flags[target].iter().enumerate().filter(|(_, value)| **value != 0.0) {
                    sink(self.own_flag(target, flag), *value as f32);
                    sink(self.shared_flag(flag), *value as f32);
                }
                item.rows.near[target].iter().for_each(|(column, value)| sink(self.near(column as usize), value));
            }
        }
    }
}

/// A labelled row: which item, toward which target (0 where the task has none), and its class.
#[derive(Debug, Clone, Copy)]
pub struct LabelledRow {
    /// Index of the item.
    pub item: usize,
    /// Target of a stance row.
    pub target: usize,
    /// Class.
    pub truth: usize,
    /// Fold.
    pub fold: usize,
}

/// Rows of a task with the columns that occur in them.
#[derive(Debug)]
pub struct Design {
    /// The labelled rows, parallel to those of the matrix.
    pub rows: Vec<LabelledRow>,
    /// The matrix, shape `(n_rows, n_used_columns)`.
    pub matrix: Csr,
    /// Narrow column of each wide one; `u32::MAX` if it is not used.
    narrow: Vec<u32>,
}

impl Design {
    /// Lays out the labelled rows of a task.
    pub fn new(wide: Wide, rows: Vec<LabelledRow>, items: &[&Item]) -> Self {
        let mut df = vec![0_u32; wide.len()];
        for row in &rows {
            wide.row(items[row.item], row.target, &mut |column, _| df[column] += 1);
        }
        // Frequent columns first: what is touched often then lies together.
        let mut used: Vec<u32> = (0..wide.len() as u32).filter(|column| df[*column as usize] >= MIN_ROWS).collect();
        used.sort_by_key(|column| std::cmp::Reverse(df[*column as usize]));
        let mut narrow = vec![u32::MAX; wide.len()];
        used.iter().enumerate().for_each(|(to, column)| narrow[*column as usize] = to as u32);
        let mut matrix = Csr::new(used.len());
        let mut entries = Vec::new();
        for row in &rows {
            entries.clear();
            wide.row(items[row.item], row.target, &mut |column, value| {
                if narrow[column] != u32::MAX {
                    entries.push((narrow[column], value));
                }
            });
            entries.sort_unstable_by_key(|(column, _)| *column);
            matrix.push(entries.iter().copied());
        }
        Self { rows, matrix, narrow }
    }

    /// Narrow column of a wide one, if enough labelled rows hold it.
    pub fn narrow(&self, column: usize) -> Option<usize> {
        Some(self.narrow[column]).filter(|column| *column != u32::MAX).map(|column| column as usize)
    }
}
