//! What Reddit writes that Markdown does not know: escaped bodies and spoilers. Both are undone before Markdown is read.

use std::borrow::Cow;

/// The body as its author typed it.
///
/// Reddit escapes `&`, `<` and `>` of a body, and nothing else, unless it was asked with `raw_json=1`. So a body with a bare
/// one of them was not escaped, and its `&gt;` are the author's own.
pub(super) fn unescaped(body: &str) -> Cow<'_, str> {
    const ESCAPES: [(&str, char); 3] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')];
    let find = |rest: &str| ESCAPES.into_iter().find(|(escape, _)| rest.starts_with(escape));
    let is_escaped = body.contains('&')
        && !body.contains(['<', '>'])
        && body.match_indices('&').all(|(at, _)| find(&body[at..]).is_some());
    if !is_escaped {
        return Cow::Borrowed(body);
    }
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match find(rest) {
            Some((escape, character)) => {
                out.push(character);
                rest = &rest[escape.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The body without the marks of spoilers, `>!` and `!<`: the first would be taken for a quotation at the start of a line.
/// A mark that is not closed within its paragraph stays.
pub(super) fn without_spoilers(body: &str) -> Cow<'_, str> {
    if !body.contains(">!") || !body.contains("!<") {
        return Cow::Borrowed(body);
    }
    let mut out = String::with_capacity(body.len());
    for paragraph in paragraphs(body) {
        push_without_spoilers(paragraph, &mut out);
    }
    Cow::Owned(out)
}

/// The pieces of a text between blank lines, each with the blank line that ends it.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find("\n\n").map_or(rest.len(), |at| at + 2);
        let (paragraph, after) = rest.split_at(end);
        rest = after;
        Some(paragraph)
    })
}

fn push_without_spoilers(paragraph: &str, out: &mut String) {
    let mut rest = paragraph;
    while let Some(open) = rest.find(">!") {
        let inside = &rest[open + 2..];
        let Some(close) = inside.find("!<") else {
            break;
        };
        out.push_str(&rest[..open]);
        out.push_str(inside[..close].trim());
        rest = &inside[close + 2..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_unescaped_once_and_only_if_escaped() {
        let cases = [
            ("&gt; so he says\n\nNo &amp;amp; never &lt;3", "> so he says\n\nNo &amp; never <3"),
            ("> raw, with &gt; typed", "> raw, with &gt; typed"),
            ("Q&A &gt; rest", "Q&A &gt; rest"),
            ("&amp;#x200B;", "&#x200B;"),
            ("&", "&"),
            ("plain", "plain"),
        ];
        for (body, expected) in cases {
            assert_eq!(unescaped(body), expected, "{body:?}");
        }
    }

    #[test]
    fn spoilers_lose_their_marks() {
        let cases = [
            (">!The bridge falls.!< Told you.", "The bridge falls. Told you."),
            ("He >! wins !< and >!dies!<.", "He wins and dies."),
            (">!never closed\n\nand !< later", ">!never closed\n\nand !< later"),
            ("> quoted >!hidden!<", "> quoted hidden"),
            (">!é!<", "é"),
            ("wow!<3", "wow!<3"),
        ];
        for (body, expected) in cases {
            assert_eq!(without_spoilers(body), expected, "{body:?}");
        }
        let many = ">!".repeat(200_000);
        assert_eq!(without_spoilers(&many), many);
    }
}
