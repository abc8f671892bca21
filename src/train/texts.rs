//! All texts of the training data, read once: comments, parents as context, articles.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::design::Item;
use super::folds::Folds;
use crate::comment::{Parent, Section};
use crate::features::SparseRow;
use crate::features::blocks::Blocks;
use crate::features::texts::{ArticleText, parent_of, read_comment, read_parent};
use crate::features::traits::Traits;
use crate::model::weights::flags;
use crate::progress::Progress;
use crate::text::{Analysis, Analyzer};

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

/// All texts of the training data: comments first, then parents as context, then articles, these once for each fold
/// whose comments refer to them.
pub(super) struct Texts {
    /// Analysis of each.
    pub analyses: Vec<Analysis>,
    /// Fold of each.
    pub fold: Vec<usize>,
    /// Where the texts of each comment are.
    pub links: Vec<Link>,
    /// Analysis of title and thesis of the items that are articles.
    headlines: BTreeMap<usize, Analysis>,
    /// Text rows of the headlines.
    pub headline_rows: BTreeMap<usize, SparseRow>,
    /// First comment of each section.
    pub offsets: Vec<usize>,
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
        // Each section: its article, and for each comment its own analysis and, once per parent and fold, the parent's.
        type Read = (Option<ArticleText>, Vec<Analysis>, Vec<((Option<usize>, usize), Analysis)>, Vec<Option<usize>>);
        let read: Vec<Read> = sections
            .par_iter()
            .zip(&offsets)
            .map(|(section, offset)| {
                let article = section.article.as_ref().and_then(|article| ArticleText::new(analyzer, article));
                let mut own = Vec::with_capacity(section.comments.len());
                let mut parents: Vec<((Option<usize>, usize), Analysis)> = Vec::new();
                let mut seen = BTreeMap::new();
                let mut parent_of_comment = Vec::with_capacity(section.comments.len());
                for (index, comment) in section.comments.iter().enumerate() {
                    let parent = parent_of(section, index);
                    own.push(read_comment(analyzer, comment, parent.map(|(text, _)| text), article.as_ref()));
                    let place = parent.map(|(text, marked)| {
                        let of = match comment.parent {
                            Some(Parent::Comment(of)) => Some(of),
                            _ => None,
                        };
                        let fold = folds.of[offset + index];
                        if let Some(place) = of.and_then(|of| seen.get(&(of, fold))) {
                            return *place;
                        }
                        let place = parents.len();
                        parents.push(((of, fold), read_parent(analyzer, text, marked, article.as_ref())));
                        of.map(|of| seen.insert((of, fold), place));
                        place
                    });
                    parent_of_comment.push(place);
                }
                progress.step();
                (article, own, parents, parent_of_comment)
            })
            .collect();
        let mut texts = Self {
            analyses: Vec::new(),
            fold: folds.of.clone(),
            links: Vec::new(),
            headlines: BTreeMap::new(),
            headline_rows: BTreeMap::new(),
            offsets,
        };
        let mut rest = Vec::with_capacity(read.len());
        for (article, own, parents, parent_of_comment) in read {
            for _ in &own {
                let own = texts.links.len();
                texts.links.push(Link { own, parent: None, article: None, fold: folds.of[own] });
            }
            texts.analyses.extend(own);
            rest.push((article, parents, parent_of_comment));
        }
        for (section, (article, parents, parent_of_comment)) in rest.into_iter().enumerate() {
            let offset = texts.offsets[section];
            let first_parent = texts.analyses.len();
            for ((_, fold), analysis) in parents {
                texts.analyses.push(analysis);
                texts.fold.push(fold);
            }
            let mut article_items = BTreeMap::new();
            for (index, parent) in parent_of_comment.into_iter().enumerate() {
                let fold = texts.links[offset + index].fold;
                texts.links[offset + index].parent = parent.map(|parent| first_parent + parent);
                if let Some(article) = &article {
                    let item = *article_items.entry(fold).or_insert_with(|| {
                        texts.analyses.push(article.whole.clone());
                        texts.fold.push(fold);
                        texts.headlines.insert(texts.analyses.len() - 1, article.headline.clone());
                        texts.analyses.len() - 1
                    });
                    texts.links[offset + index].article = Some(item);
                }
            }
        }
        texts
    }

    /// Features of all texts.
    pub fn items(&mut self, blocks: &Blocks, n_targets: usize) -> Vec<TextItem> {
        let rows = self.headlines.iter().map(|(item, headline)| (*item, blocks.transform(headline, 0).text));
        self.headline_rows = rows.collect();
        let mut parents = vec![None; self.analyses.len()];
        for link in &self.links {
            parents[link.own] = link.parent;
        }
        let traits: Vec<Traits> = self.analyses.par_iter().map(|analysis| Traits::new(analysis, n_targets)).collect();
        let flags: Vec<_> = (0..traits.len())
            .map(|index| flags(&traits[index], parents[index].map(|parent| &traits[parent])))
            .collect();
        let rows: Vec<_> = self.analyses.par_iter().map(|analysis| blocks.transform(analysis, n_targets)).collect();
        let items = rows.into_iter().zip(flags).zip(traits);
        items.map(|((rows, flags), traits)| TextItem { item: Item { rows, flags }, traits }).collect()
    }
}

/// A text's features and measures.
pub(super) struct TextItem {
    /// For the scorers.
    pub item: Item,
    /// For the context.
    pub traits: Traits,
}
