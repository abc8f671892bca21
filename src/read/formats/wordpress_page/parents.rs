//! What each comment answers: what it is nested in, save where answers are flattened.

use rustc_hash::{FxHashMap, FxHashSet};

use super::found::Found;

/// Words of a name after `@` at most.
const MAX_WORDS: usize = 5;

/// The id of each comment's parent.
pub(super) fn parents(found: &[Found]) -> Vec<Option<String>> {
    let deepest = found.iter().map(|found| found.depth).max().unwrap_or(0);
    let mut above = FxHashSet::default();
    // The last comment of each author in each thread so far. What is nested is a thread with what it is nested in.
    let mut last: FxHashMap<(Option<usize>, String), usize> = FxHashMap::default();
    let mut parents = Vec::with_capacity(found.len());
    for (index, comment) in found.iter().enumerate() {
        let mut parent = comment.nested_in;
        let mut told = None;
        if comment.depth == deepest {
            told = comment.linked.as_ref().filter(|linked| above.contains(linked.as_str())).cloned();
            if told.is_none() {
                let addressed = names(&comment.text.text);
                parent =
                    addressed.into_iter().find_map(|name| last.get(&(comment.nested_in, name)).copied()).or(parent);
            }
        }
        parents.push(told.or_else(|| parent.and_then(|parent| found.get(parent)).map(|parent| parent.id.clone())));
        above.insert(comment.id.as_str());
        if let Some(author) = &comment.author {
            let name = author.to_lowercase();
            last.insert((Some(index), name.clone()), index);
            last.insert((comment.nested_in, name), index);
        }
    }
    parents
}

/// The names that a text may start with after `@`, the longest first, in lower case.
fn names(text: &str) -> Vec<String> {
    let Some(rest) = text.strip_prefix('@') else { return Vec::new() };
    let line = rest.lines().next().unwrap_or("").to_lowercase();
    let words: Vec<_> = line.split_whitespace().take(MAX_WORDS).collect();
    let marks: &[char] = &[',', ':', ';', '.', '!', '?', '-', '–', '—'];
    (1..=words.len()).rev().map(|n| words[..n].join(" ").trim_end_matches(marks).to_owned()).collect()
}
