//! Kinds of comments on which a model does worse than on the rest.

use rayon::prelude::*;
use serde::Serialize;
use statrs::function::beta::beta_reg;

use super::{Bootstrap, ClassScores, Clusters, Confusion, HeadObservations, Interval, metrics};

/// Fewest samples in a slice, and beside it, for a test.
const MIN_SAMPLES: usize = 20;

/// Largest adjusted p that is called significant.
const SIGNIFICANT: f64 = 0.05;

/// A kind of comments.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// What it is a kind by: `length`, `place in the thread`, `quotation`.
    pub family: String,
    /// Its name: `under 10 words`, `reply`.
    pub name: String,
    /// The head it concerns; `None` for all.
    pub head: Option<String>,
    /// Whether each sample belongs to it, shape `(n_samples,)`.
    pub member: Vec<bool>,
}

/// A slice of the comments of one head beside the rest of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SliceFigures {
    /// The head.
    pub head: String,
    /// See [`Slice::family`].
    pub family: String,
    /// See [`Slice::name`].
    pub name: String,
    /// Labelled samples in it.
    pub n: usize,
    /// Accuracy in it, in \[0, 1\].
    pub accuracy: f64,
    /// Its bootstrap interval.
    pub interval: Option<Interval>,
    /// Macro-F1 in it, in \[0, 1\].
    pub macro_f1: f64,
    /// Accuracy of the head's other samples, in \[0, 1\].
    pub rest: f64,
    /// `accuracy - rest`, in \[-1, 1\].
    pub difference: f64,
    /// Bootstrap interval of the difference, for this slice alone: unlike `p` it is not adjusted for the number of slices.
    pub difference_interval: Option<Interval>,
    /// Two-sided p of the difference, over all slices of all heads adjusted by Holm (1979); see [`slice_figures`]. `None`
    /// under 20 samples in the slice or beside it, where all of these are of one cluster, or without draws.
    pub p: Option<f64>,
    /// Whether it is significantly worse: difference below 0 and `p < 0.05`.
    pub worse: bool,
}

