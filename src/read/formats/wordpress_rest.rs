//! Answers of WordPress' interface: `/wp/v2/comments` of a blog of one's own, and `/rest/v1.1/sites/.../comments` of
//! wordpress.com.
//!
//! The first is an array, a page of a hundred comments at most, so a file is often several of them, one after the other;
//! the second is an object with `comments` and `found`, their number on all pages. `date_gmt` has no zone and is UTC. Posts
//! (`/wp/v2/posts`) in the same file, or embedded in comments (`?_embed`), are their articles. Texts are HTML.

use std::collections::HashSet;

use serde_json::Value;

use crate::comment::Article;
use crate::error::{Error, ErrorKind, Position, Result};
use crate::read::entry::{CommentEntry, Entry, Skipped};
use crate::read::formats::author;
use crate::read::formats::markup::text_of_html;
use crate::read::formats::wordpress;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::{Look, parse_all};
use crate::read::start::Start;
use crate::read::{ReadParams, time};

/// Answers of WordPress' interface.
pub(super) struct WordPressRest;

impl Reader for WordPressRest {
    fn format(&self) -> Format {
        Format::WordPressRest
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else {
            return Likeness::None;
        };
        let own = ["content.rendered", "author_name", "post"];
        let hosted = ["comments[].ID", "comments[].content", "comments[].post.ID"];
        let within = |prefix: &str| own.iter().all(|key| outline.has(&format!("{prefix}{key}")));
        let is_answer = ["[].", "comments[].", ""].into_iter().any(within) || outline.has_all(&hosted);
        if is_answer { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let document = input.into_document()?;
        let mut pages = Pages::default();
        pages.entries.extend(document.warning);
        for page in parse_all(&document.text) {
            match page {
                Ok(page) => pages.page(&page),
                Err(error) => pages.entries.push(Entry::Problem(error)),
            }
        }
        pages.end();
        Ok(Box::new(pages.entries.into_iter()))
    }
}

/// Goes through the pages of a file.
#[derive(Default)]
struct Pages {
    entries: Vec<Entry>,
    n_comments: u64,
    /// Comments on all pages, as far as they say.
    n_found: Option<u64>,
    /// Posts whose article is known.
    posts: HashSet<String>,
}

impl Pages {
    fn page(&mut self, page: &Value) {
        if let Some(found) = page.count("found") {
            self.n_found = self.n_found.max(Some(found));
        }
        // Pages may have been gathered into an array of pages.
        let mut left = vec![page];
        while let Some(value) = left.pop() {
            match value.get("comments") {
                _ if value.is_array() => left.extend(value.list("").iter().rev()),
                Some(comments) if comments.is_array() => left.push(comments),
                _ if value.get("title").is_some() && value.get("content").is_some() => self.post(value),
                _ => self.comment(value),
            }
        }
    }

    fn post(&mut self, post: &Value) {
        let Some(id) = post.key("id").or_else(|| post.key("ID")) else {
            return;
        };
        let text = |path| html(post, path).map(|html| text_of_html(html).text).unwrap_or_default();
        self.article(id, text("title"), text("content"));
    }

    fn article(&mut self, section: String, title: String, text: String) {
        self.posts.insert(section.clone());
        self.entries.push(Entry::Article { section, article: Article { title, text, ..Article::default() } });
    }

    fn comment(&mut self, comment: &Value) {
        self.n_comments += 1;
        let at = Position { file: None, record: Some(self.n_comments), line: None };
        let Some(content) = html(comment, "content") else {
            let text = "no comment of WordPress; an object with \"content\" was expected".to_owned();
            let error = Error::new(ErrorKind::Syntax(text)).at(at.record, None);
            return self.entries.push(Entry::Problem(error));
        };
        let section = comment.key("post").or_else(|| comment.key("post.ID")).unwrap_or_default();
        let title = comment
            .text("post.title")
            .or_else(|| html(comment.list("_embedded.up").first()?, "title").map(str::to_owned));
        if let Some(title) = title.filter(|_| !self.posts.contains(&section)) {
            self.article(section.clone(), text_of_html(&title).text, String::new());
        }
        let text_at = |path| comment.text(path).unwrap_or_default();
        if let Some(kind) = wordpress::skipped(&text_at("type"), &text_at("status")) {
            return self.entries.push(Entry::Skipped(kind));
        }
        let text = text_of_html(content);
        if text.text.is_empty() {
            return self.entries.push(Entry::Skipped(Skipped::Empty));
        }
        let date_gmt = comment.text("date_gmt").and_then(|date| time::from_utc_text(&date));
        self.entries.push(Entry::Comment(Box::new(CommentEntry {
            section,
            id: comment.key("id").or_else(|| comment.key("ID")),
            parent_id: comment.key("parent").or_else(|| comment.key("parent.ID")).filter(|id| id != "0"),
            author: comment
                .text("author_name")
                .or_else(|| comment.key("author.name"))
                .and_then(|name| author::name(&name)),
            time: date_gmt.or_else(|| time::from_text(&comment.text("date")?)),
            text,
            at,
            ..CommentEntry::default()
        })));
    }

