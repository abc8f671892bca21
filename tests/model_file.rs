//! The model file: what is written is read, by this program and by Python, and what is damaged is refused by name.

use std::io::Write;
use std::process::Command;
use std::sync::LazyLock;

use hustings::ErrorKind;
use hustings::comment::{Article, Comment, Parent, Section};
use hustings::features::blocks::BlockParams;
use hustings::features::tfidf::TfIdfParams;
use hustings::model::{Answer, EMBEDDED, Model};
use hustings::read::{Dataset, Sample};
use hustings::topic::Topic;
use hustings::train::{TrainParams, train};
use linfa::ParamGuard;
use serde_json::{Value, json};

const TOPIC: &str = r#"
    [[target]]
    name = "bridge"
    aliases = ["bridge"]
    [[target]]
    name = "ferry"
    aliases = ["ferry"]
"#;

/// Linear congruential generator with Knuth's constants for MMIX; its upper bits are the numbers.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// A section under an article, with labels for the thesis, the bridge and a few for the sentiment: heads are answered in
/// all the ways there are.
fn dataset() -> Dataset {
    const WORDS: &[&str] = &["crane", "mud", "ticket", "fog", "rope", "gull", "tide", "rust", "lamp", "plank"];
    const SAYS: [&str; 3] = ["hurrah for the bridge", "down with the bridge", "the bridge again"];
    let mut random = Lcg(5);
    let mut dataset = Dataset::default();
    let article = Article { title: "Hurrah for the bridge".into(), text: "Fog and rust.".into(), ..Article::default() };
    dataset.sections.push(Section { article: Some(article), comments: Vec::new() });
    for index in 0..48 {
        let stance = random.below(3);
        let mut word = || WORDS[random.below(WORDS.len())];
        let text = format!("{} {} {} {} {}", word(), word(), SAYS[stance], word(), word());
        let parent = (index % 4 == 1).then(|| Parent::Comment(index - 1));
        dataset.sections[0].comments.push(Comment { id: index.to_string(), text, parent, ..Comment::default() });
        let sentiment = (index < 9).then_some(stance);
        let labels = vec![Some(stance), None, Some(stance), None, sentiment];
        dataset.samples.push(Sample { section: 0, comment: index, labels, record: index as u64 + 1 });
    }
    dataset
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let block = |min_n, max_n| TfIdfParams::default().n_range(min_n, max_n).check().unwrap();
    let blocks = BlockParams { words: block(1, 2), chars: block(2, 3), near: block(1, 2) };
    let params = TrainParams {
        folds: 3,
        blocks,
        scorer_alphas: vec![1.0],
        decision_alphas: vec![10.0],
        ..TrainParams::default()
    };
    train(&dataset(), &Topic::from_toml(TOPIC).unwrap(), &params, &()).unwrap().model
});

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| MODEL.to_bytes().unwrap());

/// A model file taken apart, to be changed and put together again.
struct Parts {
    header: Value,
    data: Vec<u8>,
}

impl Parts {
    fn new() -> Self {
        let length = u64::from_le_bytes(BYTES[..8].try_into().unwrap()) as usize;
        Self { header: serde_json::from_slice(&BYTES[8..8 + length]).unwrap(), data: BYTES[8 + length..].to_vec() }
    }

    fn bytes(&self) -> Vec<u8> {
        let header = serde_json::to_vec(&self.header).unwrap();
        [&(header.len() as u64).to_le_bytes()[..], &header, &self.data].concat()
    }

    fn manifest(&self) -> Value {
        serde_json::from_str(self.header["__metadata__"]["hustings"].as_str().unwrap()).unwrap()
    }

    fn set_manifest(&mut self, manifest: &Value) {
        self.header["__metadata__"]["hustings"] = manifest.to_string().into();
    }

    /// The bytes of a tensor.
    fn tensor(&mut self, name: &str) -> &mut [u8] {
        let place = |end: usize| self.header[name]["data_offsets"][end].as_u64().unwrap() as usize;
        let range = place(0)..place(1);
        &mut self.data[range]
    }

