//! The lexicon baseline: labels from the valence of words alone, nothing trained.

use rayon::prelude::*;

use crate::comment::Section;
use crate::error::Result;
use crate::eval::{HeadObservations, Observation};
use crate::features::texts::{ArticleText, parent_of, read_comment};
use crate::features::traits::{TargetTraits, Traits, valence_near};
use crate::read::Dataset;
use crate::text::{Analysis, Analyzer, QuoteSource};
use crate::topic::{Head, Topic};

/// Valence from which on a text is positive, and below whose negative it is negative (Hutto and Gilbert 2014).
const CLEAR: f64 = 0.05;

/// Labels of the samples by the VADER lexicon. There is no fit and no data; a label has probability 1, so nothing that is
/// made of probabilities means anything.
///
/// The valence of a text is the sum of the valences of its words, brought into (-1, 1) by `s / sqrt(s^2 + 15)`, words under
/// a negation counting -0.74 times: VADER's compound score without its rules for degree words, capitals and "but". Other
/// people's words do not count.
///
/// - sentiment: positive from a valence of 0.05 on, negative up to -0.05, else neutral;
/// - stance toward a target: favor and against by the same bounds, from the words within 8 tokens of its names; none where
///   it is not named;
/// - target: the one named most often; of several the one named first, else the first of the topic; none if there is none;
/// - thesis: favor where comment and article are both clearly positive or both clearly negative, against where one is
///   positive and the other negative, else none. Only where something is known of the article.
///
/// The lexicon is English: of comments in another language it knows some names and emoticons and little else, and says
/// neutral and none. The order and the numbers of samples are those of [`observe`](super::observe()).
///
/// # Errors
///
/// [`ErrorKind::Topic`](crate::ErrorKind::Topic) if the topic's language or aliases cannot be used.
///
/// # References
///
/// C. J. Hutto and E. Gilbert (2014), VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text,
/// ICWSM.
///
/// # Examples
///
/// ```
/// use hustings::read::{LabelledParams, Source, read_labelled};
/// use hustings::topic::Topic;
/// use hustings::trial::observe_lexicon;
///
/// let topic = Topic::from_toml("[[target]]\nname = \"nato\"\naliases = [\"NATO\"]")?;
/// let bytes = b"text,nato\nNATO is a great success,favor\nNATO is a horrible failure,against\n";
/// let dataset = read_labelled(&[Source { name: "l.csv", bytes }], &topic, &LabelledParams::default())?;
/// let observed = observe_lexicon(&topic, &dataset)?;
/// assert!(observed[0].observations.iter().all(|seen| seen.prediction == Some(seen.truth)));
/// # Ok::<(), hustings::Error>(())
/// ```
pub fn observe_lexicon(topic: &Topic, dataset: &Dataset) -> Result<Vec<HeadObservations>> {
    let analyzer = Analyzer::new(topic)?;
    let heads = topic.heads();
    let articles: Vec<Option<ArticleText>> = dataset
        .sections
        .par_iter()
        .map(|section| section.article.as_ref().and_then(|article| ArticleText::new(&analyzer, article)))
        .collect();
    let labels: Vec<Vec<Option<usize>>> = dataset
        .samples
        .par_iter()
        .map_init(Analysis::default, |analysis, sample| {
            let article = articles[sample.section].as_ref();
            read(&dataset.sections[sample.section], sample.comment, article, &analyzer, analysis);
            let comment = Traits::new(analysis, analyzer.targets());
            let article = article.map(|article| Traits::new(&article.whole, 0).valence);
            heads.iter().map(|head| label(*head, analysis, &comment, article)).collect()
        })
        .collect();
    let observed = heads.iter().enumerate().map(|(index, head)| {
        let classes: Vec<String> = topic.classes(*head).into_iter().map(String::from).collect();
        let pairs = dataset.samples.iter().zip(&labels).enumerate();
        let observations = pairs.filter_map(|(at, (sample, labels))| {
            let (truth, label) = (sample.labels[index]?, labels[index]?);
            let mut probabilities = vec![0.0; classes.len()];
            probabilities[label] = 1.0;
            Some(Observation { sample: at, truth, probabilities, prediction: Some(label) })
        });
        let observations = observations.collect();
        let pooled = matches!(head, Head::Stance(_));
        HeadObservations { name: topic.head_name(*head).to_owned(), classes, observations, pooled, majority: None }
    });
    Ok(observed.filter(|head| !head.observations.is_empty()).collect())
}

