//! Finding the comments of a page, and in each its author, time and text.

use rustc_hash::FxHashMap;
use scraper::{ElementRef, Html, Node};

use crate::read::entry::Text;
use crate::read::formats::dates;
use crate::read::formats::markup::{NodeId, has_class, text_of_element, text_without};
use crate::read::formats::web_page::name;

/// Ids that end in the number of a comment.
const IDS: [&str; 3] = ["comment-", "div-comment-", "li-comment-"];

/// Classes that hold the author, the likeliest first: the name alone, the name in other words, the whole line.
const AUTHORS: [&[&str]; 3] = [
    &["fn"],
    &[
        "comment-author-name",
        "comment-author-link",
        "wp-block-comment-author-name",
        "comment_author",
        "author-name",
        "url",
    ],
    &["comment-author", "comment-by", "commentauthor"],
];

/// Properties, in terms of schema.org, that hold the text, wherever a theme puts it.
const TEXTS: [&str; 2] = ["commentText", "text"];

/// Classes that hold the text and nothing else, and those that hold it with all around it.
const CONTENTS: [&[&str]; 2] = [
    &[
        "comment-content",
        "wp-block-comment-content",
        "comment-text",
        "comment_text",
        "commenttext",
        "comment-entry",
        "commentcontent",
        "comment_content",
        "comment-copy",
    ],
    &["comment-body", "comment_body"],
];

/// Classes that hold the time among other words.
const TIMES: [&str; 13] = [
    "comment-date",
    "comment-time",
    "comment_date",
    "commentmetadata",
    "comment-metadata",
    "comment-meta",
    "comment_meta",
    "comment-permalink",
    "wp-block-comment-date",
    "comment-datetime",
    "datetime",
    "date",
    "ago",
];

/// Classes of what stands in a comment and is none of its text.
const FURNITURE: [&str; 32] = [
    "avatar",
    "children",
    "comment-actions",
    "comment-author",
    "comment-awaiting-moderation",
    "comment-date",
    "comment-datetime",
    "comment-edit-link",
    "comment-footer",
    "comment-header",
    "comment-likes",
    "comment-meta",
    "comment-metadata",
    "comment-notes",
    "comment-reply",
    "comment-reply-link",
    "comment-respond",
    "comment_edit",
    "comment_meta",
    "comment_reply",
    "commentmetadata",
    "datetime",
    "edit-link",
    "floor",
    "in-reply-to",
    "reply",
    "says",
    "screen-reader-text",
    "sharedaddy",
    "vcard",
    "wp-block-comment-edit-link",
    "wp-block-comment-reply-link",
];

/// Classes of what stands in the line of the author and is none of the name.
const NOT_AUTHOR: [&str; 6] = ["says", "comment-meta", "commentmetadata", "comment-date", "datetime", "floor"];

/// A comment of the page.
pub(super) struct Found {
    /// Its number in WordPress.
    pub id: String,
    /// The comment it is nested in, by index.
    pub nested_in: Option<usize>,
    /// Levels down, from 0.
    pub depth: usize,
    /// Number of the comment that a link of it says it answers.
    pub linked: Option<String>,
    pub author: Option<String>,
    pub time: Option<String>,
    pub text: Text,
    pub is_pingback: bool,
    pub is_awaiting: bool,
}

