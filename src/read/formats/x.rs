//! X, once Twitter: answers of its API in version 2 and in version 1.1, and the archive of an account.
//!
//! Version 2 gives each comment its conversation, which is its section; the post that began it is the article if the file
//! has answers to it, else a comment like others, in the section without a name. Names of authors stand apart, in
//! `includes.users`. Version 1.1 knows only what a comment answers directly, so a file of it is one section. The archive
//! (`tweets.js`) holds the same objects, without their author, in a script: `window.YTD.tweets.part0 = [`, before 2018
//! `Grailbird.data.tweets_2012_05 =`.
//!
//! The text has entities for `&`, `<` and `>`. A repost (`RT @`) is not the voice of who reposts it, and is left out. Names
//! at the start of an answer stay.

mod conversations;

use serde_json::Value;

use crate::error::Result;
use crate::read::entities::decoded;
use crate::read::entry::{CommentEntry, Skipped};
use crate::read::formats::found::Found;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

use conversations::Conversations;

/// How the scripts of an archive start.
const SCRIPTS: [&str; 2] = ["window.YTD.", "Grailbird.data."];

/// Reads X.
pub(super) struct X;

impl Reader for X {
    fn format(&self) -> Format {
        Format::X
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let text = start.text.trim_start();
        if SCRIPTS.iter().any(|script| text.starts_with(script)) {
            // Of the files of an archive only some hold posts: likes, followers and addresses are others.
            let name = text.split('=').next().unwrap_or("");
            return if name.contains("tweet") { Likeness::Strong } else { Likeness::None };
        }
        let Some(outline) = start.json() else { return Likeness::None };
        let places = ["", "[].", "data.", "data[].", "[].data[].", "statuses[].", "tweet.", "[].tweet."];
        let marks: [&[&str]; 4] = [
            &["text", "edit_history_tweet_ids"],
            &["text", "author_id", "conversation_id"],
            &["id_str", "full_text"],
            &["id_str", "text", "user.screen_name"],
        ];
        let answers: [&[&str]; 2] = [
            &["data[].text", "data[].author_id", "includes.users[].username"],
            // Nothing but what is always given, as before posts could be edited.
            &["data[].id", "data[].text", "meta.newest_id", "meta.result_count"],
        ];
        let is_answer = answers.iter().any(|keys| outline.has_all_in(&["", "[]."], keys));
        let is_known = marks.iter().any(|keys| outline.has_all_in(&places, keys)) || is_answer;
        if is_known { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let document = input.into_document()?;
        let mut found = Found::default();
        found.extend(document.warning);
        let values = found.parsed(&without_scripts(document.text));
        let mut conversations = Conversations::default();
        let mut rest: Vec<&Value> = values.iter().rev().collect();
        while let Some(value) = rest.pop() {
            let inner = ["data", "statuses", "tweet"].iter().find_map(|key| value.get(key));
            if let Value::Array(values) = value {
                rest.extend(values.iter().rev());
            } else if let Some(inner @ (Value::Array(_) | Value::Object(_))) = inner {
                conversations.include(value);
                rest.push(inner);
            } else if value.at("meta.result_count").is_some() {
                // An answer without results.
            } else if ["text", "full_text", "delete"].iter().any(|key| value.at(key).is_some()) {
                conversations.add(value);
            } else {
                found.problem(value, "a post of X, with its id and text,");
            }
        }
        conversations.read(&mut found);
        Ok(found.into_entries())
    }
}

/// The text of an archive without the names of variables that its parts are put into.
fn without_scripts(text: String) -> String {
    if !SCRIPTS.iter().any(|script| text.contains(script)) {
        return text;
    }
    let mut json = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let is_script = SCRIPTS.iter().any(|script| line.trim_start().starts_with(script));
        let line = line.split_once('=').filter(|_| is_script).map_or(line, |(_, value)| value);
        // A part may end as a statement does.
        match line.trim_end().strip_suffix(';') {
            Some(statement) if statement.ends_with(']') || statement.is_empty() => {
                json.push_str(statement);
                json.push('\n');
            }
            _ => json.push_str(line),
        }
    }
    json
}

/// A post of version 1.1 as a comment.
fn of_version_1(post: &Value, found: &mut Found) {
    let text =
        ["extended_tweet.full_text", "full_text", "text"].iter().find_map(|key| post.text(key)).unwrap_or_default();
    if post.at("retweeted_status").is_some() || is_repost(&text) {
        return found.skipped(Skipped::Other);
    }
    if post.text("deleted_at").is_some() || post.at("delete").is_some() {
        return found.skipped(Skipped::Deleted);
    }
    let id = |key: &str| post.key(&format!("{key}_str")).or_else(|| post.key(key));
    found.comment(CommentEntry {
        id: id("id"),
        parent_id: id("in_reply_to_status_id"),
        author: post.key("user.screen_name"),
        time: post.text("created_at").and_then(|text| time::from_text(&text)),
        text: decoded(&text).into_owned().into(),
        ..CommentEntry::default()
    });
}

fn is_repost(text: &str) -> bool {
    text.starts_with("RT @")
}

#[cfg(test)]
mod tests;
