//! Who labelled what: the labels of several people for the same comments, kept apart.
//!
//! [`read_labelled`](crate::read::read_labelled) settles on one label for each comment; here each annotator's stays, for
//! agreement is measured on them. No text is needed: comments are matched by their ids.

mod layout;
mod matching;
mod questions;

use std::collections::HashMap;

use crate::error::{Error, ErrorKind, Result};
use crate::read::table::collect;
use crate::read::table::entries::none_meets;
use crate::read::table::rows::{Row, Table};
use crate::read::{Format, LabelledParams, ReadParams, Source, formats, open, stream};
use crate::topic::Topic;

use layout::Layout;
use matching::{Key, Matching};
use questions::Questions;

/// Labels of several annotators for the same comments.
#[derive(Debug, Default)]
pub struct Annotators {
    /// Their names: those of files, the values of a column, or the numbers at the ends of columns' names. E-mail and IP
    /// addresses are replaced by `annotator N`.
    pub names: Vec<String>,
    /// The comments, in the order of files and of records.
    pub comments: Vec<AnnotatedComment>,
    /// The heads that have labels.
    pub heads: Vec<AnnotatedHead>,
    /// Columns that might have been heads but hold too many different values.
    pub not_heads: Vec<String>,
    /// Bad records, which were not read, each with its position.
    pub problems: Vec<Error>,
}

/// A comment that somebody labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedComment {
    /// Its id as read.
    pub id: String,
    /// Id of its article, if any file gives it.
    pub article: Option<String>,
}

/// Labels under one head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedHead {
    /// Name of the head.
    pub name: String,
    /// Its classes: those of the topic; without a topic those found.
    pub classes: Vec<String>,
    /// For each of [`Annotators::comments`] the annotators with their labels: indices into [`Annotators::names`], in order, and
    /// into the classes.
    pub labels: Vec<Vec<(usize, usize)>>,
}

impl Annotators {
    /// The second annotator, the one numbered 2 or the only one, and the first, if one is numbered 1.
    pub fn second(&self) -> Option<(usize, Option<usize>)> {
        let numbered = |number: &str| self.names.iter().position(|name| name == number);
        match self.names.as_slice() {
            [_] => Some((0, None)),
            _ => Some((numbered("2")?, numbered("1"))),
        }
    }
}

/// Reads the labels of several annotators: CSV, JSONL or Parquet with a column of ids.
///
/// A file with a column `annotator`, `worker`, `coder` or `rater` (`annotator_id` and so on) has a row for each annotation. A
/// single file with columns `HEAD_1`, `HEAD_2` and so on has the labels of all annotators side by side. Any other file holds
/// the labels of one annotator, who is called as the file is. Tables are wide or long, as for
/// [`read_labelled`](crate::read::read_labelled).
///
/// Heads and classes are those of the topic. Without one they are what is found: columns that two files share (of a single
/// file, all) and that hold no text, id, author, time, article or other fact about the comment, and no more than 50 different
/// values. Labels are compared without regard to case and to white space around them; an empty cell is no label.
///
/// Rows with the same id are of one comment, if their articles are the same where both name one. A record without an id,
/// with an unknown label, or that contradicts what its annotator said before is bad: it is left out and listed.
///
/// # Errors
///
/// - [`ErrorKind::Empty`], [`ErrorKind::Io`] if a file cannot be read
/// - [`ErrorKind::MissingColumn`] if a file has no column of ids, or none that the settings name
/// - [`ErrorKind::Settings`] if a map names a head that the topic has not
/// - [`ErrorKind::Data`] if a file is no table or has no column of labels, or no record meets the conditions
///
/// # Examples
///
/// ```
/// use hustings::read::{LabelledParams, Source, read_annotators};
///
/// let bytes = b"id,nato_1,nato_2\na,favor,favor\nb,none,Against\nc,none,\n";
/// let found = read_annotators(&[Source { name: "double.csv", bytes }], None, &LabelledParams::default())?;
/// assert_eq!(found.names, ["1", "2"]);
/// assert_eq!(found.heads[0].classes, ["favor", "Against", "none"]);
/// assert_eq!(found.heads[0].labels[1], [(0, 2), (1, 1)]);
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn read_annotators(sources: &[Source], topic: Option<&Topic>, params: &LabelledParams) -> Result<Annotators> {
    let mut tables = Vec::with_capacity(sources.len());
    for source in sources {
        tables.push(table(source, &params.read).map_err(|error| error.in_file(source.name))?);
    }
    let mut questions = Questions::new(topic, &params.maps)?;
    let layouts = questions.layouts(&tables, sources, &params.read, &params.maps)?;
    let mut found = Annotators { not_heads: questions.not_heads.clone(), ..Annotators::default() };
    let (mut names, mut matching) = (Names::default(), Matching::default());
    let mut given = Vec::new();
    for ((mut table, layout), source) in tables.into_iter().zip(&layouts).zip(sources) {
        found.problems.append(&mut table.problems);
        if !table.rows.is_empty() && !table.rows.iter().any(|row| layout.meets(row, &params.read)) {
            return Err(none_meets(&params.read, table.rows.len()).in_file(source.name));
        }
        for row in table.rows.iter().filter(|row| layout.meets(row, &params.read)) {
            match record(row, layout, &mut questions, &mut names, source.name) {
                Ok((key, labels)) if !labels.is_empty() => {
                    matching.add(key);
                    given.push((row.position(source.name), labels));
                }
                Ok(_) => {}
                Err(error) => found.problems.push(error.in_file(source.name).at(Some(row.record), row.line)),
            }
        }
    }
    let places = matching.places(&mut found.comments);
    let none = vec![vec![Vec::new(); found.comments.len()]; questions.heads.len()];
    let mut placed = Placed { labels: none, known: HashMap::new() };
    for (place, (at, given)) in places.into_iter().zip(given) {
        let error = match place {
            Ok(place) => placed.put(&given, place, &questions),
            Err(error) => Err(error),
        };
        if let Err(error) = error {
            found.problems.push(error.in_file(at.file.unwrap_or_default()).at(at.record, at.line));
        }
    }
    found.names = names.names;
    found.heads = questions.finish(placed.labels);
    Ok(found)
}

