//! Invented reports for tests: one as good models have it, one whose every string is hostile, one that holds nothing.

mod trials;

use super::content::{Compared, Measured, ProvenanceEntry, Report};
use crate::eval::*;

/// What would run, break out of an attribute, a comment or a table, turn the writing round or fill the page.
pub const HOSTILE: &str = "</title></desc></style><script>alert(1)</script><img src=x onerror=alert(2)>\"onmouseover=alert(3) \
    x=\"' ]]>--> | `tick` **bold** [link](javascript:alert(4)) \u{202e}turned\u{2066} {{ 7*7 }} https://example.org @ann ";

/// A report with every section filled.
pub fn example() -> Report {
    Maker { hostile: false }.report()
}

/// The same with hostile strings everywhere and figures that are not numbers.
pub fn hostile() -> Report {
    Maker { hostile: true }.report()
}

/// A report of nothing.
pub fn bare() -> Report {
    let reason = || "Give --cross-validate and a topic file with articles.".to_owned();
    Report {
        subject: String::new(),
        compared: Compared {
            n_comments: 0,
            how: String::new(),
            clusters: Clusters::single(0),
            bootstrap: Bootstrap { draws: 0, ..Bootstrap::default() },
            references: Vec::new(),
        },
        evaluation: evaluate(&[], ""),
        calibration: Vec::new(),
        coverage: Vec::new(),
        learning_curve: Measured::NotMeasured(reason()),
        slices: Vec::new(),
        behaviour: Measured::NotMeasured(reason()),
        worst: Vec::new(),
        doubtful: Vec::new(),
        leakage: Measured::NotMeasured(reason()),
        comparison: None,
        provenance: Vec::new(),
    }
}

const STANCES: [&str; 3] = ["favor", "against", "none"];
const HEADS: [&str; 6] = ["thesis", "target", "pashinyan", "nato", "russia", "sentiment"];

struct Maker {
    hostile: bool,
}

impl Maker {
    fn s(&self, text: &str) -> String {
        if self.hostile { format!("{HOSTILE}{text}") } else { text.to_owned() }
    }

    /// A figure, every third of which is not a number where things are hostile.
    fn f(&self, value: f64) -> f64 {
        match (value.abs() * 1000.0).round() as u64 % 3 {
            0 if self.hostile => f64::NAN,
            1 if self.hostile => f64::INFINITY,
            _ => value,
        }
    }

    fn around(&self, value: f64, by: f64) -> Option<Interval> {
        Some(Interval { low: self.f(value - by), high: self.f(value + 0.9 * by) })
    }

    fn figures(&self, score: f64) -> Figures {
        Figures {
            macro_f1: self.f(score),
            f_avg: Some(self.f(score - 0.02)),
            accuracy: self.f(score + 0.06),
            mcc: self.f(1.4 * score - 0.5),
            log_loss: Some(self.f(1.5 - 1.2 * score)),
            brier: Some(self.f(1.0 - 0.8 * score)),
        }
    }

    fn intervals(&self, score: f64) -> Figures<Interval> {
        let figures = Maker { hostile: false }.figures(score);
        let around = |value: f64| self.around(value, 0.045).expect("an interval is always made");
        Figures {
            macro_f1: around(figures.macro_f1),
            f_avg: figures.f_avg.map(around),
            accuracy: around(figures.accuracy),
            mcc: around(figures.mcc),
            log_loss: figures.log_loss.map(around),
            brier: figures.brier.map(around),
        }
    }

