//! Input that is missing, broken or strange: a clear message, the right exit status, nothing else lost.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::common::{Place, fixture, objects, rows, stderr};

#[test]
fn fails_with_a_file_that_is_not_there() {
    let assert = Place::new().run("classify none.csv").code(2);
    assert_eq!(stderr(&assert), "hustings: none.csv: No such file or directory (os error 2)\n");
    assert.stdout("");
}

#[test]
fn fails_with_an_empty_file() {
    let place = Place::new();
    place.write("empty.csv", "");
    place.run("classify empty.csv").code(2).stderr(contains("hustings: empty.csv: the file is empty"));
    place.run_with("classify -", " \n").code(2).stderr(contains("hustings: -: the file is empty"));
}

#[test]
fn fails_with_a_page_without_comments() {
    let place = Place::new();
    place.write("page.txt", "A Title\n\nSome words, and no comment.\n");
    place
        .run("classify page.txt")
        .code(2)
        .stderr(contains("page.txt: no page, export or table of comments was recognised"));
    place.run("classify page.txt --from page").code(2).stderr(contains("page.txt: no comments were found"));
}

#[test]
fn fails_without_a_column_of_text_and_names_those_there_are() {
    let place = Place::new();
    place.write("t.csv", "nr,note\n1,Exactly\n");
    let expected = "hustings: t.csv: no column \"text\"; columns are: nr, note (use --text-column NAME)\n";
    place.run("classify t.csv").code(2).stderr(expected);
    let assert = place.run("classify t.csv --text-column note --id-column nr --to csv").code(0);
    assert_eq!(rows(&assert)[1][0], "1");
    place.run("classify t.csv --text-column words").code(2).stderr(contains("no column \"words\""));
}

#[test]
fn classifies_what_it_can_beside_ragged_rows() {
    let place = Place::new();
    place.write("t.csv", "id,text\n1,Good\n2,Bad,worse\n3,Ugly\n");
    let assert = place.run("classify t.csv --to csv").code(1);
    assert_eq!(rows(&assert).len(), 3);
    let told = stderr(&assert);
    assert!(told.starts_with("hustings: t.csv: record 2 (line 3): 3 fields where the header has 2"), "{told}");
    assert!(told.ends_with("hustings: 1 record could not be read\n"), "{told}");
    place.run("classify t.csv --to csv --strict").code(2).stdout("").stderr(contains("record 2 (line 3)"));
}

#[test]
fn a_damaged_parquet_file_is_told_of_in_words_of_its_own() {
    let place = Place::new();
    place.write("t.parquet", fixture("hostile/parquet-levels.parquet"));
    let expected = "hustings: t.parquet: record 1: the Parquet file cannot be read: its data contradict each other; write it \
                    anew, or convert it to CSV\n";
    let told = stderr(&place.run("classify t.parquet --to csv").code(1));
    assert!(told.starts_with(expected) && !told.contains("panicked"), "{told}");
}

#[test]
fn names_twenty_bad_records_and_counts_the_rest() {
    let place = Place::new();
    place.write("t.csv", format!("id,text\n1,Good\n{}", "2,Bad,worse\n".repeat(30)));
    let told = stderr(&place.run("classify t.csv --to csv").code(1));
    assert_eq!(told.matches("hustings: t.csv: record").count(), 20);
    assert!(told.ends_with("hustings: 30 records could not be read; the first 20 are named above\n"), "{told}");
}

#[test]
fn warns_ten_times_of_a_kind_and_counts_the_rest() {
    let place = Place::new();
    let rows: String = (0..15).map(|n| format!("{n},99,words {n}\n")).collect();
    place.write("t.csv", format!("id,parent_id,text\n{rows}"));
    let told = stderr(&place.run("classify t.csv --to csv").code(0));
    assert_eq!(told.matches("answers \"99\"").count(), 11);
    assert!(told.contains("hustings: warning: and 5 more such: t.csv: record 11"), "{told}");
}

#[test]
fn leaves_out_records_that_are_not_utf8() {
    let place = Place::new();
    place.write("t.csv", [b"id,text\n1,caf\xE9\n2,".as_slice(), "Всё хорошо\n".as_bytes()].concat());
    let assert =
        place.run("classify t.csv --to csv").code(1).stderr(contains("record 1 (line 2): not UTF-8 at byte 3"));
    assert_eq!(rows(&assert)[1][0], "2");
}

