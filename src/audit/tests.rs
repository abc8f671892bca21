use super::*;
use crate::eval::Observation;
use crate::read::{LabelledParams, Source, read_labelled};

const LONG: &str = "They never once kept a promise that they made to us in the east";

fn dataset(rows: &str) -> (Dataset, Topic) {
    let articles = ["a", "b", "c"].map(|id| format!("[[article]]\nid = \"{id}\"\ntitle = \"About {id}\"\n"));
    let topic = Topic::from_toml(&format!("[[target]]\nname = \"nato\"\n{}", articles.concat())).unwrap();
    let text = format!("id,article,parent_id,text,thesis,nato\n{rows}");
    let source = Source { name: "l.csv", bytes: text.as_bytes() };
    (read_labelled(&[source], &topic, &LabelledParams::default()).unwrap(), topic)
}

/// Kind, id, other id, head, severity.
fn shown(findings: &[Finding], kind: Kind) -> Vec<String> {
    let of_kind = findings.iter().filter(|finding| finding.kind == kind);
    of_kind.map(|f| format!("{} {} {} {}", f.id, f.other_id, f.head, f.severity.name())).collect()
}

#[test]
fn conflicts_depend_on_article_parent_and_length() {
    let (dataset, topic) = dataset(&format!(
        "1,a,,{LONG},favor,against\n2,a,,{LONG}!,against,against\n3,b,,{LONG},none,against\n4,b,1,{LONG} indeed,none,favor\n\
         5,a,1,Exactly.,favor,none\n6,a,2,Exactly!,against,none\n7,a,1,exactly,none,none\n"
    ));
    let findings = audit(&dataset, &topic, &[]);
    let expected = ["2 1 thesis error", "4 1 nato warning", "7 5 thesis error"];
    assert_eq!(shown(&findings, Kind::Conflict), expected);
    assert_eq!(shown(&findings, Kind::Duplicate), ["2 1  note", "3 1  note", "7 5  note"]);
    assert_eq!(shown(&findings, Kind::NearDuplicate), ["4 1  note"]);
}

#[test]
fn leaks_are_texts_and_articles_on_two_sides() {
    let (train, _) = dataset(&format!("1,a,,{LONG},favor,\n2,a,,Well said,favor,\n3,c,,Other,none,\n"));
    let (test, _) = dataset(&format!("1,b,,Well said,favor,\n2,a,,{LONG} indeed,favor,\n3,b,,{LONG},none,\n"));
    let sides = [Side { name: "train", dataset: &train }, Side { name: "test", dataset: &test }];
    let found = leaks(&sides);
    assert_eq!(shown(&found, Kind::Leak), ["2 1  error", "3 1  error"]);
    assert_eq!(found[0].suggested, "in test; nearly the same text is in train");
    assert_eq!((&found[2].article[..], &found[2].suggested[..]), ("a", "2 in train, 1 in test"));
    assert_eq!(found.len(), 3);
}

#[test]
fn thin_heads_classes_and_articles_are_told() {
    let rows: String =
        (0..24).map(|i| format!("{i},a,,Number {i} of the comments,favor,{}\n", ["favor", "none"][i % 2])).collect();
    let (dataset, topic) = dataset(&rows);
    let findings = audit(&dataset, &topic, &[]);
    let told = |kind| {
        let of_kind = findings.iter().filter(move |finding| finding.kind == kind);
        of_kind.map(|f| format!("{} {} {}", f.head, f.label, f.suggested)).collect::<Vec<_>>()
    };
    assert_eq!(told(Kind::OneClass), ["thesis favor all 24 labels"]);
    assert_eq!(told(Kind::ThinHead), ["thesis  24 labels", "nato  24 labels"]);
    assert_eq!(told(Kind::OneSidedArticle), ["thesis favor all 24 labels"]);
    assert_eq!(
        told(Kind::ThinClass)[2..],
        ["nato favor 12 of 24 labels", "nato against 0 of 24 labels", "nato none 12 of 24 labels"]
    );
}

#[test]
fn comments_without_words_of_their_own_are_told() {
    let (dataset, topic) = dataset(
        "1,a,,Rubbish,none,\n2,a,1,Exactly,none,\n3,a,,https://example.org/x,none,\n4,a,,> they said that,none,\n\
         5,a,,See https://example.org/x there,none,\n5,a,,Another text,none,\n",
    );
    let findings = audit(&dataset, &topic, &[]);
    assert_eq!(shown(&findings, Kind::ShortText), ["1   note"]);
    assert_eq!(shown(&findings, Kind::NoOwnWords), ["3   note", "4   note"]);
    assert_eq!(shown(&findings, Kind::RepeatedId), ["5   warning"]);
}

#[test]
fn label_errors_come_with_what_the_model_holds_for_right() {
    let (dataset, topic) = dataset("1,a,,One of them,favor,\n2,a,,Two of them,favor,\n3,a,,Three of them,against,\n");
    let seen = |(sample, truth, p): (usize, usize, [f64; 3])| Observation {
        sample,
        truth,
        probabilities: p.to_vec(),
        prediction: None,
    };
    let observations = [(0, 0, [0.9, 0.1, 0.0]), (1, 0, [0.1, 0.8, 0.1]), (2, 1, [0.2, 0.7, 0.1])].map(seen).to_vec();
    let classes = ["favor", "against", "none"].map(String::from).to_vec();
    let head = HeadObservations { name: "thesis".into(), classes, observations, pooled: false, majority: None };
    let findings = audit(&dataset, &topic, &[head]);
    let error = findings.iter().find(|finding| finding.kind == Kind::LabelError).unwrap();
    assert_eq!((&error.id[..], &error.label[..], &error.suggested[..], error.p), ("2", "favor", "against", Some(0.1)));
}
