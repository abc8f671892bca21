//! How a figure or a name is written in a cell.

/// Shown where a figure does not apply.
pub(super) const NOTHING: &str = "-";

/// A fraction in per cent with one decimal: `0.4567` is `45.7`.
pub(super) fn percent(fraction: f64) -> String {
    format!("{:.1}", 100.0 * fraction)
}

/// As [`percent`], or [`NOTHING`].
pub(super) fn percent_or_nothing(fraction: Option<f64>) -> String {
    fraction.map_or_else(|| NOTHING.to_owned(), percent)
}

/// A log-loss in nats with three decimals.
pub(super) fn nats(loss: f64) -> String {
    format!("{loss:.3}")
}

/// A name on one line, without characters that steer a terminal or turn the direction of writing.
pub fn plain(name: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(
                c,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}'
            )
    };
    name.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// As [`plain`], with a backslash before the characters that mean something in Markdown or HTML.
pub(super) fn markdown(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for c in plain(name).chars() {
        if matches!(c, '\\' | '|' | '`' | '*' | '_' | '~' | '[' | ']' | '<' | '>' | '&' | '#') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded() {
        assert_eq!(percent(2.0 / 3.0), "66.7");
        assert_eq!(percent_or_nothing(Some(1.0)), "100.0");
        assert_eq!(percent_or_nothing(None), "-");
        assert_eq!(nats(2f64.ln()), "0.693");
    }

    #[test]
    fn names_cannot_steer() {
        assert_eq!(plain("na\u{1b}[31mto\n"), "na\u{fffd}[31mto\u{fffd}");
        assert_eq!(plain("\u{202e}НАТО"), "\u{fffd}НАТО");
        assert_eq!(plain("a\u{61c}b\u{fff9}c\u{fffa}d\u{fffb}"), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}");
        assert_eq!(markdown("a|b<c>_d"), "a\\|b\\<c\\>\\_d");
    }
}