#[test]
fn replaces_bytes_of_a_page_that_are_not_utf8() {
    let place = Place::new();
    let page = b"T\n\nWords.\n\n  1. Andr\xE9\n\n    caf\xE9 ".as_slice();
    place.write("page.txt", [page, "Всё хорошо\n\nComments are closed.\n".as_bytes()].concat());
    let assert = place.run("classify page.txt --to jsonl").code(0).stderr(contains("not in UTF-8 were replaced"));
    assert_eq!(objects(&assert)[0]["author"], "Andr\u{fffd}");
}

#[test]
fn reads_byte_order_marks_semicolons_and_tabs() {
    let place = Place::new();
    place.write("s.csv", "\u{feff}id;author;text\n7;Ann;Good, very good\n").write("t.csv", "id\ttext\n7\tGood\n");
    for file in ["s.csv", "t.csv"] {
        let assert = place.run(&format!("classify {file} --to csv")).code(0);
        assert_eq!(rows(&assert)[1][0], "7", "{file}");
    }
}

#[test]
fn reads_text_with_nul_bytes_and_shows_none() {
    let place = Place::new();
    place.write("t.csv", "id,text\n1,Good\u{0}bad\u{1b}[31m\u{202e}\n");
    let assert = place.run("classify t.csv").code(0).stdout(contains("Good\u{fffd}bad\u{fffd}[31m\u{fffd}"));
    assert!(!crate::common::stdout(&assert).contains(['\0', '\u{1b}', '\u{202e}']));
}

#[test]
fn classifies_a_comment_of_ten_megabytes() {
    let place = Place::new();
    place.write("t.csv", format!("id,text\n1,{}\n2,Short\n", "Thank God for NATO and more. ".repeat(360_000)));
    let assert = place.run("classify t.csv --to csv").code(0);
    assert_eq!(rows(&assert).len(), 3);
    assert.stderr(contains("comment \"1\" is 10440000 bytes long; only the first 1048576 decide its labels"));
}

#[test]
fn keeps_comments_of_one_id_and_cuts_cycles() {
    let place = Place::new();
    place.write("t.csv", "id,parent_id,text\n1,,One\n1,,Two\n3,4,Three\n4,3,Four\n");
    let assert = place.run("classify t.csv --to csv").code(0);
    assert_eq!(rows(&assert).len(), 5);
    assert.stderr(contains("has another text in record 1").and(contains("answers itself")));
}

#[test]
fn classifies_the_other_inputs_beside_one_that_cannot_be_read() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt")).write("empty.csv", "");
    let assert = place.run("classify empty.csv none.csv page.txt --to csv").code(1);
    assert_eq!(rows(&assert).len(), 6);
    let told = stderr(&assert);
    assert!(told.contains("hustings: empty.csv: the file is empty"), "{told}");
    assert!(told.ends_with("hustings: 2 inputs could not be read\n"), "{told}");
    let none = place.run("classify empty.csv none.csv --to csv -o out.csv").code(2);
    none.stderr(contains("hustings: none of 2 inputs could be read"));
    assert_eq!(place.files(), ["empty.csv", "page.txt"]);
}

#[test]
fn fails_with_a_folder_without_files() {
    let place = Place::new();
    place.write("in/.hidden", "text\nWords\n");
    place.run("classify in").code(2).stderr(contains("in: the folder has no files to read"));
}

#[test]
fn fails_with_options_that_make_no_sense() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt"));
    let cases = [
        ("classify", "required arguments were not provided"),
        ("classify page.txt --where split", "is not column=value"),
        ("classify page.txt --from xml", "possible values: page, wordpress-page, "),
        ("classify page.txt --explain 0", "invalid value '0'"),
        ("classify - - --from csv", "standard input (-) is named twice"),
        ("classify page.txt --article nowhere.txt", "--article nowhere.txt: not a file of text"),
        ("classify page.txt -o page.txt", "this file is read as well"),
        ("classify page.txt --topic none.toml", "none.toml: No such file"),
        ("train l.csv -o m", "--topic <T>"),
        ("train l.csv --topic t.toml -o m --folds 1", "1 is not in 2.."),
        ("train l.csv --topic t.toml -o m --map thesis", "write head=column"),
        ("eval l.csv --cross-validate", "--topic <T>"),
        ("eval l.csv --folds 3", "--cross-validate"),
        ("eval l.csv --json - -o -", "--out and --json are the same place"),
    ];
    for (arguments, expected) in cases {
        place.run(arguments).code(2).stderr(contains(expected));
    }
}
