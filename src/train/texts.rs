//! All texts of the training data, read once: comments, parents as context, articles.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::design::Item;
use super::folds::Folds;
use crate::comment::{Parent, Section};
use crate::features::blocks::{Blocks, TermScratch};
use crate::features::texts::{ArticleText, parent_of, read_comment, read_parent};
use crate::features::traits::Traits;
use crate::model::Typical;
use crate::model::weights::flags;
use crate::progress::Progress;
use crate::text::{Analysis, Analyzer, QuoteSource};

/// Where a comment's texts are among the items.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The comment itself.
    pub own: usize,
    /// Its parent as context.
    pub parent: Option<usize>,
    /// Its article.
    pub article: Option<usize>,
    /// Its fold.
    pub fold: usize,
}

/// All texts of the training data: comments first, then parents as context, then articles and their headlines, these once for
/// each fold whose comments refer to them.
pub(super) struct Texts {
    /// Analysis of each.
    pub analyses: Vec<Analysis>,
    /// Fold of each.
    pub fold: Vec<usize>,
    /// Where the texts of each comment are.
    pub links: Vec<Link>,
    /// Title and thesis of the items that are articles.
    pub headlines: BTreeMap<usize, usize>,
    /// First comment of each section.
    pub offsets: Vec<usize>,
    /// Whether the article of each section is known.
    of_section: Vec<bool>,
    /// First comment of each comment's thread.
    roots: Vec<usize>,
}

impl Texts {
    /// Reads the texts of all sections.
    pub fn read(sections: &[Section], folds: &Folds, analyzer: &Analyzer, progress: &dyn Progress) -> Self {
        let mut offsets = Vec::with_capacity(sections.len());
        let mut n_comments = 0;
        for section in sections {
            offsets.push(n_comments);
            n_comments += section.comments.len();
        }
        let read: Vec<SectionTexts> = sections
            .par_iter()
            .zip(&offsets)
            .map(|(section, offset)| {
                let texts = SectionTexts::read(section, &folds.of[*offset..], analyzer);
                progress.step();
                texts
            })
            .collect();
        let mut texts = Self {
            analyses: Vec::new(),
            fold: folds.of.clone(),
            links: folds
                .of
                .iter()
                .enumerate()
                .map(|(own, fold)| Link { own, parent: None, article: None, fold: *fold })
                .collect(),
            headlines: BTreeMap::new(),
            of_section: read.iter().map(|section| section.article.is_some()).collect(),
            roots: roots(sections, &offsets),
            offsets,
        };
        let mut around = Vec::with_capacity(read.len());
        for SectionTexts { own, parents, parent_of, article } in read {
            texts.analyses.extend(own);
            around.push((parents, parent_of, article));
        }
        for (section, (parents, parent_of, article)) in around.into_iter().enumerate() {
            texts.add_around(texts.offsets[section], parents, &parent_of, article);
        }
        texts
    }

    /// Adds what stands around the comments of a section, whose first one is at `offset`.
    fn add_around(
        &mut self,
        offset: usize,
        parents: Vec<(usize, Analysis)>,
        parent_of: &[Option<usize>],
        article: Option<ArticleText>,
    ) {
        let first_parent = self.analyses.len();
        for (fold, analysis) in parents {
            self.analyses.push(analysis);
            self.fold.push(fold);
        }
        let mut article_of_fold = BTreeMap::new();
        for (index, parent) in parent_of.iter().enumerate() {
            let fold = self.links[offset + index].fold;
            self.links[offset + index].parent = parent.map(|parent| first_parent + parent);
            if let Some(article) = &article {
                let item = *article_of_fold.entry(fold).or_insert_with(|| {
                    let item = self.analyses.len();
                    self.analyses.extend([article.whole.clone(), article.headline.clone()]);
                    self.fold.extend([fold; 2]);
                    self.headlines.insert(item, item + 1);
                    item
                });
                self.links[offset + index].article = Some(item);
            }
        }
    }

    /// What each comment belongs to: its article, where articles are known and there are several; else its thread, by the
    /// number of its first comment.
    pub fn clusters(&self) -> Vec<usize> {
        let several = self.of_section.iter().filter(|has_article| **has_article).count() > 1;
        let ends = self.offsets.iter().copied().skip(1).chain([self.links.len()]);
        let sections = self.offsets.iter().copied().zip(ends);
        let mut clusters = self.roots.clone();
        if several {
            for ((first, end), _) in sections.zip(&self.of_section).filter(|(_, has_article)| **has_article) {
                clusters[first..end].fill(first);
            }
        }
        clusters
    }

