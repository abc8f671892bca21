//! Where the tables of annotators keep their labels.

use std::collections::BTreeMap;

use super::matching::Key;
use super::questions::Questions;
use crate::error::{ErrorKind, Result};
use crate::read::ReadParams;
use crate::read::table::columns::{Columns, Name, find, listed};
use crate::read::table::rows::{Row, Table};
use crate::read::table::spreadsheet::is_rounded;

/// Columns that name who gave a label.
const ANNOTATOR: [&str; 9] =
    ["annotator", "annotator_id", "worker", "worker_id", "coder", "coder_id", "rater", "rater_id", "labeller"];

/// Columns that say something about the comment or the labelling, but are no label of it.
const FACTS: [&str; 22] = [
    "annotation_id",
    "article_id",
    "file",
    "kind",
    "lang",
    "language",
    "lead_time",
    "line",
    "link",
    "model",
    "note",
    "notes",
    "pair",
    "record",
    "section",
    "source",
    "split",
    "title",
    "updated_at",
    "url",
    "venue",
    "",
];

/// Columns of labels.
pub(super) enum Labels {
    /// Number of the annotator if the column's name has one, head, column.
    Wide(Vec<(Option<u16>, usize, Name)>),
    Long {
        target: Name,
        stance: Name,
    },
}

/// Where one table keeps what.
pub(super) struct Layout {
    pub id: Name,
    pub article: Option<Name>,
    pub annotator: Option<Name>,
    pub wheres: Vec<Name>,
    pub labels: Labels,
}

/// What is known of the columns of a table before heads are.
pub(super) struct Roles {
    pub id: Name,
    pub article: Option<Name>,
    pub annotator: Option<Name>,
    /// Columns that may be heads.
    pub free: Vec<Name>,
    pub long: Option<(Name, Name)>,
}

impl Roles {
    pub fn of(table: &Table, params: &ReadParams, maps: &[(String, String)]) -> Result<Self> {
        let columns = &table.columns;
        let (text, told) = Columns::without_text(columns, &params.columns, &[])?;
        let Some(id) = told.id.clone() else {
            return Err(ErrorKind::MissingColumn {
                column: "id".into(),
                columns: listed(columns),
                option: "--id-column with one of them",
            }
            .into());
        };
        let is_mapped = |column: &Name| maps.iter().any(|(_, mapped)| mapped.eq_ignore_ascii_case(column));
        let long = find(columns, "target").zip(find(columns, "stance"));
        let long = long.filter(|(target, stance)| !is_mapped(target) && !is_mapped(stance));
        let annotator = ANNOTATOR.iter().find_map(|name| find(columns, name)).cloned();
        let taken = [
            &text,
            &told.id,
            &told.parent,
            &told.parent_text,
            &told.author,
            &told.time,
            &told.article,
            &told.article_title,
            &told.article_thesis,
            &told.article_text,
            &annotator,
        ];
        let is_free = |column: &&Name| {
            let lower = column.to_lowercase();
            // What the program itself writes beside a predicted label.
            let beside = ["_p", "_why"].iter().filter_map(|end| column.strip_suffix(end));
            let beside = beside.into_iter().any(|head| find(columns, head).is_some());
            !taken.contains(&&Some((*column).clone())) && !FACTS.contains(&lower.as_str()) && !beside
        };
        Ok(Self {
            id,
            article: told.article.clone(),
            annotator: annotator.clone(),
            free: columns.iter().filter(is_free).cloned().collect(),
            long: long.map(|(target, stance)| (target.clone(), stance.clone())),
        })
    }
}

impl Layout {
    /// Whether a row meets all conditions.
    pub fn meets(&self, row: &Row, params: &ReadParams) -> bool {
        self.wheres.iter().zip(&params.wheres).all(|(column, condition)| {
            let value = row.get(column).trim();
            condition.values.iter().any(|allowed| allowed == value)
        })
    }

    pub fn key(&self, row: &Row) -> Result<Key> {
        let id = row.trimmed(Some(&self.id));
        if id.is_empty() {
            return Err(ErrorKind::Data("no id; annotators' labels are matched by it".into()).into());
        }
        if is_rounded(id) {
            let text =
                format!("id {id:?} was rounded by a spreadsheet, and many comments may have it; export the file anew");
            return Err(ErrorKind::Data(text).into());
        }
        let article = row.trimmed(self.article.as_ref());
        Ok(Key { id: id.into(), article: (!article.is_empty()).then(|| article.into()) })
    }

    /// Who labelled the row; `None` if no column says so.
    pub fn annotator<'r>(&self, row: &'r Row) -> Option<&'r str> {
        self.annotator.as_ref().map(|column| row.trimmed(Some(column)))
    }

    /// Number of the annotator if columns have one, head and class.
    pub fn labels(&self, row: &Row, questions: &mut Questions) -> Result<Vec<(Option<u16>, usize, usize)>> {
        let mut labels = Vec::new();
        match &self.labels {
            Labels::Wide(columns) => {
                for (number, head, column) in columns {
                    let class = questions.class(*head, column, row.get(column))?;
                    labels.extend(class.map(|class| (*number, *head, class)));
                }
            }
            Labels::Long { target, stance } => {
                let (name, label) = (row.trimmed(Some(target)), row.trimmed(Some(stance)));
                if !name.is_empty() && !label.is_empty() {
                    let head = questions.head(name, target)?;
                    labels.extend(questions.class(head, stance, label)?.map(|class| (None, head, class)));
                }
            }
        }
        Ok(labels)
    }
}

/// Head and number of a column such as `nato_2`.
pub(super) fn numbered(column: &str) -> Option<(&str, u16)> {
    let (stem, number) = column.rsplit_once('_')?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !stem.is_empty() && !number.starts_with('0')).then(|| Some((stem, number.parse().ok()?)))?
}

/// Heads that have columns of two numbers or more, in the order of their first.
pub(super) fn numbered_heads(columns: &[Name]) -> Vec<String> {
    let mut numbers: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (index, column) in columns.iter().enumerate() {
        if let Some((stem, _)) = numbered(column) {
            numbers.entry(stem.to_lowercase()).or_insert((index, 0)).1 += 1;
        }
    }
    let mut first: Vec<usize> = numbers.into_values().filter(|(_, n)| *n > 1).map(|(first, _)| first).collect();
    first.sort_unstable();
    first.into_iter().filter_map(|index| numbered(&columns[index]).map(|(stem, _)| stem.to_owned())).collect()
}
