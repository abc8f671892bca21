//! How far people agree who labelled the same comments: Krippendorff's alpha, with missing labels.
//!
//! A model cannot be expected to agree with a labeller more than a second labeller does, so this is what its figures are
//! measured by. Labels are nominal: any two classes differ alike.

mod coincidences;

use rayon::prelude::*;
use serde::Serialize;

use super::{Interval, Resampling};

use coincidences::Sums;

/// Alpha from which Krippendorff calls data reliable.
pub const RELIABLE: f64 = 0.8;

/// Alpha from which he allows tentative conclusions.
pub const TENTATIVE: f64 = 0.667;

/// What several annotators said of the same comments under one head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadRatings {
    /// Name of the head.
    pub name: String,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// Number of annotators.
    pub n_annotators: usize,
    /// The comments that at least one annotator labelled.
    pub units: Vec<RatedUnit>,
}

/// One comment under one head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedUnit {
    /// Which comment it is, as the caller numbers them; [`super::Clusters`] says what each belongs to.
    pub sample: usize,
    /// Annotators, from 0, each with the label given, as an index into the head's classes; no annotator twice.
    pub labels: Vec<(usize, usize)>,
}

/// Agreement under one head. Only units with two labels or more count; figures are `None` where there is no such unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadAgreement {
    /// Name of the head.
    pub name: String,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// Comments with two labels or more.
    pub n: usize,
    /// Comments with one label, which say nothing of agreement.
    pub n_single: usize,
    /// Annotators who labelled any of the `n`.
    pub n_annotators: usize,
    /// Pairs of labels of the same comment: `m (m - 1) / 2` of a comment with `m` labels.
    pub n_pairs: usize,
    /// Share of those pairs that are equal, in \[0, 1\]: percent agreement.
    pub same: Option<f64>,
    /// Its interval, if there were draws.
    pub same_interval: Option<Interval>,
    /// Krippendorff's alpha, at most 1, which is full agreement; 0 is that of chance. `None` too where all labels are of
    /// one class, for then chance would agree as well.
    pub alpha: Option<f64>,
    /// Its interval, if there were draws.
    pub alpha_interval: Option<Interval>,
    /// Disagreement observed: share of unequal pairs, each comment with `m` labels weighing `m`, in \[0, 1\].
    pub observed: Option<f64>,
    /// Disagreement expected by chance: share of unequal pairs among all labels whatever their comment, in \[0, 1\].
    pub expected: Option<f64>,
    /// Figures of each class, in the order of `classes`.
    pub per_class: Vec<ClassAgreement>,
    /// Coincidences: pairs of labels of the same comment in either order, by class, each comment with `m` labels weighing
    /// `1 / (m - 1)`; shape `(n_classes, n_classes)`, symmetric, with the sum of the labels that count.
    pub coincidences: Vec<Vec<f64>>,
    /// Each annotator against all others, in the order of the labels.
    pub per_annotator: Vec<AnnotatorAgreement>,
}

/// Agreement on one class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassAgreement {
    /// Labels of this class on comments with two labels or more.
    pub labels: usize,
    /// Alpha of this class against all others taken together; `None` if it never occurs or nothing else does.
    pub alpha: Option<f64>,
}

/// One annotator against the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnnotatorAgreement {
    /// Labels of this annotator on comments with two labels or more.
    pub labels: usize,
    /// Share of equal pairs among those of this annotator's labels with others', in \[0, 1\]; `None` if there are none.
    pub same: Option<f64>,
}

impl RatedUnit {
    /// Whether two annotators said different things.
    pub fn is_disputed(&self) -> bool {
        self.labels.windows(2).any(|pair| pair[0].1 != pair[1].1)
    }
}

