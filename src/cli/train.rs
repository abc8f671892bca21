//! `hustings train`: labelled comments in, a model out.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use hustings::model::{HeadScores, Model};
use hustings::report::plain;
use hustings::topic::Topic;
use hustings::train::{TrainParams, train};

use super::destination::Destination;
use super::inputs::LabelledArgs;
use super::messages::{self, Done, Messages};
use super::models::ThreadArgs;
use super::progress::Bar;

/// Train a model from labelled comments
///
/// The same data, settings and seed give the same model, byte for byte. How good the model is, is found by
/// cross-validation on folds that keep articles whole, printed at the end and stored in the model.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    labelled: LabelledArgs,

    /// Topic file: targets, their aliases, articles and the language
    #[arg(short, long, value_name = "T")]
    topic: PathBuf,

    /// Model file to write; it appears whole or not at all; - is standard output
    #[arg(short, long, value_name = "MODEL")]
    out: PathBuf,

    #[command(flatten)]
    folds: FoldArgs,

    /// Signal of the context to leave out: own, mentions, parent, article, likeness, valence, shape or reply; may repeat
    #[arg(long, value_name = "SIGNAL")]
    without: Vec<String>,

    /// From more labelled comments than this on, comments are held out once instead of one fold after the other
    ///
    /// Whole articles, at most 40,000 comments and a fifth of all, choose the penalties and make the decisions and the
    /// scores; in the end the scorers are fitted on all comments. Takes less time and far less memory, and is as good
    /// where there are many.
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().large)]
    large: usize,

    #[command(flatten)]
    threads: ThreadArgs,
}

/// How folds are made.
#[derive(Debug, Clone, clap::Args)]
struct FoldArgs {
    /// Folds of the cross-validation inside training, at least 2
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u16).range(2..))]
    folds: u16,

    /// Seed of the folds: any whole number from 0
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

const EXAMPLES: &str = "\
Examples:
  hustings train labelled.csv --topic topic.toml -o my.model
  hustings train labelled.csv --topic topic.toml -o my.model --where split=train,dev
  hustings train export.csv --topic topic.toml -o my.model --map thesis=stance --text-column body";

/// Runs the subcommand.
pub fn run(args: Args) -> Result<Done> {
    let (folds, seed) = (args.folds.folds.into(), args.folds.seed);
    let params = TrainParams { folds, seed, without: args.without, large: args.large, ..TrainParams::default() };
    args.threads.start()?;
    let topic = Topic::from_path(&args.topic)?;
    let read = args.labelled.files.iter().chain([&args.topic]).map(PathBuf::as_path);
    let mut out = Destination::create(&args.out, read)?;
    if out.is_terminal() {
        bail!("a model is no text for a terminal; name a file with -o");
    }
    let dataset = args.labelled.read(&topic)?;
    let mut messages = Messages::default();
    messages.warnings(&dataset.warnings);
    messages.bad_records(&dataset.problems);
    messages.left_out(&dataset.left_out);

    let bar = Bar::new(true);
    let trained = train(&dataset, &topic, &params, &bar)?;
    bar.clear();
    trained.warnings.iter().for_each(|warning| messages::warn(&warning.to_string()));
    let bytes = trained.model.to_bytes()?;
    out.write_all(&bytes)?;
    out.commit()?;
    messages::note(&account(&trained.model, bytes.len(), &args.out.display().to_string()));
    Ok(messages.finish())
}

/// What was made, and how good it is.
fn account(model: &Model, size: usize, place: &str) -> String {
    let info = model.info();
    let scores = info.scores.iter().map(|scores| format!("{}: {}\n", plain(&scores.head), figures(scores)));
    let mut text: String = scores.collect();
    text.push_str(&format!("scored on {}; per cent, log-loss in nats\n", info.folds));
    text.push_str(&format!("model {}, {size} bytes, {}\n", model.id(), plain(place)));
    text
}

/// The scores of one head, for people.
pub fn figures(scores: &HeadScores) -> String {
    let f_avg = scores.f_avg.map_or(String::new(), |f_avg| format!(", F_avg {:.1}", 100.0 * f_avg));
    format!(
        "{}, macro-F1 {:.1} (majority {:.1}){f_avg}, log-loss {:.3}",
        messages::count(scores.n, "labelled comment"),
        100.0 * scores.macro_f1,
        100.0 * scores.majority_macro_f1,
        scores.log_loss
    )
}
