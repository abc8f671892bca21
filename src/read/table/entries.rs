//! Rows of a table become comments: columns told apart, articles and conditions read from the row.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use sha2::{Digest, Sha256};

use crate::comment::Article;
use crate::error::{ErrorKind, Result};
use crate::read::entities::decoded;
use crate::read::entry::{CommentEntry, Entry, Text};
use crate::read::formats::text_of_html;
use crate::read::table::columns::{Columns, Name, find, require};
use crate::read::table::date_column::DateColumn;
use crate::read::table::rows::Row;
use crate::read::table::spreadsheet::is_rounded;
use crate::read::table::{Rows, TableItem};
use crate::read::{ReadParams, Warning};

/// Rows, and bytes of them, from whose columns the columns are told apart. A column that comes later counts from there.
const LOOKED_AT: (usize, usize) = (1000, 4 << 20);

/// Articles of rows of which it is remembered that they have been handed on.
const ARTICLES: usize = 10_000;

/// The entries of a table.
pub(in crate::read) struct TableEntries<'a> {
    rows: Rows<'a>,
    params: &'a ReadParams,
    /// What was looked at to tell the columns apart, and waits.
    waiting: VecDeque<TableItem>,
    names: Vec<Name>,
    columns: Option<Told>,
    n_rows: usize,
    n_taken: usize,
    articles: Articles,
    /// Entries of a row beyond the first.
    more: VecDeque<Entry>,
    /// Whether it has been said that ids are rounded.
    rounded: bool,
    ended: bool,
}

/// Columns that have been told apart.
pub(in crate::read) struct Told {
    columns: Columns,
    /// What is known of the column of times.
    dates: DateColumn,
    /// The column of each condition.
    wheres: Vec<Name>,
    /// Whether a comment has several rows, one for each target.
    is_long: bool,
}

impl Told {
    /// Tells the columns of a table apart; those that hold labels are taken by no alias.
    pub fn new(names: &[Name], params: &ReadParams, labels: &[Name]) -> Result<Self> {
        let way_out = "--where with one of them";
        Ok(Self {
            columns: Columns::resolve(names, &params.columns, labels)?,
            dates: DateColumn::default(),
            wheres: params
                .wheres
                .iter()
                .map(|where_| require(names, &where_.column, way_out))
                .collect::<Result<_>>()?,
            is_long: find(names, "target").is_some() && find(names, "stance").is_some(),
        })
    }

