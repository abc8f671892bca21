//! Dates of a column, of which one alone may not tell which number is the day.
//!
//! `9/24/2023` can only be read one way, `4/5/2023` can be read two. So the values of a column are looked at before any is
//! read: if in one of them the first number is above 12, all have the day first; if the second, all have the month first.
//! If neither, or both, a value that can be read two ways is left without time, for a wrong day is worse than none.
//! Numbers with full stops between them (`24.09.2023`) have the day first, and those that start with the year the month
//! second, wherever they are written.

use jiff::civil::Date;

use crate::read::table::spreadsheet::serial_date;
use crate::read::time::from_text;

/// What is known of a column of times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::read) struct DateColumn {
    day_first: bool,
    month_first: bool,
}

/// Names of months in English begin so.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Two-digit years from this one on are of the last century.
const CENTURY: i16 = 70;

/// A date as written, before day and month are told apart.
enum Written {
    Plain(Date),
    /// Two numbers that are day and month in some order, and the year.
    Open(i8, i8, i16),
}

impl DateColumn {
    /// Looks at one more value.
    pub fn see(&mut self, value: &str) {
        if let Some((Written::Open(first, second, _), _)) = written(value) {
            self.day_first |= first > 12;
            self.month_first |= second > 12;
        }
    }

    /// The time that a value of the column stands for, as [`crate::read::time`] writes times; `None` if it is none, or can be read
    /// two ways.
    pub fn time(self, value: &str) -> Option<String> {
        if let Some(time) = serial_date(value).or_else(|| from_text(value)) {
            return Some(time);
        }
        let (written, rest) = written(value)?;
        let date = match written {
            Written::Plain(date) => date,
            Written::Open(first, second, year) => {
                let day_first = match (first > 12, second > 12) {
                    (true, _) => true,
                    (_, true) => false,
                    _ if first == second => true,
                    _ if self.day_first == self.month_first => return None,
                    _ => self.day_first,
                };
                let (day, month) = if day_first { (first, second) } else { (second, first) };
                Date::new(year, month, day).ok()?
            }
        };
        let (hour, minute, second) = clock(rest)?;
        let time = date.at(hour, minute, second, 0);
        Some(time.strftime("%Y-%m-%dT%H:%M:%S").to_string())
    }
}

/// The date that a value starts with, and what follows it.
fn written(value: &str) -> Option<(Written, &str)> {
    let value = value.trim();
    if value.is_empty() || value.len() > 64 {
        return None;
    }
    let separator = value.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator.filter(|c| "./-".contains(*c)) else { return with_month_by_name(value) };
    let end = value.find(|c: char| !c.is_ascii_digit() && c != separator).unwrap_or(value.len());
    let (date, rest) = value.split_at(end);
    let numbers: Vec<&str> = date.trim_end_matches(separator).split(separator).collect();
    let [first, second, third] = numbers[..] else { return with_month_by_name(value) };
    if first.len() == 4 {
        return Some((Written::Plain(Date::new(number(first)?, number(second)?, number(third)?).ok()?), rest));
    }
    let (first, second, year) = (number(first)?, number(second)?, year(third)?);
    match separator {
        '.' => Some((Written::Plain(Date::new(year, second, first).ok()?), rest)),
        _ => Some((Written::Open(first, second, year), rest)),
    }
}

/// `24 Sep 2023 13:26`, `September 24, 2023 at 1:26 pm`, `Sun, 24 September 2023`.
fn with_month_by_name(value: &str) -> Option<(Written, &str)> {
    let (mut day, mut month, mut rest) = (None, None, value);
    for _ in 0..5 {
        rest = rest.trim_start_matches([' ', ',', '.', '-', '\u{a0}']);
        let end = rest.find([' ', ',', '.', '-', '\u{a0}']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        let lower = word.to_lowercase();
        let digits = lower.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let named = MONTHS.iter().position(|name| lower.starts_with(name));
        match (named, day, month) {
            (Some(index), _, None) => month = i8::try_from(index + 1).ok(),
            (None, Some(day), Some(month)) => {
                let date = Date::new(year(digits)?, month, day).ok()?;
                return Some((Written::Plain(date), rest));
            }
            (None, None, _) if !digits.is_empty() => day = Some(number(digits)?),
            // The day of the week.
            (None, None, None) => {}
            _ => return None,
        }
    }
    None
}

fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    digits.parse().ok()
}

