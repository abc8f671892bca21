//! The first stage on a large training set: a scorer for each task, fitted without what is held out to choose its penalty and
//! to score that, then on all.

use ndarray::Array2;
use rustc_hash::FxHashSet;

use super::hold_out::{HeldOut, Part};
use super::matrix::{Matrix, Place};
use super::texts::PackedComment;
use crate::error::Result;
use crate::features::blocks::Blocks;
use crate::features::log_odds::contrasts;
use crate::features::packed::Packer;
use crate::features::{Rows, SparseRow};
use crate::model::scorer::{ScorerParams, Start, log_loss};
use crate::model::weights::FLAGS;
use crate::topic::Head;
use crate::train::design::{LabelledRow, Task, Wide};
use crate::train::labels::{Labels, enough};
use crate::train::score::TaskScores;
use crate::train::search::LEAST_GAIN;
use crate::train::texts::TextItem;
use crate::train::{Material, log_count};

/// Tolerances. A pass that changes the probabilities by less than a twentieth of these on average is the last: a thousandth
/// where penalties are told apart, half of that in the end.
const TRIED_TOLERANCE: f64 = 0.02;
const LAST_TOLERANCE: f64 = 0.01;

/// Comments that penalties are tried on first.
const TRIED: usize = 60_000;

/// How many times stronger, or weaker, the next penalty is that is tried on all rows.
const STEP: f64 = 3.0;

/// 2^64 over the golden ratio, made odd.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// What all tasks share.
pub struct Shared<'a> {
    /// Labels of all comments.
    pub labels: &'a Labels,
    /// All comments, and after them articles.
    pub comments: &'a [PackedComment],
    /// What articles teach of stances.
    pub articles: &'a [ArticleRow],
    /// Index of each comment's article, if it is known.
    pub known: &'a [Option<usize>],
    pub n_known: usize,
    pub held_out: &'a HeldOut,
    pub blocks: &'a Blocks,
    pub packer: &'a Packer<'a>,
    /// The held-out comments, and what stands around them.
    pub held_out_material: &'a Material<'a>,
}

/// The side of an article as a row of the stance scorer.
pub struct ArticleRow {
    /// Where it is among the comments.
    pub at: usize,
    pub target: usize,
    pub truth: usize,
    /// Whether its comments are held out.
    pub held_out: bool,
}

/// Labelled rows of a task.
#[derive(Default)]
struct Labelled {
    places: Vec<Place>,
    truth: Vec<usize>,
    /// What each weighs when something is held out: 1 or 0.
    rest: Vec<f32>,
    /// Rows that penalties are judged by.
    judges: Vec<usize>,
}

