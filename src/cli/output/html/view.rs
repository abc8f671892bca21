//! What the templates place: everything as it is shown, figures as text.

use askama::Template;
use hustings::report::policy;

use super::super::{Frame, Totals};
use super::comment::CommentView;
use super::kept::Kept;
use super::shares::Head;
use super::shown::{line, shown};
use super::style::{SCRIPT, style};
use super::thread::{Place, places};

/// Characters of a heading that are shown.
const HEADING: usize = 300;

/// The page.
#[derive(Template)]
#[template(path = "section/page.html")]
pub struct Page<'a> {
    frame: &'a Frame,
    title: String,
    policy: String,
    style: String,
    script: &'static str,
    heads: Vec<Head>,
    /// The head that is chosen at first.
    first: usize,
    n_comments: usize,
    sections: Vec<SectionView<'a>>,
    model: String,
    /// Most labels in a hundred that may be wrong, where the model abstains.
    max_error: Option<String>,
    /// Whether any share is corrected.
    corrects: bool,
    /// In what the comments are unlike those of training.
    shifts: Vec<String>,
    /// Comments of the audit that were found, and those that were not.
    audit: Option<(usize, usize)>,
}

/// A section as it is shown.
struct SectionView<'a> {
    kept: &'a Kept,
    number: usize,
    heading: String,
    file: Option<String>,
    thesis: Option<String>,
    paragraphs: Vec<String>,
    n_words: usize,
    places: Vec<Place>,
    /// Number of each comment in the page, by its index.
    numbers: Vec<usize>,
}

impl<'a> Page<'a> {
    /// The page of these sections.
    pub fn new(frame: &'a Frame, kept: &'a [Kept], totals: &Totals<'_>) -> Self {
        let heads = totals.heads.iter().enumerate();
        let heads: Vec<Head> = heads.map(|(index, head)| Head::new(index, head, totals.n_comments)).collect();
        let mut before = 0;
        let sections: Vec<_> = kept
            .iter()
            .enumerate()
            .map(|(index, kept)| {
                let section = SectionView::new(kept, index + 1, before);
                before += kept.comments.len();
                section
            })
            .collect();
        let title = match sections.as_slice() {
            [section] => section.heading.clone(),
            _ => format!("{} comment sections", sections.len()),
        };
        let style = style(heads.len());
        Self {
            title,
            policy: policy(&style, Some(SCRIPT)),
            style,
            script: SCRIPT,
            first: heads.iter().position(|head| head.asked > head.abstained).unwrap_or(0),
            corrects: heads.iter().any(|head| !head.columns.is_empty()),
            heads,
            n_comments: totals.n_comments,
            sections,
            model: line(&frame.model, HEADING),
            max_error: totals.max_error.map(percent_at_most),
            shifts: totals.notes.shifts.iter().map(|shift| line(shift, HEADING)).collect(),
            audit: totals.notes.audit,
            frame,
        }
    }

    /// The comments of a section in the order of the thread, each made as it is written.
    fn comments<'s>(&'s self, section: &'s SectionView<'_>) -> impl Iterator<Item = CommentView> + 's {
        section
            .places
            .iter()
            .map(|place| CommentView::new(&section.kept.comments, *place, &section.numbers, &self.heads, self.listed()))
    }

    /// Level of the heading of a comment: below that of its section, which has none where there is only one.
    fn level(&self) -> usize {
        if self.sections.len() > 1 { 4 } else { 3 }
    }

    fn listed(&self) -> usize {
        self.frame.explain.unwrap_or(super::LISTED)
    }
}

/// A share in per cent, with as many of two decimals as it needs.
fn percent_at_most(share: f64) -> String {
    let percent = format!("{:.2}", 100.0 * share);
    percent.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl<'a> SectionView<'a> {
    fn new(kept: &'a Kept, number: usize, before: usize) -> Self {
        let article = kept.article.as_ref();
        let text = |text: &str| Some(shown(text.trim())).filter(|text| !text.is_empty());
        let title = article.map_or("", |article| &article.title);
        let id = article.and_then(|article| article.id.as_deref()).unwrap_or("");
        let heading = [title, id].into_iter().map(|name| line(name, HEADING)).find(|name| !name.is_empty());
        let body = article.map_or("", |article| &article.text);
        let places = places(&kept.comments);
        let mut numbers = vec![0; places.len()];
        places.iter().zip(before + 1..).for_each(|(place, number)| numbers[place.index] = number);
        Self {
            number,
            heading: heading.unwrap_or_else(|| "Comments without an article".to_owned()),
            file: kept.file.as_deref().map(|file| line(file, HEADING)),
            thesis: article.and_then(|article| article.thesis.as_deref()).and_then(text),
            n_words: body.split_whitespace().count(),
            paragraphs: body.replace("\r\n", "\n").split("\n\n").filter_map(text).collect(),
            places,
            numbers,
            kept,
        }
    }
}