    fn head(&self, name: &str, classes: &[&str], counts: &[&[usize]], abstained: &[usize]) -> HeadEvaluation {
        let confusion =
            Confusion { counts: counts.iter().map(|row| row.to_vec()).collect(), abstained: abstained.to_vec() };
        let per_class = ClassScores::of(&confusion);
        let classes: Vec<String> = classes.iter().map(|class| self.s(class)).collect();
        let score = metrics::macro_f1(&per_class);
        let named: Vec<String> = STANCES.map(String::from).to_vec();
        let is_stance = classes.len() == 3 && name != "sentiment";
        let references = [("lexicon", 0.31), ("target-blind", 0.2), ("second annotator", -0.06)];
        let reference = |(of, less): (&str, f64)| Reference {
            name: self.s(of),
            n: if of == "second annotator" { confusion.n() / 4 } else { confusion.n() },
            figures: Figures { brier: None, log_loss: None, ..self.figures(score - less) },
            intervals: Some(self.intervals(score - less)),
        };
        let majority = Reference {
            name: MAJORITY.into(),
            n: confusion.n(),
            figures: Figures {
                macro_f1: 0.297,
                f_avg: is_stance.then_some(0.0),
                accuracy: 0.61,
                mcc: 0.0,
                log_loss: Some(0.934),
                brier: Some(0.55),
            },
            intervals: None,
        };
        HeadEvaluation {
            name: self.s(name),
            n: confusion.n(),
            abstained: confusion.n_abstained(),
            macro_f1: self.f(score),
            f_avg: is_stance.then(|| metrics::f_avg(&named, &per_class)).flatten(),
            accuracy: metrics::accuracy(&confusion),
            log_loss: self.f(1.5 - 1.2 * score),
            mcc: self.f(1.4 * score - 0.5),
            brier: self.f(1.0 - 0.8 * score),
            intervals: (confusion.n() > 0).then(|| self.intervals(score)),
            references: [majority].into_iter().chain(references.map(reference)).collect(),
            baseline: Baseline {
                label: self.s("none"),
                macro_f1: 0.297,
                f_avg: is_stance.then_some(0.0),
                accuracy: 0.61,
                mcc: 0.0,
                log_loss: 0.934,
                brier: 0.55,
                from: if name == "sentiment" { BaselineFrom::Evaluated } else { BaselineFrom::Training },
            },
            classes,
            per_class,
            confusion,
        }
    }

    fn evaluation(&self) -> Evaluation {
        let none = [0, 0, 0];
        let tones = ["positive", "negative", "neutral"];
        let heads = vec![
            self.head("thesis", &STANCES, &[&[120, 31, 40], &[22, 260, 51], &[30, 48, 198]], &[9, 14, 17]),
            self.head(
                "target",
                &["pashinyan", "nato", "russia", "none"],
                &[&[88, 4, 11, 20], &[3, 240, 17, 39], &[9, 20, 231, 44], &[12, 30, 41, 265]],
                &[0; 4],
            ),
            self.head("pashinyan", &STANCES, &[&[7, 6, 5], &[3, 90, 41], &[2, 22, 898]], &none),
            self.head("nato", &STANCES, &[&[88, 20, 21], &[14, 190, 37], &[17, 39, 648]], &none),
            self.head("russia", &STANCES, &[&[61, 19, 27], &[12, 171, 50], &[23, 41, 670]], &none),
            self.head("sentiment", &tones, &[&[110, 21, 60], &[18, 371, 88], &[51, 90, 265]], &none),
            self.head("belarus", &STANCES, &[&[1, 1, 0], &[0, 3, 1], &[0, 0, 5]], &none),
            self.head("georgia", &STANCES, &[&[0, 0, 0], &[0, 0, 0], &[0, 0, 0]], &none),
        ];
        let counts: [&[usize]; 3] = [&[156, 45, 53], &[29, 451, 128], &[42, 102, 2216]];
        let pooled = HeadEvaluation { name: POOLED.into(), ..self.head("pooled", &STANCES, &counts, &none) };
        Evaluation {
            how: self.s("5 folds, articles kept whole, seed 1"),
            intervals_by: Some(IntervalMethod { kind: "articles".into(), n: 24, bootstrap: Bootstrap::default() }),
            heads,
            stance_pooled: Some(pooled),
            stance_mean_f_avg: Some(self.f(0.642)),
            stance_mean_f_avg_interval: self.around(0.642, 0.05),
            stance_mean_references: vec![MeanReference {
                name: MAJORITY.into(),
                n: 3222,
                f_avg: 0.0,
                interval: self.around(0.0, 0.0),
            }],
        }
    }

    fn reliability(&self, off: f64) -> Reliability {
        let bin = |n: usize| {
            let (low, count) = (n as f64 / 10.0, [0, 0, 0, 41, 96, 131, 148, 190, 241, 227][n]);
            let accuracy = (low + 0.05 - off * (low - 0.25)).clamp(0.0, 1.0);
            Bin {
                low,
                high: low + 0.1,
                n: count,
                confidence: if count == 0 { 0.0 } else { low + 0.052 },
                accuracy: self.f(accuracy),
                interval: (count > 0).then(|| self.around(accuracy, 0.6 / (count as f64).sqrt())).flatten(),
            }
        };
        Reliability {
            bins: (0..10).map(bin).collect(),
            ece: self.f(off / 2.1),
            ece_interval: self.around(off / 2.1, 0.012),
            ece_if_calibrated: 0.021,
            log_loss: self.f(0.58 + off),
            brier: self.f(0.33 + off / 2.0),
        }
    }

