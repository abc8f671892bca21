//! Which comments are held out, and what for.

use rayon::prelude::*;

use super::near::recurring;
use crate::comment::Section;
use crate::read::Dataset;
use crate::train::folds::draw;

/// Most comments of whole articles that are held out, and which share of the labelled ones at most.
const ARTICLES: (usize, usize) = (40_000, 5);

/// The same for comments of articles whose other comments stay.
const KNOWN: (usize, usize) = (20_000, 10);

/// Comments held out, those of one article or thread together.
pub struct HeldOut {
    /// Number of each held-out comment among these, by its number among all.
    pub number: Vec<Option<u32>>,
    /// What each is good for, by number.
    pub part: Vec<Part>,
    /// What was held out, in words.
    pub described: String,
}

/// What a held-out comment is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// To judge what is said under articles never seen.
    Unseen,
    /// To judge what is said under articles known from training.
    Known,
    /// For nothing: it recurs in the rest.
    Recurring,
}

impl HeldOut {
    /// Holds out comments; those under articles known from training only where some are `known`.
    pub fn draw(dataset: &Dataset, offsets: &[usize], known: &[Option<usize>], seed: u64) -> Self {
        let sections = &dataset.sections;
        let mut labelled = vec![false; known.len()];
        dataset.samples.iter().for_each(|sample| labelled[offsets[sample.section] + sample.comment] = true);
        let n_labelled = dataset.samples.len();
        let (unseen, whole) = draw(sections, &labelled, true, ARTICLES.0.min(n_labelled / ARTICLES.1), seed);
        let mut under_known: Vec<bool> =
            (0..known.len()).map(|at| labelled[at] && known[at].is_some() && !unseen[at]).collect();
        if under_known.contains(&true) {
            under_known = draw(sections, &under_known, false, KNOWN.0.min(n_labelled / KNOWN.1), seed).0;
        }
        let mut number = vec![None; known.len()];
        let mut part = Vec::new();
        for at in (0..known.len()).filter(|at| unseen[*at] || under_known[*at]) {
            number[at] = Some(part.len() as u32);
            part.push(if unseen[at] { Part::Unseen } else { Part::Known });
        }
        let texts: Vec<(bool, &str)> =
            texts(sections).zip(&number).map(|(text, number)| (number.is_some(), text)).collect();
        let held_out: Vec<&str> = texts.iter().filter(|(held_out, _)| *held_out).map(|(_, text)| *text).collect();
        let rest = texts.par_iter().filter(|(held_out, _)| !held_out).map(|(_, text)| *text);
        let recurs = recurring(&held_out, rest);
        part.iter_mut().zip(&recurs).filter(|(_, recurs)| **recurs).for_each(|(part, _)| *part = Part::Recurring);
        let n_unseen = part.iter().filter(|part| **part == Part::Unseen).count();
        let described = format!("{n_unseen} comments held out, {whole}, near-duplicates left out, seed {seed}");
        Self { number, part, described }
    }
}

fn texts(sections: &[Section]) -> impl Iterator<Item = &str> {
    sections.iter().flat_map(|section| &section.comments).map(|comment| comment.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Article, Comment};
    use crate::read::Sample;

    #[test]
    fn articles_are_held_out_whole_and_comments_of_the_others_apart() {
        let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
        let text = |at: usize| {
            (0..12)
                .map(|word| words[(at * 7 + word * (1 + at % 8)) % 9].to_owned() + &at.to_string())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let section = |article: usize| Section {
            article: Some(Article { id: Some(article.to_string()), ..Article::default() }),
            comments: (0..10).map(|at| Comment { text: text(10 * article + at), ..Comment::default() }).collect(),
        };
        let mut dataset = Dataset { sections: (0..100).map(section).collect(), ..Dataset::default() };
        // The last comment is that of the first article again.
        dataset.sections[99].comments[9].text = dataset.sections[0].comments[0].text.clone();
        for section in 0..100 {
            dataset.samples.extend((0..10).map(|comment| Sample { section, comment, labels: Vec::new(), record: 0 }));
        }
        let offsets: Vec<usize> = (0..100).map(|section| 10 * section).collect();
        let known = vec![Some(0); 1000];
        let held_out = HeldOut::draw(&dataset, &offsets, &known, 1);
        let count = |part: Part| held_out.part.iter().filter(|other| **other == part).count();
        assert!((195..=200).contains(&count(Part::Unseen)), "{}", count(Part::Unseen));
        assert!((95..=100).contains(&count(Part::Known)), "{}", count(Part::Known));
        for article in held_out.number.chunks(10) {
            let of =
                |part: Part| article.iter().flatten().filter(|number| held_out.part[**number as usize] == part).count();
            assert!(of(Part::Unseen) == 0 || of(Part::Known) == 0);
            assert!(of(Part::Unseen) == 0 || of(Part::Unseen) + of(Part::Recurring) == 10);
        }
        assert!(held_out.number[0].is_none() == held_out.number[999].is_none() || count(Part::Recurring) == 1);
    }
}
