//! Behaviour tests from a file: each kind on texts whose outcome can be known, and what is refused.

use hustings::model::Model;
use hustings::topic::Topic;
use hustings::trial::behaviour::{BehaviourResult, BehaviourTests};
use hustings::{ErrorKind, Result};

/// Words that the tests below share.
const HEAD: &str = r#"
targets = ["nato", "russia"]
[lists]
thanks = ["Thank God for", "I trust", "Long live"]
one = ["alone"]
[names.hashtag]
nato = ["NATO", "the alliance"]
russia = ["Russia", "Moscow"]
[articles.needed]
thesis = "NATO keeps Europe safe."
[articles.harmful]
thesis = "NATO makes Europe less safe."
"#;

/// A file with one test of these lines.
fn file(lines: &str) -> String {
    format!("{HEAD}[[test]]\nname = \"It does\"\ncapability = \"vocabulary\"\n{lines}")
}

fn run(model: &Model, lines: &str) -> Vec<BehaviourResult> {
    BehaviourTests::from_toml(&file(lines)).unwrap().run(model)
}

#[test]
fn each_kind_counts_its_cases_and_failures() {
    let model = Model::embedded();
    // Lines of the test, cases, failures; `None` where the model decides which.
    let cases = [
        ("kind = 'minimum'\nhead = 'nato'\ntext = ['Thank God for NATO.']\nexpect = 'favor'", 1, Some(0)),
        ("kind = 'minimum'\nhead = 'nato'\ntext = ['Thank God for NATO.']\nexpect = 'against'", 1, Some(1)),
        ("kind = 'minimum'\nhead = 'nato'\ntext = ['Thank God for NATO.']\nexpect = ['against', 'favor']", 1, Some(0)),
        (
            "kind = 'minimum'\nhead = '{target}'\ntext = ['Thank God for {target}.']\nexpect = 'favor'\ntargets = ['nato']",
            1,
            Some(0),
        ),
        ("kind = 'minimum'\nhead = '{target}'\ntext = ['{thanks} {target}.']\nexpect = 'favor'", 9, None),
        ("kind = 'minimum'\nhead = 'target'\ntext = ['NATO is a danger.']\nexpect = 'nato'", 1, Some(0)),
        ("kind = 'minimum'\nhead = 'stance'\ntext = ['It rained.']\nexpect = 'none'", 3, Some(0)),
        ("kind = 'minimum'\nhead = '{other}'\ntext = ['{target} and {other}.']\nexpect = 'none'", 6, None),
        ("kind = 'invariance'\nhead = 'nato'\ntext = ['Thank God for NATO.']\nchange = 'upper_case'", 1, Some(0)),
        (
            "kind = 'invariance'\nhead = 'nato'\ntext = ['Thank God for NATO.', 'ok']\nchange = { ending = '' }",
            1,
            Some(0),
        ),
        ("kind = 'invariance'\nhead = '{target}'\ntext = ['{hashtag} met.']\nchange = { refill = 'hashtag' }", 4, None),
        ("kind = 'invariance'\nhead = '{target}'\ntext = ['{target} not {other}']\nchange = 'swap_targets'", 6, None),
        (
            "kind = 'invariance'\nhead = 'target'\ntext = ['{target} is a danger.']\nchange = { refill = 'target' }",
            3,
            Some(0),
        ),
        ("kind = 'invariance'\nhead = 'nato'\ntext = ['Thank God for NATO.']\nchange = { typos = 1 }", 1, None),
        (
            "kind = 'direction'\nhead = 'nato'\ntext = ['Thank God for NATO.']\nchange = { replace = [['Thank God for', 'I despise']] }\nexpect = { class = 'favor', less = 0.1 }",
            1,
            Some(0),
        ),
        (
            "kind = 'direction'\nhead = 'nato'\ntext = ['Thank God for NATO.']\nchange = { replace = [['Thank God for', 'I despise']] }\nexpect = { class = 'favor', more = 0 }",
            1,
            Some(1),
        ),
        (
            "kind = 'direction'\nhead = 'nato'\ntext = ['Thank God for NATO.']\nchange = { replace = [['Thank God for', 'I despise']] }\nexpect = 'opposite'",
            1,
            None,
        ),
        (
            "kind = 'direction'\nhead = 'nato'\ntext = ['Exactly.']\nparent = 'Thank God for NATO.'\nchange = { parent = 'NATO is a disgrace.' }\nexpect = { class = 'favor', less = 0 }",
            1,
            None,
        ),
        (
            "kind = 'direction'\nhead = 'thesis'\narticle = 'needed'\ntext = ['NATO is a disgrace.']\nchange = { article = 'harmful' }\nexpect = { class = 'favor', more = -0.5 }",
            1,
            Some(0),
        ),
    ];
    for (lines, n, failed) in cases {
        let results = run(&model, lines);
        assert_eq!(results.len(), 1, "{lines}");
        assert_eq!(results[0].n, n, "{lines}");
        if let Some(failed) = failed {
            assert_eq!(results[0].failed, failed, "{lines}\n{:?}", results[0].failures);
        }
    }
}

