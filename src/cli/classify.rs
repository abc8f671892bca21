//! `hustings classify`: comments in, labels out.

mod articles;
pub mod checkpoint;
mod pipeline;

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;

use anyhow::{Context, Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use comfy_table::Table;
use hustings::model::Thresholds;
use hustings::read::{Authors, Format, ReadParams};
use sha2::{Digest, Sha256};

use super::columns::TableArgs;
use super::destination::{Destination, is_stdout};
use super::inputs::{self, Found};
use super::interrupt;
use super::messages::{self, Done, Messages};
use super::models::{self, ThreadArgs};
use super::output::{Frame, LISTED, OutputFormat, Row, Writer, writer};
use super::progress::ReadBar;
use super::tally::Tally;

use articles::Articles;
use checkpoint::{Checkpoint, State};
use pipeline::{Part, Rows, Work};

/// Say of each comment where it stands
///
/// Gives each comment a stance toward the thesis of its article, the target it is mainly about, its stance toward each
/// target, and its sentiment, each with a calibrated probability; then how many comments hold which view. The thesis is
/// left empty where no article is known.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, folders of files, or - for standard input: pages, exports, CSV or JSONL, also compressed (.gz, .zst)
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Model file to use [default: the built-in one]
    #[arg(short, long, value_name = "M")]
    model: Option<PathBuf>,

    /// Topic file: its articles are found by the column article, its targets are those asked about [default: the model's
    /// targets, no articles]
    #[arg(short, long, value_name = "T")]
    topic: Option<PathBuf>,

    /// The article of all comments: an id in the topic file, or a text file whose first line is the title [default: as
    /// read]
    #[arg(short, long, value_name = "A")]
    article: Option<String>,

    /// Format of the input [default: told from its content]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    from: Option<Format>,

    /// Format of the output [default: csv, jsonl, html or parquet if OUT ends so, else table]
    #[arg(long, value_name = "FORMAT")]
    to: Option<OutputFormat>,

    /// File to write; it appears whole or not at all [default: standard output]
    ///
    /// CSV and JSONL grow in OUT.partial until they are whole.
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,

    /// Go on where an earlier run that wrote OUT was ended: same inputs, same options
    #[arg(long, requires = "out")]
    resume: bool,

    /// Show the N words that weighed most in each label, and in JSONL and HTML the N strongest other signals [default for
    /// HTML: 8]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    explain: Option<u32>,

    /// Give only labels of which at most a share of R is wrong, above 0 and below 1, and abstain from the rest [default:
    /// give all]
    ///
    /// For each class of each head, the error of its labels on comments held out from training is at most R with 90 %
    /// confidence; 0.2 is 20 %. The thresholds are told at the end. Holds for comments like those of training.
    #[arg(long, value_name = "R", value_parser = share)]
    max_error: Option<f64>,

    /// Stop at the first record or input that cannot be read, instead of leaving it out
    #[arg(long)]
    strict: bool,

    /// What becomes of authors' names
    #[arg(long, value_name = "HOW", value_enum, default_value_t = AuthorsArg::Keep)]
    authors: AuthorsArg,

    /// File whose content is the key for --authors hash, so that a name has the same hash in every run [default: a new
    /// random key for each run]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    #[command(flatten)]
    threads: ThreadArgs,

    #[command(flatten)]
    table: TableArgs,
}

const EXAMPLES: &str = "\
Examples:
  hustings classify page.txt                                  a printed page, as a table
  hustings classify exports/ -o stances.csv                   all files of a folder, as CSV
  hustings classify page.txt -o page.html                     a page for the browser
  hustings classify export.csv --article article.txt --explain 3
  hustings classify export.csv --max-error 0.2 -o sure.csv    only labels that are seldom wrong
  cat export.jsonl | hustings classify - --to jsonl --model my.model";

fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| name.parse::<Format>())
}

