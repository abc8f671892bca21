//! Comments worth looking at, with the words that decided marked in their text.

use super::super::cell::{Unit, beside, line};
use super::{Block, COMMENT, NAME, ShownText, Style, Text, meaning, name, nothing};
use crate::trial::ShownComment;

/// Words that are listed of a comment.
const WORDS: usize = 8;

/// Least weights of the four strengths in which words are marked, as on the page of a section.
const STRENGTHS: [f64; 4] = [0.05, 0.15, 0.3, 0.6];

/// The worst errors, then the most doubtful labels.
pub fn blocks(worst: &[ShownComment], doubtful: &[ShownComment]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (title, comments, meaning) in
        [("Worst errors", worst, meaning::WORST), ("Most doubtful labels", doubtful, meaning::DOUBTFUL)]
    {
        blocks.push(Block::Heading(title.to_owned()));
        if comments.is_empty() {
            blocks.extend(nothing("There are none."));
            continue;
        }
        blocks.push(Block::Meaning(vec![meaning]));
        blocks.push(Block::Comments(comments.iter().map(shown).collect()));
    }
    if worst.iter().chain(doubtful).any(|comment| !comment.words.is_empty()) {
        blocks.push(Block::Meaning(vec![meaning::WORDS]));
    }
    blocks
}

fn shown(comment: &ShownComment) -> ShownText {
    let prediction = match &comment.prediction {
        Some(label) => Text::new().say(", label ").data(&name(label)),
        None => Text::new().say(", no label"),
    };
    let mut heading = Text::new().data(&name(&comment.head)).say(": truth ").with(&name(&comment.truth), Style::Data);
    heading.0.extend(prediction.0);
    let shares =
        comment.probabilities.iter().map(|(class, p)| format!("{} {} %", name(class), Unit::Percent.number(*p)));
    let mut facts = vec![Text::new().data(&shares.collect::<Vec<_>>().join(", "))];
    let words: Vec<(String, f64)> =
        comment.words.iter().take(WORDS).map(|(word, weight)| (line(word, NAME), *weight)).collect();
    if !words.is_empty() {
        let words = words.iter().map(|(word, weight)| beside(word.clone(), Some(Unit::Three.signed(*weight))));
        facts.push(Text::new().say("words: ").data(&words.collect::<Vec<_>>().join(", ")));
    }
    let article = comment.article.as_ref().map(|article| Text::new().say(", under ").data(&line(article, 2 * NAME)));
    let mut place = Text::new().say("comment ").data(&name(&comment.id));
    place.0.extend(article.into_iter().flat_map(|text| text.0));
    facts.push(place);
    ShownText { heading, text: marked(&line(&comment.text, COMMENT), &words), facts }
}

/// The text with each word marked where it stands alone; the strongest takes its place first.
fn marked(text: &str, words: &[(String, f64)]) -> Text {
    let mut places: Vec<(usize, usize, f64)> = Vec::new();
    for (word, weight) in words {
        let place = text.match_indices(word.as_str()).map(|(start, found)| (start, start + found.len())).find(
            |(start, end)| stands_alone(text, *start, *end) && places.iter().all(|(s, e, _)| end <= s || e <= start),
        );
        if let Some((start, end)) = place.filter(|(start, end)| start < end) {
            places.push((start, end, *weight));
        }
    }
    places.sort_by_key(|(start, ..)| *start);
    let mut shown = Text::new();
    let mut done = 0;
    for (start, end, weight) in places {
        let strength = STRENGTHS.iter().filter(|least| weight.abs() >= **least).count();
        if strength == 0 {
            continue;
        }
        let style = Style::Weight(Unit::Three.signed(weight), weight > 0.0, strength as u8);
        shown = shown.with(&text[done..start], Style::Data).with(&text[start..end], style);
        done = end;
    }
    shown.with(&text[done..], Style::Data)
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !is_word(text[..start].chars().next_back()) && !is_word(text[end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_where_they_stand_alone() {
        let words = [("no".to_owned(), -0.7), ("not".to_owned(), 0.2), ("no".to_owned(), 0.1), ("x".to_owned(), 9.0)];
        let runs = marked("not now, no NATO no, never", &words).0;
        let found: Vec<_> = runs
            .iter()
            .map(|run| match &run.style {
                Style::Weight(weight, _, strength) => format!("{}{weight}/{strength}", run.text),
                _ => run.text.clone(),
            })
            .collect();
        assert_eq!(found, ["not+0.200/2", " now, ", "no−0.700/4", " NATO ", "no+0.100/1", ", never"]);
        assert_eq!(marked("été", &[(String::new(), 1.0)]).0.len(), 1);
    }
}
