//! The sections met so far, and what is known of their articles.

use std::collections::HashMap;

use crate::comment::Article;

/// Sections by number.
#[derive(Debug, Default)]
pub struct KnownSections {
    // Not FxHash: keys come from the file, which must not be able to choose colliding ones.
    numbers: HashMap<String, u64>,
    known: HashMap<u64, Known>,
    next: u64,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Known {
    key: String,
    article: Option<Article>,
    /// The place in the file up to which it has been met.
    met: u64,
}

impl Known {
    fn bytes(&self) -> usize {
        let article = self.article.as_ref();
        let texts = article.map_or(0, |article| {
            article.title.len() + article.text.len() + article.thesis.as_ref().map_or(0, String::len)
        });
        texts + 2 * self.key.len() + size_of::<Self>()
    }
}

impl KnownSections {
    /// The number of the section with this key, met at this place.
    pub fn number(&mut self, key: &str, place: u64) -> u64 {
        if let Some(number) = self.numbers.get(key) {
            if let Some(known) = self.known.get_mut(number) {
                known.met = place;
            }
            return *number;
        }
        let number = self.next;
        self.next += 1;
        let known = Known { key: key.to_owned(), article: None, met: place };
        self.bytes += known.bytes();
        self.numbers.insert(key.to_owned(), number);
        self.known.insert(number, known);
        number
    }

    /// Adds to what is known of an article what was not.
    pub fn join(&mut self, number: u64, new: Article) {
        let Some(known) = self.known.get_mut(&number) else { return };
        self.bytes -= known.bytes().min(self.bytes);
        let article = known.article.get_or_insert_default();
        let fill = |part: &mut String, new: String| {
            if part.is_empty() {
                *part = new;
            }
        };
        article.id = article.id.take().or(new.id);
        article.thesis = article.thesis.take().or(new.thesis);
        fill(&mut article.title, new.title);
        fill(&mut article.text, new.text);
        self.bytes += known.bytes();
    }

    /// What is known of its article.
    pub fn article(&self, number: u64) -> Option<&Article> {
        self.known.get(&number)?.article.as_ref()
    }

    /// Forgets sections not met since this place, if all together take more than these bytes; those met longest ago
    /// first. A section that comes again later is another one.
    pub fn forget(&mut self, since: u64, limit: usize) {
        if self.bytes > limit {
            self.forget_met_before(since, limit);
        }
    }

    /// Forgets sections whenever they were met, if all together take more than twice these bytes: a file may be all
    /// articles, and no comment come that lets the window go on.
    pub fn forget_in_need(&mut self, limit: usize) {
        if self.bytes > limit.saturating_mul(2) {
            self.forget_met_before(u64::MAX, limit);
        }
    }

    fn forget_met_before(&mut self, since: u64, limit: usize) {
        let mut old: Vec<(u64, u64)> = self
            .known
            .iter()
            .filter(|(_, known)| known.met < since)
            .map(|(number, known)| (known.met, *number))
            .collect();
        old.sort_unstable();
        for (_, number) in old {
            // Down to half, so that this is not done for every batch.
            if self.bytes <= limit / 2 {
                break;
            }
            if let Some(known) = self.known.remove(&number) {
                self.bytes -= known.bytes().min(self.bytes);
                self.numbers.remove(&known.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_filled_in_and_forgotten() {
        let mut sections = KnownSections::default();
        let title = |title: &str| Article { title: title.into(), ..Article::default() };
        assert_eq!((sections.number("a", 0), sections.number("b", 5), sections.number("a", 6)), (0, 1, 0));
        sections.join(0, title("A"));
        sections.join(0, Article { text: "Body".into(), ..title("other") });
        let article = sections.article(0).unwrap();
        assert_eq!((article.title.as_str(), article.text.as_str()), ("A", "Body"));
        sections.forget(6, usize::MAX);
        assert_eq!(sections.number("b", 5), 1);
        sections.forget(6, 0);
        assert_eq!((sections.number("a", 7), sections.number("b", 7)), (0, 2));
        (0..100).for_each(|i| {
            sections.forget_in_need(1000);
            sections.number(&i.to_string(), 7);
        });
        assert!(sections.bytes <= 3000, "{}", sections.bytes);
        assert_eq!(sections.numbers.len(), sections.known.len());
    }
}
