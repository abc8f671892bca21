//! Labelled comments to a model.
//!
//! Both stages learn from the same folds: the scorers of the first are fitted without each fold in turn, so that the
//! second stage sees scores as honest as those it will see in use. What is chosen (the penalties) is chosen by
//! cross-validated log-loss. The result depends on data, settings and seed, never on the number of threads.

mod decide;
mod design;
pub mod folds;
mod hash;
mod search;
mod validate;

use std::collections::BTreeMap;
use std::fmt;

use ndarray::Array2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use self::design::{Design, Item, LabelledRow, Task, Wide};
use self::folds::Folds;
use crate::comment::{Parent, Section};
use crate::error::{ErrorKind, Result};
use crate::eval::{self, HeadObservations};
use crate::features::SparseRow;
use crate::features::blocks::{BlockParams, Blocks};
use crate::features::log_odds::{Layout, contrasts};
use crate::features::texts::{ArticleText, parent_of, read_comment, read_parent};
use crate::features::traits::Traits;
use crate::model::weights::{FLAGS, TermWeights, flags};
use crate::model::{HeadScores, Info, LabelCounts, Model, Penalty};
use crate::progress::Progress;
use crate::read::Dataset;
use crate::text::{Analysis, Analyzer};
use crate::topic::{Head, Topic};

pub use validate::{CrossValidated, cross_validate, observe};

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
    /// Penalties tried for the scorers, strong to weak. Default 2, 0.5, 0.125, 0.03125.
    pub scorer_alphas: Vec<f64>,
    /// Penalties tried for the decisions, strong to weak. Default 1000, 300, 100, 30, 10.
    pub decision_alphas: Vec<f64>,
    /// Whether scorers weigh rare classes as much as frequent ones. Default no.
    pub balanced: bool,
}

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            folds: 5,
            seed: 1,
            blocks: BlockParams::default(),
            scorer_alphas: vec![2.0, 0.5, 0.125, 0.03125],
            decision_alphas: vec![1000.0, 300.0, 100.0, 30.0, 10.0],
            balanced: false,
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
        Ok(())
    }
}

/// Something a user of the model should know.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// No comment is labelled for this head and no other head can stand in; it gives no labels.
    Unlabelled {
        /// The head.
        head: String,
    },
    /// Too few labels: the head answers with its prior.
    Prior {
        /// The head.
        head: String,
        /// Labelled comments.
        n_labelled: usize,
    },
    /// Too few labels: the head is scored by what holds for any target.
    SharedOnly {
        /// The head.
        head: String,
        /// Labelled comments.
        n_labelled: usize,
    },
    /// Labels of the thesis head under no known article, which train nothing.
    ThesisWithoutArticle {
        /// How many.
        n_labels: usize,
    },
    /// A solver stopped before it converged.
    NotConverged {
        /// What was fitted.
        what: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unlabelled { head } => write!(f, "{head}: no labels, so the model leaves it empty"),
            Self::Prior { head, n_labelled } => write!(
                f,
                "{head}: {n_labelled} labels are too few to learn from (at least {MIN_LABELLED}, and {MIN_SUPPORT} for \
                 each of two classes), so it answers with the shares of its labels; label more comments"
            ),
            Self::SharedOnly { head, n_labelled } => write!(
                f,
                "{head}: {n_labelled} labels are too few to learn from, so it is scored by what was learnt of the other \
                 targets; label more comments"
            ),
            Self::ThesisWithoutArticle { n_labels } => write!(
                f,
                "thesis: {n_labels} labels stand under no known article and train nothing; give the article in the \
                 topic file or in columns"
            ),
            Self::NotConverged { what } => write!(f, "{what}: the solver stopped before it converged"),
        }
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
    labels.check(topic)?;

    progress.begin("counting terms", 1);
    let own = texts.links.iter().map(|link| &texts.analyses[link.own]);
    let blocks = Blocks::fit(&params.blocks, own, layout.n_targets());
    progress.step();
    let items = texts.items(&blocks, layout.n_targets());

    let tasks: Vec<Task> =
        [Head::Thesis, Head::Target, Head::Sentiment].map(Task::Text).into_iter().chain([Task::Stance]).collect();
    progress.begin("fitting scorers", tasks.len());
    let scored: Vec<Result<Option<TaskScores>>> = tasks
        .par_iter()
        .map(|task| {
            let scores = score(*task, &labels, &texts, &items, &blocks, topic, params);
            progress.step();
            scores
        })
        .collect();
    let mut weights = TermWeights::zeros(layout, blocks.n_text(), blocks.n_near());
    let mut log_odds = Array2::zeros((items.len(), layout.len()));
    let mut penalties = Vec::new();
    for scores in scored {
        if let Some(scores) = scores? {
            scores.store(&mut weights, &mut log_odds);
            let of = format!("scorer of {}", task_name(scores.task, topic));
            penalties.push(Penalty { of, alpha: scores.alpha });
            if !scores.converged {
                warnings.push(Warning::NotConverged { what: format!("scorer of {}", task_name(scores.task, topic)) });
            }
        }
    }

    progress.begin("fitting decisions", heads.len() + 1);
    let decided = decide::decide(&labels, &texts, &items, &log_odds, topic, params, progress, &mut warnings)?;
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
    let model = Model::new(topic, blocks, weights, decided.heads, decided.pooled, info)?;
    Ok(Trained { model, warnings, folds, observed: decided.observed })
}

