//! Links and e-mail addresses in running text, found ahead of the tokens.

use linkify::{LinkFinder, LinkKind};

use super::Kind;

/// Walks over the links of a text in step with the tokenizer. Linear in the text.
pub(super) struct Links<'t> {
    text: &'t str,
    found: linkify::Links<'t>,
    next: Option<Link>,
    /// Where the last fruitless search for a bare `www.` ended: nothing before it needs another.
    searched: usize,
    /// End of the run without white space that holds the last bare `www.`; kept so that each run is measured once.
    piece_end: usize,
}

/// A link: `start..end` in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

impl<'t> Links<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut links = Self { text, found: LinkFinder::new().links(text), next: None, searched: 0, piece_end: 0 };
        links.advance();
        links
    }

    fn advance(&mut self) {
        self.next = self.found.by_ref().find_map(|link| {
            let (start, end) = (link.start(), link.end());
            let kind = match link.kind() {
                LinkKind::Email => {
                    // `“@name.surname` is taken for an address whose local part is a quotation mark.
                    let (local, _) = link.as_str().split_once('@')?;
                    if !local.is_ascii() {
                        return None;
                    }
                    Kind::User
                }
                _ => Kind::Url,
            };
            Some(Link { start, end, kind })
        });
    }

    /// The first link that starts at `position` or later; `position` must not decrease from call to call.
    pub(super) fn next_from(&mut self, position: usize) -> Option<Link> {
        while self.next.is_some_and(|link| link.start < position) {
            self.advance();
        }
        self.next
    }

    /// End of the bare link that starts at `position` with `www.`, before `limit`.
    pub(super) fn bare_end(&mut self, position: usize, limit: usize) -> Option<usize> {
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
    fn finds_links_and_addresses() {
        let cases = [
            ("see https://a.org/b?c=d.", Some(("https://a.org/b?c=d", Kind::Url))),
            ("(http://a.org)", Some(("http://a.org", Kind::Url))),
            ("mail me@a.org now", Some(("me@a.org", Kind::User))),
            ("“@jo.doe said", None),
            ("the end.Next one", None),
        ];
        for (text, expected) in cases {
            let found = Links::new(text).next_from(0).map(|link| (&text[link.start..link.end], link.kind));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn finds_bare_links() {
        for (text, end) in [("WWW.a.org/b, c", Some(11)), ("www.", None), ("www. a", None), ("wwwa.org", None)] {
            assert_eq!(Links::new(text).bare_end(0, text.len()), end, "{text}");
        }
    }
}
