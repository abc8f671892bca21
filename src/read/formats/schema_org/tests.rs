use super::*;
use crate::read::formats::check::{self, rows};

const PAGE: &[u8] = include_bytes!("../../../../tests/fixtures/exports/schema-org.html");

#[test]
fn json_ld_is_read() {
    let entries = check::entries(&SchemaOrg, PAGE);
    let expected = [
        "#c1||Moth|2024-02-01T09:00:00Z|At last! Good.\nReally 🚌",
        "#c2|#c1|Сова|2024-02-01T00:00:00|At last!\n\nШумно будет.",
        "#c3|#c2|||I sleep well.",
        "5||Newt|2024-02-02T00:00:00Z|Who pays?",
    ];
    assert_eq!(rows(&entries), expected);
    let Entry::Article { article, .. } = &entries[0] else { panic!("the article comes first") };
    assert_eq!(article.title, "Night buses & quiet streets");
    assert_eq!(article.text, "Buses will run all night.\n\nNot all are glad.");
    assert!(entries.iter().any(|entry| matches!(entry, Entry::Skipped(Skipped::Empty))));
    assert!(matches!(entries.last(), Some(Entry::Missing(Some(4)))));
    let quoted = entries.iter().find_map(|entry| match entry {
        Entry::Comment(comment) if comment.id.as_deref() == Some("#c2") => comment.text.quoted.first().cloned(),
        _ => None,
    });
    assert_eq!(quoted, Some(0..8));
}

#[test]
fn answers_of_readers_are_comments_and_those_of_the_site_are_not() {
    let answer = |text: &str| format!(r#"{{"@type": "Answer", "text": "{text}", "author": {{"name": "Moth"}}}}"#);
    let question = format!(
        r#"{{"@type": "Question", "name": "Who pays?", "text": "For <b>buses</b>?", "acceptedAnswer": {}, "suggestedAnswer": [{}, {}]}}"#,
        answer("You."),
        answer("We."),
        answer("Nobody.")
    );
    let page = |type_: &str| {
        format!(
            r#"<html><script type="application/ld+json">{{"@context": "https://schema.org", "@type": "{type_}",
            "mainEntity": [{question}]}}</script></html>"#
        )
    };
    let read = |type_: &str| check::entries(&SchemaOrg, page(type_).as_bytes());
    let found = read("QAPage");
    assert_eq!(rows(&found), ["1||Moth||You.", "2||Moth||We.", "3||Moth||Nobody."]);
    assert_eq!(check::describe(&found[..1]), ["article : Who pays? | For buses?"]);
    assert!(rows(&read("FAQPage")).is_empty());
}

#[test]
fn microdata_is_read() {
    let html = "<html><div itemscope itemtype='https://schema.org/BlogPosting'><h1 itemprop=headline>Night buses</h1>\
                <div itemprop=articleBody><p>Body.</div><meta itemprop=commentCount content=3>\
                <ul><li id=c1 itemprop=comment itemscope itemtype='http://schema.org/comment'>\
                <span itemprop=author itemscope itemtype='https://schema.org/Person'><a itemprop=name>Moth</a></span>\
                <time itemprop=dateCreated datetime='2024-02-01T10:00:00Z'>today</time>\
                <div itemprop=text><p>At last!</p><q>no</q></div>\
                <div id=c2 itemscope itemtype='https://schema.org/UserComments'><b itemprop=creator>Newt</b>\
                <p itemprop=commentText>Who pays?</div></li>\
                <li id=c3 itemscope itemtype='https://schema.org/Comment'><a itemprop=parentItem href='/bus#c2'>to Newt</a>\
                <p itemprop=text>We.</li></ul></div>";
    let entries = check::entries(&SchemaOrg, html.as_bytes());
    let expected = ["c1||Moth|2024-02-01T10:00:00Z|At last!\n\n\"no\"", "c2|c1|Newt||Who pays?", "c3|c2|||We."];
    assert_eq!(rows(&entries), expected);
    assert!(
        matches!(&entries[0], Entry::Article { article, .. } if article.title == "Night buses" && article.text == "Body.")
    );
    assert_eq!(entries.len(), 4);
}

#[test]
fn types_are_written_in_many_ways() {
    for type_ in
        ["Comment", "http://schema.org/comment", "https://schema.org/Comment", "schema:Comment", "UserComments"]
    {
        assert!(is_comment(type_), "{type_}");
    }
    assert!(!is_comment("CommentAction") && is_article("https://schema.org/NewsArticle") && !is_article("WebPage"));
}

#[test]
fn only_such_pages_look_like_it() {
    let cases: [(&[u8], Likeness); 4] = [
        (PAGE, Likeness::Strong),
        (b"<html><script type='application/ld+json'>{\"@context\":\"https://schema.org\"}</script>", Likeness::Weak),
        (b"<html><p>\"comment\"</p>", Likeness::None),
        (include_bytes!("../../../../tests/fixtures/export.jsonl"), Likeness::None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(SchemaOrg.likeness(&Start::of(bytes)), expected);
    }
}

#[test]
fn no_page_is_too_broken() {
    for end in (0..PAGE.len()).step_by(29) {
        check::entries(&SchemaOrg, &PAGE[..end]);
    }
    let ld = "<script type=application/ld+json>";
    let deep = format!("{ld}{}\"comment\"", "{\"@type\":\"Comment\",\"comment\":".repeat(100_000));
    assert!(check::entries(&SchemaOrg, deep.as_bytes()).iter().any(|entry| matches!(entry, Entry::Problem(_))));
    let deep = "<div itemscope itemtype=http://schema.org/Comment><p itemprop=text>x".repeat(100_000);
    assert!(!rows(&check::entries(&SchemaOrg, deep.as_bytes())).is_empty());
}