/// Annotator, head and class.
type Given = (usize, usize, usize);

fn record(
    row: &Row,
    layout: &Layout,
    questions: &mut Questions,
    names: &mut Names,
    file: &str,
) -> Result<(Key, Vec<Given>)> {
    let key = layout.key(row)?;
    let labels = layout.labels(row, questions)?;
    let of_row = match layout.annotator(row) {
        Some("") => return Err(ErrorKind::Data("no annotator is named; fill in who gave the labels".into()).into()),
        named => named.unwrap_or(file),
    };
    let annotator = |number: Option<u16>| number.map_or_else(|| of_row.to_owned(), |number| number.to_string());
    let labels = labels.into_iter().map(|(number, head, class)| (names.of(&annotator(number)), head, class)).collect();
    Ok((key, labels))
}

/// The labels of all comments by head.
struct Placed {
    labels: Vec<Vec<Vec<(usize, usize)>>>,
    /// Class by head, comment and annotator.
    known: HashMap<(usize, usize, usize), usize>,
}

impl Placed {
    /// Puts the labels of a record in their place, all or none.
    fn put(&mut self, given: &[Given], place: usize, questions: &Questions) -> Result<()> {
        for (annotator, head, class) in given {
            let earlier = self.known.get(&(*head, place, *annotator));
            if let Some(earlier) = earlier.filter(|earlier| *earlier != class) {
                let head = &questions.heads[*head];
                return Err(ErrorKind::Data(format!(
                    "{} {:?} contradicts {:?}, which the same annotator said of the same comment before; keep one of them",
                    head.name, head.classes[*class], head.classes[*earlier]
                ))
                .into());
            }
        }
        for (annotator, head, class) in given {
            if self.known.insert((*head, place, *annotator), *class).is_none() {
                self.labels[*head][place].push((*annotator, *class));
            }
        }
        Ok(())
    }
}

/// Annotators by name.
#[derive(Default)]
struct Names {
    known: HashMap<String, usize>,
    names: Vec<String>,
}

impl Names {
    fn of(&mut self, name: &str) -> usize {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let index = self.names.len();
        self.known.insert(name.to_owned(), index);
        let is_address = crate::read::table::columns::is_address(name);
        self.names.push(if is_address { format!("annotator {}", index + 1) } else { name.to_owned() });
        index
    }
}

fn table(source: &Source, params: &ReadParams) -> Result<Table> {
    let opened = open::open(source.bytes)?;
    // A sheet of ids and labels looks like no export of comments; once a row is ragged it looks like nothing at all.
    let format = match stream::format_of(&opened.start, params) {
        Err(error) if matches!(error.kind(), ErrorKind::UnknownFormat) && opened.start.contains(&b'\n') => Format::Csv,
        told => told?,
    };
    let Some(tabular) = formats::tabular(format) else {
        let text = format!("the format {} carries no labels; a labelled CSV or JSONL was expected", format.name());
        return Err(ErrorKind::Data(text).into());
    };
    Ok(collect(source.name, tabular.rows(opened.input)?).0)
}

#[cfg(test)]
mod tests;
