//! What shares are made of, counted over all comments of a run, and the audit that makes them sure.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use hustings::comment::Comment;
use hustings::model::{ErrorSketch, Model, Prediction};
use hustings::read::{LabelledParams, ReadParams, Source, read_labelled};
use hustings::report::{HeadSummary, SectionNotes};
use hustings::shares::audit::{Audited, audited};
use hustings::shares::shift::{Shift, confidence, distance, farthest};
use hustings::shares::{
    ArticleCounts, Corrected, Corrector, MIN_COMMENTS, Records, SectionCells, Uncorrected, Variant, text_hash,
};
use hustings::topic::Head;
use serde::{Deserialize, Serialize};

use super::columns::TableArgs;
use super::messages;
use super::output::Note;

/// Comments of which something is said at least before a section is called unlike training.
const LEAST_TO_WARN: f64 = 20.0;

/// Counts of a run.
#[derive(Debug)]
pub struct SectionShares {
    model: Arc<Model>,
    state: SharesState,
    audit: Option<Audit>,
}

/// The counts, which outlive a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SharesState {
    /// Of each head: comments under articles never seen, and under those known from training.
    heads: Vec<[SectionCells; 2]>,
    records: Records,
    /// Bits of the sum of the shares of unknown words.
    unknown: u64,
    /// The comments whose words were counted.
    unknown_of: ArticleCounts,
    n_unknown: u64,
    /// Comments of the audit that were found: which, and the bits of the probabilities of each head.
    found: Vec<(usize, Vec<Vec<u64>>)>,
}

impl SectionShares {
    /// None counted yet.
    pub fn new(model: Arc<Model>, audit: Option<Audit>) -> Self {
        let n_heads = model.heads().len();
        let heads = vec![<[SectionCells; 2]>::default(); n_heads];
        let state = SharesState { heads, records: Records::new(n_heads), ..SharesState::default() };
        Self { model, state, audit }
    }

    /// Counts a comment.
    pub fn add(&mut self, comment: &Comment, prediction: &Prediction, note: &Note) {
        let mut codes = Vec::with_capacity(prediction.heads.len());
        for (index, predicted) in prediction.heads.iter().enumerate() {
            let known = self.is_known(index, note.known);
            let label = predicted.label.or(predicted.withheld);
            let code = self.errors(index, known).zip(label);
            let code = code.filter(|(errors, _)| errors.n_classes() == predicted.probabilities.len());
            let code = code.map(|(errors, label)| errors.lattice().code(&predicted.probabilities, label));
            if let Some(code) = code {
                self.state.heads[index][usize::from(known)].add(code, 1.0, note.article);
            }
            codes.push(code);
        }
        self.state.records.add(comment.author.as_deref(), &comment.text, note.article, codes.into_iter());
        if let Some(unknown) = note.unknown {
            self.state.unknown = (f64::from_bits(self.state.unknown) + unknown).to_bits();
            self.state.unknown_of.add(note.article, 1.0);
            self.state.n_unknown += 1;
        }
        if let Some(at) = self.audit.as_mut().and_then(|audit| audit.find(comment)) {
            let bits = |p: &Vec<f64>| p.iter().map(|p| p.to_bits()).collect();
            self.state.found.push((at, prediction.heads.iter().map(|head| bits(&head.probabilities)).collect()));
        }
    }

    /// The counts, to be restored in another run.
    pub fn state(&self) -> SharesState {
        self.state.clone()
    }

    /// Takes over the counts of an earlier run; says whether they fit.
    pub fn restore(&mut self, state: &SharesState) -> bool {
        let n_heads = self.state.heads.len();
        let fits = state.heads.len() == n_heads && state.records.fits(n_heads);
        if fits {
            self.state = state.clone();
            if let Some(audit) = &mut self.audit {
                state.found.iter().for_each(|(at, _)| audit.take(*at));
            }
        }
        fits
    }

    /// Corrects the shares of all heads; says what they have in common.
    pub fn correct(&self, heads: &mut [HeadSummary]) -> SectionNotes {
        let records = &self.state.records;
        let mut notes = SectionNotes {
            n_authors: records.n_authors(),
            too_many: records.is_overflown(),
            audit: self
                .audit
                .as_ref()
                .map(|audit| (self.state.found.len(), audit.labels.len() - self.state.found.len())),
            ..SectionNotes::default()
        };
        let mut shifts = Vec::new();
        notes.too_few = heads.iter().all(|head| asked(head) < MIN_COMMENTS);
        if !notes.too_few {
            self.compare_words(&mut shifts);
        }
        let variants = [Variant::OneVoice, Variant::NoDuplicates].map(|variant| records.differs(variant));
        for (index, head) in heads.iter_mut().enumerate() {
            let asked = asked(head);
            if asked == 0 {
                continue;
            }
            head.shares.audited = self.audited(index, &head.expected, asked);
            if notes.too_few {
                continue;
            }
            if asked < MIN_COMMENTS {
                head.shares.corrected = Some(Err(Uncorrected::FewComments.to_string()));
                continue;
            }
            let (known, cells) = match &self.state.heads[index] {
                [unseen, known] if unseen.total() > 0.0 && known.total() > 0.0 => {
                    head.shares.corrected = Some(Err(Uncorrected::Mixed.to_string()));
                    continue;
                }
                [unseen, known] if known.total() > unseen.total() => (true, known),
                [unseen, _] => (false, unseen),
            };
            let corrector = self.errors(index, known).ok_or(Uncorrected::NoHeldOut).and_then(|errors| {
                let corrector = Corrector::new(errors)?;
                Ok((errors, corrector))
            });
            let (errors, corrector) = match corrector {
                Ok(found) => found,
                Err(reason) => {
                    head.shares.corrected = Some(Err(reason.to_string()));
                    continue;
                }
            };
            let Some(corrected) = corrector.correct(cells) else { continue };
            let name = if head.label.is_empty() { &head.name } else { &head.label };
            compare(name, errors, &corrector, cells, &corrected, &mut shifts);
            let variant =
                |at: usize, variant| variants[at].then(|| corrector.correct(&records.cells(index, variant))).flatten();
            head.shares.one_voice = variant(0, Variant::OneVoice);
            head.shares.no_duplicates = variant(1, Variant::NoDuplicates);
            head.shares.corrected = Some(Ok(corrected));
        }
        notes.shifts = shifts.iter().map(Shift::to_string).collect();
        notes
    }

