//! Labelled comments to a model.
//!
//! Both stages learn from the same folds: the scorers of the first are fitted without each fold in turn, so that the
//! second stage sees scores as honest as those it will see in use. What is chosen (the penalties) is chosen by
//! cross-validated log-loss. The result depends on data, settings and seed, never on the number of threads.

mod decide;
mod design;
pub mod folds;
mod hash;
mod known;
mod labels;
mod log_count;
mod readiness;
mod score;
mod search;
mod texts;
mod validate;
mod warning;

use ndarray::Array2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::decide::KnownDecision;
use self::design::Task;
use self::folds::Folds;
use self::known::Known;
use self::labels::Labels;
use self::score::TaskScores;
use self::texts::{TextItem, Texts};
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
pub use validate::{CrossValidated, cross_validate, observe};
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
    /// How the folds inside training were made.
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
    let layout = Layout::new(topic);
    let heads = topic.heads();
    let mut warnings = Vec::new();

    progress.begin("reading texts", dataset.sections.len());
    let folds = folds::deal(&dataset.sections, params.folds, params.seed)?;
    let mut texts = Texts::read(&dataset.sections, &folds, &Analyzer::new(topic)?, progress);
    let labels = Labels::collect(dataset, topic, &texts, &mut warnings);
    labels.check(topic, &warnings)?;

    progress.begin("counting terms", 1);
    let own = texts.links.iter().map(|link| &texts.analyses[link.own]);
    let blocks = Blocks::fit(&params.blocks, own, layout.n_targets());
    progress.step();
    let items = texts.items(&blocks, layout.n_targets());

    let known = Known::find(&dataset.sections, &labels, params.folds, params.seed)?;
    let texts_alone = [Head::Thesis, Head::Target, Head::Sentiment].map(Task::Text);
    let tasks: Vec<Task> = texts_alone.into_iter().chain([Task::Stance, Task::Known]).collect();
    let known = known.as_ref();
    let material = Material { labels: &labels, texts: &texts, items: &items, known, topic, params, progress };
    progress.begin("fitting scorers", tasks.len() * params.scorer_alphas.len() * folds.n_folds);
    let scored: Vec<Result<Option<TaskScores>>> =
        tasks.par_iter().map(|task| score::score(*task, &material, &blocks)).collect();
    let mut weights = TermWeights::zeros(layout, blocks.n_text(), blocks.n_words(), blocks.n_near());
    let mut log_odds = Array2::zeros((items.len(), layout.n_places()));
    let mut penalties = Vec::new();
    let mut offsets = Vec::new();
    for scores in scored {
        if let Some(scores) = scores? {
            scores.store(&mut weights, &mut log_odds);
            if let (Task::Known, Some(known)) = (scores.task, known) {
                offsets = known.keys.iter().copied().zip(scores.articles(known.keys.len())).collect();
            }
            let of = format!("scorer of {}", scores.task.name(topic));
            penalties.push(Penalty { of, alpha: scores.alpha });
            if !scores.converged {
                warnings.push(Warning::NotConverged { what: format!("scorer of {}", scores.task.name(topic)) });
            }
        }
    }

    progress.begin("fitting decisions", heads.len() + 2);
    let known = known.filter(|_| !offsets.is_empty());
    let decided = decide::decide(&Material { known, ..material }, &log_odds, &mut warnings)?;
    penalties.extend(decided.penalties);
    let info = Info {
        penalties,
        data: hash::dataset(dataset, topic),
        seed: params.seed,
        folds: folds.describe(),
        settings: serde_json::to_value(params).expect("settings are plain data"),
        labels: heads.iter().map(|head| labels.counts(*head, topic)).collect(),
        scores: eval::evaluate(&decided.observed, "").heads.into_iter().map(HeadScores::from).collect(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    let topic = Topic { articles: Vec::new(), ..topic.clone() };
    let known = decided.known.map(|KnownDecision { decision, readiness, held_out }| KnownArticles {
        offsets: offsets.into_iter().collect(),
        decision,
        readiness,
        held_out,
    });
    let model = Model::new(topic, blocks, weights, decided.heads, decided.pooled, known, info)?;
    Ok(Trained { model, warnings, folds, observed: decided.observed })
}
