//! Which column holds what: by the name the user gives, else by the names such columns usually have.
//!
//! Columns of e-mail addresses, IP addresses and user agents are told by their names and never carried on; nor is an
//! author's name that is such an address.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};

/// Name of a column; all rows of a table share it.
pub(in crate::read) type Name = Arc<str>;

/// Columns listed in a message at most.
const LISTED: usize = 40;

/// Characters of a column's name in a message at most.
const NAME_SHOWN: usize = 60;

/// Columns named by the user; what is not given is found by its usual names (see [`ColumnMap::text`] and so on), in which
/// case, blanks, `_` and `-` do not count: `Comment Text` is `comment_text`, `createdAt` is `created_at`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    /// `--text-column`; else `text`, `comment`, `body`, `message`, `content`, `tweet`, `comment_text`, `review`,
    /// `comment_content`, `comment_body`, `comment_message`, `text_original`, `text_display`, `full_text`, `tweet_text`.
    pub text: Option<String>,
    /// `--id-column`; else `id`, `comment_id`, `cid`, `tweet_id`.
    pub id: Option<String>,
    /// `--parent-column`; else `parent_id`, `parent`, `reply_to`, `in_reply_to`, `parent_comment_id`, `reply_to_id`,
    /// `in_reply_to_id`, `in_reply_to_status_id`, `comment_parent`.
    pub parent: Option<String>,
    /// `--author-column`; else `author`, `user`, `username`, `name`, `screen_name`, `author_name`, `comment_author`,
    /// `author_display_name`.
    pub author: Option<String>,
    /// `--time-column`; else `time`, `date`, `created_at`, `timestamp`, `published`, `published_at`, `datetime`, `created`,
    /// `created_utc`, `comment_date`, `comment_published`, `created_time`.
    pub time: Option<String>,
    /// `--article-column`; else `article`.
    pub article: Option<String>,
}

const TEXT: [&str; 15] = [
    "text",
    "comment",
    "body",
    "message",
    "content",
    "tweet",
    "comment_text",
    "review",
    "comment_content",
    "comment_body",
    "comment_message",
    "text_original",
    "text_display",
    "full_text",
    "tweet_text",
];
const ID: [&str; 4] = ["id", "comment_id", "cid", "tweet_id"];
const PARENT: [&str; 9] = [
    "parent_id",
    "parent",
    "reply_to",
    "in_reply_to",
    "parent_comment_id",
    "reply_to_id",
    "in_reply_to_id",
    "in_reply_to_status_id",
    "comment_parent",
];
const AUTHOR: [&str; 8] =
    ["author", "user", "username", "name", "screen_name", "author_name", "comment_author", "author_display_name"];
const TIME: [&str; 12] = [
    "time",
    "date",
    "created_at",
    "timestamp",
    "published",
    "published_at",
    "datetime",
    "created",
    "created_utc",
    "comment_date",
    "comment_published",
    "created_time",
];

/// A condition on rows: the column holds one of these values, white space around it aside.
///
/// # Examples
///
/// ```
/// use hustings::read::Where;
///
/// let condition: Where = "split=train,dev".parse()?;
/// assert_eq!(condition, Where { column: "split".into(), values: vec!["train".into(), "dev".into()] });
/// # Ok::<(), hustings::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Where {
    /// Name of the column.
    pub column: String,
    /// The values allowed, as written in the file.
    pub values: Vec<String>,
}

impl FromStr for Where {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once('=') {
            Some((column, values)) if !column.trim().is_empty() => Ok(Self {
                column: column.trim().into(),
                values: values.split(',').map(|value| value.trim().to_owned()).collect(),
            }),
            _ => Err(ErrorKind::Settings(format!(
                "condition {text:?} is not column=value; write for instance --where split=train"
            ))
            .into()),
        }
    }
}

/// The columns of one table that mean something.
pub(in crate::read) struct Columns {
    pub text: Name,
    pub id: Option<Name>,
    pub parent: Option<Name>,
    pub parent_text: Option<Name>,
    pub author: Option<Name>,
    pub time: Option<Name>,
    pub article: Option<Name>,
    pub article_title: Option<Name>,
    pub article_thesis: Option<Name>,
    pub article_text: Option<Name>,
}

impl Columns {
    /// Tells the columns apart. Those that hold labels are taken by no alias.
    pub fn resolve(columns: &[Name], map: &ColumnMap, labels: &[Name]) -> Result<Self> {
        let (text, told) = Self::without_text(columns, map, labels)?;
        let text = text.ok_or_else(|| missing(columns, "text", "--text-column NAME"))?;
        Ok(Self { text, ..told })
    }

