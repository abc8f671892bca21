//! What the tests of readers share.

use crate::read::ReadParams;
use crate::read::entry::Entry;
use crate::read::formats::Reader;
use crate::read::input::Input;

/// All entries that a reader finds in these bytes; an error of opening them is one more problem.
pub(in crate::read) fn entries(reader: &dyn Reader, bytes: &[u8]) -> Vec<Entry> {
    match reader.read(Input::new(bytes), &ReadParams::default()) {
        Ok(entries) => entries.collect(),
        Err(error) => vec![Entry::Problem(error)],
    }
}

/// Each entry in a line: `1. section/id < parent author time: text`, with what markup quotes in `«»` and `-` for what is not
/// known.
pub(in crate::read) fn describe(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(describe_one).collect()
}

fn describe_one(entry: &Entry) -> String {
    match entry {
        Entry::Article { section, article } => format!("article {section}: {} | {}", article.title, article.text),
        Entry::Comment(comment) => {
            let mut text = comment.text.text.clone();
            for range in comment.text.quoted.iter().rev() {
                text.insert(range.end, '»');
                text.insert(range.start, '«');
            }
            let or_dash = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            format!(
                "{}. {}/{} < {} {} {}: {text}",
                comment.at.record.unwrap_or(0),
                comment.section,
                comment.id.as_deref().unwrap_or(""),
                or_dash(&comment.parent_id),
                or_dash(&comment.author),
                or_dash(&comment.time),
            )
        }
        Entry::Skipped(kind) => kind.name().to_owned(),
        Entry::Missing(None) => "missing".to_owned(),
        Entry::Missing(Some(count)) => format!("missing {count}"),
        Entry::Problem(error) | Entry::Failed(error) => format!("problem: {error}"),
        Entry::Warning(warning) => format!("warning: {warning}"),
    }
}

/// Id, parent, author, time and text of each comment, with a bar between them.
pub(in crate::read) fn rows(entries: &[Entry]) -> Vec<String> {
    let row = |entry: &Entry| match entry {
        Entry::Comment(c) => {
            let parts = [&c.id, &c.parent_id, &c.author, &c.time].map(|part| part.clone().unwrap_or_default());
            Some(format!("{}|{}", parts.join("|"), c.text.text))
        }
        _ => None,
    };
    entries.iter().filter_map(row).collect()
}
