//! Where a labelled table keeps its labels, and what a row says.
//!
//! A **wide** table has a column per head; a **long** one has the columns `target` and `stance`, and each row labels
//! the head that `target` names. The files of annotation tools have [`Answer`]s instead: a label may name its head
//! (`nato:favor`), or the question does, or the user says which head it is, or only one head has such a class.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind, Result};
use crate::read::labelled::annotation::Answer;
use crate::read::table::columns::{Name, find, listed, require};
use crate::read::table::rows::{Row, Table};
use crate::topic::{Head, Topic};

/// Columns of labels.
pub(in crate::read) enum Layout {
    /// Head, as an index into [`Topic::heads`], and its column.
    Wide(Vec<(usize, Name)>),
    Long {
        target: Name,
        stance: Name,
    },
    /// They stand beside the rows, not in columns.
    Beside,
}

/// What the user calls the question of an answer that has no name.
const UNNAMED: &str = "label";

/// Bytes of a label at most that may name its head.
const MAX_LABEL: usize = 200;

/// A label: head and class as indices into [`Topic::heads`] and [`Topic::classes`].
pub(in crate::read) type Label = (usize, usize);

/// The heads of a topic with their names and classes, looked up once.
pub(in crate::read) struct Heads {
    names: Vec<String>,
    /// What else a head is called: a target's name for people and its aliases, as [`key`] writes them.
    others: Vec<BTreeSet<String>>,
    classes: Vec<Vec<String>>,
}

