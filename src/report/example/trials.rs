//! What trials found, invented.

use super::super::content::{Comparison, FlippedComment, Leakage};
use super::{HEADS, HOSTILE, Maker, STANCES};
use crate::eval::*;
use crate::trial::ShownComment;
use crate::trial::behaviour::{BehaviourFailure, BehaviourResult};

impl Maker {
    pub(super) fn slices(&self, name: &str, at: usize) -> Vec<SliceFigures> {
        const KINDS: [(&str, &str, usize, f64); 15] = [
            ("length", "under 10 words", 210, -0.031),
            ("length", "10 to 50 words", 640, 0.022),
            ("length", "over 50 words", 224, -0.012),
            ("place", "root", 510, 0.018),
            ("place", "reply", 564, -0.018),
            ("quotation", "quoting", 88, -0.052),
            ("target", "named", 390, 0.061),
            ("target", "implied", 120, -0.162),
            ("negation", "negation", 301, -0.024),
            ("question", "question", 96, -0.041),
            ("language", "ru", 61, -0.083),
            ("language", "hy", 11, -0.19),
            ("unknown terms", "over a fifth", 130, -0.049),
            ("tone", "against, in praise", 44, -0.211),
            ("tone", "as the stance", 700, 0.075),
        ];
        let slice = |(place, (family, kind, n, difference)): (usize, (&str, &str, usize, f64))| {
            let difference = difference + 0.006 * (at as f64 - 2.0) * (place % 3) as f64;
            let by = 1.1 / (n as f64).sqrt();
            SliceFigures {
                head: self.s(name),
                family: self.s(family),
                name: self.s(kind),
                n,
                accuracy: 0.82 + difference,
                interval: self.around(0.82 + difference, by),
                macro_f1: self.f(0.7 + difference),
                rest: 0.82,
                difference: self.f(difference),
                difference_interval: self.around(difference, by),
                p: (n >= 20).then_some(if difference < -0.15 { 0.0004 } else { 0.41 }),
                worse: n >= 20 && difference < -0.15,
            }
        };
        KINDS.into_iter().enumerate().map(slice).collect()
    }

    pub(super) fn behaviour(&self) -> Vec<BehaviourResult> {
        let test = |name: &str, kind: &str, expects: &str, n, failed, allowed, failures: Vec<BehaviourFailure>| {
            BehaviourResult {
                name: self.s(name),
                capability: self.s("vocabulary"),
                kind: self.s(kind),
                expects: self.s(expects),
                n,
                failed,
                allowed,
                failures,
            }
        };
        let failure = |text: &str, from: Option<&str>, expected: &str, found: &str| BehaviourFailure {
            text: self.s(text),
            from: from.map(|from| self.s(from)),
            context: None,
            head: self.s("nato"),
            expected: self.s(expected),
            found: self.s(found),
        };
        let ferry = failure("NATO is a ferry without a captain.", None, "against", "none 52.1 %");
        let typo = failure("Natoo shoud go.", Some("Nato should go."), "the same label", "none instead of against");
        vec![
            test(
                "plain praise and blame",
                "minimum",
                "the plainest sentences are labelled rightly",
                40,
                1,
                0.05,
                vec![ferry],
            ),
            test("typing errors", "invariance", "two letters exchanged change no label", 60, 14, 0.1, vec![typo]),
            test("negation added", "direction", "the probability of the stance falls", 35, 0, 0.1, Vec::new()),
            test("targets exchanged", "direction", "the stance goes with the name", 0, 0, 0.1, Vec::new()),
        ]
    }

    pub(super) fn shown(&self, at: usize, doubtful: bool) -> ShownComment {
        const TEXTS: [&str; 4] = [
            "Oh wonderful, NATO will surely come and save us, as it always did. Not one soldier, not one word.",
            "Exactly. And who paid for the bridge?",
            "I do not love the alliance, but what else is there between us and the next war?",
            "Дядя Вася сказал: без НАТО спокойнее.\n\nНе верю ни слову, и вы не верьте.",
        ];
        let text =
            if self.hostile && at == 0 { format!("{HOSTILE}{}", "🙄".repeat(10_000)) } else { self.s(TEXTS[at % 4]) };
        let p = if doubtful { [0.41, 0.40, 0.19] } else { [0.93 - 0.02 * at as f64, 0.04, 0.03 + 0.02 * at as f64] };
        let words = [
            ("wonderful", 0.812),
            ("Not", -0.33),
            ("save", 0.21),
            ("верю", 0.24),
            ("alliance", -0.061),
            ("between", 0.02),
        ];
        ShownComment {
            id: self.s(&format!("c{}", 1041 + at)),
            article: (at != 1).then(|| self.s("The Alliance Is a Museum")),
            text,
            head: self.s(HEADS[at % 6]),
            truth: self.s("against"),
            prediction: (at != 2).then(|| self.s("favor")),
            probabilities: STANCES.iter().zip(p).map(|(class, p)| (self.s(class), self.f(p))).collect(),
            words: words
                .map(|(word, weight)| (if self.hostile { self.s(word) } else { word.to_owned() }, self.f(weight)))
                .to_vec(),
        }
    }

    pub(super) fn leakage(&self) -> Leakage {
        let head = |(at, name): (usize, &&str)| HeadLeakage {
            head: self.s(name),
            n: if at == 5 { 15 } else { 1074 },
            whole: 0.7 - 0.02 * at as f64,
            whole_interval: self.around(0.7, 0.04),
            random: 0.74,
            random_interval: self.around(0.74, 0.04),
            difference: self.f(0.04 + 0.02 * at as f64),
            difference_interval: self.around(0.04 + 0.02 * at as f64, 0.02),
        };
        Leakage {
            whole: self.s("5 folds, articles kept whole, seed 1"),
            random: self.s("5 folds, comments dealt at random, seed 1"),
            n_comments: 1320,
            heads: HEADS.iter().enumerate().map(head).collect(),
        }
    }

    pub(super) fn comparison(&self) -> Comparison {
        let head = |(at, name): (usize, &&str)| {
            let by = 0.03 - 0.017 * at as f64;
            let difference = |by: f64| Difference {
                value: self.f(by),
                interval: self.around(by, 0.025),
                p: Some(if by.abs() > 0.025 { 0.008 } else { 0.37 }),
            };
            HeadComparison {
                head: self.s(name),
                n: 1074,
                first: self.figures(0.7),
                second: self.figures(0.7 + by),
                difference: Figures {
                    macro_f1: difference(by),
                    f_avg: Some(difference(by)),
                    accuracy: difference(by),
                    mcc: difference(1.4 * by),
                    log_loss: Some(difference(-1.2 * by)),
                    brier: Some(difference(-0.8 * by)),
                },
                mcnemar: McNemar { both: 760, first: 61, second: 93, neither: 160, p: self.f(0.0123) },
            }
        };
        let flip = |at: usize| FlippedComment {
            id: self.s(&format!("c{}", 77 + at)),
            text: self.s("The harbour is closed, thank the minister for that. It will open when pigs fly, or in May."),
            head: self.s(HEADS[at % 6]),
            truth: self.s(STANCES[at % 2]),
            first: (at != 3).then(|| self.s("favor")),
            second: Some(self.s("against")),
        };
        Comparison {
            first: self.s("model 5b1e09aa"),
            second: self.s("model c0ffee12"),
            heads: HEADS.iter().enumerate().map(head).collect(),
            flipped: (0..6).map(flip).collect(),
            n_flipped: 1234,
        }
    }
}
