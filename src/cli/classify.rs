//! `hustings classify`: comments in, labels out.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use comfy_table::Table;
use hustings::comment::{Article, Section};
use hustings::model::{Model, Thresholds};
use hustings::progress::Progress;
use hustings::read::{Format, ReadParams, Reading, Source, read, resolve_articles};
use hustings::topic::Topic;

use super::ahead::{self, Asked};
use super::columns::TableArgs;
use super::destination::{Destination, is_stdout};
use super::inputs::{self, Found, Input};
use super::messages::{self, Done, Messages};
use super::models::{self, ThreadArgs};
use super::output::{Frame, OutputFormat, Row, Writer, writer};
use super::progress::Bar;
use super::tally::Tally;

/// Say of each comment where it stands
///
/// Gives each comment a stance toward the thesis of its article, the target it is mainly about, its stance toward each
/// target, and its sentiment, each with a calibrated probability; then how many comments hold which view. The thesis is
/// left empty where no article is known.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files, folders of files, or - for standard input: printed pages, CSV or JSONL
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

    /// Format of the output [default: csv, jsonl or parquet if OUT ends so, else table]
    #[arg(long, value_name = "FORMAT")]
    to: Option<OutputFormat>,

    /// File to write; it appears whole or not at all [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,

    /// Show the N words that weighed most in each label, and in JSONL the N strongest other signals
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

    #[command(flatten)]
    threads: ThreadArgs,

    #[command(flatten)]
    table: TableArgs,
}

const EXAMPLES: &str = "\
Examples:
  hustings classify page.txt                                  a printed page, as a table
  hustings classify exports/ -o stances.csv                   all files of a folder, as CSV
  hustings classify export.csv --article article.txt --explain 3
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

/// Arguments as checked.
struct Settings {
    read: ReadParams,
    to: OutputFormat,
    explain: Option<usize>,
    strict: bool,
}

impl Settings {
    fn new(args: &Args) -> Self {
        let extension = args.out.as_deref().and_then(Path::extension).map(|extension| extension.to_ascii_lowercase());
        let by_name = match extension.as_deref().and_then(|extension| extension.to_str()) {
            Some("csv") => OutputFormat::Csv,
            Some("jsonl") => OutputFormat::Jsonl,
            Some("parquet") => OutputFormat::Parquet,
            _ => OutputFormat::Table,
        };
        let read = ReadParams {
            format: args.from,
            columns: args.table.columns(),
            wheres: args.table.wheres.clone(),
            strict: args.strict,
        };
        let explain = args.explain.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        Self { read, to: args.to.unwrap_or(by_name), explain, strict: args.strict }
    }
}

/// Where articles come from.
enum Articles {
    /// From the input alone.
    Read,
    /// From this topic, by id.
    Topic(Topic),
    /// It is this one for all.
    Given(Article),
}

/// Runs the subcommand.
pub fn run(args: Args) -> Result<Done> {
    let settings = Settings::new(&args);
    args.threads.start()?;
    let topic = models::topic(args.topic.as_deref())?;
    let model = models::load_for(args.model.as_deref(), topic.as_ref())?;
    let thresholds = args.max_error.map(|max_error| model.abstaining(max_error)).transpose()?;
    let articles = match (&args.article, topic) {
        (Some(article), topic) => Articles::Given(given_article(article, topic.as_ref())?),
        (None, Some(topic)) => Articles::Topic(topic),
        (None, None) => Articles::Read,
    };
    let output = args.out.as_deref().filter(|path| !is_stdout(path));
    let found = inputs::find(&args.inputs, output)?;
    let mut out = match output {
        Some(path) => {
            let read = args.inputs.iter().chain(&args.model).chain(&args.topic).map(PathBuf::as_path);
            Destination::create(path, read)?
        }
        None => Destination::stdout(),
    };
    let width = if out.is_terminal() { Table::new().width() } else { None };
    let frame = Frame::new(&model, found.inputs.len() > 1, settings.explain);
    let for_people = settings.to == OutputFormat::Table;
    let mut work = Work {
        bar: Bar::new(!out.is_terminal()),
        writer: writer(settings.to, frame, width),
        tally: Tally::new(&model),
        messages: Messages::default(),
        begun: false,
        model,
        thresholds,
        articles,
        settings,
    };
    work.all(found, &mut out)?;
    work.writer.finish(&mut out)?;

    let summary = work.tally.summary();
    if for_people {
        write!(out, "\n{summary}")?;
    }
    out.commit()?;
    if !for_people {
        messages::note(&summary);
    }
    if let Some(thresholds) = &work.thresholds {
        messages::note(&format!("\n{}", work.tally.thresholds(thresholds)));
    }
    Ok(work.messages.finish())
}