/// What becomes of authors' names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum AuthorsArg {
    /// Names as read
    Keep,
    /// A keyed hash instead: the same for the same name
    Hash,
    /// No names
    Drop,
}

impl AuthorsArg {
    fn settle(self, key: Option<&Path>) -> Result<Authors> {
        match (self, key) {
            (Self::Hash, Some(path)) => {
                let key = std::fs::read(path).with_context(|| format!("--key {}", path.display()))?;
                if key.is_empty() {
                    bail!("--key {}: the file is empty; 32 random bytes make a good key", path.display());
                }
                Ok(Authors::Hash(key))
            }
            (Self::Hash, None) => {
                let mut key = vec![0; 32];
                getrandom::fill(&mut key).context("no random key could be had; name one with --key")?;
                Ok(Authors::Hash(key))
            }
            (_, Some(_)) => bail!("--key is for --authors hash"),
            (Self::Keep, None) => Ok(Authors::Keep),
            (Self::Drop, None) => Ok(Authors::Drop),
        }
    }
}

/// A share between 0 and 1, neither included.
fn share(text: &str) -> Result<f64, &'static str> {
    let share = text.parse().ok().filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or("not a number above 0 and below 1; 0.2 is 20 %")
}

/// Arguments as checked.
struct Settings {
    read: ReadParams,
    to: OutputFormat,
    explain: Option<usize>,
    strict: bool,
}

impl Settings {
    fn new(args: &Args) -> Result<Self> {
        let extension = args.out.as_deref().and_then(Path::extension).map(|extension| extension.to_ascii_lowercase());
        let by_name = match extension.as_deref().and_then(|extension| extension.to_str()) {
            Some("csv") => OutputFormat::Csv,
            Some("jsonl") => OutputFormat::Jsonl,
            Some("html" | "htm") => OutputFormat::Html,
            Some("parquet") => OutputFormat::Parquet,
            _ => OutputFormat::Table,
        };
        let to = args.to.unwrap_or(by_name);
        if args.resume && args.authors == AuthorsArg::Hash && args.key.is_none() {
            bail!(
                "--resume with --authors hash needs the same --key as before; without one each run has a key of its own"
            );
        }
        if args.resume && !to.is_resumable() {
            bail!("--resume is for CSV and JSONL, which grow record by record; write one of them");
        }
        let read = ReadParams {
            format: args.from,
            columns: args.table.columns(),
            wheres: args.table.wheres.clone(),
            strict: args.strict,
            authors: args.authors.settle(args.key.as_deref())?,
        };
        let explain = args.explain.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        // A page always explains its labels.
        let explain = explain.or_else(|| (to == OutputFormat::Html).then_some(LISTED));
        Ok(Self { read, to, explain, strict: args.strict })
    }
}

