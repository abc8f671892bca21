//! Figures of every draw of the bootstrap: each cluster is tallied once, and a draw is a weighted sum of tallies.

use rayon::prelude::*;

use super::rows::{Rows, Tally};
use super::{Clusters, Difference, Figures, Interval, Resampling};

/// Figures of several systems in the same draws.
pub(super) struct Draws {
    /// Shape `(n_draws, n_systems)`.
    figures: Vec<Vec<Figures>>,
    confidence: f64,
}

impl Draws {
    /// Draws all systems alike. A system whose samples all lie in one cluster has no figures, for one cluster says nothing
    /// of how others would differ; nor has it in a draw that takes none of its samples.
    ///
    /// # Panics
    ///
    /// If a sample has no cluster.
    pub fn of(systems: &[&Rows], resampling: Resampling<'_>) -> Self {
        let Resampling { clusters, bootstrap } = resampling;
        let by_cluster: Vec<ByCluster> = systems.par_iter().map(|rows| ByCluster::of(rows, clusters)).collect();
        let figures = (0..bootstrap.draws).into_par_iter().map(|draw| {
            let weights = bootstrap.weights(clusters.n, draw);
            by_cluster.iter().map(|system| system.figures(&weights)).collect()
        });
        Self { figures: figures.collect(), confidence: bootstrap.confidence }
    }

    /// Intervals of the figures of one system, if it has any.
    pub fn intervals(&self, system: usize) -> Option<Figures<Interval>> {
        let of = |pick: fn(&Figures) -> f64| self.interval(|draw| pick(&draw[system]));
        let of_some = |pick: fn(&Figures) -> Option<f64>| self.interval(|draw| pick(&draw[system]).unwrap_or(f64::NAN));
        Some(Figures {
            macro_f1: of(|figures| figures.macro_f1)?,
            f_avg: of_some(|figures| figures.f_avg),
            accuracy: of(|figures| figures.accuracy)?,
            mcc: of(|figures| figures.mcc)?,
            log_loss: of_some(|figures| figures.log_loss),
            brier: of_some(|figures| figures.brier),
        })
    }

    /// Interval of what is computed from the figures of all systems in a draw.
    pub fn interval(&self, figure: impl Fn(&[Figures]) -> f64) -> Option<Interval> {
        Interval::of(self.figures.iter().map(|draw| figure(draw)).collect(), self.confidence)
    }

    /// How a difference of this value did in the draws.
    pub fn difference(&self, value: f64, drawn: impl Fn(&[Figures]) -> f64) -> Difference {
        let drawn: Vec<f64> = self.figures.iter().map(|draw| drawn(draw)).collect();
        let p = p_value(&drawn);
        let interval = Interval::of(drawn, self.confidence);
        Difference { value, interval, p: interval.and(p) }
    }
}

/// Two-sided p of a difference from its draws, see [`Difference::p`]; `None` without draws.
pub(super) fn p_value(drawn: &[f64]) -> Option<f64> {
    let finite = drawn.iter().filter(|value| value.is_finite());
    let n = finite.clone().count();
    let at_most = finite.clone().filter(|value| **value <= 0.0).count();
    let at_least = finite.filter(|value| **value >= 0.0).count();
    let tail = (at_most.min(at_least) + 1) as f64 / (n + 1) as f64;
    (n > 0).then_some((2.0 * tail).min(1.0))
}

/// A system's rows, tallied by cluster.
struct ByCluster<'a> {
    rows: &'a Rows,
    /// Clusters that have rows, with the sums of their losses.
    clusters: Vec<(usize, f64, f64)>,
    /// Cluster, truth, prediction and count, where the count is not zero.
    cells: Vec<(usize, usize, Option<usize>, usize)>,
}

impl<'a> ByCluster<'a> {
    fn of(rows: &'a Rows, clusters: &Clusters) -> Self {
        let mut order: Vec<_> =
            rows.rows.iter().map(|row| (clusters.of[row.sample], row.truth, row.prediction)).collect();
        order.sort_unstable();
        let cells = order.chunk_by(|one, other| one == other).map(|cell| {
            let (cluster, truth, prediction) = cell[0];
            (cluster, truth, prediction, cell.len())
        });
        let mut losses: Vec<_> =
            rows.rows.iter().map(|row| (clusters.of[row.sample], row.log_loss, row.brier)).collect();
        // Stable, so that the sums do not depend on how it is sorted.
        losses.sort_by_key(|(cluster, ..)| *cluster);
        let sums = losses
            .chunk_by(|one, other| one.0 == other.0)
            .map(|of| (of[0].0, of.iter().map(|loss| loss.1).sum::<f64>(), of.iter().map(|loss| loss.2).sum::<f64>()));
        Self { rows, clusters: sums.collect(), cells: cells.collect() }
    }

