//! Where the articles of comments come from.

use anyhow::{Context, Result, bail};
use hustings::comment::{Article, Section};
use hustings::read::{Warning, bare_articles, resolve_articles};
use hustings::topic::Topic;

/// Where articles come from.
#[derive(Debug)]
pub enum Articles {
    /// From the input alone.
    Read,
    /// From this topic, by id.
    Topic(Box<Topic>),
    /// It is this one for all.
    Given(Box<Article>),
}

impl Articles {
    /// As the arguments say: `given` is an id in the topic or else the name of a text file.
    pub fn new(given: Option<&str>, topic: Option<Topic>) -> Result<Self> {
        Ok(match (given, topic) {
            (Some(given), topic) => Self::Given(Box::new(given_article(given, topic.as_ref())?)),
            (None, Some(topic)) => Self::Topic(Box::new(topic)),
            (None, None) => Self::Read,
        })
    }

    /// Gives sections of this file their articles.
    pub fn resolve(&self, file: &str, sections: &mut [Section]) -> Vec<Warning> {
        match self {
            Self::Read => bare_articles(file, sections),
            Self::Topic(topic) => resolve_articles(sections, topic),
            Self::Given(article) => {
                sections.iter_mut().for_each(|section| section.article = Some((**article).clone()));
                Vec::new()
            }
        }
    }
}

/// The article that stands for all: by its id in the topic, or else the text file of this name.
fn given_article(given: &str, topic: Option<&Topic>) -> Result<Article> {
    if let Some(article) = topic.and_then(|topic| topic.article(given)) {
        return Ok(article.clone());
    }
    let text = std::fs::read_to_string(given).with_context(|| match topic {
        Some(_) => format!("--article {given}: no article of the topic file has this id, nor is it a file of text"),
        None => format!("--article {given}: not a file of text; for an id name its topic file with --topic"),
    })?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let (title, body) = text.split_once(['\n', '\r']).unwrap_or((text, ""));
    if title.is_empty() {
        bail!("--article {given}: the file is empty; its first line should be the title");
    }
    Ok(Article { title: title.trim().to_owned(), text: body.trim().to_owned(), ..Article::default() })
}
