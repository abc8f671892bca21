//! Whether probabilities mean what they say.

use serde::Serialize;

use super::{HeadObservations, Interval};

/// Predictions whose confidence falls in one bin. The confidence is the largest probability, whichever label was given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// Lower end of the bin.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Predictions in it.
    pub n: usize,
    /// Mean of their confidences; 0 if there are none.
    pub confidence: f64,
    /// Share of them whose most probable class is the truth; 0 if there are none.
    pub accuracy: f64,
    /// 95 % interval of that share by Wilson (1927), if there are any.
    pub interval: Option<Interval>,
}

/// How confidence and accuracy compare.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// Bins of equal width from 0 to 1.
    pub bins: Vec<Bin>,
    /// Expected calibration error: `sum of n_b / n * |accuracy_b - confidence_b|`, in [0, 1].
    pub ece: f64,
    /// Its bootstrap interval.
    pub ece_interval: Option<Interval>,
    /// See [`super::metrics::log_loss`].
    pub log_loss: f64,
    /// Brier score.
    pub brier: f64,
}

/// Calibration of one head.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadCalibration {
    /// The head.
    pub head: String,
    /// Labelled samples.
    pub n: usize,
    /// Of the first stage alone, where it was asked.
    pub before: Option<Reliability>,
    /// Of the probabilities as given.
    pub after: Reliability,
}

/// Calibration of a head, and of other probabilities of the same samples.
pub fn calibration(
    head: &HeadObservations,
    before: Option<&HeadObservations>,
    resampling: Option<super::Resampling<'_>>,
) -> HeadCalibration {
    todo!("{head:?} {before:?} {resampling:?}")
}
