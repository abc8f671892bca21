use super::*;
use crate::read::{ReadParams, Source, Stream, read};

fn reading(csv: &str) -> crate::read::Reading {
    read(&Source { name: "t.csv", bytes: csv.as_bytes() }, &ReadParams::default()).unwrap()
}

/// All batches of a table with this window.
fn batches(csv: &str, limits: Limits) -> Vec<Batch> {
    let params = ReadParams::default();
    Stream::with_limits("t.csv", csv.as_bytes(), &params, limits).unwrap().map(Result::unwrap).collect()
}

/// A window of so many comments of a batch, ahead and behind.
fn window(batch: usize, ahead: usize, behind: usize) -> Limits {
    Limits { batch: (batch, 1 << 20), ahead: (ahead, 1 << 20), behind: (behind, 1 << 20), articles: 1 << 20 }
}

/// Id and text of the parent of each comment, in the order of the file.
fn answered(batches: &[Batch]) -> Vec<(String, Option<String>)> {
    let of = |batch: &Batch, (section, index): (usize, usize)| {
        let section = &batch.sections[section];
        (section.comments[index].id.clone(), section.parent_text(index).map(str::to_owned))
    };
    batches.iter().flat_map(|batch| batch.order.iter().map(|place| of(batch, *place))).collect()
}

#[test]
fn rows_are_grouped_by_article() {
    let cases: [(&str, &[&[&str]]); 4] = [
        ("text\na\nb", &[&["a", "b"]]),
        ("article,text\nx,a\ny,b\nx,c\n,d", &[&["a", "c"], &["b"], &["d"]]),
        ("article_title,article_thesis,text\nT,,a\n,T,b\nT,,c\n,,d", &[&["a", "c"], &["b"], &["d"]]),
        ("article,article_title,text\nx,,a\nx,T,b", &[&["a", "b"]]),
    ];
    for (csv, expected) in cases {
        let sections = reading(csv).sections;
        let texts: Vec<Vec<&str>> =
            sections.iter().map(|s| s.comments.iter().map(|c| c.text.as_str()).collect()).collect();
        assert_eq!(texts, expected, "{csv:?}");
    }
}

#[test]
fn an_article_is_put_together_from_its_rows() {
    let csv = "article,article_title,article_thesis,text\nx,,,a\nx,T,Yes,b\nx,U,No,c";
    let article = reading(csv).sections.remove(0).article.unwrap();
    assert_eq!((article.id.as_deref(), article.thesis.as_deref()), (Some("x"), Some("Yes")));
    assert_eq!((article.title.as_str(), article.text.as_str()), ("T", ""));
}

#[test]
fn ids_are_made_up_from_the_record_and_repetitions_merged() {
    let csv = "id,text\n,a\n7,b\n7,c\n7,b\n7,c\n,\n";
    let batch = batches(csv, Limits::NONE).remove(0);
    let ids: Vec<&str> = batch.sections[0].comments.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["1", "7", "7"]);
    assert_eq!(batch.order, [(0, 0), (0, 1), (0, 2)]);
    let texts: Vec<String> = batch.warnings.iter().map(ToString::to_string).collect();
    assert!(texts[0].starts_with("t.csv: record 3 (line 4): id \"7\" has another text in record 2"), "{texts:?}");
    assert!(texts[1].starts_with("t.csv: record 4 (line 5): comment \"7\" repeats record 2"), "{texts:?}");
    assert!(texts[2].starts_with("t.csv: record 5 (line 6): comment \"7\" repeats record 3"), "{texts:?}");
    assert_eq!(batch.left_out.to_string(), "left out: 1 entry without text");
}

#[test]
fn made_up_ids_do_not_depend_on_the_rows_taken() {
    let params = ReadParams { wheres: vec!["text=c".parse().unwrap()], ..ReadParams::default() };
    let reading = read(&Source { name: "t", bytes: b"text\na\nb\nc" }, &params).unwrap();
    assert_eq!(reading.sections[0].comments[0].id, "3");
}

#[test]
fn an_address_is_no_author() {
    let comments = reading("author,text\nann@b.org,a\n Ann ,b\n10.0.0.1,c").sections.remove(0).comments;
    let authors: Vec<Option<&str>> = comments.iter().map(|c| c.author.as_deref()).collect();
    assert_eq!(authors, [None, Some("Ann"), None]);
}

#[test]
fn parents_are_found_by_id_then_by_text() {
    let text = |text: &str| Some(Parent::Text(text.into()));
    let cases = [
        ("id,parent_id,text\n1,,a\n2,1,b", Some(Parent::Comment(0)), 0),
        ("id,parent_id,text\n1,,a\n2,1.0,b", Some(Parent::Comment(0)), 0),
        ("id,parent_id,parent_text,text\n1,,,a\n2,1,x,b", Some(Parent::Comment(0)), 0),
        ("id,parent_id,parent_text,text\n1,,,a\n2,9,x,b", text("x"), 0),
        ("id,parent_text,text\n1,,a\n2,x,b", text("x"), 0),
        ("id,parent_id,text\n1,,a\n2,9,b", None, 1),
        ("id,parent_id,text\n1,,a\n2,0,b", None, 0),
        ("id,parent_id,text\n0,,a\n2,0,b", Some(Parent::Comment(0)), 0),
        ("id,parent_id,text\n1,,a\n2,2,b", None, 1),
        ("article,id,parent_id,text\nx,1,,a\ny,2,1,b", None, 1),
    ];
    for (csv, parent, warnings) in cases {
        let reading = reading(csv);
        let reply = reading.sections.iter().flat_map(|s| &s.comments).find(|c| c.text == "b").unwrap();
        assert_eq!(reply.parent, parent, "{csv:?}");
        assert_eq!(reading.warnings.len(), warnings, "{csv:?}: {:?}", reading.warnings);
    }
}

