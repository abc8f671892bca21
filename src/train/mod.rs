//! Labelled comments to a model.
//!
//! Both stages learn from the same folds: the scorers of the first are fitted without each fold in turn, so that the
//! second stage sees scores as honest as those it will see in use. What is chosen (the penalties) is chosen by
//! cross-validated log-loss. The result depends on data, settings and seed, never on the number of threads.
//!
//! The stance scorer learns from articles too, and from their headlines (title and thesis), each as a row like a comment's: their
//! side toward a target is what the labels of thesis and stance show together, where at least four comments have both and
//! three in four of them say the same; none where 15 comments or more are without a stance and at most a twentieth as many have
//! one. In every fold an article's side comes from the comments of that fold, so that no score has seen it.
//!
//! Of more than [`TrainParams::large`] labelled comments a part is held out once, instead of one fold after the other: whole
//! articles (at most 40,000 comments, at most a fifth), and threads of the other articles for what is learnt of known
//! articles (at most 20,000, at most a tenth). The scorers are fitted on the rest: with all penalties on some 60,000 comments of it,
//! then with the best of them and, while that helps, with three times stronger or weaker ones on all. What is held out judges them, less
//! the near-duplicates of the rest; the decisions are fitted on it, on folds of its own; last, the scorers are fitted on all
//! comments with the penalties chosen. Texts are read anew for each pass and kept as counts of terms, two bytes each,
//! which all scorers share.

mod decide;
mod design;
pub mod folds;
mod hash;
mod known;
mod labels;
mod large;
mod log_count;
mod part;
mod readiness;
mod score;
mod search;
mod sides;
mod texts;
mod warning;

use ndarray::Array2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::decide::{Decided, KnownDecision};
use self::design::Task;
use self::folds::Folds;
use self::known::Known;
use self::labels::Labels;
use self::score::TaskScores;
use self::texts::{TextItem, Texts};
use crate::comment::ArticleKey;
use crate::error::{ErrorKind, Result};
use crate::eval::{self, HeadObservations};
use crate::features::blocks::{BlockParams, Blocks};
use crate::features::context::SIGNALS;
use crate::features::log_odds::Layout;
use crate::model::weights::TermWeights;
use crate::model::{HeadScores, Info, KnownArticles, Model, Penalty};
use crate::progress::Progress;
use crate::read::Dataset;
use crate::text::Analyzer;
use crate::topic::{Head, Topic};

pub use hash::dataset as data_hash;
pub(crate) use part::part;
pub use warning::Warning;

/// A head is fitted from this many labelled comments on; below, its prior says as much.
pub const MIN_LABELLED: usize = 30;

/// At least two classes of a fitted head have this much support.
pub const MIN_SUPPORT: usize = 5;

/// Settings of training.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainParams {
    /// Folds of the cross-validation inside training. Default 5.
    pub folds: usize,
    /// Seed of the folds. Default 1.
    pub seed: u64,
    /// The blocks of terms.
    pub blocks: BlockParams,
    /// Penalties tried for the scorers, strong to weak. Default 6, 2, 0.6, 0.2.
    pub scorer_alphas: Vec<f64>,
    /// Exponent of the log-count ratio that columns of the scorers are scaled by, at least 0, where 0 scales none. Default
    /// 0.75.
    pub log_count: f64,
    /// Penalties tried for the decisions, strong to weak. Default 1000, 300, 100, 30, 10.
    pub decision_alphas: Vec<f64>,
    /// Whether scorers weigh rare classes as much as frequent ones. Default no.
    pub balanced: bool,
    /// Signals of the context to leave out, by name (see [`SIGNALS`]). Default none.
    pub without: Vec<String>,
    /// From more labelled comments than these on, comments held out once take the place of the folds, and texts are read
    /// again and again instead of being kept (see the [module](self)). Default 100,000. Written down if it is another.
    #[serde(default = "default_large", skip_serializing_if = "is_default_large")]
    pub large: usize,
}

