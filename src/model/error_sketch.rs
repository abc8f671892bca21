//! What is kept of a head's held-out predictions, for whoever corrects shares: truth, label and probabilities of each,
//! those of one article together.

use super::lattice::Lattice;
use crate::eval::HeadObservations;

/// Held-out comments kept at most: whole clusters, in an order that looks like chance, as long as they fit.
pub const MOST_KEPT: usize = 20_000;

/// How a share is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Labels counted, and the confusion of held-out comments undone (Forman 2008).
    AdjustedCount,
    /// Probabilities added up, and their mean confusion undone (Bella et al. 2010).
    ProbabilisticAdjustedCount,
    /// The shares under which the probabilities are most likely, by expectation and maximisation (Saerens et al. 2002).
    Em,
}

impl Method {
    /// All methods, the simplest first.
    pub const ALL: [Self; 3] = [Self::AdjustedCount, Self::ProbabilisticAdjustedCount, Self::Em];

    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::AdjustedCount => "adjusted count",
            Self::ProbabilisticAdjustedCount => "probabilistic adjusted count",
            Self::Em => "expectation and maximisation",
        }
    }
}

/// Held-out comments of a head in brief: of each its truth, and a code that holds its label and its probabilities on a
/// [`Lattice`]; and by which method shares are corrected, as was chosen in training.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorSketch {
    lattice: Lattice,
    /// How many comments each cluster has, in the order of `seen`.
    sizes: Vec<u32>,
    /// `code * n_classes + truth` of each comment, cluster by cluster.
    seen: Vec<u16>,
    /// The method.
    pub method: Method,
}