    /// Whether the head is answered by what was learnt of known articles.
    fn is_known(&self, head: usize, known: bool) -> bool {
        known && self.model.heads()[head].head == Head::Thesis
    }

    fn errors(&self, head: usize, known: bool) -> Option<&ErrorSketch> {
        match known {
            true => self.model.known()?.errors(),
            false => self.model.heads()[head].errors.as_ref(),
        }
    }

    /// Whether the words are as well known as those of training.
    fn compare_words(&self, shifts: &mut Vec<Shift>) {
        let n = self.state.n_unknown as f64;
        if let Some(typical) = self.model.unknown().filter(|_| n >= LEAST_TO_WARN) {
            let seen = f64::from_bits(self.state.unknown) / n;
            let expected = typical.range(n, self.state.unknown_of.effective());
            if seen > expected[1] {
                shifts.push(Shift::UnknownWords { seen, expected });
            }
        }
    }

    /// The shares of a head from the comments of the audit that were found.
    fn audited(&self, head: usize, expected: &[f64], asked: usize) -> Option<(usize, Corrected)> {
        let audit = self.audit.as_ref()?;
        let of = |(at, probabilities): &(usize, Vec<Vec<u64>>)| {
            let truth = audit.labels.get(*at)?.get(head).copied().flatten()?;
            let probabilities: Vec<f64> = probabilities.get(head)?.iter().copied().map(f64::from_bits).collect();
            (probabilities.len() == expected.len()).then_some(Audited { truth, probabilities })
        };
        let sample: Vec<Audited> = self.state.found.iter().filter_map(of).collect();
        let expected: Vec<f64> = expected.iter().map(|expected| expected / asked as f64).collect();
        Some((sample.len(), audited(&sample, &expected, asked)?))
    }
}

/// Whether a head is as sure as on held-out articles, and its shares are as near those of training.
fn compare(
    head: &str,
    errors: &ErrorSketch,
    corrector: &Corrector,
    cells: &SectionCells,
    corrected: &Corrected,
    shifts: &mut Vec<Shift>,
) {
    let n = cells.total();
    if n < LEAST_TO_WARN {
        return;
    }
    let sure = |code: usize| errors.lattice().probabilities(code).fold(0.0, f64::max);
    let seen = cells.weights.iter().map(|(code, weight)| weight * sure(usize::from(*code))).sum::<f64>() / n;
    let head = head.to_owned();
    if let Some(typical) = confidence(errors) {
        let expected = typical.range(n, cells.articles.effective());
        if !(expected[0]..=expected[1]).contains(&seen) {
            shifts.push(Shift::Confidence { head: head.clone(), seen, expected });
        }
    }
    let seen = distance(&corrected.shares, corrector.prior());
    if let Some(farthest) = farthest(errors).filter(|farthest| seen > *farthest) {
        shifts.push(Shift::Shares { head, seen, farthest });
    }
}

/// Labelled comments of the section.
#[derive(Debug)]
pub struct Audit {
    /// For each comment its label of each head.
    labels: Vec<Vec<Option<usize>>>,
    /// Comments not found yet, by id and text.
    places: HashMap<(String, u64), usize>,
}

impl Audit {
    /// Reads the labelled comments for the heads of a model.
    pub fn read(path: &Path, model: &Model, table: &TableArgs) -> Result<Self> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).with_context(|| format!("--audit {name}"))?;
        let read = ReadParams { columns: table.columns(), ..ReadParams::default() };
        let params = LabelledParams { read, maps: Vec::new() };
        let dataset = read_labelled(&[Source { name: &name, bytes: &bytes }], model.topic(), &params)?;
        if !dataset.problems.is_empty() {
            let n = messages::count(dataset.problems.len(), "record");
            messages::warn(&format!("--audit {name}: {n} could not be read, the first: {}", dataset.problems[0]));
        }
        let mut audit = Self { labels: Vec::new(), places: HashMap::new() };
        for sample in &dataset.samples {
            let comment = &dataset.sections[sample.section].comments[sample.comment];
            audit.places.insert(key(comment), audit.labels.len());
            audit.labels.push(sample.labels.clone());
        }
        Ok(audit)
    }

    /// The labelled comment that this is, if any, found for the first time.
    fn find(&mut self, comment: &Comment) -> Option<usize> {
        if self.places.is_empty() {
            return None;
        }
        self.places.remove(&key(comment))
    }

    /// Counts a labelled comment as found.
    fn take(&mut self, at: usize) {
        self.places.retain(|_, place| *place != at);
    }
}

fn key(comment: &Comment) -> (String, u64) {
    (comment.id.clone(), text_hash(&comment.text))
}

/// Comments that a head was asked about.
fn asked(head: &HeadSummary) -> usize {
    head.counts.iter().map(|(_, count)| count).sum::<usize>() + head.abstained
}
