//! The first stage on a large training set: a scorer for each task, fitted without what is held out to choose its penalty and
//! to score that, then on all.

use ndarray::Array2;

use super::hold_out::{HeldOut, Part};
use super::matrix::{Matrix, Place};
use super::texts::PackedComment;
use crate::error::Result;
use crate::features::blocks::Blocks;
use crate::features::log_odds::contrasts;
use crate::features::packed::Packer;
use crate::features::{Rows, SparseRow};
use crate::model::scorer::{ScorerParams, Start, softmax};
use crate::model::weights::FLAGS;
use crate::topic::Head;
use crate::train::design::{LabelledRow, Task, Wide};
use crate::train::labels::{Labels, enough};
use crate::train::score::TaskScores;
use crate::train::search::{FOLD_TOLERANCE, LEAST_GAIN, TOLERANCE};
use crate::train::texts::TextItem;
use crate::train::{Material, log_count};

/// What all tasks share.
pub struct Shared<'a> {
    /// Labels of all comments.
    pub labels: &'a Labels,
    /// All comments.
    pub comments: &'a [PackedComment],
    /// Index of each comment's article, if it is known.
    pub known: &'a [Option<usize>],
    pub n_known: usize,
    pub held_out: &'a HeldOut,
    pub blocks: &'a Blocks,
    pub packer: &'a Packer<'a>,
    /// The held-out comments, and what stands around them.
    pub held_out_material: &'a Material<'a>,
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
    let plain = Matrix::new((task, wide), shared.packer, n_copies, shared.comments, &labelled.places);
    let exponent = params.log_count;
    let scorer = ScorerParams::default().balanced(params.balanced).n_classes(n_classes);

    let rest = || labelled.truth.iter().copied().enumerate().filter(|(row, _)| labelled.rest[*row] != 0.0);
    let factors = log_count::factors(&plain, rest(), n_classes, exponent);
    let matrix = plain.scaled(&factors);
    let mut start: Option<Start> = None;
    let mut best: Option<(f64, f64, Array2<f64>)> = None;
    let mut converged = true;
    for (tried, alpha) in params.scorer_alphas.iter().enumerate() {
        let mut scorer = scorer.clone().tolerance(FOLD_TOLERANCE).alpha(*alpha);
        if let Some(start) = start.take() {
            scorer = scorer.initial(start);
        }
        let fitted = scorer.ascend(&matrix, &labelled.truth, &labelled.rest)?;
        let loss = labelled.loss(&matrix, &fitted.weights);
        progress.step();
        let least = best.as_ref().map(|(_, least, _)| *least);
        let better = least.is_none_or(|least| loss < least);
        let gained = least.is_none_or(|least| loss < least * (1.0 - LEAST_GAIN));
        if better {
            converged &= fitted.converged;
            best = Some((*alpha, loss, fitted.weights));
        }
        start = Some(fitted.end);
        if !gained {
            (tried + 1..params.scorer_alphas.len()).for_each(|_| progress.step());
            break;
        }
    }
    let (alpha, _, weights) = best.expect("there is at least one alpha");
    drop(matrix);
    let held_out_weights = laid_out(head, task, wide, n_copies, shared.blocks, weights, &factors);

    let factors = log_count::factors(&plain, labelled.truth.iter().copied().enumerate(), n_classes, exponent);
    let mut scorer = scorer.tolerance(TOLERANCE).alpha(alpha);
    if let Some(start) = start {
        scorer = scorer.initial(start);
    }
    let fitted = scorer.ascend(&plain.scaled(&factors), &labelled.truth, &vec![1.0; labelled.truth.len()])?;
    progress.step();
    let weights = laid_out(head, task, wide, n_copies, shared.blocks, fitted.weights, &factors);
    Ok(Some(TaskScores {
        task,
        wide,
        out_of_fold: honest(task, wide, shared, &held_out_weights),
        weights,
        n_text: shared.blocks.n_text(),
        alpha,
        converged: converged && fitted.converged,
    }))
}

impl Labelled {
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
            let (indices, values) = matrix.entries(*row, &mut buffer);
            let mut logits = weights.row(weights.nrows() - 1).to_owned();
            for (index, value) in indices.iter().zip(values) {
                logits.scaled_add(f64::from(*value), &weights.row(*index as usize));
            }
            let truth = logits[self.truth[*row]];
            loss += softmax(logits.as_slice_mut().expect("a fresh array is contiguous")) - truth;
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
