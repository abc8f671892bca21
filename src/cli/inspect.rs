//! `hustings inspect`: what a model is, and which terms weigh most in it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use hustings::model::{Answer, EMBEDDED, Model};
use hustings::report::plain;
use hustings::topic::{Head, SENTIMENTS, STANCES};

use super::destination::Destination;
use super::messages::Done;
use super::{models, train};

/// Show what a model is: targets, heads, training data, scores and strongest terms
///
/// Terms are stems of words and runs of them; not_ stands before a negated word, <target> for any name of the target
/// asked about, and <other> for any name of another one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Model file to show [default: the built-in one]
    model: Option<PathBuf>,

    /// Show the N strongest terms of each head and direction; 0 shows none
    #[arg(long, value_name = "N", default_value_t = 10)]
    terms: usize,
}

const EXAMPLES: &str = "\
Examples:
  hustings inspect                                the built-in model
  hustings inspect my.model --terms 30";

/// Runs the subcommand.
pub fn run(args: Args) -> Result<Done> {
    let model = models::load(args.model.as_deref())?;
    let size = match &args.model {
        Some(path) => std::fs::metadata(path).with_context(|| path.display().to_string())?.len(),
        None => EMBEDDED.len() as u64,
    };
    let mut page = manifest(&model, size);
    page.push_str(&heads(&model));
    if args.terms > 0 {
        page.push_str(&terms(&model, args.terms));
    }
    let mut out = Destination::stdout();
    out.write_all(page.as_bytes())?;
    out.commit()?;
    Ok(Done::Clean)
}

fn manifest(model: &Model, size: u64) -> String {
    let (topic, info, blocks) = (model.topic(), model.info(), model.blocks());
    let mut page = String::new();
    let mut line = |name: &str, value: &str| page.push_str(&format!("{name:10} {}\n", plain(value)));
    line("model", model.id());
    line("size", &format!("{size} bytes"));
    line("version", &format!("trained by hustings {}", info.version));
    line("language", &topic.language);
    line("data", &format!("SHA-256 {}", info.data));
    line("folds", &info.folds);
    line("seed", &info.seed.to_string());
    let block = |name, n| format!("{n} {name}");
    let terms = [
        block("runs of words", blocks.words.vocabulary().len()),
        block("runs of characters", blocks.chars.vocabulary().len()),
        block("runs of words near a target", blocks.near.vocabulary().len()),
    ];
    line("terms", &terms.join(", "));
    for target in &topic.targets {
        line("target", &format!("{} ({}): {}", target.name, target.label, target.aliases.join(", ")));
    }
    page
}

fn heads(model: &Model) -> String {
    let mut page = String::from("\nHeads, with labels they were trained on and scores on the folds (per cent)\n\n");
    for head in model.heads() {
        let name = model.topic().head_name(head.head);
        let answer = match head.answer {
            Answer::Fitted(_) => "learnt from its own labels",
            Answer::Pooled => "scored by what was learnt of all targets",
            Answer::Prior(_) => "answers with the shares of its labels, too few to learn from",
            Answer::Unlabelled => "not answered, for it had no labels",
        };
        page.push_str(&format!("{}: {answer}\n", plain(name)));
        let info = model.info();
        if let Some(labels) = info.labels.iter().find(|labels| labels.head == name) {
            let counts: Vec<String> = labels.classes.iter().map(|(class, n)| format!("{} {n}", plain(class))).collect();
            page.push_str(&format!("  labels: {}\n", counts.join(", ")));
        }
        if let Some(scores) = info.scores.iter().find(|scores| scores.head == name) {
            page.push_str(&format!("  scores: {}\n", train::figures(scores)));
            let classes = model.topic().classes(head.head);
            let readiness =
                classes.iter().zip(&head.readiness).map(|(class, factor)| format!("{} {factor}", plain(class)));
            page.push_str(&format!(
                "  readiness: {} (factors on the probabilities when the label is chosen)\n",
                readiness.collect::<Vec<_>>().join(", ")
            ));
        }
    }
    let penalties =
        model.info().penalties.iter().map(|penalty| format!("  {}: {}\n", plain(&penalty.of), penalty.alpha));
    page.push_str("\nPenalties chosen by cross-validated log-loss\n\n");
    page.extend(penalties);
    page
}

/// The strongest word terms of each head, then those near a target, which all targets share.
fn terms(model: &Model, n: usize) -> String {
    let (blocks, weights, topic) = (model.blocks(), model.weights(), model.topic());
    let layout = weights.layout();
    let mut page = String::from("\nStrongest terms, with their weight\n");
    let of = |place: usize| -> Vec<(&str, f64)> {
        let columns = 0..u32::try_from(blocks.n_text()).unwrap_or(u32::MAX);
        let words = columns.map_while(|column| {
            let (term, is_words) = blocks.text_term(column);
            is_words.then(|| (term, weights.text(column)[place].to_f64()))
        });
        words.collect()
    };
    for head in topic.heads() {
        let name = plain(topic.head_name(head));
        let _ = writeln!(page, "\n{name}");
        match head {
            Head::Target => {
                for (target, class) in topic.targets.iter().enumerate() {
                    page.push_str(&strongest(&class.name, of(layout.about(target)), n, 1.0));
                }
            }
            Head::Thesis | Head::Stance(_) | Head::Sentiment => {
                let [plus, minus, _] = if head == Head::Sentiment { SENTIMENTS } else { STANCES };
                page.push_str(&strongest(plus, of(layout.lean(head)), n, 1.0));
                page.push_str(&strongest(minus, of(layout.lean(head)), n, -1.0));
            }
        }
    }
    if !topic.targets.is_empty() {
        let near = |place: usize| -> Vec<(&str, f64)> {
            let terms = blocks.near.vocabulary().iter().enumerate();
            terms.map(|(column, term)| (term, weights.near(column as u32)[place].to_f64())).collect()
        };
        page.push_str("\nnear any target, shared by all\n");
        page.push_str(&strongest(STANCES[0], near(0), n, 1.0));
        page.push_str(&strongest(STANCES[1], near(0), n, -1.0));
        page.push_str(&strongest("any stance", near(1), n, 1.0));
    }
    page
}

/// A line of the terms that weigh most in the direction of `sign`; of equal ones, by name.
fn strongest(direction: &str, mut terms: Vec<(&str, f64)>, n: usize, sign: f64) -> String {
    terms.retain(|(_, weight)| weight * sign > 0.0);
    terms.sort_by(|a, b| (b.1 * sign).total_cmp(&(a.1 * sign)).then_with(|| a.0.cmp(b.0)));
    let shown: Vec<String> =
        terms.iter().take(n).map(|(term, weight)| format!("{} {weight:+.2}", plain(term))).collect();
    let shown = if shown.is_empty() { "none".to_owned() } else { shown.join(", ") };
    format!("  {}: {shown}\n", plain(direction))
}
