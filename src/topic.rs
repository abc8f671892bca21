//! The topic: which targets there are and what they are called, which articles are known, and so which questions
//! (heads) a model answers.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::comment::Article;
use crate::error::{Error, ErrorKind, Result};

/// Classes of a stance, in the spelling of SemEval-2016 Task 6.
pub const STANCES: [&str; 3] = ["favor", "against", "none"];

/// Classes of the tone. The order runs parallel to [`STANCES`]: for, against, neither.
pub const SENTIMENTS: [&str; 3] = ["positive", "negative", "neutral"];

/// Class of the `target` head for a comment that is mainly about no target.
pub const NO_TARGET: &str = "none";

/// Names that no target may have, for they are columns of a labelled or predicted CSV.
const RESERVED: [&str; 14] = [
    "file",
    "id",
    "article",
    "parent_id",
    "parent_text",
    "author",
    "text",
    "thesis",
    "target",
    "stance",
    "sentiment",
    "none",
    "model",
    "",
];

/// One question that a model answers about a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Head {
    /// Stance toward the thesis of the article.
    Thesis,
    /// The target that the comment is mainly about.
    Target,
    /// Stance toward the target with this index in [`Topic::targets`].
    Stance(usize),
    /// Tone of the comment.
    Sentiment,
}

/// What a stance is toward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Short name: the column in labelled and predicted CSV.
    pub name: String,
    /// Name for people; the short name if not given.
    #[serde(default)]
    pub label: String,
    /// How comments name it: words or runs of words, in any script. Case, inflection and possessive need no alias.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// Targets, articles and language. Any number of each, none included.
///
/// # Examples
///
/// ```
/// use hustings::topic::{Head, Topic};
///
/// let topic = Topic::from_toml(r#"
///     language = "en"
///     [[target]]
///     name = "nato"
///     label = "NATO"
///     aliases = ["NATO", "the alliance", "НАТО"]
/// "#)?;
/// assert_eq!(topic.heads(), [Head::Thesis, Head::Target, Head::Stance(0), Head::Sentiment]);
/// assert_eq!(topic.head_name(Head::Stance(0)), "nato");
/// assert_eq!(topic.classes(Head::Target), ["nato", "none"]);
/// # Ok::<(), hustings::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Language of the comments as a two-letter code; `en` if not given. Chooses the stemmer.
    #[serde(default = "english")]
    pub language: String,
    /// The targets, in the order of the file.
    #[serde(default, rename = "target")]
    pub targets: Vec<Target>,
    /// The articles. Left out of a model's manifest.
    #[serde(skip)]
    pub articles: Vec<Article>,
}

fn english() -> String {
    "en".into()
}

/// The file as written, before articles in other files are read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicFile {
    #[serde(default = "english")]
    language: String,
    #[serde(default)]
    target: Vec<Target>,
    #[serde(default)]
    article: Vec<ArticleEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleEntry {
    id: String,
    #[serde(default)]
    title: String,
    thesis: Option<String>,
    text: Option<String>,
    path: Option<String>,
}

impl Topic {
    /// Reads a topic from TOML text; every article must carry its `text`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Topic`] if the text is not TOML, has unknown keys, or names a target or an article twice.
    pub fn from_toml(toml: &str) -> Result<Self> {
        Self::parse(toml, None)
    }

