use super::*;
use crate::read::Where;

fn read(files: &[(&str, &str)], topic: Option<&str>, params: &LabelledParams) -> Result<Annotators> {
    let sources: Vec<Source> = files.iter().map(|(name, text)| Source { name, bytes: text.as_bytes() }).collect();
    let topic = topic.map(|toml| Topic::from_toml(toml).unwrap());
    read_annotators(&sources, topic.as_ref(), params)
}

/// Heads with their labels: one word a comment, annotator and first letter of the class.
fn shown(found: &Annotators) -> Vec<String> {
    let comment = |head: &AnnotatedHead, labels: &Vec<(usize, usize)>| -> String {
        let label = |(annotator, class): &(usize, usize)| format!("{annotator}{}", &head.classes[*class][..1]);
        if labels.is_empty() { ".".into() } else { labels.iter().map(label).collect() }
    };
    let head = |head: &AnnotatedHead| {
        let labels: Vec<String> = head.labels.iter().map(|labels| comment(head, labels)).collect();
        format!("{}: {}", head.name, labels.join(" "))
    };
    found.heads.iter().map(head).collect()
}

const NATO: &str = "[[target]]\nname = \"nato\"";

#[test]
fn labels_are_found_however_annotators_are_told_apart() {
    type Case<'a> = (&'a [(&'a str, &'a str)], Option<&'a str>, &'a [&'a str], &'a [&'a str]);
    let cases: [Case; 8] = [
        (
            &[("a.csv", "id,nato,x\n1,favor,1\n2,none,2\n"), ("b.csv", "ID,NATO,y\n2,None,3\n3,against,4\n")],
            None,
            &["a.csv", "b.csv"],
            &["nato: 0f 0n1n 1a"],
        ),
        (&[("d", "id,split,nato_1,nato_2,q_1\n1,test,favor,none,z\n")], None, &["1", "2"], &["nato: 0f1n"]),
        (&[("d", "id,nato_2,other\n1,none,z\n")], Some(NATO), &["2"], &["nato: 0n"]),
        (
            &[("d", "id,annotator,nato\n1,Ann,favor\n1,Ben,none\n2,Ann,none\n")],
            None,
            &["Ann", "Ben"],
            &["nato: 0f1n 0n"],
        ),
        (&[("d", "id,worker,nato\n1,a@b.org,favor\n")], None, &["annotator 1"], &["nato: 0f"]),
        (
            &[("d", "id,coder,target,stance\n1,A,nato,favor\n1,B,nato,none\n1,A,thesis,against\n")],
            Some(NATO),
            &["A", "B"],
            &["thesis: 0a", "nato: 0f1n"],
        ),
        (
            &[("a", "id,text,nato,nato_p\n1,Words,favor,0.9\n"), ("b", "id,text,nato,nato_p\n1,Words,none,0.8\n")],
            None,
            &["a", "b"],
            &["nato: 0f1n"],
        ),
        (
            &[("a", "id,article,nato\n1,x,favor\n1,y,none\n"), ("b", "id,article,nato\n1,y,none\n")],
            None,
            &["a", "b"],
            &["nato: 0f 0n1n"],
        ),
    ];
    for (files, topic, names, heads) in cases {
        let found = read(files, topic, &LabelledParams::default()).unwrap();
        assert_eq!(
            (&found.names[..], &shown(&found)[..]),
            (
                &names.iter().map(|n| n.to_string()).collect::<Vec<_>>()[..],
                &heads.iter().map(|h| h.to_string()).collect::<Vec<_>>()[..]
            ),
            "{files:?}"
        );
        assert!(found.problems.is_empty(), "{files:?}");
    }
}

#[test]
fn bad_records_are_named_and_the_rest_is_read() {
    let text = "id,annotator,nato\n1,A,favour\n,A,favor\n2,A,favor\n2,A,none\n2,,none\n1.2E+17,A,none\n2,B,favor,x\n3,A,none\n";
    let found = read(&[("l.csv", text)], Some(NATO), &LabelledParams::default()).unwrap();
    let mut records: Vec<u64> = found.problems.iter().map(|problem| problem.position().record.unwrap()).collect();
    records.sort_unstable();
    assert_eq!(records, [1, 2, 4, 5, 6, 7]);
    assert_eq!(shown(&found), ["nato: 0f 0n"]);
    assert!(found.problems.iter().any(|problem| problem.to_string().contains("did you mean \"favor\"")));
}

#[test]
fn what_cannot_be_read_is_refused() {
    let cases = [
        ("nato\nfavor\n", "no column \"id\""),
        ("id,text\n1,Words\n", "no column of labels"),
        ("Title\n\nText, more text.\n\n  1. Ann\n\n    Words\n\nComments are closed.\n", "carries no labels"),
        ("", "empty"),
    ];
    for (text, expected) in cases {
        let error = read(&[("l", text)], None, &LabelledParams::default()).unwrap_err().to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
    }
}

#[test]
fn columns_of_many_values_are_no_heads_and_classes_have_an_order() {
    let row = |i: usize| format!("{i},{i} words,{}\n", ["Neutral", "positive", "negative"][i % 3]);
    let text = format!("id,remark,tone\n{}", (0..99).map(row).collect::<String>());
    let found = read(&[("a", &text), ("b", &text)], None, &LabelledParams::default()).unwrap();
    assert_eq!((&found.not_heads[..], found.heads.len()), (&["remark".to_owned()][..], 1));
    assert_eq!(found.heads[0].classes, ["positive", "negative", "Neutral"]);
}

#[test]
fn maps_and_conditions_count() {
    let wheres: Vec<Where> = vec!["split=test".parse().unwrap()];
    let read_params = ReadParams { wheres, ..ReadParams::default() };
    let params = LabelledParams { read: read_params, maps: vec![("thesis".into(), "gold".into())] };
    let text = "id,split,gold\n1,test,favor\n2,train,none\n";
    let found = read(&[("a", text), ("b", text)], None, &params).unwrap();
    assert_eq!(shown(&found), ["thesis: 0f1f"]);
    let error = read(&[("a", "id,split,gold\n1,dev,none\n")], None, &params).unwrap_err().to_string();
    assert!(error.contains("none of 1 records meets"), "{error}");
}

#[test]
fn the_second_annotator_is_the_one_numbered_two_or_the_only_one() {
    let cases = [
        ("id,nato_1,nato_2\n1,favor,none\n", Some((1, Some(0)))),
        ("id,nato\n1,favor\n", Some((0, None))),
        ("id,annotator,nato\n1,A,favor\n1,B,favor\n", None),
    ];
    for (text, expected) in cases {
        assert_eq!(
            read(&[("d", text)], Some(NATO), &LabelledParams::default()).unwrap().second(),
            expected,
            "{text:?}"
        );
    }
}