    /// Adds a tensor of bytes behind the others.
    fn add(&mut self, name: &str, bytes: &[u8]) {
        let (start, end) = (self.data.len(), self.data.len() + bytes.len());
        self.header[name] = json!({ "dtype": "U8", "shape": [bytes.len()], "data_offsets": [start, end] });
        self.data.extend_from_slice(bytes);
    }
}

#[track_caller]
fn refusal(bytes: &[u8]) -> String {
    let error = Model::from_bytes(bytes).expect_err("a damaged file was read");
    assert!(matches!(error.kind(), ErrorKind::Model(_)), "{error:?}");
    error.to_string()
}

#[track_caller]
fn assert_refused(what: &str, bytes: &[u8], expected: &str) {
    let message = refusal(bytes);
    assert!(message.contains(expected), "{what}: {message:?} lacks {expected:?}");
}

/// The message for a file changed by `change`.
#[track_caller]
fn assert_change_refused(what: &str, change: impl FnOnce(&mut Parts), expected: &str) {
    let mut parts = Parts::new();
    change(&mut parts);
    assert_refused(what, &parts.bytes(), expected);
}

#[track_caller]
fn assert_manifest_refused(what: &str, change: impl FnOnce(&mut Value), expected: &str) {
    assert_change_refused(
        what,
        |parts| {
            let mut manifest = parts.manifest();
            change(&mut manifest);
            parts.set_manifest(&manifest);
        },
        expected,
    );
}

#[test]
fn what_is_written_is_read() {
    let answers = MODEL.heads().iter().map(|head| match head.answer {
        Answer::Fitted(_) => "fitted",
        Answer::Pooled => "pooled",
        Answer::Prior(_) => "prior",
        Answer::Unlabelled => "unlabelled",
    });
    assert_eq!(answers.collect::<Vec<_>>(), ["fitted", "unlabelled", "fitted", "pooled", "prior"]);
    let read = Model::from_bytes(&BYTES).unwrap();
    assert!(read.to_bytes().unwrap() == *BYTES);
    assert_eq!(read.heads().iter().filter(|head| head.held_out.is_some()).count(), 2);
    for (read, made) in read.heads().iter().zip(MODEL.heads()) {
        assert_eq!(read.held_out, made.held_out);
    }
    assert_eq!((read.id(), read.info(), read.topic()), (MODEL.id(), MODEL.info(), MODEL.topic()));
    let section = &dataset().sections[0];
    let (before, after) = (MODEL.section(section), read.section(section));
    for index in 0..section.comments.len() {
        assert_eq!(before.explain(index), after.explain(index));
    }
}

#[test]
fn a_file_taken_apart_and_put_together_is_read() {
    assert_eq!(Model::from_bytes(&Parts::new().bytes()).unwrap().id(), MODEL.id());
}

#[test]
fn the_embedded_model_is_written_as_it_was_read() {
    let model = Model::from_bytes(EMBEDDED).unwrap();
    assert!(model.to_bytes().unwrap() == EMBEDDED);
    assert_eq!(model.id(), Model::embedded().id());
}

#[test]
fn a_file_is_read_from_its_path_and_named_in_errors() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&BYTES).unwrap();
    assert_eq!(Model::from_path(file.path()).unwrap().id(), MODEL.id());
    file.as_file().set_len(100).unwrap();
    let error = Model::from_path(file.path()).unwrap_err();
    assert_eq!(error.position().file, Some(file.path().display().to_string()));
    let error = Model::from_path(file.path().with_extension("missing")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Io(_)), "{error:?}");
}

#[test]
fn python_reads_it() {
    const SCRIPT: &str = r#"
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], "numpy") as file:
    manifest = json.loads(file.metadata()["hustings"])
    names = sorted(file.keys())
    ends = file.get_tensor("words.ends")
    terms = bytes(file.get_tensor("words.terms")).decode()
    print(manifest["id"], len(names), len(ends), len(terms.encode()) == ends[-1], file.get_tensor("scorer.text").dtype)
"#;
    let python = std::env::var("HUSTINGS_PYTHON").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python).args(["-c", "import safetensors.numpy"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        println!("skipped: {python} has no safetensors; name one that has with HUSTINGS_PYTHON");
        return;
    }
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&BYTES).unwrap();
    let output = Command::new(&python).args(["-c", SCRIPT]).arg(file.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let n_tensors = Parts::new().header.as_object().unwrap().len() - 1;
    let n_words = MODEL.blocks().words.vocabulary().len();
    let expected = format!("{} {n_tensors} {n_words} True float16", MODEL.id());
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), expected);
}