/// Fits a task; `None` if it has too few labels.
pub fn score(task: Task, shared: &Shared<'_>) -> Result<Option<TaskScores>> {
    let Material { topic, params, progress, .. } = *shared.held_out_material;
    let n_targets = topic.targets.len();
    let (head, n_copies) = match task {
        Task::Text(head) => (head, 1),
        Task::Stance if n_targets == 0 => return Ok(None),
        Task::Stance => (Head::Stance(0), n_targets),
        Task::Known => (Head::Thesis, shared.n_known),
    };
    let n_classes = topic.classes(head).len();
    let labelled = Labelled::of(task, n_targets, shared);
    if n_classes < 2 || !labelled.are_enough(n_classes) {
        return Ok(None);
    }
    let wide = Wide::new(task, shared.blocks, if task == Task::Known { n_copies } else { n_targets })?;
    let scorer = ScorerParams::default().balanced(params.balanced).n_classes(n_classes);
    let fitting = Fitting { task, wide, n_copies, n_classes, exponent: params.log_count, shared, scorer };

    // On some of the rows, from the strongest penalty to weaker ones, as on folds.
    let (tried, of_all) = labelled.some();
    let mut trial = Trial::new(&fitting, &tried);
    for (nth, alpha) in params.scorer_alphas.iter().enumerate() {
        let gained = trial.fit(*alpha)?;
        progress.step();
        if !gained {
            (nth + 1..params.scorer_alphas.len()).for_each(|_| progress.step());
            break;
        }
    }
    let mut best = trial.into_best();
    // More rows may ask for a stronger one, or bear a weaker one.
    let is_all = of_all.len() == labelled.places.len();
    if !is_all || best.alpha == params.scorer_alphas[0] {
        let alpha = best.alpha;
        let mut trial = Trial::new(&fitting, &labelled);
        if is_all {
            trial.best = Some(best);
        } else {
            trial.start = Some(best.end.moved(&of_all, labelled.places.len()));
            trial.fit(alpha)?;
        }
        let weakest = params.scorer_alphas.iter().copied().fold(f64::INFINITY, f64::min);
        trial.go_on(|alpha| Some(alpha * STEP))?;
        if trial.is_best(alpha) && !is_all {
            trial.go_on(|alpha| Some(alpha / STEP).filter(|alpha| *alpha >= weakest * 0.9))?;
        }
        best = trial.into_best();
    }
    progress.step();
    let held_out_weights = laid_out(head, task, wide, n_copies, shared.blocks, best.weights, &best.factors);

    let ones = vec![1.0; labelled.places.len()];
    let (matrix, factors) = fitting.matrix(&labelled, &ones);
    let scorer = fitting.scorer.clone().tolerance(LAST_TOLERANCE).alpha(best.alpha).initial(best.end);
    let fitted = scorer.ascend(&matrix, &labelled.truth, &ones)?;
    progress.step();
    let weights = laid_out(head, task, wide, n_copies, shared.blocks, fitted.weights, &factors);
    let (alpha, converged) = (best.alpha, best.converged && fitted.converged);
    Ok(Some(TaskScores {
        task,
        wide,
        out_of_fold: honest(task, wide, shared, &held_out_weights),
        weights,
        n_text: shared.blocks.n_text(),
        alpha,
        converged,
    }))
}

/// What all fits of a task share.
struct Fitting<'a> {
    task: Task,
    wide: Wide,
    n_copies: usize,
    n_classes: usize,
    exponent: f64,
    shared: &'a Shared<'a>,
    scorer: ScorerParams,
}

impl<'a> Fitting<'a> {
    /// Rows with their columns scaled by what those of a weight above 0 tell of the classes, and the factors.
    fn matrix(&self, labelled: &'a Labelled, weights: &[f32]) -> (Matrix<'a>, Vec<f64>) {
        let Shared { packer, comments, .. } = self.shared;
        let plain = Matrix::new((self.task, self.wide), packer, self.n_copies, comments, &labelled.places);
        let rows = labelled.truth.iter().copied().enumerate().filter(|(row, _)| weights[*row] != 0.0);
        let factors = log_count::factors(&plain, rows, self.n_classes, self.exponent);
        (plain.scaled(&factors), factors)
    }
}

/// Penalties tried on the same rows, each from where the last one ended.
struct Trial<'a> {
    fitting: &'a Fitting<'a>,
    labelled: &'a Labelled,
    matrix: Matrix<'a>,
    factors: Vec<f64>,
    start: Option<Start>,
    best: Option<Tried>,
}

/// A penalty that was tried.
struct Tried {
    alpha: f64,
    loss: f64,
    weights: Array2<f64>,
    factors: Vec<f64>,
    end: Start,
    converged: bool,
}

impl<'a> Trial<'a> {
    fn new(fitting: &'a Fitting<'a>, labelled: &'a Labelled) -> Self {
        let (matrix, factors) = fitting.matrix(labelled, &labelled.rest);
        Self { fitting, labelled, matrix, factors, start: None, best: None }
    }

