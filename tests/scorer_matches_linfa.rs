//! The sparse scorer finds the optimum that linfa-logistic finds on dense copies of the same data, and does right what
//! goes beyond it: sample weights, balanced classes, starts, and saying whether it converged.

use hustings::features::Csr;
use hustings::model::scorer::{Scorer, ScorerParams};
use linfa::ParamGuard;
use linfa::dataset::{Dataset, DatasetBase};
use linfa::traits::{Fit, Predict};
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use ndarray::{Array1, Array2, Axis};

/// How far probabilities may be from linfa-logistic's.
const TOLERANCE: f64 = 1e-4;

const N_FEATURES: usize = 40;

/// Linear congruential generator with Knuth's constants for MMIX; its upper bits are the numbers.
struct Lcg(u64);

impl Lcg {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, n: usize) -> usize {
        self.next() as usize % n
    }

    /// Uniform in [0, 1).
    fn share(&mut self) -> f64 {
        self.next() as f64 / (1_u64 << 31) as f64
    }
}

/// Rows with a handful of values each, some with none, and classes that hang loosely on the first columns.
struct Data {
    rows: Vec<Vec<(u32, f32)>>,
    truth: Array1<usize>,
}

impl Data {
    fn random(seed: u64, n_samples: usize, n_classes: usize) -> Self {
        let mut random = Lcg(seed);
        let mut rows = Vec::with_capacity(n_samples);
        let mut truth = Vec::with_capacity(n_samples);
        for sample in 0..n_samples {
            let mut columns: Vec<u32> = (0..random.below(9))
                .map(|_| (random.below(N_FEATURES) * random.below(N_FEATURES) / 40) as u32)
                .collect();
            columns.sort_unstable();
            columns.dedup();
            let row: Vec<(u32, f32)> =
                columns.into_iter().map(|column| (column, (2.0 * random.share() - 0.5) as f32)).collect();
            let hint = row.first().map_or(0, |(column, _)| *column as usize % n_classes);
            // Every class occurs; most samples follow the hint.
            let class = if sample < n_classes {
                sample
            } else if random.share() < 0.6 {
                hint
            } else {
                random.below(n_classes)
            };
            rows.push(row);
            truth.push(class);
        }
        Self { rows, truth: truth.into() }
    }

    fn sparse(&self) -> Csr {
        let mut matrix = Csr::new(N_FEATURES);
        self.rows.iter().for_each(|row| matrix.push(row.iter().copied()));
        matrix
    }

    fn dense(&self) -> Array2<f64> {
        let mut matrix = Array2::zeros((self.rows.len(), N_FEATURES));
        for (sample, row) in self.rows.iter().enumerate() {
            row.iter().for_each(|(column, value)| matrix[[sample, *column as usize]] = f64::from(*value));
        }
        matrix
    }

    fn dataset(&self) -> DatasetBase<Csr, Array1<usize>> {
        DatasetBase::new(self.sparse(), self.truth.clone())
    }

    fn fit(&self, params: ScorerParams) -> Scorer {
        params.check().unwrap().fit(&self.dataset()).unwrap()
    }

    fn support(&self, class: usize) -> usize {
        self.truth.iter().filter(|truth| **truth == class).count()
    }
}

fn tight(alpha: f64) -> ScorerParams {
    ScorerParams::default().alpha(alpha).tolerance(1e-9).max_iterations(2000)
}

#[track_caller]
fn assert_close(what: &str, ours: &Array2<f64>, theirs: &Array2<f64>, tolerance: f64) {
    assert_eq!(ours.dim(), theirs.dim(), "{what}");
    let worst = (ours - theirs).iter().fold(0.0_f64, |worst, gap| worst.max(gap.abs()));
    assert!(worst <= tolerance, "{what}: {worst} apart");
}

#[test]
fn probabilities_are_those_of_multinomial_linfa() {
    for n_classes in 2..=5 {
        for (seed, alpha) in [(1, 0.1), (2, 1.0), (3, 5.0)] {
            let what = format!("{n_classes} classes, alpha {alpha}");
            let data = Data::random(seed, 90, n_classes);
            let ours = data.fit(tight(alpha));
            // Rounding may stop it above so tight a tolerance, and it says so.
            assert!(ours.convergence().gradient < 1e-6, "{what}: {:?}", ours.convergence());
            let theirs = MultiLogisticRegression::default().alpha(alpha).max_iterations(2000).gradient_tolerance(1e-7);
            let theirs = theirs.fit(&Dataset::new(data.dense(), data.truth.clone())).unwrap();
            let expected = theirs.predict_probabilities(&data.dense());
            let found = ours.probabilities(&data.sparse());
            assert_close(&what, &found, &expected, TOLERANCE);
            assert_eq!(ours.predict(&data.sparse()), theirs.predict(&data.dense()), "{what}");
        }
    }
}