#[test]
fn a_row_not_taken_lends_its_text() {
    let csv = "id,parent_id,split,text\n1,,test,a\n2,1,train,b";
    let params = ReadParams { wheres: vec!["split=train".parse().unwrap()], ..ReadParams::default() };
    let reading = read(&Source { name: "t", bytes: csv.as_bytes() }, &params).unwrap();
    assert_eq!(reading.sections[0].comments[0].parent, Some(Parent::Text("a".into())));
    assert_eq!(reading.sections[0].comments[0].parent_id.as_deref(), Some("1"));
}

#[test]
fn cycles_are_broken_at_their_first_member() {
    let cases: [(&[Option<usize>], &[usize]); 7] = [
        (&[], &[]),
        (&[None, Some(0), Some(1)], &[]),
        (&[Some(0)], &[0]),
        (&[Some(1), Some(0)], &[0]),
        (&[Some(2), Some(2), Some(3), Some(1)], &[1]),
        (&[Some(1), Some(0), Some(0), Some(4), Some(3), Some(2)], &[0, 3]),
        (&[Some(1), Some(2), Some(2)], &[2]),
    ];
    for (parents, expected) in cases {
        let row = |(id, parent): (usize, &Option<usize>)| {
            format!("{id},{},text {id}\n", parent.map_or(String::new(), |parent| parent.to_string()))
        };
        let csv = format!("id,parent_id,text\n{}", parents.iter().enumerate().map(row).collect::<String>());
        let Ok(reading) = read(&Source { name: "t", bytes: csv.as_bytes() }, &ReadParams::default()) else { continue };
        let roots: Vec<&str> = reading
            .warnings
            .iter()
            .filter_map(|warning| match warning {
                Warning::ParentCycle { id, .. } => Some(id.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(roots, expected.iter().map(ToString::to_string).collect::<Vec<_>>(), "{parents:?}");
        for (index, comment) in reading.sections[0].comments.iter().enumerate() {
            let expected = parents[index].filter(|_| !roots.contains(&comment.id.as_str())).map(Parent::Comment);
            assert_eq!(comment.parent, expected, "{parents:?}");
        }
    }
}

#[test]
fn long_chains_take_linear_time() {
    let n = 100_000;
    let rows =
        |last: usize| (0..n).map(|i| format!("{i},{},x\n", if i + 1 < n { i + 1 } else { last })).collect::<String>();
    let chain = reading(&format!("id,parent_id,text\n{}", rows(n)));
    assert!(matches!(chain.warnings[..], [Warning::UnknownParent { .. }]), "{:?}", chain.warnings);
    let ring = reading(&format!("id,parent_id,text\n{}", rows(0)));
    assert!(matches!(&ring.warnings[..], [Warning::ParentCycle { id, .. }] if id == "0"), "{:?}", ring.warnings);
}

#[test]
fn a_window_hands_on_the_same_comments_with_the_same_parents() {
    // Each answers the comment 7 before it, or 5 after it.
    let row = |n: i64| format!("{n},{},{}\n", if n % 2 == 0 { n - 7 } else { n + 5 }, format_args!("words {n}"));
    let csv = format!("id,parent_id,text\n{}", (0..200).map(row).collect::<String>());
    let whole = answered(&batches(&csv, Limits::NONE));
    for (batch, ahead, behind) in [(1, 5, 7), (10, 6, 8), (64, 64, 64), (1000, 1, 1)] {
        let windowed = batches(&csv, window(batch, ahead, behind));
        assert_eq!(answered(&windowed), whole, "{batch} {ahead} {behind}");
        assert!(windowed.iter().all(|batch_| batch_.order.len() <= batch));
    }
}

#[test]
fn past_the_window_an_answer_becomes_a_root_comment_with_a_warning() {
    let rows: String = (1..50).map(|n| format!("{n},0,words {n}\n")).collect();
    let csv = format!("id,parent_id,text\nfirst,,opening\n{}last,first,late\n", rows.replace(",0,", ",,"));
    let near = batches(&csv, window(4, 4, 60));
    assert_eq!(answered(&near).last().unwrap().1.as_deref(), Some("opening"));
    let far = batches(&csv, window(4, 4, 10));
    assert_eq!(answered(&far).last().unwrap().1, None);
    let warnings: Vec<&Warning> = far.iter().flat_map(|batch| &batch.warnings).collect();
    assert!(matches!(warnings[..], [Warning::UnknownParent { id, .. }] if id == "last"), "{warnings:?}");
}

#[test]
fn a_section_has_one_number_in_all_batches() {
    let rows: String = (0..20).map(|n| format!("{},{n},words\n", if n % 3 == 0 { "x" } else { "y" })).collect();
    let all = batches(&format!("article,id,text\n{rows}"), window(4, 0, 100));
    for batch in &all {
        for (number, section) in batch.section_numbers.iter().zip(&batch.sections) {
            let id = section.article.as_ref().unwrap().id.as_deref();
            assert_eq!(id, Some(if *number == 0 { "x" } else { "y" }));
        }
    }
    assert_eq!(all.iter().map(|batch| batch.order.len()).sum::<usize>(), 20);
}