#[test]
fn files_cut_short_are_refused() {
    let header = 8 + u64::from_le_bytes(BYTES[..8].try_into().unwrap()) as usize;
    let n = BYTES.len();
    let mut lengths = vec![0, 1, 7, 8, 9, 100, header - 1, header, header + 1, n / 2, n - 8, n - 2, n - 1];
    lengths.extend((0..n).step_by(n / 60));
    for length in lengths {
        assert_refused(&format!("{length} bytes"), &BYTES[..length], "not a model file, cut short or damaged (");
    }
    let longer = [&BYTES[..], &[0]].concat();
    assert_refused("a byte too many", &longer, "not a model file, cut short or damaged (");
}

#[test]
fn files_of_others_are_refused() {
    let mut random = Lcg(1);
    for length in [0, 1, 8, 64, 5000] {
        let bytes: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
        assert_refused("random bytes", &bytes, "not a model file, cut short or damaged (");
    }
    assert_refused("text", b"id,text,stance\n1,No.,against\n", "not a model file");
    let not_ours = "a safetensors file, but not of hustings; give one made by hustings train";
    assert_change_refused(
        "no metadata",
        |parts| _ = parts.header.as_object_mut().unwrap().remove("__metadata__"),
        not_ours,
    );
    assert_change_refused("other metadata", |parts| parts.header["__metadata__"] = json!({"format": "pt"}), not_ours);
    let header = br#"{"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
    let other = [&(header.len() as u64).to_le_bytes()[..], header, &[0; 4]].concat();
    assert_refused("another's", &other, not_ours);
}

#[test]
fn header_lengths_that_lie_are_refused() {
    let n = BYTES.len() as u64;
    let header = u64::from_le_bytes(BYTES[..8].try_into().unwrap());
    for length in [0, 1, header - 1, header + 1, n, n - 8, 1 << 31, 1 << 40, u64::MAX - 8, u64::MAX] {
        let bytes = [&length.to_le_bytes()[..], &BYTES[8..]].concat();
        assert_refused(&format!("length {length}"), &bytes, "not a model file, cut short or damaged (");
    }
}

#[test]
fn manifests_that_lie_are_refused() {
    let later = "format version 5 is newer than this program reads (4); update, or retrain with train";
    let earlier = "format version 2 is older than this program reads (4); retrain with train";
    assert_manifest_refused("earlier", |manifest| manifest["format_version"] = json!(2), earlier);
    assert_manifest_refused("later", |manifest| manifest["format_version"] = json!(5), later);
    assert_manifest_refused(
        "later, with settings not known yet",
        |manifest| *manifest = json!({ "format_version": 5, "plan": [] }),
        later,
    );
    let damaged = "the manifest is damaged (";
    assert_manifest_refused("not a version", |manifest| manifest["format_version"] = json!("one"), damaged);
    assert_manifest_refused("unknown key", |manifest| manifest["surprise"] = json!(1), damaged);
    assert_manifest_refused("no topic", |manifest| _ = manifest.as_object_mut().unwrap().remove("topic"), damaged);
    assert_change_refused("not JSON", |parts| parts.header["__metadata__"]["hustings"] = "{".into(), damaged);
    assert_manifest_refused(
        "another's id",
        |manifest| manifest["id"] = json!("0123456789ab"),
        &format!("it says it is model 0123456789ab but its settings make {}; train it again", MODEL.id()),
    );
    assert_manifest_refused(
        "seed",
        |manifest| manifest["info"]["settings"]["seed"] = json!(99),
        "but its settings make",
    );
    assert_manifest_refused(
        "a head too few",
        |manifest| _ = manifest["heads"].as_array_mut().unwrap().pop(),
        "4 heads where the topic has 5",
    );
    assert_manifest_refused(
        "other classes",
        |manifest| manifest["heads"][0]["classes"] = json!(["for", "against", "none"]),
        "head \"thesis\" is not that of the topic",
    );
    assert_manifest_refused("unknown answer", |manifest| manifest["heads"][0]["answer"] = json!("guessed"), damaged);
    assert_manifest_refused(
        "an answer without its decision",
        |manifest| manifest["heads"][1]["answer"] = json!("fitted"),
        "tensor \"decision.target.mean\" is missing",
    );
    assert_manifest_refused(
        "a target twice",
        |manifest| manifest["topic"]["target"][1]["name"] = json!("bridge"),
        "two targets are named \"bridge\"; names must differ",
    );
    assert_manifest_refused(
        "a target too few",
        |manifest| _ = manifest["topic"]["target"].as_array_mut().unwrap().pop(),
        "tensor \"scorer.text\" is F16 of shape [",
    );
    assert_manifest_refused("language", |manifest| manifest["topic"]["language"] = json!("xx"), "language \"xx\"");
    assert_manifest_refused(
        "n-grams of nothing",
        |manifest| manifest["blocks"]["words"]["min_n"] = json!(0),
        "n-grams of 0",
    );
    assert_manifest_refused(
        "endless n-grams",
        |manifest| manifest["blocks"]["chars"]["max_n"] = json!(1_000_000),
        "n-grams of 2 to 1000000",
    );
}

