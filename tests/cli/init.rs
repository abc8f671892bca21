//! Beginning a topic: what is proposed, and the way from there to a model.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::common::{Place, fixture, rows, rows_of, stderr};

/// An export of 90 comments on a tram, with what makes trouble in a table.
fn export() -> String {
    let views = [
        "I love the Tram of Port Haven",
        "nobody asked Port Haven about the Tram",
        "we hate Mayor Quill and the Tram",
        "so Quill's men were paid",
        "it rained on the market today",
    ];
    let people = ["my aunt", "the driver", "a cousin", "her neighbour", "the baker", "old folk"];
    let mut csv = String::from("id,article,parent_id,author,article_title,article_text,text\n");
    for n in 0..90 {
        let (article, parent) = (n % 3, if n % 6 >= 3 { (n - 3).to_string() } else { String::new() });
        let title = format!("\"Line {article}: the tram, \"\"again\"\"\"");
        let text = "\"The city should build the tram along the river.\n\nIt rained.\"";
        let view = views[n % views.len()];
        // Comments that share their views but few runs of words.
        let more = ["bread", "roses", "lamps", "clouds", "ships", "geese", "bells", "smoke", "apples", "snow"];
        let more: Vec<&str> = (0..6).map(|k| more[(n * 7 + n / 10 * 3 + k * (k + n / 5)) % more.len()]).collect();
        let (person, more) = (people[n % people.len()], more.join(" "));
        csv.push_str(&format!("{n},a{article},{parent},Zed {},{title},{text},\"{view}, {person} {more}\"\n", n % 7));
    }
    csv.push_str("90,a0,,=Eve,,,\"=HYPERLINK(\"\"http://example.org\"\") the Tram\"\n91,a0,,Eve,,,Exactly.\n92,a0,,Eve,,,exactly!\n");
    csv
}

