//! Descriptions in JSON-LD: `<script type="application/ld+json">`.

use scraper::Html;
use serde_json::Value;

use super::{Described, Item, is_article, is_comment, type_name};
use crate::read::formats::markup::text_of_html;
use crate::read::formats::web_page::parsed;
use crate::read::json::{self, Look};

/// Keys below which comments, articles and lists of them stand.
const KEYS: [&str; 9] = [
    "@graph",
    "acceptedAnswer",
    "suggestedAnswer",
    "comment",
    "comments",
    "mainEntity",
    "itemListElement",
    "hasPart",
    "item",
];

/// What the scripts of a page describe. A script that is no JSON is a problem only if it speaks of comments.
pub(super) fn described(html: &Html) -> Described {
    let mut described = Described::default();
    for script in html.select(&parsed("script[type]")) {
        let type_ = script.value().attr("type").unwrap_or("").trim();
        if !type_.to_ascii_lowercase().starts_with("application/ld+json") {
            continue;
        }
        let text: String = script.text().collect();
        match json::parse(unwrapped(&text)) {
            Ok(value) => add(&mut described, &value),
            Err(error) if text.to_ascii_lowercase().contains("\"comment\"") => described.problems.push(error),
            Err(_) => {}
        }
    }
    described
}

/// The JSON in a script, without the comment marks that old pages hide it behind.
fn unwrapped(text: &str) -> &str {
    let text = text.trim();
    let text = ["<!--", "//<![CDATA[", "/*<![CDATA[*/"].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
    ["//-->", "-->", "//]]>", "/*]]>*/"].iter().find_map(|mark| text.strip_suffix(mark)).unwrap_or(text).trim()
}

/// Walks a value in its order, with a stack of what is still to be seen and the comment that it is nested in.
fn add(described: &mut Described, value: &Value) {
    let mut stack = vec![(value, None)];
    while let Some((value, above)) = stack.pop() {
        if let Value::Array(values) = value {
            stack.extend(values.iter().rev().map(|value| (value, above)));
            continue;
        }
        // Questions that a site asks and answers itself.
        if has_type(value, |type_| type_name(type_) == "faqpage") {
            continue;
        }
        let mut nested_in = above;
        if has_type(value, is_comment) {
            nested_in = Some(described.comments.len());
            described.comments.push(Item { nested_in: above, ..item(value) });
        } else if has_type(value, is_article) {
            let headline = value.text("headline").or_else(|| value.text("name"));
            described.title = described.title.take().or(headline.map(|title| text_of_html(&title).text));
            // A posting in a forum and a question have a text instead.
            let body = value.text("articleBody").or_else(|| value.text("text"));
            described.body = described.body.take().or(body.map(|body| text_of_html(&body)));
            described.total = described.total.or(value.text("commentCount").and_then(|total| total.parse().ok()));
        }
        stack.extend(KEYS.iter().rev().filter_map(|key| value.get(key)).map(|below| (below, nested_in)));
    }
}

/// Whether one of the types of an object is such.
fn has_type(value: &Value, is_such: fn(&str) -> bool) -> bool {
    match value.get("@type") {
        Some(Value::String(type_)) => is_such(type_),
        Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).any(is_such),
        _ => false,
    }
}

fn item(value: &Value) -> Item {
    let texts = ["text", "commentText", "description", "articleBody"];
    let times = ["dateCreated", "datePublished", "commentTime", "uploadDate"];
    Item {
        id: id(value),
        parent: value.at("parentItem").filter(|parent| !has_type(parent, is_article)).and_then(reference),
        nested_in: None,
        author: author(value.at("author").or_else(|| value.at("creator"))),
        time: times.iter().find_map(|key| value.text(key)),
        text: texts.iter().find_map(|key| value.text(key)).map(|text| text_of_html(&text)).unwrap_or_default(),
    }
}

fn id(value: &Value) -> Option<String> {
    ["@id", "identifier", "url"].iter().find_map(|key| value.text(key))
}

/// What a parent is called: an address, or the id of an object.
fn reference(value: &Value) -> Option<String> {
    value.text("").or_else(|| id(value))
}

/// The name of an author, who is an object, a list of them or a plain name.
fn author(value: Option<&Value>) -> Option<String> {
    let value = value?;
    let value = value.as_array().map_or(Some(value), |authors| authors.first())?;
    let name = value.text("").or_else(|| value.text("name"))?;
    Some(text_of_html(&name).text)
}
