//! Dates as pages print them, in words: `September 24, 2023 at 1:26 pm`, `Sep 24 2023 13:26 utc`, `24. Dezember 2023, 13:26`.

use jiff::civil::DateTime;

/// Starts of the names of months, in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish and Russian.
const MONTHS: [(&str, &[&str]); 12] = [
    ("jan", &["ene", "genn", "stycz", "янв"]),
    ("feb", &["fév", "fev", "luteg", "фев"]),
    ("mar", &["mär", "maa", "mrt", "мар"]),
    ("apr", &["avr", "abr", "kwie", "апр"]),
    ("may", &["mai", "magg", "mei", "maja", "мая", "май"]),
    ("jun", &["juin", "giug", "czerw", "июн"]),
    ("jul", &["juil", "lugl", "lipca", "июл"]),
    ("aug", &["août", "ago", "sierp", "авг"]),
    ("sep", &["sett", "setem", "wrześ", "сен"]),
    ("oct", &["okt", "outub", "ottob", "paźdz", "окт"]),
    ("nov", &["listop", "ноя"]),
    ("dec", &["déc", "dez", "dic", "grud", "дек"]),
];

/// Days of the week that start as a month does.
const DAYS: [&str; 3] = ["mardi", "martes", "martedì"];

/// Other ways to write `am` and `pm`, and what parts the pieces of dates and times.
const SPELLINGS: [(&str, &str); 14] = [
    ("上午", " am "),
    ("下午", " pm "),
    ("午前", " am "),
    ("午後", " pm "),
    ("오전", " am "),
    ("오후", " pm "),
    ("a. m.", " am "),
    ("p. m.", " pm "),
    ("a.m.", " am "),
    ("p.m.", " pm "),
    (" h ", "h"),
    ("時", ":"),
    ("년 ", "년"),
    ("월 ", "월"),
];

/// The date, and the time if there is one, in a line of text: as [`crate::read::time`] writes times. A date must name the month
/// in words, begin with the year, or be in a notation that [`crate::read::time`] knows, for `3/4/2023` has two meanings.
pub(super) fn from_words(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    if let Some(time) = crate::read::time::from_text(text) {
        return Some(time);
    }
    let (mut month, mut day, mut year, mut clock, mut half, mut zone) = (None, None, None, None, None, "");
    let mut text = text.to_lowercase().replace('\u{a0}', " ");
    for (other, usual) in SPELLINGS {
        text = text.replace(other, usual);
    }
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '·')) {
        let word = word.trim_matches('.');
        if let Some(time) = clock_of(word) {
            clock = clock.or(Some(time));
            half = half.or(word.strip_suffix("am").map(|_| 0).or(word.strip_suffix("pm").map(|_| 12)));
            continue;
        }
        if let (None, None, None, Some(date)) = (year, month, day, year_first(word)) {
            (year, month, day) = (Some(date.0), Some(date.1), Some(date.2));
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
    if DAYS.contains(&word) {
        return None;
    }
    let is_start = |(usual, others): &(&str, &[&str])| {
        word.starts_with(usual) || others.iter().any(|other| word.starts_with(other))
    };
    MONTHS.iter().position(is_start).and_then(|month| i8::try_from(month + 1).ok())
}

/// Year, month and day in digits: `2023-09-24`, `2023/9/24`, `2023年9月24日`, after other letters too.
fn year_first(word: &str) -> Option<(i16, i8, i8)> {
    let date = word.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = date.split(['-', '/', '.', '年', '月', '년', '월']);
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok().filter(|year| (1970..2200).contains(year))?;
    let month = parts.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day = parts.next()?.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    (parts.next().is_none() && (1..=31).contains(&day)).then_some((year, month, day))
}

/// Hour, minute and second: `13:26`, `1:26pm`, `13:26:05`, `13h26`.
fn clock_of(word: &str) -> Option<(i8, i8, i8)> {
    let mut parts = word.trim_end_matches(|c: char| c.is_alphabetic()).split([':', 'h']);
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
            ("5 juin 2009 à 16 h 10 min", Some("2009-06-05T16:10:00")),
            ("mardi 24 mars 2020 à 9h05", Some("2020-03-24T09:05:00")),
            ("24 septiembre, 2023 a las 1:26 p. m.", Some("2023-09-24T13:26:00")),
            ("24 de setembro de 2023 às 13:26", Some("2023-09-24T13:26:00")),
            ("24 Settembre 2023 alle 13:26", Some("2023-09-24T13:26:00")),
            ("24 września 2023 o 13:26", Some("2023-09-24T13:26:00")),
            ("2023年9月24日 下午1:26", Some("2023-09-24T13:26:00")),
            ("2023년 9월 24일 오전 12:05", Some("2023-09-24T00:05:00")),
            ("Post:2014-02-15 上午11:51", Some("2014-02-15T11:51:00")),
            ("2023/9/24 13:26", Some("2023-09-24T13:26:00")),
            ("192.168.1.1", None),
            ("3/4/2023", None),
            ("3 weeks ago", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(from_words(text).as_deref(), expected, "{text:?}");
        }
    }
}