    /// Reads a topic file; an article's `path` is relative to the folder of the file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] if a file cannot be read, and those of [`Topic::from_toml`].
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Error::from(error).in_file(&name))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, Some(folder)).map_err(|error| match error.position().file {
            Some(_) => error,
            None => error.in_file(name),
        })
    }

    fn parse(toml: &str, folder: Option<&Path>) -> Result<Self> {
        let file: TopicFile = toml::from_str(toml).map_err(|error| {
            let line = error.span().map(|span| 1 + toml[..span.start.min(toml.len())].matches('\n').count() as u64);
            Error::new(ErrorKind::Topic(error.message().replace('\n', " "))).at(None, line)
        })?;
        let mut articles = Vec::with_capacity(file.article.len());
        let mut ids = BTreeSet::new();
        for entry in file.article {
            if !ids.insert(entry.id.clone()) {
                return Err(
                    ErrorKind::Topic(format!("two articles have the id {:?}; ids must differ", entry.id)).into()
                );
            }
            articles.push(entry.read(folder)?);
        }
        let mut topic = Self { language: file.language, targets: file.target, articles };
        topic.check()?;
        for target in &mut topic.targets {
            if target.label.is_empty() {
                target.label.clone_from(&target.name);
            }
        }
        Ok(topic)
    }

    /// Checks names of targets; called by all constructors and by the model reader.
    pub(crate) fn check(&self) -> Result<()> {
        let mut names = BTreeSet::new();
        for target in &self.targets {
            if RESERVED.contains(&target.name.as_str()) {
                return Err(ErrorKind::Topic(format!(
                    "a target cannot be named {:?}; choose another name",
                    target.name
                ))
                .into());
            }
            if !names.insert(target.name.as_str()) {
                return Err(
                    ErrorKind::Topic(format!("two targets are named {:?}; names must differ", target.name)).into()
                );
            }
        }
        Ok(())
    }

    /// The questions that follow from this topic, in the order of output columns.
    pub fn heads(&self) -> Vec<Head> {
        let stances = (0..self.targets.len()).map(Head::Stance);
        [Head::Thesis, Head::Target].into_iter().chain(stances).chain([Head::Sentiment]).collect()
    }

    /// Name of a head: its column in labelled and predicted CSV.
    ///
    /// # Panics
    ///
    /// If the head is not one of [`Topic::heads`].
    pub fn head_name(&self, head: Head) -> &str {
        match head {
            Head::Thesis => "thesis",
            Head::Target => "target",
            Head::Stance(target) => &self.targets[target].name,
            Head::Sentiment => "sentiment",
        }
    }

    /// The head of this name.
    pub fn head(&self, name: &str) -> Option<Head> {
        self.heads().into_iter().find(|head| self.head_name(*head) == name)
    }

    /// Classes of a head, in the order of its probabilities.
    pub fn classes(&self, head: Head) -> Vec<&str> {
        match head {
            Head::Thesis | Head::Stance(_) => STANCES.to_vec(),
            Head::Sentiment => SENTIMENTS.to_vec(),
            Head::Target => self.targets.iter().map(|target| target.name.as_str()).chain([NO_TARGET]).collect(),
        }
    }

    /// The article with this id.
    pub fn article(&self, id: &str) -> Option<&Article> {
        self.articles.iter().find(|article| article.id.as_deref() == Some(id))
    }
}

impl ArticleEntry {
    fn read(self, folder: Option<&Path>) -> Result<Article> {
        let text = match (self.text, self.path, folder) {
            (Some(text), None, _) => text,
            (None, None, _) => String::new(),
            (None, Some(path), Some(folder)) => {
                let path = folder.join(path);
                std::fs::read_to_string(&path)
                    .map_err(|error| Error::from(error).in_file(path.display().to_string()))?
            }
            (None, Some(_), None) => {
                return Err(
                    ErrorKind::Topic(format!("article {:?} has a path but the topic no folder", self.id)).into()
                );
            }
            (Some(_), Some(_), _) => {
                return Err(ErrorKind::Topic(format!("article {:?} has both text and path; keep one", self.id)).into());
            }
        };
        Ok(Article { id: Some(self.id), title: self.title, thesis: self.thesis, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_cannot_be() {
        let cases = [
            ("[[target]]\nname = \"text\"", "cannot be named"),
            ("[[target]]\nname = \"a\"\n[[target]]\nname = \"a\"", "two targets"),
            ("[[article]]\nid = \"x\"\n[[article]]\nid = \"x\"", "two articles"),
            ("[[article]]\nid = \"x\"\npath = \"x.txt\"", "no folder"),
            ("languag = \"en\"", "unknown field"),
            ("[[target", "line 1"),
        ];
        for (toml, expected) in cases {
            let error = Topic::from_toml(toml).unwrap_err().to_string();
            assert!(error.contains(expected), "{toml:?}: {error}");
        }
    }

    #[test]
    fn a_topic_may_be_empty() {
        let topic = Topic::from_toml("").unwrap();
        assert_eq!(topic.language, "en");
        assert_eq!(topic.heads(), [Head::Thesis, Head::Target, Head::Sentiment]);
        assert_eq!(topic.classes(Head::Target), ["none"]);
    }

    #[test]
    fn head_names_lead_back_to_heads() {
        let topic = Topic::from_toml("[[target]]\nname = \"nato\"").unwrap();
        for head in topic.heads() {
            assert_eq!(topic.head(topic.head_name(head)), Some(head));
        }
        assert_eq!(topic.head("eu"), None);
    }
}
