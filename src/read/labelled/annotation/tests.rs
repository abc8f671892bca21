//! Files of each tool, read as `train` and `eval` read them.

use crate::error::Result;
use crate::read::{Dataset, LabelledParams, ReadParams, Source, read_labelled};
use crate::topic::Topic;

/// Heads: thesis, target, toll, mayor, sentiment.
const TOPIC: &str = r#"
    [[target]]
    name = "toll"
    label = "Bridge Toll"
    aliases = ["the toll"]
    [[target]]
    name = "mayor"
    label = "Mayor Lindqvist"
"#;

const LABEL_STUDIO: &[u8] = include_bytes!("../../../../tests/fixtures/annotation/label_studio.json");
const LABEL_STUDIO_MIN: &[u8] = include_bytes!("../../../../tests/fixtures/annotation/label_studio_min.json");
const LABEL_STUDIO_CSV: &[u8] = include_bytes!("../../../../tests/fixtures/annotation/label_studio.csv");
const PRODIGY: &[u8] = include_bytes!("../../../../tests/fixtures/annotation/prodigy.jsonl");
const DOCCANO: &[u8] = include_bytes!("../../../../tests/fixtures/annotation/doccano.jsonl");
const FASTTEXT: &[u8] = include_bytes!("../../../../tests/fixtures/annotation/fasttext.txt");
const SEMEVAL: &[u8] = include_bytes!("../../../../tests/fixtures/annotation/semeval.tsv");

fn dataset(bytes: &[u8], maps: &[(&str, &str)], wheres: &[&str]) -> Result<Dataset> {
    let maps = maps.iter().map(|(head, column)| ((*head).to_owned(), (*column).to_owned())).collect();
    let wheres = wheres.iter().map(|condition| condition.parse().unwrap()).collect();
    let params = LabelledParams { read: ReadParams { wheres, ..ReadParams::default() }, maps };
    read_labelled(&[Source { name: "f", bytes }], &Topic::from_toml(TOPIC).unwrap(), &params)
}

/// Id and labels of each sample, these as one character per head: index of the class, or `.`.
fn labels(dataset: &Dataset) -> Vec<String> {
    let show = |label: &Option<usize>| label.map_or(".".into(), |class| class.to_string());
    let sample = |sample: &crate::read::Sample| {
        let id = &dataset.sections[sample.section].comments[sample.comment].id;
        format!("{id} {}", sample.labels.iter().map(show).collect::<String>())
    };
    dataset.samples.iter().map(sample).collect()
}

fn problems(dataset: &Dataset) -> Vec<String> {
    dataset.problems.iter().map(ToString::to_string).collect()
}

fn warnings(dataset: &Dataset) -> Vec<String> {
    dataset.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn label_studio_is_read_task_by_task() {
    let dataset = dataset(LABEL_STUDIO, &[], &[]).unwrap();
    assert_eq!(labels(&dataset), ["101 ..1.1", "104 1..0."]);
    assert_eq!(problems(&dataset), ["f: record 5: toll \"undecided\" is not one of favor, against, none"]);
    assert_eq!(
        warnings(&dataset),
        [
            "f: record 2: comment \"102\" is labelled favor and none by as many people each, so it is left without a label \
          for toll; settle it where it was labelled"
        ]
    );
    let comments = &dataset.sections[0].comments;
    assert_eq!(comments[0].author.as_deref(), Some("Tollbooth Willie"));
    assert_eq!(comments[2].text, "Skipped by its annotator.");
    assert_eq!(comments.len(), 4);
}

#[test]
fn one_annotator_may_be_chosen() {
    let dataset = dataset(LABEL_STUDIO, &[], &["annotator=2"]).unwrap();
    assert_eq!(labels(&dataset), ["101 ..0..", "102 ..2.."]);
}

#[test]
fn json_min_and_csv_say_the_same() {
    let min = dataset(LABEL_STUDIO_MIN, &[], &[]).unwrap();
    assert_eq!(labels(&min), ["101 ..1.1", "104 1..0.", "102 ..0.."]);
    assert!(min.problems.is_empty() && min.warnings.is_empty(), "{:?}", warnings(&min));
    let csv = dataset(LABEL_STUDIO_CSV, &[], &[]).unwrap();
    assert_eq!(labels(&csv), ["101 ..1.1", "102 ..0.."]);
    assert!(csv.problems.is_empty() && csv.warnings.is_empty(), "{:?}", warnings(&csv));
}

#[test]
fn prodigy_counts_what_was_accepted() {
    let dataset = dataset(PRODIGY, &[], &[]).unwrap();
    assert_eq!(labels(&dataset), ["c1 ..1.1", "12 ...0.", "15 ....0"]);
    assert_eq!(
        problems(&dataset),
        [
            "f: record 8 (line 8): label \"sarcasm\" is not one of favor, against, none, toll, mayor, positive, negative, \
          neutral"
        ]
    );
    assert_eq!(dataset.sections[0].comments.len(), 5);
    assert_eq!(dataset.sections[0].comments[0].author.as_deref(), Some("Willie"));
}

#[test]
fn doccano_has_lists_and_strings() {
    let dataset = dataset(DOCCANO, &[], &[]).unwrap();
    assert_eq!(labels(&dataset), ["1 ..1.1", "2 ..0..", "3 ...0."]);
    assert_eq!(
        problems(&dataset),
        [
            "f: record 5 (line 5): labels of parts of the text where a label of the whole text, as of a project for text \
             classification, was expected; export the file anew",
            "f: record 6 (line 6): toll is labelled \"favor\" and \"against\" at once; keep one"
        ]
    );
    let old = dataset_of("{\"id\": 7, \"data\": \"Let them pay.\", \"label\": [\"toll:favor\"]}");
    assert_eq!(old.sections[0].comments[0].text, "Let them pay.");
}

fn dataset_of(text: &str) -> Dataset {
    dataset(text.as_bytes(), &[], &[]).unwrap()
}

#[test]
fn fasttext_has_labels_among_words() {
    let dataset = dataset(FASTTEXT, &[], &[]).unwrap();
    assert_eq!(labels(&dataset), ["1 ..1.1", "2 ...0.", "3 ..0.."]);
    let texts: Vec<&str> = dataset.sections[0].comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Five crowns, to cross a \"bridge\".",
            "The mayor at least answers letters.",
            "Мост надо на что-то чинить.",
            "No label here 🌉"
        ]
    );
    assert!(problems(&dataset)[0].starts_with("f: record 5 (line 6): label \"grumpy\" is not one of favor"));
}

