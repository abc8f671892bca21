//! The decisions: one per head, on the context made of out-of-fold scores; and one for targets never trained on.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::labels::enough;
use super::{Material, Warning, readiness};
use crate::error::Result;
use crate::eval::{self, HeadObservations, Observation};
use crate::features::context::{self, Context, Evidence, Likeness, Question, Surrounding};
use crate::features::log_odds::Layout;
use crate::model::decision::{Decision, FOLD_TOLERANCE, TOLERANCE};
use crate::model::predict::choose;
use crate::model::{Answer, ErrorSketch, HeadModel, HeldOut, Penalty};
use crate::shares;
use crate::topic::{Head, STANCES, Topic};
use crate::train::design::LabelledRow;

/// What training decides with.
pub struct Decided {
    /// One per head of the topic, in its order.
    pub heads: Vec<HeadModel>,
    /// The decision for a target never trained on, if any target was.
    pub pooled: Option<Decision>,
    /// What answers under articles known from training, if there are any.
    pub known: Option<KnownDecision>,
    /// The penalty chosen for each.
    pub penalties: Vec<Penalty>,
    /// Cross-validated predictions of the heads that were fitted.
    pub observed: Vec<HeadObservations>,
}

/// What answers the thesis under articles known from training.
pub struct KnownDecision {
    /// The decision.
    pub decision: Decision,
    /// Factors on its probabilities.
    pub readiness: Vec<f64>,
    /// How its labels fared on the folds.
    pub held_out: HeldOut,
    /// The same in brief.
    pub errors: Option<ErrorSketch>,
}

/// Rows of context for one question, with truths and folds.
struct Rows {
    columns: Vec<String>,
    primary: Vec<bool>,
    values: Array2<f64>,
    rows: Vec<LabelledRow>,
    n_classes: usize,
}

/// Fits all decisions.
pub(super) fn decide(material: &Material<'_>, log_odds: &Array2<f64>, warnings: &mut Vec<Warning>) -> Result<Decided> {
    let Material { labels, topic, params, progress, .. } = *material;
    let maker = Maker { layout: Layout::new(topic), material, log_odds: log_odds.view() };
    let heads = topic.heads();
    let mut questions: Vec<Question> = heads.iter().map(|head| Question::Head(*head)).collect();
    questions.extend([Question::AnyTarget(0), Question::KnownArticle]);
    let fitted: Vec<Result<Option<Cross>>> = questions
        .par_iter()
        .map(|question| {
            let cross = maker.rows(*question).map(|rows| cross(&rows, &params.decision_alphas)).transpose();
            progress.step();
            cross
        })
        .collect();
    let mut fitted = fitted.into_iter().collect::<Result<Vec<_>>>()?;
    let known = fitted.pop().expect("that of known articles is the last");
    let pooled = fitted.pop().expect("the pooled question is the last but one").map(|cross| cross.decision);
    let mut decided = Decided { heads: Vec::new(), pooled, known: None, penalties: Vec::new(), observed: Vec::new() };
    for (head, cross) in heads.into_iter().zip(fitted) {
        let name = topic.head_name(head).to_owned();
        let classes = topic.classes(head);
        let n_labelled = labels.of(head).len();
        let support = labels.support(head, classes.len());
        let answer = match cross {
            Some(cross) => {
                if !cross.converged {
                    warnings.push(Warning::NotConverged { what: format!("decision of {name}") });
                }
                let shares = support.iter().map(|count| *count as f64 / n_labelled as f64).collect();
                decided.observed.push(HeadObservations {
                    name: name.clone(),
                    classes: classes.iter().map(|class| (*class).to_owned()).collect(),
                    observations: cross.observations,
                    pooled: matches!(head, Head::Stance(_)),
                    majority: Some(shares),
                });
                decided.penalties.push(Penalty { of: format!("decision of {name}"), alpha: cross.alpha });
                Answer::Fitted(cross.decision)
            }
            None if matches!(head, Head::Stance(_)) && decided.pooled.is_some() => {
                warnings.push(Warning::SharedOnly { head: name, n_labelled });
                Answer::Pooled
            }
            None if n_labelled > 0 => {
                warnings.push(Warning::Prior { head: name, n_labelled });
                Answer::Prior(Decision::prior(&support))
            }
            None => {
                warnings.push(Warning::Unlabelled { head: name });
                Answer::Unlabelled
            }
        };
        decided.heads.push(HeadModel {
            head,
            answer,
            readiness: vec![1.0; classes.len()],
            held_out: None,
            errors: None,
        });
    }
    let clusters = material.texts.clusters();
    decided.set_readiness(topic);
    decided.set_errors(topic, &clusters, params.seed);
    if let Some(cross) = known {
        decided.set_known(cross, material);
    }
    Ok(decided)
}