#[test]
fn tensors_that_lie_are_refused() {
    let missing = |name: &'static str| {
        move |parts: &mut Parts| {
            // Its bytes stay as those of another tensor, for safetensors wants all bytes to be used.
            let entry = parts.header.as_object_mut().unwrap().remove(name).unwrap();
            parts.header["leftover"] = entry;
        }
    };
    for name in [
        "words.terms",
        "chars.ends",
        "near.idf",
        "scorer.text",
        "scorer.stance_bias",
        "decision.bridge.weights",
        "held_out.bridge",
    ] {
        assert_change_refused(name, missing(name), &format!("tensor {name:?} is missing"));
    }
    assert_change_refused(
        "unknown",
        |parts| parts.add("decision.ferry.mean", b"12"),
        "it holds a tensor \"decision.ferry.mean\" that this program does not know; update",
    );
    assert_change_refused(
        "held out of a head not fitted",
        |parts| parts.add("held_out.ferry", b"12"),
        "it holds a tensor \"held_out.ferry\" that this program does not know; update",
    );
    // Shapes of the right size but the wrong form.
    let n_near = MODEL.blocks().n_near();
    assert_change_refused(
        "turned",
        |parts| parts.header["scorer.near"]["shape"] = json!([2, n_near]),
        &format!("tensor \"scorer.near\" is F16 of shape [2, {n_near}]; expected F16 of shape [{n_near}, 2]"),
    );
    assert_change_refused(
        "flat",
        |parts| parts.header["scorer.near"]["shape"] = json!([2 * n_near]),
        &format!("tensor \"scorer.near\" is F16 of shape [{}]", 2 * n_near),
    );
    assert_change_refused(
        "another type",
        |parts| parts.header["words.ends"]["dtype"] = "I32".into(),
        "tensor \"words.ends\" is I32 of shape",
    );
    assert_change_refused(
        "steps of another number",
        |parts| parts.header["held_out.thesis"]["shape"] = json!([3, 2, 101]),
        "tensor \"held_out.thesis\" is U32 of shape [3, 2, 101]; expected U32 of shape [3, 101, 2]",
    );
    // Shapes and places that do not fit the bytes.
    let damaged = "not a model file, cut short or damaged (";
    assert_change_refused("larger", |parts| parts.header["words.idf"]["shape"] = json!([1_u64 << 40]), damaged);
    assert_change_refused(
        "overflowing",
        |parts| parts.header["scorer.near"]["shape"] = json!([u64::MAX, u64::MAX]),
        damaged,
    );
    assert_change_refused("backwards", |parts| parts.header["words.idf"]["data_offsets"] = json!([9, 3]), damaged);
    assert_change_refused(
        "beyond the end",
        |parts| parts.header["words.idf"]["data_offsets"] = json!([0, u64::MAX]),
        damaged,
    );
}