#[test]
fn a_failure_says_what_was_tried_expected_and_found() {
    let model = Model::embedded();
    let lines = "kind = 'direction'\nhead = 'nato'\narticle = 'needed'\nparent = 'And NATO?'\ntext = ['I trust NATO.']\n\
                 change = { wrap = 'Well, {text} Thank God!' }\nexpect = { class = 'against', more = 0.3 }\nallowed = 0.5";
    let results = run(&model, lines);
    let BehaviourResult { kind, expects, n: 1, failed: 1, failures, .. } = &results[0] else { panic!("{results:?}") };
    assert_eq!((kind.as_str(), expects.as_str()), ("direction", "against rises by 30 points or more"));
    let failure = &failures[0];
    assert_eq!(failure.text, "Well, I trust NATO. Thank God!");
    assert_eq!(failure.from.as_deref(), Some("I trust NATO."));
    assert_eq!(failure.context.as_deref(), Some("under \"NATO keeps Europe safe.\", in answer to \"And NATO?\""));
    assert_eq!(failure.head, "nato");
    assert!(failure.expected.starts_with("against rises by 30 points or more; before "), "{}", failure.expected);
    assert!(failure.found.starts_with("against ") && failure.found.ends_with(" %"), "{}", failure.found);
    assert!(!results[0].passed());
}

#[test]
fn tests_of_what_the_model_lacks_are_left_out() -> Result<()> {
    let topic = Topic::from_toml("[[target]]\nname = \"eu\"\nlabel = \"EU\"\naliases = [\"EU\"]")?;
    let model = Model::embedded().with_topic(&topic)?;
    // The heads nato and target are not answered; a second target to exchange is not there.
    for lines in [
        "kind = 'minimum'\nhead = 'nato'\ntext = ['NATO']\nexpect = 'none'",
        "kind = 'minimum'\nhead = 'target'\ntext = ['NATO']\nexpect = 'none'",
        "kind = 'minimum'\nhead = '{target}'\ntext = ['{target}']\nexpect = 'none'\ntargets = ['nato']",
        "kind = 'minimum'\nhead = '{target}'\ntext = ['{hashtag}']\nexpect = 'none'",
        "kind = 'invariance'\nhead = '{target}'\ntext = ['{target} {other}']\nchange = 'swap_targets'",
        "kind = 'invariance'\nhead = '{target}'\ntext = ['{target}']\nchange = { refill = 'target' }",
    ] {
        assert_eq!(run(&model, lines), [], "{lines}");
    }
    let results = run(&model, "kind = 'minimum'\nhead = '{target}'\ntext = ['{thanks} {target}']\nexpect = 'favor'");
    assert_eq!(results[0].n, 3);
    Ok(())
}

