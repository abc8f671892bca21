//! What of a file is left out, and what the file says is missing from it.

use std::collections::BTreeMap;
use std::fmt;

/// Why an entry is not read as a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Skipped {
    /// The source says that it was deleted or removed, or there is nothing left of it.
    Deleted,
    /// Marked as spam.
    Spam,
    /// Not approved, held back, rejected or hidden.
    NotApproved,
    /// A pingback or trackback: another page that links here.
    Pingback,
    /// Joined, left, pinned, closed: a line of the system's own.
    Service,
    /// No text at all: a picture, a sticker, an empty row.
    Empty,
    /// The same comment once more.
    Repeated,
    /// Not a comment: a page, a user, a notice.
    Other,
}

impl Skipped {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Deleted,
        Self::Spam,
        Self::NotApproved,
        Self::Pingback,
        Self::Service,
        Self::Empty,
        Self::Repeated,
        Self::Other,
    ];

    /// Name for people: `deleted comment`, `pingback`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted comment",
            Self::Spam => "spam comment",
            Self::NotApproved => "comment not approved",
            Self::Pingback => "pingback",
            Self::Service => "service entry",
            Self::Empty => "entry without text",
            Self::Repeated => "repeated comment",
            Self::Other => "other entry",
        }
    }
}

/// Counts of what was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    counts: BTreeMap<Skipped, u64>,
    missing: u64,
    /// Places that say that comments are missing but not how many.
    stubs: u64,
}

impl LeftOut {
    /// Counts an entry.
    pub(super) fn add(&mut self, kind: Skipped) {
        *self.counts.entry(kind).or_default() += 1;
    }

    /// Counts comments of which the file says that they are missing.
    pub(super) fn add_missing(&mut self, count: Option<u64>) {
        match count {
            Some(count) => self.missing = self.missing.saturating_add(count),
            None => self.stubs += 1,
        }
    }

    /// Adds other counts.
    pub fn join(&mut self, other: &Self) {
        for (kind, count) in &other.counts {
            *self.counts.entry(*kind).or_default() += count;
        }
        self.missing = self.missing.saturating_add(other.missing);
        self.stubs += other.stubs;
    }

    /// Entries left out, by kind.
    pub fn skipped(&self) -> impl Iterator<Item = (Skipped, u64)> + '_ {
        self.counts.iter().map(|(kind, count)| (*kind, *count))
    }

    /// Comments that the file says are missing from it, as far as it says how many.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// Whether nothing was left out and nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty() && self.missing == 0 && self.stubs == 0
    }
}

impl fmt::Display for LeftOut {
    /// `left out: 3 pingbacks, 1 deleted comment; missing from the file: 12 comments`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: u64, name: &str| match (count, name.strip_prefix("entry")) {
            (1, _) => format!("1 {name}"),
            (_, Some(rest)) => format!("{count} entries{rest}"),
            (_, None) => match name.strip_prefix("comment ") {
                Some(rest) => format!("{count} comments {rest}"),
                None => format!(
                    "{count} {}",
                    name.strip_suffix("entry").map_or(format!("{name}s"), |n| format!("{n}entries"))
                ),
            },
        };
        let mut parts = Vec::new();
        if !self.counts.is_empty() {
            let kinds: Vec<String> = self.skipped().map(|(kind, count)| counted(count, kind.name())).collect();
            parts.push(format!("left out: {}", kinds.join(", ")));
        }
        if self.missing > 0 || self.stubs > 0 {
            let mut missing = Vec::new();
            if self.missing > 0 {
                missing.push(counted(self.missing, "comment"));
            }
            if self.stubs > 0 {
                missing.push(format!("an unknown number in {}", counted(self.stubs, "place")));
            }
            parts.push(format!("missing from the file: {}", missing.join(" and ")));
        }
        f.write_str(&parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_told_by_kind() {
        let mut left_out = LeftOut::default();
        assert!(left_out.is_empty());
        for kind in [Skipped::Pingback, Skipped::Deleted, Skipped::Pingback, Skipped::Empty, Skipped::Empty] {
            left_out.add(kind);
        }
        left_out.add(Skipped::Service);
        left_out.add(Skipped::NotApproved);
        left_out.add(Skipped::NotApproved);
        left_out.add_missing(Some(12));
        left_out.add_missing(None);
        assert_eq!(
            left_out.to_string(),
            "left out: 1 deleted comment, 2 comments not approved, 2 pingbacks, 1 service entry, 2 entries without \
             text; missing from the file: 12 comments and an unknown number in 1 place"
        );
    }
}
