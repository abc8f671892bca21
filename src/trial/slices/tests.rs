use super::*;
use crate::comment::{Article, Comment, Parent, Section};
use crate::read::Sample;

const TOPIC: &str = "
    [[target]]
    name = \"ferry\"
    aliases = [\"ferry\", \"паром\"]
    [[target]]
    name = \"bridge\"
    aliases = [\"bridge\"]
";

const FOR: Option<usize> = Some(0);
const AGAINST: Option<usize> = Some(1);
const NEITHER: Option<usize> = Some(2);

/// Text, number of the comment answered, and labels: thesis, target, ferry, bridge, sentiment.
type Row<'a> = (&'a str, Option<usize>, [Option<usize>; 5]);

fn dataset(rows: &[Row]) -> Dataset {
    let comment = |(text, parent, _): &Row| Comment {
        text: (*text).to_owned(),
        parent: parent.map(Parent::Comment),
        ..Comment::default()
    };
    let article = Article {
        title: "A harbour without boats".into(),
        text: "The old pier will be closed before the winter comes to the island.".into(),
        ..Article::default()
    };
    let sample = |(comment, (.., labels)): (usize, &Row)| Sample {
        section: 0,
        comment,
        labels: labels.to_vec(),
        record: comment as u64 + 1,
    };
    Dataset {
        sections: vec![Section { article: Some(article), comments: rows.iter().map(comment).collect() }],
        samples: rows.iter().enumerate().map(sample).collect(),
        ..Dataset::default()
    }
}

fn rows() -> Vec<Row<'static>> {
    let long = "The harbour office wrote to all of us in spring, and what they wrote was that nobody would lose a job or a \
        boat, whatever happened.";
    vec![
        ("The ferry is late. Who pays?", None, [AGAINST, Some(0), AGAINST, NEITHER, AGAINST]),
        ("I would not miss it, haha.", Some(0), [FOR, None, AGAINST, None, FOR]),
        ("> The ferry is late\nBuild the bridge!", Some(0), [None, Some(1), FOR, FOR, FOR]),
        (long, None, [NEITHER, Some(2), NEITHER, NEITHER, NEITHER]),
        ("Паром нужен всем.", None, [FOR, Some(0), FOR, AGAINST, None]),
        (
            "So \"the old pier will be closed before the winter comes\", great.",
            None,
            [AGAINST, None, None, None, AGAINST],
        ),
    ]
}

/// The members of each slice as their numbers.
fn members(slices: &[Slice]) -> Vec<(String, Vec<usize>)> {
    let of = |slice: &Slice| {
        let name = slice.head.as_ref().map_or(slice.name.clone(), |head| format!("{head}: {}", slice.name));
        (name, (0..slice.member.len()).filter(|sample| slice.member[*sample]).collect())
    };
    slices.iter().map(of).collect()
}

#[test]
fn every_family_has_the_members_it_should() {
    let topic = Topic::from_toml(TOPIC).unwrap();
    let found = slices(&dataset(&rows()), &topic, None);
    let expected: [(&str, &[usize]); 18] = [
        ("under 10 words", &[0, 1, 2, 4]),
        ("10 to 29 words", &[3, 5]),
        ("root comment", &[0, 3, 4, 5]),
        ("reply", &[1, 2]),
        ("quotes", &[2, 5]),
        ("quotes nothing", &[0, 1, 3, 4]),
        ("ferry: target named", &[0, 4]),
        ("ferry: target implied", &[1, 2]),
        ("bridge: target named", &[2]),
        ("bridge: target implied", &[4]),
        ("negation", &[1, 3]),
        ("no negation", &[0, 2, 4, 5]),
        ("question", &[0]),
        ("no question", &[1, 2, 3, 4, 5]),
        ("Latin letters", &[0, 1, 2, 3, 5]),
        ("Cyrillic letters", &[4]),
        ("tone against a stance", &[1]),
        ("tone in line with stances", &[0, 2, 5]),
    ];
    let expected: Vec<_> = expected.iter().map(|(name, members)| ((*name).to_owned(), members.to_vec())).collect();
    assert_eq!(members(&found), expected);
    assert!(found.iter().all(|slice| slice.member.len() == 6));
}

#[test]
fn length_is_told_in_four_steps() {
    let texts: Vec<String> = [9, 10, 29, 30, 99, 100].map(|n| "word - ".repeat(n)).into();
    let rows: Vec<Row> = texts.iter().map(|text| (text.as_str(), None, [FOR; 5])).collect();
    let found = slices(&dataset(&rows), &Topic::from_toml(TOPIC).unwrap(), None);
    let lengths: Vec<_> = members(&found).into_iter().map(|(_, members)| members).collect();
    assert_eq!(lengths, [vec![0], vec![1, 2], vec![3, 4], vec![5]]);
}

#[test]
fn a_model_tells_what_is_unknown() {
    let model = Model::embedded();
    let texts = ["It is the war of the people.", "It is the war of qwrtzp.", "Qwrtzp zxvbnq is plmkjh."];
    let rows: Vec<Row> = texts.iter().map(|text| (*text, None, [FOR; 5])).collect();
    let found = slices(&dataset(&rows), &Topic::from_toml(TOPIC).unwrap(), Some(&model));
    let expected = [
        ("up to a tenth unknown", vec![0]),
        ("a tenth to a third unknown", vec![1]),
        ("more than a third unknown", vec![2]),
    ];
    assert_eq!(members(&found), expected.map(|(name, members)| (name.to_owned(), members)));
}

#[test]
fn what_cannot_be_parted_has_no_slices() {
    let topic = Topic::from_toml(TOPIC).unwrap();
    assert_eq!(slices(&Dataset::default(), &topic, None), []);
    assert_eq!(slices(&dataset(&[("A ferry?", None, [FOR, Some(0), FOR, FOR, FOR]); 3]), &topic, None), []);
    let unreadable = Topic { language: "xx".into(), ..topic };
    assert_eq!(slices(&dataset(&rows()), &unreadable, None), []);
}