    fn end(&mut self) {
        if let Some(missing) = self.n_found.and_then(|found| found.checked_sub(self.n_comments)).filter(|n| *n > 0) {
            self.entries.push(Entry::Missing(Some(missing)));
        }
    }
}

/// HTML under a key, as it is shown, or itself the value.
fn html<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    let value = value.get(key)?;
    value.as_str().or_else(|| value.get("rendered")?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::{describe, entries};

    const FIXTURE: &[u8] = include_bytes!("../../../tests/fixtures/exports/wordpress-rest.json");

    #[test]
    fn pages_are_read_one_after_the_other() {
        let expected = [
            "article 41: Quay & tram: the vote | ",
            "1. 41/101 < - Ann & Bo 2024-03-01T09:00:00Z: Build it.\n\nThe bus takes an hour.",
            "2. 41/102 < 101 портовый кот 2024-03-01T09:10:00Z: «The bus takes an hour.»\n\nДвадцать минут! 🚋",
            "pingback",
            "comment not approved",
            "5. 41/105 < 102 - 2024-03-01T10:30:00: So it’s “settled”.",
            "spam comment",
            "deleted comment",
            "entry without text",
            "problem: record 9: no comment of WordPress; an object with \"content\" was expected",
            "article 42: The ring road | Again.",
            "10. 42/110 < - slow_lane 2024-03-02T09:00:00Z: No.",
        ];
        let found = entries(&WordPressRest, FIXTURE);
        assert_eq!(describe(&found), expected);
        let all = format!("{found:?}");
        assert!(!all.contains("example.org") && !all.contains("192.0.2.") && !all.contains("Mozilla"));
    }

    #[test]
    fn other_shapes_are_read() {
        let cases: [(&str, &[&str]); 4] = [
            (
                r#"{"found":5,"comments":[{"ID":7,"post":{"ID":3,"title":"A &amp; B","type":"post"},"author":{"name":"ann","email":false},
                   "date":"2024-03-01T10:00:00+01:00","content":"<p>x</p>","status":"approved","type":"comment","parent":{"ID":6}},
                   {"ID":6,"post":{"ID":3,"title":"A"},"content":"y","parent":false}]}"#,
                &["article 3: A & B | ", "1. 3/7 < 6 ann 2024-03-01T09:00:00Z: x", "2. 3/6 < - - -: y", "missing 3"],
            ),
            (
                "{\"id\":1,\"post\":2,\"content\":{\"rendered\":\"x\"}}\n{\"id\":3,\"post\":2,\"content\":{\"rendered\":\"y\"}}",
                &["1. 2/1 < - - -: x", "2. 2/3 < - - -: y"],
            ),
            (
                "[[], [{\"content\":\"x\"}], 7]",
                &[
                    "1. / < - - -: x",
                    "problem: record 2: no comment of WordPress; an object with \"content\" was expected",
                ],
            ),
            ("[]\n[{]", &["problem: line 2: not JSON: key must be a string"]),
        ];
        for (text, expected) in cases {
            assert_eq!(describe(&entries(&WordPressRest, text.as_bytes())), expected, "{text}");
        }
    }

    #[test]
    fn only_answers_look_like_answers() {
        let likeness = |bytes: &[u8]| WordPressRest.likeness(&Start::of(bytes));
        assert_eq!(likeness(FIXTURE), Likeness::Strong);
        assert_eq!(likeness(br#"{"comments":[{"ID":1,"post":{"ID":2},"content":"x"}]}"#), Likeness::Strong);
        assert_eq!(likeness(include_bytes!("../../../tests/fixtures/export.jsonl")), Likeness::None);
        assert_eq!(likeness(include_bytes!("../../../tests/fixtures/exports/reddit.json")), Likeness::None);
    }

    #[test]
    fn nothing_makes_it_panic() {
        for end in (0..FIXTURE.len()).step_by(7) {
            entries(&WordPressRest, &FIXTURE[..end]);
        }
        for open in ["[", "{\"comments\":["] {
            assert_eq!(entries(&WordPressRest, open.repeat(100_000).as_bytes()).len(), 1);
        }
    }
}
