//! `hustings classify`: comments in, labels out.

mod articles;
pub mod checkpoint;
mod pipeline;
mod settings;
mod writing;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use comfy_table::Table;
use hustings::read::Format;

use super::columns::TableArgs;
use super::destination::{Destination, is_stdout};
use super::inputs;
use super::interrupt;
use super::messages::{Done, Messages};
use super::models::{self, ThreadArgs};
use super::output::{Frame, OutputFormat, writer};
use super::progress::ReadBar;
use super::section_shares::Audit;
use super::tally::Tally;

use articles::Articles;
use checkpoint::{Checkpoint, State};
use pipeline::Work;
use settings::{AuthorsArg, Settings, fingerprint};
use writing::{Ended, Writing};

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

    /// Labelled comments of the same section, drawn at random: their labels make the shares sure whatever the model gets
    /// wrong
    ///
    /// A table with ids, texts and a column for each head, as for train; comments are found by id and text. About a hundred are
    /// a start. The sample must be random: labels of comments picked by hand say nothing of the others.
    #[arg(long, value_name = "FILE")]
    audit: Option<PathBuf>,

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
  hustings classify export.csv --audit labelled.csv           shares made sure by a labelled sample
  hustings classify export.csv --max-error 0.2 -o sure.csv    only labels that are seldom wrong
  cat export.jsonl | hustings classify - --to jsonl --model my.model";

fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| name.parse::<Format>())
}

/// A share between 0 and 1, neither included.
fn share(text: &str) -> Result<f64, &'static str> {
    let share = text.parse().ok().filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or("not a number above 0 and below 1; 0.2 is 20 %")
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
    let read = args.inputs.iter().chain(&args.model).chain(&args.topic).chain(&args.audit).map(PathBuf::as_path);
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
    let audit = args.audit.as_deref().map(|path| Audit::read(path, &model, &args.table)).transpose()?;
    let mut tally = Tally::new(Arc::clone(&model), audit);
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
