use super::super::example::{HOSTILE, bare, example, hostile};
use super::super::{json, markdown};
use super::*;

/// Writes the example reports into the folder that HUSTINGS_EXAMPLE_REPORT names, to be looked at and checked in a browser.
#[test]
fn examples_can_be_written_to_a_folder() {
    let Some(folder) = std::env::var_os("HUSTINGS_EXAMPLE_REPORT") else { return };
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    for (name, report) in [("example", example()), ("hostile", hostile()), ("bare", bare())] {
        std::fs::write(folder.join(format!("{name}.html")), page(&report)).unwrap();
        std::fs::write(folder.join(format!("{name}.md")), markdown(&report)).unwrap();
        std::fs::write(folder.join(format!("{name}.json")), json(&report)).unwrap();
    }
}

/// A section of the page or of its twin, by the beginning of the next.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let start = page.find(from).unwrap_or_else(|| panic!("no {from:?}"));
    let length = page[start..].find(to).unwrap_or_else(|| panic!("no {to:?}"));
    &page[start..start + length]
}

/// The text of a page without its markup.
fn text_of(page: &str) -> String {
    let fragment = scraper::Html::parse_document(page);
    fragment.root_element().text().collect::<Vec<_>>().join("").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for make in [example, hostile, bare] {
        assert_eq!(page(&make()), page(&make()));
        assert_eq!(markdown(&make()), markdown(&make()));
        assert_eq!(json(&make()), json(&make()));
    }
}

#[test]
fn page_markdown_and_json_hold_the_same_figures() {
    let report = example();
    let (page, markdown) = (text_of(&page(&report)), markdown(&report));
    let found: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
    let number = |path: &str| found.pointer(path).unwrap_or_else(|| panic!("no {path}")).as_f64().unwrap();
    let percent = |path: &str| format!("{:.1}", 100.0 * number(path));
    let nato = "/evaluation/heads/3";
    assert_eq!(found.pointer(&format!("{nato}/name")).unwrap(), "nato");
    let interval = ["low", "high"].map(|end| percent(&format!("{nato}/intervals/macro_f1/{end}")));
    let probes = [
        format!("[{}, {}] on 1,074 comments", interval[0], interval[1]),
        percent("/calibration/3/after/ece"),
        percent("/calibration/3/before/bins/7/accuracy"),
        percent("/coverage/3/at/2/error"),
        percent("/learning_curve/found/3/points/0/macro_f1"),
        percent("/slices/7/accuracy"),
        percent("/leakage/found/heads/3/difference"),
        format!("{:.3}", number("/comparison/heads/3/mcnemar/p")),
        format!("{:.3}", number("/worst/0/words/0/1")),
    ];
    for probe in probes {
        assert!(page.contains(&probe), "page: {probe}");
        assert!(
            markdown.contains(&probe) || markdown.contains(&probe.replace('[', "\\[").replace(']', "\\]")),
            "{probe}"
        );
    }
    let score = percent(&format!("{nato}/macro_f1"));
    assert!(
        page.contains(&format!("nato: macro-F1 {score} ["))
            && markdown.contains(&format!("nato: macro-F1 **{score}** "))
    );
}