/// Name of a task for people.
fn task_name(task: Task, topic: &Topic) -> String {
    match task {
        Task::Text(head) => topic.head_name(head).to_owned(),
        Task::Stance => "stance".into(),
    }
}

/// Where a comment's texts are among the items.
#[derive(Debug, Clone, Copy)]
struct Link {
    own: usize,
    parent: Option<usize>,
    article: Option<usize>,
    fold: usize,
}

/// All texts of the training data: comments first, then parents as context, then articles, these once for each fold
/// whose comments refer to them.
struct Texts {
    analyses: Vec<Analysis>,
    fold: Vec<usize>,
    links: Vec<Link>,
    /// Analysis of title and thesis of the items that are articles.
    headlines: BTreeMap<usize, Analysis>,
    /// Text rows of the headlines.
    headline_rows: BTreeMap<usize, SparseRow>,
    /// First comment of each section.
    offsets: Vec<usize>,
}

impl Texts {
    fn read(sections: &[Section], folds: &Folds, analyzer: &Analyzer, progress: &dyn Progress) -> Self {
        let mut offsets = Vec::with_capacity(sections.len());
        let mut n_comments = 0;
        for section in sections {
            offsets.push(n_comments);
            n_comments += section.comments.len();
        }
        // Each section: its article, and for each comment its own analysis and, once per parent and fold, the parent's.
        type Read = (Option<ArticleText>, Vec<Analysis>, Vec<((Option<usize>, usize), Analysis)>, Vec<Option<usize>>);
        let read: Vec<Read> = sections
            .par_iter()
            .zip(&offsets)
            .map(|(section, offset)| {
                let article = section.article.as_ref().and_then(|article| ArticleText::new(analyzer, article));
                let mut own = Vec::with_capacity(section.comments.len());
                let mut parents: Vec<((Option<usize>, usize), Analysis)> = Vec::new();
                let mut seen = BTreeMap::new();
                let mut parent_of_comment = Vec::with_capacity(section.comments.len());
                for (index, comment) in section.comments.iter().enumerate() {
                    let parent = parent_of(section, index);
                    own.push(read_comment(analyzer, comment, parent.map(|(text, _)| text), article.as_ref()));
                    let place = parent.map(|(text, marked)| {
                        let of = match comment.parent {
                            Some(Parent::Comment(of)) => Some(of),
                            _ => None,
                        };
                        let fold = folds.of[offset + index];
                        if let Some(place) = of.and_then(|of| seen.get(&(of, fold))) {
                            return *place;
                        }
                        let place = parents.len();
                        parents.push(((of, fold), read_parent(analyzer, text, marked, article.as_ref())));
                        of.map(|of| seen.insert((of, fold), place));
                        place
                    });
                    parent_of_comment.push(place);
                }
                progress.step();
                (article, own, parents, parent_of_comment)
            })
            .collect();
        let mut texts = Self {
            analyses: Vec::new(),
            fold: folds.of.clone(),
            links: Vec::new(),
            headlines: BTreeMap::new(),
            headline_rows: BTreeMap::new(),
            offsets,
        };
        let mut rest = Vec::with_capacity(read.len());
        for (article, own, parents, parent_of_comment) in read {
            for _ in &own {
                let own = texts.links.len();
                texts.links.push(Link { own, parent: None, article: None, fold: folds.of[own] });
            }
            texts.analyses.extend(own);
            rest.push((article, parents, parent_of_comment));
        }
        for (section, (article, parents, parent_of_comment)) in rest.into_iter().enumerate() {
            let offset = texts.offsets[section];
            let first_parent = texts.analyses.len();
            for ((_, fold), analysis) in parents {
                texts.analyses.push(analysis);
                texts.fold.push(fold);
            }
            let mut article_items = BTreeMap::new();
            for (index, parent) in parent_of_comment.into_iter().enumerate() {
                let fold = texts.links[offset + index].fold;
                texts.links[offset + index].parent = parent.map(|parent| first_parent + parent);
                if let Some(article) = &article {
                    let item = *article_items.entry(fold).or_insert_with(|| {
                        texts.analyses.push(article.whole.clone());
                        texts.fold.push(fold);
                        texts.headlines.insert(texts.analyses.len() - 1, article.headline.clone());
                        texts.analyses.len() - 1
                    });
                    texts.links[offset + index].article = Some(item);
                }
            }
        }
        texts
    }

