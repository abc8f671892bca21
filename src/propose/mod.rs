//! A beginning for a new topic: from comments and articles a topic file and a labelling sheet.
//!
//! Proposes targets from the names that most comments use, with their spellings as aliases; sentences that may be the
//! theses of the articles; and the comments to label first. It decides nothing: what is proposed is written down for a
//! person to check, and a thesis counts only once somebody has taken it. Everything follows from rules and a seed, so
//! the same comments give the same proposal. Time and memory are linear in the input.

mod articles;
mod choice;
mod diversity;
mod doubt;
mod language;
mod name_words;
mod names;
mod phrases;
mod sheet;
mod targets;
mod thesis;
mod topic_file;
mod words;

pub use sheet::{COLUMNS, SheetRow};
pub use targets::Candidate;

use std::collections::BTreeSet;

use articles::Articles;
use choice::{Choice, Chooser, Place};
use doubt::Doubt;
use language::Guess;
use names::Name;
use phrases::Phrases;
use targets::Counted;
use topic_file::TopicFile;
use words::{Words, seen};

use crate::comment::{Article, Section};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use crate::text::{Analysis, Analyzer, quoted_ranges};
use crate::topic::{Target, Topic};

/// Sentences proposed as the thesis of an article.
const THESES: usize = 3;

/// Targets proposed at most, whatever is asked for.
const MAX_TARGETS: usize = 20;

/// Names proposed beside the targets.
const FURTHER: usize = 10;

/// How much to propose.
#[derive(Debug, Clone)]
pub struct ProposeParams {
    /// Comments in the sheet at most; 200.
    pub sheet: usize,
    /// Targets at most; 5.
    pub targets: usize,
    /// Seed of the order in which comments compete for the sheet; 1.
    pub seed: u64,
}

impl Default for ProposeParams {
    fn default() -> Self {
        Self { sheet: 200, targets: 5, seed: 1 }
    }
}

/// What is proposed.
#[derive(Debug)]
pub struct Proposal {
    /// The topic file in TOML, with remarks for the user.
    pub topic_file: String,
    /// The targets in it, the most frequent first.
    pub targets: Vec<Candidate>,
    /// Names of the heads: the columns of labels.
    pub heads: Vec<String>,
    /// The sheet, in the order in which comments are to be labelled.
    pub rows: Vec<SheetRow>,
    /// Comments in all.
    pub n_comments: usize,
    /// Comments left out of the sheet because they say what another says in the same words.
    pub duplicates: usize,
    /// Articles in the topic file.
    pub articles: usize,
    /// Articles among them without a thesis: it is for the user to say.
    pub without_thesis: usize,
}

