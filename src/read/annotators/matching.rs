//! Which records are of one comment.

use std::collections::HashMap;

use super::AnnotatedComment;
use crate::error::{ErrorKind, Result};

/// What a record is matched by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub id: String,
    pub article: Option<String>,
}

/// The keys of all records in order.
#[derive(Default)]
pub(super) struct Matching {
    keys: Vec<Key>,
}

/// Comments of one id.
#[derive(Default)]
struct OfId {
    /// Index of the comment under each article.
    articles: HashMap<String, usize>,
    /// Index of the comment of which no file names the article.
    bare: Option<usize>,
}

impl Matching {
    pub fn add(&mut self, key: Key) {
        self.keys.push(key);
    }

    /// The comment of each record; an error where it may be one of several. Comments are numbered in the order of their
    /// first records.
    pub fn places(self, comments: &mut Vec<AnnotatedComment>) -> Vec<Result<usize>> {
        // Whether a bare id is that of one article is known only once all articles are.
        let mut of_id: HashMap<&str, OfId> = HashMap::new();
        for key in &self.keys {
            let of_id = of_id.entry(&key.id).or_default();
            if let Some(article) = &key.article {
                of_id.articles.entry(article.clone()).or_insert(usize::MAX);
            }
        }
        let mut next = |key: &Key, article: Option<&String>| {
            comments.push(AnnotatedComment { id: key.id.clone(), article: article.cloned() });
            comments.len() - 1
        };
        let mut places = Vec::with_capacity(self.keys.len());
        for key in &self.keys {
            let of_id = of_id.get_mut(key.id.as_str()).expect("all keys were seen");
            let only = if of_id.articles.len() == 1 { of_id.articles.keys().next().cloned() } else { None };
            let place = match key.article.as_ref().or(only.as_ref()) {
                Some(article) => {
                    let place = of_id.articles.get_mut(article).expect("all articles were seen");
                    if *place == usize::MAX {
                        *place = next(key, Some(article));
                    }
                    Ok(*place)
                }
                None if of_id.articles.is_empty() => Ok(*of_id.bare.get_or_insert_with(|| next(key, None))),
                None => Err(ErrorKind::Data(format!(
                    "id {:?} is that of comments under {} articles; add the column article to tell them apart",
                    key.id,
                    of_id.articles.len()
                ))
                .into()),
            };
            places.push(place);
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_matched_by_id_and_by_article_where_both_have_it() {
        let mut matching = Matching::default();
        // An article of `-` is none.
        let keys = [("1", "-"), ("1", "a"), ("2", "a"), ("2", "b"), ("2", "-"), ("3", "-"), ("3", "-"), ("1", "a")];
        for (id, article) in keys {
            matching.add(Key { id: id.into(), article: (article != "-").then(|| article.into()) });
        }
        let mut comments = Vec::new();
        let places: Vec<Option<usize>> = matching.places(&mut comments).into_iter().map(Result::ok).collect();
        assert_eq!(places, [Some(0), Some(0), Some(1), Some(2), None, Some(3), Some(3), Some(0)]);
        assert_eq!(comments[0], AnnotatedComment { id: "1".into(), article: Some("a".into()) });
        assert_eq!(comments[3], AnnotatedComment { id: "3".into(), article: None });
    }
}