    fn figures(&self, weights: &[u32]) -> Figures {
        let n_classes = self.rows.classes.len();
        let mut tally = Tally::new(n_classes);
        if self.clusters.len() > 1 {
            for (cluster, truth, prediction, count) in &self.cells {
                let cell = match prediction {
                    Some(prediction) => &mut tally.confusion.counts[*truth][*prediction],
                    None => &mut tally.confusion.abstained[*truth],
                };
                *cell += weights[*cluster] as usize * count;
            }
            for (cluster, log_loss, brier) in &self.clusters {
                // A loss that is not a number stays out of the draws that leave its cluster out.
                if weights[*cluster] > 0 {
                    tally.log_loss += f64::from(weights[*cluster]) * log_loss;
                    tally.brier += f64::from(weights[*cluster]) * brier;
                }
            }
        }
        tally.figures(&self.rows.classes, self.rows.has_probabilities)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Bootstrap;
    use super::super::rows::Row;
    use super::*;

    /// Rows of sample, truth and prediction.
    fn rows(said: &[(usize, usize, Option<usize>)]) -> Rows {
        let row = |(sample, truth, prediction): &(usize, usize, Option<usize>)| Row {
            sample: *sample,
            truth: *truth,
            prediction: *prediction,
            log_loss: *sample as f64 + 0.1,
            brier: 0.5,
        };
        let classes = ["favor", "against"].map(String::from).to_vec();
        Rows { classes, rows: said.iter().map(row).collect(), has_probabilities: true }
    }

    #[test]
    fn a_draw_is_the_samples_of_its_clusters_so_many_times() {
        let clusters = Clusters::new("articles", [0, 1, 0, 2, 1, 2]);
        let said = [(0, 0, Some(0)), (1, 1, Some(0)), (2, 1, Some(1)), (3, 0, None), (4, 0, Some(1)), (5, 1, Some(1))];
        let bootstrap = Bootstrap { draws: 20, ..Bootstrap::default() };
        let drawn = Draws::of(&[&rows(&said)], Resampling { clusters: &clusters, bootstrap: &bootstrap });
        for draw in 0..bootstrap.draws {
            let weights = bootstrap.weights(clusters.n, draw);
            let repeated: Vec<_> =
                said.iter().flat_map(|row| vec![*row; weights[clusters.of[row.0]] as usize]).collect();
            let (ours, theirs) = (drawn.figures[draw][0], rows(&repeated).figures());
            assert_eq!((ours.macro_f1, ours.f_avg, ours.mcc), (theirs.macro_f1, theirs.f_avg, theirs.mcc));
            assert!((ours.log_loss.unwrap() - theirs.log_loss.unwrap()).abs() < 1e-12);
        }
    }

    #[test]
    fn one_cluster_bears_no_interval() {
        let clusters = Clusters::new("articles", [0, 0, 1]);
        let bootstrap = Bootstrap { draws: 50, ..Bootstrap::default() };
        let resampling = Resampling { clusters: &clusters, bootstrap: &bootstrap };
        let one = rows(&[(0, 0, Some(0)), (1, 1, Some(0))]);
        let two = rows(&[(0, 0, Some(0)), (2, 1, Some(0))]);
        let draws = Draws::of(&[&one, &two], resampling);
        assert_eq!(draws.intervals(0), None);
        assert_eq!(draws.intervals(1).unwrap().accuracy, Interval { low: 0.0, high: 1.0 });
        assert_eq!(draws.difference(0.0, |drawn| drawn[1].accuracy - drawn[0].accuracy).p, None);
        let none = Bootstrap { draws: 0, ..bootstrap };
        assert_eq!(Draws::of(&[&two], Resampling { bootstrap: &none, ..resampling }).intervals(0), None);
    }

    #[test]
    fn p_counts_the_draws_on_the_other_side_of_nought() {
        for (drawn, expected) in [
            (vec![0.1; 99], Some(0.02)),
            (vec![-0.1; 99], Some(0.02)),
            (vec![0.0; 99], Some(1.0)),
            (vec![0.1, 0.1, -0.1, 0.1, 0.1, 0.1, 0.1, 0.1, f64::NAN], Some(4.0 / 9.0)),
            (vec![f64::NAN], None),
            (vec![], None),
        ] {
            assert_eq!(p_value(&drawn), expected, "{drawn:?}");
        }
    }
}