    /// The same for a table that may have no text: the column of text, if there is one, beside the others.
    pub fn without_text(columns: &[Name], map: &ColumnMap, labels: &[Name]) -> Result<(Option<Name>, Self)> {
        let chosen = [&map.text, &map.id, &map.parent, &map.author, &map.time, &map.article];
        let free = |column: &Name| {
            let named = |name: &&Option<String>| name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(column));
            !labels.contains(column) && !chosen.iter().any(named)
        };
        let by_name = |names: &[&str]| {
            let exact = columns.iter().find(|column| column.as_ref() == names[0] && free(column));
            let usual = |name: &&str| find(columns, name).filter(|column| free(column));
            let spelt = |name: &&str| columns.iter().find(|column| is_spelling(column, name) && free(column));
            exact.or_else(|| names.iter().find_map(usual)).or_else(|| names.iter().find_map(spelt)).cloned()
        };
        let choose = |given: &Option<String>, option: &'static str, names: &[&str]| match given {
            Some(name) => require(columns, name, option).map(Some),
            None => Ok(by_name(names)),
        };
        let text = choose(&map.text, "--text-column with one of them", &TEXT)?;
        let told = Self {
            text: Name::default(),
            id: choose(&map.id, "--id-column with one of them", &ID)?,
            parent: choose(&map.parent, "--parent-column with one of them", &PARENT)?,
            parent_text: by_name(&["parent_text"]),
            author: choose(&map.author, "--author-column with one of them", &AUTHOR)?,
            time: choose(&map.time, "--time-column with one of them", &TIME)?,
            article: choose(&map.article, "--article-column with one of them", &["article"])?,
            article_title: by_name(&["article_title"]),
            article_thesis: by_name(&["article_thesis"]),
            article_text: by_name(&["article_text"]),
        };
        Ok((text, told))
    }
}

/// Whether a header has a column of text under one of its usual names.
pub(in crate::read) fn has_text_column(columns: &[Name]) -> bool {
    Columns::resolve(columns, &ColumnMap::default(), &[]).is_ok()
}

/// The column of this name; of another spelling in upper and lower case, if there is none.
pub(in crate::read) fn find<'a>(columns: &'a [Name], name: &str) -> Option<&'a Name> {
    let lower = name.to_lowercase();
    let exact = columns.iter().find(|column| column.as_ref() == name);
    exact.or_else(|| columns.iter().find(|column| column.to_lowercase() == lower))
}

/// Whether a column's name is a spelling of this one, which is in lower case with `_`.
fn is_spelling(column: &str, name: &str) -> bool {
    let letters = column.chars().filter(|c| !matches!(c, ' ' | '_' | '-' | '\u{a0}')).flat_map(char::to_lowercase);
    letters.eq(name.chars().filter(|c| *c != '_'))
}

/// The column of this name, which the user gave with this option.
pub(in crate::read) fn require(columns: &[Name], name: &str, option: &'static str) -> Result<Name> {
    if is_private(name) {
        return Err(ErrorKind::Settings(format!(
            "column {name:?} looks like e-mail, IP addresses or user agents, which are never read; name another"
        ))
        .into());
    }
    find(columns, name).cloned().ok_or_else(|| missing(columns, name, option))
}

fn missing(columns: &[Name], column: &str, option: &'static str) -> Error {
    ErrorKind::MissingColumn { column: column.into(), columns: listed(columns), option }.into()
}

/// Names for a message: not too many, not too long.
pub(in crate::read) fn listed(columns: &[Name]) -> Vec<String> {
    let short = |name: &Name| name.chars().take(NAME_SHOWN).filter(|c| !c.is_control()).collect();
    let mut names: Vec<String> = columns.iter().take(LISTED).map(short).collect();
    if columns.is_empty() {
        names.push("none".into());
    }
    if columns.len() > LISTED {
        names.push(format!("and {} more", columns.len() - LISTED));
    }
    names
}

