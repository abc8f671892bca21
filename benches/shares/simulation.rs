//! Sections with known shares, made of comments that the model did not see, and how their shares come out.

use hustings::eval::Bootstrap;
use hustings::model::Lattice;
use hustings::shares::{Corrector, SectionCells};
use rand_chacha::rand_core::RngCore;

/// A comment: article, truth, code.
pub type Seen = (usize, usize, usize);

/// What came out on average over the sections.
#[derive(Debug, Default)]
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

/// Draws `n_sections` for each class, of 200 to 400 comments (fewer where the class has fewer), none twice, with a share of the
/// class between 5 and 95 %.
pub fn simulate(corrector: &Corrector, lattice: &Lattice, comments: &[Seen], n_sections: usize, seed: u64) -> Outcome {
    let mut random = Bootstrap { seed, ..Bootstrap::default() }.random(0);
    let mut below = |n: usize| (random.next_u64() % n.max(1) as u64) as usize;
    let mut outcome = Outcome::default();
    for class in 0..lattice.n_classes() {
        for _ in 0..n_sections {
            let share = 0.05 + 0.9 * below(1_000_001) as f64 / 1e6;
            let mut order: Vec<usize> = (0..comments.len()).collect();
            (1..order.len()).rev().for_each(|at| order.swap(at, below(at + 1)));
            let (own, others): (Vec<usize>, Vec<usize>) = order.into_iter().partition(|at| comments[*at].1 == class);
            let fits = (own.len() as f64 / share).min(others.len() as f64 / (1.0 - share)) as usize;
            let size = (200 + below(201)).min(fits);
            if size < 30 {
                continue;
            }
            let n_own = (share * size as f64).round() as usize;
            let drawn: Vec<Seen> = own[..n_own].iter().chain(&others[..size - n_own]).map(|at| comments[*at]).collect();
            outcome.add(corrector, lattice, class, &drawn);
        }
    }
    let Outcome { n, size, raw, expected, corrected, covered, width } = &mut outcome;
    [size, raw, expected, corrected, covered, width].into_iter().for_each(|sum| *sum /= *n);
    outcome
}

impl Outcome {
    fn add(&mut self, corrector: &Corrector, lattice: &Lattice, class: usize, drawn: &[Seen]) {
        let each = 1.0 / drawn.len() as f64;
        let mut cells = SectionCells::default();
        let (mut truth, mut raw, mut expected) = (0.0, 0.0, 0.0);
        for (article, label, code) in drawn {
            cells.add(*code as u16, 1.0, *article as u64);
            truth += each * f64::from(u8::from(*label == class));
            raw += each * f64::from(u8::from(lattice.label(*code) == class));
            expected += each * lattice.probabilities(*code).nth(class).unwrap_or(0.0);
        }
        let Some(found) = corrector.correct(&cells) else { return };
        let interval = found.intervals[class];
        self.n += 1.0;
        self.size += drawn.len() as f64;
        self.raw += (raw - truth).abs();
        self.expected += (expected - truth).abs();
        self.corrected += (found.shares[class] - truth).abs();
        self.covered += f64::from(u8::from(interval.low - 1e-9 <= truth && truth <= interval.high + 1e-9));
        self.width += interval.high - interval.low;
    }
}
