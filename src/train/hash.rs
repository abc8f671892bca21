//! A name for the data a model was trained on: equal data, equal name.

use sha2::{Digest, Sha256};

use crate::comment::{Article, Comment, Parent};
use crate::read::Dataset;
use crate::topic::Topic;

/// SHA-256 over topic, articles, comments and labels, as 64 hexadecimal digits. Each field goes in with its length, so
/// that no two data sets run together.
pub fn dataset(dataset: &Dataset, topic: &Topic) -> String {
    let mut hash = Sha256::new();
    let targets =
        serde_json::to_string(&Topic { articles: Vec::new(), ..topic.clone() }).expect("a topic is plain data");
    field(&mut hash, &targets);
    for section in &dataset.sections {
        let Article { id, title, thesis, text } = section.article.clone().unwrap_or_default();
        for part in [id.unwrap_or_default(), title, thesis.unwrap_or_default(), text] {
            field(&mut hash, &part);
        }
        number(&mut hash, section.comments.len());
        for Comment { id, parent, text, quoted, .. } in &section.comments {
            field(&mut hash, id);
            match parent {
                None => number(&mut hash, 0),
                Some(Parent::Comment(parent)) => [1, *parent].into_iter().for_each(|part| number(&mut hash, part)),
                Some(Parent::Text(text)) => {
                    number(&mut hash, 2);
                    field(&mut hash, text);
                }
            }
            field(&mut hash, text);
            number(&mut hash, quoted.len());
            quoted.iter().flat_map(|range| [range.start, range.end]).for_each(|place| number(&mut hash, place));
        }
    }
    for sample in &dataset.samples {
        number(&mut hash, sample.section);
        number(&mut hash, sample.comment);
        sample.labels.iter().for_each(|label| number(&mut hash, label.map_or(0, |label| label + 1)));
    }
    hex(&hash.finalize())
}

fn field(hash: &mut Sha256, text: &str) {
    number(hash, text.len());
    hash.update(text.as_bytes());
}

fn number(hash: &mut Sha256, number: usize) {
    hash.update((number as u64).to_le_bytes());
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
