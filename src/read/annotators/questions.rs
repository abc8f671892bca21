//! Which heads there are, and what their classes are.

use std::collections::HashSet;

use super::AnnotatedHead;
use super::layout::{Labels, Layout, Roles, numbered, numbered_heads};
use crate::error::{Error, ErrorKind, Result};
use crate::read::table::columns::{Name, find, listed, require};
use crate::read::table::rows::Table;
use crate::read::{ReadParams, Source};
use crate::topic::{SENTIMENTS, STANCES, Topic};

/// Different values of a column at most that may be classes, where no topic says what they are.
const MAX_CLASSES: usize = 50;

/// Heads at most that a long table may bring, where no topic says which there are.
const MAX_HEADS: usize = 100;

/// A head with its classes: fixed by a topic, or as they are found.
pub(super) struct Question {
    pub name: String,
    pub classes: Vec<String>,
    is_fixed: bool,
}

/// The heads.
pub(super) struct Questions {
    pub heads: Vec<Question>,
    pub not_heads: Vec<String>,
    has_topic: bool,
}

impl Questions {
    pub fn new(topic: Option<&Topic>, maps: &[(String, String)]) -> Result<Self> {
        let question = |name: &str, classes: Vec<String>, is_fixed| Question { name: name.into(), classes, is_fixed };
        let Some(topic) = topic else {
            let heads = maps.iter().map(|(head, _)| question(head, Vec::new(), false)).collect();
            return Ok(Self { heads, not_heads: Vec::new(), has_topic: false });
        };
        let classes = |head| topic.classes(head).into_iter().map(String::from).collect();
        let heads: Vec<Question> =
            topic.heads().into_iter().map(|head| question(topic.head_name(head), classes(head), true)).collect();
        if let Some((unknown, _)) = maps.iter().find(|(map, _)| heads.iter().all(|head| head.name != *map)) {
            let names: Vec<&str> = heads.iter().map(|head| head.name.as_str()).collect();
            let names = names.join(", ");
            return Err(
                ErrorKind::Settings(format!("--map names the head {unknown:?}, which is not one of {names}")).into()
            );
        }
        Ok(Self { heads, not_heads: Vec::new(), has_topic: true })
    }

    /// Where each table keeps what; adds the heads found, if there is no topic.
    pub fn layouts(
        &mut self,
        tables: &[Table],
        sources: &[Source],
        params: &ReadParams,
        maps: &[(String, String)],
    ) -> Result<Vec<Layout>> {
        let in_file = |index: usize| move |error: Error| error.in_file(sources[index].name);
        let mut roles = Vec::with_capacity(tables.len());
        for (index, table) in tables.iter().enumerate() {
            roles.push(Roles::of(table, params, maps).map_err(in_file(index))?);
        }
        let is_numbered = matches!(&roles[..], [only] if only.annotator.is_none() && only.long.is_none());
        if !self.has_topic && maps.is_empty() {
            self.find_heads(tables, &roles, is_numbered);
        }
        let mut layouts = Vec::with_capacity(tables.len());
        for (index, (roles, table)) in roles.into_iter().zip(tables).enumerate() {
            let labels = match roles.long {
                Some((target, stance)) => Labels::Long { target, stance },
                None => {
                    let wide = self.wide(&table.columns, maps, is_numbered).map_err(in_file(index))?;
                    if wide.is_empty() {
                        let columns = listed(&table.columns).join(", ");
                        let text = format!(
                            "no column of labels; columns are: {columns} (name a topic with --topic, or use --map \
                             head=column)"
                        );
                        return Err(in_file(index)(ErrorKind::Data(text).into()));
                    }
                    Labels::Wide(wide)
                }
            };
            let wheres = params.wheres.iter().map(|w| require(&table.columns, &w.column, "--where with one of them"));
            let wheres = wheres.collect::<Result<_>>().map_err(in_file(index))?;
            layouts.push(Layout { id: roles.id, article: roles.article, annotator: roles.annotator, wheres, labels });
        }
        Ok(layouts)
    }

    /// The columns of labels in a wide table. Columns with a number count before those without.
    fn wide(
        &self,
        columns: &[Name],
        maps: &[(String, String)],
        is_numbered: bool,
    ) -> Result<Vec<(Option<u16>, usize, Name)>> {
        let mut wide = Vec::new();
        for (head, question) in self.heads.iter().enumerate() {
            if let Some((_, column)) = maps.iter().find(|(map, _)| *map == question.name) {
                wide.push((None, head, require(columns, column, "--map with one of them")?));
                continue;
            }
            let lower = question.name.to_lowercase();
            let of_head = |column: &&Name| numbered(column).filter(|(stem, _)| stem.to_lowercase() == lower).is_some();
            let with_numbers: Vec<&Name> = columns.iter().filter(|_| is_numbered).filter(of_head).collect();
            match with_numbers.is_empty() {
                true => wide.extend(find(columns, &question.name).map(|column| (None, head, column.clone()))),
                false => wide.extend(
                    with_numbers.into_iter().map(|column| (numbered(column).map(|(_, n)| n), head, column.clone())),
                ),
            }
        }
        let any = wide.iter().any(|(number, ..)| number.is_some());
        wide.retain(|(number, ..)| number.is_some() || !any);
        Ok(wide)
    }

