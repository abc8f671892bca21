//! Agreement of annotators.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::Value;

use crate::common::{Place, rows_of, stdout};

fn place() -> Place {
    let place = Place::new();
    place
        .write("ann.csv", "id,article,nato,mood\n1,a,favor,calm\n2,a,none,=angry\n3,b,against,calm\n4,b,none,\n")
        .write("ben.csv", "id;article;nato;mood\n4;b;none;calm\n3;b;Against;angry\n2;a;favor;calm\n9;b;none;calm\n");
    place
}

#[test]
fn annotators_are_compared_by_the_columns_they_share() {
    let place = place();
    let assert = place.run("eval --agreement ann.csv ben.csv -o d.csv --json d.json").code(0).stderr("");
    let page = stdout(&assert);
    assert!(page.starts_with("Agreement of 2 annotators on 5 comments\n"), "{page}");
    assert!(page.contains("draws of whole articles (2), seed 1"), "{page}");
    let rows = rows_of(&place.read("d.csv"));
    let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    assert_eq!(
        rows,
        ["id,article,head,ann.csv,ben.csv", "2,a,nato,none,favor", "2,a,mood,'=angry,calm", "3,b,mood,calm,angry"]
    );
    let json: Value = serde_json::from_str(&place.read("d.json")).unwrap();
    let nato = &json["heads"][0];
    assert_eq!((&nato["name"], &nato["n"], &nato["n_pairs"]), (&"nato".into(), &3.into(), &3.into()));
    // Labels: favor, against, against, none, none, none; one pair of three differs.
    let expected = 1.0 - (1.0 / 3.0) / (1.0 - (2.0 + 6.0) / 30.0);
    assert!((nato["alpha"].as_f64().unwrap() - expected).abs() < 1e-12, "{nato}");
    assert_eq!(json["disagreements"][0]["labels"]["ben.csv"], "favor");
}

#[test]
fn one_file_may_hold_all_annotators() {
    let place = Place::new();
    place
        .write("double.csv", "id,nato_1,nato_2\n1,favor,favor\n2,none,against\n")
        .write("rows.csv", "id,worker,nato\n1,Ann,favor\n1,Ben,favor\n2,Ann,none\n2,Ben,against\n");
    for file in ["double.csv", "rows.csv"] {
        let assert = place.run(&format!("eval --agreement {file} --json -")).code(0);
        let json: Value = serde_json::from_str(&stdout(&assert)).unwrap();
        assert_eq!(json["heads"][0]["same"], 0.5, "{file}");
    }
}

#[test]
fn labels_are_those_of_the_topic_where_one_is_named() {
    let place = place();
    place.write("topic.toml", "[[target]]\nname = \"nato\"\n").write("ben.csv", "id,nato\n1,favor\n2,nun\n3,none\n");
    let assert = place.run("eval --agreement ann.csv ben.csv --topic topic.toml").code(1);
    assert
        .stdout(contains("nato").and(contains("mood").not()))
        .stderr(contains("ben.csv: record 2 (line 3): nato \"nun\" is not one of favor, against, none"));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let place = place();
    place.write("other.csv", "id,nato\n77,favor\n");
    place.run("eval --agreement ann.csv").code(2).stderr(contains("agreement is between two annotators at least"));
    place.run("eval --agreement ann.csv other.csv").code(2).stderr(contains("no comment has labels of two annotators"));
    place.run("eval --agreement ann.csv ben.csv -o ann.csv").code(2).stderr(contains("this file is read as well"));
    place.run("eval --agreement ann.csv --cross-validate").code(2);
}