    /// Learns from these rows how dates are written.
    pub fn see_dates<'r>(&mut self, rows: impl IntoIterator<Item = &'r Row>) {
        if let Some(column) = &self.columns.time {
            rows.into_iter().for_each(|row| self.dates.see(row.get(column)));
        }
    }

    /// Whether a row meets all conditions.
    pub fn meets(&self, row: &Row, params: &ReadParams) -> bool {
        self.wheres.iter().zip(&params.wheres).all(|(column, condition)| {
            let value = row.get(column).trim();
            condition.values.iter().any(|allowed| allowed == value)
        })
    }

    /// The comment in a row of a section.
    pub fn comment(&self, row: &Row, section: String, lent: bool) -> CommentEntry {
        let columns = &self.columns;
        let cell = |column: &Option<Name>| match row.trimmed(column.as_ref()) {
            "" => None,
            value => Some(value.to_owned()),
        };
        let parent_text = columns.parent_text.as_ref().map_or("", |column| row.get(column));
        CommentEntry {
            section,
            id: cell(&columns.id).filter(|id| !is_rounded(id)),
            parent_id: cell(&columns.parent).filter(|id| !is_rounded(id)),
            parent_text: (!parent_text.trim().is_empty()).then(|| decoded(parent_text).into_owned()),
            author: cell(&columns.author).map(|author| decoded(&author).into_owned()),
            time: columns.time.as_ref().and_then(|column| self.dates.time(row.get(column))),
            text: text(row.get(&columns.text)),
            at: row.position(""),
            row: None,
            lent,
            may_repeat: self.is_long,
        }
    }

    /// The id in a row, if it is one that a spreadsheet has rounded. Such ids are not read: many comments have one.
    pub fn rounded_id<'r>(&self, row: &'r Row) -> Option<&'r str> {
        let ids = [&self.columns.id, &self.columns.parent].map(|column| row.trimmed(column.as_ref()));
        ids.into_iter().find(|id| is_rounded(id))
    }

    /// Title, thesis and text of the article as far as the row gives them.
    fn own_article<'r>(&self, row: &'r Row) -> [&'r str; 3] {
        let columns = &self.columns;
        [&columns.article_title, &columns.article_thesis, &columns.article_text]
            .map(|column| row.trimmed(column.as_ref()))
    }

    /// Rows are of one section if they name one article; or if they name none and say the same of it.
    pub fn section(&self, row: &Row) -> String {
        let id = row.trimmed(self.columns.article.as_ref());
        let own = self.own_article(row);
        match (id, own) {
            ("", ["", "", ""]) => String::new(),
            ("", own) => {
                let digest = Sha256::digest(own.join("\0"));
                let digest: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
                format!("own {digest}")
            }
            (id, _) => format!("id {id}"),
        }
    }

    /// What a row says of its article.
    pub fn article(&self, row: &Row) -> Option<Article> {
        let id = row.trimmed(self.columns.article.as_ref());
        let own = self.own_article(row);
        if id.is_empty() && own.iter().all(|part| part.is_empty()) {
            return None;
        }
        let [title, thesis, text] = own.map(|part| decoded(part).into_owned());
        let given = |text: String| (!text.is_empty()).then_some(text);
        Some(Article { id: given(id.to_owned()), title, thesis: given(thesis), text })
    }
}

/// What marks a text as HTML: plain texts have no line breaks or ends of paragraphs written so.
const TAGS: [&str; 4] = ["<br>", "<br/>", "<br />", "</p>"];

/// The text in a cell. Tables made from what a site shows hold HTML.
fn text(cell: &str) -> Text {
    match TAGS.iter().any(|tag| cell.contains(tag)) {
        true => text_of_html(cell),
        false => decoded(cell).into_owned().into(),
    }
}

/// The articles met and the sections of their comments, so that a table that repeats them in each row costs no copies.
#[derive(Default)]
struct Articles {
    /// Section, and whether its article has been handed on, by the hash of what a row says of it.
    met: HashMap<u64, (String, bool)>,
    hasher: RandomState,
}

impl Articles {
    /// The section of a row, and whether its article has been handed on.
    fn meet(&mut self, told: &Told, row: &Row) -> &mut (String, bool) {
        let key = self.hasher.hash_one((row.trimmed(told.columns.article.as_ref()), told.own_article(row)));
        if self.met.len() >= ARTICLES {
            self.met.clear();
        }
        self.met.entry(key).or_insert_with(|| (told.section(row), false))
    }
}

impl<'a> TableEntries<'a> {
    /// The entries of these rows.
    ///
    /// # Errors
    ///
    /// If there is no column of text, or none of a name that the settings give.
    pub fn new(rows: Rows<'a>, params: &'a ReadParams) -> Result<Self> {
        let mut entries = Self {
            rows,
            params,
            waiting: VecDeque::new(),
            names: Vec::new(),
            columns: None,
            n_rows: 0,
            n_taken: 0,
            articles: Articles::default(),
            more: VecDeque::new(),
            rounded: false,
            ended: false,
        };
        entries.look_ahead()?;
        Ok(entries)
    }