/// A year of four digits, or of two.
fn year(digits: &str) -> Option<i16> {
    let year: i16 = number(digits)?;
    match digits.len() {
        4 => Some(year),
        2 if year < CENTURY => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// Hour, minute and second of what follows a date: nothing, `13:26`, `, 13:26:05`, `at 1:26 pm`, `1:26 p.m.`
fn clock(text: &str) -> Option<(i8, i8, i8)> {
    let lower = text.to_lowercase().replace(['\u{a0}', '\u{202f}'], " ");
    let lower = lower.trim_matches([' ', ',', 't']);
    let lower = lower.strip_prefix("at ").unwrap_or(lower);
    if lower.is_empty() {
        return Some((0, 0, 0));
    }
    let end = lower.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(lower.len());
    let (digits, half) = lower.split_at(end);
    let mut parts = digits.split(':').map(number::<i8>);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    // Fractions of a second, which are cut.
    let half = half.strip_prefix(['.', ',']).map_or(half, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let half: String = half.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    let hour = match (half.as_str(), hour) {
        ("", _) => hour,
        ("am", 12) => 0,
        ("pm", 12) => 12,
        ("am", 1..=11) => hour,
        ("pm", 1..=11) => hour + 12,
        _ => return None,
    };
    let fits = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    (fits && parts.next().is_none()).then_some((hour, minute, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column<'a>(values: impl IntoIterator<Item = &'a str>) -> DateColumn {
        let mut column = DateColumn::default();
        values.into_iter().for_each(|value| column.see(value));
        column
    }

    #[test]
    fn dates_are_read_as_their_column_says() {
        type Case<'a> = (&'a [&'a str], &'a [Option<&'a str>]);
        let cases: [Case; 6] = [
            (
                &["9/24/2023 1:26 PM", "4/5/2023 12:05 AM", "x"],
                &[Some("2023-09-24T13:26:00"), Some("2023-04-05T00:05:00"), None],
            ),
            (&["24/09/2023, 13:26", "4/5/2023"], &[Some("2023-09-24T13:26:00"), Some("2023-05-04T00:00:00")]),
            (&["4/5/2023", "6/6/2023 09:00"], &[None, Some("2023-06-06T09:00:00")]),
            (
                &["9/24/2023", "24/9/2023", "4/5/2023"],
                &[Some("2023-09-24T00:00:00"), Some("2023-09-24T00:00:00"), None],
            ),
            (&["24.09.2023 13:26", "04.05.23"], &[Some("2023-09-24T13:26:00"), Some("2023-05-04T00:00:00")]),
            (&["45193.56", "2023/09/24 13:26:07"], &[Some("2023-09-24T13:26:24"), Some("2023-09-24T13:26:07")]),
        ];
        for (values, expected) in cases {
            let column = column(values.iter().copied());
            let times: Vec<Option<String>> = values.iter().map(|value| column.time(value)).collect();
            assert_eq!(times.iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "{values:?}");
        }
    }

    #[test]
    fn single_notations() {
        let cases = [
            ("24 Sep 2023 13:26", Some("2023-09-24T13:26:00")),
            ("September 24, 2023 at 1:26 p.m.", Some("2023-09-24T13:26:00")),
            ("Sun, 24 September 2023", Some("2023-09-24T00:00:00")),
            ("Sep 24th, 2023 01:26:09 am", Some("2023-09-24T01:26:09")),
            ("24-Sep-23", Some("2023-09-24T00:00:00")),
            ("24.09.2023 13:26:05.123", Some("2023-09-24T13:26:05")),
            ("2023-09-24T13:26:00+02:00", Some("2023-09-24T11:26:00Z")),
            ("1695561960", Some("2023-09-24T13:26:00Z")),
            ("31.02.2023", None),
            ("24.09.2023 25:00", None),
            ("24.09.2023 13:00 pm", None),
            ("99/99/9999", None),
            ("1/2/3/4", None),
            ("300/300/2023", None),
            ("2 weeks ago", None),
            ("may be", None),
            ("....", None),
            ("1.", None),
            ("Ж/Ж/Ж", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(DateColumn::default().time(text).as_deref(), expected, "{text:?}");
        }
    }
}
