//! Where output goes, and what becomes of it when it cannot go there.

use std::fs::{File, OpenOptions};
use std::process::Stdio;

use predicates::str::contains;

use crate::common::{Place, fixture, program, rows, rows_of};

#[test]
fn the_name_of_the_file_says_the_format() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt"));
    for (out, to, start) in [
        ("o.csv", "", "id,parent_id"),
        ("o.JSONL", "", "{\"id\":\"1\""),
        ("o.txt", "", "The Harbour"),
        ("o.csv", "--to jsonl", "{\"id\""),
    ] {
        place.run(&format!("classify page.txt -o {out} {to}")).code(0).stdout("");
        assert!(place.read(out).starts_with(start), "{out} {to}");
    }
}

#[test]
fn parquet_is_written_whole() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt"));
    place.run("classify page.txt -o o.parquet").code(0).stdout("");
    let bytes = std::fs::read(place.path("o.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
}

#[test]
fn no_cell_is_a_formula() {
    let place = Place::new();
    place.write("=x.csv", "id,parent_id,author,text\n=1+1,,@ann,\"=cmd, really\"\n-5,=1+1,+49 30,-sum(a) plus\n");
    place.write("b.csv", "text\nWords\n");
    let rows = rows(&place.run("classify =x.csv b.csv --to csv --explain 5").code(0));
    assert_eq!(rows[1][..4], ["'=x.csv", "'=1+1", "", "'@ann"]);
    assert_eq!(rows[2][..4], ["'=x.csv", "-5", "'=1+1", "'+49 30"]);
    for cell in rows.iter().flatten().filter(|cell| cell.starts_with(['=', '+', '-', '@'])) {
        assert_eq!(cell, "-5");
    }
}

#[test]
fn fails_with_a_folder_that_is_not_there() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt")).write("file", "");
    for out in ["none/out.csv", "file/out.csv"] {
        place
            .run(&format!("classify page.txt -o {out}"))
            .code(2)
            .stderr(contains(format!("hustings: {out}: the folder")));
    }
    place.run("classify page.txt -o .").code(2).stderr(contains("this is a folder"));
    assert_eq!(place.files(), ["file", "page.txt"]);
}

#[test]
#[cfg(unix)]
fn the_file_behind_a_link_is_written() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt")).write("real.csv", "old");
    std::os::unix::fs::symlink("real.csv", place.path("link.csv")).unwrap();
    place.run("classify page.txt -o link.csv").code(0);
    assert!(place.path("link.csv").is_symlink());
    assert_eq!(rows_of(&place.read("real.csv")).len(), 6);
    place.run("classify page.txt -o /dev/null").code(0);
    assert!(!File::open("/dev/null").unwrap().metadata().unwrap().is_file());
}

#[test]
fn fails_with_targets_whose_columns_would_be_the_same() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt"));
    place.write("t.toml", "[[target]]\nname = \"x\"\n[[target]]\nname = \"x_p\"\n");
    let assert = place.run("classify page.txt --topic t.toml --to csv").code(2);
    assert.stdout("").stderr(contains("two columns would be named \"x_p\""));
    place.run("classify page.txt --topic t.toml --to jsonl").code(0);
}

#[test]
fn a_failed_run_leaves_the_old_file() {
    let place = Place::new();
    place.write("t.csv", "id,text\n1,Good\n2,Bad,worse\n").write("out.csv", "old");
    place.run("classify t.csv -o out.csv --strict").code(2);
    assert_eq!(place.read("out.csv"), "old");
    assert_eq!(place.files(), ["out.csv", "t.csv"]);
    place.run("classify t.csv -o out.csv").code(1);
    assert_eq!(rows_of(&place.read("out.csv")).len(), 2);
}

#[test]
#[cfg(target_os = "linux")]
fn fails_with_a_full_disk() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt"));
    for arguments in [&["inspect"][..], &["classify", "page.txt"]] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = place.spawn().args(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.starts_with("hustings: standard output: No space left on device"), "{told}");
    }
    place.run("classify page.txt -o /dev/full").code(2).stderr(contains("/dev/full: No space left on device"));
    assert!(!File::open("/dev/full").unwrap().metadata().unwrap().is_file());
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_no_failure() {
    let place = Place::new();
    place.write("t.csv", format!("text\n{}", (0..3000).map(|n| format!("Number {n}\n")).collect::<String>()));
    let script = "{ \"$0\" classify t.csv --to csv 2>told; echo $? >status; } | head -1";
    let mut shell = std::process::Command::new("/bin/sh");
    let output = shell.env_clear().env("PATH", "/usr/bin:/bin").current_dir(place.path(".")).args(["-c", script]);
    let output = output.arg(program()).output().unwrap();
    assert!(output.stdout.starts_with(b"id,parent_id"));
    assert_eq!(place.read("status"), "0\n");
    assert_eq!(place.read("told"), "");

    let mut child = place.spawn().arg("inspect").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}
