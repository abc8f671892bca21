//! Descriptions in microdata: `itemscope`, `itemtype` and `itemprop` on the elements of a page.

use rustc_hash::FxHashMap;
use scraper::{ElementRef, Html};

use super::{Described, Item, is_article, is_comment, type_name};
use crate::read::formats::markup::{NodeId, text_of_element, text_without};

/// What an element with `itemtype` describes.
#[derive(Clone, Copy)]
enum Scope {
    Comment(usize),
    Article,
    /// A person or anything else, within a comment or not.
    Other(Option<usize>),
}

/// What the elements of a page describe.
pub(super) fn described(html: &Html) -> Described {
    let mut described = Described::default();
    let mut scopes: FxHashMap<NodeId, Scope> = FxHashMap::default();
    for element in html.root_element().descendants().filter_map(ElementRef::wrap) {
        let around = around(element, &scopes);
        for property in element.value().attr("itemprop").unwrap_or("").split_ascii_whitespace() {
            note(&mut described, element, property, around);
        }
        if element.value().attr("itemscope").is_some() || element.value().attr("itemtype").is_some() {
            let type_ = element.value().attr("itemtype").unwrap_or("");
            let scope = match around {
                _ if is_comment(type_) => {
                    let nested_in = comment(around);
                    let id = element.value().attr("itemid").or(element.value().id()).map(str::to_owned);
                    described.comments.push(Item { id, nested_in, ..Item::default() });
                    Scope::Comment(described.comments.len() - 1)
                }
                _ if is_article(type_) => Scope::Article,
                around => Scope::Other(comment(around)),
            };
            scopes.insert(element.id(), scope);
        }
    }
    described
}

/// The scope that an element stands in.
fn around(element: ElementRef, scopes: &FxHashMap<NodeId, Scope>) -> Option<Scope> {
    element.ancestors().find_map(|node| scopes.get(&node.id())).copied()
}

/// The comment that a scope belongs to.
fn comment(scope: Option<Scope>) -> Option<usize> {
    match scope {
        Some(Scope::Comment(index) | Scope::Other(Some(index))) => Some(index),
        _ => None,
    }
}

fn note(described: &mut Described, element: ElementRef, property: &str, around: Option<Scope>) {
    match around {
        Some(Scope::Article) => match property {
            "headline" | "name" if described.title.is_none() => described.title = Some(value(element)),
            "articleBody" | "text" if described.body.is_none() => {
                described.body = Some(text_without(element, &is_scope))
            }
            "commentCount" => described.total = described.total.or_else(|| value(element).parse().ok()),
            _ => {}
        },
        Some(Scope::Comment(index)) => {
            let Some(item) = described.comments.get_mut(index) else { return };
            match property {
                "text" | "commentText" | "description" if item.text.text.is_empty() => {
                    item.text = text_without(element, &is_scope)
                }
                "author" | "creator" if item.author.is_none() && element.value().attr("itemscope").is_none() => {
                    item.author = Some(value(element));
                }
                "dateCreated" | "datePublished" | "commentTime" if item.time.is_none() => {
                    item.time = Some(value(element))
                }
                "parentItem" if element.value().attr("itemscope").is_none() => item.parent = Some(target(element)),
                _ => {}
            }
        }
        // The name of the person who is the author.
        Some(Scope::Other(Some(index))) if property == "name" => {
            if let Some(item) = described.comments.get_mut(index).filter(|item| item.author.is_none()) {
                item.author = Some(value(element));
            }
        }
        _ => {}
    }
}

/// Whether an element describes a comment of its own, whose words are not those of the one around it.
fn is_scope(element: ElementRef) -> bool {
    element.value().attr("itemtype").is_some_and(|type_| is_comment(type_) || type_name(type_) == "person")
}

/// The value of a property.
fn value(element: ElementRef) -> String {
    let attributes = ["content", "datetime"];
    let value = attributes.iter().find_map(|name| element.value().attr(name)).map(|value| value.trim().to_owned());
    value.unwrap_or_else(|| text_of_element(element).text)
}

/// What a link names: the part after `#`, by which an element is found, or the whole address.
fn target(element: ElementRef) -> String {
    let address = element.value().attr("href").map_or_else(|| value(element), str::to_owned);
    address.rsplit_once('#').map(|(_, id)| id.to_owned()).unwrap_or(address)
}
