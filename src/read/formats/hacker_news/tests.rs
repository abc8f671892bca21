use super::*;
use crate::read::formats::check::entries;
use crate::read::formats::found::shown;

const ITEM: &[u8] = include_bytes!("../../../../tests/fixtures/exports/hacker-news-item.json");
const HITS: &[u8] = include_bytes!("../../../../tests/fixtures/exports/hacker-news-hits.json");
const FIREBASE: &[u8] = include_bytes!("../../../../tests/fixtures/exports/hacker-news-firebase.jsonl");

#[test]
fn an_item_is_read_with_all_below_it() {
    let found = entries(&HackerNews, ITEM);
    let expected = [
        "900|901|-|anna|2023-05-01T08:10:00Z|It's faster & safer.\n\nThat is all.",
        "900|902|901|bob|2023-05-01T08:20:00Z|> It's faster\n\nSlower, says https://example.org/bench?a=1",
        "900|904|903|carl|2023-05-01T08:40:00Z|Why was this deleted?",
        "900|905|-|dora|2023-05-01T08:50:00Z|Ошибка выжившего 🙂",
    ];
    assert_eq!(shown::comments(&found), expected);
    let expected =
        ["article 900: A database in 300 lines / Show us what is wrong with it.", "deleted comment", "other entry"];
    assert_eq!(shown::others(&found), expected);
}

#[test]
fn hits_of_a_search_are_read() {
    let found = entries(&HackerNews, HITS);
    let expected = [
        "900|902|901|bob|2023-05-01T08:20:00Z|Slower.",
        "900|901|-|anna|2023-05-01T08:10:00Z|Faster, \"really\".",
        "950|951|-|eve|2023-05-02T09:00:00Z|Off topic",
    ];
    assert_eq!(shown::comments(&found), expected);
    let expected = [
        "article 900: A database in 300 lines / ",
        "article 950: Ask: why? / ",
        "article 900: A database in 300 lines / Show us.",
        "missing 38",
    ];
    assert_eq!(shown::others(&found), expected);
}

#[test]
fn items_of_firebase_find_their_story() {
    let found = entries(&HackerNews, FIREBASE);
    let expected = [
        "900|902|901|bob|2023-05-01T08:20:00Z|Slower.",
        "900|901|-|anna|2023-05-01T08:10:00Z|Faster, & more.",
        "900|906|903|fred|2023-05-01T08:30:00Z|What did it say?",
        "777|778|777|gil|2023-05-01T08:30:00Z|of another story",
    ];
    assert_eq!(shown::comments(&found), expected);
    let expected = [
        "problem: line 7: not JSON: EOF while parsing a string",
        "article 900: A database in 300 lines / ",
        "deleted comment",
        "comment not approved",
        "missing 3",
    ];
    assert_eq!(shown::others(&found), expected);
}

#[test]
fn parents_in_a_circle_end() {
    let item = |id: u32, parent: u32| {
        format!(r#"{{"id": {id}, "by": "a", "type": "comment", "time": 0, "text": "x", "parent": {parent}}}"#)
    };
    let text = format!("[{}, {}, {}, null]", item(1, 2), item(2, 1), item(3, 3));
    let found = entries(&HackerNews, text.as_bytes());
    assert_eq!(shown::comments(&found).len(), 3);
    assert_eq!(shown::others(&found), ["deleted comment"]);
}

#[test]
fn anything_is_borne() {
    shown::bears_anything(&HackerNews, &[ITEM, HITS, FIREBASE]);
}
