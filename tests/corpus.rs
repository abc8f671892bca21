//! The training corpus is what its data sheet says: columns, labels, parents, pairs, no copies, no addresses, enough of
//! each class.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use hustings::topic::Topic;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    article: String,
    parent_id: String,
    text: String,
    thesis: String,
    target: String,
    pashinyan: String,
    nato: String,
    russia: String,
    sentiment: String,
    pair: String,
    kind: String,
    venue: String,
    split: String,
}

impl Row {
    fn labels(&self) -> [&str; 6] {
        [&self.thesis, &self.target, &self.pashinyan, &self.nato, &self.russia, &self.sentiment]
    }

    /// Stance toward each target.
    fn stances(&self) -> [&str; 3] {
        [&self.pashinyan, &self.nato, &self.russia]
    }

    fn words(&self) -> Vec<String> {
        let words = self.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    }
}

const TARGETS: [&str; 3] = ["pashinyan", "nato", "russia"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_path(root().join("training/comments.csv")).unwrap();
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

fn topic() -> Topic {
    Topic::from_path(root().join("training/topic.toml")).unwrap()
}

fn count(rows: &[Row], test: impl Fn(&Row) -> bool) -> usize {
    rows.iter().filter(|row| test(row)).count()
}

#[test]
fn every_cell_is_allowed() {
    let topic = topic();
    let heads = topic.heads();
    for row in rows() {
        for (head, label) in heads.iter().zip(row.labels()) {
            assert!(topic.classes(*head).contains(&label), "{}: {label:?}", row.id);
        }
        assert!(["balanced", "natural"].contains(&row.kind.as_str()), "{}: {:?}", row.id, row.kind);
        assert!(["train", "dev"].contains(&row.split.as_str()), "{}: {:?}", row.id, row.split);
        assert!(!row.venue.is_empty() && !row.text.trim().is_empty(), "{}", row.id);
    }
}

#[test]
fn ids_are_unique_and_parents_stand_in_the_same_article() {
    let rows = rows();
    let mut by_id: HashMap<&str, &Row> = HashMap::new();
    for row in &rows {
        assert!(by_id.insert(&row.id, row).is_none(), "{} twice", row.id);
    }
    for row in rows.iter().filter(|row| !row.parent_id.is_empty()) {
        let parent = by_id.get(row.parent_id.as_str()).map(|parent| &parent.article);
        assert_eq!(parent, Some(&row.article), "{}: parent {}", row.id, row.parent_id);
        let (mut above, mut depth) = (row, 0);
        while let Some(parent) = by_id.get(above.parent_id.as_str()) {
            (above, depth) = (parent, depth + 1);
            assert!(depth < 50, "{}: its parents go round in a circle", row.id);
        }
    }
}

#[test]
fn articles_are_those_of_the_topic_and_wholly_in_one_split() {
    let topic = topic();
    let known: BTreeSet<&str> = topic.articles.iter().filter_map(|article| article.id.as_deref()).collect();
    let rows = rows();
    let mut split: BTreeMap<&str, &str> = BTreeMap::new();
    for row in &rows {
        assert!(known.contains(row.article.as_str()), "{}: article {}", row.id, row.article);
        assert_eq!(*split.entry(&row.article).or_insert(&row.split), row.split, "{}", row.article);
    }
    assert_eq!(split.len(), known.len(), "articles without a comment");
    assert!(known.len() >= 350, "{} articles", known.len());
    assert!(topic.articles.iter().all(|article| article.thesis.as_ref().is_some_and(|thesis| !thesis.is_empty())));
}

#[test]
fn pairs_are_two_comments_of_which_a_label_differs() {
    let rows = rows();
    let mut pairs: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().filter(|row| !row.pair.is_empty()).for_each(|row| pairs.entry(&row.pair).or_default().push(row));
    for (name, pair) in &pairs {
        assert_eq!(pair.len(), 2, "{name}");
        assert_ne!(pair[0].labels(), pair[1].labels(), "{name}");
        assert_eq!(pair[0].split, pair[1].split, "{name}");
    }
    assert!(pairs.len() >= 800, "{} pairs", pairs.len());
}

/// Texts of at least eight words, as folds compare them.
#[test]
fn no_two_comments_are_nearly_the_same() {
    let rows = rows();
    let grams = |row: &Row| -> HashSet<Vec<String>> {
        let words = row.words();
        if words.len() < 8 { HashSet::new() } else { words.windows(3).map(<[String]>::to_vec).collect() }
    };
    let grams: Vec<HashSet<Vec<String>>> = rows.iter().map(grams).collect();
    let mut holders: HashMap<&Vec<String>, Vec<usize>> = HashMap::new();
    for (index, set) in grams.iter().enumerate() {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for gram in set {
            let holders = holders.entry(gram).or_default();
            holders.iter().for_each(|other| *shared.entry(*other).or_default() += 1);
            holders.push(index);
        }
        for (other, shared) in shared {
            let jaccard = shared as f64 / (set.len() + grams[other].len() - shared) as f64;
            let (a, b) = (&rows[index], &rows[other]);
            let is_pair = !a.pair.is_empty() && a.pair == b.pair;
            assert!(jaccard < 0.5 || is_pair, "{} and {}: {jaccard:.2}", a.id, b.id);
        }
    }
}

#[test]
fn no_run_of_six_words_is_in_more_than_ten_comments() {
    let mut holders: HashMap<Vec<String>, usize> = HashMap::new();
    for row in rows() {
        let runs: HashSet<Vec<String>> = row.words().windows(6).map(<[String]>::to_vec).collect();
        runs.into_iter().for_each(|run| *holders.entry(run).or_default() += 1);
    }
    let often: Vec<_> = holders.iter().filter(|(_, count)| **count > 10).collect();
    assert!(often.is_empty(), "{often:?}");
}

#[test]
fn no_address_and_no_account_of_a_person_is_in_it() {
    let accounts = ["twitter.com/", "x.com/", "facebook.com/", "t.me/", "instagram.com/", "vk.com/", "tiktok.com/"];
    for row in rows() {
        let text = row.text.to_lowercase();
        let is_address =
            |word: &str| word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        assert!(!text.split_whitespace().any(is_address), "{}: {}", row.id, row.text);
        assert!(!accounts.iter().any(|account| text.contains(account)), "{}: {}", row.id, row.text);
    }
}

#[test]
fn every_class_has_enough_comments() {
    let rows = rows();
    assert!(rows.len() >= 15_000, "{} comments", rows.len());
    for (index, target) in TARGETS.into_iter().enumerate() {
        for stance in ["favor", "against"] {
            let n = count(&rows, |row| row.stances()[index] == stance);
            assert!(n >= 1200, "{target} {stance}: {n}");
        }
    }
    for class in ["positive", "neutral", "negative"] {
        let n = count(&rows, |row| row.sentiment == class);
        assert!(n * 10 >= rows.len(), "{class}: {n}");
    }
    let cyrillic =
        |row: &Row| row.text.chars().filter(|c| ('\u{400}'..'\u{530}').contains(c)).count() * 2 > row.text.len() / 2;
    assert!(count(&rows, cyrillic) >= 1000, "{} comments in Russian", count(&rows, cyrillic));
    let parted = |row: &Row| {
        let (favor, against) = (row.stances().contains(&"favor"), row.stances().contains(&"against"));
        (favor && !against && row.sentiment == "negative") || (against && !favor && row.sentiment == "positive")
    };
    assert!(count(&rows, parted) >= 1000, "{} comments whose tone is not their stance", count(&rows, parted));
}

/// Naming a target must not give its stance away.
#[test]
fn targets_are_named_without_a_stance_as_often_as_with_one() {
    let rows = rows();
    let names: [&[&str]; 3] = [
        &["pashin", "nikol", "pashik", "armenian gov", "armenian pm", "armenian prime", "пашинян", "никол", "пашик"],
        &["nato", "the west", "washington", "the alliance", "article 5", "нато", "альянс", "запад"],
        &["russia", "putin", "moscow", "kremlin", "csto", "росси", "русск", "путин", "москв", "кремл", "одкб"],
    ];
    for (index, target) in TARGETS.into_iter().enumerate() {
        let named = |row: &Row| {
            let text = row.text.to_lowercase();
            names[index].iter().any(|name| text.contains(name))
        };
        let with = count(&rows, |row| named(row) && row.stances()[index] != "none");
        let without = count(&rows, |row| named(row) && row.stances()[index] == "none");
        assert!(without >= with, "{target}: named {without} times without a stance, {with} times with one");
    }
}

/// Over the articles both sides of the thesis are there: in the balanced part by plan, in the natural part by venue.
#[test]
fn both_sides_of_a_thesis_are_heard() {
    let rows = rows();
    let mut sides: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for row in &rows {
        let sides = sides.entry((&row.kind, &row.article)).or_default();
        sides.0 += usize::from(row.thesis == "favor");
        sides.1 += usize::from(row.thesis == "against");
    }
    let mut against_leads = 0;
    for ((kind, article), (favor, against)) in &sides {
        against_leads += usize::from(against > favor);
        let balanced = favor.min(against) * 4 >= *favor.max(against);
        assert!(*kind != "balanced" || balanced, "{article}: {favor} favor, {against} against");
    }
    assert!(against_leads * 5 >= sides.len(), "against leads in {against_leads} of {} articles", sides.len());
    let (favor, against) = sides.values().fold((0, 0), |sum, side| (sum.0 + side.0, sum.1 + side.1));
    assert!(favor < 2 * against && against < 2 * favor, "{favor} favor, {against} against");
}