/// Runs the subcommand.
pub fn run(args: Args) -> Result<Done> {
    let settings = Settings::new(&args)?;
    args.threads.start()?;
    let topic = models::topic(args.topic.as_deref())?;
    let model = Arc::new(models::load_for(args.model.as_deref(), topic.as_ref())?);
    let thresholds = args.max_error.map(|max_error| model.abstaining(max_error)).transpose()?.map(Arc::new);
    let articles = Articles::new(args.article.as_deref(), topic)?;
    let output = args.out.as_deref().filter(|path| !is_stdout(path));
    let found = inputs::find(&args.inputs, output)?;
    let read = args.inputs.iter().chain(&args.model).chain(&args.topic).map(PathBuf::as_path);
    let resumable = output.filter(|path| settings.to.is_resumable() && !Destination::is_device(path));
    let (mut out, state) = match (resumable, output) {
        (Some(path), _) => {
            let state = State::earlier(path, &fingerprint(&args, &settings, model.id(), &found), args.resume)?;
            (Destination::resume(path, read, state.bytes)?, Some(state))
        }
        (None, Some(path)) => (Destination::create(path, read)?, None),
        (None, None) => (Destination::stdout(), None),
    };
    let width = if out.is_terminal() { Table::new().width() } else { None };
    let frame = Frame::new(&model, found.inputs.len() > 1, settings.explain);
    let writer = writer(settings.to, frame, width);
    let mut tally = Tally::new(&model);
    if let Some(state) = &state {
        tally.restore(&state.tally)?;
    }
    let bar = Arc::new(ReadBar::new(!out.is_terminal(), found.inputs.iter().map(inputs::Input::size).sum()));
    let names = found.inputs.iter().map(inputs::Input::name).collect::<Vec<_>>();
    let mut writing = Writing {
        names,
        n_inputs: found.inputs.len() + found.errors.len(),
        begun: state.as_ref().is_some_and(|state| state.bytes > 0),
        strict: settings.strict,
        max_error: args.max_error,
        writer,
        tally,
        messages: Messages::default(),
        section: None,
        checkpoint: resumable.map(Checkpoint::new).zip(state),
        bar: Arc::clone(&bar),
        read_any: false,
    };
    for error in found.errors {
        writing.unreadable(error)?;
    }
    interrupt::listen();
    let work = Work {
        inputs: found.inputs,
        read: settings.read,
        articles,
        model,
        thresholds: thresholds.clone(),
        explain: settings.explain.is_some(),
        grouped: writing.writer.is_grouped(),
        skip: writing.checkpoint.as_ref().map_or(0, |(_, state)| state.comments),
        bar,
    };
    match writing.all(work, &mut out) {
        Ok(Ended::AtTheEnd) => writing.finish(out, settings.to == OutputFormat::Table, thresholds.as_deref()),
        Ok(Ended::Interrupted) => writing.interrupted(out),
        Err(error) => {
            writing.bar.clear();
            match &writing.checkpoint {
                Some((checkpoint, _)) if checkpoint.exists() => out.keep(),
                _ => out.discard(),
            }
            Err(error)
        }
    }
}

