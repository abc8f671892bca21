//! Ids by which exports say that a comment answers no other.

/// As WordPress, yt-dlp, SQL and pandas write it. They count only where no comment has such an id.
const NO_PARENT: [&str; 6] = ["0", "root", "null", "none", "nan", "\\n"];

/// Whether an id that no comment has means that there is no parent.
pub(super) fn is_no_parent(id: &str) -> bool {
    NO_PARENT.iter().any(|word| word.eq_ignore_ascii_case(id))
}
