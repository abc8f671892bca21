//! From truth and prediction to numbers: how good a model is, head by head, beside what the majority class scores.
//!
//! Decided here are the figures, their averaging, what abstaining costs, and how heads are pooled. Which comments are
//! held out, and by which model they were predicted, is the caller's doing; [`Evaluation::how`] carries their word for
//! it. Nothing here knows of models, topics or text: names are strings and classes are indices.

mod baseline;
mod calibration;
mod compare;
mod confusion;
mod coverage;
mod figures;
mod leakage;
mod learning_curve;
pub mod metrics;
mod resampling;
mod slices;

pub use baseline::{Baseline, BaselineFrom, LABEL_OF_EACH_HEAD};
pub use calibration::{Bin, HeadCalibration, Reliability, calibration};
pub use compare::{Difference, HeadComparison, McNemar, compare};
pub use confusion::Confusion;
pub use coverage::{CoveragePoint, HeadCoverage, coverage};
pub use figures::{Figures, Reference, System};
pub use leakage::{HeadLeakage, head_leakage};
pub use learning_curve::{Forecast, LearningCurve, LearningPoint, PartTrained, learning_curves};
pub use metrics::ClassScores;
pub use resampling::{Bootstrap, Clusters, Interval};
pub(crate) use resampling::{below, quantile};
pub use slices::{Slice, SliceFigures, slice_figures};

use serde::Serialize;

/// Name of the table in which the stance heads of all targets are taken together.
pub const POOLED: &str = "stance (pooled)";

/// One labelled sample of one head as predicted.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Which comment it is, as the caller numbers them: equal numbers under several heads are the same comment, and
    /// [`Clusters`] says what each belongs to.
    pub sample: usize,
    /// The label given, as an index into the head's classes.
    pub truth: usize,
    /// Probability of each class, shape `(n_classes,)`, in \[0, 1\], with sum 1.
    pub probabilities: Vec<f64>,
    /// The label predicted, which need not be the most probable one; `None` if the model abstained.
    pub prediction: Option<usize>,
}

/// All observations of a head.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadObservations {
    /// Name of the head.
    pub name: String,
    /// Names of its classes, in the order of the probabilities.
    pub classes: Vec<String>,
    /// The labelled samples.
    pub observations: Vec<Observation>,
    /// Whether it takes part in the pooled stance figures: the stance heads of targets do.
    pub pooled: bool,
    /// Share of each class in the training data, shape `(n_classes,)`, if known: the majority baseline's prediction
    /// and probabilities. If not known, the shares in the evaluated data, and [`Baseline::from`] says so.
    pub majority: Option<Vec<f64>>,
}

/// Figures of one head, or of several pooled ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadEvaluation {
    /// Name of the head, or [`POOLED`].
    pub name: String,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// Number of labelled samples.
    pub n: usize,
    /// Number of those on which the model abstained. Each counts as a miss of its truth and as no prediction.
    pub abstained: usize,
    /// Figures of each class, in the order of `classes`.
    pub per_class: Vec<ClassScores>,
    /// See [`metrics::macro_f1`].
    pub macro_f1: f64,
    /// See [`metrics::f_avg`].
    pub f_avg: Option<f64>,
    /// See [`metrics::accuracy`].
    pub accuracy: f64,
    /// See [`metrics::log_loss`].
    pub log_loss: f64,
    /// Matthews correlation, in \[-1, 1\].
    pub mcc: f64,
    /// Brier score, in \[0, 2\].
    pub brier: f64,
    /// Intervals of the figures, if there were draws.
    pub intervals: Option<Figures<Interval>>,
    /// Other systems on the same samples, in the order given.
    pub references: Vec<Reference>,
    /// Counts by truth and prediction.
    pub confusion: Confusion,
    /// What always predicting the most frequent class scores.
    pub baseline: Baseline,
}

/// Clusters and draws, for figures that have an interval.
#[derive(Debug, Clone, Copy)]
pub struct Resampling<'a> {
    /// What is drawn whole.
    pub clusters: &'a Clusters,
    /// The draws.
    pub bootstrap: &'a Bootstrap,
}

/// Figures of all heads.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// How the samples came to be predicted: "5 folds, articles kept whole, seed 1".
    pub how: String,
    /// The heads that have labelled samples, in the order given.
    pub heads: Vec<HeadEvaluation>,
    /// All samples of the pooled heads in one table, if two or more of these have any. Its F_avg is the official
    /// figure of SemEval-2016 Task 6, in which targets with more samples weigh more.
    pub stance_pooled: Option<HeadEvaluation>,
    /// Mean of the pooled heads' own F_avg, each with the same weight, in \[0, 1\], if two or more of these have one.
    pub stance_mean_f_avg: Option<f64>,
    /// Its interval, if there were draws.
    pub stance_mean_f_avg_interval: Option<Interval>,
}

