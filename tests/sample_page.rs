//! The whole way on pages: who answers whom, whose words are whose, and labels for every comment.

use std::path::Path;

use hustings::comment::{Parent, Section};
use hustings::model::Model;
use hustings::read::{ReadParams, Source, read};
use hustings::text::{QuoteSource, quoted_ranges};
use hustings::topic::Head;

fn page(path: &Path) -> Section {
    let bytes = std::fs::read(path).unwrap();
    let reading = read(&Source { name: "page", bytes: &bytes }, &ReadParams::default()).unwrap();
    assert!(reading.problems.is_empty() && reading.warnings.is_empty());
    reading.sections.into_iter().next().unwrap()
}

fn sample() -> Section {
    page(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/corridor.txt"))
}

/// The page that is not part of the project, if it is beside it.
fn real() -> Option<Section> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/articles/000_20a63d7bce1387ab.txt");
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(page(&path))
}

/// What the comment repeats or quotes of others.
fn quoted(section: &Section, index: usize) -> Vec<&str> {
    let comment = &section.comments[index];
    let article = section.article.as_ref().unwrap();
    let article = QuoteSource::new(&format!("{}\n\n{}", article.title, article.text));
    let parent = section.parent_text(index).map(QuoteSource::new);
    let sources: Vec<&QuoteSource> = parent.iter().chain([&article]).collect();
    let ranges = quoted_ranges(&comment.text, &comment.quoted, &sources);
    ranges.into_iter().map(|range| &comment.text[range]).collect()
}

fn parents(section: &Section) -> Vec<Option<usize>> {
    let parent = |parent: &Option<Parent>| match parent {
        Some(Parent::Comment(parent)) => Some(parent + 1),
        _ => None,
    };
    section.comments.iter().map(|comment| parent(&comment.parent)).collect()
}

/// Every head of every comment has a label and probabilities.
fn assert_labelled(section: &Section) {
    let model = Model::embedded();
    let bound = model.section(section);
    for index in 0..section.comments.len() {
        for (head, predicted) in model.heads().iter().zip(bound.predict(index).heads) {
            let confidence = predicted.confidence();
            assert!(confidence.is_some_and(|p| p > 0.0 && p < 1.0), "comment {}, {:?}", index + 1, head.head);
        }
    }
}

#[test]
fn the_sample_page_is_read_as_its_note_says() {
    let section = sample();
    let of = [0, 1, 2, 0, 4, 0, 0, 7, 0, 0, 10, 0, 0, 0];
    assert_eq!(parents(&section), of.map(|parent| (parent > 0).then_some(parent)));
    assert_eq!(section.comments[6].author.as_deref(), Some("kettle on"));
    assert_labelled(&section);
}

#[test]
fn a_line_of_the_parent_and_a_sentence_of_the_article_are_not_the_commenters_own() {
    let section = sample();
    let of_parent = quoted(&section, 1);
    assert_eq!(of_parent.len(), 1, "{of_parent:?}");
    assert!(of_parent[0].contains("thirty years to show up") && !of_parent[0].contains("Very witty"));
    let of_article = quoted(&section, 3);
    assert_eq!(of_article.len(), 1, "{of_article:?}");
    assert!(of_article[0].contains("Turkish cotton") && !of_article[0].contains("three customers"));
    assert_eq!(quoted(&section, 5), [""; 0]);
}

#[test]
fn the_real_page_gives_twelve_comments_with_parents_quotes_and_labels() {
    let Some(section) = real() else { return };
    let of = [0, 1, 0, 0, 0, 0, 6, 6, 0, 0, 10, 0];
    assert_eq!(parents(&section), of.map(|parent| (parent > 0).then_some(parent)));
    assert!(quoted(&section, 1)[0].contains("drop everything"), "a line of the parent, unmarked");
    assert!(
        quoted(&section, 5).iter().any(|words| words.contains("officially recognize")),
        "a sentence of the article"
    );
    assert_labelled(&section);
}

#[test]
fn the_sample_page_says_what_its_loudest_comments_say() {
    let (section, model) = (sample(), Model::embedded());
    let bound = model.section(&section);
    let label = |comment: usize, head: Head| {
        let place = model.heads().iter().position(|model| model.head == head).unwrap();
        model.topic().classes(head)[bound.predict(comment - 1).heads[place].label.unwrap()].to_owned()
    };
    assert_eq!(label(6, Head::Stance(0)), "against", "NIKOL SOLD THE SOUTH");
    assert_eq!(label(6, Head::Sentiment), "negative");
    assert_eq!(label(1, Head::Stance(0)), "favor", "he stood there and took every question");
    assert_eq!(label(9, Head::Target), "nato");
    assert_eq!(label(8, Head::Sentiment), "neutral", "a page number");
}
