//! Corrected shares keep what they promise, on sections made of comments held out in the training of the shipped model.

#[path = "../benches/shares/simulation.rs"]
mod simulation;

use hustings::model::Model;
use simulation::Pools;

#[test]
fn intervals_hold_the_truth_and_errors_are_under_half_the_raw_ones() {
    let model = Model::embedded();
    for head in model.heads() {
        let name = model.topic().head_name(head.head);
        if !["thesis", "nato", "sentiment"].contains(&name) {
            continue;
        }
        let errors = head.errors.as_ref().expect("the shipped model holds its held-out comments");
        // 480 sections in 16 halvings: coverage over so few scatters by 2 points.
        let Pools { drawn, ordinary, covered } = Pools::of(errors, errors.n_clusters() / 2, 16, 10);
        assert!(drawn.n > 450.0 && (0.91..=0.99).contains(&drawn.covered), "{name}: {drawn:?}");
        assert!(drawn.corrected < 0.5 * drawn.raw && drawn.width < 0.4, "{name}: {drawn:?}");
        assert!(covered[0] > 0.6, "{name}: {covered:?}");
        assert!(ordinary.covered > 0.89 && ordinary.corrected < 2.0 * ordinary.raw, "{name}: {ordinary:?}");
    }
}