/// Fits the decision under known articles on material of its own.
pub(super) fn decide_known(material: &Material<'_>, log_odds: &Array2<f64>, decided: &mut Decided) -> Result<()> {
    let maker = Maker { layout: Layout::new(material.topic), material, log_odds: log_odds.view() };
    if let Some(rows) = maker.rows(Question::KnownArticle) {
        decided.set_known(cross(&rows, &material.params.decision_alphas)?, material);
    }
    Ok(())
}

impl Decided {
    /// Takes the decision under known articles, chooses how readily it takes a side, and counts how its labels fared.
    fn set_known(&mut self, cross: Cross, material: &Material<'_>) {
        let topic = material.topic;
        self.penalties.push(Penalty { of: "decision of thesis under known articles".into(), alpha: cross.alpha });
        let mut observed = HeadObservations {
            name: format!("{} (known articles)", topic.head_name(Head::Thesis)),
            classes: STANCES.map(String::from).to_vec(),
            observations: cross.observations,
            pooled: false,
            majority: None,
        };
        let readiness = readiness::best([&observed].into_iter(), STANCES.len());
        observed
            .observations
            .iter_mut()
            .for_each(|seen| seen.prediction = Some(choose(&seen.probabilities, &readiness)));
        let held_out = HeldOut::of(&observed);
        let errors = sketch(&observed, &material.texts.clusters(), material.params.seed);
        self.observed.push(observed);
        self.known = Some(KnownDecision { decision: cross.decision, readiness, held_out, errors });
    }

    /// Keeps the held-out comments of each head in brief.
    fn set_errors(&mut self, topic: &Topic, clusters: &[usize], seed: u64) {
        for head in &self.observed {
            let model = self.heads.iter_mut().find(|model| topic.head_name(model.head) == head.name);
            let model = model.expect("a head that was observed is there");
            model.errors = sketch(head, clusters, seed);
        }
    }

    /// Chooses how readily each head takes a side, all targets alike, labels the predictions accordingly, and counts how
    /// these labels fared.
    fn set_readiness(&mut self, topic: &Topic) {
        let stance = readiness::best(self.observed.iter().filter(|head| head.pooled), STANCES.len());
        for model in &mut self.heads {
            let name = topic.head_name(model.head);
            let pooled = matches!(model.head, Head::Stance(_));
            let own = self.observed.iter().filter(|head| head.name == name);
            model.readiness = if pooled { stance.clone() } else { readiness::best(own, model.readiness.len()) };
        }
        for head in &mut self.observed {
            let model = self.heads.iter_mut().find(|model| topic.head_name(model.head) == head.name);
            let model = model.expect("a head that was observed is there");
            head.observations
                .iter_mut()
                .for_each(|seen| seen.prediction = Some(choose(&seen.probabilities, &model.readiness)));
            model.held_out = Some(HeldOut::of(head));
        }
    }
}

/// The held-out comments of a head in brief, with the best way to correct shares by them.
fn sketch(head: &HeadObservations, clusters: &[usize], seed: u64) -> Option<ErrorSketch> {
    let mut errors = ErrorSketch::of(head, |sample| clusters[sample])?;
    shares::choose(&mut errors, seed);
    Some(errors)
}

/// Makes contexts of training comments.
struct Maker<'a> {
    layout: Layout,
    material: &'a Material<'a>,
    log_odds: ArrayView2<'a, f64>,
}

