//! Reads the input as a file of the format that its first byte chooses, or of the one that is detected.

#![no_main]

use hustings::read::{Format, ReadParams, Stream, Where};
use libfuzzer_sys::fuzz_target;

// The hook that libFuzzer ends a run by would do so at panics that become errors, too.
fuzz_target!(init: hustings::read::silence_caught_panics(), |data: &[u8]| {
    let Some((&choice, file)) = data.split_first() else { return };
    // The lower values choose a format, with settings for the upper ones.
    let choice = usize::from(choice);
    let n = Format::ALL.len() + 1;
    let settings = choice / n;
    let mut params = ReadParams { format: Format::ALL.get(choice % n).copied(), ..ReadParams::default() };
    match settings % 4 {
        1 => params.strict = true,
        2 => params.wheres.push(Where { column: "id".into(), values: vec!["1".into()] }),
        3 => params.columns.text = Some("body".into()),
        _ => {}
    }
    let Ok(batches) = Stream::open("in", file, &params) else { return };
    for batch in batches {
        let Ok(batch) = batch else { break };
        for (section, index) in batch.order {
            let section = &batch.sections[section];
            for quoted in &section.comments[index].quoted {
                let _ = &section.comments[index].text[quoted.clone()];
            }
            let _ = section.parent_text(index);
        }
    }
});