/// Whether a column by its name holds e-mail addresses, IP addresses or user agents. A bare `ua` is not taken for one:
/// it may as well be a country.
pub(in crate::read) fn is_private(name: &str) -> bool {
    let mut spaced = String::with_capacity(name.len() + 8);
    let mut after_lower = false;
    for c in name.chars() {
        if (c.is_uppercase() && after_lower) || !c.is_alphanumeric() {
            spaced.push(' ');
        }
        if c.is_alphanumeric() {
            spaced.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    let word = |word: &&str| {
        matches!(
            *word,
            "email" | "emails" | "mail" | "emailaddress" | "ip" | "ips" | "ipaddress" | "ipv4" | "ipv6" | "useragent"
        )
    };
    let pair = |pair: &[&str]| {
        matches!(pair, ["e", "mail"] | ["user", "agent"] | ["comment", "agent"] | ["remote", "addr"] | ["i", "p"])
    };
    words.iter().any(word) || words.windows(2).any(pair)
}

/// Whether a value is an e-mail or IP address.
pub(in crate::read) fn is_address(value: &str) -> bool {
    let email = value.split_once('@').is_some_and(|(user, host)| {
        let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
        plain(user) && plain(host) && host.trim_matches('.').contains('.')
    });
    email || value.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &str) -> Vec<Name> {
        header.split(',').map(Name::from).collect()
    }

    #[test]
    fn the_exact_name_comes_before_aliases() {
        let cases = [
            ("id,text", "text"),
            ("comment,text", "text"),
            ("Body,COMMENT", "COMMENT"),
            ("message,Text", "Text"),
            ("content", "content"),
            ("Comment Text,x", "Comment Text"),
            ("Tweet,Review", "Tweet"),
            ("comment-text,body", "body"),
            ("commentText", "commentText"),
        ];
        for (header, text) in cases {
            let columns = Columns::resolve(&names(header), &ColumnMap::default(), &[]).unwrap();
            assert_eq!(columns.text.as_ref(), text, "{header}");
        }
    }

    #[test]
    fn roles_are_told_in_any_spelling() {
        let header = names("Comment ID,Reply To,Screen Name,createdAt,Comment Text");
        let columns = Columns::resolve(&header, &ColumnMap::default(), &[]).unwrap();
        let found = [&columns.id, &columns.parent, &columns.author, &columns.time].map(|name| name.as_deref());
        assert_eq!(found, [Some("Comment ID"), Some("Reply To"), Some("Screen Name"), Some("createdAt")]);
        let header = names(
            "comment_ID,comment_post_ID,comment_author,comment_author_url,comment_date,comment_content,comment_parent",
        );
        let columns = Columns::resolve(&header, &ColumnMap::default(), &[]).unwrap();
        let found = [&columns.id, &columns.parent, &columns.author, &columns.time].map(|name| name.as_deref());
        let expected = ["comment_ID", "comment_parent", "comment_author", "comment_date"];
        assert_eq!((found, columns.text.as_ref()), (expected.map(Some), "comment_content"));
        let header = names("videoId,commentId,authorDisplayName,textDisplay,publishedAt,parentId");
        let columns = Columns::resolve(&header, &ColumnMap::default(), &[]).unwrap();
        let found = [&columns.id, &columns.parent, &columns.author, &columns.time].map(|name| name.as_deref());
        let expected = ["commentId", "parentId", "authorDisplayName", "publishedAt"];
        assert_eq!((found, columns.text.as_ref()), (expected.map(Some), "textDisplay"));
        let map = ColumnMap { time: Some("published".into()), ..ColumnMap::default() };
        let columns = Columns::resolve(&names("text,date,published"), &map, &[]).unwrap();
        assert_eq!(columns.time.as_deref(), Some("published"));
    }

    #[test]
    fn a_column_named_by_the_user_or_of_labels_serves_no_second_purpose() {
        let map = ColumnMap { text: Some("author".into()), ..ColumnMap::default() };
        let columns = Columns::resolve(&names("author,user"), &map, &[]).unwrap();
        assert_eq!(columns.author.as_deref(), Some("user"));
        let columns = Columns::resolve(&names("text,name"), &ColumnMap::default(), &names("name")).unwrap();
        assert_eq!(columns.author, None);
    }

    #[test]
    fn addresses_are_told_by_the_name_of_the_column_or_by_the_value() {
        for name in ["email", "E-Mail", "author_email", "authorIP", "comment_author_IP", "ip_address", "userAgent"] {
            assert!(is_private(name), "{name}");
        }
        for name in ["text", "ua", "ship", "agent", "recipe", "mailing", ""] {
            assert!(!is_private(name), "{name}");
        }
        for value in ["a@b.org", "10.0.0.1", "::1"] {
            assert!(is_address(value), "{value}");
        }
        for value in ["Ann", "@ann", "ann@home", "a @ b.org", "1.2.3", ""] {
            assert!(!is_address(value), "{value}");
        }
    }

    #[test]
    fn conditions_are_column_and_values() {
        let values = |text: &str| text.parse::<Where>().map(|condition| condition.values).ok();
        assert_eq!(values("split = train , dev"), Some(vec!["train".into(), "dev".into()]));
        assert_eq!(values("split="), Some(vec![String::new()]));
        assert_eq!(values("a=b=c"), Some(vec!["b=c".into()]));
        assert_eq!(values("split"), None);
        assert_eq!(values("=train"), None);
    }

    #[test]
    fn messages_list_some_columns_only() {
        let many: Vec<Name> = (0..100).map(|n| Name::from(format!("c{n}"))).collect();
        assert_eq!(listed(&many).len(), LISTED + 1);
        assert_eq!(listed(&many)[LISTED], "and 60 more");
    }
}