/// Agreement head by head.
///
/// `alpha = 1 - D_o / D_e`, with the observed disagreement `D_o = 1 - (sum of o_cc) / n` and the expected
/// `D_e = 1 - (sum of n_c (n_c - 1)) / (n (n - 1))`, where `o_ck` are the coincidences, `n_c` their sum over `k`, and `n` that
/// of all, which is the number of labels that count.
///
/// Intervals are percentiles of draws of whole clusters with replacement, alpha computed anew from each with its own
/// expected disagreement (Krippendorff's own bootstrap draws pairs and keeps it, and so is narrower where comments of one
/// article resemble each other). Draws in which alpha is not defined are left out.
///
/// # Panics
///
/// If a label is not below the number of classes, an annotator not below theirs, or a sample not among those of the clusters.
///
/// # Examples
///
/// ```
/// use hustings::eval::{HeadRatings, RatedUnit, agreement};
///
/// // Annotator and label: both say favor, both say against, they differ, the second said nothing.
/// let labels = [vec![(0, 0), (1, 0)], vec![(0, 1), (1, 1)], vec![(0, 0), (1, 1)], vec![(0, 1)]];
/// let nato = HeadRatings {
///     name: "nato".into(),
///     classes: ["favor", "against"].map(String::from).to_vec(),
///     n_annotators: 2,
///     units: labels.into_iter().enumerate().map(|(sample, labels)| RatedUnit { sample, labels }).collect(),
/// };
/// let nato = &agreement(&[nato], None)[0];
/// assert_eq!((nato.n, nato.n_single, nato.n_pairs), (3, 1, 3));
/// assert!((nato.alpha.unwrap() - (1.0 - (1.0 / 3.0) / (3.0 / 5.0))).abs() < 1e-12);
/// ```
///
/// # References
///
/// K. Krippendorff (2004), Content Analysis: An Introduction to Its Methodology, 2nd edition, chapter 11. K. Krippendorff
/// (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania.
pub fn agreement(heads: &[HeadRatings], resampling: Option<Resampling<'_>>) -> Vec<HeadAgreement> {
    heads.iter().map(|head| of_head(head, resampling)).collect()
}

fn of_head(head: &HeadRatings, resampling: Option<Resampling<'_>>) -> HeadAgreement {
    let n_classes = head.classes.len();
    let units: Vec<&RatedUnit> = head.units.iter().filter(|unit| unit.labels.len() > 1).collect();
    let mut sums = Sums::new(n_classes);
    let mut coincidences = vec![vec![0.0; n_classes]; n_classes];
    let mut annotators = vec![(0, 0, 0); head.n_annotators];
    for unit in &units {
        let counts = sums.add(unit);
        coincidences::add(&counts, &mut coincidences);
        for (annotator, label) in &unit.labels {
            let (labels, pairs, same) = &mut annotators[*annotator];
            *labels += 1;
            *pairs += unit.labels.len() - 1;
            *same += counts[*label] - 1;
        }
    }
    let [same_interval, alpha_interval] =
        resampling.map_or([None; 2], |resampling| intervals(&units, n_classes, resampling));
    HeadAgreement {
        name: head.name.clone(),
        classes: head.classes.clone(),
        n: units.len(),
        n_single: head.units.iter().filter(|unit| unit.labels.len() == 1).count(),
        n_annotators: annotators.iter().filter(|(labels, ..)| *labels > 0).count(),
        n_pairs: sums.pairs as usize,
        same: sums.same(),
        same_interval,
        alpha: sums.alpha(),
        alpha_interval,
        observed: sums.observed(),
        expected: sums.expected(),
        per_class: (0..n_classes)
            .map(|class| ClassAgreement { labels: sums.labels[class] as usize, alpha: sums.class_alpha(class) })
            .collect(),
        coincidences,
        per_annotator: annotators
            .into_iter()
            .map(|(labels, pairs, same)| AnnotatorAgreement {
                labels,
                same: (pairs > 0).then(|| same as f64 / pairs as f64),
            })
            .collect(),
    }
}