    /// Heads where no topic says which there are.
    fn find_heads(&mut self, tables: &[Table], roles: &[Roles], is_numbered: bool) {
        let mut names: Vec<String> = Vec::new();
        let numbers = if is_numbered { numbered_heads(&roles[0].free) } else { Vec::new() };
        if !numbers.is_empty() {
            names = numbers;
        } else {
            let wide: Vec<&Roles> = roles.iter().filter(|roles| roles.long.is_none()).collect();
            let needed = wide.len().min(2);
            for column in wide.iter().flat_map(|roles| &roles.free) {
                let known = names.iter().any(|name| name.to_lowercase() == column.to_lowercase());
                let n = wide.iter().filter(|roles| find(&roles.free, column).is_some()).count();
                if !known && n >= needed {
                    names.push(column.to_string());
                }
            }
        }
        for name in names {
            let lower = name.to_lowercase();
            let mut values: HashSet<String> = HashSet::new();
            for (table, roles) in tables.iter().zip(roles).filter(|(_, roles)| roles.long.is_none()) {
                let is_head = |column: &&Name| {
                    column.to_lowercase() == lower
                        || (is_numbered && numbered(column).is_some_and(|(stem, _)| stem.to_lowercase() == lower))
                };
                for column in roles.free.iter().filter(is_head) {
                    let cells = table.rows.iter().map(|row| row.get(column).trim().to_lowercase());
                    for cell in cells.filter(|cell| !cell.is_empty()) {
                        values.insert(cell);
                        if values.len() > MAX_CLASSES {
                            break;
                        }
                    }
                }
            }
            match values.len() {
                0 => {}
                n if n > MAX_CLASSES => self.not_heads.push(name),
                _ => self.heads.push(Question { name, classes: Vec::new(), is_fixed: false }),
            }
        }
    }

    /// The class that a cell names; `None` if it is empty.
    pub fn class(&mut self, head: usize, column: &str, cell: &str) -> Result<Option<usize>> {
        let (cell, question) = (cell.trim(), &mut self.heads[head]);
        if cell.is_empty() {
            return Ok(None);
        }
        let lower = cell.to_lowercase();
        if let Some(class) = question.classes.iter().position(|class| class.to_lowercase() == lower) {
            return Ok(Some(class));
        }
        if question.is_fixed || question.classes.len() >= MAX_CLASSES {
            let allowed = question.classes.clone();
            return Err(ErrorKind::UnknownLabel { column: column.into(), label: cell.into(), allowed }.into());
        }
        question.classes.push(cell.to_owned());
        Ok(Some(question.classes.len() - 1))
    }

    /// The head that a long table names.
    pub fn head(&mut self, name: &str, column: &str) -> Result<usize> {
        let lower = name.to_lowercase();
        if let Some(head) = self.heads.iter().position(|head| head.name.to_lowercase() == lower) {
            return Ok(head);
        }
        if self.has_topic || self.heads.len() >= MAX_HEADS {
            let allowed = self.heads.iter().map(|head| head.name.clone()).collect();
            return Err(ErrorKind::UnknownLabel { column: column.into(), label: name.into(), allowed }.into());
        }
        self.heads.push(Question { name: name.into(), classes: Vec::new(), is_fixed: false });
        Ok(self.heads.len() - 1)
    }

    /// The heads that have labels, those found with their classes in the order of stances or of the tone, else of their names.
    pub fn finish(self, labels: Vec<Vec<Vec<(usize, usize)>>>) -> Vec<AnnotatedHead> {
        let heads = self.heads.into_iter().zip(labels);
        let labelled = heads.filter(|(_, labels)| labels.iter().any(|labels| !labels.is_empty()));
        let finished = labelled.map(|(question, mut labels)| {
            let mut order: Vec<usize> = (0..question.classes.len()).collect();
            if !question.is_fixed {
                let lower: Vec<String> = question.classes.iter().map(|class| class.to_lowercase()).collect();
                let place = |known: &[&str], class: usize| known.iter().position(|name| *name == lower[class]);
                let known = [STANCES, SENTIMENTS];
                let known = known.iter().find(|known| order.iter().all(|class| place(&known[..], *class).is_some()));
                match known {
                    Some(known) => order.sort_by_key(|class| place(&known[..], *class)),
                    None => order.sort_by_key(|class| &lower[*class]),
                }
            }
            let mut place = vec![0; order.len()];
            order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
            for labels in &mut labels {
                labels.iter_mut().for_each(|(_, class)| *class = place[*class]);
                labels.sort_unstable();
            }
            let classes = order.iter().map(|class| question.classes[*class].clone()).collect();
            AnnotatedHead { name: question.name, classes, labels }
        });
        finished.collect()
    }
}