/// Where the parts of a comment stand, each with its rank, the lowest the best.
struct Parts<'a> {
    id: String,
    root: ElementRef<'a>,
    nested_in: Option<usize>,
    depth: usize,
    author: Option<(usize, ElementRef<'a>)>,
    content: Option<(usize, ElementRef<'a>)>,
    time: Option<(usize, String)>,
    linked: Option<String>,
    is_awaiting: bool,
}

/// The comments in the order of the page.
pub(super) fn comments(html: &Html) -> Vec<Found> {
    let (mut comments, roots) = roots(html);
    for element in html.root_element().descendants().filter_map(ElementRef::wrap) {
        if is_telling(element)
            && let Some(owner) = owner(element, &roots)
            && let Some(parts) = comments.get_mut(owner)
        {
            note(parts, element);
        }
    }
    comments.into_iter().map(|parts| found(parts, &roots)).collect()
}

/// The elements that hold one comment and its answers.
fn roots(html: &Html) -> (Vec<Parts<'_>>, FxHashMap<NodeId, usize>) {
    let mut comments: Vec<Parts> = Vec::new();
    let mut roots = FxHashMap::default();
    let mut seen = rustc_hash::FxHashSet::default();
    for element in html.root_element().descendants().filter_map(ElementRef::wrap) {
        let Some(id) = number(element).filter(|id| !seen.contains(*id)) else { continue };
        seen.insert(id);
        let root = whole(element);
        if roots.contains_key(&root.id()) {
            continue;
        }
        let nested_in = root.parent().and_then(ElementRef::wrap).and_then(|parent| owner(parent, &roots));
        let depth = nested_in.and_then(|parent| comments.get(parent)).map_or(0, |parent| parent.depth + 1);
        roots.insert(root.id(), comments.len());
        comments.push(Parts {
            id: id.to_owned(),
            root,
            nested_in,
            depth,
            author: None,
            content: None,
            time: None,
            linked: None,
            is_awaiting: has_class(root, "unapproved"),
        });
    }
    (comments, roots)
}

/// The number in an element's id, if it is a comment's.
fn number(element: ElementRef<'_>) -> Option<&str> {
    let id = element.value().id()?;
    let number = IDS.iter().find_map(|start| id.strip_prefix(start))?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// The element that holds the whole comment: some themes give the number to what stands in it, beside the answers.
fn whole(element: ElementRef<'_>) -> ElementRef<'_> {
    let Some(parent) = element.parent().and_then(ElementRef::wrap) else { return element };
    let is_comment = ["comment", "pingback", "trackback"].iter().any(|class| has_class(parent, class));
    let is_whole =
        number(parent).is_none() && (parent.value().name() == "li" && is_comment || element.value().name() == "a");
    if is_whole { parent } else { element }
}

/// The comment that an element stands in. No more than the bound on nesting is climbed.
fn owner(element: ElementRef, roots: &FxHashMap<NodeId, usize>) -> Option<usize> {
    roots.get(&element.id()).or_else(|| element.ancestors().find_map(|node| roots.get(&node.id()))).copied()
}

/// Whether an element may say something of a comment.
fn is_telling(element: ElementRef) -> bool {
    let value = element.value();
    matches!(value.name(), "time" | "a") || value.attr("class").or(value.attr("itemprop")).is_some()
}

/// The lowest rank of a class of the element.
fn rank(element: ElementRef, ranks: &[&[&str]]) -> Option<usize> {
    ranks.iter().position(|names| element.value().classes().any(|class| names.contains(&class)))
}

fn better<T>(old: &Option<(usize, T)>, rank: usize) -> bool {
    old.as_ref().is_none_or(|(old, _)| rank < *old)
}

fn note<'a>(parts: &mut Parts<'a>, element: ElementRef<'a>) {
    let value = element.value();
    if let Some(rank) = rank(element, &AUTHORS).filter(|rank| better(&parts.author, *rank)) {
        parts.author = Some((rank, element));
    }
    let is_text = value.attr("itemprop").is_some_and(|property| TEXTS.contains(&property));
    let content = if is_text { Some(0) } else { rank(element, &CONTENTS).map(|rank| rank + 1) };
    if let Some(rank) = content.filter(|rank| better(&parts.content, *rank)) {
        parts.content = Some((rank, element));
    }
    if value.name() == "time" && better(&parts.time, 0) {
        let time = value.attr("datetime").and_then(dates::from_words);
        let time = time.or_else(|| dates::from_words(&text_of_element(element).text));
        parts.time = time.map(|time| (0, time)).or(parts.time.take());
    } else if better(&parts.time, 1) && value.classes().any(|class| TIMES.contains(&class)) {
        parts.time = printed_time(element).map(|time| (1, time)).or(parts.time.take());
    }
    parts.is_awaiting |= has_class(element, "comment-awaiting-moderation");
    if value.name() == "a" && parts.linked.is_none() {
        parts.linked = linked(element, &parts.id).map(str::to_owned);
    }
}

/// The first of the pieces of text below an element, and of its whole text, that is a date.
fn printed_time(element: ElementRef) -> Option<String> {
    let pieces = element.text().take(20).find_map(dates::from_words);
    pieces.or_else(|| dates::from_words(&text_of_element(element).text))
}

/// The number of another comment that a link says is answered: it is marked so, or written `@Name`, or stands after `in
/// reply to`.
fn linked<'a>(link: ElementRef<'a>, own: &str) -> Option<&'a str> {
    let (_, number) = link.value().attr("href")?.rsplit_once("#comment-")?;
    if number.is_empty() || number == own || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let parent = link.parent().and_then(ElementRef::wrap);
    let is_marked = |element: ElementRef| {
        element
            .value()
            .classes()
            .any(|class| ["in-reply-to", "comment-parent", "reply-to", "replied-to"].contains(&class))
    };
    let says = |text: &str| text.trim().to_lowercase().ends_with("in reply to");
    let before = link.prev_sibling().and_then(|node| match node.value() {
        Node::Text(text) => Some(says(text)),
        _ => None,
    });
    let words = link.text().next().unwrap_or("").trim_start().to_lowercase();
    let is_answer = is_marked(link)
        || parent.is_some_and(is_marked)
        || before == Some(true)
        || words.starts_with('@')
        || words.starts_with("in reply to");
    is_answer.then_some(number)
}

fn found(parts: Parts, roots: &FxHashMap<NodeId, usize>) -> Found {
    let author_id = parts.author.map(|(_, author)| author.id());
    let left_out = |element: ElementRef| {
        roots.contains_key(&element.id())
            || author_id == Some(element.id())
            || element.value().id() == Some("respond")
            || element.value().classes().any(|class| FURNITURE.contains(&class))
    };
    let body = parts.content.map_or(parts.root, |(_, body)| body);
    let text = text_without(body, &left_out);
    let author = parts.author.and_then(|(_, element)| author(element));
    let is_ping = |class: &str| class == "pingback" || class == "trackback";
    let starts_so = ["Pingback:", "Trackback:"].iter().any(|start| text.text.starts_with(start));
    Found {
        is_pingback: parts.root.value().classes().any(is_ping) || author.is_none() && starts_so,
        id: parts.id,
        nested_in: parts.nested_in,
        depth: parts.depth,
        linked: parts.linked,
        author,
        time: parts.time.map(|(_, time)| time),
        text,
        is_awaiting: parts.is_awaiting,
    }
}

/// The name in an element, without `says:` after it.
fn author(element: ElementRef) -> Option<String> {
    let is_other = |element: ElementRef| NOT_AUTHOR.iter().any(|class| has_class(element, class));
    let shown = text_without(element, &is_other).text;
    let shown = shown.trim();
    let shown = ["says:", "said:", "wrote:"].iter().find_map(|end| shown.strip_suffix(end)).unwrap_or(shown);
    name(shown)
}