fn read(section: &Section, index: usize, article: Option<&ArticleText>, analyzer: &Analyzer, out: &mut Analysis) {
    let parent = parent_of(section, index).map(|parent| QuoteSource::new(parent.text));
    read_comment(analyzer, &section.comments[index], parent.as_ref(), article, out);
}

/// Class of a head; `None` where it does not apply.
fn label(head: Head, analysis: &Analysis, comment: &Traits, article: Option<f64>) -> Option<usize> {
    let targets = &comment.targets;
    Some(match head {
        Head::Sentiment => class(comment.valence),
        Head::Thesis => class(sign(comment.valence) * sign(article?)),
        Head::Stance(target) if targets[target].named > 0 => class(valence_near(analysis, target)),
        Head::Stance(_) => class(0.0),
        Head::Target => most_named(targets).unwrap_or(targets.len()),
    })
}

/// First class of a three-way head for a clearly positive valence, second for a clearly negative one, else the last.
fn class(valence: f64) -> usize {
    match sign(valence) {
        1.0 => 0,
        -1.0 => 1,
        _ => 2,
    }
}

/// 1 for a clearly positive valence, -1 for a clearly negative one, else 0.
fn sign(valence: f64) -> f64 {
    f64::from(i8::from(valence >= CLEAR) - i8::from(valence <= -CLEAR))
}

fn most_named(targets: &[TargetTraits]) -> Option<usize> {
    let named = targets.iter().enumerate().filter(|(_, target)| target.named > 0);
    let most = named.min_by(|(_, a), (_, b)| b.named.cmp(&a.named).then(a.first.total_cmp(&b.first)));
    most.map(|(target, _)| target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::{Article, Comment, Parent};
    use crate::read::Sample;

    const TOPIC: &str = r#"
        [[target]]
        name = "tram"
        aliases = ["tram"]
        [[target]]
        name = "bus"
        aliases = ["bus"]
    "#;

    /// Labels of thesis, target, tram, bus and sentiment for a comment under an article, if there is one.
    fn labels(text: &str, article: Option<&str>) -> Vec<String> {
        let topic = Topic::from_toml(TOPIC).unwrap();
        let parent = Some(Parent::Text("You call the tram a horrible, stupid failure of an idea".into()));
        let comments = vec![Comment { text: text.into(), parent, ..Comment::default() }];
        let article = article.map(|title| Article { title: title.into(), ..Article::default() });
        let samples = vec![Sample { section: 0, comment: 0, labels: vec![Some(0); 5], record: 1 }];
        let dataset = Dataset { sections: vec![Section { article, comments }], samples, ..Dataset::default() };
        let observed = observe_lexicon(&topic, &dataset).unwrap();
        let label = |head: &HeadObservations| {
            let seen = &head.observations[0];
            assert_eq!(seen.probabilities.iter().sum::<f64>(), seen.probabilities[seen.prediction.unwrap()]);
            format!("{}={}", head.name, head.classes[seen.prediction.unwrap()])
        };
        observed.iter().map(label).collect()
    }

    #[test]
    fn words_alone_decide() {
        let far = "one and two and three and four and five and six";
        let cases = [
            (
                "A great idea, the tram",
                Some("A wonderful plan"),
                "thesis=favor target=tram tram=favor bus=none sentiment=positive",
            ),
            (
                "A great idea, the tram",
                Some("A horrible plan"),
                "thesis=against target=tram tram=favor bus=none sentiment=positive",
            ),
            (
                "A horrible idea",
                Some("A horrible plan"),
                "thesis=favor target=none tram=none bus=none sentiment=negative",
            ),
            ("A great idea", Some("The plan"), "thesis=none target=none tram=none bus=none sentiment=positive"),
            ("The tram, the bus, the bus", None, "target=bus tram=none bus=none sentiment=neutral"),
            ("The bus or the tram", None, "target=bus tram=none bus=none sentiment=neutral"),
            ("Not a great tram", None, "target=tram tram=against bus=none sentiment=negative"),
            ("A horrible, stupid failure of an idea", None, "target=none tram=none bus=none sentiment=neutral"),
            ("", None, "target=none tram=none bus=none sentiment=neutral"),
        ];
        for (text, article, expected) in cases {
            assert_eq!(labels(text, article).join(" "), expected, "{text}");
        }
        let text = format!("The great tram. {far} horrible bus, awful");
        assert_eq!(labels(&text, None)[1..3], ["tram=favor", "bus=against"], "words near one are not near the other");
    }

    #[test]
    fn a_topic_that_cannot_be_read_is_an_error() {
        let topic = Topic::from_toml("language = \"xx\"").unwrap();
        assert!(observe_lexicon(&topic, &Dataset::default()).is_err());
    }
}
