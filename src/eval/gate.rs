//! What a change may not make worse: limits for a model's figures, for a continuous integration that stops where one is
//! broken.

use std::fmt;
use std::str::FromStr;

use super::{Evaluation, HeadComparison, HeadEvaluation, POOLED};
use crate::error::{Error, ErrorKind, Result};

/// Limits that an evaluation, and its comparison with another model, must keep.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gate {
    /// Figures that may not be lower.
    pub fail_under: Vec<Threshold>,
    /// Whether the model evaluated (the second of the comparison) may be significantly worse in no head: the interval of the
    /// difference of macro-F1, second less first, may not lie below 0 as a whole.
    pub fail_worse: bool,
}

/// A figure that a threshold is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateFigure {
    /// See [`super::metrics::macro_f1`].
    MacroF1,
    /// See [`super::metrics::f_avg`].
    FAvg,
}

/// The least that a figure may be.
///
/// Written `[HEAD[:FIGURE]=]VALUE`. The value is in per cent, as reports show it, from 0 to 100; a value of 1 or less needs
/// the sign, `0.5%`, for it is more likely to be a fraction by mistake. The figure is `macro_f1`, which is the default, or
/// `f_avg`. Without a head it is the macro-F1 of every head; `pooled` is the table of all stance heads, unless a head is so
/// named.
///
/// # Examples
///
/// ```
/// use hustings::eval::gate::{GateFigure, Threshold};
///
/// let of_all: Threshold = "60".parse()?;
/// assert_eq!((of_all.head, of_all.figure, of_all.least), (None, GateFigure::MacroF1, 0.6));
/// let of_nato: Threshold = "nato:f_avg=55".parse()?;
/// assert_eq!((of_nato.head.as_deref(), of_nato.figure, of_nato.least), (Some("nato"), GateFigure::FAvg, 0.55));
/// assert!("nato=0.6".parse::<Threshold>().is_err());
/// # Ok::<(), hustings::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The head; `None` for every one.
    pub head: Option<String>,
    /// Which of its figures.
    pub figure: GateFigure,
    /// As a fraction, in \[0, 1\].
    pub least: f64,
}

/// How the pooled table may be called in a threshold.
const POOLED_IN_SHORT: &str = "pooled";

impl GateFigure {
    fn of(name: &str) -> Option<Self> {
        match name.to_lowercase().replace('-', "_").as_str() {
            "macro_f1" => Some(Self::MacroF1),
            "f_avg" => Some(Self::FAvg),
            _ => None,
        }
    }
}

impl fmt::Display for GateFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MacroF1 => "macro-F1",
            Self::FAvg => "F_avg",
        })
    }
}

fn refuse<T>(text: String) -> Result<T> {
    Err(Error::new(ErrorKind::Settings(text)))
}

impl FromStr for Threshold {
    type Err = Error;

    /// # Errors
    ///
    /// [`ErrorKind::Settings`] if the value is no per cent from 0 to 100, or could be meant as a fraction, if the figure is
    /// unknown, or if the head is empty.
    fn from_str(written: &str) -> Result<Self> {
        let Some((what, value)) = written.rsplit_once('=') else {
            return Ok(Self { head: None, figure: GateFigure::MacroF1, least: fraction(written)? });
        };
        let (head, figure) = what.rsplit_once(':').unwrap_or((what, "macro_f1"));
        let Some(figure) = GateFigure::of(figure.trim()) else {
            return refuse(format!("{written:?}: {figure:?} is not one of the figures macro_f1 and f_avg"));
        };
        if head.trim().is_empty() {
            return refuse(format!("{written:?} names no head; write HEAD=VALUE, or VALUE alone for every head"));
        }
        Ok(Self { head: Some(head.trim().to_owned()), figure, least: fraction(value)? })
    }
}

/// The fraction that a value in per cent stands for.
fn fraction(written: &str) -> Result<f64> {
    let trimmed = written.trim();
    let (number, has_sign) = match trimmed.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (trimmed, false),
    };
    let percent = match number.parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => percent,
        _ => return refuse(format!("{trimmed:?} is not a number of per cent from 0 to 100; write 60 for 60 %")),
    };
    if !has_sign && percent > 0.0 && percent <= 1.0 {
        return refuse(format!(
            "{trimmed:?} may be meant as a fraction or as per cent; write {} if it is a fraction, {number}% if it is per cent",
            // Two digits beyond those of the fraction are noise of binary numbers.
            (percent * 1e8).round() / 1e6
        ));
    }
    Ok(percent / 100.0)
}

impl Gate {
    /// Whether it asks for anything.
    pub fn is_open(&self) -> bool {
        self.fail_under.is_empty() && !self.fail_worse
    }

