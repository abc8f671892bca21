//! Everything that an evaluation report shows. The page, its Markdown twin and the JSON are made of it alone, so they hold
//! the same numbers.

use serde::Serialize;

use crate::eval::{
    Bootstrap, Clusters, Evaluation, HeadCalibration, HeadComparison, HeadCoverage, HeadLeakage, LearningCurve,
    SliceFigures,
};
use crate::trial::ShownComment;
use crate::trial::behaviour::BehaviourResult;

/// A section that may not have been measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured<T> {
    /// What was found.
    Found(T),
    /// Why it was not measured, and what to do for it.
    NotMeasured(String),
}

/// An evaluation report, in the order in which it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// What was evaluated: the model, or the cross-validation.
    pub subject: String,
    /// What was compared with what.
    pub compared: Compared,
    /// Figures of all heads, with intervals and references.
    pub evaluation: Evaluation,
    /// Per head.
    pub calibration: Vec<HeadCalibration>,
    /// Per head.
    pub coverage: Vec<HeadCoverage>,
    /// Per head.
    pub learning_curve: Measured<Vec<LearningCurve>>,
    /// Per slice and head.
    pub slices: Vec<SliceFigures>,
    /// Per behaviour test.
    pub behaviour: Measured<Vec<BehaviourResult>>,
    /// The worst errors: truth held least probable.
    pub worst: Vec<ShownComment>,
    /// The most doubtful labels: the model's two best classes closest.
    pub doubtful: Vec<ShownComment>,
    /// Random folds beside whole articles.
    pub leakage: Measured<Leakage>,
    /// Two models on the same comments, if two were asked for.
    pub comparison: Option<Comparison>,
    /// Data, hashes, settings, versions, command.
    pub provenance: Vec<ProvenanceEntry>,
}

/// What was compared with what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Labelled comments.
    pub n_comments: usize,
    /// How they came to be predicted: the folds, or whether the model had seen them.
    pub how: String,
    /// What the draws take whole.
    pub clusters: Clusters,
    /// The draws.
    pub bootstrap: Bootstrap,
    /// Name of each reference with what it is, in one line.
    pub references: Vec<(String, String)>,
}

/// Random folds beside whole articles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leakage {
    /// How folds were made with articles kept whole.
    pub whole: String,
    /// How the others were made.
    pub random: String,
    /// Labelled comments.
    pub n_comments: usize,
    /// Per head.
    pub heads: Vec<HeadLeakage>,
}

/// Two models on the same comments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The first, which the model is compared with.
    pub first: String,
    /// The second, which the report is about.
    pub second: String,
    /// Head by head.
    pub heads: Vec<HeadComparison>,
    /// Comments whose label differs, up to a hundred of them.
    pub flipped: Vec<FlippedComment>,
    /// How many there are in all.
    pub n_flipped: usize,
}

/// A comment that two models label differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlippedComment {
    /// Its id as read.
    pub id: String,
    /// Its text.
    pub text: String,
    /// The head.
    pub head: String,
    /// The label given by people.
    pub truth: String,
    /// Label of the first model.
    pub first: Option<String>,
    /// Label of the second.
    pub second: Option<String>,
}

/// A fact about how the report came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProvenanceEntry {
    /// What it is: `data`, `model`, `seed`, `command`.
    pub name: String,
    /// The fact.
    pub value: String,
}
