//! No input makes a reader panic, hang, or take more memory or give more text than it may.
//!
//! What is tried: inputs that once failed and small ones written by hand (`tests/fixtures/hostile/`); the fixtures of all
//! formats, damaged in a thousand ways; deep, long and wide inputs; files of any length, made as they are read. Each is
//! read as what it seems to be, and as a file of the format it was meant for. An input that fails is put into the folder
//! of test files under `target/tmp`, to be made smaller (`cargo fuzz tmin`) and kept.

mod damage;
mod inputs;
mod large;
mod stream;
mod watch;

use hustings::read::Format;
use inputs::{Sample, samples};
use watch::Watch;

#[global_allocator]
static MEMORY: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// Reads as many damaged samples of each format, none of them damaged twice the same way.
fn read_damaged(per_format: u64) {
    let watch = Watch::start();
    let samples = samples();
    for format in Format::ALL {
        let of_format: Vec<&Sample> = samples.iter().filter(|sample| sample.format == format).collect();
        assert!(!of_format.is_empty(), "no sample of {}", format.name());
        for seed in 0..per_format {
            let sample = of_format[(seed % of_format.len() as u64) as usize];
            let input = damage::damaged(&sample.bytes, seed);
            let name = format!("{} damaged with seed {seed}", sample.name);
            watch.check(&name, &input, Some(format));
            watch.check(&name, &input, None);
        }
    }
}

#[test]
fn what_failed_once_fails_no_more() {
    let watch = Watch::start();
    for Sample { name, bytes, .. } in inputs::saved() {
        assert!(bytes.len() < 10_000, "{name} is too large to be kept");
        watch.check(&name, &bytes, None);
        for format in Format::ALL {
            watch.check(&name, &bytes, Some(format));
        }
    }
}

/// Each sample is read as each format, and cut off at many places.
#[test]
fn samples_may_be_cut_off_and_taken_for_another_format() {
    let watch = Watch::start();
    for Sample { name, bytes, format } in samples() {
        for other in Format::ALL {
            watch.check(&name, &bytes, Some(other));
        }
        let step = (bytes.len() / 150).max(1);
        for end in (0..bytes.len()).step_by(step) {
            watch.check(&name, &bytes[..end], Some(format));
            watch.check(&name, &bytes[..end], None);
        }
    }
}

#[test]
fn samples_may_be_damaged() {
    read_damaged(500);
}

/// The long run, of a million damaged inputs, each read as a file of its format and as what it seems to be: `cargo test
/// --release --test hostile_input -- --ignored million`. It takes seven minutes.
#[test]
#[ignore = "takes minutes"]
fn a_million_damaged_samples() {
    read_damaged(1_000_000 / Format::ALL.len() as u64 + 1);
}

#[test]
fn deep_long_and_wide_inputs_are_read_or_refused() {
    let watch = Watch::start();
    for (name, input, format) in large::inputs() {
        watch.check(name, &input, Some(format));
        watch.check(name, &input, None);
    }
}
