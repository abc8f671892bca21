//! The majority baseline: what a model scores that has not read the comment. A figure means little without it, for on
//! skewed classes an accuracy of 80 % may be that of always saying `none`.

use serde::Serialize;

use super::rows::Rows;
use super::{HeadObservations, Observation};

/// [`Baseline::label`] of pooled heads whose most frequent classes differ.
pub const LABEL_OF_EACH_HEAD: &str = "each head's own";

/// Which data the class shares of a baseline were counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BaselineFrom {
    /// The training data: a baseline that could have been put to use.
    Training,
    /// The evaluated data themselves, training shares not being known: a baseline that has seen the answers, hence
    /// somewhat too good, above all in log-loss.
    Evaluated,
}

/// Scores of predicting the most frequent class always, with the class shares as probabilities.
///
/// Of several classes equally frequent the first is taken. For pooled heads each head is given its own most frequent
/// class and its own shares, as SemEval-2016 Task 6 does for its targets. Zero-division rules are those of
/// [`super::metrics`]; a class with share 0 that occurs nevertheless costs 34.5 nats a time.
///
/// # References
///
/// S. Mohammad, S. Kiritchenko, P. Sobhani, X. Zhu and C. Cherry (2016), SemEval-2016 Task 6: Detecting Stance in
/// Tweets, <https://aclanthology.org/S16-1003/>, its "majority class" baseline; the same as
/// `sklearn.dummy.DummyClassifier(strategy="prior")`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Baseline {
    /// The class predicted, or [`LABEL_OF_EACH_HEAD`].
    pub label: String,
    /// Macro-F1 over the classes that occur in truth or prediction, in \[0, 1\].
    pub macro_f1: f64,
    /// F_avg, in \[0, 1\], if the classes contain favor and against.
    pub f_avg: Option<f64>,
    /// Accuracy, in \[0, 1\].
    pub accuracy: f64,
    /// Matthews correlation, which is 0 unless several heads with majorities of their own are pooled.
    pub mcc: f64,
    /// Log-loss in nats.
    pub log_loss: f64,
    /// Brier score, in \[0, 2\].
    pub brier: f64,
    /// Where the shares come from; `Evaluated` if so for any of several heads.
    pub from: BaselineFrom,
}

impl Baseline {
    pub(super) fn of(majority: &Majority) -> Self {
        let figures = majority.rows.figures();
        Self {
            label: majority.label.clone(),
            macro_f1: figures.macro_f1,
            f_avg: figures.f_avg,
            accuracy: figures.accuracy,
            mcc: figures.mcc,
            log_loss: figures.log_loss.expect("shares are probabilities"),
            brier: figures.brier.expect("shares are probabilities"),
            from: majority.from,
        }
    }
}

/// What the baseline says of each sample.
pub(super) struct Majority {
    pub rows: Rows,
    pub label: String,
    pub from: BaselineFrom,
}

impl Majority {
    /// The constant prediction for one head.
    ///
    /// # Panics
    ///
    /// If shares are given that are not as many as the classes.
    pub fn of(head: &HeadObservations) -> Self {
        let (shares, from) = match &head.majority {
            Some(shares) => (shares.clone(), BaselineFrom::Training),
            None => (evaluated_shares(head), BaselineFrom::Evaluated),
        };
        assert_eq!(shares.len(), head.classes.len(), "head {:?}: class shares and classes differ in number", head.name);
        let mut class = 0;
        for candidate in 1..shares.len() {
            if shares[candidate] > shares[class] {
                class = candidate;
            }
        }
        let say = |seen: &Observation| Observation {
            sample: seen.sample,
            truth: seen.truth,
            probabilities: shares.clone(),
            prediction: Some(class),
        };
        let said = HeadObservations {
            name: head.name.clone(),
            classes: head.classes.clone(),
            observations: head.observations.iter().map(say).collect(),
            pooled: head.pooled,
            majority: None,
        };
        Self { rows: Rows::of(&said), label: head.classes[class].clone(), from }
    }

    /// Those of several heads, each with its own.
    pub fn pool(parts: &[&Self]) -> Self {
        let label = match parts.iter().all(|part| part.label == parts[0].label) {
            true => parts[0].label.clone(),
            false => LABEL_OF_EACH_HEAD.to_owned(),
        };
        let evaluated = parts.iter().any(|part| part.from == BaselineFrom::Evaluated);
        let from = if evaluated { BaselineFrom::Evaluated } else { BaselineFrom::Training };
        Self { rows: Rows::pool(parts.iter().map(|part| &part.rows)), label, from }
    }
}

fn evaluated_shares(head: &HeadObservations) -> Vec<f64> {
    let mut counts = vec![0usize; head.classes.len()];
    for observation in &head.observations {
        counts[observation.truth] += 1;
    }
    let n = head.observations.len() as f64;
    counts.iter().map(|count| *count as f64 / n).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(truths: &[usize], majority: Option<Vec<f64>>) -> HeadObservations {
        let observation =
            |truth: &usize| Observation { sample: 0, truth: *truth, probabilities: vec![0.5; 2], prediction: None };
        HeadObservations {
            name: "nato".into(),
            classes: vec!["favor".into(), "against".into()],
            observations: truths.iter().map(observation).collect(),
            pooled: true,
            majority,
        }
    }

    #[test]
    fn training_shares_go_before_those_of_the_evaluated_data() {
        let head = head(&[0, 0, 1], Some(vec![0.25, 0.75]));
        let baseline = Baseline::of(&Majority::of(&head));
        assert_eq!((baseline.label.as_str(), baseline.from), ("against", BaselineFrom::Training));
        assert_eq!(baseline.accuracy, 1.0 / 3.0);
        assert_eq!(baseline.f_avg, Some(0.25));
        assert_eq!(baseline.mcc, 0.0);
        assert!((baseline.brier - (2.0 * 2.0 * 0.75 * 0.75 + 2.0 * 0.25 * 0.25) / 3.0).abs() < 1e-15);
        assert!((baseline.log_loss - (2.0 * 4f64.ln() + (4.0f64 / 3.0).ln()) / 3.0).abs() < 1e-15);
    }

    #[test]
    fn without_training_shares_the_evaluated_data_decide_and_the_first_of_equals_wins() {
        let head = head(&[1, 0], None);
        let baseline = Baseline::of(&Majority::of(&head));
        assert_eq!((baseline.label.as_str(), baseline.from), ("favor", BaselineFrom::Evaluated));
        assert!((baseline.log_loss - 2f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn pooled_heads_keep_their_own_majority() {
        let (one, other) = (head(&[0, 0], Some(vec![0.9, 0.1])), head(&[1, 1], None));
        let baseline = Baseline::of(&Majority::pool(&[&Majority::of(&one), &Majority::of(&other)]));
        assert_eq!((baseline.label.as_str(), baseline.from), (LABEL_OF_EACH_HEAD, BaselineFrom::Evaluated));
        assert_eq!((baseline.accuracy, baseline.mcc), (1.0, 1.0));
    }
}
