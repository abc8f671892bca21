//! The articles of all sections, each once, with an id that stands the way through a spreadsheet.

use std::collections::{HashMap, HashSet};

use crate::comment::{Article, ArticleKey, Section};

/// Letters of an id that is made of a headline.
const MAX_ID: usize = 40;

/// Articles, and which of them each section stands under.
#[derive(Debug, Default)]
pub(super) struct Articles {
    /// Each with its id.
    pub articles: Vec<Article>,
    /// For each section an index into `articles`.
    pub of_section: Vec<Option<usize>>,
}

impl Articles {
    /// Of all sections. An id that was read stays, unless a spreadsheet would take it for a formula.
    pub fn of(sections: &[Section]) -> Self {
        let mut found = Self::default();
        let mut ids: HashSet<String> =
            sections.iter().filter_map(|section| usable_id(section.article.as_ref()?)).collect();
        let mut by_id: HashMap<String, usize> = HashMap::new();
        let mut by_key: HashMap<ArticleKey, usize> = HashMap::new();
        for section in sections {
            let index = section.article.as_ref().and_then(|article| {
                let n = found.articles.len();
                let index = match (usable_id(article), article.key()) {
                    (Some(id), _) => *by_id.entry(id).or_insert(n),
                    (None, Some(key)) => *by_key.entry(key).or_insert(n),
                    (None, None) => return None,
                };
                if index == n {
                    let id = usable_id(article).unwrap_or_else(|| unused_id(&article.title, &mut ids));
                    found.articles.push(Article { id: Some(id), ..article.clone() });
                }
                Some(index)
            });
            found.of_section.push(index);
        }
        found
    }

    /// The id of the article of a section; empty if it has none.
    pub fn id(&self, section: usize) -> &str {
        let article = self.of_section[section].map(|index| &self.articles[index]);
        article.and_then(|article| article.id.as_deref()).unwrap_or("")
    }
}

/// The id as read, where it comes back from a table as it went in.
fn usable_id(article: &Article) -> Option<String> {
    let id = article.id.as_deref()?.trim();
    (!id.is_empty() && !id.starts_with(['=', '+', '-', '@']) && !id.contains(char::is_control)).then(|| id.to_owned())
}

/// An id of the first words of the headline that is not among `ids`.
fn unused_id(title: &str, ids: &mut HashSet<String>) -> String {
    let mut id = String::new();
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !id.is_empty() && id.chars().count() + word.chars().count() >= MAX_ID {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.extend(word.to_lowercase().chars().take(MAX_ID));
    }
    if id.is_empty() {
        id.push_str("article");
    }
    let mut unused = id.clone();
    let mut n = 1;
    while !ids.insert(unused.clone()) {
        n += 1;
        unused = format!("{id}-{n}");
    }
    unused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_told_apart_and_named() {
        let section = |id: Option<&str>, title: &str| Section {
            article: Some(Article { id: id.map(String::from), title: title.into(), ..Article::default() }),
            comments: Vec::new(),
        };
        let sections = [
            section(None, "The Road, and the Charter"),
            section(Some("a1"), ""),
            section(None, "The Road, and the Charter"),
            section(Some("=1"), "The road and the charter"),
            section(None, ""),
            section(Some("the-road-and-the-charter"), "Other"),
            section(None, "???"),
            Section::default(),
        ];
        let articles = Articles::of(&sections);
        let ids: Vec<&str> = (0..sections.len()).map(|index| articles.id(index)).collect();
        let road = "the-road-and-the-charter-2";
        assert_eq!(
            ids,
            [road, "a1", road, "the-road-and-the-charter-3", "", "the-road-and-the-charter", "article", ""]
        );
        assert_eq!(articles.articles.len(), 5);
    }
}
