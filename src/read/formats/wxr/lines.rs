//! The line breaks of WordPress: what an export holds is what was typed, and WordPress makes paragraphs of its blank lines
//! when it shows it.

use std::borrow::Cow;

/// The HTML with `<br>` for each line break that WordPress would draw.
///
/// Texts of the block editor have their paragraphs already. In a text without `p`, `br` and `div` lines mean something
/// anyway, as the reader of HTML knows; only where both stand in one text are they told here.
pub(super) fn with_line_breaks(html: &str) -> Cow<'_, str> {
    if !html.contains('\n') || html.contains("<!-- wp:") {
        return Cow::Borrowed(html);
    }
    let lower = html.to_ascii_lowercase();
    if !["<p", "<br", "<div"].iter().any(|tag| lower.contains(tag)) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + 64);
    let (mut rest, mut rest_lower) = (html, lower.as_str());
    let mut in_pre = false;
    while !rest.is_empty() {
        // What comes next, a tag as a whole or the text up to one.
        let length = match rest.strip_prefix('<') {
            Some(inside) if inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) => {
                in_pre = (in_pre || rest_lower.starts_with("<pre")) && !rest_lower.starts_with("</pre");
                let length = rest.find('>').map_or(rest.len(), |end| end + 1);
                out.push_str(&rest[..length]);
                length
            }
            Some(inside) => push_text(&rest[..inside.find('<').map_or(rest.len(), |end| end + 1)], in_pre, &mut out),
            None => push_text(&rest[..rest.find('<').unwrap_or(rest.len())], in_pre, &mut out),
        };
        rest = &rest[length..];
        rest_lower = &rest_lower[length..];
    }
    Cow::Owned(out)
}

/// Adds a text between tags; gives its length.
fn push_text(text: &str, in_pre: bool, out: &mut String) -> usize {
    if in_pre {
        out.push_str(text);
    } else {
        out.push_str(&text.replace('\n', "<br>"));
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::formats::markup::text_of_html;

    #[test]
    fn lines_are_lines_and_blank_lines_part_paragraphs() {
        let cases = [
            ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
            ("one\n\n<p>two</p>\n\nthree\nfour", "one\n\ntwo\n\nthree\nfour"),
            ("<p>one</p>\n<p>two</p>", "one\n\ntwo"),
            ("<!-- wp:paragraph -->\n<p>one\ntwo</p>\n<!-- /wp:paragraph -->", "one two"),
            ("a < b\n<br\nclass='x'>c", "a < b\n\nc"),
            ("<div>a</div>\n<pre>x\ny</pre>", "a\n\nx\ny"),
            ("<p", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(text_of_html(&with_line_breaks(html)).text, expected, "{html:?}");
        }
    }
}
