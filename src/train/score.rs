//! The first stage: a scorer for each task, its out-of-fold log-odds for the second stage, its weights for the model.

use ndarray::{Array2, ArrayView1};

use super::design::{Design, Item, LabelledRow, Task, Wide};
use super::labels::enough;
use super::{Material, search};
use crate::error::Result;
use crate::features::blocks::Blocks;
use crate::features::log_odds::contrasts;
use crate::model::weights::{FLAGS, TermWeights};
use crate::topic::Head;

/// Scores of one task: final weights in contrasts, and out-of-fold log-odds of all items.
pub(super) struct TaskScores {
    /// The task.
    pub task: Task,
    wide: Wide,
    /// Contrasts of the weights of each wide column, shape `(wide.len() + 1, n_contrasts)`, bias last.
    weights: Array2<f64>,
    /// Shape `(n_items, n_contrasts)` for each target (one for tasks without).
    out_of_fold: Vec<Array2<f64>>,
    n_text: usize,
    /// The penalty chosen.
    pub alpha: f64,
    /// Whether all its fits converged.
    pub converged: bool,
}

/// Fits a task; `None` if it has too few labels.
pub(super) fn score(task: Task, material: &Material<'_>, blocks: &Blocks) -> Result<Option<TaskScores>> {
    let Material { labels, texts, items, topic, params, progress } = *material;
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
    let wide = Wide::new(task, blocks, n_targets)?;
    let items: Vec<&Item> = items.iter().map(|item| &item.item).collect();
    let design = Design::new(wide, rows, &items);
    let found = search::search(&design, n_folds, n_classes, params, progress)?;
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
    /// What a text column weighs for any target, if it is a word's.
    fn shared_word(&self, column: usize) -> Option<ArrayView1<'_, f64>> {
        let shared = self.task == Task::Stance && column < self.wide.n_words();
        shared.then(|| self.weights.row(self.wide.shared_word(column)))
    }

    /// Puts the weights into the model's, and the out-of-fold log-odds into those of all heads.
    pub fn store(&self, weights: &mut TermWeights, log_odds: &mut Array2<f64>) {
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
                let mut row = self.weights.row(self.wide.own(target, column)).to_owned();
                if let Some(shared) = self.shared_word(column) {
                    row += &shared;
                }
                weights.set_text(column, places.clone(), row.iter().copied());
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
            for column in 0..self.n_text {
                if let Some(shared) = self.shared_word(column) {
                    weights.set_word(column, [shared[0], shared[1]]);
                }
            }
            for column in 0..weights.n_near() {
                let row = self.weights.row(self.wide.near(column));
                weights.set_near(column, [row[0], row[1]]);
            }
        }
    }
}
