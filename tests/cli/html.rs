//! The page for the browser: its structure, what it makes of hostile input, and figures that add up.

use std::collections::HashSet;

use predicates::str::contains;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::common::{Place, fixture, objects, stdout};

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn within<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// The page of a fixture, as text and parsed.
fn page(name: &str, arguments: &str) -> (String, Html) {
    let place = Place::new();
    place.write(name, fixture(name));
    place.run(&format!("classify {name} -o page.html {arguments}")).code(0).stdout("");
    let page = place.read("page.html");
    let parsed = Html::parse_document(&page);
    (page, parsed)
}

/// A printed figure in thousandths.
fn thousandths(figure: &str) -> i64 {
    let (sign, figure) = match figure.strip_prefix('−') {
        Some(figure) => (-1, figure),
        None => (1, figure.trim_start_matches('+')),
    };
    let (whole, decimals) = figure.split_once('.').unwrap();
    assert_eq!(decimals.len(), 3, "{figure}");
    sign * (whole.parse::<i64>().unwrap() * 1000 + decimals.parse::<i64>().unwrap())
}

#[test]
fn the_thread_is_there_with_all_its_labels() {
    let (_, page) = page("page.txt", "");
    assert_eq!(all(&page, "h1").len(), 1);
    assert!(text(all(&page, "title")[0]).starts_with("The Harbour"));
    let comments = all(&page, ".thread > li.c");
    assert_eq!(comments.len(), 5);
    assert_eq!(all(&page, "table.head").len(), 6);
    assert!(!all(&page, "details.article .body p").is_empty());
    for comment in &comments {
        assert_eq!(within(*comment, ".labels .l").len(), 6);
        assert_eq!(within(*comment, ".who").len(), 1);
    }
    assert!(comments.iter().any(|comment| !within(*comment, ".text .h5p1, .text .h5p2, .text .h5p3").is_empty()));
    let depths: Vec<_> = comments.iter().map(|comment| comment.attr("data-d").unwrap()).collect();
    assert!(depths.contains(&"0") && depths.contains(&"1"), "{depths:?}");
}

#[test]
fn every_anchor_leads_somewhere_and_no_name_is_used_twice() {
    for name in ["page.txt", "hostile.jsonl"] {
        let (_, page) = page(name, "");
        let ids: Vec<&str> = all(&page, "[id]").iter().map(|element| element.attr("id").unwrap()).collect();
        let distinct: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{name}");
        for link in all(&page, "[href]") {
            let href = link.attr("href").unwrap();
            assert!(href.strip_prefix('#').is_some_and(|id| distinct.contains(id)), "{name}: {href}");
        }
        for element in all(&page, "[aria-labelledby]") {
            assert!(distinct.contains(element.attr("aria-labelledby").unwrap()));
        }
        for control in all(&page, "input, select") {
            assert!(control.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == "label"));
        }
    }
}

#[test]
fn hostile_input_is_text_and_nothing_else() {
    let (source, page) = page("hostile.jsonl", "");
    for (selector, n) in
        [("script", 1), ("style", 1), ("form", 2), ("meta[http-equiv]", 1), ("main", 1), ("ol.thread", 1)]
    {
        assert_eq!(all(&page, selector).len(), n, "{selector}");
    }
    assert!(all(&page, "iframe, img, base, link, object, embed, [src], [srcdoc], [action], [style]").is_empty());
    for element in all(&page, "*") {
        let mut names = element.value().attrs().map(|(name, _)| name);
        assert!(names.all(|name| !name.starts_with("on") && name != "autofocus"), "{:?}", element.value());
    }
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(source.chars().find(|c| steers(*c)), None);

    let read: Vec<Value> = String::from_utf8(fixture("hostile.jsonl"))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // The reader decodes entities, once.
    let entities = |text: &str| text.replace("&lt;b&gt; &amp;amp;", "<b> &amp;");
    let comments = all(&page, ".thread > li.c");
    assert_eq!(comments.len(), read.len());
    for comment in &read {
        let expected: String = entities(comment["text"].as_str().unwrap())
            .chars()
            .map(|c| if steers(c) { '\u{fffd}' } else { c })
            .collect();
        let shown = comments.iter().find(|shown| text(within(**shown, ".text")[0]).trim() == expected.trim());
        assert!(shown.is_some(), "{expected:?}");
    }
    assert!(all(&page, "bdi").iter().any(|name| text(*name) == "<script>alert('author')</script>"));
    assert!(text(all(&page, "blockquote")[0]).contains("</blockquote><script>alert(10)</script> NATO?"));
}

