//! Which labels a model gives when it may not be wrong too often: a threshold for each head and class.

use super::Model;
use super::held_out::{HeldOut, Threshold};
use crate::error::{ErrorKind, Result};

/// Probabilities from which on labels are given, for a largest error asked for.
///
/// A class without a threshold is never given, and a head of which nothing was held out in training (one answered by
/// what was learnt of other targets, or by the shares of its labels) gives no label at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholds {
    max_error: f64,
    /// One per head of the model, in its order; `None` where nothing was held out.
    heads: Vec<Option<Vec<Option<Threshold>>>>,
    /// Those of the thesis under articles known from training; empty if none is.
    known: Vec<Option<Threshold>>,
}

impl Model {
    /// The thresholds under which, of the labels given for a class, a share of at most `max_error` is wrong, with
    /// confidence [`super::held_out::CONFIDENCE`] for each class of each head. See [`super::HeldOut::threshold`] for how
    /// they are found and for which comments they hold. `max_error` is above 0 and below 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Settings`] if `max_error` is out of range.
    ///
    /// # Examples
    ///
    /// ```
    /// use hustings::comment::{Comment, Section};
    /// use hustings::model::Model;
    ///
    /// let comment = Comment { text: "Thank God for NATO, I suppose?".into(), ..Comment::default() };
    /// let section = Section { article: None, comments: vec![comment] };
    /// let model = Model::embedded();
    /// let thresholds = model.abstaining(0.05)?;
    /// let plain = model.section(&section).predict(0);
    /// let careful = model.section(&section).abstaining(&thresholds).predict(0);
    /// for (plain, careful) in plain.heads.iter().zip(&careful.heads) {
    ///     assert_eq!(plain.probabilities, careful.probabilities);
    ///     assert_eq!(plain.label, careful.label.or(careful.withheld));
    /// }
    /// # Ok::<(), hustings::Error>(())
    /// ```
    pub fn abstaining(&self, max_error: f64) -> Result<Thresholds> {
        if !(max_error > 0.0 && max_error < 1.0) {
            let text = format!("the largest error is a share above 0 and below 1, not {max_error}; 0.2 is 20 %");
            return Err(ErrorKind::Settings(text).into());
        }
        let thresholds = |held_out: &HeldOut| -> Vec<Option<Threshold>> {
            (0..held_out.n_classes()).map(|class| held_out.threshold(class, max_error)).collect()
        };
        let heads = self.heads.iter().map(|head| head.held_out.as_ref().map(thresholds)).collect();
        let known = self.known.as_ref().map_or_else(Vec::new, |known| thresholds(&known.held_out));
        Ok(Thresholds { max_error, heads, known })
    }
}

impl Thresholds {
    /// The largest error asked for, above 0 and below 1.
    pub fn max_error(&self) -> f64 {
        self.max_error
    }

    /// The threshold of each class of a head, in the order of the topic's classes; `None` where nothing was held out.
    ///
    /// # Panics
    ///
    /// If the head is not below the number of heads.
    pub fn of(&self, head: usize) -> Option<&[Option<Threshold>]> {
        self.heads[head].as_deref()
    }

    /// Whether a head gives a class at this probability; `known` if it is the thesis under an article known from training.
    pub(super) fn give(&self, head: usize, known: bool, class: usize, probability: f64) -> bool {
        let classes = if known { Some(self.known.as_slice()) } else { self.of(head) };
        let threshold = classes.and_then(|classes| classes[class]);
        threshold.is_some_and(|threshold| probability >= threshold.probability())
    }
}
