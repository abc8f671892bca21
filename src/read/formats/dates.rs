//! Dates as pages print them, in words: `September 24, 2023 at 1:26 pm`, `Sep 24 2023 13:26 utc`, `24. Dezember 2023, 13:26`.

use jiff::civil::DateTime;

/// Starts of the names of months, in English, German, French, Spanish and Russian.
const MONTHS: [(&str, i8); 32] = [
    ("jan", 1),
    ("ene", 1),
    ("янв", 1),
    ("feb", 2),
    ("fév", 2),
    ("фев", 2),
    ("mar", 3),
    ("mär", 3),
    ("мар", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("апр", 4),
    ("may", 5),
    ("mai", 5),
    ("мая", 5),
    ("jun", 6),
    ("июн", 6),
    ("jul", 7),
    ("июл", 7),
    ("aug", 8),
    ("ago", 8),
    ("авг", 8),
    ("sep", 9),
    ("сен", 9),
    ("oct", 10),
    ("okt", 10),
    ("окт", 10),
    ("nov", 11),
    ("ноя", 11),
    ("dec", 12),
    ("дек", 12),
];

/// More of them, told by more letters.
const LONGER_MONTHS: [(&str, i8); 5] = [("juin", 6), ("juil", 7), ("août", 8), ("déc", 12), ("dez", 12)];

/// The date, and the time if there is one, in a line of text: as [`crate::read::time`] writes times. A date must name the month
/// in words, or be in a notation that [`crate::read::time`] knows, for `3/4/2023` has two meanings.
pub(super) fn from_words(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    if let Some(time) = crate::read::time::from_text(text) {
        return Some(time);
    }
    let (mut month, mut day, mut year, mut clock, mut half, mut zone) = (None, None, None, None, None, "");
    let text = text.to_lowercase();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '·')) {
        let word = word.trim_matches('.');
        if let Some(time) = clock_of(word) {
            clock = clock.or(Some(time));
            half = half.or(word.strip_suffix("am").map(|_| 0).or(word.strip_suffix("pm").map(|_| 12)));
            continue;
        }
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        match digits.parse::<i16>() {
            Ok(number @ 1..=31) if day.is_none() => day = Some(number as i8),
            Ok(number @ 1970..=2199) if digits.len() == word.len() => year = year.or(Some(number)),
            _ => match word {
                "am" | "a.m" => half = half.or(Some(0)),
                "pm" | "p.m" => half = half.or(Some(12)),
                "utc" | "gmt" | "z" => zone = "Z",
                _ => month = month.or_else(|| month_of(word)),
            },
        }
    }
    let (hour, minute, second) = clock.unwrap_or_default();
    let hour = match half {
        Some(half) if hour <= 12 => hour % 12 + half,
        _ => hour,
    };
    let time = DateTime::new(year?, month?, day?, hour, minute, second, 0).ok()?;
    Some(format!("{}{zone}", time.strftime("%Y-%m-%dT%H:%M:%S")))
}

fn month_of(word: &str) -> Option<i8> {
    let is_start = |(start, _): &&(&str, i8)| word.starts_with(*start);
    LONGER_MONTHS.iter().find(is_start).or_else(|| MONTHS.iter().find(is_start)).map(|(_, month)| *month)
}

/// Hour, minute and second: `13:26`, `1:26pm`, `13:26:05`.
fn clock_of(word: &str) -> Option<(i8, i8, i8)> {
    let mut parts = word.trim_end_matches(|c: char| c.is_alphabetic()).split(':');
    let hour = parts.next()?.parse().ok().filter(|hour| (0..24).contains(hour))?;
    let minute = parts.next()?.parse().ok().filter(|minute| (0..60).contains(minute))?;
    let second =
        parts.next().map_or(Some(0), |second| second.parse().ok()).filter(|second| (0..60).contains(second))?;
    parts.next().is_none().then_some((hour, minute, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words_are_read() {
        let cases = [
            ("September 24, 2023 at 1:26 pm", Some("2023-09-24T13:26:00")),
            ("Sep 24 2023 13:26 utc", Some("2023-09-24T13:26:00Z")),
            ("on May 3rd, 2021 at 12:05 am (Edit)", Some("2021-05-03T00:05:00")),
            ("24. Dezember 2023 um 9:05", Some("2023-12-24T09:05:00")),
            ("15 июля 2022 в 08:00", Some("2022-07-15T08:00:00")),
            ("12 juin 2020", Some("2020-06-12T00:00:00")),
            ("2023-09-24 13:26", Some("2023-09-24T13:26:00")),
            ("September 31, 2023", None),
            ("3/4/2023", None),
            ("3 weeks ago", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(from_words(text).as_deref(), expected, "{text:?}");
        }
    }
}