    fn look_ahead(&mut self) -> Result<()> {
        let (mut n_rows, mut n_bytes) = (0, 0);
        while n_rows < LOOKED_AT.0 && n_bytes < LOOKED_AT.1 && self.waiting.len() < LOOKED_AT.0 {
            let Some(found) = self.rows.next() else { break };
            match found {
                TableItem::Columns(columns) => self.names.extend(columns),
                TableItem::Row(row) => {
                    n_rows += 1;
                    n_bytes += row.fields.iter().map(|(_, value)| value.len()).sum::<usize>();
                    self.waiting.push_back(TableItem::Row(row));
                }
                other => self.waiting.push_back(other),
            }
        }
        // Without any column, as in a file of bad records only, the problems say all there is to say.
        if !self.names.is_empty() || n_rows > 0 {
            let mut told = Told::new(&self.names, self.params, &[])?;
            told.see_dates(self.waiting.iter().filter_map(|item| match item {
                TableItem::Row(row) => Some(row),
                _ => None,
            }));
            self.columns = Some(told);
        }
        Ok(())
    }

    fn row(&mut self, row: &Row) -> Entry {
        let Some(told) = &self.columns else {
            return Entry::Problem(ErrorKind::NoComments.into());
        };
        self.n_rows += 1;
        let taken = told.meets(row, self.params);
        self.n_taken += usize::from(taken);
        let (section, handed_on) = self.articles.meet(told, row);
        let comment = Entry::Comment(Box::new(told.comment(row, section.clone(), !taken)));
        if !self.rounded
            && let Some(id) = told.rounded_id(row)
        {
            self.rounded = true;
            self.more.push_back(Entry::Warning(Warning::RoundedIds { at: row.position(""), id: id.to_owned() }));
        }
        if taken
            && !std::mem::replace(handed_on, true)
            && let Some(article) = told.article(row)
        {
            self.more.push_back(comment);
            return Entry::Article { section: section.clone(), article };
        }
        comment
    }

    /// Refuses conditions that no row meets, though there are rows.
    fn end(&mut self) -> Option<Entry> {
        if std::mem::replace(&mut self.ended, true) || self.n_rows == 0 || self.n_taken > 0 {
            return None;
        }
        Some(Entry::Failed(none_meets(self.params, self.n_rows)))
    }
}

/// The error of conditions that none of the records meets.
pub(in crate::read) fn none_meets(params: &ReadParams, records: usize) -> crate::Error {
    let conditions: Vec<String> =
        params.wheres.iter().map(|w| format!("--where {}={}", w.column, w.values.join(","))).collect();
    ErrorKind::Data(format!("none of {records} records meets {}; check the values", conditions.join(" "))).into()
}

impl Iterator for TableEntries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if let Some(entry) = self.more.pop_front() {
            return Some(entry);
        }
        loop {
            let found = match self.waiting.pop_front() {
                Some(found) => found,
                None => match self.rows.next() {
                    Some(found) => found,
                    None => return self.end(),
                },
            };
            match found {
                TableItem::Columns(columns) => {
                    self.names.extend(columns);
                    let dates = self.columns.as_ref().map(|told| told.dates).unwrap_or_default();
                    match Told::new(&self.names, self.params, &[]) {
                        Ok(told) => self.columns = Some(Told { dates, ..told }),
                        Err(error) => return Some(Entry::Failed(error)),
                    }
                }
                TableItem::Row(row) => return Some(self.row(&row)),
                TableItem::Skipped(kind) => return Some(Entry::Skipped(kind)),
                TableItem::Problem(error) => return Some(Entry::Problem(error)),
                TableItem::Warning(warning) => return Some(Entry::Warning(warning)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_line_breaks_of_html_are_html() {
        let cases = [
            ("a<br />b &amp; <b>c</b>", "a\nb & c"),
            ("<p>a</p>\n<p>b</p>", "a\n\nb"),
            ("a <b> & c &lt;br&gt;", "a <b> & c <br>"),
            ("a\n b ", "a\n b "),
        ];
        for (cell, expected) in cases {
            assert_eq!(text(cell).text, expected, "{cell:?}");
        }
    }
}
