//! Reads the input as a file of labels, with and without a mapped head.

#![no_main]

use std::sync::LazyLock;

use hustings::read::{Format, LabelledParams, ReadParams, Source, read_labelled};
use hustings::topic::Topic;
use libfuzzer_sys::fuzz_target;

static TOPIC: LazyLock<Topic> = LazyLock::new(|| {
    let text = "[[target]]\nname = \"tram\"\n[[target]]\nname = \"bus\"\n[[article]]\nid = \"1\"\ntext = \"Rails.\"";
    Topic::from_toml(text).expect("the topic is right")
});

// The hook that libFuzzer ends a run by would do so at panics that become errors, too.
fuzz_target!(init: hustings::read::silence_caught_panics(), |data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let format = [None, Some(Format::Csv), Some(Format::Jsonl), Some(Format::Parquet)][usize::from(choice % 4)];
    let read = ReadParams { format, strict: choice & 16 != 0, ..ReadParams::default() };
    let maps = match choice & 32 {
        0 => Vec::new(),
        _ => vec![("thesis".to_owned(), "label".to_owned())],
    };
    let _ = read_labelled(&[Source { name: "in", bytes }], &TOPIC, &LabelledParams { read, maps });
});
