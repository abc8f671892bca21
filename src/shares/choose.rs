//! Which method corrects a head's shares, and how wide its intervals must be: found on simulated sections.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use rayon::prelude::*;

use super::corrector::Corrector;
use super::moments::Parts;
use super::section::SectionCells;
use crate::eval::{Bootstrap, quantile};
use crate::model::{ErrorSketch, Method};

/// Times that the held-out articles are halved: one half corrects, the other makes sections.
const HALVES: usize = 12;

/// Sections drawn of each class in each half.
const SECTIONS: usize = 20;

/// Comments of a section.
const SIZES: (usize, usize) = (200, 400);

/// Sections of fewer comments are not simulated.
const LEAST_SIZE: usize = 40;

/// Shares drawn lie between this and one less this.
const LEAST_SHARE: f64 = 0.05;

/// Whole articles that are taken for a section as they are.
const WHOLE: [usize; 4] = [1, 2, 4, 8];

/// Share of the simulated sections that the intervals hold.
const COVERAGE: f64 = 0.95;

/// Factors tried for the variance between articles.
const BETWEEN: [f64; 7] = [1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0];

/// Widths stay within these bounds: no narrower than were the error normal, and no wider than is of use.
const WIDTHS: (f64, f64) = (1.96, 6.0);

/// Sets the method and the width of a sketch.
///
/// The held-out articles are halved twelve times. Of each half's comments sections are made: for each class 20 of 200 to
/// 400 comments (fewer where the class has fewer) with a share of the class drawn from 5 to 95 %, of 8 articles up to all; and as
/// many of 1, 2, 4 or 8 whole articles as they are. The other half corrects them. The method is that with the least mean
/// absolute error on the drawn sections. The width is the 0.95 quantile of `|corrected - truth| / standard error at the truth`
/// on the drawn sections, between 1.96 and 6, after the variance between articles was multiplied by the least of 1, 1.5, 2, 3, 4, 6
/// and 8 with which that on whole articles is no larger: articles as they are differ in more than the drawing shows, for their
/// classes go with what they are about.
///
/// The result depends on the sketch and the seed alone. With 445 articles and 20,000 comments it takes about a second.
pub fn choose(sketch: &mut ErrorSketch, seed: u64) {
    let found: Vec<Found> = Method::ALL.into_par_iter().filter_map(|method| Found::of(sketch, method, seed)).collect();
    let best =
        found.into_iter().filter(|found| found.error.is_finite()).reduce(|a, b| if b.error < a.error { b } else { a });
    if let Some(Found { method, width, between, .. }) = best {
        // As a model file keeps it.
        (sketch.method, sketch.width, sketch.between) = (method, f64::from(width as f32), between);
    }
}

/// What a method was found to be worth.
struct Found {
    method: Method,
    error: f64,
    width: f64,
    between: f64,
}

impl Found {
    fn of(sketch: &ErrorSketch, method: Method, seed: u64) -> Option<Self> {
        let trials = simulate(sketch, method, seed)?;
        let drawn: Vec<&Trial> = trials.iter().filter(|trial| trial.drawn).collect();
        let error = drawn.iter().map(|trial| trial.error.abs()).sum::<f64>() / drawn.len() as f64;
        let width = |drawn: bool, between: f64| {
            let of = trials.iter().filter(|trial| trial.drawn == drawn);
            let mut of: Vec<f64> = of.map(|trial| trial.error.abs() / trial.parts.error(between).max(1e-6)).collect();
            of.sort_by(f64::total_cmp);
            if of.is_empty() { 0.0 } else { quantile(&of, COVERAGE) }
        };
        let suffices = |between: &f64| width(false, *between) <= width(true, *between);
        let between = BETWEEN.into_iter().find(suffices).unwrap_or(BETWEEN[BETWEEN.len() - 1]);
        Some(Self { method, error, width: width(true, between).clamp(WIDTHS.0, WIDTHS.1), between })
    }
}

/// How one simulated section fared.
pub(crate) struct Trial {
    /// Whether comments were drawn, or whole articles taken.
    pub drawn: bool,
    /// Corrected share less truth.
    pub error: f64,
    /// Its standard error at the truth.
    pub parts: Parts,
}