fn default_large() -> usize {
    100_000
}

fn is_default_large(large: &usize) -> bool {
    *large == default_large()
}

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            folds: 5,
            seed: 1,
            blocks: BlockParams::default(),
            scorer_alphas: vec![6.0, 2.0, 0.6, 0.2],
            log_count: 0.75,
            decision_alphas: vec![1000.0, 300.0, 100.0, 30.0, 10.0],
            balanced: false,
            without: Vec::new(),
            large: default_large(),
        }
    }
}

impl TrainParams {
    fn check(&self) -> Result<()> {
        let positive =
            |alphas: &[f64]| !alphas.is_empty() && alphas.iter().all(|alpha| alpha.is_finite() && *alpha > 0.0);
        if !positive(&self.scorer_alphas) || !positive(&self.decision_alphas) {
            return Err(ErrorKind::Settings("penalties must be finite numbers above 0, at least one".into()).into());
        }
        if !(self.log_count.is_finite() && self.log_count >= 0.0) {
            let text = format!("the exponent log_count is {}; it must be a finite number from 0", self.log_count);
            return Err(ErrorKind::Settings(text).into());
        }
        let names = SIGNALS.map(|signal| signal.name());
        if let Some(unknown) = self.without.iter().find(|name| !names.contains(&name.as_str())) {
            let text = format!("there is no signal {unknown:?}; signals are: {}", names.join(", "));
            return Err(ErrorKind::Settings(text).into());
        }
        Ok(())
    }
}

/// A model and what came with it.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// What its user should know.
    pub warnings: Vec<Warning>,
    /// How the folds inside training were made; in a large training set, those of the comments held out.
    pub folds: Folds,
    /// Predictions on those folds of each head that was fitted, none of them made by a model that saw the comment.
    pub observed: Vec<HeadObservations>,
}

/// What both stages are made of.
#[derive(Clone, Copy)]
struct Material<'a> {
    labels: &'a Labels,
    texts: &'a Texts,
    items: &'a [TextItem],
    known: Option<&'a Known>,
    topic: &'a Topic,
    params: &'a TrainParams,
    progress: &'a dyn Progress,
}

/// Trains a model.
///
/// # Errors
///
/// [`ErrorKind::Data`] if there is nothing to learn from: no labels, or one class only; [`ErrorKind::Settings`] if a
/// setting is out of range.
pub fn train(dataset: &Dataset, topic: &Topic, params: &TrainParams, progress: &dyn Progress) -> Result<Trained> {
    params.check()?;
    if dataset.samples.len() > params.large {
        return large::train(dataset, topic, params, progress);
    }
    let n_targets = topic.targets.len();
    let mut warnings = Vec::new();

    progress.begin("reading texts", dataset.sections.len());
    let folds = folds::deal(&dataset.sections, params.folds, params.seed)?;
    let texts = Texts::read(&dataset.sections, &folds, &Analyzer::new(topic)?, progress);
    let is_under_article = |comment: usize| texts.links[comment].article.is_some();
    let labels = Labels::collect(dataset, topic, &texts.offsets, is_under_article, &mut warnings);
    labels.check(topic, &warnings)?;

    progress.begin("counting terms", 1);
    let own = texts.links.iter().map(|link| &texts.analyses[link.own]);
    let blocks = Blocks::fit(&params.blocks, own, n_targets);
    progress.step();
    let items = texts.items(&blocks, n_targets);

    let known = Known::find(&dataset.sections, &labels, params.folds, params.seed)?;
    let tasks = tasks();
    let known = known.as_ref();
    let material = Material { labels: &labels, texts: &texts, items: &items, known, topic, params, progress };
    progress.begin("fitting scorers", tasks.len() * params.scorer_alphas.len() * folds.n_folds);
    let scored: Vec<Result<Option<TaskScores>>> =
        tasks.par_iter().map(|task| score::score(*task, &material, &blocks)).collect();
    let unknown = texts.unknown(&blocks, texts.links.len());
    let keys = known.map_or(&[][..], |known| &known.keys);
    let scores = Scores::gather(scored, &blocks, keys, items.len(), topic, &mut warnings)?;

    progress.begin("fitting decisions", topic.heads().len() + 2);
    let known = known.filter(|_| !scores.articles.is_empty());
    let decided = decide::decide(&Material { known, ..material }, &scores.log_odds, &mut warnings)?;
    let (model, observed) = assemble(dataset, topic, params, &labels, blocks, scores, decided, folds.describe())?;
    Ok(Trained { model: model.with_unknown(unknown), warnings, folds, observed })
}

