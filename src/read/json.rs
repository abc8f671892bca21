//! JSON documents: parsed whole, with a bound on nesting, and looked into without a type for each format.
//!
//! Exports differ by year and tool: fields come and go, an id is a number here and a string there. So readers ask a
//! [`Value`] for what they need, by path, and take what is there. Numbers are read as strings, with all their digits: ids are
//! longer than a float holds.

use serde_json::Value;

use super::numbers::quote_numbers;
use crate::error::{ErrorKind, Result};

/// Levels of nesting at most: threads nest two to four levels for each answer.
const MAX_DEPTH: usize = 1000;

/// Levels that any thread's stack has room for.
const SHALLOW: usize = 100;

/// Bytes of stack for deeper ones.
const STACK: usize = 64 << 20;

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

/// Looks into values without complaint: what is missing or of another type is `None`.
pub(super) trait Look {
    /// The value at a path of keys: `snippet.topLevelComment.id`.
    fn at(&self, path: &str) -> Option<&Value>;
    /// A string or number that is not empty, white space around it aside.
    fn text(&self, path: &str) -> Option<String>;
    /// The elements of an array; none if it is not there.
    fn list(&self, path: &str) -> &[Value];
    /// Whether it is `true`.
    fn is_true(&self, path: &str) -> bool;
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

    fn list(&self, path: &str) -> &[Value] {
        self.at(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn is_true(&self, path: &str) -> bool {
        self.at(path).and_then(Value::as_bool).unwrap_or(false)
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
        assert_eq!((value.list("l").len(), value.list("a").len()), (2, 0));
        assert!(value.is_true("t") && !value.is_true("a"));
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