#[test]
fn semeval_names_targets_as_people_do() {
    let dataset = dataset(SEMEVAL, &[], &[]).unwrap();
    assert_eq!(labels(&dataset), ["1 ..1..", "2 ..0..", "3 ...2."]);
    assert_eq!(dataset.sections[0].comments[2].text, "\"Answers letters");
    let problems = problems(&dataset);
    assert_eq!(
        problems[0],
        "f: record 5 (line 6): Target \"The Ferry\" is not one of thesis, target, toll, mayor, sentiment"
    );
    assert!(problems[1].starts_with("f: record 6 (line 7): 5 fields where the header has 4"), "{}", problems[1]);
}

#[test]
fn a_label_of_several_heads_asks_which() {
    let text = b"__label__favor Let them pay.\n__label__negative Never!";
    let error = dataset(text, &[], &[]).unwrap_err().to_string();
    assert_eq!(
        error,
        "f: record 1 (line 1): label \"favor\" may be of thesis, toll, mayor; say which with --map HEAD=label, or write it \
         with its head, as in thesis:favor"
    );
    assert_eq!(labels(&dataset(text, &[("toll", "label")], &[]).unwrap()), ["1 ..0..", "2 ....1"]);
    let error = dataset(text, &[("toll", "stance")], &[]).unwrap_err().to_string();
    assert_eq!(error, "f: no column \"stance\"; columns are: label (use --map with one of them)");
}

#[test]
fn a_table_with_columns_of_heads_is_no_export() {
    let table = dataset_of("{\"text\": \"Let them pay.\", \"label\": \"x\", \"toll\": \"favor\"}");
    assert_eq!(labels(&table), ["1 ..0.."]);
    let mapped = dataset(b"{\"text\": \"a\", \"label\": \"favor\"}", &[("thesis", "label")], &[]).unwrap();
    assert_eq!(labels(&mapped), ["1 0...."]);
}

#[test]
fn broken_files_are_errors_without_panic() {
    for bytes in [LABEL_STUDIO, LABEL_STUDIO_MIN, PRODIGY, DOCCANO, FASTTEXT, SEMEVAL] {
        for end in (0..bytes.len()).step_by(7) {
            let _ = dataset(&bytes[..end], &[], &[]);
        }
    }
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let nested = deep("[", "]");
    let texts = [
        format!("[{{\"data\": {{}}, \"annotations\": {nested}}}]"),
        format!("{{\"text\": \"a\", \"answer\": \"accept\", \"accept\": {nested}}}"),
        format!("{{\"text\": \"a\", \"label\": {nested}}}"),
        "__label__".repeat(100_000),
        format!("__label__{} x", "toll_".repeat(100_000)),
    ];
    for text in texts {
        let _ = dataset(text.as_bytes(), &[], &[]);
    }
    let error = dataset(&LABEL_STUDIO[..LABEL_STUDIO.len() - 9], &[], &[]).unwrap_err().to_string();
    assert!(error.starts_with("f: line 60: not JSON: EOF"), "{error}");
}
