//! Who answers whom: ids of parents become indices, and what cannot be so becomes a root comment.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Warning;
use super::columns::Columns;
use super::entities::decoded;
use super::rows::Row;
use crate::comment::{Parent, Section};

/// Ids by which exports say that a comment answers no other (WordPress, yt-dlp, SQL, pandas). They count only where no
/// comment has such an id.
const NO_PARENT: [&str; 6] = ["0", "root", "null", "none", "nan", "\\n"];

/// The rows of one section.
#[derive(Default)]
pub(super) struct Members<'a> {
    /// The row of each comment.
    pub rows: Vec<usize>,
    /// The first comment of each id.
    pub by_id: HashMap<Cow<'a, str>, usize>,
    /// The first row of each id among those not taken: known, but no comments.
    pub lent: HashMap<Cow<'a, str>, usize>,
}

/// Finds the parent of each comment: the comment with that id; else the text that the row gives, or that of a row not
/// taken; else none, with a warning.
pub(super) fn join_replies(
    file: &str,
    section: &mut Section,
    members: &Members,
    rows: &[Row],
    columns: &Columns,
    warnings: &mut Vec<Warning>,
) {
    for (comment, index) in section.comments.iter_mut().zip(&members.rows) {
        let row = &rows[*index];
        let given = columns.parent_text.as_ref().map_or("", |column| row.get(column));
        let given = (!given.trim().is_empty()).then(|| Parent::Text(decoded(given).into_owned()));
        let Some(parent) = &comment.parent_id else {
            comment.parent = given;
            continue;
        };
        // Spreadsheets and pandas make 12.0 of the 12 in a column that has gaps.
        let names = [Some(parent.as_str()), parent.strip_suffix(".0")];
        let known = names.iter().flatten().find_map(|id| members.by_id.get(*id)).map(|index| Parent::Comment(*index));
        let lent = || {
            let row = &rows[*names.iter().flatten().find_map(|id| members.lent.get(*id))?];
            Some(Parent::Text(decoded(row.get(&columns.text)).into_owned()))
        };
        comment.parent = known.or(given).or_else(lent);
        if comment.parent.is_none() && !names.iter().flatten().any(|id| is_no_parent(id)) {
            warnings.push(Warning::UnknownParent {
                at: row.position(file),
                id: comment.id.clone(),
                parent: parent.clone(),
            });
        }
    }
    for root in break_cycles(section) {
        let at = rows[members.rows[root]].position(file);
        warnings.push(Warning::ParentCycle { at, id: section.comments[root].id.clone() });
    }
}

fn is_no_parent(id: &str) -> bool {
    NO_PARENT.iter().any(|word| word.eq_ignore_ascii_case(id))
}

/// Makes the first member of each cycle a root comment; returns these members. Each comment is visited once, for each
/// answers at most one other.
fn break_cycles(section: &mut Section) -> Vec<usize> {
    let comments = &mut section.comments;
    // The walk, numbered by its start, that came first by each comment.
    let mut walk_of: Vec<Option<usize>> = vec![None; comments.len()];
    let mut roots = Vec::new();
    for start in 0..comments.len() {
        let mut at = start;
        while walk_of[at].is_none() {
            walk_of[at] = Some(start);
            match comments[at].parent {
                Some(Parent::Comment(parent)) => at = parent,
                _ => break,
            }
        }
        let Some(Parent::Comment(mut next)) = comments[at].parent else { continue };
        if walk_of[at] != Some(start) {
            continue;
        }
        // The walk met itself at `at`: a cycle.
        let mut first = at;
        while next != at {
            first = first.min(next);
            match comments[next].parent {
                Some(Parent::Comment(parent)) => next = parent,
                _ => break,
            }
        }
        comments[first].parent = None;
        roots.push(first);
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::Comment;
    use crate::read::{ReadParams, Source, read};

    fn section(parents: &[Option<usize>]) -> Section {
        let comment = |parent: &Option<usize>| Comment { parent: parent.map(Parent::Comment), ..Comment::default() };
        Section { article: None, comments: parents.iter().map(comment).collect() }
    }

    #[test]
    fn cycles_are_broken_at_their_first_member() {
        let cases: [(&[Option<usize>], &[usize]); 7] = [
            (&[], &[]),
            (&[None, Some(0), Some(1)], &[]),
            (&[Some(0)], &[0]),
            (&[Some(1), Some(0)], &[0]),
            (&[Some(2), Some(2), Some(3), Some(1)], &[1]),
            (&[Some(1), Some(0), Some(0), Some(4), Some(3), Some(2)], &[0, 3]),
            (&[Some(1), Some(2), Some(2)], &[2]),
        ];
        for (parents, expected) in cases {
            let mut section = section(parents);
            assert_eq!(break_cycles(&mut section), expected, "{parents:?}");
            assert!(break_cycles(&mut section).is_empty(), "{parents:?}");
        }
    }

    #[test]
    fn long_chains_take_linear_time() {
        let n = 200_000;
        let mut chain = section(&(0..n).map(|i| (i + 1 < n).then_some(i + 1)).collect::<Vec<_>>());
        assert!(break_cycles(&mut chain).is_empty());
        let mut ring = section(&(0..n).map(|i| Some((i + 1) % n)).collect::<Vec<_>>());
        assert_eq!(break_cycles(&mut ring), [0]);
    }

    #[test]
    fn parents_are_found_by_id_then_by_text() {
        let text = |text: &str| Some(Parent::Text(text.into()));
        let cases = [
            ("id,parent_id,text\n1,,a\n2,1,b", Some(Parent::Comment(0)), 0),
            ("id,parent_id,text\n1,,a\n2,1.0,b", Some(Parent::Comment(0)), 0),
            ("id,parent_id,parent_text,text\n1,,,a\n2,1,x,b", Some(Parent::Comment(0)), 0),
            ("id,parent_id,parent_text,text\n1,,,a\n2,9,x,b", text("x"), 0),
            ("id,parent_text,text\n1,,a\n2,x,b", text("x"), 0),
            ("id,parent_id,text\n1,,a\n2,9,b", None, 1),
            ("id,parent_id,text\n1,,a\n2,0,b", None, 0),
            ("id,parent_id,text\n0,,a\n2,0,b", Some(Parent::Comment(0)), 0),
            ("id,parent_id,text\n1,,a\n2,2,b", None, 1),
            ("article,id,parent_id,text\nx,1,,a\ny,2,1,b", None, 1),
        ];
        for (csv, parent, warnings) in cases {
            let reading = read(&Source { name: "t", bytes: csv.as_bytes() }, &ReadParams::default()).unwrap();
            let reply = reading.sections.iter().flat_map(|s| &s.comments).find(|c| c.text == "b").unwrap();
            assert_eq!(reply.parent, parent, "{csv:?}");
            assert_eq!(reading.warnings.len(), warnings, "{csv:?}: {:?}", reading.warnings);
        }
    }

    #[test]
    fn a_row_not_taken_lends_its_text() {
        let csv = "id,parent_id,split,text\n1,,test,a\n2,1,train,b";
        let params = ReadParams { wheres: vec!["split=train".parse().unwrap()], ..ReadParams::default() };
        let reading = read(&Source { name: "t", bytes: csv.as_bytes() }, &params).unwrap();
        assert_eq!(reading.sections[0].comments[0].parent, Some(Parent::Text("a".into())));
        assert_eq!(reading.sections[0].comments[0].parent_id.as_deref(), Some("1"));
    }
}
