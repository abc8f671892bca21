//! The first stage: a scorer for each task, its out-of-fold log-odds for the second stage, its weights for the model.

use ndarray::{Array2, ArrayView1};

use super::design::{Design, Item, LabelledRow, Task, Wide};
use super::labels::enough;
use super::sides::{Side, sides};
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
    pub wide: Wide,
    /// Contrasts of the weights of each wide column, shape `(wide.len() + 1, n_contrasts)`, bias last.
    pub weights: Array2<f64>,
    /// Shape `(n_items, n_contrasts)` for each target (one for tasks without).
    pub out_of_fold: Vec<Array2<f64>>,
    /// Number of text columns.
    pub n_text: usize,
    /// The penalty chosen.
    pub alpha: f64,
    /// Whether all its fits converged.
    pub converged: bool,
}

/// Fits a task; `None` if it has too few labels.
pub(super) fn score(task: Task, material: &Material<'_>, blocks: &Blocks) -> Result<Option<TaskScores>> {
    let Material { labels, texts, items, known, topic, params, progress } = *material;
    let n_targets = topic.targets.len();
    let mut n_copies = n_targets;
    let row = |(comment, truth): &(usize, usize), target: usize| {
        let link = &texts.links[*comment];
        LabelledRow { item: link.own, target, truth: *truth, fold: link.fold }
    };
    let (rows, head): (Vec<LabelledRow>, Head) = match task {
        Task::Text(head) => (labels.of(head).iter().map(|label| row(label, 0)).collect(), head),
        Task::Stance if n_targets == 0 => return Ok(None),
        Task::Stance => {
            let of = |target: usize| labels.of(Head::Stance(target)).iter().map(move |label| row(label, target));
            let articles = sides(labels, n_targets, |comment| texts.links[comment].article).into_iter();
            let articles = articles.flat_map(|Side { article, target, truth }| {
                let items = [article, texts.headlines[&article]];
                items.map(|item| LabelledRow { item, target, truth, fold: texts.fold[item] })
            });
            ((0..n_targets).flat_map(of).chain(articles).collect(), Head::Stance(0))
        }
        Task::Known => {
            let Some(known) = known else { return Ok(None) };
            n_copies = known.keys.len();
            let of = |(comment, truth): &(usize, usize)| {
                let target = known.article[*comment]?;
                Some(LabelledRow { item: texts.links[*comment].own, target, truth: *truth, fold: known.fold[*comment] })
            };
            (labels.of(Head::Thesis).iter().filter_map(of).collect(), Head::Thesis)
        }
    };
    let n_classes = topic.classes(head).len();
    if n_classes < 2 || !enough(&rows, n_classes) {
        return Ok(None);
    }
    let n_folds = rows.iter().map(|row| row.fold + 1).max().unwrap_or(0);
    let wide = Wide::new(task, blocks, n_copies)?;
    let items: Vec<&Item> = items.iter().map(|item| &item.item).collect();
    let design = Design::new(wide, rows, &items);
    let found = search::search(&design, n_folds, n_classes, params, progress)?;
    let fold_weights: Vec<Array2<f64>> = found.folds.iter().map(|weights| contrast(head, weights)).collect();
    let n_contrasts = fold_weights[0].ncols();
    // Which copy of the columns an item is scored with, and by the weights of which fold; `None` if it is not scored.
    let of_target = |target: usize| texts.fold.iter().map(|fold| Some((target, *fold))).collect();
    let scored_with: Vec<Vec<Option<(usize, usize)>>> = match (task, known) {
        (Task::Text(_), _) => vec![of_target(0)],
        (Task::Stance, _) => (0..n_targets).map(of_target).collect(),
        (Task::Known, known) => vec![known.map_or_else(Vec::new, |known| {
            known.article.iter().zip(&known.fold).map(|(article, fold)| Some(((*article)?, *fold))).collect()
        })],
    };
    let out_of_fold = scored_with
        .into_iter()
        .map(|scored_with| {
            let mut out = Array2::zeros((items.len(), n_contrasts));
            for ((item, scored_with), mut out) in items.iter().zip(scored_with).zip(out.rows_mut()) {
                let Some((target, fold)) = scored_with else { continue };
                let Some(weights) = fold_weights.get(fold) else { continue };
                let out = out.as_slice_mut().expect("rows of a fresh array are contiguous");
                let weights = weights.as_slice().expect("contrasts are contiguous");
                out.copy_from_slice(&weights[weights.len() - n_contrasts..]);
                wide.row(item, target, &mut |column, value| {
                    if let Some(column) = design.narrow(column) {
                        let weights = &weights[column * n_contrasts..][..n_contrasts];
                        out.iter_mut().zip(weights).for_each(|(out, weight)| *out += f64::from(value) * weight);
                    }
                });
            }
            out
        })
        .collect();
    let narrow = contrast(head, &found.all);
    let mut weights = Array2::zeros((wide.len() + 1, n_contrasts));
    weights.row_mut(wide.len()).assign(&narrow.row(narrow.nrows() - 1));
    for column in 0..wide.len() {
        if let Some(from) = design.narrow(column) {
            weights.row_mut(column).assign(&narrow.row(from));
        }
    }
    let search::Found { alpha, converged, .. } = found;
    Ok(Some(TaskScores { task, wide, weights, out_of_fold, n_text: blocks.n_text(), alpha, converged }))
}

/// Contrasts of the weights of each column.
pub(super) fn contrast(head: Head, weights: &Array2<f64>) -> Array2<f64> {
    let rows = weights.rows().into_iter().map(|row| contrasts(head, row.as_slice().expect("rows are contiguous")));
    let rows: Vec<Vec<f64>> = rows.collect();
    let shape = (rows.len(), rows[0].len());
    Array2::from_shape_vec(shape, rows.concat()).expect("contrasts of a head have one length")
}

impl TaskScores {
    /// Lean and stand that each known article adds.
    pub fn articles(&self, n_articles: usize) -> Vec<[f64; 2]> {
        let of = |article: usize| self.weights.row(self.wide.article(article));
        (0..n_articles).map(|article| [of(article)[0], of(article)[1]].map(|weight| f64::from(weight as f32))).collect()
    }

    /// What a text column weighs for any target, if it is a word's.
    fn shared_word(&self, column: usize) -> Option<ArrayView1<'_, f64>> {
        let shared = self.task == Task::Stance && column < self.wide.n_words();
        shared.then(|| self.weights.row(self.wide.shared_word(column)))
    }

    /// Puts the weights into the model's, and the out-of-fold log-odds into those of all heads.
    pub fn store(&self, weights: &mut TermWeights, log_odds: &mut Array2<f64>) {
        let layout = weights.layout();
        let bias = self.weights.row(self.wide.len());
        let places: Vec<std::ops::Range<usize>> = match self.task {
            Task::Text(head) => vec![layout.places(head)],
            Task::Stance => (0..layout.n_targets()).map(|target| layout.places(Head::Stance(target))).collect(),
            Task::Known => vec![layout.known()],
        };
        for (target, places) in places.into_iter().enumerate() {
            weights.set_bias(places.clone(), bias.iter().copied());
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
            weights.set_stance_bias([bias[0], bias[1]]);
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
