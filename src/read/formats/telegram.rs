//! Telegram Desktop's export of one chat or of all: `result.json`.
//!
//! A chat is a section. In the discussion group of a channel, Telegram itself forwards each post of the channel into the
//! group, in the channel's name; such a post is an article, and what answers it, directly or through other messages, is its
//! section. Messages that lead to no post stay in the section of the chat. So a file of one ordinary chat is one section
//! without an article, and the messages of a channel exported by itself are read as comments.
//!
//! The text is a string, or an array of strings and of objects with a type. Pieces of type `blockquote` are quoted. A
//! message forwarded from elsewhere is quoted as a whole: it is not the voice of who forwards it. Pictures and the like
//! without a caption have no text. Contacts, sessions and addresses, which the export of an account holds too, are
//! not looked at.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::error::Result;
use crate::read::entry::{CommentEntry, Skipped, Text};
use crate::read::formats::found::Found;
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::Look;
use crate::read::start::Start;
use crate::read::{ReadParams, time};

/// Reads exports of Telegram Desktop.
pub(super) struct Telegram;

impl Reader for Telegram {
    fn format(&self) -> Format {
        Format::Telegram
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some(outline) = start.json() else { return Likeness::None };
        let is_chat = outline.has_all(&["type", "id", "messages[].type", "messages[].date", "messages[].text"]);
        // The export of an account starts with what is not read here, and that may be long.
        let is_account = outline.has("chats.list[].messages") || outline.has_all(&["about", "personal_information"]);
        if is_chat || is_account { Likeness::Strong } else { Likeness::None }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        let document = input.into_document()?;
        let mut found = Found::default();
        found.extend(document.warning);
        let values = found.parsed(&with_valid_escapes(document.text));
        let mut chats = Vec::new();
        for value in &values {
            let before = chats.len();
            chats.extend(["chats.list", "left_chats.list"].iter().flat_map(|path| value.list(path)));
            if value.at("messages").is_some() {
                chats.push(value);
            }
            if chats.len() == before {
                found.problem(value, "a chat with messages, as Telegram Desktop exports it,");
            }
        }
        let is_one = chats.len() == 1;
        for chat in chats {
            let section = if is_one { String::new() } else { chat.key("id").or(chat.key("name")).unwrap_or_default() };
            Chat::of(chat, section).read(&mut found);
        }
        Ok(found.into_entries())
    }
}

/// Control characters come as `\x1F`, which is no JSON; here they become `\u001F`.
fn with_valid_escapes(text: String) -> String {
    if !text.contains("\\x") {
        return text;
    }
    let mut valid = String::with_capacity(text.len() + 64);
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\\') {
        let escaped = rest[at + 1..].chars().next();
        valid.push_str(&rest[..at]);
        valid.push_str(if escaped == Some('x') { "\\u00" } else { "\\" });
        rest = &rest[at + 1..];
        match escaped {
            Some('x') => rest = &rest[1..],
            Some(c) => {
                valid.push(c);
                rest = &rest[c.len_utf8()..];
            }
            None => {}
        }
    }
    valid.push_str(rest);
    valid
}

/// A chat, and which of its messages are posts of a channel.
struct Chat<'a> {
    section: String,
    messages: &'a [Value],
    /// Ids of posts, and of the messages that lead to each.
    posts: HashSet<String>,
    post_of: HashMap<String, String>,
}

impl<'a> Chat<'a> {
    fn of(chat: &'a Value, section: String) -> Self {
        let messages = chat.list("messages");
        let mut posts = HashSet::new();
        let mut answered = HashMap::new();
        for message in messages {
            let Some(id) = message.key("id") else { continue };
            if is_post(message) {
                posts.insert(id);
            } else if let Some(parent) = parent(message) {
                answered.insert(id, parent);
            }
        }
        let mut post_of = HashMap::new();
        for id in answered.keys() {
            // Up to a post or to what is known; then all on the way know it too.
            let (mut way, mut at) = (Vec::new(), id);
            let mut seen = HashSet::new();
            let post = loop {
                if posts.contains(at) {
                    break Some(at.clone());
                }
                if let Some(known) = post_of.get(at) {
                    break Option::clone(known);
                }
                if !seen.insert(at) {
                    break None;
                }
                way.push(at);
                match answered.get(at) {
                    Some(parent) => at = parent,
                    None => break None,
                }
            };
            post_of.extend(way.into_iter().map(|id| (id.clone(), post.clone())));
        }
        let post_of = post_of.into_iter().filter_map(|(id, post)| Some((id, post?))).collect();
        Self { section, messages, posts, post_of }
    }