/// Figures of every slice of every head that has samples in it and beside it, in the order of heads and of slices.
///
/// Abstaining is a miss. A sample that a slice says nothing of is not in it.
///
/// The p of a slice comes from `t = difference / standard error`. The share of draws beyond 0 would not do: among 1,000 draws
/// it is 2/1,001 at least, which adjusted for 26 slices is no longer significant whatever the difference. The standard
/// error is the standard deviation of the differences drawn; and no less than independent comments would have, one right
/// and one wrong added to both sides (Agresti and Caffo 2000), for draws cannot tell how sure it is that all were right, nor
/// how much a slice within one article would vary from article to article. `t` is looked up in Student's distribution
/// with one degree of freedom less than there are clusters with samples in the slice, or beside it, whichever are
/// fewer: the cautious choice where variances differ (as Welch's test has between this and their sum).
///
/// Keeps two numbers for each draw of each slice of each head, and the sums of each cluster.
///
/// # Panics
///
/// If a truth or a prediction is not below the number of its head's classes, or a sample has no cluster.
///
/// # Examples
///
/// ```
/// use hustings::eval::{Bootstrap, Clusters, HeadObservations, Observation, Slice, slice_figures};
///
/// // 200 comments, every second one a reply; of replies half are wrong, of the others a tenth.
/// let observation = |sample: usize| {
///     let wrong = if sample % 2 == 1 { sample % 4 == 1 } else { sample % 20 == 0 };
///     let probabilities = vec![0.8, 0.2];
///     Observation { sample, truth: usize::from(wrong), probabilities, prediction: Some(0) }
/// };
/// let head = HeadObservations {
///     name: "thesis".into(),
///     classes: ["favor", "against"].map(String::from).to_vec(),
///     observations: (0..200).map(observation).collect(),
///     pooled: false,
///     majority: None,
/// };
/// let replies = Slice {
///     family: "place in the thread".into(),
///     name: "reply".into(),
///     head: None,
///     member: (0..200).map(|sample| sample % 2 == 1).collect(),
/// };
/// let figures = slice_figures(&[head], &[replies], &Clusters::single(200), &Bootstrap::default());
/// assert_eq!((figures[0].n, figures[0].accuracy, figures[0].rest), (100, 0.5, 0.9));
/// assert!(figures[0].worse);
/// ```
///
/// # References
///
/// S. Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of Statistics 6, 65-70.
/// A. Agresti and B. Caffo (2000), Simple and Effective Confidence Intervals for Proportions and Differences of
/// Proportions Result from Adding Two Successes and Two Failures, The American Statistician 54, 280-288.
pub fn slice_figures(
    heads: &[HeadObservations],
    slices: &[Slice],
    clusters: &Clusters,
    bootstrap: &Bootstrap,
) -> Vec<SliceFigures> {
    let totals: Vec<Totals> = heads.iter().map(|head| Totals::of(head, |_| true, clusters)).collect();
    let mut tallies: Vec<Tally> = Vec::new();
    for (index, head) in heads.iter().enumerate() {
        let of_head = slices.iter().filter(|slice| slice.head.as_ref().is_none_or(|name| *name == head.name));
        tallies.extend(of_head.filter_map(|slice| Tally::of(index, head, slice, &totals[index], clusters)));
    }
    let drawn: Vec<Vec<Shares>> = (0..bootstrap.draws)
        .into_par_iter()
        .map(|draw| {
            let weights = bootstrap.weights(clusters.n, draw);
            let totals: Vec<Hits> = totals.iter().map(|totals| totals.drawn(&weights)).collect();
            tallies.iter().map(|tally| Shares::of(tally.inside.drawn(&weights), totals[tally.head])).collect()
        })
        .collect();
    let mut figures: Vec<SliceFigures> = Vec::with_capacity(tallies.len());
    for (index, tally) in tallies.iter().enumerate() {
        let of = |share: fn(&Shares) -> f64| drawn.iter().map(|draw| share(&draw[index])).collect::<Vec<f64>>();
        let differences = of(Shares::difference);
        let shares = Shares::of(tally.inside.all, totals[tally.head].all);
        figures.push(SliceFigures {
            head: heads[tally.head].name.clone(),
            family: tally.slice.family.clone(),
            name: tally.slice.name.clone(),
            n: tally.inside.all.n as usize,
            accuracy: shares.inside,
            interval: Interval::of(of(|shares| shares.inside), bootstrap.confidence),
            macro_f1: tally.macro_f1,
            rest: shares.beside,
            difference: shares.difference(),
            p: tally.p(&shares, &totals[tally.head], &differences),
            difference_interval: Interval::of(differences, bootstrap.confidence),
            worse: false,
        });
    }
    let mut tested: Vec<&mut SliceFigures> = figures.iter_mut().filter(|slice| slice.p.is_some()).collect();
    let adjusted = holm(&tested.iter().filter_map(|slice| slice.p).collect::<Vec<f64>>());
    for (slice, p) in tested.iter_mut().zip(adjusted) {
        slice.p = Some(p);
        slice.worse = slice.difference < 0.0 && p < SIGNIFICANT;
    }
    figures
}

/// Samples and how many of them were labelled rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Hits {
    n: u64,
    hits: u64,
}

impl Hits {
    fn less(self, part: Self) -> Self {
        Self { n: self.n - part.n, hits: self.hits - part.hits }
    }

    /// The share of hits; not a number of nothing.
    fn share(self) -> f64 {
        self.hits as f64 / self.n as f64
    }

    /// Variance of the share by Agresti and Caffo, of independent samples.
    fn variance(self) -> f64 {
        let n = self.n as f64 + 2.0;
        let share = (self.hits as f64 + 1.0) / n;
        share * (1.0 - share) / n
    }
}

/// Sums over some samples of a head, by cluster.
#[derive(Debug)]
struct Totals {
    all: Hits,
    /// Of each cluster that has any: its number, samples and hits.
    by_cluster: Vec<(u32, u32, u32)>,
}

impl Totals {
    fn of(head: &HeadObservations, takes: impl Fn(usize) -> bool, clusters: &Clusters) -> Self {
        let taken = head.observations.iter().filter(|seen| takes(seen.sample));
        let mut hits: Vec<(u32, u32)> = taken
            .map(|seen| (clusters.of[seen.sample] as u32, u32::from(seen.prediction == Some(seen.truth))))
            .collect();
        hits.sort_unstable();
        let by_cluster = hits.chunk_by(|a, b| a.0 == b.0).map(|chunk| {
            let hits = chunk.iter().map(|(_, hit)| hit).sum();
            (chunk[0].0, chunk.len() as u32, hits)
        });
        let all = Hits { n: hits.len() as u64, hits: hits.iter().map(|(_, hit)| u64::from(*hit)).sum() };
        Self { all, by_cluster: by_cluster.collect() }
    }