impl Maker<'_> {
    /// Labelled rows of a question; `None` if they are too few to fit.
    fn rows(&self, question: Question) -> Option<Rows> {
        let heads: Vec<Head> = match question {
            Question::AnyTarget(_) => (0..self.layout.n_targets()).map(Head::Stance).collect(),
            Question::Head(head) => vec![head],
            Question::KnownArticle => vec![Head::Thesis],
        };
        let head = *heads.first()?;
        let mut rows = Vec::new();
        let mut questions = Vec::new();
        for head in heads {
            for (comment, truth) in self.material.labels.of(head) {
                let link = self.material.texts.links[*comment];
                let target = if let Head::Stance(target) = head { target } else { 0 };
                let (asked, fold) = match question {
                    Question::Head(_) => (question, link.fold),
                    Question::AnyTarget(_) => (Question::AnyTarget(target), link.fold),
                    Question::KnownArticle => match self.material.known {
                        Some(known) if known.article[*comment].is_some() => (question, known.fold[*comment]),
                        _ => continue,
                    },
                };
                rows.push(LabelledRow { item: *comment, target, truth: *truth, fold });
                questions.push(asked);
            }
        }
        let n_classes = self.material.topic.classes(head).len();
        if n_classes < 2 || !enough(&rows, n_classes) {
            return None;
        }
        let columns = context::columns(self.material.topic, question);
        // A signal left out never varies, and what never varies weighs nothing.
        let kept: Vec<bool> = columns.iter().map(|column| !self.leaves_out(column)).collect();
        let mut values = Array2::zeros((rows.len(), columns.len()));
        values.axis_iter_mut(Axis(0)).into_par_iter().zip(&rows).zip(&questions).for_each_init(
            Context::default,
            |context, ((mut out, row), question)| {
                self.fill(row.item, *question, context);
                let values = out.iter_mut().zip(&context.values).zip(&kept);
                values.filter(|(_, kept)| **kept).for_each(|((out, value), _)| *out = *value);
            },
        );
        let primary = context::primary(self.material.topic, question);
        Some(Rows { columns, primary, values, rows, n_classes })
    }

    /// Whether the signal that the column belongs to is left out.
    fn leaves_out(&self, column: &str) -> bool {
        let signal = column.split(' ').next().unwrap_or(column);
        self.material.params.without.iter().any(|without| without == signal)
    }

    fn fill(&self, comment: usize, question: Question, out: &mut Context) {
        let link = self.material.texts.links[comment];
        let log_odds = |item: usize| self.log_odds.row(item).to_slice().expect("rows are contiguous");
        let around = |item: usize| Surrounding { log_odds: log_odds(item), traits: &self.material.items[item].traits };
        let evidence = Evidence {
            layout: self.layout,
            own: log_odds(link.own),
            traits: &self.material.items[link.own].traits,
            parent: link.parent.map(around),
            article: link.article.map(around),
            likeness: self.likeness(comment),
        };
        context::fill(&evidence, question, out);
    }

    fn likeness(&self, comment: usize) -> Likeness {
        let link = self.material.texts.links[comment];
        let row = |item: usize| &self.material.items[item].item.rows.words;
        let headline = link.article.map(|article| self.material.texts.headlines[&article]);
        Likeness::new(row(link.own), headline.map(row), link.article.map(row), link.parent.map(row))
    }
}

/// A decision with its cross-validated predictions.
struct Cross {
    decision: Decision,
    alpha: f64,
    observations: Vec<Observation>,
    converged: bool,
}

/// Chooses the penalty by log-loss on the folds, then fits on all rows.
fn cross(rows: &Rows, alphas: &[f64]) -> Result<Cross> {
    let n_folds = rows.rows.iter().map(|row| row.fold + 1).max().unwrap_or(0);
    let truth: Vec<usize> = rows.rows.iter().map(|row| row.truth).collect();
    let folds: Vec<(Vec<usize>, Vec<usize>)> =
        (0..n_folds).map(|fold| (0..truth.len()).partition(|row| rows.rows[*row].fold == fold)).collect();
    let mut starts: Vec<Option<Array2<f64>>> = vec![None; n_folds];
    let mut best: Option<(f64, f64, Vec<Observation>)> = None;
    for alpha in alphas {
        let fitted: Vec<Result<Vec<(usize, Observation)>>> = folds
            .par_iter()
            .zip(&mut starts)
            .map(|((held_out, train), start)| {
                let values = rows.values.select(Axis(0), train);
                let train: Vec<usize> = train.iter().map(|row| truth[*row]).collect();
                let fitted = Decision::fit(
                    &rows.columns,
                    &rows.primary,
                    values.view(),
                    &train,
                    rows.n_classes,
                    (*alpha, FOLD_TOLERANCE),
                    start.take(),
                )?;
                *start = Some(fitted.start);
                Ok(held_out
                    .iter()
                    .map(|row| {
                        let values = rows.values.row(*row);
                        let probabilities =
                            fitted.decision.probabilities(values.as_slice().expect("rows are contiguous"));
                        let sample = rows.rows[*row].item;
                        (*row, Observation { sample, truth: truth[*row], probabilities, prediction: None })
                    })
                    .collect())
            })
            .collect();
        let mut observations = Vec::with_capacity(truth.len());
        for fold in fitted {
            observations.extend(fold?);
        }
        observations.sort_by_key(|(row, _)| *row);
        let observations: Vec<Observation> = observations.into_iter().map(|(_, observation)| observation).collect();
        let loss = eval::metrics::log_loss(observations.iter().map(|seen| seen.probabilities[seen.truth]));
        if best.as_ref().is_some_and(|(_, least, _)| loss >= *least) {
            break;
        }
        best = Some((*alpha, loss, observations));
    }
    let (alpha, _, observations) = best.expect("there is at least one alpha");
    let start = starts.into_iter().next().flatten();
    let penalty = (alpha, TOLERANCE);
    let fitted =
        Decision::fit(&rows.columns, &rows.primary, rows.values.view(), &truth, rows.n_classes, penalty, start)?;
    Ok(Cross { decision: fitted.decision, alpha, observations, converged: fitted.converged })
}
