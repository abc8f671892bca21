//! Sections with known shares, made of comments that the model did not see, and how their shares come out.

use hustings::eval::Bootstrap;
use hustings::model::{ErrorSketch, Lattice};
use hustings::shares::{Corrector, SectionCells};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;
use rayon::prelude::*;

/// Sections of fewer comments are not made.
const LEAST_SIZE: usize = 30;

/// Articles of an ordinary section.
const WHOLE: [usize; 4] = [1, 2, 4, 8];

/// A comment: article, truth, code.
pub type Seen = (usize, usize, usize);

/// What came out on average over the sections.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Sections.
    pub n: f64,
    /// Comments of a section.
    pub size: f64,
    /// Absolute error of labels counted.
    pub raw: f64,
    /// Absolute error of probabilities added up.
    pub expected: f64,
    /// Absolute error of the corrected share.
    pub corrected: f64,
    /// Share of the intervals that hold the truth.
    pub covered: f64,
    /// Width of the intervals.
    pub width: f64,
}

/// What came out of the sections of many pools of articles, each corrected by the articles outside it.
#[derive(Debug)]
pub struct Pools {
    /// Over all sections with drawn shares.
    pub drawn: Outcome,
    /// Over all sections of 1, 2, 4 or 8 whole articles.
    pub ordinary: Outcome,
    /// `drawn.covered` of each pool, sorted: its sections share their articles, and what is odd in them.
    pub covered: Vec<f64>,
}

impl Pools {
    /// Draws `n_pools` pools of `n_articles` articles, and of each `n_sections` sections of either kind for each class. The method
    /// is that of the sketch.
    pub fn of(errors: &ErrorSketch, n_articles: usize, n_pools: usize, n_sections: usize) -> Self {
        let found: Vec<[Outcome; 2]> = (0..n_pools as u64)
            .into_par_iter()
            .map(|pool| {
                let mut random = Bootstrap::default().random(pool);
                let order = shuffled(errors.n_clusters(), &mut random);
                let (tests, corrects) = order.split_at(n_articles);
                let parts = [tests, corrects].map(|part| errors.part(part).expect("articles have comments"));
                let corrector = Corrector::new(&parts[1]).expect("the other articles suffice");
                let comments: Vec<Seen> = parts[0]
                    .clusters()
                    .enumerate()
                    .flat_map(|(article, of)| of.into_iter().map(move |(truth, code)| (article, truth, code)))
                    .collect();
                let drawn = simulate(&corrector, errors.lattice(), &comments, n_sections, pool);
                [drawn, whole_articles(&corrector, errors.lattice(), &comments, n_sections, &mut random)]
            })
            .collect();
        let mut covered: Vec<f64> = found.iter().map(|[drawn, _]| drawn.covered).collect();
        covered.sort_by(f64::total_cmp);
        let [drawn, ordinary] = [0, 1].map(|kind| Outcome::mean(found.iter().map(|of| &of[kind])));
        Self { drawn, ordinary, covered }
    }
}

/// Draws `n_sections` for each class, of 200 to 400 comments (fewer where the class has fewer), none twice, with a share of the
/// class between 5 and 95 %.
pub fn simulate(corrector: &Corrector, lattice: &Lattice, comments: &[Seen], n_sections: usize, seed: u64) -> Outcome {
    let mut random = Bootstrap { seed, ..Bootstrap::default() }.random(0);
    let mut outcomes = Vec::new();
    for class in 0..lattice.n_classes() {
        for _ in 0..n_sections {
            let share = 0.05 + 0.9 * below(&mut random, 1_000_001) as f64 / 1e6;
            let order = shuffled(comments.len(), &mut random);
            let (own, others): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|at| comments[*at].1 == class);
            let fits = (own.len() as f64 / share).min(others.len() as f64 / (1.0 - share)) as usize;
            let size = (200 + below(&mut random, 201)).min(fits);
            if size < LEAST_SIZE {
                continue;
            }
            let n_own = (share * size as f64).round() as usize;
            let drawn: Vec<Seen> = own[..n_own].iter().chain(&others[..size - n_own]).map(|at| comments[*at]).collect();
            outcomes.extend(Outcome::of(corrector, lattice, class, &drawn));
        }
    }
    Outcome::mean(outcomes.iter())
}

/// Takes whole articles for a section, as they are.
fn whole_articles(
    corrector: &Corrector,
    lattice: &Lattice,
    comments: &[Seen],
    n_sections: usize,
    random: &mut ChaCha8Rng,
) -> Outcome {
    let articles: Vec<&[Seen]> = comments.chunk_by(|a, b| a.0 == b.0).collect();
    let mut outcomes = Vec::new();
    for class in 0..lattice.n_classes() {
        for section in 0..n_sections {
            let order = shuffled(articles.len(), random);
            let taken = order.iter().take(WHOLE[section % WHOLE.len()]);
            let taken: Vec<Seen> = taken.flat_map(|at| articles[*at]).copied().collect();
            outcomes.extend(Outcome::of(corrector, lattice, class, &taken));
        }
    }
    Outcome::mean(outcomes.iter())
}

impl Outcome {
    /// Of one section.
    fn of(corrector: &Corrector, lattice: &Lattice, class: usize, section: &[Seen]) -> Option<Self> {
        let each = 1.0 / section.len() as f64;
        let mut cells = SectionCells::default();
        let (mut truth, mut raw, mut expected) = (0.0, 0.0, 0.0);
        for (article, label, code) in section {
            cells.add(*code as u16, 1.0, *article as u64);
            truth += each * f64::from(u8::from(*label == class));
            raw += each * f64::from(u8::from(lattice.label(*code) == class));
            expected += each * lattice.probabilities(*code).nth(class).unwrap_or(0.0);
        }
        let found = corrector.correct(&cells)?;
        let interval = found.intervals[class];
        Some(Self {
            n: 1.0,
            size: section.len() as f64,
            raw: (raw - truth).abs(),
            expected: (expected - truth).abs(),
            corrected: (found.shares[class] - truth).abs(),
            covered: f64::from(u8::from(interval.low - 1e-9 <= truth && truth <= interval.high + 1e-9)),
            width: interval.high - interval.low,
        })
    }

    /// The mean, each counting as many sections as it is of.
    fn mean<'a>(outcomes: impl Iterator<Item = &'a Self>) -> Self {
        let mut mean = Self::default();
        for of in outcomes {
            mean.n += of.n;
            let sums = mean.figures();
            let more = of.clone().figures().map(|figure| *figure * of.n);
            sums.into_iter().zip(more).for_each(|(sum, more)| *sum += more);
        }
        let n = mean.n.max(1.0);
        mean.figures().into_iter().for_each(|sum| *sum /= n);
        mean
    }

    fn figures(&mut self) -> [&mut f64; 6] {
        let Self { n: _, size, raw, expected, corrected, covered, width } = self;
        [size, raw, expected, corrected, covered, width]
    }
}

fn shuffled(n: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    (1..n).rev().for_each(|at| order.swap(at, below(random, at + 1)));
    order
}

fn below(random: &mut ChaCha8Rng, n: usize) -> usize {
    (random.next_u64() % n.max(1) as u64) as usize
}
