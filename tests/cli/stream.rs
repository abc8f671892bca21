//! Files of any size and shape: compressed, in other encodings, ended and gone on with.

use std::io::Write;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::common::{Place, objects, rows, stderr};

/// Comments enough to be classified for some seconds, each answering one a little before it.
fn long_table() -> String {
    let row = |n: usize| format!("{n},{},NATO and Russia said nobody {n} times in a row\n", n.saturating_sub(3));
    format!("id,parent_id,text\n{}", (1..=20_000).map(row).collect::<String>())
}

/// A run that has written a state, and goes on.
fn begun(place: &Place, out: &str) -> Child {
    let arguments = ["classify", "long.csv", "--threads", "1", "-o", out];
    let child = place.spawn().args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let state = place.path(&format!("{out}.partial.state"));
    let begun = Instant::now();
    while !state.exists() {
        assert!(begun.elapsed() < Duration::from_secs(120), "no state was written");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

#[test]
fn a_killed_run_goes_on_where_it_was_ended() {
    for (out, extension) in [("out.csv", "csv"), ("out.jsonl", "jsonl")] {
        let place = Place::new();
        place.write("long.csv", long_table());
        let whole = place.run(&format!("classify long.csv -o whole.{extension}")).code(0);
        let mut child = begun(&place, out);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!place.path(out).exists());
        place
            .run(&format!("classify long.csv -o {out}"))
            .code(2)
            .stderr(contains("of a run that did not end; go on with --resume"));
        place
            .run(&format!("classify long.csv -o {out} --resume --max-error 0.3"))
            .code(2)
            .stderr(contains("options were others"));
        // A mark in what is done, which only a run that goes on keeps.
        let mut done = place.read(&format!("{out}.partial"));
        let marked =
            done.find("\n1,").or_else(|| done.find(":\"1\"")).unwrap() + if extension == "csv" { 1 } else { 2 };
        done.replace_range(marked..marked + 1, "X");
        place.write(&format!("{out}.partial"), done);
        // What was being written when the run was killed is half a record.
        let mut partial = std::fs::OpenOptions::new().append(true).open(place.path(&format!("{out}.partial"))).unwrap();
        partial.write_all(b"half a rec").unwrap();
        let resumed = place.run(&format!("classify long.csv -o {out} --resume")).code(0);
        let mut expected = place.read(&format!("whole.{extension}"));
        expected.replace_range(marked..marked + 1, "X");
        assert!(place.read(out) == expected, "{out}");
        assert_eq!(stderr(&resumed), stderr(&whole));
        assert_eq!(place.files(), ["long.csv", out, &format!("whole.{extension}")]);
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_whole_records_and_goes_on() {
    let place = Place::new();
    place.write("long.csv", long_table());
    let child = begun(&place, "out.csv");
    std::process::Command::new("/bin/kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130));
    let told = String::from_utf8(ended.stderr).unwrap();
    assert!(told.contains("the same command with --resume goes on"), "{told}");
    let written = crate::common::rows_of(&place.read("out.csv.partial"));
    assert!(told.contains(&format!("stopped after {} comments", written.len() - 1)), "{told}");
    place.run("classify long.csv --threads 1 -o out.csv --resume").code(0);
    place.run("classify long.csv -o whole.csv").code(0);
    assert!(place.read("out.csv") == place.read("whole.csv"));
}

#[test]
fn resume_is_for_files_that_grow_by_records() {
    let place = Place::new();
    place.write("t.csv", "text\nGood\n");
    place.run("classify t.csv --resume").code(2).stderr(contains("--out"));
    place.run("classify t.csv --resume -o t.txt").code(2).stderr(contains("--resume is for CSV and JSONL"));
    place.run("classify t.csv --resume --authors hash -o o.csv").code(2).stderr(contains("needs the same --key"));
    place.run("classify t.csv --resume -o o.csv").code(0);
}

#[test]
fn comments_keep_the_order_of_the_file() {
    let place = Place::new();
    place.write("t.csv", "article,id,text\nx,1,One\ny,2,Two\nx,3,Three\n");
    let written = rows(&place.run("classify t.csv --to csv").code(0));
    let ids: Vec<&str> = written[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
}

#[test]
fn reads_compressed_files_and_other_encodings() {
    let place = Place::new();
    let text = "id,text\n1,Слава России и её армии\n2,Good\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(text.as_bytes()).unwrap();
    place.write("plain.csv", text).write("a.csv.gz", gz.finish().unwrap());
    place.write("b.zst", zstd::encode_all(text.as_bytes(), 0).unwrap());
    place.write("c.csv", encoding_rs::WINDOWS_1251.encode(text).0);
    let expected = rows(&place.run("classify plain.csv --to csv").code(0));
    for file in ["a.csv.gz", "b.zst", "c.csv"] {
        assert_eq!(rows(&place.run(&format!("classify {file} --to csv")).code(0)), expected, "{file}");
    }
    place.run("classify c.csv --to csv").stderr(contains("read as windows-1251"));
    place.write("cut.gz", &std::fs::read(place.path("a.csv.gz")).unwrap()[..30]);
    place.run("classify cut.gz").code(2).stderr(contains("cannot be decompressed further"));
}

#[test]
fn names_of_authors_are_kept_hashed_or_dropped() {
    let place = Place::new();
    place.write("t.csv", "author,text\nAnn,Good\nBob,Bad\nAnn,Ugly\n").write("key", "secret").write("none", "");
    let authors = |options: &str| {
        let assert = place.run(&format!("classify t.csv --to jsonl {options}")).code(0);
        objects(&assert).iter().map(|object| object["author"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(authors("")[0].as_deref(), Some("Ann"));
    assert_eq!(authors("--authors drop"), [None, None, None]);
    let hashed = authors("--authors hash");
    assert!(hashed[0] == hashed[2] && hashed[0] != hashed[1] && hashed[0].as_ref().unwrap().len() == 16);
    assert_ne!(authors("--authors hash"), hashed);
    assert_eq!(authors("--authors hash --key key"), authors("--authors hash --key key"));
    place.run("classify t.csv --authors hash --key none").code(2).stderr(contains("the file is empty"));
    place.run("classify t.csv --key key").code(2).stderr(contains("--key is for --authors hash"));
}

#[test]
fn what_is_no_comment_is_counted_by_kind() {
    let place = Place::new();
    place.write(
        "page.txt",
        "T\n\nWords.\n\n  1. Ann\n\n    Good\n\n  2. Pingback: Elsewhere\n\n    [...]\n\nComments are closed.\n",
    );
    place
        .run("classify page.txt --to csv")
        .code(0)
        .stderr(contains("hustings: left out: 1 pingback\n").and(contains("1 comment\n")));
}
