//! A start for the solver, by dual coordinate ascent: row after row, each as good as the others allow.
//!
//! At the optimum the coefficients of a row are `A_i = w_i / alpha * (e_y - p_i)`, where `p_i` are its probabilities. A step
//! takes one row and solves this for it alone: with `z` its scores now, it is the `p` that meets
//! `p = softmax(z + w_i / alpha * |x_i|^2 * (p_now - p))`, found by Newton's method. A pass over all rows costs no more than
//! one gradient and gains as much as several steps of L-BFGS, which is left the last digits and the intercept.
//!
//! # References
//!
//! Yu, Huang and Lin 2011, "Dual coordinate descent methods for logistic regression and maximum entropy models", Machine
//! Learning 85. Shalev-Shwartz and Zhang 2013, "Stochastic dual coordinate ascent methods for regularized loss
//! minimization", JMLR 14.

use std::array::from_fn;

use super::problem::Problem;
use super::softmax;
use crate::features::{Csr, Rows, SparseRow, weighed};

/// Passes over all rows at most.
pub(super) const MAX_PASSES: u64 = 40;

/// A row that moved by less than this share of the tolerance rests, and is looked at again in every [`REST`]th pass.
const SETTLED: f64 = 0.5;
const REST: u64 = 4;

/// Newton steps for one row at most.
const MAX_STEPS: usize = 20;

/// A row whose probabilities are met this closely is solved.
const CLOSE: f64 = 1e-5;

/// What single precision can tell: no smaller change ends the passes, or begins them.
const FINEST: f64 = 1e-6;

/// Coefficients, shape `(n_samples, n_classes)`, and intercept that are near the optimum, from where `coefficients` and
/// `intercept` are. Passes end when in one the probabilities have changed by less than `tolerance` on average. Returns the
/// number of passes.
pub(super) fn ascend<'a, R: Rows>(
    problem: &'a Problem<'a, R>,
    coefficients: &mut [f64],
    intercept: &mut [f64],
    tolerance: f64,
    max_passes: u64,
) -> u64 {
    let passes = (tolerance.max(FINEST), max_passes.min(MAX_PASSES));
    match problem.n_classes {
        0..=4 => Ascent::<4, R>::new(problem, coefficients).run(coefficients, intercept, passes),
        5..=8 => Ascent::<8, R>::new(problem, coefficients).run(coefficients, intercept, passes),
        // Wider than what most topics have; L-BFGS does it alone.
        _ => {
            intercept.iter_mut().zip(&problem.seen).filter(|(_, seen)| !**seen).for_each(|(of, _)| *of = UNSEEN.ln());
            0
        }
    }
}

/// The weights `X' A` at single precision, classes padded to `LANES`.
struct Ascent<'a, const LANES: usize, R = Csr> {
    problem: &'a Problem<'a, R>,
    weights: Vec<[f32; LANES]>,
    /// Squared norm of each row.
    squares: Vec<f64>,
}

impl<'a, const LANES: usize, R: Rows> Ascent<'a, LANES, R> {
    fn new(problem: &'a Problem<'a, R>, coefficients: &[f64]) -> Self {
        let mut ascent =
            Self { problem, weights: vec![[0.0; LANES]; problem.records.n_features()], squares: Vec::new() };
        let n_samples = problem.records.n_samples();
        let mut buffer = SparseRow::default();
        for (sample, coefficients) in coefficients.chunks_exact(problem.n_classes).enumerate() {
            if coefficients.iter().any(|coefficient| *coefficient != 0.0) {
                ascent.add(problem.records.entries(sample, &mut buffer), coefficients);
            }
        }
        let mut square = |sample: usize| {
            problem.records.entries(sample, &mut buffer).1.iter().map(|value| f64::from(value * value)).sum()
        };
        ascent.squares = (0..n_samples).map(&mut square).collect();
        ascent
    }

    /// Adds a multiple of a row for each class.
    fn add(&mut self, (indices, values): (&[u32], &[f32]), multiples: &[f64]) {
        let mut padded = [0.0_f32; LANES];
        padded.iter_mut().zip(multiples).for_each(|(to, from)| *to = *from as f32);
        let weights = self.weights.as_mut_slice();
        for (index, value) in indices.iter().zip(values) {
            // All lanes are read before the first is written: so one instruction takes them all.
            let weights = &mut weights[*index as usize];
            *weights = from_fn(|lane| weights[lane] + padded[lane] * value);
        }
    }

    /// Scores of a row.
    fn scores(&self, row: (&[u32], &[f32])) -> [f32; LANES] {
        let weights = self.weights.as_slice();
        weighed(row, |index, value, sums: &mut [f32; LANES]| {
            *sums = from_fn(|lane| sums[lane] + weights[index][lane] * value);
        })
    }

