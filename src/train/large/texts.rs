//! The texts of a large training set, read anew each time they are needed.

use std::ops::Range;

use rayon::prelude::*;

use crate::comment::Section;
use crate::features::packed::{PackScratch, Packed, Packer};
use crate::features::texts::{ArticleText, parent_of, read_comment, read_parent};
use crate::features::traits::Traits;
use crate::model::weights::{FlagValues, flags};
use crate::progress::Progress;
use crate::text::{Analysis, Analyzer, QuoteSource};

/// Comments that are read in one go.
const STRETCH: usize = 1000;

/// All comments, in order.
pub struct Stream<'a> {
    sections: &'a [Section],
    analyzer: &'a Analyzer,
    pub n_targets: usize,
    stretches: Vec<(usize, Range<usize>)>,
}

/// A comment as the scorers take it, or an article.
pub struct PackedComment {
    /// Its terms.
    pub terms: Packed,
    /// Its flags for each target, a bit for each.
    pub flags: Box<[u8]>,
}

impl<'a> Stream<'a> {
    pub fn new(sections: &'a [Section], analyzer: &'a Analyzer, n_targets: usize) -> Self {
        let mut stretches = Vec::new();
        for (at, section) in sections.iter().enumerate() {
            let n = section.comments.len();
            stretches.extend((0..n).step_by(STRETCH).map(|first| (at, first..n.min(first + STRETCH))));
        }
        Self { sections, analyzer, n_targets, stretches }
    }

    /// Number of stretches, each of which is a step of progress.
    pub fn n_stretches(&self) -> usize {
        self.stretches.len()
    }

    /// Reads the comments one after the other while the sink asks for more.
    pub fn read(&self, sink: &mut dyn FnMut(&Analysis) -> bool) -> bool {
        let mut analysis = Analysis::default();
        self.stretches.iter().all(|(at, stretch)| {
            let section = &self.sections[*at];
            let article = self.article(section);
            stretch.clone().all(|index| {
                self.comment(section, index, article.as_ref(), &mut analysis);
                sink(&analysis)
            })
        })
    }

    /// Packs the comments, on all cores.
    pub fn pack(&self, packer: &Packer<'_>, progress: &dyn Progress) -> Vec<PackedComment> {
        let pack = |scratch: &mut (PackScratch, Analysis), (at, stretch): &(usize, Range<usize>)| {
            let (scratch, analysis) = scratch;
            let section = &self.sections[*at];
            let article = self.article(section);
            let packed = stretch.clone().map(|index| {
                let parent = parent_of(section, index).map(|parent| {
                    read_parent(self.analyzer, parent, article.as_ref(), analysis);
                    Traits::new(analysis, self.n_targets)
                });
                self.comment(section, index, article.as_ref(), analysis);
                let flags = flags(&Traits::new(analysis, self.n_targets), parent.as_ref());
                let flags = flags.iter().map(bits).collect();
                PackedComment { terms: packer.pack(analysis, self.n_targets, scratch), flags }
            });
            let packed: Vec<PackedComment> = packed.collect();
            progress.step();
            packed
        };
        let packed: Vec<Vec<PackedComment>> = self.stretches.par_iter().map_init(Default::default, pack).collect();
        packed.into_iter().flatten().collect()
    }

    /// Packs the article of a section, and its headline.
    pub fn pack_article(&self, section: usize, packer: &Packer<'_>) -> Option<[PackedComment; 2]> {
        let ArticleText { whole, headline, .. } = self.article(&self.sections[section])?;
        let pack = |analysis: &Analysis| {
            let flags = flags(&Traits::new(analysis, self.n_targets), None);
            let terms = packer.pack(analysis, self.n_targets, &mut PackScratch::default());
            PackedComment { terms, flags: flags.iter().map(bits).collect() }
        };
        Some([pack(&whole), pack(&headline)])
    }

    fn article(&self, section: &Section) -> Option<ArticleText> {
        section.article.as_ref().and_then(|article| ArticleText::new(self.analyzer, article))
    }

    fn comment(&self, section: &Section, index: usize, article: Option<&ArticleText>, out: &mut Analysis) {
        let source = parent_of(section, index).map(|parent| QuoteSource::new(parent.text));
        read_comment(self.analyzer, &section.comments[index], source.as_ref(), article, out);
    }
}

/// Flags that are 0 or 1 as bits, the first the lowest.
fn bits(values: &FlagValues) -> u8 {
    (0..).zip(values).map(|(flag, value)| u8::from(*value != 0.0) << flag).sum()
}