    /// Features of all texts.
    fn items(&mut self, blocks: &Blocks, n_targets: usize) -> Vec<TextItem> {
        let rows = self.headlines.iter().map(|(item, headline)| (*item, blocks.transform(headline, 0).text));
        self.headline_rows = rows.collect();
        let mut parents = vec![None; self.analyses.len()];
        for link in &self.links {
            parents[link.own] = link.parent;
        }
        let traits: Vec<Traits> = self.analyses.par_iter().map(|analysis| Traits::new(analysis, n_targets)).collect();
        let flags: Vec<_> = (0..traits.len())
            .map(|index| flags(&traits[index], parents[index].map(|parent| &traits[parent])))
            .collect();
        let rows: Vec<_> = self.analyses.par_iter().map(|analysis| blocks.transform(analysis, n_targets)).collect();
        let items = rows.into_iter().zip(flags).zip(traits);
        items.map(|((rows, flags), traits)| TextItem { item: Item { rows, flags }, traits }).collect()
    }
}

/// A text's features and measures.
struct TextItem {
    item: Item,
    traits: Traits,
}

/// Labels of each head: comment and class.
struct Labels(BTreeMap<Head, Vec<(usize, usize)>>);

impl Labels {
    fn collect(dataset: &Dataset, topic: &Topic, texts: &Texts, warnings: &mut Vec<Warning>) -> Self {
        let heads = topic.heads();
        let mut labels: BTreeMap<Head, Vec<(usize, usize)>> = heads.iter().map(|head| (*head, Vec::new())).collect();
        let mut without_article = 0;
        for sample in &dataset.samples {
            let comment = texts.offsets[sample.section] + sample.comment;
            for (head, class) in heads.iter().zip(&sample.labels) {
                match class {
                    Some(_) if *head == Head::Thesis && texts.links[comment].article.is_none() => without_article += 1,
                    Some(class) => labels.get_mut(head).expect("all heads are there").push((comment, *class)),
                    None => {}
                }
            }
        }
        if without_article > 0 {
            warnings.push(Warning::ThesisWithoutArticle { n_labels: without_article });
        }
        Self(labels)
    }

    fn of(&self, head: Head) -> &[(usize, usize)] {
        &self.0[&head]
    }

    fn support(&self, head: Head, n_classes: usize) -> Vec<usize> {
        let mut support = vec![0; n_classes];
        self.of(head).iter().for_each(|(_, class)| support[*class] += 1);
        support
    }

    fn counts(&self, head: Head, topic: &Topic) -> LabelCounts {
        let classes = topic.classes(head);
        let support = self.support(head, classes.len());
        let classes = classes.into_iter().map(String::from).zip(support).collect();
        LabelCounts { head: topic.head_name(head).to_owned(), classes }
    }

    /// Refuses data that no head can learn from.
    fn check(&self, topic: &Topic) -> Result<()> {
        let mut reason = None;
        for (head, labels) in &self.0 {
            let classes = topic.classes(*head);
            let support = self.support(*head, classes.len());
            match support.iter().filter(|count| **count > 0).count() {
                0 => {}
                1 => {
                    let class = classes[support.iter().position(|count| *count > 0).expect("one class has support")];
                    let name = topic.head_name(*head);
                    reason.get_or_insert(format!(
                        "training needs at least two classes; all {} labels of {name:?} are {class:?}",
                        labels.len()
                    ));
                }
                _ => return Ok(()),
            }
        }
        let reason = reason.unwrap_or_else(|| "training needs labels; every label cell is empty".into());
        Err(ErrorKind::Data(reason).into())
    }
}

/// Scores of one task: final weights in contrasts, and out-of-fold log-odds of all items.
struct TaskScores {
    task: Task,
    wide: Wide,
    /// Contrasts of the weights of each wide column, shape `(wide.len() + 1, n_contrasts)`, bias last.
    weights: Array2<f64>,
    /// Shape `(n_items, n_contrasts)` for each target (one for tasks without).
    out_of_fold: Vec<Array2<f64>>,
    n_text: usize,
    alpha: f64,
    converged: bool,
}

/// Enough labels in enough classes, in more than one fold.
fn enough(rows: &[LabelledRow], n_classes: usize) -> bool {
    let mut support = vec![0; n_classes];
    rows.iter().for_each(|row| support[row.truth] += 1);
    let classes = support.iter().filter(|count| **count >= MIN_SUPPORT).count();
    rows.len() >= MIN_LABELLED && classes >= 2 && rows.iter().any(|row| row.fold != rows[0].fold)
}

