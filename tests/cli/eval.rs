//! Evaluation reports.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, starts_with};
use serde_json::Value;

use crate::common::{Place, stdout};

#[test]
fn cross_validates() {
    let place = Place::with_corpus();
    let arguments = "eval labelled.csv --topic topic.toml --cross-validate --folds 3";
    let assert = place.run(&format!("{arguments} --json f.json --threads 1")).code(0);
    let how =
        "Evaluation: 3 folds, articles and near-duplicates kept whole, seed 1; every choice of training made anew";
    let report = stdout(&assert);
    assert!(report.starts_with(how), "{report}");
    let json: Value = serde_json::from_str(&place.read("f.json")).unwrap();
    assert_eq!(json["heads"][0]["name"], "thesis");
    assert_eq!(json["heads"][0]["n"], 120);
    let again = place.run(&format!("{arguments} --threads 2 -o report.txt")).code(0);
    again.stdout("");
    assert_eq!(place.read("report.txt"), report);
}

#[test]
fn evaluates_the_built_in_model() {
    let place = Place::new();
    place.write("l.csv", "text,nato,sentiment\nThank God for NATO,favor,positive\nIt rained,none,neutral\n");
    let assert = place.run("eval l.csv").code(0);
    assert.stdout(
        starts_with("Evaluation: model ").and(contains("on 2 labelled comments; whether")).and(contains("nato")),
    );
}

#[test]
fn json_on_standard_output_leaves_the_report_to_its_file() {
    let place = Place::with_model();
    let arguments = "eval labelled.csv --topic topic.toml --model my.model --json -";
    let alone = stdout(&place.run(arguments).code(0));
    assert!(serde_json::from_str::<Value>(&alone).unwrap()["heads"].is_array());
    assert_eq!(stdout(&place.run(&format!("{arguments} -o report.txt")).code(0)), alone);
    assert!(place.read("report.txt").starts_with("Evaluation: model "));
}

#[test]
fn a_report_named_md_is_the_table_of_scores() {
    let place = Place::with_model();
    place.run("eval labelled.csv --topic topic.toml --model my.model -o scores.md").code(0).stdout("");
    let page = place.read("scores.md");
    assert!(page.contains("\n| head | n | macro-F1 | majority | F_avg |"), "{page}");
    assert!(page.contains("\n| thesis | 120 | ") && !page.contains("precision"), "{page}");
}

#[test]
fn counts_bad_records() {
    let place = Place::new();
    place
        .write("l.csv", "text,nato\nThank God for NATO,favor\nIt rained,nun\n")
        .write("b.csv", "text,nato\nIt rained,nun\n");
    place
        .run("eval l.csv")
        .code(1)
        .stdout(contains("on 1 labelled comment;"))
        .stderr(contains("record 2 (line 3): nato \"nun\""));
    place.run("eval b.csv").code(2).stdout("").stderr(contains("no labelled comment could be read"));
}

#[test]
fn fails_where_no_head_has_labels_that_are_asked_about() {
    let place = Place::new();
    place.write("l.csv", "text,thesis\nExactly,favor\nNonsense,against\n");
    place.run("eval l.csv").code(2).stderr(contains("no head that is answered has labels among 2 labelled comments"));
}
