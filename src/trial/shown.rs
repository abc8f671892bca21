//! Comments worth looking at: the worst errors and the most doubtful labels.

use serde::Serialize;

use crate::eval::HeadObservations;
use crate::model::Model;
use crate::read::Dataset;

/// A comment with what was said of it and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownComment {
    /// Its id as read.
    pub id: String,
    /// Headline of its article, if known.
    pub article: Option<String>,
    /// Its text.
    pub text: String,
    /// The head.
    pub head: String,
    /// The label given by people.
    pub truth: String,
    /// The label of the model; `None` if it abstained.
    pub prediction: Option<String>,
    /// Probability of each class by name.
    pub probabilities: Vec<(String, f64)>,
    /// The words that decided, strongest first: the word, and what it adds to the logit of the label. Empty where the model
    /// that predicted it is not at hand, as in cross-validation.
    pub words: Vec<(String, f64)>,
}

/// The `n` errors in which the truth was held least probable, no comment twice.
pub fn worst(observed: &[HeadObservations], dataset: &Dataset, model: Option<&Model>, n: usize) -> Vec<ShownComment> {
    todo!("{observed:?} {dataset:?} {model:?} {n}")
}

/// The `n` labels with the smallest distance between the two most probable classes, no comment twice.
pub fn doubtful(
    observed: &[HeadObservations],
    dataset: &Dataset,
    model: Option<&Model>,
    n: usize,
) -> Vec<ShownComment> {
    todo!("{observed:?} {dataset:?} {model:?} {n}")
}
