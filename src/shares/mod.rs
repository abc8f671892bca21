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
//! et al. 2002): the `p` that make the probabilities likeliest; these then become an adjusted count of the likelihood's
//! gradients `f[k] / sum of p[l] f[l]` at `p`, with `f` the ratio of probability and prior, until `p` stands still. Thereby what
//! the probabilities have wrong costs precision and not truth, and nothing but the `A[k][c]` is taken from held-out comments:
//! densities counted cell by cell fit their own comments better than others, and draw every share toward the middle.
//! Training tries all methods on simulated sections ([`choose`]) and keeps the best.
//!
//! **Tempering.** The estimate `p` of a small section, or of a head that is often wrong, scatters more than articles do. It is moved
//! toward the shares of training by `v / (v + t)` of the way, with `v` its variance and `t` that of articles' shares, both summed
//! over the classes; but no share by more than 0.75 standard errors, so that sections with unusual shares keep theirs. The
//! interval is that of the estimate before.
//!
//! **Interval.** Each method adds up a score `s` per comment (to the first order): `A^-1` times indicator, probabilities or
//! gradients. With `m[c]` the held-out mean of the score of class `c`, the variance of the estimate is the sum of three
//! parts, in a section of `n` comments under `a` articles (`1 / sum of squared shares of the articles`) with shares `p`:
//!
//! - chance within articles: `(sum of p[c] Var(s | c) - T) / n`;
//! - articles differ in what they do to the model: `T / a`, where `T = p' B p` and `B[c][d]` is the mean product of
//!   `s - m` over pairs of different held-out comments of one article and the classes `c` and `d`;
//! - the held-out means are not exact: `p' C p`, where `C[c][d]` sums over the `G` held-out articles the product of the
//!   articles' sums of `s - m`, by the number of comments of `c` and of `d`, times `G / (G - 1)`.
//!
//! The interval holds every share `q` that lies within 1.96 standard errors, computed at `q`, of the estimate (as Wilson's
//! interval does of a proportion). It assumes that the section's articles are drawn like those held out in training, and
//! holds the truth of 95 % of sections on average over such articles: `cargo bench --bench shares` counts it. The sections of
//! one small set of articles err together, so that of those alone it may hold 80 % or 100 %.
//!
//! **What breaks it.** Comments of a class that are unlike those of training: another topic, another language, another kind
//! of irony. [`shift`] warns where that shows; an audited sample ([`audit`]) needs no such assumption.
//!
//! # References
//!
//! G. Forman (2008), Quantifying counts and costs via classification, Data Mining and Knowledge Discovery 17, 164-206.
//! A. Bella, C. Ferri, J. Hernández-Orallo and M. J. Ramírez-Quintana (2010), Quantification via Probability Estimators,
//! ICDM 2010, 737-742. M. Saerens, P. Latinne and C. Decaestecker (2002), Adjusting the Outputs of a Classifier to New a
//! Priori Probabilities, Neural Computation 14, 21-41. A. Vaz, R. Izbicki and R. B. Stern (2019), Quantification Under Prior
//! Probability Shift: the Ratio Estimator and its Extensions, Journal of Machine Learning Research 20 (79), 1-33, on adjusted
//! counts of any feature.

pub mod audit;
mod choose;
mod corrector;
mod moments;
mod records;
mod section;
pub mod shift;
mod solve;
mod temper;

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

/// Comments of a section from which on shares are corrected. Below, the interval covers nearly everything, and what lies in
/// its middle would be taken for a finding.
pub const MIN_COMMENTS: usize = 30;

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
    /// Fewer than [`MIN_COMMENTS`] comments of the section were asked about.
    FewComments,
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
            Self::FewComments => {
                write!(f, "fewer than {MIN_COMMENTS} comments were asked about, of which it would say next to nothing")
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
