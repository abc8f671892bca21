//! Corrected shares keep what they promise, on sections made of comments held out in the training of the shipped model.

#[path = "../benches/shares/simulation.rs"]
mod simulation;

use hustings::model::Model;
use hustings::shares::{Corrector, choose};
use simulation::{Seen, simulate};

#[test]
fn intervals_hold_the_truth_and_errors_are_under_half_the_raw_ones() {
    let model = Model::embedded();
    for head in model.heads() {
        let name = model.topic().head_name(head.head);
        if !["nato", "russia", "sentiment"].contains(&name) {
            continue;
        }
        let errors = head.errors.as_ref().expect("the shipped model holds its held-out comments");
        let (tests, corrects): (Vec<usize>, Vec<usize>) = (0..errors.n_clusters()).partition(|at| at % 2 == 0);
        let (tests, mut corrects) = (errors.part(&tests).unwrap(), errors.part(&corrects).unwrap());
        choose(&mut corrects, 1);
        let corrector = Corrector::new(&corrects).unwrap();
        let comments: Vec<Seen> = tests
            .clusters()
            .enumerate()
            .flat_map(|(article, cluster)| cluster.into_iter().map(move |(truth, code)| (article, truth, code)))
            .collect();
        let found = simulate(&corrector, errors.lattice(), &comments, 25, 3);
        assert!(found.n > 60.0 && (0.85..=1.0).contains(&found.covered), "{name}: {found:?}");
        assert!(found.corrected < 0.5 * found.raw && found.width < 0.4, "{name}: {found:?}");
    }
}