/// The article that stands for all: by its id in the topic, or else the text file of this name.
fn given_article(given: &str, topic: Option<&Topic>) -> Result<Article> {
    if let Some(article) = topic.and_then(|topic| topic.article(given)) {
        return Ok(article.clone());
    }
    let text = std::fs::read_to_string(given).with_context(|| match topic {
        Some(_) => format!("--article {given}: no article of the topic file has this id, nor is it a file of text"),
        None => format!("--article {given}: not a file of text; for an id name its topic file with --topic"),
    })?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let (title, body) = text.split_once(['\n', '\r']).unwrap_or((text, ""));
    if title.is_empty() {
        bail!("--article {given}: the file is empty; its first line should be the title");
    }
    Ok(Article { title: title.trim().to_owned(), text: body.trim().to_owned(), ..Article::default() })
}

/// All that a run needs.
struct Work {
    settings: Settings,
    model: Model,
    thresholds: Option<Thresholds>,
    articles: Articles,
    writer: Box<dyn Writer>,
    tally: Tally,
    messages: Messages,
    bar: Bar,
    /// Whether anything was written.
    begun: bool,
}

impl Work {
    /// Classifies all inputs; one that cannot be read does not keep the others from it.
    fn all(&mut self, found: Found, out: &mut dyn Write) -> Result<()> {
        let n = found.inputs.len() + found.errors.len();
        for error in found.errors {
            self.unreadable(error, n)?;
        }
        for input in &found.inputs {
            match self.read(input) {
                Ok(reading) => self.one(input, &reading, out)?,
                Err(error) => self.unreadable(error, n)?,
            }
        }
        if self.begun { Ok(()) } else { bail!("none of {n} inputs could be read") }
    }

    /// Reports an input that cannot be read, or gives up if it is the only one of `n`.
    fn unreadable(&mut self, error: anyhow::Error, n: usize) -> Result<()> {
        if self.settings.strict || n == 1 {
            return Err(error);
        }
        self.messages.unreadable(&error);
        Ok(())
    }

    fn read(&mut self, input: &Input) -> Result<Reading> {
        let name = input.name();
        let bytes = input.read()?;
        let mut reading = read(&Source { name: &name, bytes: &bytes }, &self.settings.read)?;
        let sections = &mut reading.sections;
        match &self.articles {
            Articles::Read => warn_of_bare_ids(&name, sections),
            Articles::Topic(topic) => reading.warnings.extend(resolve_articles(sections, topic)),
            Articles::Given(article) => {
                sections.iter_mut().for_each(|section| section.article = Some(article.clone()));
            }
        }
        self.messages.warnings(&reading.warnings);
        self.messages.bad_records(&reading.problems);
        Ok(reading)
    }

    /// Classifies the sections of one input, in the order read.
    fn one(&mut self, input: &Input, reading: &Reading, out: &mut dyn Write) -> Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            self.writer.begin(out)?;
        }
        let file = input.name();
        let Self { settings, model, thresholds, writer, tally, bar, .. } = self;
        bar.begin("classifying", reading.sections.iter().map(|section| section.comments.len()).sum());
        let asked = Asked { model, thresholds: thresholds.as_ref(), explain: settings.explain.is_some() };
        let mut written = Written { file: &file, writer: writer.as_mut(), tally, out };
        ahead::predict(asked, &file, &reading.sections, bar, &mut written)?;
        self.bar.clear();
        Ok(())
    }
}

/// Where predictions go: into the tally and to the writer.
struct Written<'a> {
    file: &'a str,
    writer: &'a mut dyn Writer,
    tally: &'a mut Tally,
    out: &'a mut dyn Write,
}

impl<'a> ahead::Receiver<'a> for Written<'_> {
    fn section(&mut self, section: &'a Section) -> Result<()> {
        Ok(self.writer.section(self.file, section, self.out)?)
    }

    fn rows(&mut self, rows: &[Row<'a>]) -> Result<()> {
        rows.iter().for_each(|row| self.tally.add(&row.prediction));
        Ok(self.writer.rows(rows, self.out)?)
    }
}

/// Warns of articles of which only the id was read, without a topic file to look them up.
fn warn_of_bare_ids(file: &str, sections: &[Section]) {
    let bare = |article: &Article| article.title.is_empty() && article.thesis.is_none() && article.text.is_empty();
    let bare = sections.iter().filter(|section| section.article.as_ref().is_some_and(bare));
    let n = bare.map(|section| section.comments.len()).sum();
    if n > 0 {
        messages::warn(&format!(
            "{file}: the article of {} is known by its id only, so the thesis is left empty; name the topic file with \
             --topic, or the article with --article",
            messages::count(n, "comment")
        ));
    }
}
