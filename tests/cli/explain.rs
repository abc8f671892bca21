//! Explanations: shares that add up, and words that stand where they are said to.

use serde_json::Value;

use crate::common::{Place, fixture, objects, rows, stdout};

const TEXTS: [&str; 3] = [
    "Thank God for NATO, honestly!",
    "“Russia” — la même chose; не верю Путину 🙄",
    "Pashinyan sold us. Nobody asked.",
];

fn place() -> Place {
    let place = Place::new();
    let rows: Vec<String> =
        TEXTS.iter().enumerate().map(|(n, text)| format!("{n},{},\"{text}\"", n.max(1) - 1)).collect();
    place.write("t.csv", format!("id,parent_id,text\n{}\n", rows.join("\n")));
    place.write("article.txt", "NATO Is Right\n\nRussia is not.\n");
    place
}

fn answers(object: &Value) -> impl Iterator<Item = &Value> {
    object.as_object().unwrap().values().filter(|value| value.is_object())
}

fn sum(shares: &Value) -> f64 {
    shares.as_array().unwrap().iter().map(|share| share["weight"].as_f64().unwrap()).sum()
}

#[test]
fn shares_add_up_to_the_logit() {
    for n in ["1", "2", "100000"] {
        let objects = objects(&place().run(&format!("classify t.csv --article article.txt --to jsonl --explain {n}")));
        assert_eq!(objects.len(), 3);
        for answer in objects.iter().flat_map(answers) {
            let all = sum(&answer["why"]) + sum(&answer["context"]) + answer["rest"].as_f64().unwrap();
            assert!((all - answer["logit"].as_f64().unwrap()).abs() < 1e-9, "{answer}");
            let strongest: Vec<f64> =
                answer["why"].as_array().unwrap().iter().map(|word| word["weight"].as_f64().unwrap().abs()).collect();
            assert!(strongest.is_sorted_by(|a, b| a >= b), "{answer}");
            assert!(strongest.len() <= n.parse().unwrap());
        }
    }
}

#[test]
fn words_stand_where_they_are_said_to() {
    let objects = objects(&place().run("classify t.csv --to jsonl --explain 100"));
    let mut n_words = 0;
    for (object, text) in objects.iter().zip(TEXTS) {
        for word in answers(object).flat_map(|answer| answer["why"].as_array().unwrap()) {
            let at = |key: &str| word[key].as_u64().unwrap() as usize;
            assert_eq!(&text[at("start")..at("end")], word["text"].as_str().unwrap());
            n_words += 1;
        }
    }
    assert!(n_words > 50);
}

#[test]
fn probabilities_sum_to_one_and_are_short_and_give_the_label() {
    let assert = place().run("classify t.csv --to jsonl");
    for answer in objects(&assert).iter().flat_map(answers) {
        let p = answer["p"].as_object().unwrap();
        let sum: f64 = p.values().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-5);
        // Readiness lies within 0.7 and 2, so the label is never far from the most probable class.
        let label = answer["label"].as_str().unwrap();
        let of = |class: &str| p[class].as_f64().unwrap();
        let most = p.keys().map(|class| of(class)).fold(0.0, f64::max);
        assert!(of(label) * 2.0 / 0.7 + 1e-5 > most, "{answer}");
        assert!(p.values().all(|p| p.to_string().len() <= "0.000000".len()), "{answer}");
        assert!(answer.get("why").is_none());
    }
}

#[test]
fn csv_and_table_show_the_strongest_words() {
    let place = place();
    place.write("page.txt", fixture("page.txt"));
    let rows = rows(&place.run("classify t.csv --to csv --explain 2").code(0));
    let why = rows[0].iter().position(|column| column == "nato_why").unwrap();
    assert_eq!(rows[1][why].split("; ").count(), 2, "{}", rows[1][why]);
    assert!(rows[1][why].contains(" +") || rows[1][why].contains(" -"));
    let shown = stdout(&place.run("classify page.txt --explain 2").code(0));
    assert_eq!(shown.matches("\n    sentiment ").count(), 5, "{shown}");
    assert_eq!(shown.matches("# reply").count(), 1, "{shown}");
}
