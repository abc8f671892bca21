//! Abstaining: labels withheld where they would be wrong too often, and what is said of it.

use predicates::str::contains;

use crate::common::{Place, fixture, objects, rows, stderr, stdout};

/// Comments of which the built-in model is now more, now less sure.
fn place() -> Place {
    let place = Place::new();
    let texts = ["Thank God for NATO, honestly!", "Pashinyan sold us. Nobody asked.", "It rained today.", "Sure.", ""];
    let lines: String = texts.iter().map(|text| format!("\"{text}\"\n")).collect();
    place.write("t.csv", format!("text\n{lines}")).write("page.txt", fixture("page.txt"));
    place
}

#[test]
fn csv_leaves_the_label_empty_and_keeps_the_probability() {
    let place = place();
    let plain = rows(&place.run("classify page.txt t.csv --to csv --explain 2").code(0));
    let careful = rows(&place.run("classify page.txt t.csv --to csv --explain 2 --max-error 0.1").code(0));
    assert_eq!(plain[0], careful[0]);
    let (mut given, mut withheld) = (0, 0);
    for (plain_row, careful_row) in plain[1..].iter().zip(&careful[1..]) {
        for column in (0..plain[0].len()).filter(|column| plain[0][*column].ends_with("_p")) {
            assert_eq!(plain_row[column], careful_row[column]);
            match careful_row[column - 1].as_str() {
                // Neither has the thesis a label where no article is known.
                "" if plain_row[column].is_empty() => assert_eq!(plain_row[column - 1], ""),
                "" => {
                    assert_eq!(careful_row[column + 1], "", "there is no label to explain");
                    withheld += 1;
                }
                label => {
                    assert_eq!(label, plain_row[column - 1]);
                    assert_eq!(careful_row[column + 1], plain_row[column + 1]);
                    given += 1;
                }
            }
        }
    }
    assert!(given > 0 && withheld > 0, "{given} given, {withheld} withheld");
}

#[test]
fn jsonl_has_null_for_the_label_and_all_probabilities() {
    let place = place();
    let plain = objects(&place.run("classify t.csv --to jsonl").code(0));
    let careful = objects(&place.run("classify t.csv --to jsonl --max-error 0.1").code(0));
    let mut withheld = 0;
    for (plain, careful) in plain.iter().zip(&careful) {
        assert!(careful["thesis"].is_null(), "no article is known");
        for head in ["target", "pashinyan", "nato", "russia", "sentiment"] {
            assert_eq!(plain[head]["p"], careful[head]["p"]);
            assert!(careful[head]["label"].is_null() || careful[head]["label"] == plain[head]["label"]);
            withheld += usize::from(careful[head]["label"].is_null());
        }
    }
    assert!(withheld > 0);
}

#[test]
fn the_table_has_a_dash_and_the_summary_counts() {
    let assert = place().run("classify t.csv --max-error 0.02").code(0);
    let shown = stdout(&assert);
    let comment = shown.lines().find(|line| line.contains("Sure.")).unwrap();
    assert!(comment.split_whitespace().any(|cell| cell == "-"), "{shown}");
    assert!(shown.contains("(abstained)"), "{shown}");
}

#[test]
fn thresholds_and_coverage_are_told_on_standard_error() {
    let told = stderr(&place().run("classify t.csv --to csv --max-error 0.2").code(0));
    let start = "\nlabels are given where at most 20 % of a class's labels are wrong, with 90 % confidence\n\nhead ";
    assert!(told.contains(start), "{told}");
    let after = told.split_once(start).unwrap().1;
    // A line for each class of each head, from the thesis on: thresholds, and bounds that keep to what was asked for.
    let classes: Vec<Vec<&str>> = after
        .lines()
        .skip(1)
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(classes.len(), 3 + 4 + 3 * 3 + 3, "{told}");
    let bounds: Vec<f64> = classes.iter().filter_map(|cells| cells.last()?.parse().ok()).collect();
    assert!(!bounds.is_empty() && bounds.iter().all(|bound| *bound <= 20.0), "{told}");
    assert!(!told.contains("thesis: "), "it was not asked: {told}");
    for head in ["target", "pashinyan", "nato", "russia", "sentiment"] {
        assert!(told.contains(&format!("\n{head}: ")), "{head}: {told}");
    }
    assert!(told.contains(" of 5 comments labelled ("), "{told}");
    let quiet = stderr(&place().run("classify t.csv --to csv").code(0));
    assert!(!quiet.contains("labelled"), "{quiet}");
}

#[test]
fn a_head_of_which_nothing_was_held_out_always_abstains() {
    let place = Place::with_corpus();
    place.write("t.csv", "text\nThe tram is a disaster\nLovely tram\n");
    let assert = place.run("classify t.csv --to csv --topic topic.toml --max-error 0.9").code(0);
    assert!(stderr(&assert).contains("\ntram: 0 of 2 comments labelled (0.0 %), for nothing was held out"));
    let rows = rows(&assert);
    let column = rows[0].iter().position(|name| name == "tram").unwrap();
    assert!(rows[1..].iter().all(|row| row[column].is_empty() && !row[column + 1].is_empty()), "{rows:?}");
}

#[test]
fn a_model_of_ones_own_abstains_too() {
    let assert =
        Place::with_model().run("classify labelled.csv --topic topic.toml --model my.model --to csv --max-error 0.3");
    let assert = assert.code(0).stderr(contains("\ntram: "));
    assert_eq!(rows(&assert).len(), 121);
}

#[test]
fn fails_with_an_error_that_is_no_share() {
    for error in ["0", "1", "-0.1", "1.5", "20%", "NaN", "inf", ""] {
        place().run(&format!("classify t.csv --max-error={error}")).code(2).stdout("").stderr(contains(format!(
            "'{error}' for '--max-error <R>': not a number above 0 and below 1; 0.2 is 20 %"
        )));
    }
}
