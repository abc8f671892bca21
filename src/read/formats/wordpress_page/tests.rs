use super::*;
use crate::read::formats::check;

const PAGE: &[u8] = include_bytes!("../../../../tests/fixtures/exports/wordpress-page.html");
const OLD: &[u8] = include_bytes!("../../../../tests/fixtures/exports/wordpress-page-old.html");

/// Id, parent, author, time and text of each comment.
type Row = (String, Option<String>, Option<String>, Option<String>, String);

fn rows(entries: &[Entry]) -> Vec<Row> {
    let row = |entry: &Entry| match entry {
        Entry::Comment(comment) => {
            let comment = comment.as_ref();
            let id = comment.id.clone().unwrap_or_default();
            Some((
                id,
                comment.parent_id.clone(),
                comment.author.clone(),
                comment.time.clone(),
                comment.text.text.clone(),
            ))
        }
        _ => None,
    };
    entries.iter().filter_map(row).collect()
}

fn row(id: &str, parent: &str, author: &str, time: &str, text: &str) -> Row {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (id.to_owned(), some(parent), some(author), some(time), text.to_owned())
}

#[test]
fn a_page_of_today_is_read() {
    let entries = check::entries(&WordPressPage, PAGE);
    let expected = [
        row("21", "", "Kelp", "2023-09-24T11:26:00Z", "A tunnel <is> the only way.\nBuild it…\n\nNow! 😀"),
        row("22", "21", "Марина П.", "2023-09-24T12:00:00Z", "the only way\n\nНет, мост дешевле."),
        row("23", "22", "Kelp", "2023-09-24T15:10:00", "Cheaper is not better."),
        row("24", "23", "Rook", "", "@Kelp: it is, for me."),
        row("25", "24", "Marsh", "", "@Rook Well said."),
        row("28", "", "", "", "@Kelp is not answered here."),
    ];
    assert_eq!(rows(&entries), expected);
    let Entry::Article { article, .. } = &entries[0] else { panic!("the article comes first") };
    assert_eq!(article.title, "A tunnel under the bay");
    let text = "The council wants a tunnel. It will cost more than the bridge & take longer.\n\nA vote is due in May.";
    assert_eq!(article.text, text);
    let skipped: Vec<_> =
        entries.iter().filter_map(|e| if let Entry::Skipped(s) = e { Some(*s) } else { None }).collect();
    assert_eq!(skipped, [Skipped::NotApproved, Skipped::Pingback]);
    assert!(matches!(entries.last(), Some(Entry::Missing(Some(4)))));
    let quoted = entries.iter().find_map(|entry| match entry {
        Entry::Comment(comment) if comment.id.as_deref() == Some("22") => comment.text.quoted.first().cloned(),
        _ => None,
    });
    assert_eq!(quoted, Some(0..12));
    let records = entries.iter().filter_map(|e| if let Entry::Comment(c) = e { c.at.record } else { None });
    assert_eq!(records.collect::<Vec<_>>(), [1, 2, 3, 4, 5, 8]);
}

#[test]
fn older_pages_are_read() {
    let entries = check::entries(&WordPressPage, OLD);
    let expected = [
        row("301", "", "Sedge", "2010-03-03T00:05:00", "Keep it, please.\n\nOr rebuild it."),
        row("302", "301", "Wren", "2010-03-04T13:30:00", "It is rotten."),
    ];
    assert_eq!(rows(&entries), expected);
    assert!(matches!(&entries[0], Entry::Article { article, .. } if article.title == "The old mill"));
    assert_eq!(entries.len(), 3);
}