#[test]
fn what_cannot_be_is_refused_with_its_line_and_the_way_out() {
    let minimum = "kind = 'minimum'\nhead = 'nato'\n";
    let words: String = (0..11).map(|word| format!("'w{word}', ")).collect();
    // The file, the line, what the error says.
    let cases = [
        ("[[test".into(), 1, ""),
        ("test = 1".into(), 1, "invalid type"),
        ("sed = 1".into(), 1, "unknown field `sed`"),
        ("[[test]]\nname = 'a'\nkind = 'mininum'".into(), 3, "unknown variant `mininum`, expected one of"),
        (
            file(&format!("{minimum}text = ['x']\nexpect = 'favour'")),
            19,
            "label \"favour\" is not one of favor, against, none",
        ),
        (
            file("kind = 'minimum'\nhead = 'target'\ntext = ['x']\nexpect = 'eu'"),
            19,
            "\"eu\" is not one of nato, russia, none",
        ),
        (
            file("kind = 'minimum'\nhead = 'natoo'\ntext = ['x']\nexpect = 'none'"),
            17,
            "head \"natoo\" is not one of thesis",
        ),
        (file("kind = 'minimum'\nhead = 'thesis'\ntext = ['x']\nexpect = 'none'"), 17, "add article = \"NAME\""),
        (file(&format!("{minimum}text = []\nexpect = 'none'")), 14, "has no text"),
        (
            file(&format!("{minimum}text = ['x', '{{thank}}']\nexpect = 'none'")),
            18,
            "{thank} is not one of {target}, {other}, {one}, {thanks}, {hashtag}",
        ),
        (file(&format!("{minimum}text = ['x {{']\nexpect = 'none'")), 18, "has no partner"),
        (file(&format!("{minimum}text = ['{{text}}']\nexpect = 'none'")), 18, "for `wrap` alone"),
        (file(&format!("{minimum}text = ['{{other}}']\nexpect = 'none'")), 18, "which the text lacks"),
        (file(&format!("{minimum}text = ['x']")), 14, "says no `expect`"),
        (file(&format!("{minimum}text = ['x']\nexpect = 'none'\nchange = 'upper_case'")), 20, "remove `change`"),
        (file(&format!("{minimum}text = ['x']\nexpect = 'none'\nallowed = 1.5")), 20, "from 0 to 1"),
        (file(&format!("{minimum}text = ['x']\nexpect = 'none'\ntargets = ['eu']")), 20, "not one of nato, russia"),
        (file(&format!("{minimum}text = ['x']\nexpect = 'none'\narticle = 'new'")), 20, "not one of harmful, needed"),
        (file(&format!("{minimum}text = ['x']\nexpect = {{ class = 'none', more = 0 }}")), 19, "expects a label"),
        (file("kind = 'minimum'\nhead = '{target}'\ntext = ['x']\nexpect = 'none'"), 18, "refers to {target}"),
        (file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']"), 14, "says no `change`"),
        (
            file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = 'uper_case'"),
            19,
            "unknown variant `uper_case`",
        ),
        (
            file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = 'upper_case'\nexpect = 'favor'"),
            20,
            "expects \"same\"",
        ),
        (file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = { typos = 0 }"), 19, "at least one word"),
        (file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = { wrap = 'y' }"), 19, "needs {text} once"),
        (
            file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = { refill = 'thank' }"),
            19,
            "neither target nor",
        ),
        (
            file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = { refill = 'thanks' }"),
            18,
            "that the text lacks",
        ),
        (
            file("kind = 'invariance'\nhead = 'nato'\ntext = ['{one}']\nchange = { refill = 'one' }"),
            18,
            "at least two words",
        ),
        (file("kind = 'invariance'\nhead = 'nato'\ntext = ['{target}']\nchange = 'swap_targets'"), 18, "in every text"),
        (
            file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = { replace = [['y', 'z']] }"),
            18,
            "add a pair",
        ),
        (
            file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = { replace = [['', 'z']] }"),
            19,
            "looks for nothing",
        ),
        (
            file("kind = 'invariance'\nhead = 'nato'\ntext = ['x']\nchange = { article = 'new' }"),
            19,
            "add [articles.new]",
        ),
        (
            file("kind = 'direction'\nhead = 'nato'\ntext = ['x']\nchange = 'upper_case'\nexpect = 'same'"),
            20,
            "a direction test expects",
        ),
        (
            file(
                "kind = 'direction'\nhead = 'nato'\ntext = ['x']\nchange = 'upper_case'\nexpect = { class = 'favor' }",
            ),
            20,
            "either more or less",
        ),
        (
            file(
                "kind = 'direction'\nhead = 'nato'\ntext = ['x']\nchange = 'upper_case'\nexpect = { class = 'favor', less = 2 }",
            ),
            20,
            "cannot move by 2",
        ),
        (
            file(
                "kind = 'direction'\nhead = 'nato'\ntext = ['x']\nchange = 'upper_case'\nexpect = { clas = 'favor', less = 0 }",
            ),
            20,
            "unknown field `clas`",
        ),
        (
            format!("{}{}", file(&format!("{minimum}text = ['x']\nexpect = 'none'\n")), &file(minimum)[HEAD.len()..]),
            20,
            "missing field `text`",
        ),
        ("[lists]\ntarget = ['a']".into(), 2, "has a meaning already"),
        ("[lists]\na = []".into(), 2, "no words"),
        (format!("[lists]\na = ['{}']", "x".repeat(201)), 2, "shorten it to 200"),
        ("[names.ru]\nnato = ['НАТО']".into(), 2, "add it to `targets`"),
        ("[articles.a]\ntext = ' '".into(), 1, "needs a title, a thesis or a text"),
        (
            format!(
                "targets = ['n']\n[lists]\na = [{words}]\nb = [{words}]\nc = [{words}]\n[[test]]\nname = 'n'\ncapability = 'c'\nkind = 'minimum'\nhead = 'n'\ntext = ['{{a}} {{b}} {{c}}']\nexpect = 'none'"
            ),
            7,
            "1331 combinations of words; make it 1000 or fewer",
        ),
    ];
    for (toml, line, expected) in cases {
        let error = BehaviourTests::from_toml(&toml).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Behaviour(_)), "{toml}\n{error:?}");
        assert_eq!(error.position().line, Some(line), "{toml}\n{error}");
        assert!(error.to_string().contains(expected), "{toml}\n{error}");
        assert!(!error.to_string().contains('\n'), "{error}");
    }
}

#[test]
fn two_tests_of_one_name_are_refused() {
    let test = "kind = 'minimum'\nhead = 'nato'\ntext = ['x']\nexpect = 'none'\n";
    let toml = file(test) + &file(test)[HEAD.len()..];
    let error = BehaviourTests::from_toml(&toml).unwrap_err().to_string();
    assert_eq!(error, "line 21: two tests are named \"It does\"; names must differ");
}

#[test]
fn the_file_is_named_where_it_cannot_be_read() {
    let error = BehaviourTests::from_path("no/such.toml").unwrap_err();
    assert!(error.to_string().starts_with("no/such.toml: "), "{error}");
}