#[test]
fn two_classes_are_binary_linfa_at_half_the_penalty() {
    // Of two classes only the difference d = w1 - w0 is seen in the probabilities. For a given d the penalty
    // alpha / 2 * (|w0|^2 + |w1|^2) is least at w1 = -w0 = d / 2, where it is alpha / 4 * |d|^2: the binary penalty
    // on d at alpha / 2.
    for (seed, alpha) in [(4, 0.2), (5, 1.0), (6, 4.0)] {
        let data = Data::random(seed, 90, 2);
        let ours = data.fit(tight(alpha)).probabilities(&data.sparse());
        let theirs = LogisticRegression::default().alpha(alpha / 2.0).max_iterations(2000).gradient_tolerance(1e-7);
        let theirs = theirs.fit(&Dataset::new(data.dense(), data.truth.clone())).unwrap();
        // linfa-logistic tells the probability of the class that it calls positive.
        let positive = theirs.labels().pos.class;
        let expected = theirs.predict_probabilities(&data.dense());
        let found = ours.column(positive).to_owned();
        let column = |column: Array1<f64>| column.insert_axis(Axis(1));
        assert_close(&format!("alpha {alpha}"), &column(found), &column(expected), TOLERANCE);
    }
}

#[test]
fn a_row_of_weight_two_is_the_row_twice() {
    for n_classes in [2, 3, 5] {
        let data = Data::random(7, 60, n_classes);
        let mut twice = Data { rows: data.rows.clone(), truth: data.truth.clone() };
        let heavy: Vec<usize> = (0..60).step_by(3).collect();
        twice.rows.extend(heavy.iter().map(|sample| data.rows[*sample].clone()));
        twice.truth = data.truth.iter().copied().chain(heavy.iter().map(|sample| data.truth[*sample])).collect();
        let weights = (0..60).map(|sample| if sample % 3 == 0 { 2.0 } else { 1.0 }).collect();
        let weighted = tight(0.5).check().unwrap().fit(&data.dataset().with_weights(weights)).unwrap();
        assert_close(&format!("{n_classes} classes"), weighted.weights(), twice.fit(tight(0.5)).weights(), 1e-6);
    }
}

#[test]
fn balanced_classes_are_the_weights_written_out() {
    let data = Data::random(8, 80, 3);
    let weights: Array1<f32> = data.truth.iter().map(|class| 80.0 / (3.0 * data.support(*class) as f32)).collect();
    let written_out = tight(1.0).check().unwrap().fit(&data.dataset().with_weights(weights)).unwrap();
    let balanced = data.fit(tight(1.0).balanced(true));
    assert_close("balanced", balanced.weights(), written_out.weights(), 1e-5);
    let plain = data.fit(tight(1.0));
    let gap = (balanced.weights() - plain.weights()).iter().fold(0.0_f64, |gap, value| gap.max(value.abs()));
    assert!(gap > 1e-3, "balancing changed nothing");
}

#[test]
fn a_start_near_the_end_saves_iterations() {
    let data = Data::random(9, 90, 3);
    let params = |alpha: f64| tight(alpha).tolerance(1e-4);
    let cold = data.fit(params(0.5));
    for (what, start) in
        [("its own end", cold.end().clone()), ("a near penalty's", data.fit(params(0.55)).end().clone())]
    {
        let warm = data.fit(params(0.5).initial(start));
        assert!(warm.convergence().converged, "{what}: {:?}", warm.convergence());
        let (few, many) = (warm.convergence().iterations, cold.convergence().iterations);
        assert!(few < many, "{what}: {few} iterations where a start at zero takes {many}");
        assert_close(what, &warm.probabilities(&data.sparse()), &cold.probabilities(&data.sparse()), 1e-3);
    }
}

#[test]
fn too_few_iterations_are_told() {
    let data = Data::random(10, 90, 3);
    let stopped = data.fit(tight(0.1).max_iterations(2)).convergence();
    assert!(!stopped.converged && stopped.iterations <= 2 && stopped.gradient > 1e-9, "{stopped:?}");
}