    fn run(&mut self, coefficients: &mut [f64], intercept: &mut [f64], (tolerance, max_passes): (f64, u64)) -> u64 {
        let problem = self.problem;
        let (n_classes, alpha) = (problem.n_classes, problem.alpha);
        let n_samples = problem.records.n_samples();
        let mut buffer = SparseRow::default();
        let mut order: Vec<u32> = (0..n_samples as u32).collect();
        let mut step = Step::new(n_classes);
        let mut delta = vec![0.0; n_classes];
        let mut last = vec![f64::INFINITY; n_samples];
        let mut balance = Balance::new(problem);
        let n_weighed = problem.weights.iter().filter(|weight| **weight != 0.0).count();
        for pass in 0..max_passes {
            shuffle(&mut order, pass);
            let mut moved = 0.0;
            for sample in order.iter().map(|sample| *sample as usize) {
                let (truth, weight) = (problem.truth[sample], problem.weights[sample]);
                if weight == 0.0 {
                    continue;
                }
                let own = &mut coefficients[sample * n_classes..][..n_classes];
                let settled = last[sample] < SETTLED * tolerance && !(sample as u64 + pass).is_multiple_of(REST);
                step.from.fill(0.0);
                step.from[truth] = 1.0;
                step.from.iter_mut().zip(own.iter()).for_each(|(from, own)| *from -= own * alpha / weight);
                if settled {
                    balance.add(weight, truth, &step.from);
                    continue;
                }
                let row = problem.records.entries(sample, &mut buffer);
                let scores = self.scores(row);
                for ((logit, score), free) in step.logits.iter_mut().zip(scores).zip(intercept.iter()) {
                    *logit = f64::from(score) + free;
                }
                step.solve(weight / alpha * self.squares[sample]);
                let mut change = 0.0_f64;
                for class in 0..n_classes {
                    let gained = step.from[class] - step.to[class];
                    change = change.max(gained.abs());
                    delta[class] = gained * weight / alpha;
                    own[class] += delta[class];
                }
                moved += change;
                last[sample] = change;
                balance.add(weight, truth, &step.to);
                self.add(row, &delta);
            }
            balance.shift(intercept);
            if moved < tolerance * n_weighed as f64 {
                return pass + 1;
            }
        }
        max_passes
    }
}

/// One row: from probabilities `from` at `logits` to `to`.
struct Step {
    from: Vec<f64>,
    logits: Vec<f64>,
    to: Vec<f64>,
    at: Vec<f64>,
    rest: Vec<f64>,
}

impl Step {
    fn new(n_classes: usize) -> Self {
        let zeros = || vec![0.0; n_classes];
        Self { from: zeros(), logits: zeros(), to: zeros(), at: zeros(), rest: zeros() }
    }

    /// Finds `to = softmax(u)` with `u = logits + stiffness * (from - to)`: where the convex
    /// `|u|^2 / 2 - (logits + stiffness * from) u + stiffness * ln(sum(exp(u)))` is least.
    fn solve(&mut self, stiffness: f64) {
        /// Share of the expected gain that a step must bring; else it is halved.
        const GAIN: f64 = 0.1;
        let Self { from, logits, to, at, rest } = self;
        let height = |at: &[f64], to: &mut [f64]| {
            to.copy_from_slice(at);
            let normaliser = softmax(to);
            let linear = |class: usize| (0.5 * at[class] - logits[class] - stiffness * from[class]) * at[class];
            (0..at.len()).map(linear).sum::<f64>() + stiffness * normaliser
        };
        at.copy_from_slice(logits);
        let mut best = height(at, to);
        let mut scale = 1.0;
        for _ in 0..MAX_STEPS {
            let (mut dot, mut curve, mut largest) = (0.0, 0.0, 0.0_f64);
            for class in 0..at.len() {
                rest[class] = at[class] - logits[class] - stiffness * (from[class] - to[class]);
                largest = largest.max(rest[class].abs());
                let share = to[class] / (1.0 + stiffness * to[class]);
                dot += share * rest[class];
                curve += share * to[class];
            }
            if largest < CLOSE * (1.0 + stiffness) {
                break;
            }
            // (D - k p p')^-1 r with D = 1 + k diag(p), by Sherman and Morrison.
            let along = stiffness * dot / (1.0 - stiffness * curve).max(f64::MIN_POSITIVE);
            let mut expected = 0.0;
            for class in 0..at.len() {
                let step = (rest[class] + along * to[class]) / (1.0 + stiffness * to[class]);
                expected += step * rest[class];
                rest[class] = step;
            }
            scale = f64::min(2.0 * scale, 1.0);
            loop {
                at.iter_mut().zip(rest.iter()).for_each(|(at, step)| *at -= scale * step);
                let reached = height(at, to);
                if reached <= best - GAIN * scale * expected || scale < 1e-6 {
                    best = reached;
                    break;
                }
                at.iter_mut().zip(rest.iter()).for_each(|(at, step)| *at += scale * step);
                scale *= 0.5;
            }
        }
    }
}

/// Moves the intercept between passes, by what the rows of the last one and the one before say.
///
/// The weights follow the intercept, and frequent terms can stand in for it; so how much the balance of a class answers
/// to its intercept is not what it would be at fixed weights, but told from the last two passes.
struct Balance {
    /// `sum_i w_i (p_i - e_y)` of the pass.
    gradient: Vec<f64>,
    /// Its change with the intercept at fixed weights.
    curve: Vec<f64>,
    /// That of the pass before, and how far the intercept was moved after it.
    last: Vec<f64>,
    moved: Vec<f64>,
    /// Whether a class has a row.
    seen: Vec<bool>,
    /// Sum of the weights of the pass.
    total: f64,
}

