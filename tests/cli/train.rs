//! Training: what it needs, what it writes, what it says.

use std::process::Stdio;
use std::time::{Duration, Instant};

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::common::{Place, rows, stderr, stdout};

#[test]
fn a_model_trained_classifies_and_is_evaluated() {
    let place = Place::with_corpus();
    let assert = place.run("train labelled.csv --topic topic.toml -o my.model").code(0).stdout("");
    let told = stderr(&assert);
    for expected in
        ["thesis: 120 labelled comments, macro-F1 ", "tram: ", "scored on 5 folds, articles", ", my.model\n"]
    {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let assert = place.run("classify labelled.csv --topic topic.toml --model my.model --to csv").code(0);
    let rows = rows(&assert);
    assert_eq!(rows.len(), 121);
    let tram = rows[0].iter().position(|column| column == "tram").unwrap();
    assert!(rows[1..].iter().filter(|row| row[tram] == "favor").count() > 20);
    place
        .run("eval labelled.csv --topic topic.toml --model my.model")
        .code(0)
        .stdout(contains("these are the very comments the model was trained on: the scores say nothing about new"));
    place
        .run("eval labelled.csv --topic topic.toml --model my.model --where split=test")
        .code(0)
        .stdout(contains("24 labelled comments; whether they were among its training data is not known"));
}

#[test]
fn gives_the_same_model_with_any_number_of_threads() {
    let place = Place::with_model();
    place.run("train labelled.csv --topic topic.toml -o two.model --threads 2").code(0);
    place.run("train labelled.csv --topic topic.toml -o one.model --threads 1").code(0);
    let bytes = |name: &str| std::fs::read(place.path(name)).unwrap();
    assert!(bytes("one.model") == bytes("two.model") && bytes("one.model") == bytes("my.model"));
    let assert = place.run("train labelled.csv --topic topic.toml -o -").code(0);
    assert!(assert.get_output().stdout == bytes("my.model"));
    place.run("train labelled.csv --topic topic.toml -o other.model --seed 2 --folds 3").code(0);
    assert!(bytes("other.model") != bytes("my.model"));
}

#[test]
fn fails_with_unknown_stance() {
    let place = Place::with_corpus();
    let broken = place.read("labelled.csv").replacen(",tram,favor,", ",tram,favour,", 1);
    let line = 1 + broken.lines().position(|line| line.contains("favour")).unwrap();
    place.write("labelled.csv", broken);
    let assert = place.run("train labelled.csv --topic topic.toml -o my.model").code(1);
    let told = stderr(&assert);
    let expected = format!(
        "hustings: labelled.csv: record {} (line {line}): tram \"favour\" is not one of favor, against, none; did you \
         mean \"favor\"?\n",
        line - 1
    );
    assert!(told.starts_with(&expected), "{told}");
    assert!(told.ends_with("hustings: 1 record could not be read\n"), "{told}");
    assert!(place.path("my.model").is_file());
}

#[test]
fn fails_with_labels_of_one_class() {
    let place = Place::with_corpus();
    place.write("l.csv", "text,tram\nGood tram,favor\nNice tram,favor\nFine rails,favor\n");
    let assert = place.run("train l.csv --topic topic.toml -o my.model").code(2);
    assert.stderr(contains("training needs at least two classes; all 3 labels of \"tram\" are \"favor\""));
    assert!(!place.files().contains(&"my.model".into()));
}

#[test]
fn fails_with_nothing_labelled() {
    let place = Place::with_corpus();
    place
        .write("l.csv", "text,tram\nGood tram,\n")
        .write("n.csv", "text,note\nGood,x\n")
        .write("p.txt", "T\n\n  1. A\n\n    a\n");
    for (file, expected) in [
        ("l.csv", "none of 1 comments has a label"),
        ("n.csv", "no column of labels; heads are: thesis, target, tram, sentiment; columns are: text, note"),
        ("p.txt", "the format page carries no labels"),
        ("none.csv", "none.csv: No such file"),
    ] {
        let run = |command: &str| place.run(command).code(2).stderr(contains(expected));
        run(&format!("train {file} --topic topic.toml -o my.model"));
        run(&format!("eval {file} --topic topic.toml"));
    }
    assert!(!place.files().contains(&"my.model".into()));
}

#[test]
fn writes_nothing_where_it_cannot() {
    let place = Place::with_corpus();
    let before = Instant::now();
    for (out, expected) in [
        ("none/my.model", "none/my.model: the folder none cannot be written"),
        ("labelled.csv", "labelled.csv: this file is read as well"),
        ("topic.toml", "topic.toml: this file is read as well"),
    ] {
        place.run(&format!("train labelled.csv --topic topic.toml -o {out}")).code(2).stderr(contains(expected));
    }
    assert!(before.elapsed() < Duration::from_secs(20));
    assert_eq!(place.files(), ["labelled.csv", "topic.toml"]);
}

#[test]
fn takes_labels_from_the_column_named() {
    let place = Place::with_corpus();
    let renamed = place.read("labelled.csv").replacen(",tram,", ",gold,", 1).replacen(",text,", ",words,", 1);
    place.write("l.csv", renamed);
    let arguments = "train l.csv --topic topic.toml -o my.model --text-column words";
    place.run(&format!("{arguments} --map tram=gold")).code(0).stderr(contains("tram: 120 labelled comments"));
    place.run(arguments).code(0).stderr(contains("warning: tram: no labels").or(contains("warning: tram: 0 labels")));
    place.run(&format!("{arguments} --map bus=gold")).code(2).stderr(contains("bus"));
}

#[test]
fn warns_of_labels_that_train_nothing() {
    let place = Place::with_corpus();
    place.write("bare.toml", "[[target]]\nname = \"tram\"\n");
    let assert = place.run("train labelled.csv --topic bare.toml -o my.model").code(0);
    let told = stderr(&assert);
    assert!(told.contains("hustings: warning: thesis: 120 labels stand under no known article"), "{told}");
    assert!(stdout(&assert).is_empty());
}

#[test]
fn a_killed_training_leaves_the_old_model() {
    let place = Place::with_corpus();
    place.write("my.model", "the old model");
    let arguments = ["train", "labelled.csv", "--topic", "topic.toml", "-o", "my.model", "--threads", "1"];
    let mut child = place.spawn().args(arguments).stderr(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while !place.files().iter().any(|name| name.starts_with(".hustings-")) {
        assert!(started.elapsed() < Duration::from_secs(60), "training never began to write");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
    assert_eq!(place.read("my.model"), "the old model");
}