/// `sum_i -ln P(y_i | x_i) + alpha / 2 * |W|^2`, from its definition, on the dense copy.
fn objective(weights: &Array2<f64>, dense: &Array2<f64>, truth: &Array1<usize>, alpha: f64) -> f64 {
    let penalised = weights.slice_axis(Axis(0), (..N_FEATURES).into());
    let logits = dense.dot(&penalised) + weights.row(N_FEATURES);
    let loss: f64 = logits
        .rows()
        .into_iter()
        .zip(truth)
        .map(|(logits, truth)| logits.iter().map(|logit| logit.exp()).sum::<f64>().ln() - logits[*truth])
        .sum();
    loss + 0.5 * alpha * penalised.iter().map(|weight| weight * weight).sum::<f64>()
}

#[test]
fn the_gradient_at_the_solution_is_zero() {
    const STEP: f64 = 1e-4;
    for (n_classes, alpha) in [(2, 0.3), (3, 1.0), (5, 2.0)] {
        let data = Data::random(11, 60, n_classes);
        let (dense, mut weights) = (data.dense(), data.fit(tight(alpha)).weights().clone());
        for place in 0..weights.len() {
            let at = (place / n_classes, place % n_classes);
            let solution = weights[at];
            weights[at] = solution + STEP;
            let above = objective(&weights, &dense, &data.truth, alpha);
            weights[at] = solution - STEP;
            let below = objective(&weights, &dense, &data.truth, alpha);
            weights[at] = solution;
            let slope = (above - below) / (2.0 * STEP);
            assert!(slope.abs() < 1e-6, "{n_classes} classes: slope {slope} at {at:?}");
        }
    }
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let data = Data::random(12, 20, 3);
    for params in [
        ScorerParams::default().alpha(0.0),
        ScorerParams::default().alpha(f64::NAN),
        ScorerParams::default().tolerance(-1.0),
        ScorerParams::default().max_iterations(0),
    ] {
        assert!(params.check().is_err());
    }
    let other = Data::random(12, 21, 3).fit(tight(1.0)).end().clone();
    let error = tight(1.0).initial(other).check().unwrap().fit(&data.dataset()).unwrap_err();
    assert_eq!(error.to_string(), "the start has shape (21, 3), expected (20, 3)");
    let error = tight(1.0).n_classes(2).check().unwrap().fit(&data.dataset()).unwrap_err();
    assert_eq!(error.to_string(), "class 2 of 2; training needs at least two classes");
    let none = DatasetBase::new(Csr::new(N_FEATURES), Array1::<usize>::zeros(0));
    let error = tight(1.0).check().unwrap().fit(&none).unwrap_err();
    assert_eq!(error.to_string(), "0 truths for 0 samples; there must be one for each");
}

#[test]
fn a_tolerance_out_of_reach_is_told_and_no_error() {
    // Near the optimum rounding decides where a line search goes, and some fail.
    for seed in 13..53 {
        let data = Data::random(seed, 40, 3);
        let cold = data.fit(tight(0.01).tolerance(1e-300));
        let warm = data.fit(tight(0.01).tolerance(1e-300).initial(cold.end().clone()));
        for convergence in [cold.convergence(), warm.convergence()] {
            assert!(!convergence.converged && convergence.gradient.is_finite(), "{seed}: {convergence:?}");
        }
    }
}

/// Else its intercept would end wherever the solver happens to stop, in one fit here and in the next there.
#[test]
fn a_class_without_rows_is_left_with_as_little_by_every_fit() {
    for (seed, n_seen, n_classes) in [(3, 2, 3), (4, 3, 4), (5, 8, 10)] {
        let data = Data::random(seed, 300, n_seen);
        let mut records = Csr::new(N_FEATURES);
        data.rows.iter().for_each(|row| records.push(row.iter().copied()));
        for alpha in [1.0, 0.05] {
            let params = ScorerParams::default().alpha(alpha).n_classes(n_classes).tolerance(1e-9).check().unwrap();
            let scorer = params.fit(&DatasetBase::new(records.clone(), data.truth.clone())).unwrap();
            for unseen in scorer.probabilities(&records).mean_axis(Axis(0)).unwrap().iter().skip(n_seen) {
                assert!((1e-6..3e-4).contains(unseen), "{n_classes} classes, alpha {alpha}: {unseen}");
            }
        }
    }
}
