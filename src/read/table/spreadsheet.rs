//! What spreadsheets make of cells: dates become numbers of days, long ids are rounded.

use jiff::civil::date;
use jiff::{SignedDuration, Unit};

/// Days that are taken for a date: from 1954 to 2119, which no other number of a time falls between.
const DAYS: std::ops::Range<f64> = 20_000.0..80_000.0;

/// A serial date, which is the number of days since 30 December 1899, with the time of day after the point or comma:
/// `45193.56` is `2023-09-24T13:26:24`. To the second; without a zone. `None` for anything else.
pub(in crate::read) fn serial_date(cell: &str) -> Option<String> {
    let cell = cell.trim();
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    if cell.len() > 24 || !cell.bytes().all(is_part) {
        return None;
    }
    let days: f64 = cell.replacen(',', ".", 1).parse().ok()?;
    if !DAYS.contains(&days) {
        return None;
    }
    let seconds = (days * 86_400.0).round() as i64;
    let start = date(1899, 12, 30).at(0, 0, 0, 0);
    let time = start.checked_add(SignedDuration::from_secs(seconds)).ok()?;
    let time = time.round(Unit::Second).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}

/// Whether a cell is a number that a spreadsheet has rounded: `1.2E+17`, `1,23457E+17`. It stands for every id that begins
/// with these digits.
pub(in crate::read) fn is_rounded(cell: &str) -> bool {
    let Some((digits, exponent)) = cell.trim().split_once(['E', 'e']) else { return false };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let exponent = exponent.strip_prefix('+').unwrap_or("");
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 1 && (2..=3).contains(&exponent.len()) && [whole, fraction, exponent].into_iter().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_dates_become_dates() {
        let cases = [
            ("45193.56", Some("2023-09-24T13:26:24")),
            ("45193,56", Some("2023-09-24T13:26:24")),
            ("45193", Some("2023-09-24T00:00:00")),
            ("45193.5597222222", Some("2023-09-24T13:26:00")),
            ("45193.9999999", Some("2023-09-25T00:00:00")),
            ("1695561960", None),
            ("12", None),
            ("45193.1.2", None),
            ("-45193", None),
            ("", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(serial_date(cell).as_deref(), expected, "{cell:?}");
        }
    }

    #[test]
    fn rounded_ids_are_told() {
        for cell in ["1.2E+17", "1.23457E+17", "1,23457e+18", " 1E+15 "] {
            assert!(is_rounded(cell), "{cell}");
        }
        for cell in ["120000000000000000", "1.2E17", "12.5E+17", "1e5", "abcE+17", "E+17", "1.2E+", "1.2E-17", ""] {
            assert!(!is_rounded(cell), "{cell}");
        }
    }
}
