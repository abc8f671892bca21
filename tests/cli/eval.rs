//! Evaluation reports.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, starts_with};
use serde_json::Value;

use crate::common::{Place, stdout};

#[test]
fn cross_validates() {
    let place = Place::with_corpus();
    let arguments =
        "eval labelled.csv --topic topic.toml --cross-validate --folds 3 --draws 50 --skip leakage,learning-curve";
    let assert = place.run(&format!("{arguments} --json f.json --threads 1")).code(0);
    let how =
        "Evaluation: 3 folds, articles and near-duplicates kept whole, seed 1; every choice of training made anew";
    let report = stdout(&assert);
    assert!(report.starts_with(how), "{report}");
    let json: Value = serde_json::from_str(&place.read("f.json")).unwrap();
    assert_eq!(json["evaluation"]["heads"][0]["name"], "thesis");
    assert_eq!(json["evaluation"]["heads"][0]["n"], 120);
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
    let arguments = "eval labelled.csv --topic topic.toml --model my.model --draws 50 --json -";
    let json = |more: &str| -> Value {
        serde_json::from_str(&stdout(&place.run(&format!("{arguments}{more}")).code(0))).unwrap()
    };
    let alone = json("");
    assert!(alone["evaluation"]["heads"].is_array());
    assert_eq!(json(" -o report.txt")["evaluation"], alone["evaluation"]);
    assert!(place.read("report.txt").starts_with("Evaluation: model "));
}

#[test]
fn page_twin_and_numbers_are_of_one_report() {
    let place = Place::with_model();
    let arguments = "eval labelled.csv --topic topic.toml --model my.model --draws 50";
    place.run(&format!("{arguments} -o r.html --json r.json")).code(0).stdout("");
    place.run(&format!("{arguments} -o r.md --threads 1")).code(0).stdout("");
    let (page, twin) = (place.read("r.html"), place.read("r.md"));
    let json: Value = serde_json::from_str(&place.read("r.json")).unwrap();
    let head = &json["evaluation"]["heads"][0];
    let figure = format!("{:.1}", 100.0 * head["macro_f1"].as_f64().unwrap());
    assert_eq!((head["name"].as_str(), head["n"].as_u64()), (Some("thesis"), Some(120)));
    assert!(head["intervals"]["macro_f1"]["low"].as_f64() <= head["macro_f1"].as_f64());
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains(&figure), "{figure}");
    assert!(twin.starts_with("# ") && twin.contains(&figure), "{figure}");
    // What has to be trained for was not asked for; the report says so and how it is got.
    for part in ["learning_curve", "leakage"] {
        assert!(json[part]["not_measured"].as_str().unwrap().contains("--training"), "{part}");
    }
    let provenance = json["provenance"].as_array().unwrap();
    let fact = |name: &str| provenance.iter().find(|fact| fact["name"] == name).map(|fact| fact["value"].to_string());
    assert!(fact("command").unwrap().contains("hustings eval labelled.csv --topic topic.toml"));
    assert!(fact("model: file").unwrap().contains("SHA-256"));
}

#[test]
fn a_cross_validated_report_has_the_parts_that_take_training_unless_skipped() {
    let place = Place::with_corpus();
    let arguments = "eval labelled.csv --topic topic.toml --cross-validate --folds 2 --draws 20 --json -";
    let report = |arguments: &str| -> Value { serde_json::from_str(&stdout(&place.run(arguments).code(0))).unwrap() };
    let whole = report(arguments);
    assert!(whole["leakage"]["found"]["heads"][0]["difference"].is_number(), "{}", whole["leakage"]);
    let curve = &whole["learning_curve"]["found"][0]["points"];
    assert!(curve.as_array().is_some_and(|points| !points.is_empty()), "{curve}");
    let skipped = report(&format!("{arguments} --skip leakage,learning-curve"));
    assert_eq!(skipped["leakage"]["not_measured"], "left out by --skip leakage");
    assert_eq!(skipped["learning_curve"]["not_measured"], "left out by --skip learning-curve");
    assert_eq!(skipped["evaluation"], whole["evaluation"]);
}