/// What is scored.
fn tasks() -> [Task; 5] {
    let [thesis, target, sentiment] = [Head::Thesis, Head::Target, Head::Sentiment].map(Task::Text);
    [thesis, target, sentiment, Task::Stance, Task::Known]
}

/// The first stage in whole.
struct Scores {
    weights: TermWeights,
    /// Honest log-odds of all items, shape `(n_items, layout.n_places())`.
    log_odds: Array2<f64>,
    penalties: Vec<Penalty>,
    /// What each known article adds.
    articles: Vec<(ArticleKey, [f64; 2])>,
}

impl Scores {
    /// Gathers the tasks, which are in the order of [`tasks`].
    fn gather(
        scored: Vec<Result<Option<TaskScores>>>,
        blocks: &Blocks,
        keys: &[ArticleKey],
        n_items: usize,
        topic: &Topic,
        warnings: &mut Vec<Warning>,
    ) -> Result<Self> {
        let layout = Layout::new(topic);
        let mut gathered = Self {
            weights: TermWeights::zeros(layout, blocks.n_text(), blocks.n_words(), blocks.n_near()),
            log_odds: Array2::zeros((n_items, layout.n_places())),
            penalties: Vec::new(),
            articles: Vec::new(),
        };
        for scores in scored {
            if let Some(scores) = scores? {
                scores.store(&mut gathered.weights, &mut gathered.log_odds);
                if scores.task == Task::Known {
                    gathered.articles = keys.iter().copied().zip(scores.articles(keys.len())).collect();
                }
                let of = format!("scorer of {}", scores.task.name(topic));
                gathered.penalties.push(Penalty { of, alpha: scores.alpha });
                if !scores.converged {
                    warnings.push(Warning::NotConverged { what: format!("scorer of {}", scores.task.name(topic)) });
                }
            }
        }
        Ok(gathered)
    }
}

/// Puts both stages together, and what is known of how they came about.
#[allow(clippy::too_many_arguments, reason = "all that a model is made of")]
fn assemble(
    dataset: &Dataset,
    topic: &Topic,
    params: &TrainParams,
    labels: &Labels,
    blocks: Blocks,
    scores: Scores,
    decided: Decided,
    folds: String,
) -> Result<(Model, Vec<HeadObservations>)> {
    let mut penalties = scores.penalties;
    penalties.extend(decided.penalties);
    let info = Info {
        penalties,
        data: hash::dataset(dataset, topic),
        seed: params.seed,
        folds,
        settings: serde_json::to_value(params).expect("settings are plain data"),
        labels: topic.heads().iter().map(|head| labels.counts(*head, topic)).collect(),
        scores: eval::evaluate(&decided.observed, "").heads.into_iter().map(HeadScores::from).collect(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    let topic = Topic { articles: Vec::new(), ..topic.clone() };
    let known = decided.known.map(|KnownDecision { decision, readiness, held_out, errors }| KnownArticles {
        offsets: scores.articles.into_iter().collect(),
        decision,
        readiness,
        held_out,
        errors,
    });
    let model = Model::new(topic, blocks, scores.weights, decided.heads, decided.pooled, known, info)?;
    Ok((model, decided.observed))
}
