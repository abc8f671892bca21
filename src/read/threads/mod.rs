//! Entries become batches: sections put together, replies joined to what they answer, repeated comments merged.
//!
//! A file of any size goes through a window. A comment waits in it until some thousands after it have been read, and is
//! kept for a while once it has gone on, so an answer finds what it answers within the window on either side; past it, an
//! answer becomes a root comment, with a warning. Ids hold within a section. [`Limits`] says how large the window is;
//! [`Limits::NONE`] makes one batch of all.

mod cycles;
mod known;
mod window;

use std::collections::HashMap;
use std::mem::take;

use super::Warning;
use super::authors::Authors;
use super::entry::{CommentEntry, Entry};
use super::left_out::LeftOut;
use crate::comment::{Comment, Parent, Section};
use crate::error::{Error, Result};
use crate::read::formats::Entries;
use crate::text::MAX_COMMENT_BYTES;

use known::KnownSections;
use window::{Kept, Window};

/// How much is read ahead, handed on at once, and kept. The first to be reached counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// Comments of a batch, and bytes of their texts.
    pub batch: (usize, usize),
    /// Comments read ahead of a batch, and bytes of their texts.
    pub ahead: (usize, usize),
    /// Comments kept behind it, and bytes of their texts.
    pub behind: (usize, usize),
    /// Bytes of articles kept.
    pub articles: usize,
}

impl Limits {
    /// All at once.
    pub const NONE: Self = Self {
        batch: (usize::MAX, usize::MAX),
        ahead: (usize::MAX, usize::MAX),
        behind: (usize::MAX, usize::MAX),
        articles: usize::MAX,
    };
}

/// Comments that are handed on together.
#[derive(Debug, Default)]
pub struct Batch {
    /// Sections with the comments of the batch, in order of first appearance. After its comments of the batch a section
    /// may hold others, which are there only to be answered.
    pub sections: Vec<Section>,
    /// For each section a number that it has in every batch of the file.
    pub section_numbers: Vec<u64>,
    /// The comments of the batch in the order of the file: section and index in it.
    pub order: Vec<(usize, usize)>,
    /// Records that could not be read, since the batch before.
    pub problems: Vec<Error>,
    /// What was read, though not quite as it stands.
    pub warnings: Vec<Warning>,
    /// What was left out, for it is no comment, and what the file says is missing.
    pub left_out: LeftOut,
    /// What became of rows, where they are numbered.
    pub(super) rows: Rows,
}

/// Which rows became which comments.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// For each comment of the batch its row.
    pub of_comments: Vec<usize>,
    /// A row that repeats another: its own number and that of the first.
    pub repeated: Vec<(usize, usize)>,
}

/// Puts entries together.
pub(super) struct Threads<'a> {
    file: &'a str,
    entries: Entries<'a>,
    limits: Limits,
    authors: &'a Authors,
    window: Window,
    sections: KnownSections,
    /// What has been seen since the last batch.
    problems: Vec<Error>,
    warnings: Vec<Warning>,
    left_out: LeftOut,
    repeated: Vec<(usize, usize)>,
    /// Bytes of ids in the warnings.
    bytes_of_ids: usize,
    n_comments: u64,
    ended: bool,
    failed: Option<Error>,
    done: bool,
}

impl<'a> Threads<'a> {
    /// The batches of these entries of a file.
    pub fn new(file: &'a str, entries: Entries<'a>, limits: Limits, authors: &'a Authors) -> Self {
        Self {
            file,
            entries,
            limits,
            authors,
            window: Window::default(),
            sections: KnownSections::default(),
            problems: Vec::new(),
            warnings: Vec::new(),
            left_out: LeftOut::default(),
            repeated: Vec::new(),
            bytes_of_ids: 0,
            n_comments: 0,
            ended: false,
            failed: None,
            done: false,
        }
    }

    /// Whether the next batch need not wait for more to be read.
    fn is_ready(&self) -> bool {
        let (comments, bytes) = self.window.ahead();
        let (batch, ahead) = (self.limits.batch, self.limits.ahead);
        self.ended
            || comments >= batch.0.saturating_add(ahead.0)
            || bytes >= batch.1.saturating_add(ahead.1)
            || self.problems.len() + self.warnings.len() + self.repeated.len() >= batch.0
            || self.bytes_of_ids >= batch.1
    }

    fn take_in(&mut self, entry: Entry) {
        self.sections.forget_in_need(self.limits.articles);
        match entry {
            Entry::Article { section, article } => {
                let section = self.sections.number(&section, self.window.end());
                self.sections.join(section, article);
            }
            Entry::Comment(comment) => self.take_comment(*comment),
            Entry::Skipped(kind) => self.left_out.add(kind),
            Entry::Missing(count) => self.left_out.add_missing(count),
            Entry::Problem(error) => {
                let at = error.position().clone();
                self.problems.push(error.in_file(self.file).at(at.record, at.line));
            }
            Entry::Failed(error) => {
                self.failed.get_or_insert(error);
                self.ended = true;
            }
            Entry::Warning(warning) => self.warnings.push(warning.in_file(self.file)),
        }
    }

