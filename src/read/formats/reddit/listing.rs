//! Answers of Reddit's interface: listings of things, replies nested in what they answer.
//!
//! `/comments/ID.json` is an array of two listings, the post and its comments. `replies` is a listing or `""`. A thing of
//! the kind `more` stands for comments that were not loaded. Read as well: one listing alone, several answers in one
//! file, the flat `json.data.things` of `/api/morechildren`, and arrays of bare things, alone or under `data`, as archives
//! of Reddit answer.

use std::collections::HashSet;

use serde_json::Value;

use super::{Thing, without_kind};
use crate::error::{Error, ErrorKind, Position, Result};
use crate::read::ReadParams;
use crate::read::entry::Entry;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::{Look, parse_all};
use crate::read::start::Start;

/// Answers of Reddit's interface.
pub(in crate::read) struct Reddit;

impl Reader for Reddit {
    fn format(&self) -> Format {
        Format::Reddit
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else {
            return Likeness::None;
        };
        let marks: [&[&str]; 5] = [
            &["[].kind", "[].data.children[].kind", "[].data.children[].data"],
            &["kind", "data.children[].kind", "data.children[].data"],
            &["json.data.things[].kind", "json.data.things[].data"],
            &["data[].body", "data[].link_id", "data[].parent_id"],
            &["[].body", "[].link_id", "[].parent_id"],
        ];
        if marks.iter().any(|paths| outline.has_all(paths)) { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let document = input.into_document()?;
        let mut walk = Walk::default();
        walk.entries.extend(document.warning);
        for answer in parse_all(&document.text) {
            match answer {
                Ok(answer) => walk.answer(&answer),
                Err(error) => walk.entries.push(Entry::Problem(error)),
            }
        }
        Ok(Box::new(walk.entries.into_iter()))
    }
}

/// Goes through answers, a comment before its replies.
#[derive(Default)]
struct Walk {
    entries: Vec<Entry>,
    /// Comments so far.
    n_comments: u64,
    /// Posts whose article is known.
    posts: HashSet<String>,
    /// The last post, for comments that do not say theirs.
    post: Option<String>,
}

impl Walk {
    fn answer(&mut self, answer: &Value) {
        let mut left = vec![answer];
        while let Some(value) = left.pop() {
            let data = value.get("data").unwrap_or(value);
            match value.text("kind").as_deref() {
                _ if value.is_array() => left.extend(value.list("").iter().rev()),
                Some("t1") => {
                    self.comment(data);
                    left.extend(data.get("replies").filter(|replies| replies.is_object()));
                }
                Some("t3") => self.post(data),
                Some("more") => {
                    let count = data.count("count").filter(|count| *count > 0);
                    self.entries.push(Entry::Missing(count));
                }
                Some("Listing") => left.extend(data.list("children").iter().rev()),
                Some(_) => {}
                None if value.at("json.data.things").is_some() => {
                    left.extend(value.list("json.data.things").iter().rev())
                }
                None if data.is_array() => left.push(data),
                None if data.get("body").is_some() => self.comment(data),
                None if data.get("title").is_some() => self.post(data),
                None => self.problem(value),
            }
        }
    }

    fn post(&mut self, data: &Value) {
        let thing = thing(data);
        self.post = thing.id.as_deref().map(|id| without_kind(id).to_owned());
        self.posts.extend(self.post.clone());
        self.entries.push(thing.into_article());
    }

    fn comment(&mut self, data: &Value) {
        self.n_comments += 1;
        let at = Position { file: None, record: Some(self.n_comments), line: None };
        if !data.get("body").is_some_and(Value::is_string) {
            let text = "a comment without a text; \"body\" was expected, with the comment in Markdown".to_owned();
            let error = Error::new(ErrorKind::Syntax(text)).at(at.record, None);
            return self.entries.push(Entry::Problem(error));
        }
        let mut thing = thing(data);
        thing.link_id = thing.link_id.or_else(|| self.post.clone());
        // Comments of one user or of a search bring the titles of their posts along.
        if let (Some(link), Some(title)) = (&thing.link_id, data.text("link_title")) {
            let post = without_kind(link).to_owned();
            if self.posts.insert(post.clone()) {
                let article = Thing { id: Some(post), title: Some(title), ..Thing::default() };
                self.entries.push(article.into_article());
            }
        }
        self.entries.push(thing.into_comment(at));
    }

