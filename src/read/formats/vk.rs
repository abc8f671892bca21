//! Comments under a post on a wall of VK, as `wall.getComments` gives them.
//!
//! Answers stand in `thread.items` of the comment that began the thread, and name the comment they answer in
//! `reply_to_comment` or as the last of `parents_stack`. Names of authors stand apart, in `profiles` and, for communities,
//! whose ids are negative, in `groups`. Mentions are written `[id1|Name]` and become the name. What `count` and the counts
//! of threads promise beyond the file is missing. Posts (from `wall.getById`) are articles.

use std::collections::HashMap;

use serde_json::Value;

use crate::error::Result;
use crate::read::entry::{CommentEntry, Skipped};
use crate::read::formats::counted::{Counted, missing};
use crate::read::formats::found::Found;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

/// What a mention starts with, before the number.
const MENTIONED: [&str; 5] = ["id", "club", "public", "event", "app"];

/// Reads comments of VK.
pub(super) struct Vk;

impl Reader for Vk {
    fn format(&self) -> Format {
        Format::Vk
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else { return Likeness::None };
        let places = ["", "[].", "items[].", "response.items[].", "[].items[].", "[].response.items[].", "response[]."];
        match outline.has_all_in(&places, &["id", "from_id", "date", "text"]) {
            true => Likeness::Strong,
            false => Likeness::None,
        }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let (found, values) = Found::values(input)?;
        let mut walk = Walk { found, ..Walk::default() };
        // Names may come on another page than the comments.
        let answers: Vec<&Value> = values.iter().flat_map(answers).collect();
        for answer in &answers {
            walk.names(answer);
        }
        for answer in answers {
            walk.answer(answer);
        }
        Ok(walk.into_entries())
    }
}

/// The answers in a saved value, without their frames.
fn answers(value: &Value) -> Vec<&Value> {
    let values = match value {
        Value::Array(values) if values.iter().any(|value| value.at("response").or(value.at("items")).is_some()) => {
            values.iter().collect()
        }
        value => vec![value],
    };
    values.into_iter().map(|value| value.at("response").unwrap_or(value)).collect()
}

#[derive(Default)]
struct Walk {
    found: Found,
    names: HashMap<String, String>,
    /// Comments, by section.
    counts: HashMap<String, Counted>,
    missing_in_threads: u64,
}

impl Walk {
    fn names(&mut self, answer: &Value) {
        for profile in answer.list("profiles") {
            let name = [profile.key("first_name"), profile.key("last_name")]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
            if let (Some(id), false) = (profile.key("id"), name.is_empty()) {
                self.names.insert(id, name);
            }
        }
        for group in answer.list("groups") {
            if let (Some(id), Some(name)) = (group.key("id"), group.key("name")) {
                self.names.insert(format!("-{id}"), name);
            }
        }
    }

    fn answer(&mut self, answer: &Value) {
        let items = match answer {
            Value::Array(items) => items,
            _ if answer.at("items").is_some() => answer.list("items"),
            _ => std::slice::from_ref(answer),
        };
        let total = answer.count("count").unwrap_or(0);
        let mut rest: Vec<(&Value, Option<String>)> = items.iter().rev().map(|item| (item, None)).collect();
        if let Some(first) = items.iter().find(|item| !is_post(item)) {
            self.counts.entry(section(first)).or_default().count(total);
        }
        while let Some((item, above)) = rest.pop() {
            if item.key("id").is_none() {
                self.found.problem(item, "a comment of VK");
            } else if is_post(item) {
                self.found.article(post_of(item, "id"), None, item.text("text").map(|text| without_mentions(&text)));
            } else {
                let answers = item.list("thread.items");
                let in_thread = item.count("thread.count").unwrap_or(0);
                let missing = in_thread.saturating_sub(answers.len() as u64);
                self.missing_in_threads = self.missing_in_threads.saturating_add(missing);
                rest.extend(answers.iter().rev().map(|answer| (answer, item.key("id"))));
                self.comment(item, above);
            }
        }
    }

