//! `hustings eval --agreement`: labels of several annotators in, how far they agree out.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use csv::WriterBuilder;
use hustings::eval::{Bootstrap, HeadAgreement, HeadRatings, Resampling, agreement};
use hustings::read::Annotators;
use hustings::report::{agreement_text, plain};
use hustings::topic::Topic;
use hustings::trial::ratings;
use serde_json::json;

use super::destination::{Destination, is_stdout};
use super::inputs::LabelledArgs;
use super::messages::{self, Done, Messages};
use super::output::guard;

/// Compares the annotators. The text goes to standard output unless a place of disagreements is there: of the first, as
/// CSV, or of the second, as JSON with all figures.
pub fn run(labelled: &LabelledArgs, topic: Option<&Topic>, places: [Option<&Path>; 2]) -> Result<Done> {
    let [table, json] = places;
    if table.is_some() && table == json {
        bail!("--out and --json are the same place; name two");
    }
    let create = |path: &Path| Destination::create(path, labelled.files.iter().map(PathBuf::as_path));
    let text = !places.into_iter().flatten().any(is_stdout);
    let (text, table, json) =
        (text.then(Destination::stdout), table.map(create).transpose()?, json.map(create).transpose()?);

    let annotators = labelled.read_annotators(topic)?;
    let mut messages = Messages::default();
    messages.bad_records(&annotators.problems);
    if !annotators.not_heads.is_empty() {
        let columns: Vec<String> = annotators.not_heads.iter().map(|column| plain(column)).collect();
        messages::warn(&format!("no heads, for they hold too many different values: {}", columns.join(", ")));
    }
    if annotators.names.len() < 2 {
        let n = messages::count(annotators.names.len(), "annotator");
        bail!("agreement is between two annotators at least, and {n} labelled anything; name a file for each");
    }
    let (heads, clusters) = ratings(&annotators);
    let bootstrap = Bootstrap::default();
    let found = agreement(&heads, Some(Resampling { clusters: &clusters, bootstrap: &bootstrap }));
    if found.iter().all(|head| head.n == 0) {
        bail!("no comment has labels of two annotators; check that the ids are the same, with --id-column");
    }
    if let Some(mut text) = text {
        text.write_all(agreement_text(&found, &annotators.names, &clusters, &bootstrap).as_bytes())?;
        text.commit()?;
    }
    if let Some(mut table) = table {
        table.write_all(&disagreements_csv(&heads, &annotators)?)?;
        table.commit()?;
    }
    if let Some(mut file) = json {
        let how = json!({"clusters": clusters, "bootstrap": bootstrap});
        file.write_all(&as_json(&found, &heads, &annotators, &how)?)?;
        file.commit()?;
    }
    Ok(messages.finish())
}

/// Index of the comment, the head, and the label of each annotator who gave one.
type Disputed<'a> = (usize, &'a HeadRatings, &'a [(usize, usize)]);

/// All disagreements, head by head.
fn disputed(heads: &[HeadRatings]) -> impl Iterator<Item = Disputed<'_>> {
    heads.iter().flat_map(|head| {
        let disputed = head.units.iter().filter(|unit| unit.is_disputed());
        disputed.map(move |unit| (unit.sample, head, &unit.labels[..]))
    })
}

/// Annotators at most that have a column each.
const COLUMNS: usize = 20;

/// `id,article,head` and a column for each annotator; of many, one column that names them.
fn disagreements_csv(heads: &[HeadRatings], annotators: &Annotators) -> Result<Vec<u8>> {
    let mut lines = WriterBuilder::new().from_writer(Vec::new());
    let names: Vec<&str> = annotators.names.iter().map(String::as_str).collect();
    let is_wide = names.len() <= COLUMNS;
    let columns = ["id", "article", "head"].into_iter().chain(if is_wide { names.clone() } else { vec!["labels"] });
    lines.write_record(columns.map(|column| guard::cell(column).into_owned()))?;
    for (sample, head, labels) in disputed(heads) {
        let comment = &annotators.comments[sample];
        let mut record = vec![comment.id.as_str(), comment.article.as_deref().unwrap_or(""), &head.name];
        let named = |(annotator, class): &(usize, usize)| format!("{}: {}", names[*annotator], head.classes[*class]);
        let all = labels.iter().map(named).collect::<Vec<_>>().join("; ");
        if is_wide {
            record.resize(3 + names.len(), "");
            labels.iter().for_each(|(annotator, class)| record[3 + annotator] = &head.classes[*class]);
        } else {
            record.push(&all);
        }
        lines.write_record(record.into_iter().map(|cell| guard::cell(cell).into_owned()))?;
    }
    Ok(lines.into_inner().map_err(|error| error.into_error())?)
}

fn as_json(
    found: &[HeadAgreement],
    heads: &[HeadRatings],
    annotators: &Annotators,
    how: &serde_json::Value,
) -> Result<Vec<u8>> {
    let disagreements: Vec<serde_json::Value> = disputed(heads)
        .map(|(sample, head, labels)| {
            let comment = &annotators.comments[sample];
            let label = |(annotator, class): &(usize, usize)| {
                (annotators.names[*annotator].clone(), json!(head.classes[*class]))
            };
            let labels: serde_json::Map<_, _> = labels.iter().map(label).collect();
            json!({"id": comment.id, "article": comment.article, "head": head.name, "labels": labels})
        })
        .collect();
    let page = json!({
        "annotators": annotators.names,
        "clusters": how["clusters"],
        "bootstrap": how["bootstrap"],
        "heads": found,
        "disagreements": disagreements,
    });
    let mut bytes = serde_json::to_vec_pretty(&page)?;
    bytes.push(b'\n');
    Ok(bytes)
}
