//! The export of Disqus: categories, then threads, each an article's, then the comments of all, here called posts.
//!
//! Ids are attributes (`dsq:id`); an element `id` is what the site itself gave, and often empty. Every page that anybody
//! opened has a thread, so only those with comments are given. Where an article's address changed, its comments may stand
//! under the old thread and the new one. Deleted comments keep their texts in the export. Texts are HTML. Of a commenter the
//! name is taken, or the user name where there is no other.

use std::collections::{HashMap, HashSet, VecDeque};

use sha2::{Digest, Sha256};

use crate::comment::Article;
use crate::error::{Error, ErrorKind, Position, Result};
use crate::read::entry::{CommentEntry, Entry, Skipped};
use crate::read::formats::author;
use crate::read::formats::markup::text_of_html;
use crate::read::formats::xml::{Open, Tag, Walk, Walked, Xml, root};
use crate::read::formats::{Entries, Format, Likeness, Reader};
use crate::read::input::Input;
use crate::read::json::{LONGEST_KEY, cut};
use crate::read::start::Start;
use crate::read::{ReadParams, entities, time};

/// Exports of Disqus.
pub(super) struct Disqus;

impl Reader for Disqus {
    fn format(&self) -> Format {
        Format::Disqus
    }

    fn likeness(&self, start: &Start) -> Likeness {
        match root(start) {
            Some((name, _)) if name == "disqus" => Likeness::Strong,
            _ => Likeness::None,
        }
    }

    fn read<'a>(&self, input: Input<'a>, _: &'a ReadParams) -> Result<Entries<'a>> {
        Ok(Box::new(Walked::new(Xml::new(input), Posts::default())))
    }
}

/// The first bytes of a hash of what makes a comment the same as another: 32 bytes a comment, with two of them.
type Fingerprint = [u8; 16];

/// Walks through the threads and posts of a file.
#[derive(Default)]
struct Posts {
    /// Whether the first element was opened and not closed.
    is_open: bool,
    /// Articles not yet given, by the id of their thread.
    threads: HashMap<String, Article>,
    /// Ids of threads by what the site calls them.
    ids: HashMap<String, String>,
    /// Comments so far.
    seen: HashSet<Fingerprint>,
    n_posts: u64,
}

/// A thread or post as it stands in the file.
#[derive(Default)]
struct Fields {
    dsq_id: String,
    id: String,
    title: String,
    message: String,
    created_at: String,
    is_deleted: String,
    is_spam: String,
    /// Its thread by Disqus' id, or else by the site's own.
    thread: String,
    thread_of_site: String,
    parent: String,
    name: String,
    username: String,
}

impl Walk for Posts {
    fn take(&mut self, tag: Tag, xml: &mut Xml, found: &mut VecDeque<Entry>) -> Result<()> {
        match tag {
            Tag::Open(open) if open.name() == "disqus" => self.is_open = true,
            Tag::Close(close) if close.name() == "disqus" => self.is_open = false,
            Tag::Open(open) if open.name() == "thread" => self.thread(Fields::read(&open, xml)?),
            Tag::Open(open) if open.name() == "post" => {
                let fields = Fields::read(&open, xml)?;
                self.n_posts += 1;
                let entry = self.post(fields, found);
                found.push_back(entry);
            }
            Tag::Open(open) => xml.skip(&open)?,
            Tag::Close(_) => {}
        }
        Ok(())
    }

    fn open(&self) -> Option<&str> {
        self.is_open.then_some("disqus")
    }
}

