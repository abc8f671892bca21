//! JSON documents: parsed whole, with a bound on nesting, and looked into without a type for each format.
//!
//! Exports differ by year and tool: fields come and go, an id is a number here and a string there. So readers ask a
//! [`Value`] for what they need, by path, and take what is there. Numbers are read as strings, with all their digits: ids are
//! longer than a float holds.

use std::ops::Range;

use serde_json::Value;

use crate::error::{ErrorKind, Result};
use crate::read::numbers::quote_numbers;

/// Levels of nesting at most: threads nest two to four levels for each answer.
const MAX_DEPTH: usize = 1000;

/// Levels that any thread's stack has room for.
const SHALLOW: usize = 100;

/// Bytes of stack for deeper ones.
const STACK: usize = 64 << 20;

/// Bytes of an id or a name at most. One that stands once in a file goes into many comments: the id of the section, the
/// name of an author. Without a bound a small file could fill the memory.
pub(super) const LONGEST_KEY: usize = 256;

/// Parses one JSON value.
///
/// # Errors
///
/// [`ErrorKind::Syntax`] with the line, if it is not JSON or nested more than [`MAX_DEPTH`] levels deep.
pub(super) fn parse(text: &str) -> Result<Value> {
    let depth = depth(text);
    if depth > MAX_DEPTH {
        let text = format!("JSON nested {depth} levels deep, where {MAX_DEPTH} at most are read; check the file");
        return Err(ErrorKind::Syntax(text).into());
    }
    let text = &quote_numbers(text);
    let parsed = if depth <= SHALLOW {
        serde_json::from_str(text)
    } else {
        let deep = || {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            deserializer.disable_recursion_limit();
            serde::Deserialize::deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value))
        };
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, deep)?;
            Ok::<_, std::io::Error>(thread.join().expect("parsing does not panic"))
        })?
    };
    parsed.map_err(|error: serde_json::Error| {
        let text = error.to_string();
        let reason = text.split(" at line ").next().unwrap_or(&text).to_owned();
        crate::Error::new(ErrorKind::Syntax(format!("not JSON: {reason}"))).at(None, Some(error.line() as u64))
    })
}

/// Parses the values that stand one after the other in a text: lines of JSON, or answers of a paged service saved into
/// one file. Between them may be white space and commas. One that is broken is an error with its line; where it
/// ends is told by the line, if each value had a line of its own before.
pub(super) fn parse_all(text: &str) -> Vec<Result<Value>> {
    let mut line = 1;
    let mut counted = 0;
    pieces(text)
        .into_iter()
        .map(|piece| {
            line += text[counted..piece.start].matches('\n').count() as u64;
            counted = piece.start;
            parse(&text[piece]).map_err(|error| {
                let within = error.position().line.unwrap_or(1);
                error.at(None, Some(line + within - 1))
            })
        })
        .collect()
}

/// Where the values of a text stand.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let (mut start, mut depth, mut in_string, mut has_lines) = (None, 0usize, false, false);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match (start, byte) {
            (None, b',') => {}
            (None, _) if byte.is_ascii_whitespace() => {}
            (None, b'{' | b'[') => (start, depth) = (Some(at), 1),
            (None, _) => {
                let ends = |byte: &u8| matches!(byte, b'{' | b'[' | b'\n');
                let end = bytes[at + 1..].iter().position(ends).map_or(bytes.len(), |length| at + 1 + length);
                pieces.push(at..end);
                at = end;
                continue;
            }
            // A string has no line end in it, and a line of its own that is not closed was cut off.
            (Some(first), b'\n') if in_string || has_lines && bytes.get(at + 1) == Some(&b'{') => {
                pieces.push(first..at);
                (start, depth, in_string) = (None, 0, false);
            }
            (Some(_), b'"') => in_string = !in_string,
            (Some(_), b'\\') if in_string && bytes.get(at + 1) != Some(&b'\n') => at += 1,
            (Some(_), b'{' | b'[') if !in_string => depth += 1,
            (Some(first), b'}' | b']') if !in_string => {
                depth -= 1;
                if depth == 0 {
                    pieces.push(first..at + 1);
                    start = None;
                    has_lines |= pieces.len() == 1 && byte == b'}' && !text[first..at].contains('\n');
                }
            }
            _ => {}
        }
        at += 1;
    }
    pieces.extend(start.map(|start| start..bytes.len()));
    pieces
}