#[test]
fn themes_differ() {
    let cases = [
        (
            "wordpress.com",
            "<ol><li class=comment id=li-comment-5><article id=comment-5 class=comment><header class='comment-meta comment-author \
             vcard'><cite class=fn>Kelp</cite><time datetime='2020-01-02T03:04:05+00:00'>x</time></header><section \
             class='comment-content comment'><p>a</p></section></article><ul class=children><li id=li-comment-6><article \
             id=comment-6><cite class=fn>Rook</cite><section class=comment-content>b</section></article></li></ul></li></ol>",
        ),
        (
            "numbers beside the answers",
            "<ol><li class=comment><article id=comment-5><b class=fn>Kelp</b><time datetime='2020-01-02T03:04:05Z'></time><div \
             class=comment-content>a</div></article><ol class=children><li class=comment><article id=comment-6><b \
             class=fn>Rook</b><div class=comment-content>b</div></article></li></ol></li></ol>",
        ),
        (
            "divs",
            "<div class=comment id=comment-5><div id=div-comment-5 class=comment-body><cite class=fn>Kelp</cite><div \
             class=comment-meta><a href=#>January 2, 2020 at 3:04:05 am UTC</a></div><p>a</p></div><div class=comment \
             id=comment-6><div class=comment-body><div class=comment-author>Rook says:</div><p>b</p></div></div></div>",
        ),
        (
            "blocks",
            "<ol class=wp-block-comment-template><li id=comment-5><div class=wp-block-comment-author-name><a>Kelp</a></div><div \
             class=wp-block-comment-date><time datetime='2020-01-02T03:04:05Z'>x</time></div><div \
             class=wp-block-comment-content><p>a</p></div><ol><li id=comment-6><div class=wp-block-comment-author-name>Rook</div>\
             <div class=wp-block-comment-content>b</div><div class=wp-block-comment-reply-link>Reply</div></li></ol></li></ol>",
        ),
    ];
    for (name, html) in cases {
        let found = rows(&check::entries(&WordPressPage, html.as_bytes()));
        let expected = [row("5", "", "Kelp", "2020-01-02T03:04:05Z", "a"), row("6", "5", "Rook", "", "b")];
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_theme_without_numbers_is_read_by_its_description() {
    let html =
        "<html><link href=/wp-content/x.css><div itemscope itemtype=http://schema.org/Comment id=c1><p itemprop=text>a";
    assert_eq!(rows(&check::entries(&WordPressPage, html.as_bytes())), [row("c1", "", "", "", "a")]);
}

#[test]
fn only_such_pages_look_like_it() {
    for page in [PAGE, OLD] {
        assert_eq!(WordPressPage.likeness(&Start::of(page)), Likeness::Strong);
    }
    let others: [&[u8]; 3] = [
        include_bytes!("../../../../tests/fixtures/export.jsonl"),
        b"<html><title>x</title>",
        b"<rss><wp:comment>/wp-content/</wp:comment></rss>",
    ];
    for other in others {
        assert_eq!(WordPressPage.likeness(&Start::of(other)), Likeness::None);
    }
}

#[test]
fn no_page_is_too_broken() {
    for end in (0..PAGE.len()).step_by(41) {
        check::entries(&WordPressPage, &PAGE[..end]);
    }
    let deep: String = (0..100_000)
        .map(|n| format!("<li id=comment-{n} class=comment><b class=fn>x</b><ol class=children>"))
        .collect();
    let entries = check::entries(&WordPressPage, deep.as_bytes());
    assert!(entries.iter().all(|entry| !matches!(entry, Entry::Problem(_))));
}

#[test]
fn themes_number_comments_and_put_the_date_into_the_text() {
    let html = "<html><link href='/wp-content/themes/x/style.css'><ol class=commentlist>\
                <li class='comment even depth-1' id=comment-5><div id=div-comment-5 class=comment-body>\
                <div class='comment-author vcard'><div class=floor>2楼</div><strong><a class=url rel=external>Moth</a></strong>\
                <span class=commentmetadata><a class=comment-reply-link>[Reply]</a></span></div>\
                <span class=datetime>Post:2014-02-15 下午11:51 </span><p>At last!</p></div></li>\
                <li class='comment odd depth-1' id=comment-6><div id=div-comment-6 class=comment-body>\
                <div class='comment-author vcard'><div class=floor>1楼</div><strong>Newt</strong></div>\
                <span class=datetime>Post:2014-02-16 上午9:16 </span><p>Who pays?</p></div></li></ol></html>";
    let expected = [
        row("5", "", "Moth", "2014-02-15T23:51:00", "At last!"),
        row("6", "", "Newt", "2014-02-16T09:16:00", "Who pays?"),
    ];
    assert_eq!(rows(&check::entries(&WordPressPage, html.as_bytes())), expected);
}

#[test]
fn the_text_is_where_a_property_says_so() {
    let html = "<html><link href='/wp-content/themes/x/style.css'><ol><li class='comment depth-1' id=li-comment-5>\
                <div id=comment-5 itemscope itemtype='http://schema.org/UserComments'><div class='comment-author vcard'>\
                <span class=fn itemprop=creator><span itemprop=name>Moth</span></span><span class=ago>May 3, 2021</span>\
                <span class=comment-meta>(Edit)</span></div><div class=commentmetadata itemprop=commentText><p>At last!</p>\
                <span class=reply><a>Reply</a></span></div></div></li></ol></html>";
    let expected = [row("5", "", "Moth", "2021-05-03T00:00:00", "At last!")];
    assert_eq!(rows(&check::entries(&WordPressPage, html.as_bytes())), expected);
}
