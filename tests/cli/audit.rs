//! What is wrong with labelled comments.

use predicates::str::contains;

use crate::common::{Place, rows_of, stdout};

const LONG: &str = "They never once kept a promise that they made to us in the east";

fn place() -> Place {
    let place = Place::new();
    place.write("topic.toml", "[[target]]\nname = \"tram\"\n").write(
        "l.csv",
        format!(
            "id,text,tram,split\n1,{LONG},against,train\n2,{LONG}!,favor,test\n3,=cmd() https://example.org,none,train\n\
             4,https://example.org,none,test\n"
        ),
    );
    place
}

#[test]
fn findings_are_listed_and_summed_up() {
    let place = place();
    let assert =
        place.run("audit l.csv --topic topic.toml --without-model --split split -o audit.csv").code(0).stderr("");
    let page = stdout(&assert);
    assert!(page.starts_with("Audit of 4 labelled comments\n"), "{page}");
    let rows = rows_of(&place.read("audit.csv"));
    assert_eq!(rows[0].join(","), "kind,severity,record,id,article,head,label,suggested,p,other_id,text");
    let kinds: Vec<String> = rows[1..].iter().map(|row| format!("{} {} {}", row[0], row[1], row[3])).collect();
    for expected in
        ["leak error 2", "conflict error 2", "duplicate note 2", "no-own-words note 4", "thin-head warning "]
    {
        assert!(kinds.iter().any(|kind| kind == expected), "{expected:?}: {kinds:?}");
        let kind = expected.split(' ').next().unwrap();
        assert!(page.contains(&format!("\n{kind}: ")), "{kind}: {page}");
    }
}

#[test]
fn errors_decide_the_exit_status_if_asked() {
    let place = place();
    let arguments = "audit l.csv --topic topic.toml --without-model";
    place.run(arguments).code(0);
    place.run(&format!("{arguments} --fail")).code(1).stderr(contains("1 finding of severity error"));
    place.write("l.csv", "id,text,tram\n1,One of them,favor\n2,Two of them,none\n");
    place.run(&format!("{arguments} --fail")).code(0);
    place.write("l.csv", "id,text,tram\n1,One of them,favour\n2,Two of them,none\n3,Three,favor\n");
    place.run(arguments).code(1).stderr(contains("1 record could not be read"));
}

#[test]
fn another_file_is_the_other_side() {
    let place = place();
    place.write("train.csv", format!("id,text,tram\n70,{LONG} indeed,against\n"));
    let arguments = "audit l.csv --topic topic.toml --without-model --against train.csv -o -";
    let rows = rows_of(&stdout(&place.run(arguments).code(0)));
    let leaks: Vec<&Vec<String>> = rows.iter().filter(|row| row[0] == "leak").collect();
    assert_eq!(leaks.len(), 2);
    assert_eq!((&leaks[0][3][..], &leaks[0][9][..]), ("1", "70"));
    place
        .run("audit l.csv --topic topic.toml --without-model --split fold")
        .code(2)
        .stderr(contains("no column \"fold\""));
}

#[test]
fn wrong_labels_are_found_by_models_that_have_not_seen_them() {
    let place = Place::with_corpus();
    let labelled = place.read("labelled.csv");
    // The first comment that loves the tram is labelled against it.
    let line = labelled.lines().find(|line| line.contains(",tram,favor,")).unwrap();
    let id = line.split(',').next().unwrap();
    place.write("wrong.csv", labelled.replace(line, &line.replace(",tram,favor,", ",tram,against,")));
    let arguments = "audit wrong.csv --topic topic.toml --folds 3 -o -";
    let alone = stdout(&place.run(&format!("{arguments} --threads 1")).code(0));
    assert_eq!(stdout(&place.run(&format!("{arguments} --threads 2")).code(0)), alone);
    let rows = rows_of(&alone);
    let found = rows.iter().find(|row| row[0] == "label-error" && row[5] == "tram").expect("an error is found");
    assert_eq!((&found[3][..], &found[6][..], &found[7][..]), (id, "against", "favor"));
}

#[test]
fn data_too_thin_to_train_on_are_audited_all_the_same() {
    let place = place();
    place.run("audit l.csv --topic topic.toml").code(0).stderr(contains("label errors were not looked for"));
}
