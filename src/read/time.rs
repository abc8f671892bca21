//! Times of exports, in their many notations, as RFC 3339.
//!
//! A time with a zone becomes UTC and ends in `Z`; one without stays as it is, without a zone. What is no time is `None`:
//! a comment is read without it.

use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::{Timestamp, fmt::strtime};

/// Seconds since 1970, written as a number: `1695561960`, `1695561960.0`, or with milliseconds `1695561960123`.
pub(super) fn from_unix(number: &str) -> Option<String> {
    let whole = number.trim().split(['.', 'e', 'E']).next()?;
    if number.contains(['e', 'E']) {
        return from_unix(&format!("{}", number.trim().parse::<f64>().ok()? as i64));
    }
    let mut seconds: i64 = whole.parse().ok()?;
    if seconds.unsigned_abs() >= 100_000_000_000 {
        seconds /= 1000;
    }
    Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}

/// A time in a usual notation: RFC 3339 or ISO 8601 (`T` or a blank in the middle, zone or none, `Z`, `+0000`), a date
/// alone, RFC 2822, or `Fri Sep 18 18:36:15 +0000 2020`.
pub(super) fn from_text(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text.matches('.').count() < 2;
    if text.len() > 8 && is_number {
        return from_unix(text);
    }
    let utc = |time: Timestamp| Timestamp::from_second(time.as_second()).unwrap_or(time).to_string();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(utc(time));
    }
    if let Ok(time) = rfc2822::DateTimeParser::new().parse_timestamp(text) {
        return Some(utc(time));
    }
    for format in ["%a %b %d %H:%M:%S %z %Y", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S%z"] {
        if let Ok(time) = strtime::parse(format, text).and_then(|time| time.to_timestamp()) {
            return Some(utc(time));
        }
    }
    let civil = |time: DateTime| time.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    text.parse::<DateTime>().ok().map(civil)
}

/// A time in one of the same notations that is in UTC where it does not name a zone.
pub(super) fn from_utc_text(text: &str) -> Option<String> {
    let time = from_text(text)?;
    Some(if time.ends_with('Z') { time } else { time + "Z" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_become_one() {
        let cases = [
            ("2023-09-24T13:26:00Z", Some("2023-09-24T13:26:00Z")),
            ("2023-09-24T13:26:00.123+02:00", Some("2023-09-24T11:26:00Z")),
            ("2023-09-24T13:26:00+0200", Some("2023-09-24T11:26:00Z")),
            ("2023-09-24 13:26:00", Some("2023-09-24T13:26:00")),
            ("2023-09-24T13:26", Some("2023-09-24T13:26:00")),
            ("2023-09-24", Some("2023-09-24T00:00:00")),
            ("Fri Sep 18 18:36:15 +0000 2020", Some("2020-09-18T18:36:15Z")),
            ("Fri, 18 Sep 2020 18:36:15 +0000", Some("2020-09-18T18:36:15Z")),
            ("1695561960", Some("2023-09-24T13:26:00Z")),
            ("1695561960.0", Some("2023-09-24T13:26:00Z")),
            ("1695561960123", Some("2023-09-24T13:26:00Z")),
            ("2 weeks ago", None),
            ("24.09.2023", None),
            ("99999999999999999999", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(from_text(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(from_utc_text("2023-09-24 13:26:00").as_deref(), Some("2023-09-24T13:26:00Z"));
        assert_eq!(from_utc_text("2023-09-24T13:26:00+02:00").as_deref(), Some("2023-09-24T11:26:00Z"));
        assert_eq!(from_utc_text("0000-00-00 00:00:00"), None);
        assert_eq!(from_unix("-1e400"), None);
        assert_eq!(from_unix("1.69556196e9").as_deref(), Some("2023-09-24T13:26:00Z"));
    }
}
