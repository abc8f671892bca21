//! Training on more comments than can be gone over once for each fold, and kept as rows of columns and values.

mod hold_out;
mod matrix;
mod near;
mod score;
mod texts;

use std::collections::BTreeMap;

use self::hold_out::{HeldOut, Part};
use self::score::{ArticleRow, Shared};
use self::texts::{PackedComment, Stream};
use super::known::Known;
use super::labels::Labels;
use super::part::part;
use super::sides::{Side, sides};
use super::texts::Texts;
use super::{Material, Scores, TrainParams, Trained, assemble, decide, folds, tasks};
use crate::error::Result;
use crate::features::blocks::Blocks;
use crate::features::packed::Packer;
use crate::features::texts::ArticleText;
use crate::progress::Progress;
use crate::read::Dataset;
use crate::text::Analyzer;
use crate::topic::Topic;
use crate::train::design::Task;

/// Trains a model on a large training set.
pub(super) fn train(
    dataset: &Dataset,
    topic: &Topic,
    params: &TrainParams,
    progress: &dyn Progress,
) -> Result<Trained> {
    let n_targets = topic.targets.len();
    let analyzer = Analyzer::new(topic)?;
    let mut warnings = Vec::new();
    let mut offsets = Vec::with_capacity(dataset.sections.len());
    let mut is_under_article = Vec::new();
    for section in &dataset.sections {
        offsets.push(is_under_article.len());
        let article = section.article.as_ref().and_then(|article| ArticleText::new(&analyzer, article));
        is_under_article.resize(is_under_article.len() + section.comments.len(), article.is_some());
    }
    let labels = Labels::collect(dataset, topic, &offsets, |comment| is_under_article[comment], &mut warnings);
    labels.check(topic, &warnings)?;

    progress.begin("holding out comments", 1);
    let (keys, known) = Known::articles(&dataset.sections, &labels);
    let held_out = HeldOut::draw(dataset, &offsets, &known, params.seed);
    progress.step();

    progress.begin("counting terms", 1);
    let stream = Stream::new(&dataset.sections, &analyzer, n_targets);
    let blocks = Blocks::fit_on(&params.blocks, &|sink| stream.read(sink), n_targets);
    progress.step();

    let (judged, _) = part(dataset, |comment| held_out.number[comment].is_some());
    progress.begin("reading texts held out", judged.sections.len());
    let inner = folds::deal(&judged.sections, params.folds, params.seed)?;
    let texts = Texts::read(&judged.sections, &inner, &analyzer, progress);
    let items = texts.items(&blocks, n_targets);
    let of_part = |part: Part| {
        labels.moved(|comment| Some(held_out.number[comment]? as usize).filter(|number| held_out.part[*number] == part))
    };
    let unseen = of_part(Part::Unseen);
    let under_known = of_part(Part::Known);
    let numbered = held_out.number.iter().enumerate().filter_map(|(comment, number)| number.map(|_| comment));
    let of_judged = Known {
        article: numbered.zip(&held_out.part).map(|(at, part)| known[at].filter(|_| *part == Part::Known)).collect(),
        keys,
        fold: folds::deal_within_articles(&judged.sections, params.folds, params.seed)?.of,
    };
    let material =
        Material { labels: &unseen, texts: &texts, items: &items, known: Some(&of_judged), topic, params, progress };

    let unknown = texts.unknown(&blocks, is_under_article.len());
    progress.begin("packing terms", stream.n_stretches());
    let packer = Packer::new(&blocks);
    let mut comments = stream.pack(&packer, progress);
    let articles = article_rows(&labels, &offsets, &is_under_article, &held_out, &stream, &packer, &mut comments);
    let shared = Shared {
        labels: &labels,
        comments: &comments,
        articles: &articles,
        known: &known,
        n_known: of_judged.keys.len(),
        held_out: &held_out,
        blocks: &blocks,
        packer: &packer,
        held_out_material: &material,
    };
    progress.begin("fitting scorers", tasks().len() * (params.scorer_alphas.len() + 1));
    // Stance takes as long as all others.
    let (stance, others) = rayon::join(
        || score::score(Task::Stance, &shared),
        || tasks().into_iter().filter(|task| *task != Task::Stance).map(|task| score::score(task, &shared)).collect(),
    );
    let mut scored: Vec<_> = others;
    scored.insert(scored.len() - 1, stance);
    drop(comments);
    let scores = Scores::gather(scored, &blocks, &of_judged.keys, items.len(), topic, &mut warnings)?;

    progress.begin("fitting decisions", topic.heads().len() + 2);
    let mut decided = decide::decide(&Material { known: None, ..material }, &scores.log_odds, &mut warnings)?;
    if !scores.articles.is_empty() {
        decide::decide_known(&Material { labels: &under_known, ..material }, &scores.log_odds, &mut decided)?;
    }
    let (model, observed) =
        assemble(dataset, topic, params, &labels, blocks, scores, decided, held_out.described.clone())?;
    Ok(Trained { model: model.with_unknown(unknown), warnings, folds: inner, observed })
}

/// The sides of articles, as far as comments say them that are in the rest or held out with their article; what is packed of
/// the articles is put after the comments.
fn article_rows(
    labels: &Labels,
    offsets: &[usize],
    is_under_article: &[bool],
    held_out: &HeldOut,
    stream: &Stream<'_>,
    packer: &Packer<'_>,
    comments: &mut Vec<PackedComment>,
) -> Vec<ArticleRow> {
    let part = |comment: usize| held_out.number[comment].map(|number| held_out.part[number as usize]);
    let is_whole = |comment: usize| part(comment) == Some(Part::Unseen);
    let article_of = |comment: usize| {
        let votes = is_under_article[comment] && (part(comment).is_none() || is_whole(comment));
        votes.then(|| offsets.partition_point(|offset| *offset <= comment) - 1)
    };
    let mut rows = Vec::new();
    let mut packed = BTreeMap::new();
    for Side { article, target, truth } in sides(labels, stream.n_targets, article_of) {
        let first = *packed.entry(article).or_insert_with(|| {
            let first = comments.len();
            comments.extend(stream.pack_article(article, packer).expect("comments are under an article with a text"));
            first
        });
        let end = offsets.get(article + 1).copied().unwrap_or(is_under_article.len());
        let held_out = (offsets[article]..end).any(is_whole);
        rows.extend([first, first + 1].map(|at| ArticleRow { at, target, truth, held_out }));
    }
    rows
}
