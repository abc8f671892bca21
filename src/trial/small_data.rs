//! Small invented sections for the tests of trials.

use crate::comment::{Article, Comment, Section};
use crate::read::{Dataset, Sample};
use crate::topic::Topic;
use crate::train::TrainParams;

const WORDS: [&str; 24] = [
    "yesterday",
    "lantern",
    "herring",
    "bicycle",
    "window",
    "winter",
    "ladder",
    "kettle",
    "orchard",
    "violin",
    "gravel",
    "ticket",
    "umbrella",
    "copper",
    "meadow",
    "button",
    "pencil",
    "cellar",
    "thunder",
    "saddle",
    "napkin",
    "chimney",
    "feather",
    "barrel",
];

const STANCES: [&str; 3] = ["three cheers for the", "shame on the", "I walked past the"];

/// A topic with one target.
pub fn topic() -> Topic {
    Topic::from_toml("[[target]]\nname = \"harbour\"\naliases = [\"harbour\"]").expect("the topic is well-formed")
}

/// Comments under so many articles in turn, each for, against or beside the harbour and of a like tone; thesis and target
/// are not labelled.
pub fn dataset(n_articles: usize, n_comments: usize, seed: u64) -> Dataset {
    let mut state = seed;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let sections = (0..n_articles).map(|article| {
        let article =
            Article { id: Some(format!("a{article}")), title: format!("On number {article}"), ..Article::default() };
        Section { article: Some(article), comments: Vec::new() }
    });
    let mut dataset = Dataset { sections: sections.collect(), ..Dataset::default() };
    for index in 0..n_comments {
        let (section, stance) = (index % n_articles, below(3));
        let mut fill = || (0..4).map(|_| WORDS[below(WORDS.len())]).collect::<Vec<_>>().join(" ");
        let text = format!("{} {} harbour {}", fill(), STANCES[stance], fill());
        let comments = &mut dataset.sections[section].comments;
        comments.push(Comment { id: index.to_string(), text, ..Comment::default() });
        let labels = vec![None, None, Some(stance), Some(stance)];
        dataset.samples.push(Sample { section, comment: comments.len() - 1, labels, record: index as u64 + 1 });
    }
    dataset
}

/// Settings that train quickly.
pub fn params() -> TrainParams {
    TrainParams { folds: 3, scorer_alphas: vec![1.0], decision_alphas: vec![30.0], ..TrainParams::default() }
}
