//! The whole report: everything that is shown beside the figures.

use anyhow::{Context, Result};
use hustings::audit::{Kind, Side, leaks};
use hustings::eval::{
    Clusters, Evaluation, LearningCurve, MAJORITY, PartTrained, Resampling, System, calibration, coverage,
    head_leakage, learning_curves, slice_figures,
};
use hustings::model::Model;
use hustings::read::Dataset;
use hustings::report::content::{Compared, Comparison, Leakage, Measured, Report};
use hustings::topic::Topic;
use hustings::train::data_hash;
use hustings::trial::behaviour::{BehaviourResult, BehaviourTests};
use hustings::trial::{self, cross_validate, doubtful, leakage, learning_curve, worst};

use super::super::messages;
use super::super::progress::Bar;
use super::args::{Args, Part};
use super::provenance::Provenance;
use super::subject::Subject;

/// Errors, and doubtful labels, that are shown.
const SHOWN: usize = 10;

/// What the report is made from.
pub struct Whole<'a> {
    pub args: &'a Args,
    pub topic: &'a Topic,
    pub dataset: &'a Dataset,
    pub subject: &'a Subject,
    pub others: &'a [System],
    pub clusters: &'a Clusters,
}

impl Whole<'_> {
    /// Measures what is not yet known.
    pub fn report(&self, evaluation: Evaluation, comparison: Option<Comparison>) -> Result<Report> {
        let Self { args, topic, dataset, subject, clusters, .. } = *self;
        let training = self.training()?;
        let bootstrap = args.bootstrap();
        let resampling = Some(Resampling { clusters, bootstrap: &bootstrap });
        let model = subject.model.as_ref();
        let before = |name: &str| subject.uncalibrated.iter().find(|head| head.name == name);
        let heads = &subject.observed;
        Ok(Report {
            subject: subject.name(),
            compared: Compared {
                n_comments: dataset.samples.len(),
                how: self.how(training.as_ref()),
                clusters: clusters.clone(),
                bootstrap,
                references: self.references(),
            },
            calibration: heads.iter().map(|head| calibration(head, before(&head.name), resampling)).collect(),
            coverage: heads.iter().map(|head| coverage(head, resampling)).collect(),
            learning_curve: self.learning_curve(training.as_ref())?,
            slices: slice_figures(heads, &trial::slices(dataset, topic, model), clusters, &bootstrap),
            behaviour: self.behaviour()?,
            worst: worst(heads, dataset, model, SHOWN),
            doubtful: doubtful(heads, dataset, model, SHOWN),
            leakage: self.leakage()?,
            comparison,
            provenance: self.provenance(training.as_ref()),
            evaluation,
        })
    }

    /// How the comments came to be predicted, and whether the model was trained on any of them, where that can be told.
    fn how(&self, training: Option<&Dataset>) -> String {
        let Self { dataset, subject, topic, .. } = *self;
        let (Some(model), Some(training)) = (&subject.model, training) else { return subject.how.clone() };
        if is_trained_on(model, dataset, topic) {
            return subject.how.clone();
        }
        let both = leaks(&[Side { name: "training", dataset: training }, Side { name: "evaluation", dataset }]);
        let count = |kind: Kind| both.iter().filter(|finding| finding.kind == kind).count();
        let shared = match count(Kind::Leak) {
            0 => "of them no text of eight words or more is, wholly or nearly, among these".to_owned(),
            n => format!("{} of eight words or more of them, or nearly, are among these", messages::count(n, "text")),
        };
        let articles = match count(Kind::SharedArticle) {
            0 => "no article has comments in both".to_owned(),
            n => format!("{} with comments in both", messages::count(n, "article")),
        };
        let its_own = match is_trained_on(model, training, topic) {
            true => "it was trained on",
            false => "what it was trained on is not known, for --training names other data:",
        };
        format!(
            "model {} on {}; {its_own} {}: {shared}, and {articles}",
            model.id(),
            messages::count(dataset.samples.len(), "labelled comment"),
            messages::count(training.samples.len(), "labelled comment"),
        )
    }

    /// Each system with what it is.
    fn references(&self) -> Vec<(String, String)> {
        let majority = "always the most frequent class, with the shares of classes as probabilities; it reads nothing";
        let others = self.others.iter().map(|other| (other.name.clone(), other.what.clone()));
        [(MAJORITY.to_owned(), majority.to_owned())].into_iter().chain(others).collect()
    }

    /// What the model was trained on, if it was named.
    fn training(&self) -> Result<Option<Dataset>> {
        let Self { args, topic, .. } = *self;
        if args.training.is_empty() {
            return Ok(None);
        }
        let dataset = args.labelled.with_files(&args.training, &args.training_where).read(topic);
        Ok(Some(dataset.context("what the model was trained on cannot be read")?))
    }

    fn learning_curve(&self, training: Option<&Dataset>) -> Result<Measured<Vec<LearningCurve>>> {
        let Self { args, topic, dataset, subject, .. } = *self;
        if !args.measures(Part::LearningCurve) {
            return Ok(Measured::NotMeasured("left out by --skip learning-curve".into()));
        }
        let (whole, evaluated, training) = match (&subject.model, training) {
            (None, _) => (subject.whole.clone(), None, dataset),
            (Some(model), Some(training)) => (self.as_whole(model, training), Some(dataset), training),
            (Some(_), None) => {
                let way =
                    "it takes the labels that the model was trained on: name them with --training FILE and --topic";
                return Ok(Measured::NotMeasured(way.into()));
            }
        };
        let bar = Bar::new(true);
        let parts = learning_curve(training, evaluated, whole, topic, &args.params(), &bar)?;
        Ok(Measured::Found(learning_curves(&parts, self.clusters, &args.bootstrap())))
    }

    /// What the model says, as the last point of its learning curve, if it was trained on these very comments.
    fn as_whole(&self, model: &Model, training: &Dataset) -> Option<PartTrained> {
        is_trained_on(model, training, self.topic).then(|| PartTrained {
            n_labelled: model.info().labels.iter().map(|counts| (counts.head.clone(), counts.total())).collect(),
            observed: self.subject.observed.clone(),
        })
    }

    /// For a model the comments evaluated are cross-validated among themselves, for what is in its training data may not be
    /// dealt anew without days of work, and the difference is what is asked for.
    fn leakage(&self) -> Result<Measured<Leakage>> {
        let Self { args, topic, dataset, subject, clusters, .. } = *self;
        if !args.measures(Part::Leakage) {
            return Ok(Measured::NotMeasured("left out by --skip leakage".into()));
        }
        if subject.model.is_some() && args.training.is_empty() {
            let way = "it takes training: add --training FILE and --topic, or --cross-validate";
            return Ok(Measured::NotMeasured(way.into()));
        }
        let bar = Bar::new(true);
        let (whole, whole_how) = match &subject.model {
            None => (subject.observed.clone(), subject.how.clone()),
            Some(_) => {
                let validated = cross_validate(dataset, topic, &args.params(), &bar)?;
                (validated.observed, validated.folds.describe())
            }
        };
        let random = leakage(dataset, topic, &args.params(), &bar)?;
        Ok(Measured::Found(Leakage {
            whole: whole_how,
            random: random.folds.describe(),
            n_comments: dataset.samples.len(),
            heads: head_leakage(&whole, &random.observed, clusters, &args.bootstrap()),
        }))
    }

    fn behaviour(&self) -> Result<Measured<Vec<BehaviourResult>>> {
        let Some(model) = &self.subject.model else {
            let way = "a cross-validation has no model of its own: train one, and evaluate it with --model";
            return Ok(Measured::NotMeasured(way.into()));
        };
        let tests = match &self.args.behaviour {
            None => BehaviourTests::embedded(),
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
                BehaviourTests::from_toml(&text).map_err(|error| error.in_file(path.display().to_string()))?
            }
        };
        Ok(Measured::Found(tests.run(model)))
    }

    fn provenance(&self, training: Option<&Dataset>) -> Vec<hustings::report::content::ProvenanceEntry> {
        let Self { args, topic, dataset, subject, .. } = *self;
        let mut provenance = Provenance::of_command();
        provenance.data("labels", &args.labelled.files, dataset, topic);
        if let Some(topic) = &args.topic {
            provenance.file("topic", topic);
        }
        match &subject.model {
            Some(model) => provenance.model("model", args.model.as_deref(), model),
            None => provenance.settings("training", &args.params()),
        }
        if let Some(training) = training {
            provenance.data("training", &args.training, training, topic);
        }
        if let Some(second) = &args.second {
            provenance.file("second annotator", second);
        }
        if let Some(behaviour) = &args.behaviour {
            provenance.file("behaviour tests", behaviour);
        }
        if let Some(other) = &args.compare {
            provenance.file("compared with", other);
        }
        let draws =
            format!("{} draws of whole {}, seed {}", args.bootstrap().draws, self.clusters.kind, args.bootstrap().seed);
        provenance.add("intervals", draws);
        provenance.into_entries()
    }
}

/// Whether these are the very comments and labels that the model was trained on.
fn is_trained_on(model: &Model, dataset: &Dataset, topic: &Topic) -> bool {
    data_hash(dataset, topic) == model.info().data
}
