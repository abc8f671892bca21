//! From what a model says of a section's comments to how many of them hold which view.
//!
//! Labels counted are biased: the comments that a model wrongly takes out of a class and those it wrongly puts there do not
//! cancel, and the rarer a class is the worse. What the model got wrong on comments held out from training
//! ([`ErrorSketch`](crate::model::ErrorSketch)) says how to undo it, as long as the comments *of each class* are like
//! those of training; the shares of the classes may be any. [`Corrector`] does that.
//!
//! **What is estimated** is the share among the section's own comments: no wider population is meant.
//!
//! **Methods.** Adjusted count (Forman 2008): with `r[k]` the share of comments labelled `k` and `A[k][c]` the share of
//! held-out comments of class `c` that were labelled `k`, the shares `p` on the simplex that minimise `|A p - r|^2`.
//! Probabilistic adjusted count (Bella et al. 2010): the same with mean probabilities. Expectation and maximisation (Saerens
//! et al. 2002): the `p` that make the probabilities likeliest, which are calibrated on held-out comments before. Training
//! tries all on simulated sections ([`choose`]) and keeps the best.
//!
//! **Interval.** Each method adds up a score `s` per comment (to the first order): `A^-1` times indicator or probabilities;
//! for the likeliest shares the gradient by the curvature. With `m[c]` the held-out mean of the score of class `c`, the
//! error of the corrected share is the sum of three parts, in a section of `n` comments under `a` articles with shares `p`:
//!
//! - chance within articles: `(sum of p[c] Var(s | c) - T) / n`;
//! - articles differ in what they do to the model: `T / a`, where `T = p' B p` and `B[c][d]` is the mean product of
//!   `s - m` over pairs of different held-out comments of one article and the classes `c` and `d`;
//! - the held-out means are not exact: `p' C p`, where `C[c][d]` sums over held-out articles the product of the articles' sums of
//!   `s - m`, by the number of comments of `c` and of `d`: what drawing whole articles anew tends to.
//!
//! The interval holds every share `q` that lies within `width` standard errors, computed at `q`, of the corrected one (as
//! Wilson's interval does of a proportion). `width` is found in training: 95 % of simulated sections lie within it.
//!
//! **What breaks it.** Comments of a class that are unlike those of training: another topic, another language, another kind
//! of irony. [`shift`] warns where that shows; an audited sample ([`audit`]) needs no such assumption.
//!
//! # References
//!
//! G. Forman (2008), Quantifying counts and costs via classification, Data Mining and Knowledge Discovery 17, 164-206.
//! A. Bella, C. Ferri, J. Hernández-Orallo and M. J. Ramírez-Quintana (2010), Quantification via Probability Estimators,
//! ICDM 2010, 737-742. M. Saerens, P. Latinne and C. Decaestecker (2002), Adjusting the Outputs of a Classifier to New a
//! Priori Probabilities, Neural Computation 14, 21-41.

pub mod audit;
mod choose;
mod corrector;
mod moments;
mod records;
mod section;
pub mod shift;
mod solve;

use std::fmt;

use crate::eval::Interval;

pub use choose::choose;
pub use corrector::Corrector;
pub use records::{MOST_RECORDS, Records, Variant, hash, text_hash};
pub use section::{ArticleCounts, SectionCells};

#[cfg(test)]
mod tests;

/// Shares of the classes of a head, corrected for the model's known errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// Share of each class, in \[0, 1\], with sum 1.
    pub shares: Vec<f64>,
    /// Interval of each share, 95 %.
    pub intervals: Vec<Interval>,
}

/// Why shares are not corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncorrected {
    /// The model holds no held-out comments of the head: it was not fitted on labels of its own, or by an older program.
    NoHeldOut,
    /// Too few held-out comments of a class.
    FewOfClass {
        /// The class.
        class: usize,
        /// How many there are.
        n: usize,
    },
    /// Held-out comments of too few articles.
    FewClusters {
        /// How many there are.
        n: usize,
    },
    /// The classes are taken for each other so often that nothing can be told from the counts.
    Confused,
    /// Some of the comments are under articles that the model knows from training, others are not.
    Mixed,
}

impl fmt::Display for Uncorrected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHeldOut => {
                write!(f, "the model holds no held-out comments of it; train it anew with labels of this head")
            }
            Self::FewOfClass { n, .. } => {
                write!(f, "one of its classes has only {n} held-out comments; label more of it and train anew")
            }
            Self::FewClusters { n } => {
                write!(f, "its held-out comments are of {n} articles only; label more articles and train anew")
            }
            Self::Confused => {
                write!(f, "the model takes its classes for each other too often; label a sample and --audit it")
            }
            Self::Mixed => {
                write!(f, "some comments are under articles known from training, others not; classify them apart")
            }
        }
    }
}
