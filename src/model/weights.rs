//! The fitted first stage as it is applied: one row of weights per term, all heads' side by side.

use half::f16;
use ndarray::Array2;

use crate::features::log_odds::Layout;
use crate::features::traits::Traits;
use crate::topic::Head;

/// Indicators that enter the score of a (comment, target) row beside its terms.
pub const FLAGS: [&str; 4] = ["always", "target named", "other target named", "target named by the parent only"];

/// Values of [`FLAGS`] for one target.
pub type FlagValues = [f64; FLAGS.len()];

/// Flags of a text for each target, shape `(n_targets,)`.
pub fn flags(traits: &Traits, parent: Option<&Traits>) -> Vec<FlagValues> {
    let flag = |test: bool| f64::from(u8::from(test));
    let targets = &traits.targets;
    (0..targets.len())
        .map(|target| {
            let named = targets[target].named > 0;
            let other = targets.iter().enumerate().any(|(other, traits)| other != target && traits.named > 0);
            let parent_only = !named && parent.is_some_and(|parent| parent.targets[target].named > 0);
            [1.0, flag(named), flag(other), flag(parent_only)]
        })
        .collect()
}

/// Weights of all scorers in contrasts (see [`crate::features::log_odds`]). Term weights are held at half precision,
/// rounded once when training ends: predictions before saving and after loading are the same.
#[derive(Debug, Clone)]
pub struct TermWeights {
    pub(super) layout: Layout,
    /// Shape `(n_text_terms, layout.n_places())`, row by row.
    pub(super) text: Vec<f16>,
    /// Lean and stand that a word has for a target never trained on, shape `(n_words, 2)`.
    pub(super) words: Vec<f16>,
    /// Lean and stand, shape `(n_near_terms, 2)`; the same for all targets.
    pub(super) near: Vec<f16>,
    /// Shape `(n_targets * FLAGS, 2)`.
    pub(super) flags: Array2<f64>,
    /// What the flags weigh for a target never trained on, shape `(FLAGS, 2)`.
    pub(super) shared_flags: Array2<f64>,
    /// Shape `(layout.n_places(),)`.
    pub(super) bias: Vec<f64>,
    /// Bias of the stance toward any target.
    pub(super) stance_bias: [f64; 2],
}

impl TermWeights {
    /// Weights of zero.
    pub fn zeros(layout: Layout, n_text: usize, n_words: usize, n_near: usize) -> Self {
        Self {
            layout,
            text: vec![f16::ZERO; n_text * layout.n_places()],
            words: vec![f16::ZERO; n_words * 2],
            near: vec![f16::ZERO; n_near * 2],
            flags: Array2::zeros((layout.n_targets() * FLAGS.len(), 2)),
            shared_flags: Array2::zeros((FLAGS.len(), 2)),
            bias: vec![0.0; layout.n_places()],
            stance_bias: [0.0; 2],
        }
    }

    /// Where log-odds lie.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Number of near terms.
    pub fn n_near(&self) -> usize {
        self.near.len() / 2
    }

    /// Sets weights of a text term at these places of the log-odds.
    pub(crate) fn set_text(
        &mut self,
        column: usize,
        places: std::ops::Range<usize>,
        weights: impl Iterator<Item = f64>,
    ) {
        let row = &mut self.text[column * self.layout.n_places()..][places];
        row.iter_mut().zip(weights).for_each(|(to, weight)| *to = f16::from_f64(weight));
    }

    /// Sets lean and stand that a word has for a target never trained on.
    pub(crate) fn set_word(&mut self, column: usize, weights: [f64; 2]) {
        self.words[column * 2..][..2].copy_from_slice(&weights.map(f16::from_f64));
    }

    /// Sets lean and stand of a near term.
    pub(crate) fn set_near(&mut self, column: usize, weights: [f64; 2]) {
        self.near[column * 2..][..2].copy_from_slice(&weights.map(f16::from_f64));
    }

