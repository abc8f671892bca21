//! Files as users have them: read, refused, and what is said about them.

use std::path::Path;

use hustings::comment::{Parent, Section};
use hustings::read::{
    ColumnMap, Format, LabelledParams, ReadParams, Reading, Source, detect, read, read_labelled, resolve_articles,
};
use hustings::topic::Topic;
use hustings::{ErrorKind, Result};
use proptest::prelude::*;

fn read_bytes(bytes: &[u8], params: &ReadParams) -> Result<Reading> {
    read(&Source { name: "in", bytes }, params)
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn texts(section: &Section) -> Vec<&str> {
    section.comments.iter().map(|comment| comment.text.as_str()).collect()
}

/// Index of the parent of each comment.
fn parents(section: &Section) -> Vec<Option<usize>> {
    let index = |parent: &Option<Parent>| match parent {
        Some(Parent::Comment(index)) => Some(*index),
        _ => None,
    };
    section.comments.iter().map(|comment| index(&comment.parent)).collect()
}

fn tram_topic() -> Topic {
    Topic::from_toml(
        "[[target]]\nname = \"tram\"\n[[target]]\nname = \"bus\"\n\
         [[article]]\nid = \"harbour\"\nthesis = \"Build the tram.\"\ntext = \"Rails.\"",
    )
    .unwrap()
}

#[test]
fn reads_a_page() {
    let bytes = fixture("page.txt");
    assert_eq!(detect(&Source { name: "-", bytes: &bytes }), Some(Format::Page));
    let reading = read_bytes(&bytes, &ReadParams::default()).unwrap();
    let section = &reading.sections[0];
    let article = section.article.as_ref().unwrap();
    assert_eq!(article.title, "The Harbour Tram Should Be Built");
    assert!(article.text.contains("from here:\n\n1. Build it now and borrow the money.\n2. Build the first half"));
    assert!(article.text.ends_with("cheapest in the end."));
    assert_eq!(parents(section), [None, Some(0), Some(1), Some(0), None]);
    assert_eq!(section.comments[1].text, "And the bus runs every ten minutes. Nobody needs your tram.");
    assert_eq!(section.comments[3].parent_id.as_deref(), Some("1"));
    assert_eq!(
        section.comments[4].text,
        "Three things nobody says:\n\n1. Rails freeze.\n2. Drivers do not grow on trees.\n\n\
         Still, I would rather drive a tram."
    );
    assert!(reading.problems.is_empty() && reading.warnings.is_empty());
}

#[test]
fn reads_a_csv_export() {
    let reading = read_bytes(&fixture("export.csv"), &ReadParams::default()).unwrap();
    assert_eq!(reading.sections.len(), 2);
    assert_eq!(texts(&reading.sections[0]), ["Build it; now.\r\n\r\nPlease.", "Never, never."]);
    assert_eq!(parents(&reading.sections[0]), [None, Some(0)]);
    let authors: Vec<Option<&str>> = reading.sections[0].comments.iter().map(|c| c.author.as_deref()).collect();
    assert_eq!(authors, [Some("Ann"), None]);
    let warnings: Vec<String> = reading.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        ["in: record 3 (line 6): comment \"13\" answers \"99\", which is not in its section; it is read as a root \
          comment, without what it answers; check the column with --parent-column"]
    );
    assert!(!format!("{reading:?}").contains("example.org"));
}

#[test]
fn reads_a_jsonl_export() {
    let reading = read_bytes(&fixture("export.jsonl"), &ReadParams::default()).unwrap();
    let section = &reading.sections[0];
    assert_eq!(section.comments[0].id, "17500000000000000000001");
    assert_eq!(parents(section), [None, Some(0)]);
    assert_eq!(section.comments[1].author, None);
    assert!(!format!("{reading:?}").contains("10.0.0.1"));
}