impl ErrorSketch {
    /// Keeps the observations of a head; `cluster` says what each belongs to. `None` if there are none, or the classes are
    /// too few or too many for a [`Lattice`].
    ///
    /// The method is the one that needs no choice: adjusted count.
    ///
    /// # Panics
    ///
    /// If a truth, or a prediction, is not below the number of classes.
    pub fn of(head: &HeadObservations, cluster: impl Fn(usize) -> usize) -> Option<Self> {
        let lattice = Lattice::new(head.classes.len())?;
        let n_classes = lattice.n_classes();
        let mut seen: Vec<(usize, u16)> = Vec::with_capacity(head.observations.len());
        for observation in &head.observations {
            let Some(label) = observation.prediction else { continue };
            assert!(observation.truth < n_classes, "truths are classes");
            let code = lattice.code(&observation.probabilities, label);
            seen.push((cluster(observation.sample), code * n_classes as u16 + observation.truth as u16));
        }
        seen.sort_by_key(|(cluster, _)| *cluster);
        let mut clusters: Vec<&[(usize, u16)]> = seen.chunk_by(|a, b| a.0 == b.0).collect();
        if seen.len() > MOST_KEPT {
            // Multiplying by an odd number near 2^64 / golden ratio scatters numbers that follow each other (Knuth).
            clusters.sort_by_key(|cluster| (cluster[0].0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let mut left = MOST_KEPT;
            clusters.retain(|cluster| {
                let fits = cluster.len() <= left;
                left -= if fits { cluster.len() } else { 0 };
                fits
            });
        }
        let sizes = clusters.iter().map(|cluster| cluster.len() as u32).collect();
        let seen: Vec<u16> = clusters.into_iter().flatten().map(|(_, seen)| *seen).collect();
        (!seen.is_empty()).then_some(Self { lattice, sizes, seen, method: Method::AdjustedCount })
    }

    /// Puts stored parts together; `None` if they do not fit each other.
    pub(super) fn from_parts(n_classes: usize, sizes: Vec<u32>, seen: Vec<u16>, choice: [f64; 3]) -> Option<Self> {
        let lattice = Lattice::new(n_classes)?;
        let total: u64 = sizes.iter().map(|size| u64::from(*size)).sum();
        let whole = total == seen.len() as u64 && total > 0 && sizes.iter().all(|size| *size > 0);
        let known = seen.iter().all(|seen| usize::from(*seen) < lattice.n_codes() * n_classes);
        let [method, factors @ ..] = choice;
        let method = Method::ALL.into_iter().zip([0.0, 1.0, 2.0]).find(|(_, number)| *number == method)?.0;
        let usable = factors.iter().all(|factor| factor.is_finite() && *factor > 0.0);
        (whole && known && usable).then_some(Self { lattice, sizes, seen, method })
    }

    /// Sizes of the clusters.
    pub(super) fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// All comments, as they are stored.
    pub(super) fn seen(&self) -> &[u16] {
        &self.seen
    }

    /// Number of the method, and two factors by which earlier versions widened their intervals, which now need none.
    pub(super) fn choice(&self) -> [f64; 3] {
        let number = Method::ALL.into_iter().position(|method| method == self.method).unwrap_or(0);
        [number as f64, 1.96, 1.0]
    }

    /// The lattice of its codes.
    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// Number of classes.
    pub fn n_classes(&self) -> usize {
        self.lattice.n_classes()
    }

    /// Number of comments.
    pub fn n(&self) -> usize {
        self.seen.len()
    }

    /// Number of clusters.
    pub fn n_clusters(&self) -> usize {
        self.sizes.len()
    }

    /// The sketch of some of the clusters; `None` of none of them.
    ///
    /// # Panics
    ///
    /// If there is no such cluster.
    pub fn part(&self, clusters: &[usize]) -> Option<Self> {
        let starts: Vec<usize> = self
            .sizes
            .iter()
            .scan(0, |start, size| {
                let this = *start;
                *start += *size as usize;
                Some(this)
            })
            .collect();
        let sizes: Vec<u32> = clusters.iter().map(|at| self.sizes[*at]).collect();
        let seen: Vec<u16> =
            clusters.iter().flat_map(|at| &self.seen[starts[*at]..][..self.sizes[*at] as usize]).copied().collect();
        (!seen.is_empty()).then(|| Self { sizes, seen, lattice: self.lattice.clone(), method: self.method })
    }

    /// The clusters, each with truth and code of its comments.
    pub fn clusters(&self) -> impl Iterator<Item = Vec<(usize, usize)>> + '_ {
        let n_classes = self.n_classes();
        let mut rest = &self.seen[..];
        self.sizes.iter().map(move |size| {
            let (cluster, after) = rest.split_at(*size as usize);
            rest = after;
            cluster.iter().map(|seen| (usize::from(*seen) % n_classes, usize::from(*seen) / n_classes)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Observation;

    fn head(n: usize) -> HeadObservations {
        let observations = (0..n).map(|sample| Observation {
            sample,
            truth: sample % 2,
            probabilities: vec![0.3, 0.7],
            prediction: (sample != 1).then_some(1),
        });
        let classes = ["a", "b"].map(String::from).to_vec();
        HeadObservations {
            name: "x".into(),
            classes,
            observations: observations.collect(),
            pooled: false,
            majority: None,
        }
    }

    #[test]
    fn clusters_come_back_as_they_went_in() {
        let sketch = ErrorSketch::of(&head(6), |sample| sample % 3).unwrap();
        let truths: Vec<Vec<usize>> =
            sketch.clusters().map(|cluster| cluster.into_iter().map(|(truth, _)| truth).collect()).collect();
        assert_eq!(truths, [vec![0, 1], vec![0], vec![0, 1]]);
        let again = ErrorSketch::from_parts(2, sketch.sizes().to_vec(), sketch.seen().to_vec(), sketch.choice());
        assert_eq!(again.as_ref(), Some(&sketch));
        assert!(ErrorSketch::of(&head(0), |_| 0).is_none());
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let sketch = ErrorSketch::of(&head(6), |sample| sample % 3).unwrap();
        let parts = |sizes: &[u32], seen: &[u16], choice| {
            ErrorSketch::from_parts(2, sizes.to_vec(), seen.to_vec(), choice).is_some()
        };
        let seen = sketch.seen();
        assert!(parts(&[5], seen, [2.0, 1.0, 1.0]));
        assert!(!parts(&[4], seen, [2.0, 1.0, 1.0]));
        assert!(!parts(&[5, 0], seen, [2.0, 1.0, 1.0]));
        assert!(!parts(&[u32::MAX, 6], seen, [2.0, 1.0, 1.0]));
        assert!(!parts(&[5], seen, [3.0, 1.0, 1.0]));
        assert!(!parts(&[5], seen, [2.0, f64::NAN, 1.0]));
        assert!(!parts(&[1], &[u16::MAX], [2.0, 1.0, 1.0]));
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        let sketch = ErrorSketch::of(&head(MOST_KEPT + 5000), |sample| sample / 1000).unwrap();
        assert_eq!(sketch.n(), MOST_KEPT - 1 + usize::from(sketch.sizes().iter().all(|size| *size == 1000)));
    }
}
