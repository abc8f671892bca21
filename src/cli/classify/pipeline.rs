//! Three things at once: the next comments are read, those before them predicted on all cores, those before these
//! written; in the order read, and never more than a few batches in memory.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use anyhow::Result;
use hustings::comment::Section;
use hustings::model::{Explanation, Model, Prediction, SectionModel, Thresholds};
use hustings::read::{Batch, ReadParams, Stream, Warning};
use hustings::shares::hash;
use rayon::prelude::*;

use super::articles::Articles;
use crate::cli::inputs::Input;
use crate::cli::output::Note;
use crate::cli::progress::ReadBar;

/// Comments that are handed on at once: those of a batch; fewer where each comes with all that explains it.
const CHUNK: usize = 2048;
const EXPLAINED_CHUNK: usize = 128;

/// Comments at the start of each input whose unknown words are counted: enough to tell whether it is like the training data.
const WORDS_COUNTED: u64 = 5000;

/// All that reading and predicting need.
pub struct Work {
    pub inputs: Vec<Input>,
    pub read: ReadParams,
    pub articles: Articles,
    pub model: Arc<Model>,
    pub thresholds: Option<Arc<Thresholds>>,
    /// Whether labels are explained.
    pub explain: bool,
    /// Whether comments of one section are handed on together.
    pub grouped: bool,
    /// Comments at the start that were classified by an earlier run.
    pub skip: u64,
    pub bar: Arc<ReadBar>,
}

/// What comes out, in order.
pub enum Part {
    /// The next comments of an input, predicted.
    Rows(Rows),
    /// An input cannot be read, or no further.
    Unreadable(anyhow::Error),
}

/// Comments with what was predicted.
pub struct Rows {
    /// Index of the input.
    pub input: usize,
    /// The batch they stand in.
    pub batch: Arc<Batch>,
    /// Which of them: section and index.
    pub places: Vec<(usize, usize)>,
    /// What was predicted of each, and why.
    pub predictions: Vec<(Prediction, Vec<Option<Explanation>>)>,
    /// What else is known of each.
    pub notes: Vec<Note>,
    /// Whether they are the first of the batch, so that its problems and warnings are due.
    pub is_first: bool,
}

enum Read {
    Batch(usize, Box<Batch>),
    Unreadable(anyhow::Error),
}

/// Starts reading and predicting; both end by themselves when nobody listens any more.
pub fn start(work: Work) -> Receiver<Part> {
    let work = Arc::new(work);
    let (to_predict, read) = sync_channel(1);
    let (to_write, parts) = sync_channel(1);
    let reading = Arc::clone(&work);
    thread::spawn(move || reading.read_all(&to_predict));
    thread::spawn(move || work.predict_all(&read, &to_write));
    parts
}

impl Work {
    fn read_all(&self, sender: &SyncSender<Read>) {
        for (index, input) in self.inputs.iter().enumerate() {
            let sent = match self.read_one(index, input, sender) {
                Ok(sent) => sent,
                Err(error) => sender.send(Read::Unreadable(error)).is_ok(),
            };
            if !sent {
                return;
            }
        }
    }

    /// Reads an input; says whether somebody listens.
    fn read_one(&self, index: usize, input: &Input, sender: &SyncSender<Read>) -> Result<bool> {
        let name = input.name();
        let file = self.bar.counted(input.open()?);
        // What of an article was warned of once need not be said with each batch.
        let mut warned = HashSet::new();
        for batch in Stream::open(&name, file, &self.read)? {
            let mut batch = batch?;
            let warnings = self.articles.resolve(&name, &mut batch.sections);
            batch.warnings.extend(warnings.into_iter().filter(|warning| match warning {
                Warning::UnknownArticle { id, .. } | Warning::BareArticle { id, .. } => warned.insert(id.clone()),
                _ => true,
            }));
            if sender.send(Read::Batch(index, Box::new(batch))).is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn predict_all(&self, read: &Receiver<Read>, sender: &SyncSender<Part>) {
        let mut skip = self.skip;
        let mut done = HashMap::new();
        for part in read {
            let sent = match part {
                Read::Batch(input, batch) => {
                    let counted = done.entry(input).or_insert(0);
                    let before = *counted;
                    *counted += batch.order.len() as u64;
                    self.predict(input, *batch, (&mut skip, before), sender)
                }
                Read::Unreadable(error) => sender.send(Part::Unreadable(error)).is_ok(),
            };
            if !sent {
                return;
            }
        }
    }

    /// Predicts the comments of a batch; says whether somebody listens.
    fn predict(
        &self,
        input: usize,
        mut batch: Batch,
        (skip, before): (&mut u64, u64),
        sender: &SyncSender<Part>,
    ) -> bool {
        let mut places = std::mem::take(&mut batch.order);
        let skipped = usize::try_from(*skip).unwrap_or(usize::MAX).min(places.len());
        *skip -= skipped as u64;
        places.drain(..skipped);
        if self.grouped {
            places.sort_unstable();
        }
        let batch = Arc::new(batch);
        let bound: Vec<SectionModel> = batch.sections.par_iter().map(|section| self.bind(section)).collect();
        let counts_words = before < WORDS_COUNTED;
        let sections = batch.sections.iter().zip(&batch.section_numbers);
        let articles: Vec<u64> = sections
            .map(|(section, number)| match section.article.as_ref().and_then(|article| article.key()) {
                Some(key) => u64::from_le_bytes(key),
                None => hash((input, number)),
            })
            .collect();
        let mut chunks: Vec<&[(usize, usize)]> =
            places.chunks(if self.explain { EXPLAINED_CHUNK } else { CHUNK }).collect();
        if chunks.is_empty() {
            chunks.push(&[]);
        }
        for (number, places) in chunks.into_iter().enumerate() {
            let predict = |(section, index): &(usize, usize)| {
                let bound = &bound[*section];
                let (predicted, unknown) = match (self.explain, counts_words) {
                    (true, counts) => (bound.explain(*index), counts.then(|| bound.unknown_share(*index)).flatten()),
                    (false, true) => {
                        let (prediction, unknown) = bound.predict_with_unknown_share(*index);
                        ((prediction, Vec::new()), unknown)
                    }
                    (false, false) => ((bound.predict(*index), Vec::new()), None),
                };
                (predicted, Note { article: articles[*section], known: bound.is_known(), unknown })
            };
            let (predictions, notes) = places.par_iter().with_min_len(16).map(predict).unzip();
            let rows = Rows {
                input,
                batch: Arc::clone(&batch),
                places: places.to_vec(),
                predictions,
                notes,
                is_first: number == 0,
            };
            if sender.send(Part::Rows(rows)).is_err() {
                return false;
            }
        }
        true
    }

    fn bind<'a>(&'a self, section: &'a Section) -> SectionModel<'a> {
        let bound = self.model.section(section);
        match &self.thresholds {
            Some(thresholds) => bound.abstaining(thresholds),
            None => bound,
        }
    }
}
