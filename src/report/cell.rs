//! How a figure or a name is written in a cell.

use crate::eval::Interval;

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

/// In what a figure is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A fraction in per cent with one decimal; a difference of two in percentage points.
    Percent,
    /// As it is, with three decimals.
    Three,
}

impl Unit {
    /// The figure, with a true minus sign; [`NOTHING`] if it is not a number.
    pub(super) fn number(self, value: f64) -> String {
        let size = self.size(value);
        if value < 0.0 && !is_zero(&size) { format!("−{size}") } else { size }
    }

    /// A difference: its sign always shown, none for what rounds to 0.
    pub(super) fn signed(self, value: f64) -> String {
        let number = self.number(value);
        if value > 0.0 && value.is_finite() && !is_zero(&number) { format!("+{number}") } else { number }
    }

    /// An interval: `[72.4, 82.3]`; nothing if an end is not a number.
    pub(super) fn interval(self, interval: Option<Interval>) -> Option<String> {
        Self::ends(interval, |end| self.number(end))
    }

    /// An interval of a difference.
    pub(super) fn signed_interval(self, interval: Option<Interval>) -> Option<String> {
        Self::ends(interval, |end| self.signed(end))
    }

    /// The figure with its interval, if there is one: `77.5 [72.4, 82.3]`.
    pub(super) fn with_interval(self, value: f64, interval: Option<Interval>) -> String {
        beside(self.number(value), self.interval(interval))
    }

    fn ends(interval: Option<Interval>, write: impl Fn(f64) -> String) -> Option<String> {
        let Interval { low, high } = finite(interval)?;
        Some(format!("[{}, {}]", write(low), write(high)))
    }

    fn size(self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => NOTHING.to_owned(),
            Self::Percent => percent(value.abs()),
            Self::Three => nats(value.abs()),
        }
    }
}

fn is_zero(size: &str) -> bool {
    size.chars().all(|c| matches!(c, '0' | '.'))
}

/// The interval, if both ends are numbers.
pub(super) fn finite(interval: Option<Interval>) -> Option<Interval> {
    interval.filter(|ends| ends.low.is_finite() && ends.high.is_finite())
}

/// A figure with its interval after it, if there is one.
pub(super) fn beside(number: String, interval: Option<String>) -> String {
    match interval {
        Some(interval) => format!("{number} {interval}"),
        None => number,
    }
}

/// A count with commas between thousands: `12,345`.
pub(super) fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count with its noun, which gets an s unless there is one: `1 comment`, `0 comments`.
pub(super) fn counted(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(n), if n == 1 { "" } else { "s" })
}

/// `part` of `whole` in whole per cent; [`NOTHING`] if there is nothing to share.
pub(super) fn share(part: usize, whole: usize) -> String {
    if whole == 0 { NOTHING.to_owned() } else { format!("{:.0}", 100.0 * part as f64 / whole as f64) }
}

/// A fraction in whole per cent.
pub(super) fn whole(fraction: f64) -> String {
    format!("{:.0}", 100.0 * fraction)
}

/// A p value with three decimals.
pub(super) fn p_value(p: Option<f64>) -> String {
    match p.filter(|p| p.is_finite()) {
        Some(p) if p < 0.001 => "< 0.001".to_owned(),
        Some(p) => format!("{p:.3}"),
        None => NOTHING.to_owned(),
    }
}

/// A p value in a sentence, without a break: `p = 0.031`, `p < 0.001`.
pub(super) fn p_said(p: Option<f64>) -> String {
    let value = p_value(p);
    let said = if value.starts_with('<') { format!("p {value}") } else { format!("p = {value}") };
    said.replace(' ', "\u{a0}")
}

/// A text on one line of at most `n` characters, white space as single blanks, else as [`plain`]; what was cut is said.
pub(super) fn line(text: &str, n: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(n) {
        Some((end, _)) => format!("{}… ({} more)", plain(line[..end].trim_end()), count(line[end..].chars().count())),
        None => plain(&line),
    }
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
    fn figures_have_signs_and_intervals() {
        let interval = Some(Interval { low: -0.0004, high: 0.0512 });
        assert_eq!(Unit::Percent.with_interval(0.775, Some(Interval { low: 0.7, high: 0.8 })), "77.5 [70.0, 80.0]");
        assert_eq!(Unit::Percent.signed_interval(interval).unwrap(), "[0.0, +5.1]");
        assert_eq!(Unit::Three.interval(interval).unwrap(), "[0.000, 0.051]");
        assert_eq!(Unit::Three.number(-0.25), "−0.250");
        assert_eq!((Unit::Percent.signed(0.013), Unit::Percent.signed(-0.013)), ("+1.3".into(), "−1.3".into()));
        assert_eq!((Unit::Percent.signed(f64::NAN), Unit::Three.number(f64::INFINITY)), ("-".into(), "-".into()));
        assert_eq!(Unit::Percent.interval(Some(Interval { low: f64::NAN, high: 1.0 })), None);
    }

    #[test]
    fn counts_shares_and_p_values() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        cases.iter().for_each(|(n, expected)| assert_eq!(count(*n), *expected));
        assert_eq!((counted(1, "draw"), counted(1000, "draw")), ("1 draw".into(), "1,000 draws".into()));
        assert_eq!((share(1, 3), share(0, 0)), ("33".into(), "-".into()));
        let p = [Some(0.0004), Some(0.0314), None, Some(f64::NAN)].map(p_value);
        assert_eq!(p, ["< 0.001", "0.031", "-", "-"]);
        assert_eq!([p_said(Some(0.0)), p_said(Some(1.0))], ["p\u{a0}<\u{a0}0.001", "p\u{a0}=\u{a0}1.000"]);
        assert_eq!(line("a  b\n\u{202e}c", 9), "a b \u{fffd}c");
        assert_eq!(line(&"🙄".repeat(10_000), 3), "🙄🙄🙄… (9,997 more)");
    }

    #[test]
    fn names_cannot_steer() {
        assert_eq!(plain("na\u{1b}[31mto\n"), "na\u{fffd}[31mto\u{fffd}");
        assert_eq!(plain("\u{202e}НАТО"), "\u{fffd}НАТО");
        assert_eq!(plain("a\u{61c}b\u{fff9}c\u{fffa}d\u{fffb}"), "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}");
        assert_eq!(markdown("a|b<c>_d"), "a\\|b\\<c\\>\\_d");
    }
}
