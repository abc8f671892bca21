//! Where a labelled table keeps its labels, and what a row says.
//!
//! A **wide** table has a column per head; a **long** one has the columns `target` and `stance`, and each row labels
//! the head that `target` names.

use super::columns::{Name, find, listed, require};
use super::rows::{Row, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::topic::{Head, Topic};

/// Columns of labels.
pub(super) enum Layout {
    /// Head, as an index into [`Topic::heads`], and its column.
    Wide(Vec<(usize, Name)>),
    Long {
        target: Name,
        stance: Name,
    },
}

/// A label: head and class as indices into [`Topic::heads`] and [`Topic::classes`].
pub(super) type Label = (usize, usize);

/// The heads of a topic with their names and classes, looked up once.
pub(super) struct Heads {
    names: Vec<String>,
    /// Names for people, of targets only.
    labels: Vec<Option<String>>,
    classes: Vec<Vec<String>>,
}

impl Heads {
    pub fn of(topic: &Topic) -> Self {
        let heads = topic.heads();
        let label = |head: &Head| match head {
            Head::Stance(target) => Some(topic.targets[*target].label.clone()),
            _ => None,
        };
        let classes = |head: &Head| topic.classes(*head).into_iter().map(String::from).collect();
        Self {
            names: heads.iter().map(|head| topic.head_name(*head).to_owned()).collect(),
            labels: heads.iter().map(label).collect(),
            classes: heads.iter().map(classes).collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn name(&self, head: usize) -> &str {
        &self.names[head]
    }

    pub fn class(&self, (head, class): Label) -> &str {
        &self.classes[head][class]
    }

    /// Checks the heads that the user maps to columns.
    pub fn check_maps(&self, maps: &[(String, String)]) -> Result<()> {
        match maps.iter().find(|(head, _)| !self.names.contains(head)) {
            Some((head, _)) => Err(ErrorKind::Settings(format!(
                "--map names the head {head:?}, which is not one of {}",
                self.names.join(", ")
            ))
            .into()),
            None => Ok(()),
        }
    }

    /// Finds the columns of labels. A table is long if it has both columns and neither is mapped to a head.
    pub fn layout(&self, table: &Table, maps: &[(String, String)]) -> Result<Layout> {
        let columns = &table.columns;
        if let (Some(target), Some(stance)) = (find(columns, "target"), find(columns, "stance")) {
            let is_mapped = |column: &Name| maps.iter().any(|(_, mapped)| mapped.eq_ignore_ascii_case(column));
            if !is_mapped(target) && !is_mapped(stance) {
                return Ok(Layout::Long { target: target.clone(), stance: stance.clone() });
            }
        }
        let mut wide = Vec::new();
        for (head, name) in self.names.iter().enumerate() {
            match maps.iter().find(|(mapped, _)| mapped == name) {
                Some((_, column)) => wide.push((head, require(columns, column, "--map with one of them")?)),
                None => wide.extend(find(columns, name).map(|column| (head, column.clone()))),
            }
        }
        if wide.is_empty() {
            let columns = listed(columns).join(", ");
            return Err(ErrorKind::Data(format!(
                "no column of labels; heads are: {}; columns are: {columns} (use --map head=column)",
                self.names.join(", ")
            ))
            .into());
        }
        Ok(Layout::Wide(wide))
    }

    /// The labels of a row; an empty cell is none.
    pub fn labels(&self, row: &Row, layout: &Layout) -> Result<Vec<Label>> {
        match layout {
            Layout::Wide(columns) => {
                let label = |(head, column): &(usize, Name)| self.label(*head, column, row.get(column)).transpose();
                columns.iter().filter_map(label).collect()
            }
            Layout::Long { target, stance } => {
                let (name, label) = (row.get(target).trim(), row.get(stance).trim());
                if name.is_empty() || label.is_empty() {
                    return Ok(Vec::new());
                }
                let head = self.head(name).ok_or_else(|| unknown(target, name, &self.names))?;
                Ok(self.label(head, stance, label)?.into_iter().collect())
            }
        }
    }

    /// The head of this name; of this target's name for people, if there is none.
    fn head(&self, name: &str) -> Option<usize> {
        let lower = name.to_lowercase();
        let by_name = self.names.iter().position(|head| head.to_lowercase() == lower);
        by_name
            .or_else(|| self.labels.iter().position(|label| label.as_ref().is_some_and(|l| l.to_lowercase() == lower)))
    }

    fn label(&self, head: usize, column: &Name, cell: &str) -> Result<Option<Label>> {
        let cell = cell.trim();
        if cell.is_empty() {
            return Ok(None);
        }
        let lower = cell.to_lowercase();
        match self.classes[head].iter().position(|class| class.to_lowercase() == lower) {
            Some(class) => Ok(Some((head, class))),
            None => Err(unknown(column, cell, &self.classes[head])),
        }
    }
}

fn unknown(column: &Name, label: &str, allowed: &[String]) -> Error {
    ErrorKind::UnknownLabel { column: column.to_string(), label: label.into(), allowed: allowed.to_vec() }.into()
}

impl Layout {
    /// The columns of labels.
    pub fn columns(&self) -> Vec<Name> {
        match self {
            Self::Wide(columns) => columns.iter().map(|(_, column)| column.clone()).collect(),
            Self::Long { target, stance } => vec![target.clone(), stance.clone()],
        }
    }
}
