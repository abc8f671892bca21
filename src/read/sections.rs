//! Rows become sections: grouped by article, with ids made up where there are none and repeated records merged.

use std::borrow::Cow;
use std::collections::HashMap;

use super::columns::{Columns, Name, find, is_address};
use super::entities::decoded;
use super::replies::{Members, join_replies};
use super::rows::{Row, Table};
use super::{ReadParams, Reading, Warning};
use crate::comment::{Article, Comment, Section};
use crate::error::{Error, ErrorKind, Result};

/// What rows of one article have in common.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Id(&'a str),
    Own { title: &'a str, thesis: &'a str, text: &'a str },
    None,
}

/// Sections, and where each row has gone.
pub(super) struct Placed {
    pub sections: Vec<Section>,
    /// For each row its section and comment; `None` for a row not taken.
    pub places: Vec<Option<(usize, usize)>>,
    pub warnings: Vec<Warning>,
}

/// Reads a table without labels.
pub(super) fn read_table(file: &str, table: Table, params: &ReadParams) -> Result<Reading> {
    let in_file = |error: Error| error.in_file(file);
    if table.is_void() {
        return Ok(Reading { sections: Vec::new(), problems: table.problems, warnings: table.warnings });
    }
    let columns = Columns::resolve(&table.columns, &params.columns, &[]).map_err(in_file)?;
    let chosen = table.chosen(&params.wheres).map_err(in_file)?;
    refuse_if_none(&table, &chosen, params).map_err(in_file)?;
    let long = find(&table.columns, "target").is_some() && find(&table.columns, "stance").is_some();
    let mut placed = place(file, &table.rows, &chosen, &columns, long);
    let mut warnings = table.warnings;
    warnings.append(&mut placed.warnings);
    Ok(Reading { sections: placed.sections, problems: table.problems, warnings })
}

/// Refuses conditions that no row meets, though there are rows.
pub(super) fn refuse_if_none(table: &Table, chosen: &[bool], params: &ReadParams) -> Result<()> {
    if table.rows.is_empty() || chosen.contains(&true) {
        return Ok(());
    }
    let conditions: Vec<String> =
        params.wheres.iter().map(|w| format!("--where {}={}", w.column, w.values.join(","))).collect();
    let records = table.rows.len();
    Err(ErrorKind::Data(format!("none of {records} records meets {}; check the values", conditions.join(" "))).into())
}

/// Groups the rows that are taken into sections, in order of first appearance. The others lend their texts to replies.
///
/// A record with the id and text of an earlier one of its section is the same comment. In a `long` file, which labels
/// one comment in several rows, that is how it should be; elsewhere it earns a warning.
pub(super) fn place(file: &str, rows: &[Row], taken: &[bool], columns: &Columns, long: bool) -> Placed {
    let mut sections: Vec<Section> = Vec::new();
    let mut members: Vec<Members> = Vec::new();
    let mut places = Vec::with_capacity(rows.len());
    let mut warnings = Vec::new();
    // Not FxHash: keys come from the file, which must not be able to choose colliding ones.
    let mut section_of: HashMap<Key, usize> = HashMap::new();
    let mut same: HashMap<(usize, Cow<str>, &str), usize> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        if !taken[index] {
            places.push(None);
            continue;
        }
        let section = *section_of.entry(key(row, columns)).or_insert_with(|| {
            sections.push(Section::default());
            members.push(Members::default());
            sections.len() - 1
        });
        join_article(&mut sections[section].article, row, columns);
        let (id, text) = (id(row, columns), row.get(&columns.text));
        let first = members[section].by_id.get(&id).map(|comment| rows[members[section].rows[*comment]].record);
        if let Some(comment) = same.get(&(section, id.clone(), text)) {
            let first = rows[members[section].rows[*comment]].record;
            if !long {
                warnings.push(Warning::RepeatedComment { at: row.position(file), id: id.into_owned(), first });
            }
            places.push(Some((section, *comment)));
            continue;
        }
        if let Some(first) = first {
            warnings.push(Warning::DuplicateId { at: row.position(file), id: id.to_string(), first });
        }
        let comment = sections[section].comments.len();
        sections[section].comments.push(comment_of(row, columns, &id));
        members[section].rows.push(index);
        members[section].by_id.entry(id.clone()).or_insert(comment);
        same.insert((section, id, text), comment);
        places.push(Some((section, comment)));
    }
    for (index, row) in rows.iter().enumerate().filter(|(index, _)| !taken[*index]) {
        if let Some(section) = section_of.get(&key(row, columns)) {
            members[*section].lent.entry(id(row, columns)).or_insert(index);
        }
    }
    for (section, members) in sections.iter_mut().zip(&members) {
        join_replies(file, section, members, rows, columns, &mut warnings);
    }
    warnings.sort_by_key(|warning| warning.position().and_then(|at| at.record));
    Placed { sections, places, warnings }
}

fn key<'a>(row: &'a Row, columns: &Columns) -> Key<'a> {
    let id = row.trimmed(columns.article.as_ref());
    let [title, thesis, text] = own_article(row, columns);
    match (id, title, thesis, text) {
        ("", "", "", "") => Key::None,
        ("", ..) => Key::Own { title, thesis, text },
        _ => Key::Id(id),
    }
}

