//! The article's own stance profile, and its product with the comment's.
//!
//! Scorn for NATO agrees with one article and disputes another: what carries over to an article never seen is not the
//! comment's stance but whether it is the article's. The stance scorer learns sides of articles as it does those of comments (see
//! [`train`](crate::train)). Profile values are the article's leans squashed into (-1, 1), unknown
//! where there is no article; products are that times the comment's own log-odds, so linear in the comment's terms.

use super::{Context, Evidence, Question, Signal, squash};
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
        let Some(article) = evidence.article else {
            let n_columns = match question.head() {
                Head::Thesis => layout.n_targets() + 2,
                Head::Target => layout.n_targets(),
                Head::Sentiment => 1,
                Head::Stance(_) => 2,
            };
            return (0..n_columns).for_each(|_| context.unknown());
        };
        let profile = |place: usize| squash(article.log_odds[place]);
        let product = |head: Head| (layout.lean(head), profile(layout.lean(head)));
        match question.head() {
            Head::Thesis => {
                let products: Vec<_> = (0..layout.n_targets()).map(|target| product(Head::Stance(target))).collect();
                products.iter().for_each(|part| context.linear(evidence, &[*part]));
                context.linear(evidence, &products);
                context.linear(evidence, &[product(Head::Sentiment)]);
            }
            Head::Target => (0..layout.n_targets()).for_each(|target| context.fixed(profile(layout.about(target)))),
            Head::Sentiment => context.fixed(profile(layout.lean(Head::Sentiment))),
            head => {
                context.fixed(profile(layout.lean(head)));
                context.linear(evidence, &[product(head)]);
            }
        }
    }
}
