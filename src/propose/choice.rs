//! Which comments to label first: each different from those before, and every target, thread and length among them.
//!
//! Comments wait in queues, one for each target, one for those that name none and one for all, in an order made by a
//! keyed hash. At each step the group that lacks most is served, with the best of the next few in its queue: the least
//! like those chosen so far, of a thread and a length that were chosen seldom, and, if a model was asked, one it is not
//! sure of. To stop anywhere leaves a sheet as varied as a whole one. The cost is that of one walk over all comments,
//! and for each comment chosen that of reading a few.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::diversity::{Chosen, Portrait};
use crate::comment::{Comment, Parent, Section};
use crate::text::{Analysis, Analyzer, Kind};

/// Comments of a queue that compete for a place.
const WINDOW: usize = 20;

/// Share of the sheet that names each target, and that names none, where there are so many.
const SHARE_OF_TARGET: f64 = 0.2;
const SHARE_OF_NONE: f64 = 0.1;

/// What a comment loses for each one chosen of its thread, and how many count.
const THREAD: f64 = 0.08;
const THREAD_MOST: u32 = 5;

/// What it loses if all chosen are as long as it is, and gains if the model knows nothing.
const LENGTH: f64 = 0.4;
const DOUBT: f64 = 0.4;

/// Words from which a comment is of middle length, and long.
const LENGTHS: [usize; 2] = [10, 40];

/// Place of a comment: its section and its index in it.
pub(super) type Place = (usize, usize);

/// Comments chosen, in the order in which they are to be labelled.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    pub places: Vec<Place>,
    /// Comments left out because they say what another says in the same words.
    pub duplicates: usize,
}

/// What is needed to choose.
pub(super) struct Chooser<'a> {
    pub sections: &'a [Section],
    pub analyzer: &'a Analyzer,
    /// For each section and comment, the targets it names: bits by their place among `n_targets`.
    pub named: &'a [Vec<u64>],
    pub n_targets: usize,
    pub seed: u64,
    /// How little a model knows of a comment, in [0, 1].
    pub doubt: Option<&'a dyn Fn(Place) -> f64>,
}

/// A comment that may be chosen.
struct Waiting {
    place: Place,
    key: [u8; 16],
    groups: u64,
    thread: (usize, usize),
    length: usize,
}

impl Chooser<'_> {
    /// Chooses `n` comments, or all that say something of their own.
    pub fn choose(&self, n: usize) -> Choice {
        let (mut df, mut duplicates) = (HashMap::new(), 0);
        let mut waiting = self.waiting(&mut df, &mut duplicates);
        waiting.sort_by_key(|waiting| (waiting.key, waiting.place));
        let n_comments = waiting.len();
        let none = self.n_targets;
        let mut queues: Vec<Queue> = (0..=none)
            .map(|group| Queue::new((0..waiting.len()).filter(|index| waiting[*index].groups >> group & 1 == 1)))
            .collect();
        queues.push(Queue::new(0..waiting.len()));
        let mut state = State {
            chosen: Chosen::default(),
            counts: vec![0; queues.len()],
            threads: HashMap::new(),
            lengths: [0; LENGTHS.len() + 1],
            gone: vec![false; waiting.len()],
            portraits: HashMap::new(),
        };
        let mut places = Vec::with_capacity(n.min(n_comments));
        while places.len() < n {
            let Some(queue) = served(&mut queues, &state, places.len() + 1, n) else { break };
            let mut best: Option<(f64, usize)> = None;
            for index in queues[queue].window(&state.gone) {
                let entry = &waiting[index];
                let portrait = state.portraits.entry(index).or_insert_with(|| {
                    let portrait = Portrait::new(self.text(entry.place), self.analyzer, &df, n_comments);
                    (portrait, self.doubt.map_or(0.0, |doubt| doubt(entry.place)))
                });
                if state.chosen.has_nearly(&portrait.0) {
                    state.gone[index] = true;
                    state.portraits.remove(&index);
                    duplicates += 1;
                    continue;
                }
                let score = 1.0 - state.chosen.likeness(&portrait.0) + DOUBT * portrait.1
                    - THREAD * f64::from(state.threads.get(&entry.thread).copied().unwrap_or(0).min(THREAD_MOST))
                    - LENGTH * f64::from(state.lengths[entry.length]) / places.len().max(1) as f64;
                if best.is_none_or(|(most, _)| score > most) {
                    best = Some((score, index));
                }
            }
            if let Some((_, index)) = best {
                state.take(index, &waiting[index]);
                places.push(waiting[index].place);
            }
        }
        Choice { places, duplicates }
    }

    fn text(&self, (section, comment): Place) -> &str {
        &self.sections[section].comments[comment].text
    }

    /// The comments that hold a word, those once that say the same; counts in how many of them each stem is.
    fn waiting(&self, df: &mut HashMap<String, u32>, duplicates: &mut usize) -> Vec<Waiting> {
        let mut waiting: Vec<Waiting> = Vec::new();
        let mut keys = HashSet::new();
        let mut analysis = Analysis::default();
        for (number, section) in self.sections.iter().enumerate() {
            let threads = threads(&section.comments);
            for (index, comment) in section.comments.iter().enumerate() {
                self.analyzer.analyze(&comment.text, &[], &mut analysis);
                let says = |kind| matches!(kind, Kind::Word | Kind::Hashtag | Kind::Emoji | Kind::Number);
                let words = || analysis.tokens().iter().filter(|token| says(token.kind));
                let n_words = words().filter(|token| token.kind != Kind::Emoji).count();
                if n_words == 0 {
                    continue;
                }
                let mut hash = Sha256::new_with_prefix(self.seed.to_le_bytes());
                words().for_each(|word| hash.update([analysis.norm(word), " "].concat()));
                let digest = hash.finalize();
                let key = std::array::from_fn(|byte| digest[byte]);
                if !keys.insert(key) {
                    *duplicates += 1;
                    continue;
                }
                let stems: HashSet<&str> = words().map(|word| analysis.stem(word)).collect();
                for stem in stems {
                    match df.get_mut(stem) {
                        Some(count) => *count += 1,
                        None => drop(df.insert(stem.to_owned(), 1)),
                    }
                }
                let named = self.named[number][index];
                let groups = if named == 0 { 1 << self.n_targets } else { named };
                let length = LENGTHS.iter().filter(|least| n_words >= **least).count();
                let (place, thread) = ((number, index), (number, threads[index]));
                waiting.push(Waiting { place, key, groups, thread, length });
            }
        }
        waiting
    }
}

