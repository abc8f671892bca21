//! `hustings audit`: labelled comments in, what is wrong with them out.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use csv::WriterBuilder;
use hustings::audit::{Finding, Severity, Side, audit, leaks};
use hustings::eval::HeadObservations;
use hustings::read::{Dataset, Warning};
use hustings::report::audit_text;
use hustings::topic::Topic;
use hustings::train::TrainParams;
use hustings::trial::{cross_validate, observe};

use super::destination::{Destination, is_stdout};
use super::inputs::LabelledArgs;
use super::messages::{self, Done, Messages};
use super::models::{self, ThreadArgs};
use super::output::guard;
use super::progress::Bar;

/// Look for what is wrong with labelled comments
///
/// Likely label errors (confident learning, by models trained without the comment's fold), near-duplicates, equal texts with
/// unequal labels, texts and articles on both sides of a split, ids given twice, heads and classes too thin, comments
/// without words of their own. Nothing is changed; each finding is a place for a person to look at.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    labelled: LabelledArgs,

    /// Topic file: its articles are found by the column article, its targets are the heads looked at [default: the
    /// built-in model's targets, no articles]
    #[arg(short, long, value_name = "T")]
    topic: Option<PathBuf>,

    /// Judge labels by this model instead of training anew; only of use if it has not seen them
    #[arg(short, long, value_name = "M")]
    model: Option<PathBuf>,

    /// Look for no label errors, which needs no training and takes seconds
    #[arg(long, conflicts_with_all = ["model", "folds"])]
    without_model: bool,

    /// Folds of the training, at least 2
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u16).range(2..))]
    folds: u16,

    /// Seed of the folds: any whole number from 0
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Column whose values (train, dev, test) are the sides of a split: look for what stands on two of them
    #[arg(long, value_name = "C")]
    split: Option<String>,

    /// Another labelled file: look for what stands in both
    #[arg(long, value_name = "OTHER.csv", conflicts_with = "split")]
    against: Option<PathBuf>,

    /// File to write all findings to, as CSV; - is standard output, which the summary then leaves free
    #[arg(short, long, value_name = "AUDIT.csv")]
    out: Option<PathBuf>,

    /// Exit with 1 if there is a finding of severity error: a leak, a contradiction, a head of one class
    #[arg(long)]
    fail: bool,

    #[command(flatten)]
    threads: ThreadArgs,
}

const EXAMPLES: &str = "\
Examples:
  hustings audit labelled.csv --topic topic.toml -o audit.csv
  hustings audit labelled.csv --topic topic.toml --without-model --split split --fail
  hustings audit test.csv --topic topic.toml --model my.model --against train.csv

Exit status: 0 done, whatever was found; 1 done but some records could not be read, or --fail and an error was found;
2 could not run.";

/// Runs the subcommand.
pub fn run(args: Args) -> Result<Done> {
    args.threads.start()?;
    let topic = models::topic(args.topic.as_deref())?;
    let topic = match topic {
        Some(topic) => topic,
        None => models::load(None)?.topic().clone(),
    };
    let read = args.labelled.files.iter().chain(&args.topic).chain(&args.model).chain(&args.against);
    let create = |path: &Path| Destination::create(path, read.clone().map(PathBuf::as_path));
    let table = args.out.as_deref().map(create).transpose()?;
    let text = (!args.out.as_deref().is_some_and(is_stdout)).then(Destination::stdout);

    let dataset = args.labelled.read(&topic)?;
    let mut messages = Messages::default();
    // Ids given twice are findings; that articles are unknown is why others are missing.
    let unknown = dataset.warnings.iter().filter(|warning| matches!(warning, Warning::UnknownArticle { .. }));
    messages.warnings(&unknown.cloned().collect::<Vec<_>>());
    messages.bad_records(&dataset.problems);
    messages.left_out(&dataset.left_out);
    if dataset.samples.is_empty() {
        bail!("no labelled comment could be read; {} bad", messages::count(dataset.problems.len(), "record is"));
    }
    let mut findings = across(&args, &topic, &dataset, &mut messages)?;
    let observed = if args.without_model { Vec::new() } else { observed(&args, &topic, &dataset)? };
    findings.extend(audit(&dataset, &topic, &observed));

    if let Some(mut table) = table {
        table.write_all(&csv(&findings)?)?;
        table.commit()?;
    }
    if let Some(mut text) = text {
        text.write_all(audit_text(&findings, dataset.samples.len()).as_bytes())?;
        text.commit()?;
    }
    let done = messages.finish();
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if args.fail && errors > 0 {
        messages::say(&format!("{} of severity error", messages::count(errors, "finding")));
        return Ok(Done::WithBadRecords);
    }
    Ok(done)
}

/// What stands on two sides of the split, if one is given.
fn across(args: &Args, topic: &Topic, dataset: &Dataset, messages: &mut Messages) -> Result<Vec<Finding>> {
    if let Some(column) = &args.split {
        let sides = args.labelled.sides(topic, column)?;
        if sides.len() < 2 {
            bail!("column {column:?} has labelled comments on one side only; name another with --split");
        }
        return Ok(leaks(&sides.iter().map(|(name, dataset)| Side { name, dataset }).collect::<Vec<_>>()));
    }
    let Some(path) = &args.against else { return Ok(Vec::new()) };
    let other = args.labelled.with_file(path.clone()).read(topic)?;
    messages.bad_records(&other.problems);
    let name = path.display().to_string();
    Ok(leaks(&[Side { name: &name, dataset: &other }, Side { name: "the labelled comments", dataset }]))
}

/// What models say that have not seen the comments.
fn observed(args: &Args, topic: &Topic, dataset: &Dataset) -> Result<Vec<HeadObservations>> {
    if let Some(path) = &args.model {
        let model = models::load_for(Some(path), Some(topic))?;
        return Ok(observe(&model, dataset));
    }
    let params = TrainParams { folds: args.folds.into(), seed: args.seed, ..TrainParams::default() };
    let bar = Bar::new(true);
    let validated = cross_validate(dataset, topic, &params, &bar);
    bar.clear();
    // Data too thin to train on are a finding, not a failure.
    validated.map(|validated| validated.observed).or_else(|error| match error.kind() {
        hustings::ErrorKind::Data(_) => {
            messages::warn(&format!("label errors were not looked for, as no model can be trained: {error}"));
            Ok(Vec::new())
        }
        _ => Err(error.into()),
    })
}

/// All findings, a row each.
fn csv(findings: &[Finding]) -> Result<Vec<u8>> {
    let mut lines = WriterBuilder::new().from_writer(Vec::new());
    let columns =
        ["kind", "severity", "record", "id", "article", "head", "label", "suggested", "p", "other_id", "text"];
    lines.write_record(columns)?;
    for finding in findings {
        let record = finding.record.map_or(String::new(), |record| record.to_string());
        let p = finding.p.map_or(String::new(), |p| format!("{p:.4}"));
        let cells = [
            finding.kind.name(),
            finding.severity.name(),
            &record,
            &finding.id,
            &finding.article,
            &finding.head,
            &finding.label,
            &finding.suggested,
            &p,
            &finding.other_id,
            &finding.text,
        ];
        lines.write_record(cells.map(|cell| guard::cell(cell).into_owned()))?;
    }
    Ok(lines.into_inner().map_err(|error| error.into_error())?)
}