impl Heads {
    pub fn of(topic: &Topic) -> Self {
        let heads = topic.heads();
        let others = |head: &Head| match head {
            Head::Stance(target) => {
                let target = &topic.targets[*target];
                [&target.name, &target.label].into_iter().chain(&target.aliases).map(|name| key(name)).collect()
            }
            _ => BTreeSet::new(),
        };
        let classes = |head: &Head| topic.classes(*head).into_iter().map(String::from).collect();
        Self {
            names: heads.iter().map(|head| topic.head_name(*head).to_owned()).collect(),
            others: heads.iter().map(others).collect(),
            classes: heads.iter().map(classes).collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn name(&self, head: usize) -> &str {
        &self.names[head]
    }

    pub fn n_classes(&self, head: usize) -> usize {
        self.classes[head].len()
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
            Layout::Beside => Ok(Vec::new()),
        }
    }

    /// Checks that the columns which the user maps to heads are questions of the file.
    pub fn check_questions(&self, answers: &[Vec<Answer>], maps: &[(String, String)]) -> Result<()> {
        let questions: BTreeSet<&str> = answers.iter().flatten().map(question).collect();
        let missing = |(_, column): &&(String, String)| !questions.iter().any(|name| name.eq_ignore_ascii_case(column));
        match maps.iter().find(missing) {
            Some((_, column)) if !questions.is_empty() => Err(ErrorKind::MissingColumn {
                column: column.clone(),
                columns: listed(&questions.into_iter().map(Name::from).collect::<Vec<_>>()),
                option: "--map with one of them",
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// The labels that an answer gives; several only if the user maps its question to several heads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownLabel`] if no head that it could be of has such a class, [`ErrorKind::Data`] if several have.
    pub fn answer(&self, answer: &Answer, maps: &[(String, String)]) -> Result<Vec<Label>> {
        let name = question(answer);
        let mapped = maps.iter().filter(|(_, column)| column.eq_ignore_ascii_case(name));
        let mapped: Vec<usize> = mapped.filter_map(|(head, _)| self.head(head)).collect();
        let own = answer.control.as_deref().and_then(|control| self.head(control)).filter(|_| mapped.is_empty());
        let asked: Vec<usize> = mapped.into_iter().chain(own).collect();
        let all = |heads: &[usize], label: &str| -> Vec<Label> {
            heads.iter().filter_map(|head| Some((*head, self.class_of(*head, label)?))).collect()
        };
        let found = all(&asked, &answer.label);
        if !found.is_empty() {
            return Ok(found);
        }
        if let Some(label) = self.named(&answer.label) {
            return Ok(vec![label]);
        }
        // A head with a single class, as target is in a topic without targets, asks nothing.
        let open: Vec<usize> = (0..self.len()).filter(|head| self.classes[*head].len() > 1).collect();
        // The classes of a question that asks for a head are that head's; a label without a question may be of any.
        let candidates =
            if asked.is_empty() || answer.control.is_none() { all(&open, &answer.label) } else { Vec::new() };
        match candidates.as_slice() {
            [label] => Ok(vec![*label]),
            [first, ..] if asked.is_empty() => {
                let heads: Vec<&str> = candidates.iter().map(|(head, _)| self.name(*head)).collect();
                Err(ErrorKind::Data(format!(
                    "label {:?} may be of {}; say which with --map HEAD={name}, or write it with its head, as in {}:{}",
                    answer.label,
                    heads.join(", "),
                    self.name(first.0),
                    self.class(*first),
                ))
                .into())
            }
            _ => {
                let mut allowed: Vec<String> = Vec::new();
                for class in
                    if asked.is_empty() { open } else { asked }.into_iter().flat_map(|head| &self.classes[head])
                {
                    if !allowed.contains(class) {
                        allowed.push(class.clone());
                    }
                }
                Err(unknown(&Name::from(name), &answer.label, &allowed))
            }
        }
    }

    /// The label that names its head: `nato:favor`, `nato=favor`, `nato/favor`, `nato_favor`.
    fn named(&self, label: &str) -> Option<Label> {
        let split = |(at, c): (usize, char)| {
            let (head, class) = (self.head(&label[..at])?, &label[at + c.len_utf8()..]);
            Some((head, self.class_of(head, class)?))
        };
        let short = label.len() <= MAX_LABEL;
        label.char_indices().filter(|(_, c)| short && ":=/_-. ".contains(*c)).find_map(split)
    }

    /// The class of this name, white space around it and case aside.
    fn class_of(&self, head: usize, class: &str) -> Option<usize> {
        let lower = class.trim().to_lowercase();
        self.classes[head].iter().position(|class| class.to_lowercase() == lower)
    }

    /// The head of this name; if there is none, of the target that is called so by its name for people or by an alias,
    /// `_`, `-` and blanks being the same.
    pub fn head(&self, name: &str) -> Option<usize> {
        let lower = name.trim().to_lowercase();
        let by_name = self.names.iter().position(|head| head.to_lowercase() == lower);
        by_name.or_else(|| {
            let key = key(name);
            self.others.iter().position(|others| others.contains(&key))
        })
    }

    fn label(&self, head: usize, column: &Name, cell: &str) -> Result<Option<Label>> {
        let cell = cell.trim();
        if cell.is_empty() {
            return Ok(None);
        }
        match self.class_of(head, cell) {
            Some(class) => Ok(Some((head, class))),
            None => Err(unknown(column, cell, &self.classes[head])),
        }
    }
}

fn unknown(column: &Name, label: &str, allowed: &[String]) -> Error {
    ErrorKind::UnknownLabel { column: column.to_string(), label: label.into(), allowed: allowed.to_vec() }.into()
}

/// A name in lower case, with single blanks for runs of blanks, `_` and `-`.
fn key(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c == '_' || c == '-').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What the user calls the question of an answer.
fn question(answer: &Answer) -> &str {
    answer.control.as_deref().unwrap_or(UNNAMED)
}

impl Layout {
    /// The columns of labels.
    pub fn columns(&self) -> Vec<Name> {
        match self {
            Self::Wide(columns) => columns.iter().map(|(_, column)| column.clone()).collect(),
            Self::Long { target, stance } => vec![target.clone(), stance.clone()],
            Self::Beside => Vec::new(),
        }
    }
}
