//! Numbers of JSON as text: serde_json by itself makes floats of those that do not fit 64 bits, and ids lose digits.

/// Puts quotes round all numbers, so that they are read as text, digit by digit. What only looks like a number (`01`,
/// `1.`) is left for serde_json to refuse.
pub(super) fn quote_numbers(json: &str) -> String {
    let bytes = json.as_bytes();
    let mut quoted = String::with_capacity(json.len() + 16);
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at),
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                let end = at + bytes[at..].iter().take_while(is_part).count();
                if is_number(&bytes[at..end]) {
                    quoted.push_str(&json[copied..at]);
                    quoted.push('"');
                    quoted.push_str(&json[at..end]);
                    quoted.push('"');
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    quoted.push_str(&json[copied..]);
    quoted
}

/// Offset after the string that starts at this one; the end, if it is not closed.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Whether this is a number by the grammar of JSON (RFC 8259, section 6).
fn is_number(token: &[u8]) -> bool {
    fn digits(token: &[u8]) -> (usize, &[u8]) {
        let count = token.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count, &token[count..])
    }
    let token = token.strip_prefix(b"-").unwrap_or(token);
    let (whole, mut rest) = digits(token);
    if whole == 0 || (whole > 1 && token[0] == b'0') {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let (count, after) = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = after;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let (count, after) = digits(exponent);
        return count > 0 && after.is_empty();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_quoted_outside_strings() {
        let cases = [
            (r#"{"a": 1, "b1": [-2.50e+7]}"#, r#"{"a": "1", "b1": ["-2.50e+7"]}"#),
            (r#"{"a": "1 \" 2", "b": 0}"#, r#"{"a": "1 \" 2", "b": "0"}"#),
            (r#"[01, 1., .5, +1, -, 1e]"#, r#"[01, 1., ."5", +"1", -, 1e]"#),
            (r#""open 1"#, r#""open 1"#),
            ("\"\\", "\"\\"),
            ("é1", "é\"1\""),
        ];
        for (json, expected) in cases {
            assert_eq!(quote_numbers(json), expected, "{json}");
        }
    }
}
