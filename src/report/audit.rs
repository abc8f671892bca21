//! Findings of an audit as plain text.

use super::cell::plain;
use super::table::Table;
use crate::audit::{Finding, Kind, Severity};

/// Findings of each kind that are shown.
const SHOWN: usize = 10;

/// Characters of a text that are shown.
const TEXT_SHOWN: usize = 60;

/// Characters of an id or a name that are shown.
const NAME_SHOWN: usize = 24;

/// The page: how many findings of each kind and what they mean; then the first ten of each.
pub fn audit_text(findings: &[Finding], n_comments: usize) -> String {
    let mut page = format!("Audit of {n_comments} labelled comments\n\n");
    if findings.is_empty() {
        page.push_str("Nothing was found.\n");
        return page;
    }
    let of_kind = |kind| findings.iter().filter(move |finding| finding.kind == kind);
    let mut overview = Table::new(1, ["kind", "errors", "warnings", "notes"]);
    let mut legend = Table::new(2, Vec::<String>::new());
    for kind in Kind::ALL.into_iter().filter(|kind| of_kind(*kind).next().is_some()) {
        let n = |severity| of_kind(kind).filter(|finding| finding.severity == severity).count();
        let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| match n(severity) {
            0 => "-".to_owned(),
            n => n.to_string(),
        });
        overview.row([kind.name().to_owned()].into_iter().chain(counts));
        legend.row([kind.name(), kind.meaning()]);
    }
    page.push_str(&overview.lines(""));
    page.push_str(&legend.lines(""));
    for kind in Kind::ALL {
        let n = of_kind(kind).count();
        if n == 0 {
            continue;
        }
        let first = if n > SHOWN { format!(", the first {SHOWN}") } else { String::new() };
        page.push_str(&format!("\n{}: {n}{first}\n\n", kind.name()));
        page.push_str(&shown(kind, of_kind(kind).take(SHOWN)));
    }
    page
}

/// A row for each, without the columns that are empty in all.
fn shown<'a>(kind: Kind, findings: impl Iterator<Item = &'a Finding>) -> String {
    let said = if matches!(kind, Kind::LabelError | Kind::Conflict) { "suggested" } else { "what" };
    let header = ["record", "id", "article", "head", "label", said, "p", "other id", "text"];
    let rows: Vec<[String; 9]> = findings
        .map(|finding| {
            [
                finding.record.map_or(String::new(), |record| record.to_string()),
                cut(&finding.id, NAME_SHOWN),
                cut(&finding.article, NAME_SHOWN),
                cut(&finding.head, NAME_SHOWN),
                cut(&finding.label, NAME_SHOWN),
                cut(&finding.suggested, TEXT_SHOWN),
                finding.p.map_or(String::new(), |p| format!("{p:.3}")),
                cut(&finding.other_id, NAME_SHOWN),
                cut(&finding.text, TEXT_SHOWN),
            ]
        })
        .collect();
    let used: Vec<usize> = (0..header.len()).filter(|column| rows.iter().any(|row| !row[*column].is_empty())).collect();
    let mut table = Table::new(header.len(), used.iter().map(|column| header[*column]));
    for row in &rows {
        table.row(used.iter().map(|column| row[*column].as_str()));
    }
    table.lines("  ")
}

/// One line of at most `n` characters, `…` where it was cut.
fn cut(text: &str, n: usize) -> String {
    let mut rest = text.split_whitespace().flat_map(|word| [" ", word]).skip(1).flat_map(str::chars);
    let mut line: String = rest.by_ref().take(n).collect();
    if rest.next().is_some() {
        line.pop();
        line.push('…');
    }
    plain(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_hostile_texts_are_one_short_line() {
        let cases = [("a\n b", 5, "a b"), ("abcdef", 5, "abcd…"), ("abcde", 5, "abcde"), ("a\u{1b}b", 5, "a\u{fffd}b")];
        for (text, n, expected) in cases {
            assert_eq!(cut(text, n), expected, "{text:?}");
        }
    }
}
