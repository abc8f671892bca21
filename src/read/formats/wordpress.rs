//! What the export and the interface of WordPress say in the same words: of what kind a comment is and whether it stands.

use crate::read::entry::Skipped;

/// Why a comment of this kind and status is not read; `None` if it is.
///
/// A kind of `""` is a comment, from before 5.5; shops have reviews. A status is `1`, `0`, `spam`, `trash` or `post-trashed` in
/// an export, `approved`, `hold` and so on in an answer.
pub(super) fn skipped(kind: &str, status: &str) -> Option<Skipped> {
    match kind.trim().to_ascii_lowercase().as_str() {
        "" | "comment" | "review" => {}
        "pingback" | "trackback" | "webmention" => return Some(Skipped::Pingback),
        _ => return Some(Skipped::Other),
    }
    match status.trim().to_ascii_lowercase().as_str() {
        "" | "1" | "approve" | "approved" => None,
        "spam" => Some(Skipped::Spam),
        "trash" | "post-trashed" => Some(Skipped::Deleted),
        _ => Some(Skipped::NotApproved),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_statuses_are_told_apart() {
        let cases = [
            ("", "1", None),
            ("comment", "approved", None),
            ("review", "", None),
            ("comment", "0", Some(Skipped::NotApproved)),
            ("comment", "hold", Some(Skipped::NotApproved)),
            ("comment", "spam", Some(Skipped::Spam)),
            ("comment", "trash", Some(Skipped::Deleted)),
            ("", "post-trashed", Some(Skipped::Deleted)),
            ("trackback", "1", Some(Skipped::Pingback)),
            ("Pingback", "spam", Some(Skipped::Pingback)),
            ("order_note", "1", Some(Skipped::Other)),
        ];
        for (kind, status, expected) in cases {
            assert_eq!(skipped(kind, status), expected, "{kind:?} {status:?}");
        }
    }
}
