//! Comments that have nothing to do with those they are to be tested on.

use rustc_hash::FxHashSet;

use super::{Groups, Level, join, near_duplicates};
use crate::comment::Section;

/// Which comments of `training` stand under no article of `evaluated` (and in no thread of it, where articles are not
/// known) and are near-duplicates of no comment there, directly or over others. Numbered through the sections, shape
/// `(n_comments,)`.
pub(crate) fn apart(training: &[Section], evaluated: &[Section]) -> Vec<bool> {
    let all = || training.iter().chain(evaluated);
    let texts: Vec<&str> = all().flat_map(|section| &section.comments).map(|comment| comment.text.as_str()).collect();
    let n_training = training.iter().map(|section| section.comments.len()).sum();
    let mut apart = vec![true; n_training];
    let mut leave_out_linked = |mut groups: Groups| {
        let linked: FxHashSet<usize> = (n_training..texts.len()).map(|index| groups.root(index)).collect();
        apart.iter_mut().enumerate().for_each(|(index, apart)| *apart &= !linked.contains(&groups.root(index)));
    };
    let mut articles = Groups::new(texts.len());
    join(all(), Level::Article, &mut articles);
    leave_out_linked(articles);
    let mut duplicates = Groups::new(texts.len());
    near_duplicates(&texts).into_iter().for_each(|(a, b)| duplicates.join(a, b));
    leave_out_linked(duplicates);
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::folds::tests::section;

    #[test]
    fn neither_articles_nor_sentences_are_shared() {
        let long = "the alliance has never once kept a promise it made to us in the east";
        let edited = "the alliance has never once kept a promise it made to us in the west";
        let training = [
            section(Some("a"), &["one", "two"]),
            section(Some("b"), &["three", long]),
            section(None, &["four", "short"]),
            section(Some("c"), &["five"]),
        ];
        let evaluated = [section(Some("a"), &["six"]), section(None, &[edited, "short"])];
        assert_eq!(apart(&training, &evaluated), [false, false, true, false, true, true, true]);
        assert_eq!(apart(&training, &[]), [true; 7]);
        assert_eq!(apart(&training, &training), {
            let mut apart = [false; 7];
            // Short comments recur everywhere, and nothing else ties these to themselves.
            apart[4..6].fill(true);
            apart
        });
    }
}
