//! A fresh folder and a clean environment for each test, and small generated data.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::assert::Assert;
use serde_json::Value;

/// A folder of its own, in which the program runs.
pub struct Place(tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs the program; arguments are parted by blanks.
    pub fn run(&self, arguments: &str) -> Assert {
        self.run_with(arguments, "")
    }

    /// Runs the program with this on standard input.
    pub fn run_with(&self, arguments: &str, stdin: impl Into<Vec<u8>>) -> Assert {
        let mut command = assert_cmd::Command::new(program());
        command.env_clear().current_dir(self.0.path()).args(arguments.split_whitespace()).write_stdin(stdin).assert()
    }

    /// The program as a process of its own.
    pub fn spawn(&self) -> std::process::Command {
        let mut command = std::process::Command::new(program());
        command.env_clear().current_dir(self.0.path());
        command
    }

    /// Names of all files, hidden ones too.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// A place with a generated corpus: `topic.toml` and `labelled.csv`.
    pub fn with_corpus() -> Self {
        let place = Self::new();
        place.write("topic.toml", topic()).write("labelled.csv", labelled());
        place
    }

    /// As [`Place::with_corpus`], with `my.model` trained on it.
    pub fn with_model() -> Self {
        static MODEL: OnceLock<Vec<u8>> = OnceLock::new();
        let place = Self::with_corpus();
        let model = MODEL.get_or_init(|| {
            place.run("train labelled.csv --topic topic.toml -o my.model").code(0);
            std::fs::read(place.path("my.model")).unwrap()
        });
        place.write("my.model", model);
        place
    }
}

pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_hustings"))
}

pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

pub fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

pub fn stderr(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

/// The objects of JSONL on standard output.
pub fn objects(assert: &Assert) -> Vec<Value> {
    stdout(assert).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of CSV on standard output, header first.
pub fn rows(assert: &Assert) -> Vec<Vec<String>> {
    rows_of(&stdout(assert))
}

pub fn rows_of(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(String::from).collect()).collect()
}

fn topic() -> String {
    let mut topic =
        String::from("[[target]]\nname = \"tram\"\nlabel = \"The tram\"\naliases = [\"tram\", \"rails\"]\n");
    for article in 0..6 {
        let (way, verb) = if article % 2 == 0 { ("Build", "should") } else { ("Stop", "must not") };
        topic.push_str(&format!(
            "[[article]]\nid = \"a{article}\"\ntitle = \"{way} line {article}\"\nthesis = \"The tram {verb} be built.\"\n\
             text = \"Line {article} was promised in part {article} of town.\"\n"
        ));
    }
    topic
}

/// 120 comments under 6 articles: each says what it thinks of the tram, and answers the one before now and then.
fn labelled() -> String {
    let views = [
        ("love the tram", "favor", "positive"),
        ("great rails at last", "favor", "positive"),
        ("hate the tram", "against", "negative"),
        ("awful rails again", "against", "negative"),
        ("it rained today", "none", "neutral"),
    ];
    let people = ["we", "I", "neighbours", "they", "drivers", "shops", "my aunt", "nobody here"];
    let mut csv = String::from("id,article,parent_id,author,text,thesis,target,tram,sentiment,split\n");
    for n in 0..120 {
        let article = n % 6;
        let (text, stance, sentiment) = views[(n / 6 + n) % views.len()];
        let thesis = match (stance, article % 2) {
            ("none", _) => "none",
            ("favor", 0) | ("against", 1) => "favor",
            _ => "against",
        };
        let target = if stance == "none" { "none" } else { "tram" };
        let parent = if n % 4 == 3 && n >= 6 { (n - 6).to_string() } else { String::new() };
        let split = if n % 5 == 0 { "test" } else { "train" };
        let person = people[(n * 7 / 3) % people.len()];
        csv.push_str(&format!(
            "{n},a{article},{parent},author {},{person} {text} {},{thesis},{target},{stance},{sentiment},{split}\n",
            n % 9,
            ["", "really", "honestly", "!"][n % 4]
        ));
    }
    csv
}