    /// What failed, each in a sentence; nothing if all limits are kept. The thresholds are for the evaluation, whose model
    /// is the first of the comparison.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Settings`] if a limit cannot be tested, so that none is kept by a slip of the pen: if a threshold names
    /// a head that is not in the evaluation or has no such figure, if no head was evaluated, or if the model may not
    /// be worse and there is no comparison, or none of its differences has an interval.
    pub fn failures(&self, evaluation: &Evaluation, comparison: Option<&[HeadComparison]>) -> Result<Vec<String>> {
        let mut failures = Vec::new();
        for threshold in &self.fail_under {
            for head in threshold.heads(evaluation)? {
                let value = threshold.value(head)?;
                if value < threshold.least {
                    let [value, least] = [value, threshold.least].map(|fraction| per_cent(100.0 * fraction));
                    failures.push(format!("{}: {} is {value} %, under {least} %", head.name, threshold.figure));
                }
            }
        }
        if self.fail_worse {
            failures.extend(worse(comparison)?);
        }
        Ok(failures)
    }
}

impl Threshold {
    fn heads<'a>(&self, evaluation: &'a Evaluation) -> Result<Vec<&'a HeadEvaluation>> {
        let Some(name) = &self.head else {
            if evaluation.heads.is_empty() {
                return refuse("no head has labels, so no threshold can be tested; give labelled comments".into());
            }
            return Ok(evaluation.heads.iter().collect());
        };
        let pooled = || evaluation.stance_pooled.as_ref().filter(|_| name == POOLED_IN_SHORT || name == POOLED);
        if let Some(head) = evaluation.heads.iter().find(|head| head.name == *name).or_else(pooled) {
            return Ok(vec![head]);
        }
        let names: Vec<&str> = evaluation.heads.iter().map(|head| head.name.as_str()).collect();
        let pooled = evaluation.stance_pooled.as_ref().map(|_| POOLED_IN_SHORT);
        let way_out = match GateFigure::of(name) {
            Some(_) => format!("; a figure is written with its head: HEAD:{name}=VALUE"),
            None => String::new(),
        };
        let names = names.into_iter().chain(pooled).collect::<Vec<_>>().join(", ");
        refuse(format!("no head {name:?} has labels; those that have are: {names}{way_out}"))
    }

    fn value(&self, head: &HeadEvaluation) -> Result<f64> {
        match (self.figure, head.f_avg) {
            (GateFigure::MacroF1, _) => Ok(head.macro_f1),
            (GateFigure::FAvg, Some(f_avg)) => Ok(f_avg),
            (GateFigure::FAvg, None) => refuse(format!(
                "head {:?} has no F_avg, which needs the classes favor and against; write {}=VALUE for its macro-F1",
                head.name, head.name
            )),
        }
    }
}

/// Heads in which the model evaluated, the second, is significantly worse.
fn worse(comparison: Option<&[HeadComparison]>) -> Result<Vec<String>> {
    let Some(heads) = comparison else {
        return refuse("whether a model is worse takes two; name the other with --compare".into());
    };
    if heads.iter().all(|head| head.difference.macro_f1.interval.is_none()) {
        let text = "whether the model is worse cannot be told: no difference has an interval; it takes common \
                    labelled comments under two articles or more, and draws";
        return refuse(text.into());
    }
    let worse = heads.iter().filter_map(|head| {
        let difference = head.difference.macro_f1;
        let interval = difference.interval.filter(|interval| interval.high < 0.0)?;
        let [value, low, high] = [difference.value, interval.low, interval.high].map(|part| per_cent(100.0 * part));
        Some(format!(
            "{}: worse than the model compared with: macro-F1 differs by {value} points, interval {low} to {high}",
            head.head
        ))
    });
    Ok(worse.collect())
}

/// Two decimals, so that 59.96 is not shown as the 60.0 that it is under.
fn per_cent(percent: f64) -> String {
    format!("{percent:.2}")
}

#[cfg(test)]
mod tests {
    use super::super::{Bootstrap, Clusters, HeadObservations, Observation, compare, evaluate};
    use super::*;