    fn drawn(&self, weights: &[u32]) -> Hits {
        self.by_cluster.iter().fold(Hits::default(), |sum, (cluster, n, hits)| {
            let weight = u64::from(weights[*cluster as usize]);
            Hits { n: sum.n + weight * u64::from(*n), hits: sum.hits + weight * u64::from(*hits) }
        })
    }

    /// Clusters with samples that are not among those of `part`.
    fn clusters_beside(&self, part: &Self) -> usize {
        let mut of_part = part.by_cluster.iter().peekable();
        let beside = self.by_cluster.iter().filter(|(cluster, n, _)| {
            let within = of_part.next_if(|(other, ..)| other == cluster).map_or(0, |(_, within, _)| *within);
            *n > within
        });
        beside.count()
    }
}

/// Accuracy in a slice and beside it.
#[derive(Debug, Clone, Copy)]
struct Shares {
    inside: f64,
    beside: f64,
}

impl Shares {
    fn of(inside: Hits, total: Hits) -> Self {
        Self { inside: inside.share(), beside: total.less(inside).share() }
    }

    fn difference(&self) -> f64 {
        self.inside - self.beside
    }
}

/// A slice of a head, counted.
#[derive(Debug)]
struct Tally<'a> {
    head: usize,
    slice: &'a Slice,
    inside: Totals,
    macro_f1: f64,
}

impl<'a> Tally<'a> {
    /// `None` if it holds all or none of the head's samples.
    fn of(
        index: usize,
        head: &HeadObservations,
        slice: &'a Slice,
        total: &Totals,
        clusters: &Clusters,
    ) -> Option<Self> {
        let takes = |sample: usize| slice.member.get(sample).copied().unwrap_or(false);
        let inside = Totals::of(head, takes, clusters);
        if inside.all.n == 0 || inside.all.n == total.all.n {
            return None;
        }
        let mut confusion = Confusion::new(head.classes.len());
        let members = head.observations.iter().filter(|seen| takes(seen.sample));
        members.for_each(|seen| confusion.add(seen.truth, seen.prediction));
        let macro_f1 = metrics::macro_f1(&ClassScores::of(&confusion));
        Some(Self { head: index, slice, inside, macro_f1 })
    }

    /// Two-sided p of the difference, not adjusted.
    fn p(&self, shares: &Shares, total: &Totals, drawn: &[f64]) -> Option<f64> {
        let beside = total.all.less(self.inside.all);
        if self.inside.all.n.min(beside.n) < MIN_SAMPLES as u64 {
            return None;
        }
        let clusters = self.inside.by_cluster.len().min(total.clusters_beside(&self.inside));
        if clusters < 2 {
            return None;
        }
        let least = self.inside.all.variance() + beside.variance();
        let error = variance(drawn)?.max(least).sqrt();
        Some(two_sided(shares.difference() / error, (clusters - 1) as f64))
    }
}

/// Variance of what was drawn, with `n - 1`; draws without figure are left out. `None` if less than half or one are left.
fn variance(drawn: &[f64]) -> Option<f64> {
    let found: Vec<f64> = drawn.iter().copied().filter(|value| value.is_finite()).collect();
    if found.len() < 2 || 2 * found.len() < drawn.len() {
        return None;
    }
    let mean = found.iter().sum::<f64>() / found.len() as f64;
    Some(found.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (found.len() - 1) as f64)
}

/// Probability of a value of Student's distribution as far from 0: `I_x(df / 2, 1 / 2)` at `x = df / (df + t^2)`, `I` being the
/// regularised incomplete beta function.
fn two_sided(t: f64, df: f64) -> f64 {
    beta_reg(0.5 * df, 0.5, df / (df + t * t))
}

/// Holm's adjustment: the `i`-th smallest of `m` times `m - i` (`i` from 0), no less than any before it, at most 1.
fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let (mut adjusted, mut largest) = (vec![0.0; p.len()], 0.0_f64);
    for (place, index) in order.into_iter().enumerate() {
        largest = largest.max((p.len() - place) as f64 * p[index]).min(1.0);
        adjusted[index] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests;
