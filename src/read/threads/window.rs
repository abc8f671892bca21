//! Comments that have been read: those still to go on, and those kept to be answered.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::ops::{Index, Range};

use super::super::Warning;
use super::super::replies::is_no_parent;
use crate::comment::{Comment, Parent};
use crate::error::Position;

/// A comment in the window.
#[derive(Debug)]
pub struct Kept {
    /// Number of its section.
    pub section: u64,
    /// The comment; its parent is set only if it is a text.
    pub comment: Comment,
    /// Text of what it answers, as the source gives it.
    pub given: Option<String>,
    /// Where it stands.
    pub at: Position,
    /// Its record.
    pub record: u64,
    /// Its row, where they are numbered.
    pub row: Option<usize>,
    /// The comment it answers, by its place in the file; known once it goes on.
    pub parent: Option<u64>,
    /// Whether it has been found to be the first of a cycle.
    pub is_loop: bool,
}

impl Kept {
    fn bytes(&self) -> usize {
        let comment = &self.comment;
        let names = [&comment.parent_id, &comment.author, &comment.time, &self.given, &self.at.file];
        let names: usize = names.into_iter().flatten().map(String::len).sum();
        let quoted = size_of_val(comment.quoted.as_slice());
        comment.text.len() + quoted + comment.id.len() * 2 + names + size_of::<Self>()
    }

    /// The ids that may be meant: spreadsheets and pandas make 12.0 of the 12 in a column that has gaps.
    fn parent_ids(&self) -> impl Iterator<Item = &str> {
        let id = self.comment.parent_id.as_deref();
        id.into_iter().chain(id.and_then(|id| id.strip_suffix(".0")))
    }
}

/// Comments by their place in the file, counted from 0 in the order read.
#[derive(Debug, Default)]
pub struct Window {
    kept: VecDeque<Kept>,
    /// Place of the first kept, and of the first that has not gone on.
    first: u64,
    next: u64,
    bytes_ahead: usize,
    bytes_behind: usize,
    // Not FxHash: ids come from the file, which must not be able to choose colliding ones.
    /// The first comment of an id in a section.
    by_id: HashMap<u64, HashMap<String, u64>>,
    /// A comment of a section with this id and text.
    by_text: HashMap<u64, u64>,
    hasher: RandomState,
    lent: Lent,
    /// Up to where cycles have been looked for.
    pub(super) settled: HashMap<u64, u64>,
}

/// Texts of rows that are not taken, by section and id.
#[derive(Debug, Default)]
struct Lent {
    texts: HashMap<(u64, String), String>,
    order: VecDeque<(u64, String)>,
    bytes: usize,
}

impl Lent {
    fn bytes(key: &(u64, String), text: &str) -> usize {
        text.len() + 2 * (key.1.len() + size_of_val(key)) + size_of::<String>()
    }
}

impl Index<u64> for Window {
    type Output = Kept;

    fn index(&self, seq: u64) -> &Kept {
        &self.kept[self.index_of(seq)]
    }
}

impl Window {
    fn index_of(&self, seq: u64) -> usize {
        usize::try_from(seq - self.first).expect("what is kept has an index")
    }

    fn get_mut(&mut self, seq: u64) -> &mut Kept {
        let index = self.index_of(seq);
        &mut self.kept[index]
    }

    /// The first place that is kept.
    pub fn start(&self) -> u64 {
        self.first
    }

    /// The place after the last.
    pub fn end(&self) -> u64 {
        self.first + self.kept.len() as u64
    }

    /// The first place that has not gone on.
    pub(super) fn passed(&self) -> u64 {
        self.next
    }

    /// Marks the first of a cycle, unless it has gone on.
    pub(super) fn set_loop(&mut self, seq: u64) {
        if seq >= self.next {
            self.get_mut(seq).is_loop = true;
        }
    }

    /// Comments that have not gone on, and their bytes.
    pub fn ahead(&self) -> (usize, usize) {
        (usize::try_from(self.end() - self.next).unwrap_or(usize::MAX), self.bytes_ahead)
    }

    fn text_key(&self, kept: &Kept) -> u64 {
        self.hasher.hash_one((kept.section, &kept.comment.id, &kept.comment.text))
    }

    /// A comment of the same section with the same id and text.
    pub fn same(&self, kept: &Kept) -> Option<&Kept> {
        let found = &self[*self.by_text.get(&self.text_key(kept))?];
        let is_same = found.section == kept.section
            && found.comment.id == kept.comment.id
            && found.comment.text == kept.comment.text;
        is_same.then_some(found)
    }

