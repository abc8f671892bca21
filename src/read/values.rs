//! JSON values one after the other: pages of an answer saved into one file, with nothing or white space between them.

/// The outermost arrays and objects of a text, each with the line it starts on; the last may be cut off. What stands
/// between them is passed over, if it is white space, a comma or the mark between records of RFC 7464; other text
/// belongs to the value after it, and makes it no JSON.
pub(super) fn values(text: &str) -> impl Iterator<Item = (u64, &str)> + '_ {
    let mut rest = text;
    let mut line = 1;
    std::iter::from_fn(move || {
        let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{1e}' | '\u{feff}'));
        line += lines(&rest[..rest.len() - value.len()]);
        if value.is_empty() {
            return None;
        }
        let (value, after) = value.split_at(end_of_value(value));
        let at = line;
        line += lines(value);
        rest = after;
        Some((at, value))
    })
}

fn lines(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// Where the first outermost value ends, which is after an ASCII character or at the end of the text.
fn end_of_value(text: &str) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_parted() {
        let cases: [(&str, &[(u64, &str)]); 6] = [
            ("[1]\n[2][3]", &[(1, "[1]"), (2, "[2]"), (2, "[3]")]),
            ("{\"a\": \"]}\\\"\"}\n\n,\n{}", &[(1, "{\"a\": \"]}\\\"\"}"), (4, "{}")]),
            ("[{\"é\": [", &[(1, "[{\"é\": [")]),
            ("]]", &[(1, "]"), (1, "]")]),
            ("what [1]", &[(1, "what [1]")]),
            (" \n", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(values(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }
}