    fn read(&self, found: &mut Found) {
        for message in self.messages {
            if !message.is_object() {
                found.problem(message, "a message");
                continue;
            }
            match message.text("type").as_deref() {
                Some("service") => found.skipped(Skipped::Service),
                Some("unsupported") => found.skipped(Skipped::Empty),
                _ if is_post(message) => {
                    let text = text(message).text;
                    let id = message.key("id").unwrap_or_default();
                    found.article(self.of_post(&id), None, (!text.is_empty()).then_some(text));
                }
                _ => found.comment(self.comment(message)),
            }
        }
    }

    fn comment(&self, message: &Value) -> CommentEntry {
        let id = message.key("id");
        let post = id.as_ref().and_then(|id| self.post_of.get(id));
        let unix = message.text("date_unixtime").and_then(|number| time::from_unix(&number));
        let mut text = text(message);
        if message.at("forwarded_from").is_some() && !text.text.is_empty() {
            text.quoted.clear();
            text.quoted.push(0..text.text.len());
        }
        CommentEntry {
            section: post.map_or_else(|| self.section.clone(), |post| self.of_post(post)),
            id,
            parent_id: parent(message).filter(|parent| !self.posts.contains(parent)),
            // The account of somebody who left has no name, but still an id.
            author: message.key("from").or_else(|| message.key("from_id")),
            time: unix.or_else(|| message.text("date").and_then(|text| time::from_text(&text))),
            text,
            ..CommentEntry::default()
        }
    }

    /// The section of a post.
    fn of_post(&self, id: &str) -> String {
        if self.section.is_empty() { id.to_owned() } else { format!("{}/{id}", self.section) }
    }
}

/// Whether a message is a post that Telegram forwarded from the channel into its group: the channel's own name stands
/// for who wrote it and for where it is from.
fn is_post(message: &Value) -> bool {
    let from = message.key("from");
    let is_channel = message.key("from_id").is_some_and(|id| id.starts_with("channel"));
    is_channel && from.is_some() && from == message.key("forwarded_from")
}

/// The message answered, if it is one of the same chat.
fn parent(message: &Value) -> Option<String> {
    message.key("reply_to_message_id").filter(|_| message.at("reply_to_peer_id").is_none())
}

fn text(message: &Value) -> Text {
    let pieces = match message.at("text") {
        Some(Value::String(text)) => return text.trim().to_owned().into(),
        Some(Value::Array(pieces)) => pieces.as_slice(),
        _ => message.list("text_entities"),
    };
    let mut text = Text::default();
    for piece in pieces {
        let start = text.text.len();
        let (words, kind) = match piece {
            Value::String(words) => (words.as_str(), None),
            _ => (piece.at("text").and_then(Value::as_str).unwrap_or(""), piece.text("type")),
        };
        text.text.push_str(words);
        if kind.as_deref() == Some("blockquote") && !words.is_empty() {
            text.quoted.push(start..text.text.len());
        }
    }
    trimmed(text)
}

/// The text without white space round it.
fn trimmed(mut text: Text) -> Text {
    let end = text.text.trim_end().len();
    let start = text.text.len() - text.text.trim_start().len();
    if start >= end {
        return Text::default();
    }
    text.text.truncate(end);
    text.text.drain(..start);
    let inside = |at: usize| at.clamp(start, end) - start;
    text.quoted = text.quoted.into_iter().map(|range| inside(range.start)..inside(range.end)).collect();
    text.quoted.retain(|range| !range.is_empty());
    text
}

#[cfg(test)]
mod tests;