impl Fields {
    /// The fields of the thread or post that was just opened.
    fn read(record: &Open, xml: &mut Xml) -> Result<Self> {
        let mut fields = Self { dsq_id: record.attribute("id").unwrap_or_default(), ..Self::default() };
        // Inside `author`, whose `name` is not that of anything else.
        let mut in_author = false;
        while let Some(tag) = xml.next()? {
            let open = match tag {
                Tag::Open(open) => open,
                // A thread's posts do not stand within it, but a post names its thread: `<thread dsq:id="2"/>`.
                Tag::Close(close) if close.name() == record.name() => return Ok(fields),
                Tag::Close(close) => {
                    in_author &= close.name() != "author";
                    continue;
                }
            };
            let place = match open.name() {
                "author" => {
                    in_author = true;
                    continue;
                }
                "name" if in_author => &mut fields.name,
                "username" if in_author => &mut fields.username,
                _ if in_author => {
                    xml.skip(&open)?;
                    continue;
                }
                "id" => &mut fields.id,
                "title" => &mut fields.title,
                "message" => &mut fields.message,
                "createdAt" => &mut fields.created_at,
                "isDeleted" => &mut fields.is_deleted,
                "isSpam" => &mut fields.is_spam,
                "thread" => &mut fields.thread_of_site,
                "parent" => &mut fields.parent,
                _ => {
                    xml.skip(&open)?;
                    continue;
                }
            };
            let text = xml.text(&open)?;
            *place = text.trim().to_owned();
            match (open.name(), open.attribute("id")) {
                ("thread", Some(id)) => fields.thread = id,
                ("parent", Some(id)) => fields.parent = id,
                _ => {}
            }
        }
        Err(xml.cut_off(record.name()))
    }
}

impl Posts {
    fn thread(&mut self, fields: Fields) {
        let id = if fields.dsq_id.is_empty() { fields.id.clone() } else { fields.dsq_id };
        let id = cut(id, LONGEST_KEY);
        if !fields.id.is_empty() {
            self.ids.entry(fields.id).or_insert_with(|| id.clone());
        }
        let title = entities::decoded(&fields.title).into_owned();
        let article = Article { title, text: text_of_html(&fields.message).text, ..Article::default() };
        if !article.title.is_empty() || !article.text.is_empty() {
            self.threads.entry(id).or_insert(article);
        }
    }

    fn post(&mut self, fields: Fields, found: &mut VecDeque<Entry>) -> Entry {
        let at = Position { file: None, record: Some(self.n_posts), line: None };
        if is_true(&fields.is_spam) {
            return Entry::Skipped(Skipped::Spam);
        }
        if is_true(&fields.is_deleted) {
            return Entry::Skipped(Skipped::Deleted);
        }
        let text = text_of_html(&fields.message);
        if text.text.is_empty() {
            return Entry::Skipped(Skipped::Empty);
        }
        if fields.thread.is_empty() && fields.thread_of_site.is_empty() {
            let text = "a post without a thread; <thread dsq:id=\"...\"/> was expected".to_owned();
            return Entry::Problem(Error::new(ErrorKind::Syntax(text)).at(at.record, None));
        }
        if self.is_repeated(&fields) {
            return Entry::Skipped(Skipped::Repeated);
        }
        let section = match fields.thread.is_empty() {
            false => fields.thread,
            true => self.ids.get(&fields.thread_of_site).cloned().unwrap_or(fields.thread_of_site),
        };
        let section = cut(section, LONGEST_KEY);
        if let Some(article) = self.threads.remove(&section) {
            found.push_back(Entry::Article { section: section.clone(), article });
        }
        let id = if fields.dsq_id.is_empty() { fields.id } else { fields.dsq_id };
        Entry::Comment(Box::new(CommentEntry {
            section,
            id: Some(id).filter(|id| !id.is_empty()),
            parent_id: Some(fields.parent).filter(|id| !id.is_empty()),
            author: author::name(&fields.name).or_else(|| author::name(&fields.username)),
            time: time::from_utc_text(&fields.created_at),
            text,
            at,
            ..CommentEntry::default()
        }))
    }

    /// Whether a comment with the same id was read before, or one with the same words by the same author at the same time.
    fn is_repeated(&mut self, fields: &Fields) -> bool {
        let mut is_repeated = false;
        if !fields.dsq_id.is_empty() {
            is_repeated |= !self.seen.insert(fingerprint(&["id", &fields.dsq_id]));
        }
        if !fields.created_at.is_empty() {
            let author = [fields.name.as_str(), fields.username.as_str()];
            is_repeated |= !self.seen.insert(fingerprint(&[author[0], author[1], &fields.created_at, &fields.message]));
        }
        is_repeated
    }
}