    /// Share of unknown words of the comments, of blocks fitted on `n_samples`. A word that no more than `min_df - 1` comments
    /// of other clusters hold is unknown: without its cluster it would be no term.
    pub fn unknown(&self, blocks: &Blocks, n_samples: usize) -> Option<Typical> {
        let clusters = self.clusters();
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        clusters.iter().enumerate().for_each(|(comment, cluster)| members.entry(*cluster).or_default().push(comment));
        let members: Vec<Vec<usize>> = members.into_values().collect();
        let shares: Vec<Vec<f64>> = members
            .par_iter()
            .map(|members| {
                let mut own: BTreeMap<u32, f64> = BTreeMap::new();
                for comment in members {
                    let analysis = &self.analyses[*comment];
                    let mut terms: Vec<u32> =
                        analysis.stem_symbols().iter().filter_map(|symbol| blocks.word(*symbol)).collect();
                    terms.sort_unstable();
                    terms.dedup();
                    terms.into_iter().for_each(|term| *own.entry(term).or_default() += 1.0);
                }
                let others = |term: u32| {
                    let df = blocks.words.df(term, n_samples);
                    df - own.get(&term).copied().unwrap_or(0.0)
                };
                let least = f64::from(blocks.words.params().least_df(n_samples as u32));
                let share = |comment: &usize| {
                    blocks.unknown_words(&self.analyses[*comment], |term| others(term) > least - 0.5).unknown_share()
                };
                members.iter().filter_map(share).collect()
            })
            .collect();
        Typical::of(&shares).map(Typical::rounded)
    }

    /// Features of all texts.
    pub fn items(&self, blocks: &Blocks, n_targets: usize) -> Vec<TextItem> {
        let mut parents = vec![None; self.analyses.len()];
        for link in &self.links {
            parents[link.own] = link.parent;
        }
        let traits: Vec<Traits> = self.analyses.par_iter().map(|analysis| Traits::new(analysis, n_targets)).collect();
        let flags: Vec<_> = (0..traits.len())
            .map(|index| flags(&traits[index], parents[index].map(|parent| &traits[parent])))
            .collect();
        let transform = |scratch: &mut TermScratch, analysis| blocks.transform(analysis, n_targets, scratch);
        let rows: Vec<_> = self.analyses.par_iter().map_init(TermScratch::default, transform).collect();
        let items = rows.into_iter().zip(flags).zip(traits);
        items.map(|((rows, flags), traits)| TextItem { item: Item { rows, flags }, traits }).collect()
    }
}

/// The first comment of each comment's thread, all numbered through the sections.
fn roots(sections: &[Section], offsets: &[usize]) -> Vec<usize> {
    let mut roots = Vec::new();
    for (section, offset) in sections.iter().zip(offsets) {
        let up = |at: &usize| match section.comments[*at].parent {
            Some(Parent::Comment(parent)) => Some(parent),
            _ => None,
        };
        // As many steps as comments at most, should there be a cycle.
        let root = |at| std::iter::successors(Some(at), up).take(section.comments.len()).last().unwrap_or(at);
        roots.extend((0..section.comments.len()).map(|at| offset + root(at)));
    }
    roots
}

/// The texts of one section.
struct SectionTexts {
    own: Vec<Analysis>,
    /// Fold and analysis of each parent, once for each fold whose comments answer it.
    parents: Vec<(usize, Analysis)>,
    /// Which of the parents each comment has.
    parent_of: Vec<Option<usize>>,
    article: Option<ArticleText>,
}

impl SectionTexts {
    /// Reads a section; `folds` begins with those of its comments.
    fn read(section: &Section, folds: &[usize], analyzer: &Analyzer) -> Self {
        let article = section.article.as_ref().and_then(|article| ArticleText::new(analyzer, article));
        let mut texts = Self { own: Vec::new(), parents: Vec::new(), parent_of: Vec::new(), article };
        let mut seen: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (index, (comment, fold)) in section.comments.iter().zip(folds).enumerate() {
            let parent = parent_of(section, index);
            let mut own = Analysis::default();
            let source = parent.map(|parent| QuoteSource::new(parent.text));
            read_comment(analyzer, comment, source.as_ref(), texts.article.as_ref(), &mut own);
            texts.own.push(own);
            let place = parent.map(|parent| {
                let mut add = || {
                    let mut analysis = Analysis::default();
                    read_parent(analyzer, parent, texts.article.as_ref(), &mut analysis);
                    texts.parents.push((*fold, analysis));
                    texts.parents.len() - 1
                };
                match comment.parent {
                    Some(Parent::Comment(of)) => *seen.entry((of, *fold)).or_insert_with(add),
                    _ => add(),
                }
            });
            texts.parent_of.push(place);
        }
        texts
    }
}

/// A text's features and measures.
pub(super) struct TextItem {
    /// For the scorers.
    pub item: Item,
    /// For the context.
    pub traits: Traits,
}
