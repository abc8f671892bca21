use super::super::example::{bare, example, hostile};
use super::super::{markdown, report_json};
use super::*;

/// Writes the example reports into the folder that HUSTINGS_EXAMPLE_REPORT names, to be looked at and checked in a browser.
#[test]
fn examples_can_be_written_to_a_folder() {
    let Some(folder) = std::env::var_os("HUSTINGS_EXAMPLE_REPORT") else { return };
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    for (name, report) in [("example", example()), ("hostile", hostile()), ("bare", bare())] {
        std::fs::write(folder.join(format!("{name}.html")), page(&report)).unwrap();
        std::fs::write(folder.join(format!("{name}.md")), markdown(&report)).unwrap();
        std::fs::write(folder.join(format!("{name}.json")), report_json(&report)).unwrap();
    }
}
