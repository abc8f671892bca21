//! Kinds of comments by what their text, their place and their labels show.
//!
//! Each family of slices is one function in [`families`], and all that it may look at is in [`Samples`]. Sarcasm has no
//! family: nothing in a comment or its labels tells it.

mod families;
mod reading;

use crate::eval::Slice;
use crate::model::Model;
use crate::read::Dataset;
use crate::text::Analyzer;
use crate::topic::{Head, Topic};

use families::FAMILIES;
use reading::{Known, Reading};

/// The samples with what was read of them.
struct Samples<'a> {
    dataset: &'a Dataset,
    topic: &'a Topic,
    readings: Vec<Reading>,
}

/// The slices of the samples; shares of unknown terms need a model.
///
/// A slice that holds no sample, or every one that is labelled for its head, is left out, for there is nothing to set it beside. Quotations and
/// names of targets are found as the model finds them, by the aliases of the topic and in the commenter's own words.
///
/// There are none for a topic that no [`Analyzer`] can be made of; training and models refuse it by name.
///
/// # Examples
///
/// ```
/// use hustings::read::{LabelledParams, Source, read_labelled};
/// use hustings::topic::Topic;
/// use hustings::trial::slices;
///
/// let topic = Topic::from_toml("[[target]]\nname = \"ferry\"\naliases = [\"ferry\"]")?;
/// let bytes = b"text,ferry\nWho needs a ferry?,against\nI like it,favor\nA rainy day,none\n";
/// let dataset = read_labelled(&[Source { name: "l.csv", bytes }], &topic, &LabelledParams::default())?;
/// let slices = slices(&dataset, &topic, None);
/// let implied = slices.iter().find(|slice| slice.name == "target implied").expect("one of the three is");
/// assert_eq!(implied.head.as_deref(), Some("ferry"));
/// assert_eq!(implied.member, [false, true, false]);
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn slices(dataset: &Dataset, topic: &Topic, model: Option<&Model>) -> Vec<Slice> {
    let Ok(analyzer) = Analyzer::new(topic) else { return Vec::new() };
    let known = model.map(|model| Known::of(model.blocks().words.vocabulary()));
    let samples = Samples { dataset, topic, readings: reading::read(dataset, &analyzer, known.as_ref()) };
    let mut slices: Vec<Slice> = FAMILIES.iter().flat_map(|family| family(&samples)).collect();
    slices.retain(|slice| {
        let head = slice.head.as_ref().and_then(|name| topic.head(name));
        let concerned = samples.concerned(head);
        let n_members = slice.member.iter().filter(|member| **member).count();
        n_members > 0 && n_members < concerned
    });
    slices
}

impl Samples<'_> {
    /// Number of samples labelled for a head, or of all.
    fn concerned(&self, head: Option<Head>) -> usize {
        match head {
            Some(head) => (0..self.readings.len()).filter(|sample| self.label(*sample, head).is_some()).count(),
            None => self.readings.len(),
        }
    }

    /// The label of a sample.
    fn label(&self, sample: usize, head: Head) -> Option<usize> {
        let place = self.topic.heads().iter().position(|other| *other == head)?;
        *self.dataset.samples[sample].labels.get(place)?
    }

    /// Slices of one family: the place of each sample's among `names`; `None` for a sample that is in none.
    fn parted(
        &self,
        family: &str,
        head: Option<Head>,
        names: &[&str],
        place: impl Fn(usize, &Reading) -> Option<usize>,
    ) -> Vec<Slice> {
        let places: Vec<Option<usize>> =
            self.readings.iter().enumerate().map(|(sample, reading)| place(sample, reading)).collect();
        let slice = |(index, name): (usize, &&str)| Slice {
            family: family.to_owned(),
            name: (*name).to_owned(),
            head: head.map(|head| self.topic.head_name(head).to_owned()),
            member: places.iter().map(|place| *place == Some(index)).collect(),
        };
        names.iter().enumerate().map(slice).collect()
    }
}

#[cfg(test)]
mod tests;
