//! What is kept of a classified comment until the page is written.

use std::collections::{BTreeMap, HashMap};

use hustings::comment::{Article, Parent};
use hustings::model::{Explanation, HeadPrediction};

use super::super::Row;
use super::figures::thousandths;

/// A section as it was read, with its comments.
#[derive(Debug)]
pub struct Kept {
    /// Name of its file, where there are several.
    pub file: Option<String>,
    /// Its article, where it is known.
    pub article: Option<Article>,
    /// Its comments in page order.
    pub comments: Vec<Comment>,
}

/// A comment, and what was said of it.
#[derive(Debug)]
pub struct Comment {
    /// Id as read.
    pub id: String,
    /// Id of what it answers, as read.
    pub parent_id: Option<String>,
    /// What it answers.
    pub parent: Option<Parent>,
    /// Name of the author.
    pub author: Option<String>,
    /// When it was written.
    pub time: Option<String>,
    /// The text.
    pub text: String,
    /// What each head says.
    pub heads: Vec<HeadPrediction>,
    /// What decided each head that gave a label.
    pub why: Vec<Option<Why>>,
    /// The words that weigh under any head, in the order of the text.
    pub words: Vec<Word>,
}

/// A word of the text.
#[derive(Debug)]
pub struct Word {
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What it adds to the logit under each head, in thousandths.
    pub weights: Vec<i64>,
}

/// The sum of one head, but for its words; all figures in thousandths.
#[derive(Debug)]
pub struct Why {
    /// Logit of the label.
    pub logit: i64,
    /// Sum of all words.
    pub words: i64,
    /// Sum of all signals.
    pub context: i64,
    /// The signals that do not round to 0, strongest first.
    pub signals: Vec<(String, i64)>,
}

impl Kept {
    /// Sets the parents, which rows give as places in their batch, to places among the comments kept.
    pub fn join(&mut self) {
        let mut by_id: HashMap<String, usize> = HashMap::new();
        for (index, comment) in self.comments.iter().enumerate() {
            by_id.entry(comment.id.clone()).or_insert(index);
        }
        for comment in &mut self.comments {
            if let Some(Parent::Comment(_)) = comment.parent {
                let id = comment.parent_id.as_deref().unwrap_or("");
                let found = by_id.get(id).or_else(|| by_id.get(id.strip_suffix(".0")?));
                comment.parent = found.map(|index| Parent::Comment(*index));
            }
        }
    }
}

impl Comment {
    /// What is kept of a row.
    pub fn new(row: &Row<'_>) -> Self {
        let comment = row.comment;
        let mut words: BTreeMap<(usize, usize), Vec<i64>> = BTreeMap::new();
        for (head, why) in row.explanations.iter().enumerate() {
            for word in why.iter().flat_map(|why| &why.words) {
                let weights = words.entry((word.start, word.end)).or_insert_with(|| vec![0; row.explanations.len()]);
                weights[head] = thousandths(word.weight);
            }
        }
        Self {
            id: comment.id.clone(),
            parent_id: comment.parent_id.clone(),
            parent: comment.parent.clone(),
            author: comment.author.clone(),
            time: comment.time.clone(),
            text: comment.text.clone(),
            heads: row.prediction.heads.clone(),
            why: row.explanations.iter().map(|why| why.as_ref().map(Why::new)).collect(),
            words: words.into_iter().map(|((start, end), weights)| Word { start, end, weights }).collect(),
        }
    }
}

impl Why {
    fn new(why: &Explanation) -> Self {
        let signals = why.context.iter().map(|share| (share.name.clone(), thousandths(share.weight)));
        Self {
            logit: thousandths(why.logit),
            words: thousandths(why.words.iter().map(|word| word.weight).sum()),
            context: thousandths(why.context.iter().map(|share| share.weight).sum()),
            signals: signals.filter(|(_, weight)| *weight != 0).collect(),
        }
    }
}