    fn calibration(&self, name: &str, at: usize) -> HeadCalibration {
        HeadCalibration {
            head: self.s(name),
            n: 1074,
            before: (name != "sentiment").then(|| self.reliability(0.34 - 0.02 * at as f64)),
            after: self.reliability(0.02 * at as f64 + 0.01),
        }
    }

    fn coverage(&self, name: &str, at: usize) -> HeadCoverage {
        let error = |coverage: f64| (0.04 + 0.03 * at as f64) + (0.15 + 0.02 * at as f64) * coverage * coverage;
        let point =
            |coverage: f64| CoveragePoint { coverage, threshold: 1.0 - 0.6 * coverage, error: self.f(error(coverage)) };
        HeadCoverage {
            head: self.s(name),
            n: 1074,
            curve: (1..=100).map(|n| point(n as f64 / 100.0)).collect(),
            at: [1.0, 0.9, 0.8, 0.7].map(point).to_vec(),
            area: error(0.6),
            area_interval: self.around(error(0.6), 0.02),
            least_area: 0.03,
        }
    }

    fn learning(&self, name: &str, at: usize) -> LearningCurve {
        let score = |n: f64| 0.84 - 0.02 * at as f64 - 2.6 * n.powf(-0.42);
        let point = |n: usize| LearningPoint {
            n_labelled: n,
            macro_f1: self.f(score(n as f64)),
            interval: self.around(score(n as f64), 0.9 / (n as f64).sqrt()),
        };
        let forecast = |n: usize| Forecast {
            n_labelled: n,
            macro_f1: self.f(score(n as f64)),
            interval: self.around(score(n as f64), 0.03),
        };
        LearningCurve {
            head: self.s(name),
            points: [107, 215, 430, 859].map(point).to_vec(),
            forecasts: if name == "thesis" { Vec::new() } else { [1718, 3436].map(forecast).to_vec() },
        }
    }

    fn report(&self) -> Report {
        fn each<T>(make: impl Fn(&str, usize) -> T) -> Vec<T> {
            HEADS.iter().enumerate().map(|(at, name)| make(name, at)).collect()
        }
        let named = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| (self.s(a), self.s(b))).collect::<Vec<_>>();
        let references = [
            ("majority", "always the most frequent class of the training data"),
            ("lexicon", "words of the VADER lexicon near a target's name, nothing trained"),
            ("target-blind", "the same model with the names of all targets hidden"),
            ("second annotator", "labels of a second person on a quarter of the comments"),
        ];
        let facts = [
            ("data", "labelled.csv, sha256 9f2c51d0e07a44b1"),
            ("model", "5b1e09aa, trained on 7,430 comments, format 4"),
            ("version", "hustings 0.1.0"),
            ("seed", "1"),
            ("command", "hustings eval labelled.csv --topic topic.toml --where split=test -o report.html"),
        ];
        Report {
            subject: self.s("Model 5b1e09aa on 1,320 comments of labelled.csv"),
            compared: Compared {
                n_comments: 1320,
                how: self
                    .s("the model had seen none of these comments; 37 articles, none of them in its training data"),
                clusters: Clusters { kind: self.s("articles"), n: 12, of: Vec::new() },
                bootstrap: Bootstrap::default(),
                references: named(&references),
            },
            evaluation: self.evaluation(),
            calibration: each(|name, at| self.calibration(name, at)),
            coverage: each(|name, at| self.coverage(name, at)),
            learning_curve: Measured::Found(each(|name, at| self.learning(name, at))),
            slices: each(|name, at| self.slices(name, at)).into_iter().flatten().collect(),
            behaviour: Measured::Found(self.behaviour()),
            worst: (0..10).map(|at| self.shown(at, false)).collect(),
            doubtful: (0..10).map(|at| self.shown(at, true)).collect(),
            leakage: Measured::Found(self.leakage()),
            comparison: Some(self.comparison()),
            provenance: facts.iter().map(|(a, b)| ProvenanceEntry { name: self.s(a), value: self.s(b) }).collect(),
        }
    }
}