#[test]
fn the_way_leads_from_a_page_of_comments_to_a_model() {
    let place = Place::new();
    place.write("export.csv", export());
    let told = stderr(&place.run("init export.csv").code(0).stdout(""));
    for expected in ["topic.toml: 3 articles; targets proposed", "Tram (", " of 93 comments, ", " left out\n", "next: "]
    {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let topic = place.read("topic.toml");
    assert!(topic.contains("# thesis = \"The city should build the tram along the river.\""), "{topic}");
    place
        .run("train labels.csv --topic topic.toml -o my.model")
        .code(2)
        .stderr(contains("comments has a label; fill in"));

    let sheet = rows_of(&place.read("labels.csv"));
    assert_eq!(sheet[0][..7], ["id", "parent_id", "article", "parent_text", "text", "thesis", "target"]);
    assert_eq!(sheet[0].last().unwrap(), "sentiment");
    let n = sheet.len() - 1;
    assert!((60..=92).contains(&n), "{n}");
    let column = |name: &str| sheet[0].iter().position(|column| column == name).unwrap();
    let (text, tram, sentiment) = (column("text"), column("tram"), column("sentiment"));
    let mut labelled = csv::Writer::from_writer(Vec::new());
    labelled.write_record(&sheet[0]).unwrap();
    for row in &sheet[1..] {
        let mut row = row.clone();
        assert!(row[5..].iter().all(String::is_empty));
        assert!(row[..5].iter().all(|cell| !cell.starts_with(['=', '@', '+'])), "{row:?}");
        let (stance, tone) = match &row[text] {
            text if text.contains("love") => ("favor", "positive"),
            text if text.contains("hate") || text.contains("nobody") => ("against", "negative"),
            _ => ("none", "neutral"),
        };
        (row[5], row[tram], row[sentiment]) = (stance.into(), stance.into(), tone.into());
        row[6] = if stance == "none" { "none" } else { "tram" }.into();
        labelled.write_record(&row).unwrap();
    }
    place.write("labels.csv", labelled.into_inner().unwrap());
    let told = stderr(&place.run("train labels.csv --topic topic.toml -o my.model").code(0));
    assert!(
        told.contains(&format!("tram: {n} labelled comments")) && told.contains(&format!("thesis: {n} ")),
        "{told}"
    );
    assert!(!told.contains("answers comment"), "every parent is found: {told}");
    let assert = place.run("classify export.csv --topic topic.toml --model my.model --to csv").code(0);
    let predicted = rows(&assert);
    assert_eq!(predicted.len(), 94);
    let tram = predicted[0].iter().position(|column| column == "tram").unwrap();
    assert!(predicted[1..].iter().any(|row| row[tram] == "favor"));
}

#[test]
fn a_page_gives_its_article_and_its_names() {
    let place = Place::new();
    place.write("page.txt", std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/corridor.txt")).unwrap());
    place.run("init page.txt").code(0);
    let topic = place.read("topic.toml");
    for expected in [
        "title = \"Two Votes in One Night: ",
        "# thesis = \"Yerevan Was Right to Open the Road and Sign the Charter\"\n",
        "[[target]]\nname = \"nato\"\n",
        "# name = \"georgia\"\n",
    ] {
        assert!(topic.contains(expected), "{expected}: {topic}");
    }
    assert_eq!(rows_of(&place.read("labels.csv")).len(), 15);
    place.run("classify page.txt --topic topic.toml --to csv").code(0);
}

#[test]
fn the_same_comments_give_the_same_files() {
    let place = Place::new();
    place.write("export.csv", export()).write("a/x", "").write("b/x", "").write("c/x", "");
    place.run("init export.csv -o a --sheet 40").code(0);
    place.run("init - -o b --sheet 40 --from csv").code(2).stderr(contains("-: "));
    place.run_with("init - -o b --sheet 40", export()).code(0);
    place.run("init export.csv -o c --sheet 40 --seed 2 --targets 1").code(0);
    for file in ["topic.toml", "labels.csv"] {
        assert_eq!(place.read(&format!("a/{file}")), place.read(&format!("b/{file}")));
        assert_ne!(place.read(&format!("a/{file}")), place.read(&format!("c/{file}")));
    }
    assert_eq!(rows_of(&place.read("a/labels.csv")).len(), 41);
}

#[test]
fn nothing_is_overwritten_unasked() {
    let place = Place::new();
    place.write("export.csv", export()).write("labels.csv", "a week of work");
    let assert = place.run("init export.csv").code(2);
    assert.stderr(contains("labels.csv: this file exists; name another folder with -o, or replace it with --force"));
    assert_eq!((place.read("labels.csv").as_str(), place.files().len()), ("a week of work", 2));
    place.run("init export.csv --force").code(0);
    assert!(place.read("labels.csv").starts_with("id,parent_id,"));
    // A folder that holds what an earlier run wrote gives the same again.
    let before = place.read("labels.csv");
    place.run("init . --force").code(0).stderr(contains("could not be read").not());
    assert_eq!(place.read("labels.csv"), before);
    place.run("init labels.csv --force").code(2).stderr(contains("this file is read as well"));
    place.run("init export.csv -o none").code(2).stderr(contains("the folder none cannot be written"));
}

#[test]
fn what_cannot_be_read_is_told() {
    let place = Place::new();
    place
        .write("prose.txt", "Just a line of prose.")
        .write("bad.jsonl", "{\"text\": \"Well, Ann\"}\n{\"text\": 7}\n{broken\n");
    place.run("init prose.txt").code(2);
    place.run("init none.csv").code(2).stderr(contains("none.csv: No such file"));
    place.run("init prose.txt bad.jsonl").code(1).stderr(contains("1 input could not be read"));
    assert_eq!(rows_of(&place.read("labels.csv")).len(), 3);
    place.write("page.txt", fixture("page.txt"));
    place
        .run("init page.txt page.txt --force")
        .code(0)
        .stderr(contains("duplicates left out").or(contains("duplicate left out")));
}
