//! The export of a WordPress blog, "WXR": RSS with the posts as items and the comments within them.
//!
//! Versions 1.0 to 1.2 differ in what is read here by their namespace alone; the one without number, of before 2009, is
//! read too. The same file with a few elements of Disqus' own is what Disqus imports. Texts are HTML, of comments as of
//! posts, in which line breaks count. Pages, pictures and menus are items as posts are; those without comments are passed
//! over. Of a commenter only the name is taken.

mod lines;

use std::collections::VecDeque;

use crate::comment::Article;
use crate::error::{Position, Result};
use crate::read::entry::{CommentEntry, Entry, Skipped};
use crate::read::formats::author;
use crate::read::formats::markup::text_of_html;
use crate::read::formats::wordpress;
use crate::read::formats::xml::{Open, Tag, Walk, Walked, Xml, root};
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::{LONGEST_KEY, cut};
use crate::read::start::Start;
use crate::read::{ReadParams, time};

use lines::with_line_breaks;

/// Exports of WordPress, and what Disqus imports.
pub(super) struct Wxr;

impl Reader for Wxr {
    fn format(&self) -> Format {
        Format::Wxr
    }

    fn likeness(&self, start: &Start) -> Likeness {
        let Some((name, namespaces)) = root(start) else {
            return Likeness::None;
        };
        let is_export = namespaces.iter().any(|(_, address)| address.contains("wordpress.org/export/"));
        if name == "rss" && (is_export || start.text.contains("<wp:comment>")) {
            Likeness::Strong
        } else {
            Likeness::None
        }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        Ok(Box::new(Walked::new(Xml::new(input), Items::default())))
    }
}

/// Walks through the items of a file.
#[derive(Default)]
struct Items {
    /// Name of the first element, and whether it was closed.
    root: Option<String>,
    is_complete: bool,
    /// The open item.
    item: Option<Item>,
    n_items: u64,
    n_comments: u64,
}

/// A post or the like.
#[derive(Default)]
struct Item {
    number: u64,
    title: String,
    link: String,
    content: String,
    post_id: String,
    post_type: String,
    /// What Disqus knows the post by.
    thread_identifier: String,
    /// Whether its article was given with all there is.
    is_given: bool,
    /// The section of its comments, once there is one.
    section: Option<String>,
}

impl Item {
    /// The section: the first that is known, and the same from then on.
    fn section(&mut self) -> String {
        let known = [&self.post_id, &self.thread_identifier, &self.link, &self.title];
        let first = || {
            let known = known.into_iter().map(|key| key.trim()).find(|key| !key.is_empty());
            cut(known.map_or_else(|| format!("item {}", self.number), str::to_owned), LONGEST_KEY)
        };
        self.section.get_or_insert_with(first).clone()
    }

    fn article(&mut self) -> Entry {
        self.is_given = true;
        let article = Article {
            title: text_of_html(&self.title).text,
            text: text_of_html(&with_line_breaks(&self.content)).text,
            ..Article::default()
        };
        Entry::Article { section: self.section(), article }
    }
}

/// A comment as it stands in the file.
#[derive(Default)]
struct Fields {
    id: String,
    parent: String,
    author: String,
    date: String,
    date_gmt: String,
    content: String,
    approved: String,
    kind: String,
}

impl Fields {
    /// The fields of the comment that was just opened.
    fn read(xml: &mut Xml) -> Result<Self> {
        let mut fields = Self::default();
        while let Some(tag) = xml.next()? {
            let open = match tag {
                Tag::Open(open) => open,
                Tag::Close(close) if close.name() == "comment" => return Ok(fields),
                Tag::Close(_) => continue,
            };
            let place = match open.name() {
                "comment_id" => &mut fields.id,
                "comment_parent" => &mut fields.parent,
                "comment_author" => &mut fields.author,
                "comment_date" => &mut fields.date,
                "comment_date_gmt" => &mut fields.date_gmt,
                "comment_content" => &mut fields.content,
                "comment_approved" => &mut fields.approved,
                "comment_type" => &mut fields.kind,
                _ => {
                    xml.skip(&open)?;
                    continue;
                }
            };
            *place = xml.text(&open)?;
        }
        Err(xml.cut_off("comment"))
    }
}

