use super::*;
use crate::read::formats::check::entries;
use crate::read::formats::found::shown;

const GROUP: &[u8] = include_bytes!("../../../../tests/fixtures/exports/telegram.json");

#[test]
fn posts_of_the_channel_are_articles_and_answers_their_sections() {
    let found = entries(&Telegram, GROUP);
    let expected = [
        "2|3|-|Ира|2024-05-01T10:05:00Z|Мост нужен, и **скоро** — см. https://example.org",
        "2|4|3|Jon|2024-05-01T10:06:00Z|«the island has waited long enough»\nIt can wait.",
        "2|6|-|Lena|2024-05-01T10:08:00Z|«Copied from elsewhere.»",
        "|7|-|user105|2024-05-01T10:09:00Z|Hello everybody 👋",
        "8|9|-|Jon|2024-05-02T08:30:00Z|No.",
        "|10|-|Harbour Watch|2024-05-02T08:31:00Z|«From a hidden account»",
        "|11|-|Ира|2024-05-02T08:32:00|other chat",
    ];
    assert_eq!(shown::comments(&found), expected);
    let expected = [
        "service entry",
        "article 2:  / A bridge to the island?\n\nThe council votes in June.",
        "entry without text",
        "article 8:  / And a second post",
        "entry without text",
    ];
    assert_eq!(shown::others(&found), expected);
}

#[test]
fn chats_of_an_account_are_sections() {
    let text = r#"{"about": "x", "personal_information": {"phone_number": "+000", "user_id": 1},
        "contacts": {"list": [{"first_name": "Zed", "phone_number": "+001"}]},
        "chats": {"about": "y", "list": [
            {"name": "A", "type": "personal_chat", "id": 11, "messages": [
                {"id": 1, "type": "message", "date": "2024-01-01T00:00:00", "from": "Ann", "text": "one"}]},
            {"name": "B", "type": "private_group", "id": 12, "messages": [
                {"id": 1, "type": "message", "date": "2024-01-01T00:00:00", "from": "Bob", "text": "two"}]}]},
        "left_chats": {"about": "z", "list": []},
        "sessions": {"list": [{"last_ip": "192.0.2.7"}]}}"#;
    assert_eq!(Telegram.likeness(&Start::of(text.as_bytes())), Likeness::Strong);
    let expected = ["11|1|-|Ann|2024-01-01T00:00:00|one", "12|1|-|Bob|2024-01-01T00:00:00|two"];
    assert_eq!(shown::comments(&entries(&Telegram, text.as_bytes())), expected);
}

#[test]
fn texts_of_pieces_are_joined_and_quotes_marked() {
    let cases = [
        (r#"{"text": " plain "}"#, "plain", vec![]),
        (r#"{"text": ["a ", {"type": "bold", "text": "b"}, " c"]}"#, "a b c", vec![]),
        (
            r#"{"text": ["\n", {"type": "blockquote", "text": " q é"}, "\nown"]}"#,
            "q é\nown",
            std::iter::once(0..4).collect(),
        ),
        (r#"{"text": ["own ", {"type": "blockquote", "text": " "}]}"#, "own", vec![]),
        (r#"{"text_entities": [{"type": "plain", "text": "e"}]}"#, "e", vec![]),
        (r#"{"text": [null, {}, []]}"#, "", vec![]),
        (r#"{"text": {}}"#, "", vec![]),
    ];
    for (message, expected, quoted) in cases {
        let message = crate::read::json::parse(message).unwrap();
        assert_eq!(text(&message), Text { text: expected.into(), quoted }, "{message}");
    }
}

#[test]
fn escapes_of_control_characters_become_valid() {
    let cases = [
        (r"a\x1Fb", r"a\u001Fb"),
        (r"a\\x1F", r"a\\x1F"),
        (r"\n\x", r"\n\u00"),
        ("\\x\\", "\\u00\\"),
        ("é\\é\\x0", "é\\é\\u000"),
    ];
    for (text, expected) in cases {
        assert_eq!(with_valid_escapes(text.into()), expected);
    }
}

#[test]
fn long_chains_and_cycles_of_answers_end() {
    let message = |id: u32, parent: u32| {
        format!(
            r#"{{"id": {id}, "type": "message", "date": "", "from": "A", "text": "x", "reply_to_message_id": {parent}}}"#
        )
    };
    let chain: Vec<String> = (2..50_000).rev().map(|id| message(id, id - 1)).collect();
    let post =
        r#"{"id": 1, "type": "message", "from": "C", "from_id": "channel1", "forwarded_from": "C", "text": "post"}"#;
    let text = format!(
        r#"{{"name": "C", "messages": [{}, {}, {post}, {}]}}"#,
        message(60_001, 60_002),
        message(60_002, 60_001),
        chain.join(",")
    );
    let found = shown::comments(&entries(&Telegram, text.as_bytes()));
    assert_eq!(found.len(), 50_000);
    assert!(found[0].starts_with("|60001|60002|") && found[1].starts_with("|60002|60001|"), "{}", found[0]);
    assert!(found[2..].iter().all(|comment| comment.starts_with("1|")));
}

#[test]
fn anything_is_borne() {
    shown::bears_anything(&Telegram, &[GROUP]);
}