    #[test]
    fn thresholds_are_per_cent() {
        let nato = || Some("nato".to_owned());
        for (written, head, figure, least) in [
            ("60", None, GateFigure::MacroF1, 0.6),
            ("62.5 %", None, GateFigure::MacroF1, 0.625),
            ("0", None, GateFigure::MacroF1, 0.0),
            ("0.5%", None, GateFigure::MacroF1, 0.005),
            ("nato=60", nato(), GateFigure::MacroF1, 0.6),
            (" nato : macro-F1 = 100", nato(), GateFigure::MacroF1, 1.0),
            ("nato:f_avg=55", nato(), GateFigure::FAvg, 0.55),
        ] {
            assert_eq!(written.parse::<Threshold>().unwrap(), Threshold { head, figure, least }, "{written}");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_refused() {
        for (written, expected) in [
            (
                "0.6",
                "\"0.6\" may be meant as a fraction or as per cent; write 60 if it is a fraction, 0.6% if it is per cent",
            ),
            ("nato=0.57", "write 57 if"),
            ("1", "write 100 if it is a fraction, 1% if it is per cent"),
            ("", "\"\" is not a number of per cent from 0 to 100; write 60 for 60 %"),
            ("NaN", "is not a number of per cent"),
            ("-1", "is not a number of per cent"),
            ("inf", "is not a number of per cent"),
            ("101%", "is not a number of per cent"),
            ("nato", "is not a number of per cent"),
            ("nato:f1=60", "\"f1\" is not one of the figures macro_f1 and f_avg"),
            (":f_avg=60", "names no head; write HEAD=VALUE, or VALUE alone for every head"),
            ("=60", "names no head"),
        ] {
            let error = written.parse::<Threshold>().unwrap_err().to_string();
            assert!(error.contains(expected), "{written}: {error}");
        }
    }

    /// A head of 40 samples of which every `wrong`-th is labelled wrongly.
    fn head(name: &str, classes: [&str; 2], wrong: usize) -> HeadObservations {
        let observation = |sample: usize| {
            let truth = sample / 2 % 2;
            let prediction = Some(if sample.is_multiple_of(wrong) { 1 - truth } else { truth });
            Observation { sample, truth, probabilities: vec![0.5; 2], prediction }
        };
        HeadObservations {
            name: name.into(),
            classes: classes.map(String::from).to_vec(),
            observations: (0..40).map(observation).collect(),
            pooled: classes[0] == "favor",
            majority: None,
        }
    }

    fn heads(wrong: usize) -> Vec<HeadObservations> {
        let stances = ["favor", "against"];
        vec![head("nato", stances, wrong), head("russia", stances, 4), head("sentiment", ["positive", "negative"], 4)]
    }

    fn gate(fail_under: &[&str], fail_worse: bool) -> Gate {
        Gate { fail_under: fail_under.iter().map(|written| written.parse().unwrap()).collect(), fail_worse }
    }

    #[test]
    fn figures_under_their_threshold_are_named() {
        let evaluation = evaluate(&heads(2), "");
        for (fail_under, expected) in [
            (&[][..], &[][..]),
            (&["50"], &[]),
            (&["60"], &["nato: macro-F1 is 50.00 %, under 60.00 %"]),
            (
                &["nato:f_avg=50.1", "russia=76"],
                &["nato: F_avg is 50.00 %, under 50.10 %", "russia: macro-F1 is 73.33 %, under 76.00 %"],
            ),
            (&["pooled:f_avg=70"], &["stance (pooled): F_avg is 61.90 %, under 70.00 %"]),
        ] {
            assert_eq!(gate(fail_under, false).failures(&evaluation, None).unwrap(), expected, "{fail_under:?}");
        }
    }

    #[test]
    fn a_limit_that_cannot_be_tested_is_an_error() {
        let evaluation = evaluate(&heads(2), "");
        for (gate, expected) in [
            (
                gate(&["nat=60"], false),
                "no head \"nat\" has labels; those that have are: nato, russia, sentiment, pooled",
            ),
            (gate(&["f_avg=60"], false), "; a figure is written with its head: HEAD:f_avg=VALUE"),
            (gate(&["sentiment:f_avg=60"], false), "head \"sentiment\" has no F_avg"),
            (gate(&[], true), "name the other with --compare"),
        ] {
            let error = gate.failures(&evaluation, None).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        let nothing = evaluate(&[], "");
        assert!(gate(&["60"], false).failures(&nothing, None).is_err());
        assert!(gate(&[], true).failures(&nothing, Some(&[])).is_err());
        assert!(gate(&[], false).is_open());
    }

    #[test]
    fn only_a_significantly_worse_second_model_fails() {
        let (good, bad) = (heads(40), heads(2));
        let evaluation = evaluate(&good, "");
        for (first, second, expected) in [(&good, &bad, 2), (&bad, &good, 0), (&good, &good, 0)] {
            let comparison = compare(first, second, &Clusters::single(40), &Bootstrap::default());
            let failures = gate(&[], true).failures(&evaluation, Some(&comparison)).unwrap();
            assert_eq!(failures.len(), expected, "{failures:?}");
        }
        let comparison = compare(&good, &bad, &Clusters::single(40), &Bootstrap::default());
        let failures = gate(&[], true).failures(&evaluation, Some(&comparison)).unwrap();
        assert!(
            failures[0].starts_with("nato: worse than the model compared with: macro-F1 differs by -47."),
            "{}",
            failures[0]
        );
        let no_draws = compare(&good, &bad, &Clusters::single(40), &Bootstrap { draws: 0, ..Bootstrap::default() });
        assert!(gate(&[], true).failures(&evaluation, Some(&no_draws)).is_err());
    }
}
