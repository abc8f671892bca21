use super::*;
use crate::read::entry::Entry;
use crate::read::formats::check::entries;
use crate::read::formats::found::shown;

const V2: &[u8] = include_bytes!("../../../../tests/fixtures/exports/x-v2.json");
const V1: &[u8] = include_bytes!("../../../../tests/fixtures/exports/x-v1.jsonl");
const ARCHIVE: &[u8] = include_bytes!("../../../../tests/fixtures/exports/x-archive.js");
const GRAILBIRD: &[u8] = include_bytes!("../../../../tests/fixtures/exports/x-grailbird.js");

#[test]
fn conversations_of_version_2_are_sections() {
    let found = entries(&X, V2);
    let expected = [
        "1700000000000000001|1700000000000000002|-|anna_k|2024-02-01T10:05:00Z|@council Toll & tax? No <thanks>",
        "1700000000000000001|1700000000000000003|1700000000000000002|boris|2024-02-01T10:06:00Z|@anna_k @council А кто заплатит? 🚲",
        "|1700000000000000010|-|anna_k|2024-02-01T12:00:00Z|On its own",
        "1600000000000000001|1700000000000000011|1600000000000000002|9003|2024-02-01T13:00:00Z|@someone A long answer that is whole here",
    ];
    assert_eq!(shown::comments(&found), expected);
    let expected = [
        "article 1700000000000000001:  / The toll bridge opens in May.",
        "other entry",
        "article 1600000000000000001:  / It began here",
    ];
    assert_eq!(shown::others(&found), expected);
    let lent = found.iter().find_map(|entry| match entry {
        Entry::Comment(comment) => comment.parent_text.as_deref(),
        _ => None,
    });
    assert_eq!(lent, Some("Only mentioned"));
}

#[test]
fn version_1_and_archives_are_one_section() {
    let expected = [
        "|1306950000000000001|-|clara|2020-09-18T18:36:15Z|Cats > dogs & that's it",
        "|1306950000000000002|1306950000000000001|dmitri|2020-09-18T18:40:00Z|@clara Не согласен, and here is why it is longer",
    ];
    let found = entries(&X, V1);
    assert_eq!(shown::comments(&found), expected);
    assert_eq!(shown::others(&found), ["other entry", "deleted comment"]);
    let expected = [
        "|1400000000000000001|-|-|2021-06-02T08:00:00Z|First of the archive = mine",
        "|1400000000000000002|1399999999999999999|-|2021-06-02T09:00:00Z|@someone No [joke] {really}",
        "|1400000000000000004|-|-|2021-06-03T09:00:00Z|Second part",
    ];
    let found = entries(&X, ARCHIVE);
    assert_eq!(shown::comments(&found), expected);
    assert_eq!(shown::others(&found), ["other entry"]);
    let expected = ["|200000000000000001|-|erin|2012-05-03T07:00:00Z|Old & gold"];
    assert_eq!(shown::comments(&entries(&X, GRAILBIRD)), expected);
}

#[test]
fn only_posts_are_read_of_an_archive() {
    let cases = [
        ("window.YTD.tweets.part0 = [", Likeness::Strong),
        ("window.YTD.tweet.part12 = [", Likeness::Strong),
        ("window.YTD.like.part0 = [ {\"like\": {\"fullText\": \"tweet\"}}", Likeness::None),
        ("window.YTD.ip_audit.part0 = [", Likeness::None),
        (r#"{"data": {"id": "1", "text": "x", "edit_history_tweet_ids": ["1"]}}"#, Likeness::Strong),
        (r#"{"statuses": [{"id_str": "1", "full_text": "x"}]}"#, Likeness::Strong),
        (r#"{"data": [{"id": "1", "text": "x"}]}"#, Likeness::None),
    ];
    for (text, expected) in cases {
        assert_eq!(X.likeness(&Start::of(text.as_bytes())), expected, "{text}");
    }
}

#[test]
fn anything_is_borne() {
    shown::bears_anything(&X, &[V2, V1, ARCHIVE, GRAILBIRD]);
}

#[test]
fn answers_with_nothing_but_id_and_text_are_known() {
    let text = r#"{"data": [{"id": "1", "text": "a &amp; b"}, {"id": "2", "text": "RT @x: c"}],
                  "meta": {"newest_id": "2", "oldest_id": "1", "result_count": 2}}"#;
    assert_eq!(X.likeness(&Start::of(text.as_bytes())), Likeness::Strong);
    let found = entries(&X, text.as_bytes());
    assert_eq!(shown::comments(&found), ["|1|-|-|-|a & b"]);
}
