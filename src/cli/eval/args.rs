//! What `eval` is asked.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::ValueEnum;
use hustings::eval::Bootstrap;
use hustings::eval::gate::{Gate, Threshold};
use hustings::read::Where;
use hustings::report;
use hustings::report::content::Report;
use hustings::train::TrainParams;

use super::super::destination::{Destination, is_stdout};
use super::super::inputs::LabelledArgs;
use super::super::models::ThreadArgs;

/// Say how good a model is, or would be, and whether it is better than another
///
/// Compares labels with what a model says, or with --cross-validate with what models say that were trained without the
/// comment's fold. Every figure has an interval from draws of whole articles (or threads), and stands beside that of always
/// predicting the most frequent class, of a lexicon, and of the same model with the targets' names hidden. A report named
/// .html is one self-contained page; .md is its twin in Markdown; --json has the same numbers.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub labelled: LabelledArgs,

    /// Topic file: its articles are found by the column article, its targets are those asked about [default: the model's
    /// targets, no articles]
    #[arg(short, long, value_name = "T")]
    pub topic: Option<PathBuf>,

    /// Model file to evaluate [default: the built-in one]
    #[arg(short, long, value_name = "M", conflicts_with = "cross_validate")]
    pub model: Option<PathBuf>,

    /// Train anew for each fold on all the others, and evaluate on it; needs --topic
    #[arg(long, requires = "topic")]
    pub cross_validate: bool,

    /// Folds of the cross-validation, and of that inside each training, at least 2 [default: 5]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(2..))]
    folds: Option<u16>,

    /// Seed of folds and draws: any whole number from 0 [default: 1]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,

    /// Signal of the context to leave out: own, mentions, parent, article, likeness, valence, shape or reply; may repeat
    #[arg(long, value_name = "SIGNAL", requires = "cross_validate")]
    without: Vec<String>,

    /// Draws of whole articles (or threads) behind each interval; 0 gives none
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    draws: u32,

    /// Another model, to compare with on the same comments: differences are the model's less this one's
    #[arg(long, value_name = "M2", conflicts_with = "cross_validate")]
    pub compare: Option<PathBuf>,

    /// Exit with status 3 where a figure is lower: 60 for every head's macro-F1, nato=60 or nato:f_avg=55 for one; per cent;
    /// may be repeated
    #[arg(long, value_name = "[HEAD[:FIGURE]=]MIN")]
    fail_under: Vec<Threshold>,

    /// Exit with status 3 where a head's macro-F1 is significantly worse than that of the model compared with
    #[arg(long, requires = "compare")]
    fail_worse: bool,

    /// Labels of a second annotator for the same comments, found by id: what people agree on stands beside the model
    #[arg(long, value_name = "FILE")]
    pub second: Option<PathBuf>,

    /// Behaviour tests [default: those that are built in, for the heads the model has]
    #[arg(long, value_name = "TESTS.toml", conflicts_with = "cross_validate")]
    pub behaviour: Option<PathBuf>,

    /// Labelled file the model was trained on: the report then has a learning curve, and what leakage would add
    #[arg(long, value_name = "FILE", requires = "topic", conflicts_with = "cross_validate")]
    pub training: Vec<PathBuf>,

    /// Take only rows of the training file with this value, or one of these, in this column; may be repeated
    #[arg(long, value_name = "C=V", requires = "training")]
    pub training_where: Vec<Where>,

    /// The files are annotators' labels of the same comments: how far do they agree? Needs no text and no model
    ///
    /// Comments are matched by id, and by article where both files have it. Each file is one annotator; or a single file has
    /// the columns HEAD_1 and HEAD_2, or a column annotator, worker, coder or rater. Heads and classes are those of --topic;
    /// without it, the columns that two files share. With -o or --json F, a list of all disagreements is written, as CSV or JSON.
    #[arg(long, conflicts_with_all = ["model", "cross_validate", "compare", "second", "training", "behaviour"])]
    pub agreement: bool,

    /// Leave out of the report what has to be trained for; may be repeated
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    pub skip: Vec<Part>,

    /// File to write the figures to as JSON, unrounded; - is standard output, which the report then leaves free
    #[arg(long, value_name = "F")]
    pub json: Option<PathBuf>,

    /// File to write the report to: .html and .md have all of it, any other name the figures as text [default: the figures,
    /// to standard output]
    #[arg(short, long, value_name = "REPORT")]
    pub out: Option<PathBuf>,

    #[command(flatten)]
    pub threads: ThreadArgs,
}

