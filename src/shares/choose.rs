//! Which method corrects a head's shares best, found on simulated sections.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use rayon::prelude::*;

use super::corrector::Corrector;
use super::section::SectionCells;
use crate::eval::Bootstrap;
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

/// Sets the method of a sketch.
///
/// The held-out articles are halved twelve times. Of each half's comments sections are made: for each class 20 of 200 to
/// 400 comments (fewer where the class has fewer) with a share of the class drawn from 5 to 95 %, of 8 articles up to all. The
/// other half corrects them. The method is that with the least mean absolute error before tempering; of equal ones the
/// simplest.
///
/// The result depends on the sketch and the seed alone. With 445 articles and 20,000 comments it takes about a second.
pub fn choose(sketch: &mut ErrorSketch, seed: u64) {
    let found: Vec<(Method, f64)> =
        Method::ALL.into_par_iter().filter_map(|method| Some((method, error(sketch, method, seed)?))).collect();
    let best = found.into_iter().filter(|(_, error)| error.is_finite()).reduce(|a, b| if b.1 < a.1 { b } else { a });
    if let Some((method, _)) = best {
        sketch.method = method;
    }
}

/// Mean absolute error over all sections of all halves; `None` if the method cannot be used on any half.
fn error(sketch: &ErrorSketch, method: Method, seed: u64) -> Option<f64> {
    let halves: Vec<Vec<f64>> = (0..HALVES)
        .into_par_iter()
        .filter_map(|half| {
            let mut random = Bootstrap { seed, ..Bootstrap::default() }.random(half as u64);
            let order = shuffled(sketch.n_clusters(), &mut random);
            let (corrects, tests) = order.split_at(order.len() / 2);
            let corrector = Corrector::unchecked(&sketch.part(corrects)?, method).ok()?;
            Some(errors(&corrector, &sketch.part(tests)?, &mut random))
        })
        .collect();
    let all: Vec<f64> = halves.into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

/// Absolute error of the class's share in each section drawn.
fn errors(corrector: &Corrector, tests: &ErrorSketch, random: &mut ChaCha8Rng) -> Vec<f64> {
    let clusters: Vec<Vec<(usize, usize)>> = tests.clusters().collect();
    let mut errors = Vec::new();
    for class in 0..tests.n_classes() {
        for _ in 0..SECTIONS {
            let n_articles = 8 + below(random, clusters.len().max(9) - 8);
            let share = LEAST_SHARE + (1.0 - 2.0 * LEAST_SHARE) * unit(random);
            let size = SIZES.0 + below(random, SIZES.1 - SIZES.0 + 1);
            let order = shuffled(clusters.len(), random);
            let comments = order.iter().take(n_articles).flat_map(|at| clusters[*at].iter().map(|seen| (*at, *seen)));
            let drawn = draw(&comments.collect::<Vec<_>>(), class, share, size, random);
            errors.extend(drawn.and_then(|drawn| error_on(corrector, &drawn, class)));
        }
    }
    errors
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

fn error_on(corrector: &Corrector, comments: &[Seen], class: usize) -> Option<f64> {
    let mut section = SectionCells::default();
    comments.iter().for_each(|(article, (_, code))| section.add(*code as u16, 1.0, *article as u64));
    let truth = comments.iter().filter(|(_, (truth, _))| *truth == class).count() as f64 / comments.len() as f64;
    Some((corrector.estimate(&section)?[class] - truth).abs())
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