/// Hash of all that decides what is written.
fn fingerprint(args: &Args, settings: &Settings, model: &str, found: &Found) -> String {
    let mut all = String::new();
    let inputs: Vec<(String, u64)> = found.inputs.iter().map(|input| (input.name(), input.size())).collect();
    let Settings { read, to, explain, .. } = settings;
    let _ = write!(all, "{} {model} {read:?} {to:?} {explain:?} {inputs:?}", env!("CARGO_PKG_VERSION"));
    let _ = write!(all, "{:?} {:?} {:?} {:?}", args.article, args.topic, args.max_error, args.inputs);
    let mut digest = Sha256::new_with_prefix(&all);
    for path in args.topic.iter().chain(&args.key).cloned().chain(args.article.as_ref().map(PathBuf::from)) {
        digest.update(std::fs::read(path).unwrap_or_default());
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How writing ended.
enum Ended {
    AtTheEnd,
    Interrupted,
}

/// All that writing needs.
struct Writing {
    /// Names of the inputs.
    names: Vec<String>,
    /// Those that cannot be read counted too.
    n_inputs: usize,
    /// Whether anything was written.
    begun: bool,
    strict: bool,
    max_error: Option<f64>,
    writer: Box<dyn Writer>,
    tally: Tally,
    messages: Messages,
    /// Input and number of the section written last.
    section: Option<(usize, u64)>,
    checkpoint: Option<(Checkpoint, State)>,
    bar: Arc<ReadBar>,
    read_any: bool,
}

impl Writing {
    /// Writes what is read and predicted; an input that cannot be read does not keep the others from it.
    fn all(&mut self, work: Work, out: &mut Destination) -> Result<Ended> {
        let parts = pipeline::start(work);
        loop {
            if interrupt::is_asked() {
                return Ok(Ended::Interrupted);
            }
            match parts.recv_timeout(interrupt::PATIENCE) {
                Ok(Part::Rows(rows)) => self.rows(&rows, out)?,
                Ok(Part::Unreadable(error)) => self.unreadable(error)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) if self.read_any => return Ok(Ended::AtTheEnd),
                Err(RecvTimeoutError::Disconnected) => bail!("none of {} inputs could be read", self.n_inputs),
            }
        }
    }

    /// Reports an input that cannot be read, or gives up if it is the only one.
    fn unreadable(&mut self, error: anyhow::Error) -> Result<()> {
        if self.strict || self.n_inputs == 1 {
            return Err(error);
        }
        self.bar.suspend(|| self.messages.unreadable(&error));
        Ok(())
    }

    fn rows(&mut self, rows: &Rows, out: &mut Destination) -> Result<()> {
        self.read_any = true;
        if rows.is_first {
            self.bar.suspend(|| {
                self.messages.warnings(&rows.batch.warnings);
                self.messages.bad_records(&rows.batch.problems);
            });
            self.messages.left_out(&rows.batch.left_out);
        }
        if !std::mem::replace(&mut self.begun, true) {
            self.writer.begin(out)?;
        }
        let file = self.names[rows.input].as_str();
        let all: Vec<Row> = rows
            .places
            .iter()
            .zip(&rows.predictions)
            .map(|((section, index), (prediction, explanations))| Row {
                file,
                comment: &rows.batch.sections[*section].comments[*index],
                prediction,
                explanations,
            })
            .collect();
        let mut written = 0;
        let is_grouped = self.writer.is_grouped();
        for group in rows.places.chunk_by(|a, b| !is_grouped || a.0 == b.0) {
            let section = group[0].0;
            let number = (rows.input, rows.batch.section_numbers[section]);
            if is_grouped && self.section.replace(number) != Some(number) {
                self.writer.section(file, number, &rows.batch.sections[section], out)?;
            }
            self.writer.rows(&all[written..written + group.len()], out)?;
            written += group.len();
        }
        all.iter().for_each(|row| self.tally.add(row.prediction));
        self.bar.comments(all.len());
        let comments = self.tally.n_comments();
        if self.checkpoint.as_ref().is_some_and(|(checkpoint, _)| checkpoint.is_due(comments)) {
            self.note_state(out)?;
        }
        Ok(())
    }

    /// Writes down how far the run has come.
    fn note_state(&mut self, out: &mut Destination) -> Result<()> {
        if let Some((checkpoint, state)) = &mut self.checkpoint {
            state.bytes = out.synced_length()?;
            state.tally = self.tally.state();
            state.comments = self.tally.n_comments() as u64;
            checkpoint.write(state)?;
        }
        Ok(())
    }

    /// Ends a run that came to the end.
    fn finish(mut self, mut out: Destination, for_people: bool, thresholds: Option<&Thresholds>) -> Result<Done> {
        self.bar.clear();
        self.writer.finish(&self.tally.totals(self.max_error), &mut out)?;
        let summary = self.tally.summary();
        if for_people {
            write!(out, "\n{summary}")?;
        }
        out.commit()?;
        if let Some((checkpoint, _)) = &self.checkpoint {
            checkpoint.remove()?;
        }
        if !for_people {
            messages::note(&summary);
        }
        if let Some(thresholds) = thresholds {
            messages::note(&format!("\n{}", self.tally.thresholds(thresholds)));
        }
        Ok(self.messages.finish())
    }

    /// Ends a run that was asked to end: what was written is whole records.
    fn interrupted(mut self, mut out: Destination) -> Result<Done> {
        self.bar.clear();
        let comments = messages::count(self.tally.n_comments(), "comment");
        if self.checkpoint.is_some() {
            self.note_state(&mut out)?;
            out.keep();
            messages::say(&format!("stopped after {comments}; the same command with --resume goes on"));
        } else {
            out.flush()?;
            out.discard();
            messages::say(&format!("stopped after {comments}"));
        }
        Ok(Done::Interrupted)
    }
}
