//! What training tells its user besides the model.

use std::fmt;

use super::{MIN_LABELLED, MIN_SUPPORT};

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
