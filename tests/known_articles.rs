//! Articles whose comments were among the training data have an answer of their own for the thesis; others do not.

use std::sync::LazyLock;

use hustings::comment::{Article, Comment, Section};
use hustings::model::Model;
use hustings::read::{Dataset, Sample};
use hustings::topic::Topic;
use hustings::train::{TrainParams, train};

const FAVOR: usize = 0;
const AGAINST: usize = 1;
const SYLLABLES: [&str; 12] = ["lan", "her", "bi", "win", "ta", "lad", "ket", "or", "mi", "sol", "pen", "gra"];

fn article(number: usize) -> Article {
    let thesis = Some(format!("Proposal {number} should pass."));
    Article { title: format!("Proposal {number}"), thesis, ..Article::default() }
}

/// Eight words that say nothing of the stance; no two texts are alike. Knuth's constants for MMIX.
fn text(seed: usize) -> String {
    let mut state = seed as u64;
    let mut syllable = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        SYLLABLES[(state >> 33) as usize % SYLLABLES.len()]
    };
    (0..8).map(|_| syllable().to_owned() + syllable()).collect::<Vec<_>>().join(" ")
}

/// Ten articles; under the even ones nine in ten commenters are for the thesis, under the odd ones against it.
fn dataset() -> Dataset {
    let mut dataset = Dataset::default();
    for number in 0..10 {
        let comment = |index: usize| Comment {
            id: format!("{number}.{index}"),
            text: text(number * 1000 + index),
            ..Comment::default()
        };
        let comments: Vec<Comment> = (0..200).map(comment).collect();
        for comment in 0..comments.len() {
            let usual = if number % 2 == 0 { FAVOR } else { AGAINST };
            let label = if comment % 10 == 9 { 1 - usual } else { usual };
            let labels = vec![Some(label), None, None];
            dataset.samples.push(Sample { section: number, comment, labels, record: comment as u64 + 1 });
        }
        dataset.sections.push(Section { article: Some(article(number)), comments });
    }
    dataset
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let topic = Topic::from_toml("").unwrap();
    let params = TrainParams::default();
    train(&dataset(), &topic, &params, &()).unwrap().model
});

fn section(article: Article) -> Section {
    let comment = Comment { text: text(99_999), ..Comment::default() };
    Section { article: Some(article), comments: vec![comment] }
}

fn favor(model: &Model, article: Article) -> f64 {
    model.section(&section(article)).predict(0).heads[0].probabilities[FAVOR]
}

#[test]
fn more_comments_of_a_known_article_are_read_with_its_majority() {
    assert_eq!(MODEL.known().unwrap().len(), 10);
    assert!(favor(&MODEL, article(2)) > 0.65, "{}", favor(&MODEL, article(2)));
    assert!(favor(&MODEL, article(3)) < 0.35, "{}", favor(&MODEL, article(3)));
}

#[test]
fn an_article_never_seen_has_no_majority() {
    let unknown = favor(&MODEL, article(77));
    assert!((0.3..0.7).contains(&unknown), "{unknown}");
}

#[test]
fn an_article_is_known_by_headline_and_thesis_whatever_its_id_and_text() {
    let same = Article { id: Some("other".into()), text: "A text.".into(), ..article(2) };
    assert_eq!(same.key(), article(2).key());
    assert_ne!(Article { thesis: None, ..article(2) }.key(), article(2).key());
    assert_eq!(Article::default().key(), None);
    let text_alone = Article { text: "A text.".into(), ..Article::default() };
    assert_ne!(text_alone.key(), None);
}

#[test]
fn known_articles_survive_the_file() {
    let loaded = Model::from_bytes(&MODEL.to_bytes().unwrap()).unwrap();
    assert_eq!(loaded.known(), MODEL.known());
    assert_eq!(favor(&loaded, article(2)).to_bits(), favor(&MODEL, article(2)).to_bits());
}

#[test]
fn explanations_under_a_known_article_add_up() {
    let section = section(article(2));
    let (_, explanations) = MODEL.section(&section).explain(0);
    let why = explanations[0].as_ref().unwrap();
    let words: f64 = why.words.iter().map(|word| word.weight).sum();
    let context: f64 = why.context.iter().map(|share| share.weight).sum();
    assert!((why.intercept + words + context - why.logit).abs() < 1e-9, "{why:?}");
    assert!(why.context.iter().any(|share| share.name.ends_with(":known") && share.weight != 0.0), "{why:?}");
}

#[test]
fn thresholds_of_known_articles_are_their_own() {
    let thresholds = MODEL.abstaining(0.3).unwrap();
    let label = |article| {
        let section = section(article);
        MODEL.section(&section).abstaining(&thresholds).predict(0).heads[0].label
    };
    assert_eq!(label(article(3)), Some(AGAINST));
    assert_eq!(label(article(77)), None, "seven in ten cannot be promised under an article never seen");
}
