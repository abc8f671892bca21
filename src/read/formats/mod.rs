//! The formats, and which one a file has: told from how it starts, never from its name.

mod author;
#[cfg(test)]
mod check;
mod coral;
mod counted;
mod csv;
mod dates;
mod discourse;
mod disqus;
mod facebook;
mod found;
mod hacker_news;
mod jsonl;
mod markup;
mod page;
mod parquet;
mod reddit;
mod schema_org;
mod telegram;
mod typepad;
mod vk;
mod web_page;
mod wordpress;
mod wordpress_page;
mod wordpress_rest;
mod wxr;
mod x;
mod xml;
mod youtube;
mod yt_dlp;

use std::str::FromStr;

pub(super) use markup::text_of_html;

use crate::error::{Error, ErrorKind, Result};
use crate::read::ReadParams;
use crate::read::entry::Entry;
use crate::read::input::Input;
use crate::read::start::Start;
use crate::read::table::Tabular;

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// A printed page: article, then numbered comments, replies indented and numbered anew.
    Page,
    /// A saved WordPress page.
    WordPressPage,
    /// Answers of WordPress' interface: its comments, as JSON.
    WordPressRest,
    /// The export of a WordPress blog (WXR), or what Disqus imports, as XML.
    Wxr,
    /// The export of Disqus, as XML.
    Disqus,
    /// A saved TypePad page, or the printed text of one.
    Typepad,
    /// A page that describes its comments in terms of schema.org.
    SchemaOrg,
    /// Answers of Reddit's interface: listings of posts and comments, as JSON.
    Reddit,
    /// Dumps of Reddit, a comment or post per line.
    RedditDump,
    /// Answers of YouTube's API: comment threads, and lists of replies.
    YouTube,
    /// What yt-dlp saves beside a video: `.info.json` with its comments.
    YtDlp,
    /// Hacker News: items and search hits of Algolia, or items of the Firebase API.
    HackerNews,
    /// A topic of a Discourse forum, or several.
    Discourse,
    /// Telegram Desktop's `result.json`, of one chat or of all.
    Telegram,
    /// X, once Twitter: answers of its API in version 2 or 1.1, or the archive of an account.
    X,
    /// Facebook: comments from the Graph API, or those of a downloaded account.
    Facebook,
    /// Comments on a wall of VK.
    Vk,
    /// Coral: answers of its GraphQL API, or its collection of comments.
    Coral,
    /// A table with a header; fields separated by comma, semicolon or tab.
    Csv,
    /// One JSON object per line, or one JSON array of objects.
    Jsonl,
    /// A table in Apache Parquet.
    Parquet,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 21] = [
        Self::Page,
        Self::WordPressPage,
        Self::WordPressRest,
        Self::Wxr,
        Self::Disqus,
        Self::Typepad,
        Self::SchemaOrg,
        Self::Reddit,
        Self::RedditDump,
        Self::YouTube,
        Self::YtDlp,
        Self::HackerNews,
        Self::Discourse,
        Self::Telegram,
        Self::X,
        Self::Facebook,
        Self::Vk,
        Self::Coral,
        Self::Csv,
        Self::Jsonl,
        Self::Parquet,
    ];

    /// Name on the command line: `page`, `csv`, `jsonl` and so on.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::WordPressPage => "wordpress-page",
            Self::WordPressRest => "wordpress-rest",
            Self::Wxr => "wxr",
            Self::Disqus => "disqus",
            Self::Typepad => "typepad",
            Self::SchemaOrg => "schema-org",
            Self::Reddit => "reddit",
            Self::RedditDump => "reddit-dump",
            Self::YouTube => "youtube",
            Self::YtDlp => "yt-dlp",
            Self::HackerNews => "hacker-news",
            Self::Discourse => "discourse",
            Self::Telegram => "telegram",
            Self::X => "x",
            Self::Facebook => "facebook",
            Self::Vk => "vk",
            Self::Coral => "coral",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            ErrorKind::Settings(format!("format {name:?} is not one of {names}")).into()
        })
    }
}

/// How much a file looks like a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    None,
    /// It may be, if it is nothing else.
    Weak,
    /// It has what only this format has.
    Strong,
}

/// The entries of one file, in its order.
pub(super) type Entries<'a> = Box<dyn Iterator<Item = Entry> + Send + 'a>;

/// One format.
pub(super) trait Reader: Sync {
    /// The format it reads.
    fn format(&self) -> Format;
    /// How much a file that starts so looks like the format.
    fn likeness(&self, start: &Start) -> Likeness;
    /// Opens a file of the format. An error here, or one named in an entry, says what was found and the way out, and
    /// where in the file; the file's name is added later.
    fn read<'a>(&self, input: Input<'a>, params: &'a ReadParams) -> Result<Entries<'a>>;
}

/// All readers, in the order in which they are asked: what is told by a mark of its own comes before what is told by
/// its shape.
const READERS: [&dyn Reader; 21] = [
    &parquet::Parquet,
    &wxr::Wxr,
    &disqus::Disqus,
    &typepad::Typepad,
    &wordpress_page::WordPressPage,
    &schema_org::SchemaOrg,
    &wordpress_rest::WordPressRest,
    &reddit::Reddit,
    &reddit::RedditDump,
    &youtube::YouTube,
    &yt_dlp::YtDlp,
    &hacker_news::HackerNews,
    &discourse::Discourse,
    &telegram::Telegram,
    &x::X,
    &facebook::Facebook,
    &vk::Vk,
    &coral::Coral,
    &jsonl::Jsonl,
    &csv::Csv,
    &page::Page,
];

/// Those of them that read tables.
const TABLES: [&dyn Tabular; 3] = [&parquet::Parquet, &jsonl::Jsonl, &csv::Csv];

/// The reader of a format.
pub(super) fn reader(format: Format) -> &'static dyn Reader {
    READERS.into_iter().find(|reader| reader.format() == format).expect("each format has its reader")
}

/// The reader of a format of tables; `None` if it is no table.
pub(super) fn tabular(format: Format) -> Option<&'static dyn Tabular> {
    TABLES.into_iter().find(|table| table.format() == format)
}

/// The format of a file that starts so: the first that it looks strongly like, else the first that it looks weakly
/// like; `None` if it looks like no format, is empty or is binary.
pub(super) fn detect(start: &Start) -> Option<Format> {
    let likeness = READERS.map(|reader| (reader.likeness(start), reader.format()));
    let first = |wanted| likeness.iter().find(|(found, _)| *found == wanted).map(|(_, format)| *format);
    first(Likeness::Strong).or_else(|| first(Likeness::Weak))
}