impl Walk for Items {
    fn take(&mut self, tag: Tag, xml: &mut Xml, found: &mut VecDeque<Entry>) -> Result<()> {
        match tag {
            Tag::Open(open) if open.name() == "item" => {
                self.end_item(found);
                self.n_items += 1;
                self.item = Some(Item { number: self.n_items, ..Item::default() });
            }
            Tag::Open(open) if open.name() == "comment" && self.item.is_some() => {
                let fields = Fields::read(xml)?;
                self.end_comment(fields, found);
            }
            Tag::Open(open) if self.item.is_some() => self.field(&open, xml)?,
            Tag::Open(open) => {
                self.is_complete = false;
                self.root.get_or_insert_with(|| open.name().to_owned());
            }
            Tag::Close(close) => {
                if close.name() == "item" {
                    self.end_item(found);
                }
                self.is_complete |= self.root.as_deref() == Some(close.name());
            }
        }
        Ok(())
    }

    fn open(&self) -> Option<&str> {
        self.root.as_deref().filter(|_| !self.is_complete)
    }
}

impl Items {
    fn field(&mut self, open: &Open, xml: &mut Xml) -> Result<()> {
        let Some(item) = self.item.as_mut() else {
            return Ok(());
        };
        let place = match open.name() {
            "title" => &mut item.title,
            "link" => &mut item.link,
            "encoded" if open.prefix() != "excerpt" => &mut item.content,
            "post_id" => &mut item.post_id,
            "post_type" => &mut item.post_type,
            "thread_identifier" => &mut item.thread_identifier,
            _ => return xml.skip(open),
        };
        let text = xml.text(open)?;
        if place.is_empty() && !text.trim().is_empty() {
            *place = text;
            item.is_given = false;
        }
        Ok(())
    }

    fn end_comment(&mut self, fields: Fields, found: &mut VecDeque<Entry>) {
        let Some(item) = self.item.as_mut() else {
            return;
        };
        self.n_comments += 1;
        if !item.is_given {
            found.push_back(item.article());
        }
        if let Some(kind) = wordpress::skipped(&fields.kind, &fields.approved) {
            return found.push_back(Entry::Skipped(kind));
        }
        let text = text_of_html(&with_line_breaks(&fields.content));
        if text.text.is_empty() {
            return found.push_back(Entry::Skipped(Skipped::Empty));
        }
        let id = |text: &str| Some(text.trim().to_owned()).filter(|id| !id.is_empty() && id != "0");
        found.push_back(Entry::Comment(Box::new(CommentEntry {
            section: item.section(),
            id: id(&fields.id),
            parent_id: id(&fields.parent),
            author: author::name(&fields.author),
            time: time::from_utc_text(&fields.date_gmt).or_else(|| time::from_text(&fields.date)),
            text,
            at: Position { file: None, record: Some(self.n_comments), line: None },
            ..CommentEntry::default()
        })));
    }

