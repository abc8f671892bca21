//! Articles that a table knows by id only, and the topic file in full.

use std::collections::HashMap;

use super::Warning;
use crate::comment::{Article, Section};
use crate::error::Position;
use crate::topic::Topic;

/// Fills in the articles of sections from the topic file, by id.
///
/// What the topic file says wins; what it leaves empty stays as read. An id that is not in the topic file and of which
/// nothing else is known becomes no article at all, with one warning per id; its section stays by itself. Doing it
/// twice changes nothing.
pub fn resolve_articles(sections: &mut [Section], topic: &Topic) -> Vec<Warning> {
    let known: HashMap<&str, &Article> =
        topic.articles.iter().filter_map(|article| Some((article.id.as_deref()?, article))).collect();
    let mut unknown: Vec<(String, usize)> = Vec::new();
    let mut index_of: HashMap<String, usize> = HashMap::new();
    for section in sections {
        let Some(article) = &mut section.article else { continue };
        let Some(id) = article.id.clone() else { continue };
        if let Some(known) = known.get(id.as_str()) {
            fill(article, known);
        } else if article.title.is_empty() && article.thesis.is_none() && article.text.is_empty() {
            section.article = None;
            let index = *index_of.entry(id).or_insert_with_key(|id| {
                unknown.push((id.clone(), 0));
                unknown.len() - 1
            });
            unknown[index].1 += section.comments.len();
        }
    }
    unknown.into_iter().map(|(id, comments)| Warning::UnknownArticle { id, comments }).collect()
}

/// A warning for each article of a file of which nothing but the id is known.
pub fn bare_articles(file: &str, sections: &[Section]) -> Vec<Warning> {
    let bare = |article: &&Article| article.title.is_empty() && article.thesis.is_none() && article.text.is_empty();
    let ids = sections.iter().filter_map(|section| section.article.as_ref().filter(bare)?.id.clone());
    let at = || Position { file: Some(file.to_owned()), ..Position::default() };
    ids.map(|id| Warning::BareArticle { at: at(), id }).collect()
}

fn fill(article: &mut Article, known: &Article) {
    if !known.title.is_empty() {
        article.title.clone_from(&known.title);
    }
    if known.thesis.is_some() {
        article.thesis.clone_from(&known.thesis);
    }
    if !known.text.is_empty() {
        article.text.clone_from(&known.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::Comment;

    fn section(id: &str, title: &str, comments: usize) -> Section {
        let article = Article { id: Some(id.into()), title: title.into(), ..Article::default() };
        Section { article: Some(article), comments: vec![Comment::default(); comments] }
    }

    #[test]
    fn known_articles_are_filled_in_and_unknown_ones_counted() {
        let toml = "[[article]]\nid = \"a\"\nthesis = \"Yes.\"\ntext = \"Body\"";
        let topic = Topic::from_toml(toml).unwrap();
        let mut sections = [
            section("a", "Read", 1),
            section("b", "", 2),
            section("c", "Own", 3),
            section("b", "", 4),
            Section::default(),
        ];
        let warnings = resolve_articles(&mut sections, &topic);
        assert_eq!(warnings, [Warning::UnknownArticle { id: "b".into(), comments: 6 }]);
        let filled =
            Article { id: Some("a".into()), title: "Read".into(), thesis: Some("Yes.".into()), text: "Body".into() };
        assert_eq!(sections[0].article, Some(filled));
        assert_eq!(sections[1].article, None);
        assert_eq!(sections[2].article.as_ref().map(|article| article.title.as_str()), Some("Own"));
        assert!(resolve_articles(&mut sections, &topic).is_empty());
    }
}