    /// Tries a penalty; whether it is worth going on.
    fn fit(&mut self, alpha: f64) -> Result<bool> {
        let mut scorer = self.fitting.scorer.clone().tolerance(TRIED_TOLERANCE).alpha(alpha);
        if let Some(start) = self.start.take().or_else(|| self.best.as_ref().map(|best| best.end.clone())) {
            scorer = scorer.initial(start);
        }
        let fitted = scorer.ascend(&self.matrix, &self.labelled.truth, &self.labelled.rest)?;
        let loss = self.labelled.loss(&self.matrix, &fitted.weights);
        let least = self.best.as_ref().map_or(f64::INFINITY, |best| best.loss);
        if self.best.is_none() || loss < least {
            let (weights, factors) = (fitted.weights, self.factors.clone());
            self.best = Some(Tried { alpha, loss, weights, factors, end: fitted.end, converged: fitted.converged });
        }
        Ok(loss < least * (1.0 - LEAST_GAIN))
    }

    /// Tries one penalty after the other, from the best one on, while this is worth it.
    fn go_on(&mut self, next: impl Fn(f64) -> Option<f64>) -> Result<()> {
        let mut at = self.best.as_ref().and_then(|best| next(best.alpha));
        while let Some(alpha) = at {
            at = if self.fit(alpha)? { next(alpha) } else { None };
        }
        Ok(())
    }

    fn is_best(&self, alpha: f64) -> bool {
        self.best.as_ref().is_some_and(|best| best.alpha == alpha)
    }

    fn into_best(self) -> Tried {
        self.best.expect("at least one penalty was tried")
    }
}

impl Labelled {
    /// Rows of at most [`TRIED`] comments for each target, and those that penalties are judged by; and which of all they are.
    fn some(&self) -> (Self, Vec<usize>) {
        let comments: FxHashSet<u32> = self.places.iter().map(|place| place.comment).collect();
        let every = comments.len().div_ceil(TRIED) as u64;
        let is_taken = |place: &Place| ((u64::from(place.comment) + 1).wrapping_mul(SPREAD) >> 32) % every == 0;
        let mut some = Self::default();
        let mut of_all = Vec::new();
        let mut judges = self.judges.iter().copied().peekable();
        for (row, place) in self.places.iter().enumerate() {
            let judges = judges.next_if_eq(&row).is_some();
            if judges || is_taken(place) {
                if judges {
                    some.judges.push(some.places.len());
                }
                some.places.push(*place);
                some.truth.push(self.truth[row]);
                some.rest.push(self.rest[row]);
                of_all.push(row);
            }
        }
        (some, of_all)
    }

    fn of(task: Task, n_targets: usize, shared: &Shared<'_>) -> Self {
        let mut labelled = Self::default();
        let judge = if task == Task::Known { Part::Known } else { Part::Unseen };
        let mut add = |comment: usize, target: usize, truth: usize| {
            let number = shared.held_out.number[comment];
            if number.is_some_and(|number| shared.held_out.part[number as usize] == judge) {
                labelled.judges.push(labelled.places.len());
            }
            labelled.places.push(Place { comment: comment as u32, target: target as u32 });
            labelled.truth.push(truth);
            labelled.rest.push(if number.is_some() { 0.0 } else { 1.0 });
        };
        let labels = shared.labels;
        match task {
            Task::Text(head) => labels.of(head).iter().for_each(|(comment, truth)| add(*comment, 0, *truth)),
            Task::Stance => {
                for target in 0..n_targets {
                    labels.of(Head::Stance(target)).iter().for_each(|(comment, truth)| add(*comment, target, *truth));
                }
                for ArticleRow { at, target, truth, held_out } in shared.articles {
                    labelled.places.push(Place { comment: *at as u32, target: *target as u32 });
                    labelled.truth.push(*truth);
                    labelled.rest.push(if *held_out { 0.0 } else { 1.0 });
                }
            }
            Task::Known => {
                for (comment, truth) in labels.of(Head::Thesis) {
                    if let Some(article) = shared.known[*comment] {
                        add(*comment, article, *truth);
                    }
                }
            }
        }
        labelled
    }