#[test]
fn reads_labels_wide_and_long() {
    let topic = tram_topic();
    let dataset = |name: &str, params: &LabelledParams| {
        read_labelled(&[Source { name, bytes: &fixture(name) }], &topic, params).unwrap()
    };
    let wide = dataset("wide.csv", &LabelledParams::default());
    let labels: Vec<&[Option<usize>]> = wide.samples.iter().map(|sample| sample.labels.as_slice()).collect();
    // Heads: thesis, target, tram, bus, sentiment.
    assert_eq!(labels, [[Some(0), Some(0), Some(0), Some(2), Some(0)], [Some(1), Some(1), None, Some(0), Some(2)]]);
    assert_eq!(wide.sections[0].comments.len(), 3);
    assert_eq!(wide.sections[0].article.as_ref().unwrap().thesis.as_deref(), Some("Build the tram."));

    let long = dataset("long.csv", &LabelledParams::default());
    let labels: Vec<&[Option<usize>]> = long.samples.iter().map(|sample| sample.labels.as_slice()).collect();
    assert_eq!(labels, [[Some(0), None, Some(0), None, None], [None, None, None, Some(0), Some(2)]]);
    assert!(long.warnings.is_empty());

    let read = ReadParams { wheres: vec!["split=test,dev".parse().unwrap()], ..ReadParams::default() };
    let error = read_labelled(
        &[Source { name: "wide.csv", bytes: &fixture("wide.csv") }],
        &topic,
        &LabelledParams { read, maps: Vec::new() },
    );
    assert_eq!(
        error.unwrap_err().to_string(),
        "wide.csv: none of 1 comments has a label; fill in the columns of labels"
    );
}