    fn problem(&mut self, value: &Value) {
        // Two empty values are no wonder: a post without comments, a search that found nothing.
        if value.as_object().is_some_and(|object| !object.is_empty()) {
            let keys = value.as_object().into_iter().flat_map(|object| object.keys()).take(5).cloned();
            let keys = keys.collect::<Vec<_>>().join(", ");
            let text = format!("an object with {keys}, where a listing, comment or post of Reddit was expected");
            self.entries.push(Entry::Problem(Error::new(ErrorKind::Syntax(text))));
        }
    }
}

/// The fields of a thing.
fn thing(data: &Value) -> Thing {
    Thing {
        id: data.key("id").or_else(|| data.key("name")),
        parent_id: data.key("parent_id"),
        link_id: data.key("link_id"),
        author: data.key("author"),
        created_utc: data.text("created_utc"),
        // White space at the start of a text has a meaning in Markdown.
        body: data.get("body").and_then(Value::as_str).map(str::to_owned),
        title: data.text("title"),
        selftext: data.get("selftext").and_then(Value::as_str).map(str::to_owned),
        was_deleted_later: data.is_true("_meta.was_deleted_later"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::{describe, entries};

    const FIXTURE: &[u8] = include_bytes!("../../../../tests/fixtures/exports/reddit.json");

    #[test]
    fn an_answer_is_read_with_its_thread() {
        let expected = [
            "article 1b2tram: Council votes on the tram & the old quay | The vote is on Monday.\n\nSo far six of eleven are for it.",
            "1. 1b2tram/ka1 < - gullfeather 2024-03-01T09:00:00Z: Build it. The bus takes an hour, and the study says so.",
            "2. 1b2tram/kb1 < ka1 - 2024-03-01T09:10:00Z: «The bus takes an hour»\n\nIt takes twenty minutes. Liar Optimist! 🚋",
            "3. 1b2tram/kc1 < kb1 gullfeather 2024-03-01T09:20:00Z: At night it does not run at all. That is the whole point.",
            "missing 3",
            "deleted comment",
            "5. 1b2tram/kc9 < kb2 портовый_кот 2024-03-01T09:30:00Z: Зря удалили, он был прав: Q&A ничего не дало.",
            "missing",
            "deleted comment",
            "entry without text",
            "missing 1204",
        ];
        assert_eq!(describe(&entries(&Reddit, FIXTURE)), expected);
    }

    #[test]
    fn answers_of_other_shapes_are_read() {
        let cases: [(&str, &[&str]); 8] = [
            // The comments of one user, each under a post of its own.
            (
                r#"{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"a","parent_id":"t3_p","link_id":"t3_p",
                   "link_title":"P &amp; Q","body":"x","author":"ann"}},{"kind":"t5","data":{}}]}}"#,
                &["article p: P & Q | ", "1. p/a < - ann -: x"],
            ),
            (
                r#"{"json":{"errors":[],"data":{"things":[{"kind":"t1","data":{"name":"t1_b","parent_id":"t1_a","body":"y"}},
                   {"kind":"more","data":{"count":"2"}}]}}}"#,
                &["1. /b < a - -: y", "missing 2"],
            ),
            (
                r#"{"data":[{"id":"b","parent_id":"t1_a","link_id":"t3_p","body":"y","created_utc":1709283600}]}"#,
                &["1. p/b < a - 2024-03-01T09:00:00Z: y"],
            ),
            (
                "[{\"kind\":\"Listing\",\"data\":{\"children\":[]}}]\n{\"kind\":\"t1\",\"data\":{\"id\":\"c\",\"body\":\"z\"}}\n",
                &["1. /c < - - -: z"],
            ),
            (
                r#"{"kind":"t1","data":{"id":"c","body":{"not":"text"}}}"#,
                &["problem: record 1: a comment without a text; \"body\" was expected, with the comment in Markdown"],
            ),
            (
                r#"[{"error":404,"message":"Not Found"}]"#,
                &["problem: an object with error, message, where a listing, comment or post of Reddit was expected"],
            ),
            ("[]{}[[]]", &[]),
            ("[{\"kind\":\"Listing\"}]\n[{\"kind\": oops}]", &["problem: line 2: not JSON: expected value"]),
        ];
        for (text, expected) in cases {
            assert_eq!(describe(&entries(&Reddit, text.as_bytes())), expected, "{text}");
        }
    }

    #[test]
    fn only_answers_look_like_answers() {
        let likeness = |bytes| Reddit.likeness(&Start::of(bytes));
        assert_eq!(likeness(FIXTURE), Likeness::Strong);
        assert_eq!(likeness(include_bytes!("../../../../tests/fixtures/export.jsonl")), Likeness::None);
        assert_eq!(likeness(include_bytes!("../../../../tests/fixtures/exports/reddit-dump.ndjson")), Likeness::None);
    }

    #[test]
    fn nothing_makes_it_panic() {
        for end in (0..FIXTURE.len()).step_by(7) {
            entries(&Reddit, &FIXTURE[..end]);
        }
        let replies = r#"{"kind":"t1","data":{"body":"x","replies":{"kind":"Listing","data":{"children":["#;
        for levels in [50, 100_000] {
            entries(&Reddit, replies.repeat(levels).as_bytes());
            entries(&Reddit, format!("{}{}", replies.repeat(levels), "]}}}}".repeat(levels)).as_bytes());
        }
        let deep = entries(&Reddit, format!("{}{}", replies.repeat(150), "]}}}}".repeat(150)).as_bytes());
        assert_eq!(deep.len(), 150);
    }
}