/// Levels of nesting, strings aside.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The text up to so many bytes, or a character less.
pub(super) fn cut(mut text: String, limit: usize) -> String {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

/// Looks into values without complaint: what is missing or of another type is `None`.
pub(super) trait Look {
    /// The value at a path of keys: `snippet.topLevelComment.id`.
    fn at(&self, path: &str) -> Option<&Value>;
    /// A string or number that is not empty, white space around it aside.
    fn text(&self, path: &str) -> Option<String>;
    /// An id or a name: as [`Look::text`], but no longer than [`LONGEST_KEY`].
    fn key(&self, path: &str) -> Option<String>;
    /// The elements of an array; none if it is not there.
    fn list(&self, path: &str) -> &[Value];
    /// Whether it is `true`.
    fn is_true(&self, path: &str) -> bool;
    /// A number that is whole and not negative.
    fn count(&self, path: &str) -> Option<u64>;
}

impl Look for Value {
    fn at(&self, path: &str) -> Option<&Value> {
        path.split('.').filter(|key| !key.is_empty()).try_fold(self, |value, key| value.get(key))
    }

    fn text(&self, path: &str) -> Option<String> {
        let text = match self.at(path)? {
            Value::String(text) => text.trim(),
            _ => return None,
        };
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn key(&self, path: &str) -> Option<String> {
        self.text(path).map(|key| cut(key, LONGEST_KEY))
    }

    fn list(&self, path: &str) -> &[Value] {
        self.at(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn is_true(&self, path: &str) -> bool {
        self.at(path).and_then(Value::as_bool).unwrap_or(false)
    }

    fn count(&self, path: &str) -> Option<u64> {
        self.at(path)?.as_str()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_looked_up_by_path() {
        let value =
            parse(r#"{"a": {"id": 123456789012345678901234567890, "s": " x ", "e": ""}, "l": [1, 2], "t": true}"#)
                .unwrap();
        assert_eq!(value.text("a.id").as_deref(), Some("123456789012345678901234567890"));
        assert_eq!(value.text("a.s").as_deref(), Some("x"));
        assert_eq!((value.text("a.e"), value.text("a"), value.text("b.c")), (None, None, None));
        let long = Value::from("é".repeat(LONGEST_KEY));
        assert_eq!(long.key("").map(|key| key.len()), Some(LONGEST_KEY));
        assert_eq!((value.list("l").len(), value.list("a").len()), (2, 0));
        assert!(value.is_true("t") && !value.is_true("a"));
    }

    #[test]
    fn values_stand_one_after_the_other() {
        let cases: [(&str, &[&str]); 10] = [
            ("", &[]),
            (" {\"a\": \"}\\\"{\"} {}[1,\n2]", &[r#"{"a":"}\"{"}"#, "{}", r#"["1","2"]"#]),
            ("{\n},\n{\n}", &["{}", "{}"]),
            ("{}\nnull\n{}", &["{}", "null", "{}"]),
            ("{}\n{\"a\": \"b\n{\"c\": {}}\n", &["{}", "line 2: not JSON: EOF while parsing a string", r#"{"c":{}}"#]),
            ("{}\n{\"a\": \n{\"c\": {}}\n", &["{}", "line 2: not JSON: EOF while parsing a value", r#"{"c":{}}"#]),
            ("{}\n{\n \"a\": {\n}\n}", &["{}", r#"{"a":{}}"#]),
            ("[\n{}\n", &["line 3: not JSON: EOF while parsing a list"]),
            ("x {}", &["line 1: not JSON: expected value", "{}"]),
            ("]\n{\"", &["line 1: not JSON: expected value", "line 2: not JSON: EOF while parsing a string"]),
        ];
        for (text, expected) in cases {
            let shown = |value: Result<Value>| value.map_or_else(|error| error.to_string(), |value| value.to_string());
            let values: Vec<String> = parse_all(text).into_iter().map(shown).collect();
            assert_eq!(values, expected, "{text}");
        }
    }

    #[test]
    fn nesting_is_followed_as_far_as_threads_go_and_no_further() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(parse(&nested(90)).is_ok());
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        let error = parse(&nested(100_000)).unwrap_err().to_string();
        assert!(error.starts_with("JSON nested 100000 levels deep"), "{error}");
        assert!(parse("{\"a\":\n 1,}").unwrap_err().to_string().starts_with("line 2: not JSON: "));
    }
}