#[test]
fn training_data_bring_a_learning_curve_to_a_model() {
    let place = Place::with_corpus();
    // One article in four is evaluated, the others are trained on.
    let text = place.read("labelled.csv");
    let mut records = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = records.records().map(Result::unwrap).collect();
    let column = records[0].iter().position(|name| name == "article").unwrap();
    let mut articles: Vec<&str> = records[1..].iter().map(|record| &record[column]).collect();
    articles.sort_unstable();
    articles.dedup();
    let is_new =
        |record: &csv::StringRecord| articles.iter().position(|name| *name == &record[column]).unwrap() % 4 == 0;
    for (name, new) in [("new.csv", true), ("old.csv", false)] {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&records[0]).unwrap();
        records[1..].iter().filter(|record| is_new(record) == new).for_each(|of| writer.write_record(of).unwrap());
        place.write(name, writer.into_inner().unwrap());
    }
    place.run("train old.csv --topic topic.toml -o my.model").code(0);
    let report = |arguments: &str| -> Value {
        let arguments = format!("eval {arguments} --topic topic.toml --model my.model --draws 20 --json -");
        serde_json::from_str(&stdout(&place.run(&arguments).code(0))).unwrap()
    };
    let new = report("new.csv --training old.csv");
    let points = new["learning_curve"]["found"][0]["points"].as_array().unwrap();
    assert!(points.len() >= 2, "{}", new["learning_curve"]);
    assert!(new["leakage"]["found"]["heads"].is_array());
    // Whether the comments are new to the model can be told, for the data are those that it was trained on.
    let how = |report: &Value| report["compared"]["how"].as_str().unwrap().to_owned();
    assert!(how(&new).contains("it was trained on") && how(&new).contains("no article has"), "{}", how(&new));
    let same = report("old.csv --training old.csv --skip leakage,learning-curve");
    assert!(how(&same).contains("the very comments the model was trained on"), "{}", how(&same));
    let old = articles.iter().enumerate().find(|(at, _)| at % 4 != 0).unwrap().1;
    let part = report(&format!("old.csv --where article={old} --training old.csv --skip leakage,learning-curve"));
    assert!(
        how(&part).contains("it was trained on") && how(&part).contains("1 article with comments in both"),
        "{}",
        how(&part)
    );
    let other = report("new.csv --training new.csv --skip leakage,learning-curve");
    assert!(how(&other).contains("--training names other data"), "{}", how(&other));
}

#[test]
fn a_model_is_compared_with_another() {
    let place = Place::with_model();
    let compare = "eval labelled.csv --topic topic.toml --draws 100 --model my.model --compare my.model --fail-worse";
    place
        .run(compare)
        .code(0)
        .stdout(contains("difference").and(contains("+0.0")).and(contains("[+0.0, +0.0]")).and(contains("1.000")));
    // The built-in model knows nothing of this corpus' fictional subject.
    let worse = "eval labelled.csv --topic topic.toml --draws 100 --compare my.model --fail-worse --json r.json";
    place.run(worse).code(3).stderr(contains("worse"));
    let json: Value = serde_json::from_str(&place.read("r.json")).unwrap();
    assert!(json["comparison"]["n_flipped"].as_u64() > Some(0));
    place.run("eval labelled.csv --fail-worse").code(2).stderr(contains("--compare"));
}

#[test]
fn figures_below_their_limit_fail() {
    let place = Place::new();
    place.write("l.csv", "text,nato\nThank God for NATO,favor\nIt rained,none\nNATO is a racket,favor\n");
    let eval = |limit: &str| place.run(&format!("eval l.csv --fail-under {limit}"));
    eval("1%").code(0);
    eval("nato=99").code(3).stderr(contains("nato")).stdout(contains("macro-F1"));
    eval("0.6").code(2).stderr(contains("per cent"));
    eval("weather=60").code(2).stderr(contains("weather"));
}

#[test]
fn a_second_annotator_stands_beside_the_model() {
    let place = Place::new();
    let rows = "id,text,nato\n1,Thank God for NATO,favor\n2,It rained,none\n3,NATO is a racket,against\n";
    place.write("l.csv", rows).write("second.csv", "id,nato\n1,favor\n2,none\n3,none\n");
    place.run("eval l.csv --second second.csv").code(0).stdout(contains("second annotator"));
    place.write("other.csv", "id,nato\n7,favor\n");
    place.run("eval l.csv --second other.csv").code(2).stderr(contains("check that the ids are the same"));
}

#[test]
fn behaviour_tests_may_be_ones_own() {
    let place = Place::new();
    place.write("l.csv", "text,nato\nThank God for NATO,favor\nIt rained,none\n");
    place.write("bad.toml", "[[test]]\nname = 7\n");
    place.run("eval l.csv --behaviour bad.toml --json -").code(2).stderr(contains("bad.toml"));
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
