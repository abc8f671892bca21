//! HTML entities in the cells of exports: `don&#39;t`, `Q&amp;A`, `&gt; quoted`.

use std::borrow::Cow;

/// Longest entity, `&CounterClockwiseContourIntegral;`, and a little more for long numbers.
const LONGEST: usize = 40;

/// The text with each whole entity (`&name;`, `&#39;`, `&#x27;`) replaced by what it stands for. What lacks the semicolon
/// stays, for `?a=1&copy=2` in a plain text is no copyright sign, and so do names that HTML does not know.
pub(in crate::read) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = rest.bytes().skip(1).take(LONGEST).position(|b| !(b.is_ascii_alphanumeric() || b == b'#'));
        let end = match length.map(|length| length + 1) {
            Some(end) if rest.as_bytes()[end] == b';' => end + 1,
            _ => 1,
        };
        out.push_str(&htmlize::unescape(&rest[..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_entities_and_nothing_else() {
        let cases = [
            ("don&#39;t &amp; won&#x27;t", "don't & won't"),
            ("&gt; quoted &mdash; &quot;so&quot;", "> quoted — \"so\""),
            ("a & b && c; AT&T; x&y;", "a & b && c; AT&T; x&y;"),
            ("?a=1&copy=2 &copy; &amp;amp;", "?a=1&copy=2 © &amp;"),
            ("&", "&"),
            ("&;&#;&é;", "&;&#;&é;"),
            ("no entity", "no entity"),
        ];
        for (text, expected) in cases {
            assert_eq!(decoded(text), expected);
        }
    }
}