fn score(
    task: Task,
    labels: &Labels,
    texts: &Texts,
    items: &[TextItem],
    blocks: &Blocks,
    topic: &Topic,
    params: &TrainParams,
) -> Result<Option<TaskScores>> {
    let n_targets = topic.targets.len();
    let row = |(comment, truth): &(usize, usize), target: usize| {
        let link = &texts.links[*comment];
        LabelledRow { item: link.own, target, truth: *truth, fold: link.fold }
    };
    let (rows, head): (Vec<LabelledRow>, Head) = match task {
        Task::Text(head) => (labels.of(head).iter().map(|label| row(label, 0)).collect(), head),
        Task::Stance if n_targets == 0 => return Ok(None),
        Task::Stance => {
            let of = |target: usize| labels.of(Head::Stance(target)).iter().map(move |label| row(label, target));
            ((0..n_targets).flat_map(of).collect(), Head::Stance(0))
        }
    };
    let n_classes = topic.classes(head).len();
    if n_classes < 2 || !enough(&rows, n_classes) {
        return Ok(None);
    }
    let n_folds = texts.fold.iter().max().map_or(0, |fold| fold + 1);
    let wide = Wide::new(task, blocks.n_text(), blocks.n_near(), n_targets)?;
    let items: Vec<&Item> = items.iter().map(|item| &item.item).collect();
    let design = Design::new(wide, rows, &items);
    let found = search::search(&design, n_folds, n_classes, &params.scorer_alphas, params.balanced)?;
    let contrast = |weights: &Array2<f64>| {
        let rows = weights.rows().into_iter().map(|row| contrasts(head, row.as_slice().expect("rows are contiguous")));
        let rows: Vec<Vec<f64>> = rows.collect();
        let shape = (rows.len(), rows[0].len());
        Array2::from_shape_vec(shape, rows.concat()).expect("contrasts of a head have one length")
    };
    let fold_weights: Vec<Array2<f64>> = found.folds.iter().map(contrast).collect();
    let n_contrasts = fold_weights[0].ncols();
    let targets = if task == Task::Stance { n_targets } else { 1 };
    let out_of_fold = (0..targets)
        .map(|target| {
            let mut out = Array2::zeros((items.len(), n_contrasts));
            for ((item, fold), mut out) in items.iter().zip(&texts.fold).zip(out.rows_mut()) {
                let weights = &fold_weights[*fold];
                out.assign(&weights.row(weights.nrows() - 1));
                wide.row(item, target, &mut |column, value| {
                    if let Some(column) = design.narrow(column) {
                        out.scaled_add(f64::from(value), &weights.row(column));
                    }
                });
            }
            out
        })
        .collect();
    let narrow = contrast(found.all.weights());
    let mut weights = Array2::zeros((wide.len() + 1, n_contrasts));
    weights.row_mut(wide.len()).assign(&narrow.row(narrow.nrows() - 1));
    for column in 0..wide.len() {
        if let Some(from) = design.narrow(column) {
            weights.row_mut(column).assign(&narrow.row(from));
        }
    }
    let converged = found.all.convergence().converged && found.convergence.iter().all(|fold| fold.converged);
    Ok(Some(TaskScores { task, wide, weights, out_of_fold, n_text: blocks.n_text(), alpha: found.alpha, converged }))
}

impl TaskScores {
    fn store(&self, weights: &mut TermWeights, log_odds: &mut Array2<f64>) {
        let layout = weights.layout();
        let bias = self.weights.row(self.wide.len());
        let heads: Vec<Head> = match self.task {
            Task::Text(head) => vec![head],
            Task::Stance => (0..layout.n_targets()).map(Head::Stance).collect(),
        };
        for (target, head) in heads.into_iter().enumerate() {
            let places = layout.places(head);
            weights.set_bias(head, bias.iter().copied());
            for column in 0..self.n_text {
                weights.set_text(
                    column,
                    places.clone(),
                    self.weights.row(self.wide.own(target, column)).iter().copied(),
                );
            }
            log_odds.slice_axis_mut(ndarray::Axis(1), places.into()).assign(&self.out_of_fold[target]);
            if self.task == Task::Stance {
                for flag in 0..FLAGS.len() {
                    let own = self.weights.row(self.wide.own_flag(target, flag));
                    let shared = self.weights.row(self.wide.shared_flag(flag));
                    weights.set_flag(Some(target), flag, [own[0] + shared[0], own[1] + shared[1]]);
                    weights.set_flag(None, flag, [shared[0], shared[1]]);
                }
            }
        }
        if self.task == Task::Stance {
            for column in 0..weights.n_near() {
                let row = self.weights.row(self.wide.near(column));
                weights.set_near(column, [row[0], row[1]]);
            }
        }
    }
}