/// Intervals of percent agreement and of alpha.
fn intervals(units: &[&RatedUnit], n_classes: usize, resampling: Resampling<'_>) -> [Option<Interval>; 2] {
    let Resampling { clusters, bootstrap } = resampling;
    let mut of_cluster: Vec<Option<Sums>> = vec![None; clusters.n];
    for unit in units {
        of_cluster[clusters.of[unit.sample]].get_or_insert_with(|| Sums::new(n_classes)).add(unit);
    }
    let drawn: Vec<[f64; 2]> = (0..bootstrap.draws)
        .into_par_iter()
        .map(|draw| {
            let mut sums = Sums::new(n_classes);
            for (weight, cluster) in bootstrap.weights(clusters.n, draw).into_iter().zip(&of_cluster) {
                if let Some(cluster) = cluster {
                    sums.add_times(cluster, f64::from(weight));
                }
            }
            [sums.same(), sums.alpha()].map(|figure| figure.unwrap_or(f64::NAN))
        })
        .collect();
    [0, 1].map(|figure| Interval::of(drawn.iter().map(|drawn| drawn[figure]).collect(), bootstrap.confidence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Bootstrap, Clusters};

    /// Labels by place: `.` is none.
    fn unit(sample: usize, labels: &str) -> RatedUnit {
        let label = |(annotator, label): (usize, char)| Some((annotator, label.to_digit(10)? as usize));
        RatedUnit { sample, labels: labels.chars().enumerate().filter_map(label).collect() }
    }

    fn head(units: &[&str]) -> HeadRatings {
        HeadRatings {
            name: "nato".into(),
            classes: ["favor", "against", "none"].map(String::from).to_vec(),
            n_annotators: units.iter().map(|labels| labels.len()).max().unwrap_or(0),
            units: units.iter().enumerate().map(|(sample, labels)| unit(sample, labels)).collect(),
        }
    }

    fn one(units: &[&str]) -> HeadAgreement {
        agreement(&[head(units)], None).remove(0)
    }

    #[test]
    fn what_is_not_defined_is_none() {
        let nothing = one(&[]);
        assert_eq!((nothing.n, nothing.alpha, nothing.same, nothing.expected), (0, None, None, None));
        let single = one(&["0.", ".1", ".."]);
        assert_eq!((single.n, single.n_single, single.alpha, single.n_annotators), (0, 2, None, 0));
        let one_class = one(&["22", "22"]);
        assert_eq!((one_class.alpha, one_class.same, one_class.expected), (None, Some(1.0), Some(0.0)));
        assert_eq!(one_class.per_class[2], ClassAgreement { labels: 4, alpha: None });
    }

    #[test]
    fn each_annotator_is_set_against_the_others() {
        let three = one(&["001", "11.", ".0."]);
        let same: Vec<Option<f64>> = three.per_annotator.iter().map(|annotator| annotator.same).collect();
        assert_eq!(same, [Some(2.0 / 3.0), Some(2.0 / 3.0), Some(0.0)]);
        assert_eq!((three.n_annotators, three.n_pairs), (3, 4));
    }

    #[test]
    fn intervals_are_of_whole_clusters_and_do_not_depend_on_threads() {
        let labels = |i: usize| format!("{}{}", i % 3, (i + 1 - i / 6 % 2) % 3);
        let units: Vec<String> = (0..60).map(labels).collect();
        let units: Vec<&str> = units.iter().map(String::as_str).collect();
        let bootstrap = Bootstrap { draws: 200, ..Bootstrap::default() };
        let of = |clusters: &Clusters, threads| {
            let resampling = Resampling { clusters, bootstrap: &bootstrap };
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| agreement(&[head(&units)], Some(resampling)).remove(0)).alpha_interval.unwrap()
        };
        let articles = Clusters::new("articles", (0..60).map(|i| i / 6));
        let (wide, narrow) = (of(&articles, 1), of(&Clusters::single(60), 1));
        assert_eq!(wide, of(&articles, 3));
        assert!(wide.high - wide.low > 1.5 * (narrow.high - narrow.low), "{wide:?} {narrow:?}");
    }

    #[test]
    fn disputed_units_are_told() {
        for (labels, expected) in [("0.1", true), ("0.0", false), (".1", false), ("", false)] {
            assert_eq!(unit(0, labels).is_disputed(), expected, "{labels:?}");
        }
    }
}
