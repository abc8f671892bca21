//! `hustings eval`: labelled comments in, figures out.

mod args;
mod beside;
mod provenance;
mod subject;
mod whole;

use anyhow::{Result, bail};
use hustings::eval::{Resampling, evaluate_beside};
use hustings::report;
use hustings::topic::Topic;
use hustings::trial::clusters;

use super::messages::{self, Done, Messages};
use super::models;

pub use args::Args;
use subject::Subject;
use whole::Whole;

/// Runs the subcommand.
pub fn run(args: Args) -> Result<Done> {
    args.check()?;
    args.threads.start()?;
    let gate = args.gate();
    let topic = models::topic(args.topic.as_deref())?;
    if args.agreement {
        let places = [args.out.as_deref(), args.json.as_deref()];
        return super::agreement::run(&args.labelled, topic.as_ref(), places);
    }
    let model = match args.cross_validate {
        true => None,
        false => Some(models::load_for(args.model.as_deref(), topic.as_ref())?),
    };
    // The targets of the model, where there is one, with the articles of the topic.
    let topic = match (&model, topic.unwrap_or_default()) {
        (Some(model), topic) => Topic { articles: topic.articles, ..model.topic().clone() },
        (None, topic) => topic,
    };
    let destinations = args.destinations()?;
    let dataset = args.labelled.read(&topic)?;
    let mut messages = Messages::default();
    messages.warnings(&dataset.warnings);
    messages.bad_records(&dataset.problems);
    messages.left_out(&dataset.left_out);
    if dataset.samples.is_empty() {
        bail!("no labelled comment could be read; {} bad", messages::count(dataset.problems.len(), "record is"));
    }

    let subject = Subject::new(&args, model, &topic, &dataset)?;
    let others = beside::systems(&args, &subject, &topic, &dataset)?;
    let clusters = clusters(&dataset);
    let bootstrap = args.bootstrap();
    let resampling = (bootstrap.draws > 0).then_some(Resampling { clusters: &clusters, bootstrap: &bootstrap });
    let evaluation = evaluate_beside(&subject.observed, &subject.how, &others, resampling);
    let comparison = beside::comparison(&args, &subject, &topic, &dataset, &clusters)?;
    let failures = gate.failures(&evaluation, comparison.as_ref().map(|comparison| &comparison.heads[..]))?;
    let mut text = report::text(&evaluation);
    if let Some(comparison) = &comparison {
        text.push_str(&format!("\n{}", report::comparison(comparison)));
    }
    let whole = Whole {
        args: &args,
        topic: &topic,
        dataset: &dataset,
        subject: &subject,
        others: &others,
        clusters: &clusters,
    };
    let report = destinations.wants_whole().then(|| whole.report(evaluation, comparison)).transpose()?;
    destinations.write(&text, report.as_ref())?;
    failures.iter().for_each(|failure| messages::say(failure));
    match messages.finish() {
        Done::Clean | Done::WithBadRecords if !failures.is_empty() => Ok(Done::Failed),
        done => Ok(done),
    }
}