    /// Enough to learn from, and to judge that by.
    fn are_enough(&self, n_classes: usize) -> bool {
        let row = |fold: usize| move |truth: &usize| LabelledRow { item: 0, target: 0, truth: *truth, fold };
        let all: Vec<LabelledRow> =
            self.truth.iter().map(row(0)).chain(self.judges.iter().map(|at| row(1)(&self.truth[*at]))).collect();
        let judges: Vec<LabelledRow> =
            self.judges.iter().enumerate().map(|(index, at)| row(index % 2)(&self.truth[*at])).collect();
        enough(&all, n_classes) && enough(&judges, n_classes)
    }

    /// Mean log-loss of the rows that are judged by.
    fn loss(&self, matrix: &Matrix<'_>, weights: &Array2<f64>) -> f64 {
        let mut buffer = SparseRow::default();
        let mut loss = 0.0;
        for row in &self.judges {
            loss += log_loss(weights, matrix.entries(*row, &mut buffer), self.truth[*row]);
        }
        loss / self.judges.len() as f64
    }
}

/// Contrasts of the weights, for the columns as [`Wide`] has them and before they were multiplied by `factors`, bias last.
fn laid_out(
    head: Head,
    task: Task,
    wide: Wide,
    n_copies: usize,
    blocks: &Blocks,
    weights: Array2<f64>,
    factors: &[f64],
) -> Array2<f64> {
    let bias = contrasts(head, &weights.row(wide.len()).to_vec());
    let mut out = Array2::zeros((wide.len() + 1, bias.len()));
    let mut set = |from: usize, to: usize| {
        let factor = factors.get(from).copied().unwrap_or(1.0);
        let row: Vec<f64> = weights.row(from).iter().map(|weight| weight * factor).collect();
        out.row_mut(to).iter_mut().zip(contrasts(head, &row)).for_each(|(to, contrast)| *to = contrast);
    };
    set(wide.len(), wide.len());
    let columns: Vec<usize> = blocks.text_columns().map(|column| column as usize).collect();
    let copies = if task == Task::Stance { n_copies } else { 1 };
    for target in 0..copies {
        columns.iter().enumerate().for_each(|(row, column)| set(wide.own(target, row), wide.own(target, *column)));
    }
    match task {
        Task::Text(_) => {}
        Task::Known => (0..n_copies).for_each(|article| set(wide.article(article), wide.article(article))),
        Task::Stance => {
            for flag in 0..FLAGS.len() {
                (0..n_copies).for_each(|target| set(wide.own_flag(target, flag), wide.own_flag(target, flag)));
                set(wide.shared_flag(flag), wide.shared_flag(flag));
            }
            let near = blocks.near_columns().enumerate();
            near.for_each(|(row, column)| set(wide.near(row), wide.near(column as usize)));
            let words = columns[..wide.n_words()].iter().enumerate();
            words.for_each(|(row, column)| set(wide.shared_word(row), wide.shared_word(*column)));
        }
    }
    out
}

/// Log-odds of the held-out comments and what stands around them, by weights that have not seen these.
fn honest(task: Task, wide: Wide, shared: &Shared<'_>, weights: &Array2<f64>) -> Vec<Array2<f64>> {
    let Material { items, known, topic, .. } = *shared.held_out_material;
    let of = |target: &dyn Fn(usize) -> Option<usize>| {
        let mut out = Array2::zeros((items.len(), weights.ncols()));
        for (index, (TextItem { item, .. }, mut out)) in items.iter().zip(out.rows_mut()).enumerate() {
            let Some(target) = target(index) else { continue };
            out.assign(&weights.row(weights.nrows() - 1));
            wide.row(item, target, &mut |column, value| out.scaled_add(f64::from(value), &weights.row(column)));
        }
        out
    };
    match task {
        Task::Text(_) => vec![of(&|_| Some(0))],
        Task::Stance => (0..topic.targets.len()).map(|target| of(&|_| Some(target))).collect(),
        Task::Known => vec![of(&|index| *known?.article.get(index)?)],
    }
}
