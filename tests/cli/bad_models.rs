//! Model files that are damaged, foreign or of another version.

use hustings::model::EMBEDDED;
use predicates::str::contains;

use crate::common::{Place, fixture, stderr};

fn told_of(bytes: &[u8]) -> String {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt")).write("m.model", bytes);
    place.run("inspect m.model").code(2).stdout("").stderr(contains("hustings: m.model: "));
    let assert = place.run("classify page.txt --model m.model").code(2).stdout("");
    stderr(&assert)
}

fn replaced(from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let place = EMBEDDED.windows(from.len()).position(|window| window == from.as_bytes()).expect("it is there");
    let mut bytes = EMBEDDED.to_vec();
    bytes[place..place + to.len()].copy_from_slice(to.as_bytes());
    bytes
}

#[test]
fn fails_with_a_model_cut_short() {
    for length in [0, 7, 100, EMBEDDED.len() / 2, EMBEDDED.len() - 1] {
        let told = told_of(&EMBEDDED[..length]);
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

#[test]
fn fails_with_random_bytes_for_a_model() {
    let bytes: Vec<u8> = (0..50_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    told_of(&bytes);
    told_of(b"id,text\n1,Not a model\n");
}

#[test]
fn fails_with_a_model_of_a_later_version() {
    let told = told_of(&replaced("format_version\\\":4", "format_version\\\":9"));
    assert!(told.contains("format version 9 is newer than this program reads (4)"), "{told}");
}

#[test]
fn fails_with_a_model_whose_lengths_lie() {
    let mut header = EMBEDDED.to_vec();
    header[..8].copy_from_slice(&u64::MAX.to_le_bytes());
    told_of(&header);
    header[..8].copy_from_slice(&0x7fff_ffffu64.to_le_bytes());
    told_of(&header);
    told_of(&replaced("\"shape\":[2]", "\"shape\":[3]"));
    told_of(&replaced("\"data_offsets\":[0", "\"data_offsets\":[9"));
}

#[test]
fn fails_with_a_topic_in_another_language_than_the_model() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt")).write("t.toml", "language = \"de\"\n[[target]]\nname = \"x\"\n");
    place.run("classify page.txt --topic t.toml").code(2).stderr(contains("language"));
}