#[test]
fn only_its_own_style_and_script_may_take_effect() {
    let (source, page) = page("hostile.jsonl", "");
    let policy = all(&page, "meta[http-equiv=Content-Security-Policy]")[0].attr("content").unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    // The digits of the hash are those that come out of decoding its Base64.
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for name in ["style", "script"] {
        let hash = policy.split_once(&format!("{name}-src 'sha256-")).unwrap().1.split_once("'").unwrap().0;
        let bits = hash.trim_end_matches('=').chars().map(|c| digits.find(c).unwrap());
        let (mut bytes, mut kept, mut n) = (Vec::new(), 0, 0);
        for six in bits {
            kept = (kept << 6 | six) & 0xffff;
            n += 6;
            if n >= 8 {
                n -= 8;
                bytes.push((kept >> n) as u8);
            }
        }
        assert_eq!(bytes, Sha256::digest(text(all(&page, name)[0])).to_vec(), "{name}");
    }
    let outside = source.replace("https://example.org", "");
    assert!(!outside.contains("http://") && !outside.contains("https://"));
}

#[test]
fn sums_add_up_in_every_printed_digit() {
    for (name, arguments) in [("page.txt", ""), ("page.txt", "--explain 1"), ("hostile.jsonl", "--explain 1000")] {
        let (_, page) = page(name, arguments);
        let sums = all(&page, ".sum pre");
        assert!(sums.len() >= 20, "{name}: {}", sums.len());
        for sum in sums.into_iter().map(text) {
            let (mut groups, mut left): (Vec<i64>, Vec<i64>) = (Vec::new(), Vec::new());
            for line in sum.lines() {
                let (figure, what) = line.trim_start().split_once("  ").unwrap();
                let figure = thousandths(figure);
                match what.strip_prefix("  ") {
                    Some(_) => *left.last_mut().unwrap() -= figure,
                    None => {
                        groups.push(figure);
                        left.push(figure);
                    }
                }
            }
            assert_eq!(groups.len(), 4);
            assert_eq!(groups[..3].iter().sum::<i64>(), groups[3], "{sum}");
            assert_eq!(left[..2], [0, 0], "{sum}");
        }
    }
}

#[test]
fn the_logits_are_those_of_the_other_formats() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt"));
    let objects = objects(&place.run("classify page.txt --to jsonl --explain 1").code(0));
    let page = Html::parse_document(&stdout(&place.run("classify page.txt --to html").code(0)));
    let shown: Vec<i64> = all(&page, ".sum pre")
        .iter()
        .map(|sum| thousandths(text(*sum).lines().last().unwrap().trim().split_once(' ').unwrap().0))
        .collect();
    let logits = objects.iter().flat_map(|object| object.as_object().unwrap().values());
    let logits: Vec<f64> = logits.filter_map(|answer| answer.get("logit")?.as_f64()).collect();
    assert_eq!(shown.len(), logits.len());
    for (shown, logit) in shown.iter().zip(logits) {
        assert!((*shown as f64 - 1000.0 * logit).abs() <= 0.5 + 1e-6, "{shown} {logit}");
    }
}

#[test]
fn the_same_input_makes_the_same_bytes() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt"));
    place.run("classify page.txt -o a.html").code(0);
    place.run("classify page.txt -o b.HTM").code(0);
    let to = stdout(&place.run("classify page.txt --to html").code(0).stderr(contains("5 comments")));
    assert_eq!(place.read("a.html"), place.read("b.HTM"));
    assert_eq!(place.read("a.html"), to);
    assert!(to.ends_with("</html>\n"));
}

#[test]
fn doubt_and_questions_not_asked_are_said() {
    let place = Place::new();
    place.write("t.csv", "id,text\n1,NATO is right I think\n2,Perhaps\n");
    let page = Html::parse_document(&stdout(&place.run("classify t.csv --to html --max-error 0.01").code(0)));
    assert!(all(&page, ".l0").iter().all(|label| text(*label).contains("not asked")));
    assert!(all(&page, ".l.void").iter().any(|label| text(*label).contains("unsure (")));
    assert!(text(all(&page, "footer")[0]).contains("more than 1 % of such labels"));
    assert!(!all(&page, "input[value=a]").is_empty() && !all(&page, "input[value=x]").is_empty());
    assert_eq!(text(all(&page, "h1")[0]), "Comments without an article");
}

#[test]
fn each_section_has_a_heading() {
    let place = Place::new();
    place.write("page.txt", fixture("page.txt")).write("t.csv", "id,parent_id,text\n1,,One\n2,1,Two\n");
    let page = Html::parse_document(&stdout(&place.run("classify page.txt t.csv --to html").code(0)));
    assert_eq!(text(all(&page, "h1")[0]), "2 comment sections");
    let headings: Vec<String> = all(&page, "h3.section").iter().map(|heading| text(*heading)).collect();
    assert!(headings[0].starts_with("page.txt The Harbour"), "{headings:?}");
    assert_eq!(headings[1], "t.csv Comments without an article");
    assert_eq!(all(&page, "nav a").len(), 2);
    assert_eq!(text(all(&page, "#c7 .up")[0]).trim(), "↳ answers #6");
}

#[test]
fn ten_thousand_emoji_are_all_there() {
    let place = Place::new();
    place.write("t.csv", format!("id,text\n1,{}\n", "🙄".repeat(10_000)));
    let page = Html::parse_document(&stdout(&place.run("classify t.csv --to html").code(0)));
    assert_eq!(text(all(&page, ".text")[0]).chars().filter(|c| *c == '🙄').count(), 10_000);
}