#[test]
fn values_that_lie_are_refused() {
    let set = |name: &'static str, at: usize, bytes: &'static [u8]| {
        move |parts: &mut Parts| parts.tensor(name)[at..at + bytes.len()].copy_from_slice(bytes)
    };
    const NAN_32: &[u8] = &[0, 0, 0xC0, 0x7F];
    const INFINITE_32: &[u8] = &[0, 0, 0x80, 0x7F];
    const NAN_16: &[u8] = &[0, 0x7E];
    const INFINITE_16: &[u8] = &[0, 0xFC];
    for (name, bytes) in [
        ("words.idf", NAN_32),
        ("scorer.bias", INFINITE_32),
        ("scorer.flags", NAN_32),
        ("decision.bridge.mean", INFINITE_32),
        ("decision.any:target.weights", NAN_32),
        ("decision.sentiment.intercept", NAN_32),
        ("scorer.text", NAN_16),
        ("scorer.near", INFINITE_16),
    ] {
        assert_change_refused(name, set(name, 0, bytes), &format!("tensor {name:?} holds a number that is not finite"));
    }
    assert_change_refused("idf", set("words.idf", 4, &[0; 4]), "an idf weight is not a finite number above 0");
    assert_change_refused(
        "scale",
        set("decision.thesis.scale", 0, &[0, 0, 0x80, 0xBF]),
        "decision \"thesis\" has a scale below 0",
    );
    // Counts of the first class at step 0, then at step 1: predictions, and those that were wrong.
    let counts = "tensor \"held_out.bridge\" grows from one step to the next, or counts more errors than predictions";
    assert_change_refused("fewer at a lower step", set("held_out.bridge", 0, &[0; 4]), counts);
    assert_change_refused("more at a higher step", set("held_out.bridge", 8, &[0xFF; 4]), counts);
    assert_change_refused("more wrong than predicted", set("held_out.bridge", 4, &[0xFF; 4]), counts);
    assert_change_refused("more wrong at a higher step", set("held_out.bridge", 12, &[0xFF; 4]), counts);
    // Terms and where they end.
    let ends = "the words terms are not where their ends say";
    assert_change_refused("an end before the start", set("words.ends", 4, &[0; 4]), ends);
    assert_change_refused("an end beyond the terms", set("words.ends", 0, &[0xFF; 4]), ends);
    assert_change_refused(
        "the last end before that of the terms",
        |parts| {
            let ends = parts.tensor("words.ends");
            let at = ends.len() - 4;
            let last = u32::from_le_bytes(ends[at..].try_into().unwrap());
            ends[at..].copy_from_slice(&(last - 1).to_le_bytes());
        },
        "the words terms are not in order",
    );
    assert_change_refused("terms out of order", set("chars.terms", 0, b"~"), "the chars terms are not in order");
    assert_change_refused("not UTF-8", set("near.terms", 1, &[0xFF]), "the near terms are not UTF-8");
}

/// What is not refused is a model, and predicts.
fn reads_or_refuses(bytes: &[u8]) {
    let Ok(model) = Model::from_bytes(bytes) else { return };
    let comment = Comment { text: "hurrah for the bridge and the fog".into(), ..Comment::default() };
    let section = Section { article: None, comments: vec![comment] };
    for head in model.section(&section).explain(0).0.heads {
        assert!(head.probabilities.iter().all(|p| (0.0..=1.0).contains(p)), "{head:?}");
    }
    let thresholds = model.abstaining(0.2).unwrap();
    let found = (0..model.heads().len()).filter_map(|head| thresholds.of(head)).flatten().flatten();
    assert!(found.clone().all(|threshold| threshold.bound() <= 0.2), "{thresholds:?}");
}

#[test]
fn no_change_of_a_byte_makes_it_panic() {
    let header = 8 + u64::from_le_bytes(BYTES[..8].try_into().unwrap()) as usize;
    let mut random = Lcg(3);
    for round in 0..600 {
        let mut bytes = BYTES.clone();
        // Half of the changes hit the header.
        let place = if round % 2 == 0 { random.below(header) } else { random.below(bytes.len()) };
        bytes[place] ^= 1 + random.below(255) as u8;
        reads_or_refuses(&bytes);
        bytes.truncate(random.below(bytes.len()));
        reads_or_refuses(&bytes);
    }
}
