//! Labels that are likely errors, by confident learning.
//!
//! A probability is high for a class if it is above what the model gives, on average, to comments that bear its label. A
//! comment is suspect if a class other than its label is so, which works even where the model is surer of some classes than of
//! others.

use super::{Finding, Kind, Severity};
use crate::eval::{HeadObservations, Observation};
use crate::read::Dataset;

/// Mean probability that comments with the label of a class have for it, shape `(n_classes,)`; `None` for a class that is
/// nobody's label.
pub type Thresholds = Vec<Option<f64>>;

/// A label that is likely an error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelError {
    /// The sample, as the observations number it.
    pub sample: usize,
    /// The label given, as an index into the classes of the head.
    pub label: usize,
    /// The class that is more likely.
    pub suggested: usize,
    /// Self-confidence: probability of the label given, in \[0, 1\].
    pub self_confidence: f64,
    /// That less the largest probability of another class, in \[-1, 1\]; below 0.
    pub margin: f64,
}

/// The likely label errors of a head, those of the smallest self-confidence first, and the thresholds.
///
/// With `p_j` the probability of class `j`, which must come from a model that has not seen the comment, the threshold `t_j` is
/// the mean of `p_j` over the comments labelled `j`. Among the classes with `p_j >= t_j` a comment belongs to that with the
/// largest `p_j`; its label is suspect if that is another class, and the label is not the most probable class of all.
///
/// # References
///
/// C. G. Northcutt, L. Jiang and I. L. Chuang (2021), Confident Learning: Estimating Uncertainty in Dataset Labels, Journal
/// of Artificial Intelligence Research 70, 1373-1411, equations 1 and 2; ranked by self-confidence, section 3.2.
pub fn label_errors(head: &HeadObservations) -> (Vec<LabelError>, Thresholds) {
    let n_classes = head.classes.len();
    let mut sums = vec![(0.0, 0_usize); n_classes];
    for seen in &head.observations {
        sums[seen.truth].0 += seen.probabilities[seen.truth];
        sums[seen.truth].1 += 1;
    }
    let thresholds: Thresholds = sums.into_iter().map(|(sum, n)| (n > 0).then(|| sum / n as f64)).collect();
    let mut errors: Vec<LabelError> =
        head.observations.iter().filter_map(|seen| label_error(seen, &thresholds)).collect();
    errors.sort_by(|a, b| a.self_confidence.total_cmp(&b.self_confidence).then(a.sample.cmp(&b.sample)));
    (errors, thresholds)
}

fn label_error(seen: &Observation, thresholds: &Thresholds) -> Option<LabelError> {
    let p = &seen.probabilities;
    let confident = |class: &usize| thresholds[*class].is_some_and(|threshold| p[*class] >= threshold);
    let suggested = largest(p, (0..p.len()).filter(confident))?;
    let most_probable = largest(p, 0..p.len())?;
    let other = largest(p, (0..p.len()).filter(|class| *class != seen.truth))?;
    let is_error = suggested != seen.truth && most_probable != seen.truth;
    is_error.then(|| LabelError {
        sample: seen.sample,
        label: seen.truth,
        suggested,
        self_confidence: p[seen.truth],
        margin: p[seen.truth] - p[other],
    })
}

/// The class with the largest probability, the first of equal ones.
fn largest(p: &[f64], classes: impl Iterator<Item = usize>) -> Option<usize> {
    classes.reduce(|best, class| if p[class] > p[best] { class } else { best })
}

/// The same as findings, those of all heads together with the smallest self-confidence first.
pub(super) fn findings(dataset: &Dataset, observed: &[HeadObservations]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for head in observed {
        for error in label_errors(head).0 {
            let about = Finding::about(Kind::LabelError, Severity::Warning, dataset, &dataset.samples[error.sample]);
            findings.push(Finding {
                head: head.name.clone(),
                label: head.classes[error.label].clone(),
                suggested: head.classes[error.suggested].clone(),
                p: Some(error.self_confidence),
                ..about
            });
        }
    }
    let p = |finding: &Finding| finding.p.unwrap_or_default();
    findings.sort_by(|a, b| p(a).total_cmp(&p(b)));
    findings
}