/// All sections of all halves; `None` if the method cannot be used on any half.
fn simulate(sketch: &ErrorSketch, method: Method, seed: u64) -> Option<Vec<Trial>> {
    let halves: Vec<Vec<Trial>> = (0..HALVES)
        .into_par_iter()
        .filter_map(|half| {
            let mut random = Bootstrap { seed, ..Bootstrap::default() }.random(half as u64);
            let order = shuffled(sketch.n_clusters(), &mut random);
            let (corrects, tests) = order.split_at(order.len() / 2);
            let corrector = Corrector::unchecked(&sketch.part(corrects)?, method).ok()?;
            Some(trials(&corrector, &sketch.part(tests)?, &mut random))
        })
        .collect();
    let all: Vec<Trial> = halves.into_iter().flatten().collect();
    (!all.is_empty()).then_some(all)
}

fn trials(corrector: &Corrector, tests: &ErrorSketch, random: &mut ChaCha8Rng) -> Vec<Trial> {
    let clusters: Vec<Vec<(usize, usize)>> = tests.clusters().collect();
    let mut trials = Vec::new();
    for class in 0..tests.n_classes() {
        for section in 0..SECTIONS {
            let n_articles = 8 + below(random, clusters.len().max(9) - 8);
            let share = LEAST_SHARE + (1.0 - 2.0 * LEAST_SHARE) * unit(random);
            let size = SIZES.0 + below(random, SIZES.1 - SIZES.0 + 1);
            let order = shuffled(clusters.len(), random);
            let comments = order.iter().take(n_articles).flat_map(|at| clusters[*at].iter().map(|seen| (*at, *seen)));
            let drawn = draw(&comments.collect::<Vec<_>>(), class, share, size, random);
            trials.extend(drawn.and_then(|drawn| trial(corrector, &drawn, class, true)));
            let whole = shuffled(clusters.len(), random);
            let whole = whole.iter().take(WHOLE[section % WHOLE.len()]);
            let whole: Vec<_> = whole.flat_map(|at| clusters[*at].iter().map(|seen| (*at, *seen))).collect();
            trials.extend(trial(corrector, &whole, class, false));
        }
    }
    trials
}

/// Article, truth and code of a comment.
type Seen = (usize, (usize, usize));

/// A section of `size` comments with this share of a class, none twice; smaller where they do not suffice.
fn draw(comments: &[Seen], class: usize, share: f64, size: usize, random: &mut ChaCha8Rng) -> Option<Vec<Seen>> {
    let (own, others): (Vec<Seen>, Vec<Seen>) = comments.iter().partition(|(_, (truth, _))| *truth == class);
    let fits = (own.len() as f64 / share).min(others.len() as f64 / (1.0 - share));
    let size = size.min(fits as usize);
    if size < LEAST_SIZE {
        return None;
    }
    let n_own = (share * size as f64).round() as usize;
    let mut take = |from: Vec<Seen>, n: usize| -> Vec<Seen> {
        shuffled(from.len(), random).into_iter().take(n).map(|at| from[at]).collect()
    };
    let mut drawn = take(own, n_own);
    drawn.extend(take(others, size - n_own));
    Some(drawn)
}

fn trial(corrector: &Corrector, comments: &[Seen], class: usize, drawn: bool) -> Option<Trial> {
    let mut section = SectionCells::default();
    let mut truths = vec![0.0; corrector.prior().len()];
    for (article, (truth, code)) in comments {
        section.add(*code as u16, 1.0, *article as u64);
        truths[*truth] += 1.0 / comments.len() as f64;
    }
    let shares = corrector.estimate(&section)?;
    let (n, articles) = (section.effective(), section.articles.effective());
    let parts = corrector.parts(&truths, class, n, articles)?;
    Some(Trial { drawn, error: shares[class] - truths[class], parts })
}

fn shuffled(n: usize, random: &mut impl RngCore) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    (1..n).rev().for_each(|at| order.swap(at, below(random, at + 1)));
    order
}

fn below(random: &mut impl RngCore, n: usize) -> usize {
    crate::eval::below(random, n as u64) as usize
}

/// A number in [0, 1).
fn unit(random: &mut impl RngCore) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}