#[test]
fn every_section_is_there_in_order() {
    let (page, markdown) = (page(&example()), markdown(&example()));
    let headings = scraper::Selector::parse("h2").unwrap();
    let shown: Vec<String> =
        scraper::Html::parse_document(&page).select(&headings).map(|h| h.text().collect()).collect();
    let written: Vec<String> =
        markdown.lines().filter_map(|line| line.strip_prefix("## ")).map(|line| line.replace(". ", " ")).collect();
    assert_eq!(shown, written);
    insta::assert_snapshot!(shown.join("\n"), @r"
    1 Verdict
    2 What was compared
    3 Figures of each head
    4 How sure the figures are
    5 Whether probabilities mean what they say
    6 What is gained by leaving doubtful comments aside
    7 What more labels would bring
    8 Kinds of comments on which it does worse
    9 Behaviour tests
    10 Worst errors and most doubtful labels
    11 What random folds would have added
    12 A second model on the same comments
    13 How to repeat it
    ");
}

#[test]
fn a_verdict_says_what_a_head_stands_above() {
    let markdown = markdown(&example());
    insta::assert_snapshot!(between(&markdown, "- thesis", "- pashinyan"), @r"
    - thesis: macro-F1 **69.5** \[65.0, 73.5\] on 840 comments, 40 of them left without a label; clearly above majority (29.7), lexicon (38.5) and target-blind (49.5); not above second annotator (75.5).
    - target: macro-F1 **76.6** \[72.1, 80.6\] on 1,074 comments; clearly above majority (29.7), lexicon (45.6) and target-blind (56.6); not above second annotator (82.6).
    ");
    insta::assert_snapshot!(between(&markdown, "- belarus", "\n*Clearly"), @r"
    - belarus: macro-F1 **77.5** \[73.0, 81.6\] on 11 comments; clearly above majority (29.7), lexicon (46.5) and target-blind (57.5); not above second annotator (83.5). Fewer than 20 comments: an anecdote, not a finding.
    - georgia: no labelled comments, so nothing can be said.
    - Stance toward all targets: F\_avg **69.8** \[71.1, 79.7\] pooled, **64.2** \[59.2, 68.7\] as the mean over targets.
    ");
}

#[test]
fn tables_grey_what_stands_on_few_comments() {
    let markdown = markdown(&example());
    insta::assert_snapshot!(between(&markdown, "### pashinyan", "### nato"), @r"
    ### pashinyan

    1,074 labelled comments, a label for every one.

    **Each class**

    | class | precision % | recall % | F1 % | support | labels given |
    | --- | ---: | ---: | ---: | ---: | ---: |
    | favor | 58.3 | 38.9 | 46.7 | 18 † | 12 |
    | against | 76.3 | 67.2 | 71.4 | 134 | 118 |
    | none | 95.1 | 97.4 | 96.2 | 922 | 944 |

    † fewer than 20 comments: one more or less moves the figures by points; take them for anecdotes.

    **Who was taken for whom**

    | truth \\ label | favor | against | none |
    | --- | ---: | ---: | ---: |
    | favor † | **7 (39 %)** | 6 (33 %) | 5 (28 %) |
    | against | 3 (2 %) | **90 (67 %)** | 41 (31 %) |
    | none | 2 (0 %) | 22 (2 %) | **898 (97 %)** |

    † fewer than 20 comments: one more or less moves the figures by points; take them for anecdotes.
    ");
    let page = page(&example());
    assert!(
        between(&page, "<h3><bdi>pashinyan", "<h3><bdi>nato")
            .contains("<tr class=\"few\"><th scope=\"row\"><bdi>favor")
    );
}

#[test]
fn comments_show_the_words_that_decided() {
    insta::assert_snapshot!(between(&page(&example()), "<blockquote dir=\"auto\" lang=\"\"><bdi>Oh", "</blockquote>"), @r#"<blockquote dir="auto" lang=""><bdi>Oh </bdi><span class="w p4"><bdi>wonderful</bdi><sup>+0.812</sup></span><bdi>, NATO will surely come and </bdi><span class="w p2"><bdi>save</bdi><sup>+0.210</sup></span><bdi> us, as it always did. </bdi><span class="w a3"><bdi>Not</bdi><sup>−0.330</sup></span><bdi> one soldier, not one word.</bdi>"#);
    insta::assert_snapshot!(between(&markdown(&example()), "thesis: truth", "target: truth"), @r"
    thesis: truth against, label favor

    > Oh **wonderful** (+0.812), NATO will surely come and **save** (+0.210) us, as it always did. **Not** (−0.330) one soldier, not one word.

    - favor 93.0 %, against 4.0 %, none 3.0 %
    - words: wonderful +0.812, Not −0.330, save +0.210, верю +0.240, alliance −0.061, between +0.020
    - comment c1041, under The Alliance Is a Museum
    ");
}

#[test]
fn what_was_not_measured_says_why() {
    let (page, markdown) = (text_of(&page(&bare())), markdown(&bare()));
    for page in [&page, &markdown.replace("**", "")] {
        assert_eq!(page.matches("Not measured. Give --cross-validate").count(), 3, "{page}");
        assert_eq!(page.matches("Not measured.").count(), 4);
    }
    assert!(json(&bare()).contains("\"not_measured\": \"Give"));
}

#[test]
fn hostile_text_stays_text() {
    let page = page(&hostile());
    for raw in ["<script", "<img", "\"onmouseover", "</desc></style>", "\u{202e}", "\u{2066}", "NaN", "inf\""] {
        assert!(!page.contains(raw), "{raw}");
    }
    let parsed = scraper::Html::parse_document(&page);
    let count = |selector: &str| parsed.select(&scraper::Selector::parse(selector).unwrap()).count();
    assert_eq!(count("script, img, [onmouseover], [onerror], [style], style ~ style"), 0);
    assert_eq!((count("style"), count("title:not(svg title)"), count("h1")), (1, 1, 1));
    assert!(page.len() < 1 << 20, "{} bytes", page.len());

    let markdown = markdown(&hostile()).replace("\\<", "").replace("\\]", "");
    for raw in ["<script", "\u{202e}", " `tick`", "](javascript", " | `", "https://", " @ann", "NaN"] {
        assert!(!markdown.contains(raw), "{raw}");
    }
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut before: Option<usize> = None;
    for line in markdown.lines() {
        let now = line.starts_with("| ").then(|| columns(line));
        assert!(before.is_none() || now.is_none() || before == now, "{line}");
        before = now;
    }
    let found: serde_json::Value = serde_json::from_str(&json(&hostile())).unwrap();
    assert!(found["subject"].as_str().unwrap().starts_with(HOSTILE));
}

#[test]
fn the_policy_fits_the_style_and_allows_no_script() {
    let page = page(&example());
    let style = between(&page, "<style>", "</style>").strip_prefix("<style>").unwrap();
    let policy = policy(style, None);
    assert!(policy.contains("script-src 'none'") && page.contains(&policy.replace('\'', "&#39;")), "{policy}");
}