    /// Sets a flag of a target, or of any target. Flags and bias are held at single precision.
    pub(crate) fn set_flag(&mut self, target: Option<usize>, flag: usize, weights: [f64; 2]) {
        let weights = weights.map(|weight| f64::from(weight as f32));
        let mut row = match target {
            Some(target) => self.flags.row_mut(target * FLAGS.len() + flag),
            None => self.shared_flags.row_mut(flag),
        };
        (row[0], row[1]) = (weights[0], weights[1]);
    }

    /// Sets the bias at these places of the log-odds.
    pub(crate) fn set_bias(&mut self, places: std::ops::Range<usize>, bias: impl Iterator<Item = f64>) {
        places.zip(bias).for_each(|(place, bias)| self.bias[place] = f64::from(bias as f32));
    }

    /// Sets the bias of the stance toward any target.
    pub(crate) fn set_stance_bias(&mut self, bias: [f64; 2]) {
        self.stance_bias = bias.map(|bias| f64::from(bias as f32));
    }

    /// The same weights for other targets, each of which takes those of the target `from` says, or, if none, what is
    /// shared by all targets.
    #[must_use]
    pub(crate) fn with_targets(&self, from: &[Option<usize>]) -> Self {
        let (old, new) = (self.layout, Layout::with_targets(from.len()));
        let (n_old, n_new) = (old.n_places(), new.n_places());
        // Old place of each new one.
        let mut place = vec![None; n_new];
        let heads = [Head::Thesis, Head::Sentiment].into_iter().map(|head| (head, head));
        let stances = from.iter().enumerate().filter_map(|(to, from)| Some((Head::Stance((*from)?), Head::Stance(to))));
        for (from, to) in heads.chain(stances) {
            old.places(from).zip(new.places(to)).for_each(|(from, to)| place[to] = Some(from));
        }
        old.known().zip(new.known()).for_each(|(from, to)| place[to] = Some(from));
        for (to, from) in from.iter().enumerate() {
            place[new.about(to)] = from.map(|from| old.about(from));
        }
        let mut moved = Self::zeros(new, self.text.len() / n_old, self.words.len() / 2, self.n_near());
        moved.near.clone_from(&self.near);
        moved.words.clone_from(&self.words);
        moved.shared_flags.clone_from(&self.shared_flags);
        for (to, from) in moved.text.chunks_exact_mut(n_new).zip(self.text.chunks_exact(n_old)) {
            to.iter_mut().zip(&place).for_each(|(to, place)| *to = place.map_or(f16::ZERO, |place| from[place]));
        }
        moved.bias.iter_mut().zip(&place).for_each(|(to, place)| *to = place.map_or(0.0, |place| self.bias[place]));
        for (to, from) in from.iter().enumerate() {
            for flag in 0..FLAGS.len() {
                let row = from.map_or(self.shared_flags.row(flag), |from| self.flags.row(from * FLAGS.len() + flag));
                moved.flags.row_mut(to * FLAGS.len() + flag).assign(&row);
            }
            if from.is_none() {
                let place = new.lean(Head::Stance(to));
                for (row, word) in moved.text.chunks_exact_mut(n_new).zip(self.words.chunks_exact(2)) {
                    row[place..place + 2].copy_from_slice(word);
                }
                new.places(Head::Stance(to)).zip(self.stance_bias).for_each(|(place, bias)| moved.bias[place] = bias);
            }
        }
        moved.stance_bias = self.stance_bias;
        moved
    }

    /// Weights of a text term, shape `(layout.n_places(),)`.
    pub fn text(&self, column: u32) -> &[f16] {
        let n = self.layout.n_places();
        &self.text[column as usize * n..][..n]
    }

    /// Lean and stand weights of a near term.
    pub fn near(&self, column: u32) -> &[f16] {
        &self.near[column as usize * 2..][..2]
    }

    /// What the log-odds are without any term: bias and flags, shape `(layout.n_places(),)`, written to `out`.
    pub fn base(&self, flags: &[FlagValues], out: &mut Vec<f64>) {
        out.clone_from(&self.bias);
        for (target, values) in flags.iter().enumerate() {
            let places = self.layout.places(Head::Stance(target));
            for (flag, value) in values.iter().enumerate() {
                let weights = self.flags.row(target * FLAGS.len() + flag);
                out[places.start] += value * weights[0];
                out[places.start + 1] += value * weights[1];
            }
        }
    }
}
