//! `hustings eval`: labelled comments in, figures out.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use hustings::eval::{Evaluation, HeadObservations, evaluate};
use hustings::model::Model;
use hustings::read::Dataset;
use hustings::report;
use hustings::topic::Topic;
use hustings::train::{TrainParams, data_hash};
use hustings::trial::{cross_validate, observe};

use super::destination::{Destination, is_stdout};
use super::inputs::LabelledArgs;
use super::messages::{self, Done, Messages};
use super::models::{self, ThreadArgs};
use super::progress::Bar;

/// Say how good a model is, or would be
///
/// Compares labels with what a model says, or with --cross-validate with what models say that were trained without the
/// comment's fold. Every figure stands beside that of always predicting the most frequent class.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    labelled: LabelledArgs,

    /// Topic file: its articles are found by the column article, its targets are those asked about [default: the model's
    /// targets, no articles]
    #[arg(short, long, value_name = "T")]
    topic: Option<PathBuf>,

    /// Model file to evaluate [default: the built-in one]
    #[arg(short, long, value_name = "M", conflicts_with = "cross_validate")]
    model: Option<PathBuf>,

    /// Train anew for each fold on all the others, and evaluate on it; needs --topic
    #[arg(long, requires = "topic")]
    cross_validate: bool,

    /// Folds of the cross-validation, and of that inside each training, at least 2 [default: 5]
    #[arg(long, value_name = "K", requires = "cross_validate", value_parser = clap::value_parser!(u16).range(2..))]
    folds: Option<u16>,

    /// Seed of the folds: any whole number from 0 [default: 1]
    #[arg(long, value_name = "S", requires = "cross_validate")]
    seed: Option<u64>,

    /// Signal of the context to leave out: own, mentions, parent, article, likeness, valence or shape; may be repeated
    #[arg(long, value_name = "SIGNAL", requires = "cross_validate")]
    without: Vec<String>,

    /// The files are annotators' labels of the same comments: how far do they agree? Needs no text and no model
    ///
    /// Comments are matched by id, and by article where both files have it. Each file is one annotator; or a single file has
    /// the columns HEAD_1 and HEAD_2, or a column annotator, worker, coder or rater. Heads and classes are those of --topic;
    /// without it, the columns that two files share. With -o or --json F, a list of all disagreements is written, as CSV or JSON.
    #[arg(long, conflicts_with_all = ["model", "cross_validate"])]
    agreement: bool,

    /// File to write the figures to as JSON, unrounded; - is standard output, which the report then leaves free
    #[arg(long, value_name = "F")]
    json: Option<PathBuf>,

    /// File to write the report to; a name ending in .md gets the table of scores as Markdown [default: standard output]
    #[arg(short, long, value_name = "REPORT")]
    out: Option<PathBuf>,

    #[command(flatten)]
    threads: ThreadArgs,
}

const EXAMPLES: &str = "\
Examples:
  hustings eval labelled.csv --topic topic.toml --model my.model --where split=test
  hustings eval labelled.csv --topic topic.toml --cross-validate --folds 10
  hustings eval labelled.csv --topic topic.toml -o report.txt --json report.json
  hustings eval --agreement ann.csv ben.csv -o disagreements.csv";

impl Args {
    fn params(&self) -> TrainParams {
        let default = TrainParams::default();
        TrainParams {
            folds: self.folds.map_or(default.folds, usize::from),
            seed: self.seed.unwrap_or(default.seed),
            without: self.without.clone(),
            ..default
        }
    }

    /// The format of the report, by the name of its file.
    fn format(&self) -> report::Format {
        let extension = self.out.as_deref().and_then(Path::extension);
        if extension.is_some_and(|extension| extension.eq_ignore_ascii_case("md")) {
            report::markdown_scores
        } else {
            report::text
        }
    }

    /// Opens where the report goes and where the JSON goes.
    fn destinations(&self) -> Result<[Option<Destination>; 2]> {
        let json = self.json.as_deref();
        let out = match (self.out.as_deref(), json) {
            (None, Some(json)) if is_stdout(json) => None,
            (None, _) => Some(Path::new("-")),
            (out, _) => out,
        };
        if out.is_some() && out == json {
            bail!("--out and --json are the same place; name two");
        }
        let files = self.labelled.files.iter().chain(&self.topic).chain(&self.model);
        let open = |path: &Path| Destination::create(path, files.clone().map(PathBuf::as_path));
        Ok([out.map(open).transpose()?, json.map(open).transpose()?])
    }
}

/// Runs the subcommand.
pub fn run(args: Args) -> Result<Done> {
    let params = args.params();
    let format = args.format();
    args.threads.start()?;
    let topic = models::topic(args.topic.as_deref())?;
    if args.agreement {
        let places = [args.out.as_deref(), args.json.as_deref()];
        return super::agreement::run(&args.labelled, topic.as_ref(), places);
    }
    let model = match args.cross_validate {
        true => None,
        false => Some(models::load_for(args.model.as_deref(), topic.as_ref())?),
    };
    let topic = asked(model.as_ref(), topic);
    let destinations = args.destinations()?;
    let dataset = args.labelled.read(&topic)?;
    let mut messages = Messages::default();
    messages.warnings(&dataset.warnings);
    messages.bad_records(&dataset.problems);
    messages.left_out(&dataset.left_out);
    if dataset.samples.is_empty() {
        bail!("no labelled comment could be read; {} bad", messages::count(dataset.problems.len(), "record is"));
    }

    let (observed, how) = match &model {
        Some(model) => (observe(model, &dataset), how(model, &dataset)),
        None => {
            let bar = Bar::new(true);
            let validated = cross_validate(&dataset, &topic, &params, &bar)?;
            bar.clear();
            validated.warnings.iter().for_each(|warning| messages::warn(&warning.to_string()));
            let folds = validated.folds.describe();
            (validated.observed, format!("{folds}; every choice of training made anew in each fold"))
        }
    };
    refuse_nothing(&observed, &dataset)?;
    write(&evaluate(&observed, &how), format, destinations)?;
    Ok(messages.finish())
}

/// The targets of the model, where there is one, with the articles of the topic.
fn asked(model: Option<&Model>, topic: Option<Topic>) -> Topic {
    let topic = topic.unwrap_or_default();
    match model {
        Some(model) => Topic { articles: topic.articles, ..model.topic().clone() },
        None => topic,
    }
}

/// How the comments came to be predicted, in words.
fn how(model: &Model, dataset: &Dataset) -> String {
    let n = messages::count(dataset.samples.len(), "labelled comment");
    let known = match data_hash(dataset, model.topic()) == model.info().data {
        true => "these are the very comments the model was trained on: the scores say nothing about new ones",
        false => "whether they were among its training data is not known to this program",
    };
    format!("model {} on {n}; {known}", model.id())
}

fn refuse_nothing(observed: &[HeadObservations], dataset: &Dataset) -> Result<()> {
    if observed.is_empty() {
        bail!(
            "no head that is answered has labels among {}; the thesis needs an article, other heads a model trained on \
             them",
            messages::count(dataset.samples.len(), "labelled comment")
        );
    }
    Ok(())
}

/// Writes the report and the JSON where they go.
fn write(evaluation: &Evaluation, format: report::Format, destinations: [Option<Destination>; 2]) -> Result<()> {
    let formats: [report::Format; 2] = [format, report::json];
    for (destination, format) in destinations.into_iter().zip(formats) {
        if let Some(mut destination) = destination {
            destination.write_all(format(evaluation).as_bytes())?;
            destination.commit()?;
        }
    }
    Ok(())
}