/// Proposes a topic and a sheet for these sections. Where `model` knows one of the targets by name, comments that it is
/// not sure of are preferred.
///
/// # Errors
///
/// [`ErrorKind::NoComments`] if there is none; [`ErrorKind::Settings`] if no comment is asked for.
///
/// # Examples
///
/// ```
/// use hustings::propose::{ProposeParams, propose};
/// use hustings::read::{ReadParams, Source, read};
/// use hustings::topic::Topic;
///
/// let bytes = b"text\nWho needs Brexit now?\nWe were promised more by Brexit.\nBrexit's bill is due.\nRain again.\n";
/// let reading = read(&Source { name: "export.csv", bytes }, &ReadParams::default())?;
/// let proposal = propose(&reading.sections, &ProposeParams::default(), None)?;
/// assert_eq!(proposal.heads, ["thesis", "target", "brexit", "sentiment"]);
/// assert_eq!(Topic::from_toml(&proposal.topic_file)?.targets[0].label, "Brexit");
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn propose(sections: &[Section], params: &ProposeParams, model: Option<&Model>) -> Result<Proposal> {
    let n_comments = sections.iter().map(|section| section.comments.len()).sum();
    if n_comments == 0 {
        return Err(Error::new(ErrorKind::NoComments));
    }
    if params.sheet == 0 {
        return Err(ErrorKind::Settings("a sheet of 0 comments was asked for; there must be at least 1".into()).into());
    }
    let guessed = guess(sections);
    let language = guessed.unwrap_or("en");
    let analyzer = Analyzer::new(&Topic { language: language.into(), ..Topic::default() })?;
    let names = names_in(sections, &analyzer);
    let Counted { proposed, further, named } =
        targets::count(names, language, sections, params.targets.min(MAX_TARGETS), FURTHER)?;
    let targets: Vec<Target> = proposed.iter().map(|candidate| candidate.target.clone()).collect();

    let doubt = model.and_then(|model| Doubt::new(model, sections, &targets));
    let of = doubt.as_ref().map(|doubt| |place: Place| doubt.of(place));
    let chooser = Chooser {
        sections,
        analyzer: &analyzer,
        named: &named,
        n_targets: targets.len(),
        seed: params.seed,
        doubt: of.as_ref().map(|of| of as &dyn Fn(Place) -> f64),
    };
    let Choice { places, duplicates } = chooser.choose(params.sheet);

    let articles = Articles::of(sections);
    let shown = shown(&articles, &places, &analyzer);
    let topic = Topic { language: language.into(), targets, articles: Vec::new() };
    let topic_file = TopicFile {
        language,
        guessed: guessed.is_some(),
        n_comments,
        proposed: &proposed,
        further: &further,
        articles: &shown,
        left_out: articles.articles.len() - shown.len(),
    };
    Ok(Proposal {
        topic_file: topic_file.to_string(),
        heads: topic.heads().into_iter().map(|head| topic.head_name(head).to_owned()).collect(),
        rows: sheet::rows(sections, &articles, &places),
        n_comments,
        duplicates,
        articles: shown.len(),
        without_thesis: shown.iter().filter(|(article, _)| article.thesis.is_none()).count(),
        targets: proposed,
    })
}

fn guess(sections: &[Section]) -> Option<&'static str> {
    let mut guess = Guess::new();
    sections.iter().flat_map(|section| &section.comments).for_each(|comment| guess.add(&comment.text));
    guess.language()
}

fn names_in(sections: &[Section], analyzer: &Analyzer) -> Vec<Name> {
    let (mut words, mut phrases, mut analysis) = (Words::default(), Phrases::default(), Analysis::default());
    // What is a name is known only when all has been read; so names of several words take a second walk.
    for second in [false, true] {
        for section in sections {
            for text in section.article.iter().flat_map(|article| [&article.title, &article.text]) {
                analyzer.analyze(text, &[], &mut analysis);
                match second {
                    false => words.add_article(&seen(text, &analysis)),
                    true => phrases.add(text, &seen(text, &analysis), &words),
                }
            }
            for comment in &section.comments {
                let quoted = quoted_ranges(&comment.text, &comment.quoted, &[]);
                analyzer.analyze(&comment.text, &quoted, &mut analysis);
                match second {
                    false => words.add_comment(&seen(&comment.text, &analysis)),
                    true => phrases.add(&comment.text, &seen(&comment.text, &analysis), &words),
                }
            }
        }
    }
    names::names(&words, &phrases)
}

/// The articles that have a comment in the sheet, with sentences that may be their theses.
fn shown<'a>(articles: &'a Articles, places: &[Place], analyzer: &Analyzer) -> Vec<(&'a Article, Vec<String>)> {
    let indices: BTreeSet<usize> = places.iter().filter_map(|(section, _)| articles.of_section[*section]).collect();
    let with_theses = |index: usize| {
        let article = &articles.articles[index];
        let theses = match article.thesis {
            Some(_) => Vec::new(),
            None => thesis::candidates(article, analyzer, THESES),
        };
        (article, theses)
    };
    indices.into_iter().map(with_theses).collect()
}