/// Comments of a group that are still to be had, in their order.
struct Queue {
    indices: Vec<usize>,
    first: usize,
}

impl Queue {
    fn new(indices: impl Iterator<Item = usize>) -> Self {
        Self { indices: indices.collect(), first: 0 }
    }

    /// The next few.
    fn window(&mut self, gone: &[bool]) -> Vec<usize> {
        while self.indices.get(self.first).is_some_and(|index| gone[*index]) {
            self.first += 1;
        }
        let rest = self.indices[self.first..].iter().copied();
        // Few of those behind the first are gone: as many at most as were taken by other queues.
        rest.filter(|index| !gone[*index]).take(WINDOW).collect()
    }

    fn is_empty(&mut self, gone: &[bool]) -> bool {
        self.window(gone).is_empty()
    }
}

/// What was chosen so far.
struct State {
    chosen: Chosen,
    /// For each group.
    counts: Vec<usize>,
    threads: HashMap<(usize, usize), u32>,
    lengths: [u32; LENGTHS.len() + 1],
    /// Chosen, or left out as a duplicate.
    gone: Vec<bool>,
    /// What was read of comments that compete, and the model's doubt.
    portraits: HashMap<usize, (Portrait, f64)>,
}

impl State {
    fn take(&mut self, index: usize, entry: &Waiting) {
        self.gone[index] = true;
        if let Some((portrait, _)) = self.portraits.remove(&index) {
            self.chosen.add(portrait);
        }
        *self.threads.entry(entry.thread).or_default() += 1;
        self.lengths[entry.length] += 1;
        for (group, count) in self.counts.iter_mut().enumerate() {
            *count += usize::from(group < 64 && entry.groups >> group & 1 == 1);
        }
    }
}

/// The queue to serve: that of the group which lacks most of its share of `so_far`; the last one, of all comments, if
/// none lacks any. `None` if there is nothing left.
fn served(queues: &mut [Queue], state: &State, so_far: usize, n: usize) -> Option<usize> {
    let all = queues.len() - 1;
    let none = all - 1;
    let mut most: Option<(f64, usize)> = None;
    for (group, queue) in queues[..all].iter_mut().enumerate() {
        let share = if group == none { SHARE_OF_NONE } else { SHARE_OF_TARGET };
        let lack = share * so_far.min(n) as f64 - state.counts[group] as f64;
        if lack > 0.0 && most.is_none_or(|(least, _)| lack > least) && !queue.is_empty(&state.gone) {
            most = Some((lack, group));
        }
    }
    match most {
        Some((_, group)) => Some(group),
        None => (!queues[all].is_empty(&state.gone)).then_some(all),
    }
}