/// Scores each head, and the stance heads of all targets together. Heads without observations are left out.
///
/// Heads are pooled by the names of their classes, so the order of classes may differ from head to head.
///
/// # Panics
///
/// If a truth or a prediction is not below its head's number of classes, or if the probabilities or the shares are not
/// as many as the classes.
///
/// # Examples
///
/// ```
/// use hustings::eval::{HeadObservations, Observation, evaluate};
///
/// let observation =
///     |sample, truth, p: [f64; 3], prediction| Observation { sample, truth, probabilities: p.to_vec(), prediction };
/// let thesis = HeadObservations {
///     name: "thesis".into(),
///     classes: ["favor", "against", "none"].map(String::from).to_vec(),
///     observations: vec![
///         observation(0, 0, [0.7, 0.1, 0.2], Some(0)),
///         observation(1, 1, [0.3, 0.6, 0.1], Some(1)),
///         observation(2, 1, [0.3, 0.3, 0.4], None),
///         observation(3, 2, [0.5, 0.2, 0.3], Some(0)),
///     ],
///     pooled: false,
///     majority: Some(vec![0.2, 0.2, 0.6]),
/// };
/// let evaluation = evaluate(&[thesis], "4 comments by hand");
/// let thesis = &evaluation.heads[0];
/// assert_eq!((thesis.n, thesis.abstained, thesis.accuracy), (4, 1, 0.5));
/// assert_eq!(thesis.baseline.label, "none");
/// ```
pub fn evaluate(heads: &[HeadObservations], how: &str) -> Evaluation {
    let labelled: Vec<&HeadObservations> = heads.iter().filter(|head| !head.observations.is_empty()).collect();
    let pooled: Vec<&HeadObservations> = labelled.iter().copied().filter(|head| head.pooled).collect();
    let evaluations: Vec<HeadEvaluation> =
        labelled.iter().map(|head| score(&head.name, &head.classes, &[*head])).collect();
    let f_avgs: Vec<f64> = std::iter::zip(&labelled, &evaluations)
        .filter(|(head, _)| head.pooled)
        .filter_map(|(_, evaluation)| evaluation.f_avg)
        .collect();
    Evaluation {
        how: how.to_owned(),
        heads: evaluations,
        stance_pooled: (pooled.len() > 1).then(|| pool(&pooled)),
        stance_mean_f_avg_interval: None,
        stance_mean_f_avg: (f_avgs.len() > 1).then(|| f_avgs.iter().sum::<f64>() / f_avgs.len() as f64),
    }
}

/// The same with intervals, and with other systems beside each head.
pub fn evaluate_beside(
    heads: &[HeadObservations],
    how: &str,
    others: &[System],
    resampling: Option<Resampling<'_>>,
) -> Evaluation {
    todo!("{heads:?} {how} {others:?} {resampling:?}")
}

/// Scores the observations of one head, or of several whose classes are these.
fn score(name: &str, classes: &[String], heads: &[&HeadObservations]) -> HeadEvaluation {
    let mut confusion = Confusion::new(classes.len());
    let mut truth_probabilities = Vec::new();
    for head in heads {
        let shares = head.majority.as_ref().map_or(classes.len(), Vec::len);
        assert_eq!(shares, classes.len(), "head {:?}: class shares and classes differ in number", head.name);
        for observation in &head.observations {
            let n = observation.probabilities.len();
            assert_eq!(n, classes.len(), "head {:?}: probabilities and classes differ in number", head.name);
            confusion.add(observation.truth, observation.prediction);
            truth_probabilities.push(observation.probabilities[observation.truth]);
        }
    }
    let per_class = ClassScores::of(&confusion);
    HeadEvaluation {
        name: name.to_owned(),
        classes: classes.to_vec(),
        n: confusion.n(),
        abstained: confusion.n_abstained(),
        macro_f1: metrics::macro_f1(&per_class),
        f_avg: metrics::f_avg(classes, &per_class),
        accuracy: metrics::accuracy(&confusion),
        log_loss: metrics::log_loss(truth_probabilities),
        mcc: 0.0,
        brier: 0.0,
        intervals: None,
        references: Vec::new(),
        per_class,
        confusion,
        baseline: Baseline::of(classes, heads),
    }
}

/// Scores several heads as one, over the classes of all of them in the order of first mention.
fn pool(heads: &[&HeadObservations]) -> HeadEvaluation {
    let mut classes: Vec<String> = Vec::new();
    for class in heads.iter().flat_map(|head| &head.classes) {
        if !classes.contains(class) {
            classes.push(class.clone());
        }
    }
    let aligned: Vec<HeadObservations> = heads.iter().map(|head| align(head, &classes)).collect();
    score(POOLED, &classes, &aligned.iter().collect::<Vec<_>>())
}

/// The same observations over other classes, which contain the head's own; the rest have probability 0.
fn align(head: &HeadObservations, classes: &[String]) -> HeadObservations {
    let place = |own: usize| {
        classes.iter().position(|class| *class == head.classes[own]).expect("the classes contain those of the head")
    };
    let spread = |values: &[f64]| {
        let mut spread = vec![0.0; classes.len()];
        for (own, value) in values.iter().enumerate() {
            spread[place(own)] = *value;
        }
        spread
    };
    let observations = head.observations.iter().map(|observation| Observation {
        sample: observation.sample,
        truth: place(observation.truth),
        probabilities: spread(&observation.probabilities),
        prediction: observation.prediction.map(place),
    });
    HeadObservations {
        name: head.name.clone(),
        classes: classes.to_vec(),
        observations: observations.collect(),
        pooled: head.pooled,
        majority: head.majority.as_deref().map(spread),
    }
}

#[cfg(test)]
mod tests;