/// Title, thesis and text of the article as far as the row gives them.
fn own_article<'a>(row: &'a Row, columns: &Columns) -> [&'a str; 3] {
    [&columns.article_title, &columns.article_thesis, &columns.article_text].map(|column| row.trimmed(column.as_ref()))
}

/// Adds to the article of a section what this row says of it and earlier rows did not.
fn join_article(article: &mut Option<Article>, row: &Row, columns: &Columns) {
    let id = row.trimmed(columns.article.as_ref());
    let [title, thesis, text] = own_article(row, columns);
    if [id, title, thesis, text].iter().all(|part| part.is_empty()) {
        return;
    }
    let article = article.get_or_insert_default();
    let fill = |part: &mut String, value: &str| {
        if part.is_empty() {
            part.push_str(&decoded(value));
        }
    };
    if !id.is_empty() {
        article.id.get_or_insert_with(|| id.into());
    }
    if !thesis.is_empty() {
        article.thesis.get_or_insert_with(|| decoded(thesis).into_owned());
    }
    fill(&mut article.title, title);
    fill(&mut article.text, text);
}

/// The id in the row, or the number of the record.
fn id<'a>(row: &'a Row, columns: &Columns) -> Cow<'a, str> {
    match row.trimmed(columns.id.as_ref()) {
        "" => Cow::Owned(row.record.to_string()),
        id => Cow::Borrowed(id),
    }
}

fn comment_of(row: &Row, columns: &Columns, id: &str) -> Comment {
    let cell = |column: &Option<Name>| match row.trimmed(column.as_ref()) {
        "" => None,
        value => Some(value.to_owned()),
    };
    let author = cell(&columns.author).map(|author| decoded(&author).into_owned());
    Comment {
        id: id.into(),
        parent_id: cell(&columns.parent),
        author: author.filter(|author| !is_address(author)),
        text: decoded(row.get(&columns.text)).into_owned(),
        ..Comment::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::columns::ColumnMap;

    fn placed(csv: &str, taken: impl Fn(u64) -> bool) -> Placed {
        let table = crate::read::csv::table("t.csv", csv.as_bytes()).unwrap();
        let columns = Columns::resolve(&table.columns, &ColumnMap::default(), &[]).unwrap();
        let taken: Vec<bool> = table.rows.iter().map(|row| taken(row.record)).collect();
        place("t.csv", &table.rows, &taken, &columns, false)
    }

    #[test]
    fn rows_are_grouped_by_article() {
        let cases: [(&str, &[&[&str]]); 4] = [
            ("text\na\nb", &[&["a", "b"]]),
            ("article,text\nx,a\ny,b\nx,c\n,d", &[&["a", "c"], &["b"], &["d"]]),
            ("article_title,article_thesis,text\nT,,a\n,T,b\nT,,c\n,,d", &[&["a", "c"], &["b"], &["d"]]),
            ("article,article_title,text\nx,,a\nx,T,b", &[&["a", "b"]]),
        ];
        for (csv, expected) in cases {
            let sections = placed(csv, |_| true).sections;
            let texts: Vec<Vec<&str>> =
                sections.iter().map(|s| s.comments.iter().map(|c| c.text.as_str()).collect()).collect();
            assert_eq!(texts, expected, "{csv:?}");
        }
    }

    #[test]
    fn an_article_is_put_together_from_its_rows() {
        let csv = "article,article_title,article_thesis,text\nx,,,a\nx,T,Yes,b\nx,U,No,c";
        let article = placed(csv, |_| true).sections.remove(0).article.unwrap();
        assert_eq!(
            article,
            Article { id: Some("x".into()), title: "T".into(), thesis: Some("Yes".into()), text: String::new() }
        );
    }

    #[test]
    fn ids_are_made_up_from_the_record_and_repetitions_merged() {
        let placed = placed("id,text\n,a\n7,b\n7,c\n7,b\n7,c\n,\n", |_| true);
        let ids: Vec<&str> = placed.sections[0].comments.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, ["1", "7", "7"]);
        let comments: Vec<usize> = placed.places.iter().map(|place| place.unwrap().1).collect();
        assert_eq!(comments, [0, 1, 2, 1, 2]);
        let texts: Vec<String> = placed.warnings.iter().map(ToString::to_string).collect();
        assert!(texts[0].starts_with("t.csv: record 3 (line 4): id \"7\" has another text in record 2"), "{texts:?}");
        assert!(texts[1].starts_with("t.csv: record 4 (line 5): comment \"7\" repeats record 2"), "{texts:?}");
        assert!(texts[2].starts_with("t.csv: record 5 (line 6): comment \"7\" repeats record 3"), "{texts:?}");
    }

    #[test]
    fn made_up_ids_do_not_depend_on_the_rows_taken() {
        let placed = placed("text\na\nb\nc", |record| record == 3);
        assert_eq!(placed.sections[0].comments[0].id, "3");
        assert_eq!(placed.places, [None, None, Some((0, 0))]);
    }

    #[test]
    fn an_address_is_no_author() {
        let comments = placed("author,text\nann@b.org,a\n Ann ,b\n10.0.0.1,c", |_| true).sections.remove(0).comments;
        let authors: Vec<Option<&str>> = comments.iter().map(|c| c.author.as_deref()).collect();
        assert_eq!(authors, [None, Some("Ann"), None]);
    }
}