#[test]
fn says_why_a_file_cannot_be_read() {
    let csv = Some(Format::Csv);
    let columns = |text: &str| ColumnMap { text: Some(text.into()), ..ColumnMap::default() };
    let plain = ReadParams::default;
    let cases: Vec<(&[u8], ReadParams, &str)> = vec![
        (b"", plain(), "in: the file is empty; a page, an export or a table of comments was expected"),
        (b"\xEF\xBB\xBF \r\n", plain(), "in: the file is empty; a page, an export or a table of comments was expected"),
        (
            b"Only prose here.\nNothing else.",
            plain(),
            "in: no page, export or table of comments was recognised; name the format with --from",
        ),
        (
            b"\x01\x02\x03\x04\x05\x06",
            plain(),
            "in: no page, export or table of comments was recognised; name the format with --from",
        ),
        (
            b"Title\n\nText",
            ReadParams { format: Some(Format::Page), ..plain() },
            "in: no comments were found; check the format with --from",
        ),
        (b"id,text\n", plain(), "in: no comments were found; check the format with --from"),
        (b"{}\n", plain(), "in: no column \"text\"; columns are: none (use --text-column NAME)"),
        (b"[]", plain(), "in: no comments were found; check the format with --from"),
        (b"id,remark\n1,a\n", plain(), "in: no column \"text\"; columns are: id, remark (use --text-column NAME)"),
        (b"{\"id\": 1}\n", plain(), "in: no column \"text\"; columns are: id (use --text-column NAME)"),
        (
            b"id,text\n1,a\n",
            ReadParams { columns: columns("remark"), ..plain() },
            "in: no column \"remark\"; columns are: id, text (use --text-column with one of them)",
        ),
        (
            b"text,email\na,b\n",
            ReadParams { columns: columns("email"), ..plain() },
            "in: column \"email\" looks like e-mail, IP addresses or user agents, which are never read; name another",
        ),
        (
            b"id,text\n1,a\n",
            ReadParams { wheres: vec!["split=train".parse().unwrap()], ..plain() },
            "in: no column \"split\"; columns are: id, text (use --where with one of them)",
        ),
        (
            b"split,text\ntest,a\n",
            ReadParams { wheres: vec!["split=train,dev".parse().unwrap()], ..plain() },
            "in: none of 1 records meets --where split=train,dev; check the values",
        ),
        (
            b"id,t\xE9xt,\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\n1,a,b\n",
            ReadParams { format: csv, ..plain() },
            "in: line 1: not UTF-8 at byte 1; save the file as UTF-8",
        ),
        (
            b"id,text\n1,a\n2\n",
            ReadParams { strict: true, ..plain() },
            "in: record 2 (line 3): 1 fields where the header has 2; check for unquoted separators or quotes",
        ),
        (
            b"{\n  \"text\": \"a\"\n}",
            plain(),
            "in: line 1: one JSON object over several lines; one object per line was expected, or an array of them",
        ),
        (
            b"[{\"text\": \"\xFF\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\"}]",
            plain(),
            "in: not UTF-8 at byte 11; save the file as UTF-8",
        ),
    ];
    for (bytes, params, expected) in cases {
        let error = read_bytes(bytes, &params).unwrap_err();
        assert_eq!(error.to_string(), expected, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn survives_bad_records_and_names_them() {
    let cases: [(&[u8], &[&str], &[&str]); 8] = [
        (
            b"id,text\n1,a\n2,b,c\n3,d\n",
            &["a", "d"],
            &["in: record 2 (line 3): 3 fields where the header has 2; check for unquoted separators or quotes"],
        ),
        (
            b"id,text\n1,caf\xE9\n2,\xC3\xA9t\xC3\xA9 \xC3\xA0 No\xC3\xABl\n",
            &["été à Noël"],
            &["in: record 1 (line 2): not UTF-8 at byte 3; save the file as UTF-8"],
        ),
        (
            b"id,text\n1,a\n2,\"b\n3,c\n",
            &["a"],
            &[
                "in: record 2 (line 3): a quote is opened and never closed, so 2 lines up to the end were taken for one \
             record; close the quote, or write quotes inside text twice",
            ],
        ),
        (
            b"{\"text\": \"a\"}\n{\"text\": \n{\"text\": \"b\"}\n",
            &["a", "b"],
            &["in: record 2 (line 2): not JSON: EOF while parsing a value"],
        ),
        (
            b"[{\"text\": \"a\"}, {\"text\": ",
            &["a"],
            &["in: record 2 (line 1): the JSON array breaks off: EOF while parsing a value; what follows was not read"],
        ),
        (
            b"{\"text\"\n{\n",
            &[],
            &[
                "in: record 1 (line 1): not JSON: EOF while parsing an object",
                "in: record 2 (line 2): not JSON: EOF while parsing an object",
            ],
        ),
        (b"id,text\n1,a\0b\n2,\n", &["a\0b", ""], &[]),
        (
            b"id,text\n1\n",
            &[],
            &["in: record 1 (line 2): 1 fields where the header has 2; check for unquoted separators or quotes"],
        ),
    ];
    for (bytes, expected, problems) in cases {
        let reading = read_bytes(bytes, &ReadParams::default()).unwrap();
        let found: Vec<&str> = reading.sections.iter().flat_map(texts).collect();
        assert_eq!(found, expected);
        assert_eq!(reading.problems.iter().map(ToString::to_string).collect::<Vec<_>>(), problems);
    }
}

#[test]
fn warns_of_replies_that_lead_nowhere() {
    let csv = b"id,parent_id,text\na,b,1\nb,a,2\nc,c,3\nc,,4\nd,,5\nd,,5\n";
    let reading = read_bytes(csv, &ReadParams::default()).unwrap();
    let warnings: Vec<String> = reading.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(parents(&reading.sections[0]), [None, Some(0), None, None, None]);
    assert_eq!(
        warnings,
        [
            "in: record 1 (line 2): comment \"a\" answers itself, directly or by way of others; it is read as a root \
         comment; check the column with --parent-column",
            "in: record 3 (line 4): comment \"c\" answers itself, directly or by way of others; it is read as a root \
         comment; check the column with --parent-column",
            "in: record 4 (line 5): id \"c\" has another text in record 3; both are kept and replies go to the first; \
         check the column with --id-column",
            "in: record 6 (line 7): comment \"d\" repeats record 5; it is read once; check the file for rows given twice",
        ]
    );
}

#[test]
fn says_why_labels_cannot_be_read() {
    let topic = tram_topic();
    let labelled = |text: &str, maps: &[(&str, &str)], strict: bool| {
        let read = ReadParams { strict, ..ReadParams::default() };
        let maps = maps.iter().map(|(head, column)| ((*head).to_owned(), (*column).to_owned())).collect();
        read_labelled(&[Source { name: "l", bytes: text.as_bytes() }], &topic, &LabelledParams { read, maps })
    };
    let heads = "thesis, target, tram, bus, sentiment";
    type Maps<'a> = &'a [(&'a str, &'a str)];
    let fatal: Vec<(&str, Maps, String)> = vec![
        (
            "id,text\n1,a",
            &[],
            format!("l: no column of labels; heads are: {heads}; columns are: id, text (use --map head=column)"),
        ),
        ("text,x\na,favor", &[("train", "x")], format!("--map names the head \"train\", which is not one of {heads}")),
        (
            "text,x\na,favor",
            &[("tram", "y")],
            "l: no column \"y\"; columns are: text, x (use --map with one of them)".into(),
        ),
        (
            "T\n\n  1. A\n\n    a",
            &[],
            "l: the format page carries no labels; a labelled CSV or JSONL was expected".into(),
        ),
        ("text,tram\n", &[], "l: no comments were found; check the format with --from".into()),
    ];
    for (text, maps, expected) in fatal {
        assert_eq!(labelled(text, maps, false).unwrap_err().to_string(), expected, "{text:?}");
    }
    let bad = [
        (
            "text,tram\na,favour\nb,none",
            "l: record 1 (line 2): tram \"favour\" is not one of favor, against, none; did you mean \"favor\"?",
        ),
        (
            "text,target,stance\na,trom,favor\nb,bus,none",
            "l: record 1 (line 2): target \"trom\" is not one of thesis, target, tram, bus, sentiment; did you mean \
             \"tram\"?",
        ),
        (
            "text,target,stance\na,bus,yes\nb,bus,none",
            "l: record 1 (line 2): stance \"yes\" is not one of favor, against, none",
        ),
        (
            "id,text,target,stance\n1,a,bus,favor\n1,a,bus,against",
            "l: record 2 (line 3): bus \"against\" contradicts \"favor\", which the comment has since record 1; keep \
             one of them",
        ),
    ];
    for (text, expected) in bad {
        let dataset = labelled(text, &[], false).unwrap();
        assert_eq!(dataset.samples.len(), 1, "{text:?}");
        assert_eq!(dataset.problems.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected], "{text:?}");
        assert_eq!(labelled(text, &[], true).unwrap_err().to_string(), expected);
    }
}

#[test]
fn articles_come_from_the_topic() {
    let csv = b"article,text\nharbour,a\nelsewhere,b\nelsewhere,c\n";
    let mut sections = read_bytes(csv, &ReadParams::default()).unwrap().sections;
    let warnings = resolve_articles(&mut sections, &tram_topic());
    assert_eq!(sections[0].article.as_ref().unwrap().text, "Rails.");
    assert_eq!((sections.len(), &sections[1].article), (2, &None));
    assert_eq!(
        warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["article \"elsewhere\" of 2 comments is not in the topic file, so its thesis and text are unknown; add an \
          [[article]] with id = \"elsewhere\""]
    );
}

/// The page that the format was learnt from is not part of the repository.
#[test]
fn reads_the_real_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/articles");
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let page = std::fs::read(folder.join("000_20a63d7bce1387ab.txt")).unwrap();
    let reading = read_bytes(&page, &ReadParams::default()).unwrap();
    let section = &reading.sections[0];
    assert_eq!(parents(section), [None, Some(0), None, None, None, None, Some(5), Some(5), None, None, Some(9), None]);
    let authors: Vec<&str> = section.comments.iter().filter_map(|c| c.author.as_deref()).collect();
    assert_eq!((authors[0], authors[6], authors[11]), ("The Rev Kev", "Stephen T Johnson", "Roland"));
    assert!(section.comments.iter().all(|comment| !comment.text.is_empty()));
    let article = section.article.as_ref().unwrap();
    assert!(article.title.starts_with("Armenia Freezes Participation"));
    assert!(article.text.contains("\n2. Do “a” but"));
    assert!(!article.text.contains("Print Friendly"));
    assert!(reading.problems.is_empty() && reading.warnings.is_empty());
}

#[test]
fn large_files_take_linear_time() {
    let pages: Vec<String> = vec![
        "  1. A\n\n    a\n\n".repeat(100_000),
        (1..100_000).map(|n| format!("  {n}. A\n\n    a\n\nx\n\n")).collect(),
        "\n".repeat(2_000_000),
        (0..100_000).map(|n| format!("{}1. A\n\n{0}  a\nx\n", " ".repeat(n % 50))).collect(),
        format!("text\n\"{}", "a\n".repeat(1_000_000)),
        format!("id,text\n{}", "\"".repeat(2_000_000)),
        format!("{{\"text\": \"{}", "\\\"1".repeat(1_000_000)),
        "[".repeat(2_000_000),
        "1".repeat(2_000_000),
    ];
    for page in pages {
        let started = std::time::Instant::now();
        for format in Format::ALL {
            let _ = read_bytes(page.as_bytes(), &ReadParams { format: Some(format), ..ReadParams::default() });
        }
        let start: String = page.chars().take(20).collect();
        assert!(started.elapsed().as_secs() < 20, "{start:?} took {:?}", started.elapsed());
    }
}

/// Bytes with the characters that formats are made of.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\n".to_vec()),
        Just(b"\n\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"  ".to_vec()),
        Just(b"\t".to_vec()),
        Just(b"1. ".to_vec()),
        Just(b"2. A\n\n".to_vec()),
        Just(b"1. Pingback: x".to_vec()),
        Just(b"Comments are closed.".to_vec()),
        Just(b"id,text,parent_id".to_vec()),
        Just(b"target;stance".to_vec()),
        Just(b"\"".to_vec()),
        Just(b",".to_vec()),
        Just(b"{\"text\":".to_vec()),
        Just(b"}".to_vec()),
        Just(b"[".to_vec()),
        Just(b"-1e5".to_vec()),
        Just(b"\xEF\xBB\xBF".to_vec()),
        Just("\u{a0}é".as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in any_bytes()) {
        let topic = tram_topic();
        let formats = Format::ALL.into_iter().map(Some).chain([None]);
        for format in formats {
            for text in [None, Some(String::new())] {
                let columns = ColumnMap { text, ..ColumnMap::default() };
                let params = ReadParams { format, columns, ..ReadParams::default() };
                if let Ok(reading) = read_bytes(&bytes, &params) {
                    for section in &reading.sections {
                        let known = |parent: &Option<usize>| parent.is_none_or(|parent| parent < section.comments.len());
                        prop_assert!(parents(section).iter().all(known));
                    }
                }
                let params = LabelledParams { read: params, maps: Vec::new() };
                let _ = read_labelled(&[Source { name: "-", bytes: &bytes }], &topic, &params);
            }
        }
    }

    #[test]
    fn a_written_csv_reads_back(texts_in in prop::collection::vec(any::<String>(), 1..20), separator in 0..3_usize) {
        let mut writer = csv::WriterBuilder::new().delimiter(b",;\t"[separator]).from_writer(Vec::new());
        writer.write_record(["id", "text"]).unwrap();
        for (index, text) in texts_in.iter().enumerate() {
            writer.write_record([&index.to_string(), text]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let reading = read_bytes(&bytes, &ReadParams { format: Some(Format::Csv), ..ReadParams::default() }).unwrap();
        prop_assert_eq!(texts(&reading.sections[0]), texts_in);
    }

    #[test]
    fn replies_never_go_in_circles(parents_in in prop::collection::vec(0..12_usize, 1..12)) {
        let rows: String = parents_in.iter().enumerate().map(|(id, parent)| format!("{id},{parent},t{id}\n")).collect();
        let csv = format!("id,parent_id,text\n{rows}");
        let reading = read_bytes(csv.as_bytes(), &ReadParams::default()).unwrap();
        let parents = parents(&reading.sections[0]);
        for start in 0..parents.len() {
            let steps = std::iter::successors(Some(start), |at| parents[*at]).take(parents.len() + 1).count();
            prop_assert!(steps <= parents.len());
        }
    }
}

#[test]
fn kinds_can_be_matched_on() {
    let error = read_bytes(b"", &ReadParams::default()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Empty));
}

#[test]
fn reads_utf16_with_a_mark_and_without() {
    for mark in ["\u{feff}", ""] {
        let text = format!("{mark}id,text\n1,Exactly\n");
        for bytes in
            [u16::to_le_bytes, u16::to_be_bytes].map(|unit| text.encode_utf16().flat_map(unit).collect::<Vec<_>>())
        {
            let reading = read_bytes(&bytes, &ReadParams::default()).unwrap();
            assert_eq!(reading.sections[0].comments[0].text, "Exactly");
            assert_eq!(reading.warnings.is_empty(), !mark.is_empty());
        }
    }
}
