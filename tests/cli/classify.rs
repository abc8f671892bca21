//! What is read, under which article, and about which targets.

use predicates::str::contains;

use crate::common::{Place, fixture, objects, rows, stderr, stdout};

#[test]
fn classifies_a_page_as_a_table() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt"));
    let assert = place.run("classify page.txt").code(0).stderr("");
    let shown = stdout(&assert);
    assert!(shown.starts_with("The Harbour Tram Should Be Built\n\n# reply author"), "{shown}");
    for expected in ["Marta K.", "Bus Driver", "Exactly.", "5 comments", "expected %"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
}

#[test]
fn classifies_standard_input() {
    let assert = Place::new().run_with("classify - --to csv", "text\nExactly\n").code(0);
    let rows = rows(&assert);
    assert_eq!(rows[0][..5], ["id", "parent_id", "author", "thesis", "thesis_p"]);
    assert_eq!(rows[1][..5], ["1", "", "", "", ""]);
    assert_eq!(rows[0].last().unwrap(), "model");
    assert_eq!(rows[1].last().unwrap().len(), 12);
    assert!(stderr(&assert).starts_with("1 comment\n"));
}

#[test]
fn classifies_all_files_of_a_folder_in_order() {
    let place = Place::new();
    place.write("in/b.csv", "text\nOne\n").write("in/a/page.txt", fixture("page.txt"));
    place.write("in/.hidden.csv", "text\nTwo\n").write("in/.git/x.csv", "text\nThree\n");
    let first = place.run("classify in --to csv -o in/out.csv").code(0);
    assert!(stderr(&first).starts_with("6 comments\n"));
    let again = place.run("classify in --to csv -o in/out.csv").code(0);
    assert_eq!(stderr(&again), stderr(&first));
    let rows = crate::common::rows_of(&place.read("in/out.csv"));
    let files: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let page = "in/a/page.txt";
    assert_eq!(files, ["file", page, page, page, page, page, "in/b.csv"]);
}

#[test]
fn says_of_each_comment_which_of_several_files_it_is_from() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt")).write("export.jsonl", fixture("export.jsonl"));
    let objects = objects(&place.run("classify page.txt export.jsonl --to jsonl").code(0));
    assert_eq!(objects.len(), 7);
    assert_eq!(objects[0]["file"], "page.txt");
    assert_eq!(objects[6]["file"], "export.jsonl");
    assert_eq!(objects[6]["id"], "17500000000000000000002");
    assert_eq!(objects[6]["parent_id"], "17500000000000000000001");
    assert!(objects[6]["thesis"].is_null() && objects[0]["thesis"]["p"]["favor"].is_number());
    let shown = stdout(&place.run("classify page.txt export.jsonl").code(0));
    assert!(shown.starts_with("page.txt: The Harbour Tram Should Be Built\n"), "{shown}");
    assert!(shown.contains("\nexport.jsonl\n\n#"), "{shown}");
}

#[test]
fn leaves_the_thesis_empty_where_no_article_is_known() {
    let place = Place::with_corpus();
    place.write("t.csv", "id,article,text\n1,a0,Build it\n2,zz,Build it\n");
    let assert = place.run("classify t.csv --to csv").code(0).stderr(contains("known by its id only"));
    assert!(rows(&assert)[1..].iter().all(|row| row[3].is_empty() && row[4].is_empty()));
    let assert = place.run("classify t.csv --to csv --topic topic.toml").code(0);
    assert!(stderr(&assert).contains("article \"zz\" of 1 comment is not in the topic file"));
    let rows = rows(&assert);
    assert!(!rows[1][3].is_empty() && rows[2][3].is_empty());
}

#[test]
fn asks_about_the_targets_of_the_topic() {
    let place = Place::with_corpus();
    place.write("t.csv", "text\nThe tram is a disaster\n").write("articles.toml", "[[article]]\nid = \"a0\"\n");
    let assert = place.run("classify t.csv --to csv --topic topic.toml").code(0);
    let header = &rows(&assert)[0];
    assert!(header.contains(&"tram".into()) && !header.contains(&"nato".into()), "{header:?}");
    let assert = place.run("classify t.csv --to csv --topic articles.toml").code(0);
    assert!(rows(&assert)[0].contains(&"nato".into()));
}

#[test]
fn puts_all_comments_under_the_article_given() {
    let place = Place::with_corpus();
    place.write("t.csv", "text\nExactly\n").write("article.txt", "\u{feff}\n\nA Title\n\nIts text.\n");
    place.write("empty.txt", "\n");
    let thesis = |arguments: &str| {
        let assert = place.run(&format!("classify t.csv --to csv {arguments}")).code(0);
        rows(&assert)[1][4].clone()
    };
    assert_eq!(thesis(""), "");
    assert!(!thesis("--article article.txt").is_empty());
    assert!(!thesis("--article a1 --topic topic.toml").is_empty());
    place.run("classify t.csv --article a1").code(2).stderr(contains("--topic"));
    place.run("classify t.csv --article empty.txt").code(2).stderr(contains("the file is empty"));
    place.run("classify t.csv --article article.txt").code(0).stdout(predicates::str::starts_with("A Title\n"));
}

#[test]
fn takes_the_rows_that_meet_the_conditions() {
    let place = Place::with_corpus();
    let assert = place.run("classify labelled.csv --to csv --topic topic.toml --where split=test --where id=0,5,6");
    let rows = rows(&assert.code(0));
    let ids: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(ids, ["0", "5"]);
    place.run("classify labelled.csv --where split=dev").code(2).stderr(contains("none of 120 records meets"));
}

#[test]
fn gives_the_same_bytes_with_any_number_of_threads() {
    let place = Place::with_model();
    for to in ["csv", "jsonl", "table"] {
        let run = |threads: u8| {
            let arguments = "classify labelled.csv --topic topic.toml --model my.model --explain 2";
            stdout(&place.run(&format!("{arguments} --to {to} --threads {threads}")).code(0))
        };
        assert_eq!(run(1), run(2), "{to}");
    }
}

#[test]
fn gives_a_comment_the_same_labels_in_any_file() {
    let place = Place::new();
    let texts: Vec<String> = (0..2100).map(|n| format!("Thank God for NATO number {n}")).collect();
    place
        .write("all.csv", format!("text\n{}\n", texts.join("\n")))
        .write("one.csv", format!("text\n{}\n", texts[2050]));
    let all = rows(&place.run("classify all.csv --to csv").code(0));
    let one = rows(&place.run("classify one.csv --to csv").code(0));
    assert_eq!(all.len(), 2101);
    assert_eq!(all[2051][1..], one[1][1..]);
    assert_eq!(all[2051][0], "2051");
}