    /// The first comment with this id in a section.
    pub fn first_of_id(&self, section: u64, id: &str) -> Option<&Kept> {
        self.by_id.get(&section)?.get(id).map(|seq| &self[*seq])
    }

    /// Adds a comment at the end.
    pub fn push(&mut self, kept: Kept) {
        let seq = self.end();
        self.by_text.insert(self.text_key(&kept), seq);
        self.by_id.entry(kept.section).or_default().entry(kept.comment.id.clone()).or_insert(seq);
        self.bytes_ahead += kept.bytes();
        self.kept.push_back(kept);
    }

    /// Keeps the text of a row that is not taken.
    pub fn lend(&mut self, kept: Kept) {
        let key = (kept.section, kept.comment.id);
        if self.lent.texts.contains_key(&key) {
            return;
        }
        self.lent.bytes += Lent::bytes(&key, &kept.comment.text);
        self.lent.order.push_back(key.clone());
        self.lent.texts.insert(key, kept.comment.text);
    }

    /// The places of the next batch.
    pub fn next_batch(&self, limits: (usize, usize)) -> Range<u64> {
        let (mut end, mut bytes) = (self.next, 0usize);
        while end < self.end() && (end - self.next) < limits.0 as u64 {
            bytes = bytes.saturating_add(self[end].bytes());
            if bytes > limits.1 && end > self.next {
                break;
            }
            end += 1;
        }
        self.next..end
    }

    /// The place of what a comment answers, if it is kept.
    pub(super) fn lookup(&self, kept: &Kept) -> Option<u64> {
        let of_section = self.by_id.get(&kept.section)?;
        kept.parent_ids().find_map(|id| of_section.get(id)).copied()
    }

    /// Finds out what the comment at this place answers: the comment with that id; else the text that the source
    /// gives, or that of a row not taken; else nothing, with a warning.
    pub fn resolve(&mut self, seq: u64, warnings: &mut Vec<Warning>) {
        self.settle(seq);
        let kept = &self[seq];
        let given = kept.given.as_ref().filter(|text| !text.trim().is_empty());
        let (mut parent, mut text) = (None, None);
        if kept.comment.parent_id.is_none() {
            text = given.cloned();
        } else if kept.is_loop {
            warnings.push(Warning::ParentCycle { at: kept.at.clone(), id: kept.comment.id.clone() });
        } else if let Some(found) = self.lookup(kept) {
            parent = Some(found);
        } else {
            let lent = || kept.parent_ids().find_map(|id| self.lent.texts.get(&(kept.section, id.to_owned())));
            text = given.or_else(lent).cloned();
            if text.is_none() && !kept.parent_ids().any(is_no_parent) {
                let (id, parent) = (kept.comment.id.clone(), kept.comment.parent_id.clone().unwrap_or_default());
                warnings.push(Warning::UnknownParent { at: kept.at.clone(), id, parent });
            }
        }
        let kept = self.get_mut(seq);
        kept.parent = parent;
        kept.comment.parent = text.map(Parent::Text);
    }

    /// Lets all before this place go on, and forgets the oldest of those that have.
    pub fn pass(&mut self, end: u64, limits: (usize, usize)) {
        for seq in self.next..end {
            let bytes = self[seq].bytes();
            self.bytes_ahead -= bytes.min(self.bytes_ahead);
            self.bytes_behind += bytes;
            self.settled.remove(&seq);
        }
        self.next = end;
        while self.first < self.next && ((self.next - self.first) as usize > limits.0 || self.bytes_behind > limits.1) {
            let Some(old) = self.kept.pop_front() else { break };
            self.bytes_behind -= old.bytes().min(self.bytes_behind);
            let key = self.text_key(&old);
            if self.by_text.get(&key) == Some(&self.first) {
                self.by_text.remove(&key);
            }
            if let Some(of_section) = self.by_id.get_mut(&old.section) {
                if of_section.get(&old.comment.id) == Some(&self.first) {
                    of_section.remove(&old.comment.id);
                }
                if of_section.is_empty() {
                    self.by_id.remove(&old.section);
                }
            }
            self.first += 1;
        }
        while self.lent.bytes > limits.1 {
            let Some(key) = self.lent.order.pop_front() else { break };
            let text = self.lent.texts.remove(&key).unwrap_or_default();
            self.lent.bytes -= Lent::bytes(&key, &text).min(self.lent.bytes);
        }
    }
}