    fn comment(&mut self, comment: &Value, above: Option<String>) {
        let section = section(comment);
        self.counts.entry(section.clone()).or_default().given += 1;
        if comment.is_true("deleted") || comment.text("deleted").as_deref() == Some("1") {
            return self.found.skipped(Skipped::Deleted);
        }
        let stack = || comment.list("parents_stack").last()?.key("");
        let author = comment.key("from_id").filter(|id| id != "0");
        self.found.comment(CommentEntry {
            section,
            id: comment.key("id"),
            parent_id: comment.key("reply_to_comment").filter(|id| id != "0").or_else(stack).or(above),
            author: author.map(|id| self.names.get(&id).cloned().unwrap_or(id)),
            time: comment.text("date").and_then(|number| time::from_unix(&number)),
            text: without_mentions(&comment.text("text").unwrap_or_default()).into(),
            ..CommentEntry::default()
        });
    }

    /// The count of all may or may not hold answers, so the larger of what both ways of counting miss counts.
    fn into_entries<'a>(mut self) -> Entries<'a> {
        self.found.missing(missing(self.counts.values()).max(self.missing_in_threads));
        self.found.into_entries()
    }
}

fn is_post(item: &Value) -> bool {
    item.at("post_type").is_some() || item.at("comments.count").is_some()
}

/// The post a comment stands under, or that a post is, as in its address: `-1_77`.
fn post_of(item: &Value, key: &str) -> String {
    match (item.key("owner_id"), item.key(key)) {
        (Some(owner), Some(post)) => format!("{owner}_{post}"),
        (None, Some(post)) => post,
        _ => String::new(),
    }
}

fn section(comment: &Value) -> String {
    post_of(comment, "post_id")
}

/// The text with names in place of mentions: `[id1|Anna], yes` becomes `Anna, yes`.
fn without_mentions(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        plain.push_str(&rest[..start]);
        let inside = &rest[start + 1..];
        match mention(inside) {
            Some((name, length)) => {
                plain.push_str(name);
                rest = &inside[length..];
            }
            None => {
                plain.push('[');
                rest = inside;
            }
        }
    }
    plain + rest
}

/// The name in a mention of which the bracket was read, and the length of what follows that.
fn mention(inside: &str) -> Option<(&str, usize)> {
    let digits = MENTIONED.iter().find_map(|kind| inside.strip_prefix(kind))?;
    let after = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    // Old mentions hold the comment too: `id1:bp-77_5|`.
    let address = after.bytes().take(64).position(|byte| byte == b'|')?;
    let is_address = after.len() < digits.len() && (address == 0 || after.starts_with(':'));
    let name = &after[address + 1..];
    let end = name.bytes().take(256).position(|byte| byte == b']')?;
    is_address.then(|| (&name[..end], inside.len() - name.len() + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::entries;
    use crate::read::formats::found::shown;

    const COMMENTS: &[u8] = include_bytes!("../../../tests/fixtures/exports/vk.json");

    #[test]
    fn comments_and_threads_are_read() {
        let found = entries(&Vk, COMMENTS);
        let expected = [
            "-55_700|701|-|Анна Примерова|2022-03-01T10:00:00Z|Каток нужен & точка ⛸️",
            "-55_700|702|701|Boris Example|2022-03-01T10:05:00Z|Анна, а парковка?",
            "-55_700|703|702|Город|2022-03-01T10:10:00Z|Boris, и парковка [план | схема]",
            "-55_700|706|-|777|2022-03-01T10:30:00Z|no name here",
        ];
        assert_eq!(shown::comments(&found), expected);
        let expected =
            ["article -55_700:  / Каток или парковка?", "deleted comment", "entry without text", "missing 3"];
        assert_eq!(shown::others(&found), expected);
    }

    #[test]
    fn counts_beyond_all_reason_are_added() {
        let item = |id: u32| {
            format!(r#"{{"id": {id}, "from_id": 1, "date": 0, "text": "x", "thread": {{"count": {}}}}}"#, u64::MAX)
        };
        let text = format!(r#"{{"items": [{}, {}]}}"#, item(1), item(2));
        assert_eq!(shown::others(&entries(&Vk, text.as_bytes())), [format!("missing {}", u64::MAX)]);
    }

    #[test]
    fn mentions_become_names() {
        let cases = [
            ("[id1|Anna], yes", "Anna, yes"),
            ("[club12|Town] [public3|P] [id5:bp-77_5|Bob]", "Town P Bob"),
            ("[idea|not] [id|x] [id1x|y] [id1] [", "[idea|not] [id|x] [id1x|y] [id1] ["),
            ("[[id1|Ян]]", "[Ян]"),
            ("[id1|", "[id1|"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_mentions(text), expected);
        }
    }

    #[test]
    fn anything_is_borne() {
        shown::bears_anything(&Vk, &[COMMENTS]);
    }
}
