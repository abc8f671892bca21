//! The article's own stance profile, and its product with the comment's.
//!
//! Scorn for NATO agrees with one article and disputes another: what carries over to an article never seen is not the
//! comment's stance but whether it is the article's. The stance scorer learns sides of articles as it does those of comments (see
//! [`train`](crate::train)). Profile values are the article's leans squashed into (-1, 1), unknown
//! where there is no article; products are that times the comment's own log-odds, so linear in the comment's terms.

use super::{Context, Evidence, Question, Signal, Surrounding, squash};
use crate::topic::{Head, Topic};

pub(super) struct ArticleProfile;

impl Signal for ArticleProfile {
    fn name(&self) -> &'static str {
        "article"
    }

    fn columns(&self, topic: &Topic, question: Question) -> Vec<String> {
        match question {
            Question::Head(Head::Thesis) | Question::KnownArticle => {
                let products = topic.targets.iter().map(|target| format!("product:{}", target.name));
                products.chain(["product:all", "product:sentiment"].map(String::from)).collect()
            }
            Question::Head(Head::Target) => {
                topic.targets.iter().map(|target| format!("about:{}", target.name)).collect()
            }
            Question::Head(Head::Sentiment) => vec!["lean:sentiment".into()],
            _ => ["lean:this", "product:this"].map(String::from).to_vec(),
        }
    }

    fn fill(&self, evidence: &Evidence<'_>, question: Question, context: &mut Context) {
        let layout = evidence.layout;
        let of = |article: Surrounding<'_>, place: usize| squash(article.log_odds[place]);
        let profile = |place: usize| evidence.article.map(|article| of(article, place));
        // The sum of the profile times the comment's own, over these heads.
        let product = |heads: &[Head], context: &mut Context| match evidence.article {
            Some(article) => {
                let places = heads.iter().map(|head| layout.lean(*head));
                context.linear(evidence, places.map(|place| (place, of(article, place))));
            }
            None => context.fixed_if_known(None),
        };
        match question.head() {
            Head::Thesis => {
                let targets: Vec<Head> = (0..layout.n_targets()).map(Head::Stance).collect();
                targets.iter().for_each(|target| product(&[*target], context));
                product(&targets, context);
                product(&[Head::Sentiment], context);
            }
            Head::Target => {
                (0..layout.n_targets()).for_each(|target| context.fixed_if_known(profile(layout.about(target))));
            }
            Head::Sentiment => context.fixed_if_known(profile(layout.lean(Head::Sentiment))),
            head => {
                context.fixed_if_known(profile(layout.lean(head)));
                product(&[head], context);
            }
        }
    }
}
