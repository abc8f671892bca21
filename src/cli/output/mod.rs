//! How classified comments are written: one format per file, behind one trait.

mod csv;
pub mod guard;
mod html;
mod jsonl;
mod parquet;
mod table;

use std::io::{self, Write};

use clap::ValueEnum;
use hustings::comment::{Comment, Section};
use hustings::model::{Explanation, HeadPrediction, Model, Prediction};
use hustings::report::{HeadSummary, SectionNotes};

pub use html::LISTED;

/// A format of classified comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people: texts shortened, a line of labels for each comment
    Table,
    /// For spreadsheets and scripts: label and probability of each head
    Csv,
    /// For programs: one object per comment, probabilities of all classes
    Jsonl,
    /// For looking: a page for the browser, the words that decided marked
    Html,
    /// For data frames: columns of the CSV, time, probabilities of all classes
    Parquet,
}

impl OutputFormat {
    /// Whether output grows record by record, so that a run can go on where another ended.
    pub fn is_resumable(self) -> bool {
        matches!(self, Self::Csv | Self::Jsonl)
    }
}

/// What all comments of a run have in common.
#[derive(Debug)]
pub struct Frame {
    /// The heads, in the order of the model.
    pub heads: Vec<HeadFrame>,
    /// Id of the model.
    pub model: String,
    /// Whether there are several input files, so that each comment says which is its own.
    pub with_file: bool,
    /// How many words explain a label, if any shall.
    pub explain: Option<usize>,
}

/// A head by name.
#[derive(Debug)]
pub struct HeadFrame {
    /// Its name.
    pub name: String,
    /// Its classes.
    pub classes: Vec<String>,
}

impl Frame {
    /// The frame of a model.
    pub fn new(model: &Model, with_file: bool, explain: Option<usize>) -> Self {
        let topic = model.topic();
        let heads = model.heads().iter().map(|model| HeadFrame {
            name: topic.head_name(model.head).to_owned(),
            classes: topic.classes(model.head).into_iter().map(String::from).collect(),
        });
        Self { heads: heads.collect(), model: model.id().to_owned(), with_file, explain }
    }
}

/// A classified comment.
#[derive(Debug)]
pub struct Row<'a> {
    /// Name of its file.
    pub file: &'a str,
    /// The comment.
    pub comment: &'a Comment,
    /// What each head says.
    pub prediction: &'a Prediction,
    /// Why, for each head that says something; empty if not asked for.
    pub explanations: &'a [Option<Explanation>],
}

impl Row<'_> {
    /// The heads with what was predicted and why.
    fn heads<'a>(
        &'a self,
        frame: &'a Frame,
    ) -> impl Iterator<Item = (&'a HeadFrame, &'a HeadPrediction, Option<&'a Explanation>)> {
        let why = self.explanations.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        frame.heads.iter().zip(&self.prediction.heads).zip(why).map(|((head, predicted), why)| (head, predicted, why))
    }

    /// The strongest words of an explanation, each with its weight. Full stops and commas weigh too, but tell a reader
    /// nothing: they are left to the JSONL, where everything adds up.
    fn words(&self, explanation: &Explanation, n: usize) -> impl Iterator<Item = (&str, f64)> {
        let words = explanation.words.iter().map(|word| (&self.comment.text[word.start..word.end], word.weight));
        words.filter(|(word, _)| !word.chars().all(|c| c.is_ascii_punctuation() && c != '!' && c != '?')).take(n)
    }
}

/// The sums over all comments of a run.
#[derive(Debug)]
pub struct Totals<'a> {
    /// What each head says, in the order of the model.
    pub heads: &'a [HeadSummary],
    /// Number of comments.
    pub n_comments: usize,
    /// Largest share of wrong labels, where the model abstains rather than err more often.
    pub max_error: Option<f64>,
    /// What the heads have in common.
    pub notes: &'a SectionNotes,
}

/// What is known of a comment besides its labels, for shares.
#[derive(Debug, Clone, Copy, Default)]
pub struct Note {
    /// Stands for its article, or for its section where no article is known.
    pub article: u64,
    /// Whether the model knows the article from training.
    pub known: bool,
    /// Share of its words that the model does not know, if that was looked at.
    pub unknown: Option<f64>,
}

/// Writes classified comments. `rows` comes any number of times after each `section`.
pub trait Writer {
    /// Writes what stands before everything, once.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Whether comments of one section should come together, after their section; otherwise they come in the order of
    /// the file, and sections are not told.
    fn is_grouped(&self) -> bool {
        false
    }

    /// Writes what stands before comments of a section, which has this number (input, and section in it). A section
    /// comes again where a large file has comments of others between its own.
    fn section(
        &mut self,
        _file: &str,
        _number: (usize, u64),
        _section: &Section,
        _out: &mut dyn Write,
    ) -> io::Result<()> {
        Ok(())
    }

    /// Writes comments.
    fn rows(&mut self, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()>;

    /// Writes what stands after everything, once.
    fn finish(&mut self, _totals: &Totals<'_>, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// The writer of a format. A table fits into `width` columns of characters as far as its cells allow.
pub fn writer(format: OutputFormat, frame: Frame, width: Option<u16>) -> Box<dyn Writer> {
    match format {
        OutputFormat::Table => Box::new(table::Table::new(frame, width)),
        OutputFormat::Csv => Box::new(csv::Csv::new(frame)),
        OutputFormat::Jsonl => Box::new(jsonl::Jsonl::new(frame)),
        OutputFormat::Html => Box::new(html::Html::new(frame)),
        OutputFormat::Parquet => Box::new(parquet::Parquet::new(frame)),
    }
}
