//! Tags with more attributes than any tag has.
//!
//! The parser looks for each attribute among those before it, so that a tag with a million of them takes hours. Such a tag
//! is made text: its `<` becomes `&lt;`.

use std::borrow::Cow;

/// Attributes of a tag at most.
const MAX_ATTRIBUTES: usize = 1000;

/// The HTML without tags of more than [`MAX_ATTRIBUTES`] attributes. What stands in comments, scripts or styles is taken
/// for tags as well: there is nothing there that looks like such a tag, and were it so, only that would change.
pub(super) fn few_attributes(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(start) = html[at..].find('<').map(|start| at + start) {
        let (end, n_attributes) = tag(html, start);
        at = end;
        if n_attributes > MAX_ATTRIBUTES {
            out.push_str(&html[kept..start]);
            out.push_str(&html[start..end].replace('<', "&lt;"));
            kept = end;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[kept..]);
    Cow::Owned(out)
}

/// Where in a tag a character stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Tag,
    Between,
    Name,
    AfterName,
    Value,
}

/// Where the tag ends that starts here, and how many attributes it has. A value in quotation marks that holds a `<` is read
/// as one without: what is no tag may have an unpaired mark, and no tag after it may be overlooked.
fn tag(html: &str, start: usize) -> (usize, usize) {
    let bytes = html.as_bytes();
    if !bytes.get(start + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
        return (start + 1, 0);
    }
    let (mut at, mut n_attributes, mut place) = (start + 1, 0, Place::Tag);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let is_space = byte.is_ascii_whitespace();
        place = match (place, byte) {
            (_, b'>') => break,
            (Place::Name, _) if is_space => Place::AfterName,
            (Place::Tag, _) if is_space || byte == b'/' && at > start + 2 => Place::Between,
            (Place::Tag, _) => Place::Tag,
            (_, _) if is_space => place,
            (Place::Name | Place::AfterName, b'=') => Place::Value,
            (Place::Between | Place::Name | Place::AfterName, b'/') => Place::Between,
            (Place::Name, _) => Place::Name,
            (Place::Between | Place::AfterName, _) => {
                n_attributes += 1;
                Place::Name
            }
            (Place::Value, _) => {
                at = value_end(bytes, at - 1);
                Place::Between
            }
        };
    }
    (at, n_attributes)
}

/// Where the value ends that starts here.
fn value_end(bytes: &[u8], start: usize) -> usize {
    let mark = bytes[start];
    if matches!(mark, b'"' | b'\'') {
        let end = bytes[start + 1..].iter().position(|byte| *byte == mark || *byte == b'<').map(|end| start + 1 + end);
        if let Some(end) = end.filter(|end| bytes[*end] == mark) {
            return end + 1;
        }
    }
    let end = bytes[start..].iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>');
    end.map_or(bytes.len(), |end| start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_as_the_parser_does() {
        let cases = [
            ("<a>", 3, 0),
            ("<a href=x/y/z  title = 'b c' d/e>f", 33, 4),
            ("<a b=\"x > y\" c>", 15, 2),
            ("<a b=\"x < y\" c>", 15, 4),
            ("<img src=data:a/b;c,d+/e/f==>", 29, 1),
            ("<a =b=c>", 8, 1),
            ("< b c", 1, 0),
            ("<a b=\"", 6, 1),
            ("<é", 1, 0),
        ];
        for (html, end, n_attributes) in cases {
            assert_eq!(tag(html, 0), (end, n_attributes), "{html:?}");
        }
    }

    #[test]
    fn a_tag_of_thousands_is_text() {
        let many = format!("<p>a</p><b{}>c</b>", " x=<y".repeat(1001));
        let few = few_attributes(&many);
        assert!(few.starts_with("<p>a</p>&lt;b x=&lt;y") && few.ends_with(" x=&lt;y>c</b>"));
        assert!(matches!(few_attributes("<p a b c>"), Cow::Borrowed(_)));
    }
}