/// A part of the report that takes training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// How scores grow with the number of labels.
    LearningCurve,
    /// How much random folds would flatter.
    Leakage,
}

const EXAMPLES: &str = "\
Examples:
  hustings eval labelled.csv --topic topic.toml --model my.model --where split=test -o report.html
  hustings eval labelled.csv --topic topic.toml --cross-validate -o report.html --json figures.json
  hustings eval labelled.csv --topic topic.toml --model new.model --compare old.model --fail-worse
  hustings eval --agreement anna.csv ben.csv -o disagreements.csv
  hustings eval labelled.csv --model my.model --fail-under nato=60 --fail-under thesis:f_avg=45

Exit status: 0 done, 1 done but some records could not be read, 2 could not run, 3 a figure is lower than it must be.";

impl Args {
    /// Settings of trainings.
    pub fn params(&self) -> TrainParams {
        let default = TrainParams::default();
        TrainParams {
            folds: self.folds.map_or(default.folds, usize::from),
            seed: self.seed.unwrap_or(default.seed),
            without: self.without.clone(),
            ..default
        }
    }

    /// Settings of the draws.
    pub fn bootstrap(&self) -> Bootstrap {
        let default = Bootstrap::default();
        Bootstrap { draws: self.draws as usize, seed: self.seed.unwrap_or(default.seed), ..default }
    }

    /// What the figures are held to.
    pub fn gate(&self) -> Gate {
        Gate { fail_under: self.fail_under.clone(), fail_worse: self.fail_worse }
    }

    /// Whether a part of the report is to be measured.
    pub fn measures(&self, part: Part) -> bool {
        !self.skip.contains(&part)
    }

    /// Refuses settings that nothing would come of.
    pub fn check(&self) -> Result<()> {
        let trains = self.cross_validate || !self.training.is_empty();
        if self.folds.is_some() && !trains {
            bail!("--folds are of trainings; give --cross-validate, or --training for what the model was trained on");
        }
        if self.fail_worse && self.draws == 0 {
            bail!("--fail-worse judges by intervals, and --draws 0 leaves none; give some draws");
        }
        Ok(())
    }

    /// Opens where the report goes and where the JSON goes.
    pub fn destinations(&self) -> Result<Destinations> {
        let json = self.json.as_deref();
        let out = match (self.out.as_deref(), json) {
            (None, Some(json)) if is_stdout(json) => None,
            (None, _) => Some(Path::new("-")),
            (out, _) => out,
        };
        if out.is_some() && out == json {
            bail!("--out and --json are the same place; name two");
        }
        let models = self.model.iter().chain(&self.compare);
        let tables = self.labelled.files.iter().chain(&self.second).chain(&self.training);
        let read: Vec<&Path> =
            tables.chain(&self.topic).chain(models).chain(&self.behaviour).map(PathBuf::as_path).collect();
        let open = |path: &Path, form: Form| Ok((form, Destination::create(path, read.iter().copied())?));
        let out = out.map(|path| open(path, Form::of(path)));
        let json = json.map(|path| open(path, Form::Json));
        Ok(Destinations(out.into_iter().chain(json).collect::<Result<_>>()?))
    }
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The figures as text.
    Text,
    /// The page.
    Page,
    /// The page's twin.
    Markdown,
    /// All numbers.
    Json,
}

impl Form {
    /// By the name of the file.
    fn of(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("html" | "htm") => Self::Page,
            Some("md") => Self::Markdown,
            _ => Self::Text,
        }
    }
}

/// Where the report goes, in each form that was asked for.
pub struct Destinations(Vec<(Form, Destination)>);

impl Destinations {
    /// Whether more than the figures is wanted.
    pub fn wants_whole(&self) -> bool {
        self.0.iter().any(|(form, _)| *form != Form::Text)
    }

    /// Writes everything; `report` where more than the figures is wanted.
    pub fn write(self, text: &str, report: Option<&Report>) -> Result<()> {
        for (form, mut destination) in self.0 {
            let content = match (form, report) {
                (Form::Page, Some(report)) => report::page(report),
                (Form::Markdown, Some(report)) => report::markdown(report),
                (Form::Json, Some(report)) => report::json(report),
                _ => text.to_owned(),
            };
            destination.write_all(content.as_bytes())?;
            destination.commit()?;
        }
        Ok(())
    }
}