fn fingerprint(parts: &[&str]) -> Fingerprint {
    let digest = Sha256::digest(parts.join("\0"));
    std::array::from_fn(|byte| digest[byte])
}

fn is_true(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text == "1"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::check::{describe, entries};

    const FIXTURE: &[u8] = include_bytes!("../../../tests/fixtures/exports/disqus.xml");

    #[test]
    fn an_export_is_read_with_its_threads() {
        let expected = [
            "article 9001: Quay & tram: the vote | ",
            "1. 9001/501 < - gullfeather 2024-03-01T09:00:00Z: Build it.\n\nThe bus takes an hour.",
            "2. 9001/502 < 501 портовый кот 2024-03-01T09:10:00Z: «The bus takes an hour.»\n\nДвадцать минут! 🚋",
            "3. 9001/503 < 502 slow_lane 2024-03-01T09:20:00Z: AT&T says <no> & so do I.",
            "deleted comment",
            "spam comment",
            "repeated comment",
            "article 9003: The ring road | Again, and again.",
            "7. 9003/507 < - Guest 2024-03-02T08:00:00Z: No more roads ]]> please.",
            "repeated comment",
            "entry without text",
            "10. 9999/510 < - - -: Under a thread nobody knows.",
            "problem: record 11: a post without a thread; <thread dsq:id=\"...\"/> was expected",
        ];
        let found = entries(&Disqus, FIXTURE);
        assert_eq!(describe(&found), expected);
        let all = format!("{found:?}");
        assert!(!all.contains("@example.org") && !all.contains("192.0.2."));
    }

    #[test]
    fn ids_may_be_the_sites_own() {
        let xml = "<disqus><thread dsq:id='2'><id>1</id><title>A</title></thread><thread dsq:id='1'><title>B</title></thread>\
                   <post><id>7</id><thread>1</thread><message>to A</message></post>\
                   <post dsq:id='8'><thread dsq:id='1'>1</thread><message>to B</message></post>\
                   <post dsq:id='9'><thread>x</thread><message>to x</message><parent dsq:id='8'>7</parent></post></disqus>";
        let expected = [
            "article 2: A | ",
            "1. 2/7 < - - -: to A",
            "article 1: B | ",
            "2. 1/8 < - - -: to B",
            "3. x/9 < 8 - -: to x",
        ];
        assert_eq!(describe(&entries(&Disqus, xml.as_bytes())), expected);
    }

    #[test]
    fn only_exports_look_like_exports() {
        let likeness = |bytes: &[u8]| Disqus.likeness(&Start::of(bytes));
        assert_eq!(likeness(FIXTURE), Likeness::Strong);
        assert_eq!(likeness(b"<n:disqus xmlns:n='http://disqus.com'>"), Likeness::Strong);
        assert_eq!(likeness(include_bytes!("../../../tests/fixtures/export.jsonl")), Likeness::None);
        assert_eq!(likeness(include_bytes!("../../../tests/fixtures/exports/disqus-import.xml")), Likeness::None);
    }

    #[test]
    fn a_file_cut_off_gives_what_was_complete() {
        let whole = describe(&entries(&Disqus, FIXTURE));
        for end in (0..FIXTURE.len() - 10).step_by(5) {
            let found = describe(&entries(&Disqus, &FIXTURE[..end]));
            let known = |entry: &&String| whole.contains(entry);
            let cut: Vec<_> = found.iter().filter(|entry| !known(entry)).collect();
            assert!(
                cut.iter().all(|entry| entry.starts_with("problem: line ") || entry.starts_with("warning: line ")),
                "{end}: {cut:?}"
            );
        }
    }

    #[test]
    fn nesting_does_nothing() {
        for tag in ["a", "thread", "post", "author", "message", "parent"] {
            let deep = format!("<disqus><post>{}", format!("<{tag}>").repeat(100_000));
            assert_eq!(entries(&Disqus, deep.as_bytes()).len(), 1);
        }
    }
}
