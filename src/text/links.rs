//! Links and e-mail addresses in running text, found ahead of the tokens.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use memchr::memchr;

/// Longest part of an e-mail address before the `@`, and after it, in bytes (RFC 5321).
const MAX_LOCAL: usize = 64;
const MAX_DOMAIN: usize = 255;

/// Walks over the links of a text in step with the tokenizer. Linear in the text.
pub(super) struct Links<'t> {
    text: &'t str,
    found: linkify::Links<'t>,
    next: Option<Range<usize>>,
    /// Where the last fruitless search for a bare `www.` ended: nothing before it needs another.
    searched: usize,
    /// End of the run without white space that holds the last bare `www.`; kept so that each run is measured once.
    piece_end: usize,
    /// The first `@` at or after the last position asked for; the end of the text if there is none.
    next_at: usize,
}

impl<'t> Links<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut finder = LinkFinder::new();
        // Its search for e-mail addresses is quadratic in a row of them.
        let mut found = finder.kinds(&[LinkKind::Url]).links(text);
        let next = found.next().map(|link| link.start()..link.end());
        Self {
            text,
            found,
            next,
            searched: 0,
            piece_end: 0,
            next_at: memchr(b'@', text.as_bytes()).unwrap_or(text.len()),
        }
    }

    /// The first link that starts at `position` or later; `position` must not decrease from call to call.
    pub(super) fn next_from(&mut self, position: usize) -> Option<Range<usize>> {
        while self.next.as_ref().is_some_and(|link| link.start < position) {
            self.next = self.found.next().map(|link| link.start()..link.end());
        }
        self.next.clone()
    }

    /// End of the e-mail address that starts at `position`, before `limit`.
    #[inline]
    pub(super) fn address_end(&mut self, position: usize, limit: usize) -> Option<usize> {
        if self.next_at < position {
            self.next_at = memchr(b'@', &self.text.as_bytes()[position..]).map_or(self.text.len(), |at| position + at);
        }
        let near = self.next_at < limit && self.next_at - position <= MAX_LOCAL;
        if near { self.address_end_at(position, limit) } else { None }
    }

    /// The same if the next `@` is its sign.
    fn address_end_at(&self, position: usize, limit: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let is_local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-');
        if !bytes[position..self.next_at].iter().all(is_local) {
            return None;
        }
        let domain = &bytes[self.next_at + 1..limit];
        let is_domain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        let len = domain.iter().take(MAX_DOMAIN).take_while(is_domain).count();
        // Stops and hyphens at the end are the sentence's.
        let len = domain[..len].iter().rposition(u8::is_ascii_alphanumeric)? + 1;
        (domain[0].is_ascii_alphanumeric() && domain[..len].contains(&b'.')).then_some(self.next_at + 1 + len)
    }

    /// End of the bare link that starts at `position` with `www.`, before `limit`.
    #[inline]
    pub(super) fn bare_end(&mut self, position: usize, limit: usize) -> Option<usize> {
        let may_start = matches!(self.text.as_bytes()[position], b'w' | b'W');
        if may_start { self.bare_end_at(position, limit) } else { None }
    }

    /// The same if the first letter is right.
    fn bare_end_at(&mut self, position: usize, limit: usize) -> Option<usize> {
        let starts = self.text.as_bytes()[position..limit].get(..4)?.eq_ignore_ascii_case(b"www.");
        if !starts || position < self.searched {
            return None;
        }
        if self.piece_end <= position {
            let rest = &self.text[position..limit];
            self.piece_end = position + rest.find(char::is_whitespace).unwrap_or(rest.len());
        }
        let piece = &self.text[position..self.piece_end];
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
        let end = finder.links(piece).next().filter(|link| link.start() == 0).map(|link| position + link.end());
        if end.is_none() {
            self.searched = position + piece.len();
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_links() {
        let cases = [
            ("see https://a.org/b?c=d.", Some("https://a.org/b?c=d")),
            ("(http://a.org)", Some("http://a.org")),
            ("the end.Next one", None),
            ("me@a.org", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Links::new(text).next_from(0).map(|link| &text[link]), expected, "{text}");
        }
    }

    #[test]
    fn finds_bare_links() {
        for (text, end) in [("WWW.a.org/b, c", Some(11)), ("www.", None), ("www. a", None), ("wwwa.org", None)] {
            assert_eq!(Links::new(text).bare_end(0, text.len()), end, "{text}");
        }
    }

    #[test]
    fn finds_addresses() {
        let cases = [("jo.d+x@a-b.org. And", Some(14)), ("a@b", None), ("a b@c.d", None), ("a@.b", None), ("a@", None)];
        for (text, end) in cases {
            assert_eq!(Links::new(text).address_end(0, text.len()), end, "{text}");
        }
    }
}