    fn take_comment(&mut self, entry: CommentEntry) {
        self.n_comments += 1;
        let mut at = entry.at;
        at.file = Some(self.file.to_owned());
        let record = at.record.unwrap_or(self.n_comments);
        let section = self.sections.number(&entry.section, self.window.end());
        let comment = Comment {
            id: entry.id.unwrap_or_else(|| record.to_string()),
            parent_id: entry.parent_id,
            parent: None,
            author: entry.author.and_then(|author| self.authors.shown(author)),
            time: entry.time,
            text: entry.text.text,
            quoted: entry.text.quoted,
        };
        let kept = Kept {
            section,
            comment,
            given: entry.parent_text,
            at,
            record,
            row: entry.row,
            parent: None,
            is_loop: false,
        };
        if entry.lent {
            self.window.lend(kept);
            return;
        }
        if let Some(first) = self.window.same(&kept) {
            self.repeated.extend(kept.row.zip(first.row));
            let first = first.record;
            if !entry.may_repeat {
                self.bytes_of_ids += kept.comment.id.len();
                self.warnings.push(Warning::RepeatedComment { at: kept.at, id: kept.comment.id, first });
            }
            return;
        }
        if let Some(first) = self.window.first_of_id(section, &kept.comment.id) {
            let (id, first) = (kept.comment.id.clone(), first.record);
            self.bytes_of_ids += id.len();
            self.warnings.push(Warning::DuplicateId { at: kept.at.clone(), id, first });
        }
        self.window.push(kept);
    }

    /// The comments that go on now.
    fn batch(&mut self) -> Batch {
        let range = self.window.next_batch(self.limits.batch);
        let mut batch = Batch::default();
        let mut local = Vec::new();
        let mut places = HashMap::new();
        for seq in range.clone() {
            self.window.resolve(seq, &mut self.warnings);
            let kept = &self.window[seq];
            let place = *places.entry(kept.section).or_insert_with(|| {
                let article = self.sections.article(kept.section).cloned();
                batch.section_numbers.push(kept.section);
                batch.sections.push(Section { article, comments: Vec::new() });
                batch.sections.len() - 1
            });
            batch.rows.of_comments.extend(kept.row);
            if kept.comment.text.len() > MAX_COMMENT_BYTES {
                self.warnings.push(Warning::of_long_comment(self.file, &kept.comment));
            }
            let comments = &mut batch.sections[place].comments;
            local.push((place, comments.len()));
            comments.push(kept.comment.clone());
        }
        let mut elsewhere = HashMap::new();
        for (seq, (section, index)) in range.clone().zip(&local) {
            let Some(parent) = self.window[seq].parent else { continue };
            let comments = &mut batch.sections[*section].comments;
            let place = if range.contains(&parent) {
                local[usize::try_from(parent - range.start).unwrap_or(usize::MAX)].1
            } else {
                *elsewhere.entry(parent).or_insert_with(|| {
                    comments.push(Comment { parent: None, ..self.window[parent].comment.clone() });
                    comments.len() - 1
                })
            };
            comments[*index].parent = Some(Parent::Comment(place));
        }
        batch.order = local;
        self.window.pass(range.end, self.limits.behind);
        self.sections.forget(self.window.start(), self.limits.articles);
        batch.problems = take(&mut self.problems);
        batch.problems.sort_by_key(|problem| (problem.position().record, problem.position().line));
        batch.warnings = take(&mut self.warnings);
        self.bytes_of_ids = 0;
        batch.warnings.sort_by_key(|warning| warning.position().and_then(|at| at.record));
        batch.left_out = take(&mut self.left_out);
        batch.rows.repeated = take(&mut self.repeated);
        batch
    }
}

impl Iterator for Threads<'_> {
    type Item = Result<Batch>;

    /// The next batch. The last holds what was seen at the end and may have no comment. An error is the last item.
    fn next(&mut self) -> Option<Result<Batch>> {
        while !self.is_ready() {
            match self.entries.next() {
                Some(entry) => self.take_in(entry),
                None => self.ended = true,
            }
        }
        if self.window.ahead().0 == 0 && self.ended {
            if let Some(error) = self.failed.take() {
                self.done = true;
                return Some(Err(error.in_file(self.file)));
            }
            if std::mem::replace(&mut self.done, true) {
                return None;
            }
        }
        Some(Ok(self.batch()))
    }
}

#[cfg(test)]
mod tests;
