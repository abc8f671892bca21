//! Shares of a section: corrected, by author, without duplicates, and audited.

use predicates::str::contains;

use crate::common::{Place, stderr, stdout};

/// Eighty invented comments of eight authors, each text twice; every fourth is labelled for the audit.
fn section(place: &Place) {
    let texts = [
        "NATO is a racket and always was, disband it",
        "Thank God for NATO, it keeps the small ones safe",
        "I had soup today and the rain has stopped",
        "Russia started this war and will pay for it",
    ];
    let (mut all, mut labelled) = ("id,author,text\n".to_owned(), "id,text,nato\n".to_owned());
    for at in 0..80 {
        let text = format!("\"{}, said number {}\"", texts[at % 4], at / 2 / 4);
        all.push_str(&format!("{at},author {},{text}\n", at % 8));
        if at % 5 == 0 {
            let label = ["against", "favor", "none", "none"][at % 4];
            labelled.push_str(&format!("{at},{text},{label}\n"));
        }
    }
    labelled.push_str("999,not there,none\n");
    place.write("section.csv", all).write("audit.csv", labelled);
}

#[test]
fn corrects_shares_and_counts_authors_and_texts_once() {
    let place = Place::new();
    section(&place);
    let shown = stderr(&place.run("classify section.csv -o out.csv").code(0));
    for expected in ["corrected %", "one voice %", "no duplicates %", "each of 8 authors", "expected:"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert!(!shown.contains("audited"), "{shown}");
}

#[test]
fn an_audit_finds_its_comments_by_id_and_text() {
    let place = Place::new();
    section(&place);
    let shown = stdout(&place.run("classify section.csv --audit audit.csv").code(0));
    assert!(
        shown.contains("audited %") && shown.contains("audit: 16 labelled comments found in the section, 1 not"),
        "{shown}"
    );
    place.run("classify section.csv --audit audit.csv -o page.html").code(0);
    let page = place.read("page.html");
    assert!(page.contains("audited %") && page.contains("Audit: 16 labelled comments found"), "no audit in the page");
    place.run("classify section.csv --audit none.csv").code(2).stderr(contains("--audit none.csv"));
}

#[test]
fn a_section_unlike_training_is_warned_of() {
    let place = Place::new();
    let mut comments = "id,text\n".to_owned();
    (0..60).for_each(|at| comments.push_str(&format!("{at},vrelk omtuz gadrip {at}xq bhonz snurt kefwig plozz\n")));
    place.write("section.csv", comments);
    let shown = stderr(&place.run("classify section.csv -o out.csv").code(0));
    let line =
        shown.lines().find(|line| line.starts_with("unlike training: ") && line.contains("of the words are unknown"));
    assert!(line.is_some_and(|line| line.contains("--audit")), "{shown}");
    section(&place);
    let shown = stderr(&place.run("classify section.csv -o out.csv").code(0));
    assert!(!shown.contains("of the words are unknown"), "{shown}");
}
