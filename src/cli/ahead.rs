//! Predicts comments on all cores while those before them are written, in the order read.

use std::sync::mpsc::{SyncSender, sync_channel};

use anyhow::Result;
use hustings::comment::Section;
use hustings::model::{Model, SectionModel, Thresholds};
use hustings::progress::Progress;
use rayon::prelude::*;

use super::output::Row;

/// Comments that are predicted at once; no more than three times as many results wait in memory to be written.
const BATCH: usize = 2048;

/// What is asked of each comment.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The model.
    pub model: &'a Model,
    /// Where labels are withheld.
    pub thresholds: Option<&'a Thresholds>,
    /// Whether labels are explained.
    pub explain: bool,
}

/// What is handed on: the beginning of a section, and rows of it.
enum Part<'a> {
    Section(&'a Section),
    Rows(Vec<Row<'a>>),
}

/// What becomes of the parts, in order.
pub trait Receiver<'a> {
    /// A section begins.
    fn section(&mut self, section: &'a Section) -> Result<()>;

    /// The next comments of the section, predicted.
    fn rows(&mut self, rows: &[Row<'a>]) -> Result<()>;
}

/// Predicts all comments of the sections of a file and hands them to `receiver`.
///
/// # Errors
///
/// The first of the receiver, after which nothing more is predicted.
pub fn predict<'a>(
    asked: Asked<'a>,
    file: &'a str,
    sections: &'a [Section],
    progress: &dyn Progress,
    receiver: &mut impl Receiver<'a>,
) -> Result<()> {
    std::thread::scope(|scope| {
        let (sender, parts) = sync_channel(1);
        scope.spawn(move || asked.send_all(file, sections, progress, &sender));
        for part in parts {
            for part in part {
                match part {
                    Part::Section(section) => receiver.section(section)?,
                    Part::Rows(rows) => receiver.rows(&rows)?,
                }
            }
        }
        Ok(())
    })
}

impl<'a> Asked<'a> {
    /// Predicts batch after batch until nobody listens any more.
    fn send_all(
        self,
        file: &'a str,
        sections: &'a [Section],
        progress: &dyn Progress,
        sender: &SyncSender<Vec<Part<'a>>>,
    ) {
        for sections in batches(sections) {
            let sent = match sections {
                [section] => self.send_large(file, section, progress, sender),
                _ => {
                    let parts = |section: &'a Section| {
                        let bound = self.bind(section);
                        let rows = 0..section.comments.len();
                        let rows = rows.map(|index| self.row(&bound, file, section, index, progress)).collect();
                        [Part::Section(section), Part::Rows(rows)]
                    };
                    sender.send(sections.par_iter().flat_map_iter(parts).collect()).is_ok()
                }
            };
            if !sent {
                return;
            }
        }
    }

    /// Predicts one section, comment beside comment; says whether somebody listens.
    fn send_large(
        self,
        file: &'a str,
        section: &'a Section,
        progress: &dyn Progress,
        sender: &SyncSender<Vec<Part<'a>>>,
    ) -> bool {
        let bound = self.bind(section);
        let mut sent = sender.send(vec![Part::Section(section)]).is_ok();
        for start in (0..section.comments.len()).step_by(BATCH) {
            let batch = start..section.comments.len().min(start + BATCH);
            let row = |index| self.row(&bound, file, section, index, progress);
            let rows = batch.into_par_iter().with_min_len(16).map(row).collect();
            sent = sent && sender.send(vec![Part::Rows(rows)]).is_ok();
        }
        sent
    }

    fn bind(self, section: &'a Section) -> SectionModel<'a> {
        let bound = self.model.section(section);
        match self.thresholds {
            Some(thresholds) => bound.abstaining(thresholds),
            None => bound,
        }
    }

    fn row(
        self,
        bound: &SectionModel<'_>,
        file: &'a str,
        section: &'a Section,
        index: usize,
        progress: &dyn Progress,
    ) -> Row<'a> {
        let (prediction, explanations) =
            if self.explain { bound.explain(index) } else { (bound.predict(index), Vec::new()) };
        progress.step();
        Row { file, comment: &section.comments[index], prediction, explanations }
    }
}

/// Sections in order, together as many as make a batch, or one alone that does.
fn batches(sections: &[Section]) -> impl Iterator<Item = &[Section]> {
    let mut rest = sections;
    std::iter::from_fn(move || {
        let mut n_comments = 0;
        let mut fits = |section: &Section| {
            n_comments += section.comments.len();
            n_comments <= BATCH
        };
        let n_sections = rest.iter().position(|section| !fits(section)).unwrap_or(rest.len());
        let (batch, after) = rest.split_at_checked(n_sections.max(1))?;
        rest = after;
        Some(batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use hustings::comment::Comment;

    #[test]
    fn batches_hold_all_sections_in_order() {
        let sizes = [1, BATCH, 3, 4, 0, BATCH + 5, BATCH - 1, 1, 1];
        let section = |n: &usize| Section { article: None, comments: vec![Comment::default(); *n] };
        let sections: Vec<Section> = sizes.iter().map(section).collect();
        let found: Vec<Vec<usize>> =
            batches(&sections).map(|batch| batch.iter().map(|section| section.comments.len()).collect()).collect();
        let expected: [&[usize]; 6] = [&[1], &[BATCH], &[3, 4, 0], &[BATCH + 5], &[BATCH - 1, 1], &[1]];
        assert_eq!(found, expected);
        assert_eq!(batches(&[]).count(), 0);
    }
}
