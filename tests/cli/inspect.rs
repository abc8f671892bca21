//! What a model says of itself.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::common::{Place, stdout};

#[test]
fn shows_the_built_in_model() {
    let place = Place::new();
    let shown = stdout(&place.run("inspect").code(0).stderr(""));
    for expected in [
        "model      ",
        "bytes\n",
        "target     nato (NATO): NATO",
        "thesis: learnt from its own labels",
        "readiness: ",
        "decision of russia: ",
        "near any",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    place.run("inspect --terms 0").code(0).stdout(contains("Strongest terms").not());
}

#[test]
fn shows_a_trained_model() {
    let place = Place::with_model();
    let size = std::fs::metadata(place.path("my.model")).unwrap().len();
    let assert = place.run("inspect my.model --terms 3").code(0);
    let shown = stdout(&assert);
    assert!(shown.contains(&format!("size       {size} bytes\n")), "{shown}");
    assert!(shown.contains("folds      5 folds, articles and near-duplicates kept whole, seed 1\n"), "{shown}");
    let line = shown.lines().find(|line| line.starts_with("  favor:") && line.contains("love")).unwrap();
    assert_eq!(line.matches('+').count(), 3, "{line}");
}
