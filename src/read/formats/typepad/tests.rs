use super::*;
use crate::read::formats::check::{self, rows};

const TEXT: &[u8] = include_bytes!("../../../../tests/fixtures/exports/typepad.txt");
const PAGE: &[u8] = include_bytes!("../../../../tests/fixtures/exports/typepad.html");

#[test]
fn printed_text_is_read() {
    let entries = check::entries(&Typepad, TEXT);
    let expected = [
        "1||Oat|2023-09-24T13:26:00Z|Let them wait.\n\nIt is cheaper.",
        "3|1|Рожь|2023-09-24T13:40:00Z|@2 Cheaper for whom?",
        "4|1|Barley B.|2023-09-24T14:02:00Z|Posted by: Oat | Sep 24 2023 13:26 utc | 1\n> It is cheaper.\n\nNot for bakers 🍞.",
        "5|3||2023-09-24T15:00:00Z|Рожь @3\nFor the state.",
    ];
    assert_eq!(rows(&entries), expected);
    let Entry::Article { article, .. } = &entries[0] else { panic!("the article comes first") };
    assert_eq!(article.title, "Grain on the quay");
    assert_eq!(article.text, "The silo stays full while the ships wait.\n\nThe minister says nothing.");
    assert!(matches!(entries[2], Entry::Skipped(Skipped::Repeated)));
    assert_eq!(entries.len(), 6);
}

#[test]
fn pages_are_read() {
    let entries = check::entries(&Typepad, PAGE);
    let expected = [
        "1||Oat|2023-09-24T13:26:00Z|Let them wait.",
        "6a02|1|Rye|2023-09-24T14:05:00|Oat @1\n\nLet them wait\n\nNo & no.",
    ];
    assert_eq!(rows(&entries), expected);
    assert!(matches!(&entries[0], Entry::Article { article, .. }
        if article.title == "Grain on the quay" && article.text == "The silo stays full."));
    assert!(matches!(&entries[2], Entry::Comment(comment) if comment.text.quoted.first() == Some(&(8..21))));
}

#[test]
fn a_text_without_a_mark_starts_with_the_last_paragraph() {
    let text = "Title\n\nArticle.\n\nFirst.\n\nPosted by: A | Sep 24 2023 13:26 utc | 1\nB\nPosted by: A | Sep 24 2023 13:26 utc | 2";
    let entries = check::entries(&Typepad, text.as_bytes());
    assert_eq!(rows(&entries), ["1||A|2023-09-24T13:26:00Z|First.", "2||A|2023-09-24T13:26:00Z|B"]);
    assert!(
        matches!(&entries[0], Entry::Article { article, .. } if article.title == "Title" && article.text == "Article.")
    );
}

#[test]
fn only_such_files_look_like_it() {
    let cases: [(&[u8], Likeness); 5] = [
        (TEXT, Likeness::Strong),
        (PAGE, Likeness::Strong),
        (include_bytes!("../../../../tests/fixtures/exports/wordpress-page.html"), Likeness::None),
        (include_bytes!("../../../../tests/fixtures/export.jsonl"), Likeness::None),
        (include_bytes!("../../../../tests/fixtures/page.txt"), Likeness::None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(Typepad.likeness(&Start::of(bytes)), expected);
    }
}

#[test]
fn no_file_is_too_broken() {
    for file in [TEXT, PAGE] {
        for end in (0..file.len()).step_by(17) {
            check::entries(&Typepad, &file[..end]);
        }
    }
    let deep = "<div class=comment><div class=comment-content>x<p class=comment-footer>Posted by: A | May 1 2020 | 1"
        .repeat(100_000);
    check::entries(&Typepad, format!("<html>{deep}").as_bytes());
}
