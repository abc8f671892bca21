//! The help of each subcommand, as it is printed.

use crate::common::{Place, stdout};

fn help(arguments: &str) -> String {
    stdout(&Place::new().run(arguments).code(0).stderr("")).replace(env!("CARGO_PKG_VERSION"), "[version]")
}

#[test]
fn help_is_as_stored() {
    for (name, arguments) in [
        ("hustings", "--help"),
        ("classify", "classify --help"),
        ("init", "init --help"),
        ("train", "train --help"),
        ("eval", "eval --help"),
        ("inspect", "inspect --help"),
    ] {
        insta::assert_snapshot!(name, help(arguments));
    }
}

#[test]
fn version_is_told() {
    assert_eq!(help("--version"), "hustings [version]\n");
}

#[test]
fn help_is_told_without_a_subcommand() {
    let assert = Place::new().run("").code(2);
    assert!(crate::common::stderr(&assert).contains("Examples:"));
}