/// For each comment the first comment of its thread.
fn threads(comments: &[Comment]) -> Vec<usize> {
    let mut roots: Vec<Option<usize>> = vec![None; comments.len()];
    let mut path = Vec::new();
    let mut on_path = vec![false; comments.len()];
    for start in 0..comments.len() {
        let mut at = start;
        let root = loop {
            if let Some(root) = roots[at] {
                break root;
            }
            on_path[at] = true;
            path.push(at);
            match comments[at].parent {
                // A comment that answers itself by way of others begins its thread.
                Some(Parent::Comment(parent)) if parent < comments.len() && !on_path[parent] => at = parent,
                Some(Parent::Comment(parent)) if parent < comments.len() && roots[parent].is_some() => at = parent,
                _ => break at,
            }
        };
        path.drain(..).for_each(|index| roots[index] = Some(root));
    }
    roots.into_iter().enumerate().map(|(index, root)| root.unwrap_or(index)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topic::Topic;

    fn section(texts: &[String]) -> Section {
        let comment = |text: &String| Comment { text: text.clone(), ..Comment::default() };
        Section { article: None, comments: texts.iter().map(comment).collect() }
    }

    fn choose(sections: &[Section], named: &[Vec<u64>], n_targets: usize, n: usize) -> Choice {
        let analyzer = Analyzer::new(&Topic { language: "en".into(), ..Topic::default() }).unwrap();
        Chooser { sections, analyzer: &analyzer, named, n_targets, seed: 1, doubt: None }.choose(n)
    }

    /// Texts of words that differ.
    fn texts(n: usize) -> Vec<String> {
        let word = |n: usize| format!("w{}", (n as u32).wrapping_mul(2_654_435_761) >> 20);
        (0..n).map(|n| (0..3 + n % 50).map(|k| word(51 * n + k)).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn duplicates_are_chosen_once() {
        let long = "the tram was late again and nobody at the office would say why it was so late";
        let mut all: Vec<String> =
            ["Exactly.", "exactly!!", "EXACTLY", "", "…", "https://example.org"].map(String::from).into();
        all.extend([long.to_owned(), format!("{long} today"), "another thing".to_owned()]);
        let choice = choose(&[section(&all)], &[vec![0; all.len()]], 0, 20);
        assert_eq!((choice.places.len(), choice.duplicates), (3, 3));
    }

    #[test]
    fn each_target_has_its_share_in_every_part() {
        let texts = texts(2000);
        // The first target is rare, the second very rare, the third everywhere.
        let named: Vec<u64> = (0..2000)
            .map(|n| u64::from(n % 20 == 3) | u64::from(n % 400 == 3) << 1 | u64::from(n % 10 < 8) << 2)
            .collect();
        let choice = choose(&[section(&texts)], std::slice::from_ref(&named), 3, 100);
        assert_eq!(choice.places.len(), 100);
        let count = |n: usize, bit: u32| choice.places[..n].iter().filter(|(_, c)| named[*c] >> bit & 1 == 1).count();
        assert!(count(100, 0) >= 20 && count(50, 0) >= 10, "{}", count(100, 0));
        assert_eq!(count(100, 1), 5);
        assert!(choice.places.iter().filter(|(_, comment)| named[*comment] == 0).count() >= 10);
        let lengths = |long: bool| choice.places.iter().filter(|(_, c)| (3 + c % 50 >= 40) == long).count();
        assert!(lengths(true) > 15 && lengths(false) > 15);
        assert_eq!(choice, choose(&[section(&texts)], std::slice::from_ref(&named), 3, 100));
    }

    #[test]
    fn threads_have_one_root_each_even_in_a_ring() {
        let comment = |parent: &Option<usize>| Comment { parent: parent.map(Parent::Comment), ..Comment::default() };
        let cases: [(&[Option<usize>], &[usize]); 4] = [
            (&[None, Some(0), Some(1), None], &[0, 0, 0, 3]),
            (&[Some(2), Some(0), None], &[2, 2, 2]),
            (&[Some(1), Some(0), Some(9)], &[1, 1, 2]),
            (&[Some(0)], &[0]),
        ];
        for (parents, expected) in cases {
            let comments: Vec<Comment> = parents.iter().map(comment).collect();
            assert_eq!(threads(&comments), expected, "{parents:?}");
        }
    }
}