    fn end_item(&mut self, found: &mut VecDeque<Entry>) {
        let Some(mut item) = self.item.take() else {
            return;
        };
        let is_post = matches!(item.post_type.trim(), "" | "post");
        let has_comments = item.section.is_some();
        let has_words = [&item.title, &item.content].into_iter().any(|text| !text.trim().is_empty());
        if !item.is_given && has_words && (is_post || has_comments) {
            found.push_back(item.article());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::{describe, entries};

    const FIXTURE: &[u8] = include_bytes!("../../../tests/fixtures/exports/wxr.xml");
    const IMPORT: &[u8] = include_bytes!("../../../tests/fixtures/exports/disqus-import.xml");

    #[test]
    fn an_export_is_read_post_by_post() {
        let expected = [
            "article 41: Quay & tram: the vote | The council votes on Monday.\n\nSix of eleven are «for» it.",
            "1. 41/101 < - Ann & Bo 2024-03-01T09:00:00Z: Build it.\n\nThe bus takes an hour ]]> and more.",
            "2. 41/102 < 101 портовый кот 2024-03-01T09:10:00Z: «The bus takes an hour»\n\nДвадцать минут! 🚋",
            "3. 41/103 < 102 - 2024-03-01T10:20:00: I asked at &unknown; and read the study.",
            "pingback",
            "spam comment",
            "comment not approved",
            "deleted comment",
            "deleted comment",
            "entry without text",
            "article 42: A post nobody answered | Quiet here.",
            "article 44: A picture of the quay | ",
            "10. 44/120 < - quay_side -: Lovely.",
        ];
        assert_eq!(describe(&entries(&Wxr, FIXTURE)), expected);
    }

    #[test]
    fn what_disqus_imports_is_read() {
        let expected = [
            "article quay-vote: The vote | Monday it is.",
            "1. quay-vote/1 < - gullfeather 2024-03-01T09:00:00Z: Build it.",
            "2. quay-vote/2 < 1 slow_lane 2024-03-01T09:10:00Z: Never.",
            "comment not approved",
        ];
        assert_eq!(describe(&entries(&Wxr, IMPORT)), expected);
    }

    #[test]
    fn nothing_of_an_address_is_left() {
        let all = format!("{:?}{:?}", entries(&Wxr, FIXTURE), entries(&Wxr, IMPORT));
        for address in ["example.org", "192.0.2.", "Mozilla"] {
            assert!(!all.contains(address), "{address}");
        }
    }

    #[test]
    fn order_and_prefixes_do_not_matter() {
        let xml = "<rss xmlns:n=\"http://wordpress.org/export/1.1/\"><channel><title>Blog</title><item>\
                   <n:comment><n:comment_id>1</n:comment_id><n:comment_content>x</n:comment_content></n:comment>\
                   <title>T</title><n:post_id>7</n:post_id>\
                   <n:comment><n:comment_content>y</n:comment_content><n:comment_id>2</n:comment_id></n:comment>\
                   </item></channel></rss>";
        let expected =
            ["article item 1:  | ", "1. item 1/1 < - - -: x", "article item 1: T | ", "2. item 1/2 < - - -: y"];
        assert_eq!(describe(&entries(&Wxr, xml.as_bytes())), expected);
        assert_eq!(Wxr.likeness(&Start::of(xml.as_bytes())), Likeness::Strong);
    }

    #[test]
    fn only_exports_look_like_exports() {
        let likeness = |bytes: &[u8]| Wxr.likeness(&Start::of(bytes));
        assert_eq!((likeness(FIXTURE), likeness(IMPORT)), (Likeness::Strong, Likeness::Strong));
        assert_eq!(likeness(include_bytes!("../../../tests/fixtures/export.jsonl")), Likeness::None);
        assert_eq!(likeness(b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>"), Likeness::None);
        assert_eq!(likeness(b"<html><rss xmlns:wp='http://wordpress.org/export/1.2/'>"), Likeness::None);
        assert_eq!(likeness(b"<rss"), Likeness::None);
    }

    #[test]
    fn a_file_cut_off_gives_what_was_complete() {
        let whole = describe(&entries(&Wxr, FIXTURE));
        for end in (0..FIXTURE.len() - 8).step_by(5) {
            let found = describe(&entries(&Wxr, &FIXTURE[..end]));
            // What came last before the cut may be the article of an item that had more.
            let (last, before) = match found.split_last() {
                Some((last, before)) => (last.as_str(), before),
                None => continue,
            };
            assert!(last.starts_with("problem: line "), "{end}: {last}");
            // A cut may go through a character.
            let is_known = |entry: &String| whole.contains(entry) || entry.starts_with("warning: line ");
            assert!(before.iter().all(is_known), "{end}: {before:?}");
        }
    }

    #[test]
    fn nesting_and_bombs_do_nothing() {
        let deep = |tag: &str| format!("<rss><item>{}", format!("<{tag}>").repeat(100_000));
        for tag in ["a", "item", "comment", "title", "comment_content"] {
            assert!(!entries(&Wxr, deep(tag).as_bytes()).is_empty());
        }
        let bomb = "<!DOCTYPE rss [<!ENTITY a \"boom\"><!ENTITY b \"&a;&a;\">]><rss><item><wp:comment>\
                    <wp:comment_content>&b; &b;</wp:comment_content></wp:comment></item></rss>";
        assert_eq!(describe(&entries(&Wxr, bomb.as_bytes()))[1], "1. item 1/ < - - -: &b; &b;");
    }
}