/// Mean probability that a class without a row is left with: its intercept would else go down without end, in each fold
/// as far as chance has it.
const UNSEEN: f64 = 1e-4;

impl Balance {
    fn new<R>(problem: &Problem<'_, R>) -> Self {
        let zeros = || vec![0.0; problem.n_classes];
        let seen = problem.seen.clone();
        Self { gradient: zeros(), curve: zeros(), last: zeros(), moved: zeros(), seen, total: 0.0 }
    }

    fn add(&mut self, weight: f64, truth: usize, probabilities: &[f64]) {
        self.total += weight;
        for (class, p) in probabilities.iter().enumerate() {
            self.gradient[class] += weight * (p - f64::from(u8::from(class == truth)));
            self.curve[class] += weight * p * (1.0 - p);
        }
    }

    fn shift(&mut self, intercept: &mut [f64]) {
        /// By how much the answer can be weaker than at fixed weights.
        const WEAKEST: f64 = 1e-4;
        /// How many times farther than the last time the intercept moves.
        const FARTHER: f64 = 4.0;
        for (class, intercept) in intercept.iter_mut().enumerate() {
            let (gradient, moved) = (self.gradient[class], self.moved[class]);
            if !self.seen[class] {
                *intercept += (UNSEEN * self.total / gradient.max(f64::MIN_POSITIVE)).ln();
                continue;
            }
            let curve = self.curve[class].max(1e-3);
            let answer = (gradient - self.last[class]) / moved;
            let answer = if answer.is_finite() { answer.clamp(WEAKEST * curve, curve) } else { curve };
            let most = if moved == 0.0 { 1.0 } else { FARTHER * moved.abs() };
            self.moved[class] = (-gradient / answer).clamp(-most, most);
            *intercept += self.moved[class];
        }
        self.last.clone_from(&self.gradient);
        self.gradient.fill(0.0);
        self.curve.fill(0.0);
        self.total = 0.0;
    }
}

/// Puts rows in an order that looks like chance, another in each pass and the same in each run.
fn shuffle(order: &mut [u32], pass: u64) {
    let mut state = pass.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for last in (1..order.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = ((u128::from(state) * (last as u128 + 1)) >> 64) as usize;
        order.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array1;

    use super::super::point::Point;
    use super::*;
    use crate::features::Csr;

    /// Sixty rows that share columns and have one each of their own, as texts do; the class goes by the first column, and
    /// is sometimes another.
    fn data(n_classes: usize) -> (Csr, Array1<usize>) {
        let mut records = Csr::new(80);
        let mut truth = Vec::new();
        for row in 0..60_u32 {
            let first = row * 7 % 6;
            records.push([(first, 0.9), (6 + row * 5 % 7, 0.6), (13 + row * 3 % 7, 0.3), (20 + row, 1.0)]);
            truth.push(if row % 9 == 8 { 0 } else { first as usize % n_classes });
        }
        (records, Array1::from(truth))
    }

    /// Mean probabilities where the ascent ends, the gradient there as a share of that at zero, and the passes.
    fn ascended(n_classes: usize, seen: usize, alpha: f64) -> (Vec<f64>, f64, u64) {
        let (records, truth) = data(seen);
        let weights = (0..60).map(|row| if row % 10 == 3 { 2.5 } else { 1.0 }).collect();
        let problem = Problem::new(&records, truth.view(), weights, alpha, n_classes);
        let (mut coefficients, mut intercept) = (vec![0.0; 60 * n_classes], vec![0.0; n_classes]);
        let passes = ascend(&problem, &mut coefficients, &mut intercept, FINEST, MAX_PASSES);
        let (point, _) = problem.point_and_weights(&coefficients, &intercept);
        let scale = problem.gradient_norm(&Point::zeros(60, n_classes));
        let mut mean = vec![0.0; n_classes];
        for scores in point.parts().1.chunks_exact(n_classes) {
            let mut p: Vec<f64> = scores.iter().zip(&intercept).map(|(score, free)| score + free).collect();
            softmax(&mut p);
            mean.iter_mut().zip(p).for_each(|(mean, p)| *mean += p / 60.0);
        }
        (mean, problem.gradient_norm(&point) / scale, passes)
    }

    #[test]
    fn it_reaches_the_optimum_alone() {
        for n_classes in [2, 3, 4, 6] {
            // The weak penalty makes rows stiff: their steps are where Newton's method alone would run away.
            for alpha in [2.0, 0.05] {
                let (_, gradient, passes) = ascended(n_classes, n_classes, alpha);
                assert!(gradient < 1e-3, "{n_classes} classes, alpha {alpha}: {gradient} after {passes} passes");
            }
        }
    }

    #[test]
    fn a_class_without_rows_is_left_with_little() {
        let (mean, ..) = ascended(3, 2, 0.5);
        assert!((mean[2] / UNSEEN - 1.0).abs() < 0.2, "{mean:?}");
    }
}
