//! From the file as written to tests that can be run; what cannot be is refused with its line and the way out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;

use super::change::{Change, ChangeEntry, Pair, replace};
use super::expectation::{Class, Expectation, Shift};
use super::file::{ArticleEntry, Kind, Lists, Names, ShiftEntry, TestEntry, TestsFile};
use super::template::{MAX_WORD_BYTES, Slot, Template, Words};
use super::{Asked, MAX_FILLINGS, Test, Text};
use crate::comment::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::topic::{NO_TARGET, SENTIMENTS, STANCES};

/// What is wrong, and the bytes of the file where it is.
type Fault = (Range<usize>, String);

/// Tests with the words and the seed they share.
pub(super) struct Checked {
    pub seed: u64,
    pub words: Words,
    pub tests: Vec<Test>,
}

pub(super) fn check(toml: &str) -> Result<Checked> {
    let fail = |at: Option<Range<usize>>, text: String| {
        let line = at.map(|at| 1 + toml.as_bytes()[..at.start.min(toml.len())].iter().filter(|b| **b == b'\n').count());
        Error::new(ErrorKind::Behaviour(text.replace('\n', " "))).at(None, line.map(|line| line as u64))
    };
    let file: TestsFile = toml::from_str(toml).map_err(|error| fail(error.span(), error.message().to_owned()))?;
    tests(file).map_err(|(at, text)| fail(Some(at), text))
}

fn tests(file: TestsFile) -> Result<Checked, Fault> {
    let targets: Vec<String> = file.targets.into_iter().map(Spanned::into_inner).collect();
    let words = words(file.lists, file.names, &targets)?;
    let mut articles = BTreeMap::new();
    for (name, entry) in file.articles {
        articles.insert(name, article(entry)?);
    }
    let mut names = BTreeSet::new();
    let mut tests = Vec::with_capacity(file.test.len());
    for entry in file.test {
        if !names.insert(entry.name.as_ref().clone()) {
            let text = format!("two tests are named {:?}; names must differ", entry.name.as_ref());
            return Err((entry.name.span(), text));
        }
        tests.push(Checker { words: &words, targets: &targets, articles: &articles }.test(entry)?);
    }
    Ok(Checked { seed: file.seed, words, tests })
}

fn words(lists: Lists, names: Names, targets: &[String]) -> Result<Words, Fault> {
    let mut words = Words::default();
    for (name, entries) in lists {
        free(&words, &name)?;
        words.lists.push((name.as_ref().clone(), list(&name, entries)?));
    }
    for (name, table) in names {
        free(&words, &name)?;
        let mut of = BTreeMap::new();
        for (target, entries) in table {
            known_target(&target, targets)?;
            of.insert(target.as_ref().clone(), list(&target, entries)?);
        }
        words.names.push((name.into_inner(), of));
    }
    Ok(words)
}

fn free(words: &Words, name: &Spanned<String>) -> Result<(), Fault> {
    match words.slot(name.as_ref()) {
        Some(_) => {
            let text = format!("placeholder {{{}}} has a meaning already; choose another name", name.as_ref());
            Err((name.span(), text))
        }
        None => Ok(()),
    }
}

fn list(name: &Spanned<String>, entries: Vec<Spanned<String>>) -> Result<Vec<String>, Fault> {
    if entries.is_empty() {
        return Err((name.span(), format!("{:?} has no words; give it some or remove it", name.as_ref())));
    }
    let long = entries.iter().find(|word| word.as_ref().len() > MAX_WORD_BYTES);
    if let Some(word) = long {
        let len = word.as_ref().len();
        return Err((word.span(), format!("a word has {len} bytes; shorten it to {MAX_WORD_BYTES} or fewer")));
    }
    Ok(entries.into_iter().map(Spanned::into_inner).collect())
}

fn article(entry: Spanned<ArticleEntry>) -> Result<Article, Fault> {
    let span = entry.span();
    let ArticleEntry { title, thesis, text } = entry.into_inner();
    let article = Article { id: None, title, thesis, text };
    match article.key() {
        Some(_) => Ok(article),
        None => Err((span, "an article needs a title, a thesis or a text; give it one".into())),
    }
}

fn known_target(name: &Spanned<String>, targets: &[String]) -> Result<(), Fault> {
    if targets.contains(name.as_ref()) {
        return Ok(());
    }
    let known = if targets.is_empty() { "nothing yet".into() } else { targets.join(", ") };
    let text = format!(
        "target {:?} is not one of {known}; add it to `targets` at the top of the file if it is meant",
        name.as_ref()
    );
    Err((name.span(), text))
}

/// What the tests of a file share.
struct Checker<'a> {
    words: &'a Words,
    targets: &'a [String],
    articles: &'a BTreeMap<String, Article>,
}

impl Checker<'_> {
    fn test(&self, entry: TestEntry) -> Result<Test, Fault> {
        let at = entry.name.span();
        let asked = self.asked(&entry.head)?;
        let allowed = entry.allowed.as_ref().map_or(0.0, |allowed| *allowed.as_ref());
        if !(0.0..=1.0).contains(&allowed) {
            let span = entry.allowed.map_or(at, |allowed| allowed.span());
            return Err((span, format!("allowed is {allowed}; it is a share of the cases, from 0 to 1")));
        }
        entry.targets.iter().flatten().try_for_each(|target| known_target(target, self.targets))?;
        let article = entry.article.as_ref().map(|name| self.article(name)).transpose()?;
        let parent = entry.parent.as_ref().map(|parent| self.template(parent)).transpose()?;
        let (change, pairs) = match (entry.kind, entry.change) {
            (Kind::Minimum, None) => (None, None),
            (Kind::Minimum, Some(change)) => {
                let text =
                    "a minimum test changes nothing; remove `change`, or make it an invariance or direction test";
                return Err((change.span(), text.into()));
            }
            (_, None) => {
                let text = format!("the {} test {:?} says no `change`", entry.kind.name(), entry.name.as_ref());
                return Err((at, text + "; add what is changed, for instance change = { typos = 1 }"));
            }
            (_, Some(change)) => {
                let span = change.span();
                let (change, pairs) = self.change(change.into_inner()).map_err(|text| (span.clone(), text))?;
                (Some(change), pairs.map(|pairs| (span, pairs)))
            }
        };
        let expectation = self.expectation(&entry.name, entry.kind, &asked, entry.expect.as_ref())?;
        if asked == Asked::Thesis && article.is_none() {
            return Err((entry.head.span(), "the thesis is that of an article; add article = \"NAME\"".into()));
        }
        if entry.text.is_empty() {
            return Err((at, format!("the test {:?} has no text; give it at least one", entry.name.as_ref())));
        }
        let mut texts = Vec::with_capacity(entry.text.len());
        for text in &entry.text {
            let template = self.template(text)?;
            let rewritten = pairs.as_ref().map(|(_, pairs)| self.rewritten(text, pairs)).transpose()?;
            texts.push(Text { template, rewritten });
        }
        let test = Test {
            name: entry.name.as_ref().clone(),
            capability: entry.capability.into_inner(),
            kind: entry.kind,
            asked,
            allowed,
            targets: entry.targets.map(|targets| targets.into_iter().map(Spanned::into_inner).collect()),
            article,
            parent,
            texts,
            change,
            expectation,
        };
        for (index, text) in entry.text.iter().enumerate() {
            self.usable(&test, index).map_err(|fault| (text.span(), fault))?;
        }
        let fillings = test.fillings(self.words);
        if fillings > MAX_FILLINGS {
            let text = format!(
                "the test {:?} has {fillings} combinations of words; make it {MAX_FILLINGS} or fewer by shorter lists or \
                 fewer placeholders in a text",
                test.name
            );
            return Err((at, text));
        }
        Ok(test)
    }

    fn asked(&self, head: &Spanned<String>) -> Result<Asked, Fault> {
        Ok(match head.as_ref().as_str() {
            "thesis" => Asked::Thesis,
            "target" => Asked::MainTarget,
            "sentiment" => Asked::Sentiment,
            "stance" => Asked::EveryStance,
            "{target}" => Asked::Stance(Class::Target),
            "{other}" => Asked::Stance(Class::Other),
            name if self.targets.iter().any(|target| target == name) => Asked::Stance(Class::Named(name.into())),
            name => {
                let targets: String = self.targets.iter().map(|target| format!(", {target}")).collect();
                let text = format!(
                    "head {name:?} is not one of thesis, target, sentiment, stance, {{target}}, {{other}}{targets}; add a \
                     target to `targets` at the top of the file if it is meant"
                );
                return Err((head.span(), text));
            }
        })
    }

    fn article(&self, name: &Spanned<String>) -> Result<Article, Fault> {
        self.article_named(name.as_ref()).map_err(|text| (name.span(), text))
    }

    fn article_named(&self, name: &str) -> Result<Article, String> {
        self.articles.get(name).cloned().ok_or_else(|| {
            let known: Vec<&str> = self.articles.keys().map(String::as_str).collect();
            format!("article {name:?} is not one of {}; add [articles.{name}]", known.join(", "))
        })
    }

    fn template(&self, text: &Spanned<String>) -> Result<Template, Fault> {
        let template = Template::parse(text.as_ref(), self.words).map_err(|fault| (text.span(), fault))?;
        if template.has(Slot::Text) {
            let fault = "placeholder {text} is for `wrap` alone, where it stands for the text before the change";
            return Err((text.span(), fault.into()));
        }
        Ok(template)
    }

    /// The change, and what it replaces if it replaces.
    fn change(&self, entry: ChangeEntry) -> Result<(Change, Option<Vec<Pair>>), String> {
        let change = match entry {
            ChangeEntry::Replace(pairs) if pairs.iter().any(|[old, _]| old.is_empty()) => {
                return Err("`replace` looks for nothing; give pairs of words, old and new".into());
            }
            ChangeEntry::Replace(pairs) => return Ok((Change::Rewrite, Some(pairs))),
            ChangeEntry::SwapTargets => Change::SwapTargets,
            ChangeEntry::Refill(name) => match self.words.slot(&name) {
                Some(slot @ (Slot::Target | Slot::Name(_) | Slot::List(_))) => Change::Refill(slot),
                _ => {
                    return Err(format!(
                        "`refill` names {name:?}, which is neither target nor under [lists] or [names]"
                    ));
                }
            },
            ChangeEntry::Wrap(text) => {
                let template = Template::parse(&text, self.words)?;
                if template.slots().filter(|slot| *slot == Slot::Text).count() != 1 {
                    return Err(format!("`wrap` is {text:?}; it needs {{text}} once, for the text before the change"));
                }
                Change::Wrap(template)
            }
            ChangeEntry::Typos(0) => return Err("`typos` is 0; it needs at least one word".into()),
            ChangeEntry::Typos(n) => Change::Typos(n),
            ChangeEntry::UpperCase => Change::UpperCase,
            ChangeEntry::LowerCase => Change::LowerCase,
            ChangeEntry::Ending(ending) => Change::Ending(ending),
            ChangeEntry::Parent(text) => Change::Parent(Template::parse(&text, self.words)?),
            ChangeEntry::Article(name) => Change::Article(self.article_named(&name)?),
        };
        Ok((change, None))
    }

    fn rewritten(&self, text: &Spanned<String>, pairs: &[Pair]) -> Result<Template, Fault> {
        let Some(changed) = replace(text.as_ref(), pairs) else {
            let fault = format!("`replace` finds none of its words in {:?}; add a pair for it", text.as_ref());
            return Err((text.span(), fault));
        };
        Template::parse(&changed, self.words).map_err(|fault| (text.span(), fault))
    }

    fn expectation(
        &self,
        name: &Spanned<String>,
        kind: Kind,
        asked: &Asked,
        expect: Option<&Spanned<toml::Value>>,
    ) -> Result<Expectation, Fault> {
        let Some(expect) = expect else {
            return match kind {
                Kind::Invariance => Ok(Expectation::Same),
                Kind::Minimum | Kind::Direction => {
                    let text = format!("the {} test {:?} says no `expect`; add it", kind.name(), name.as_ref());
                    Err((name.span(), text))
                }
            };
        };
        self.expected(kind, asked, expect.as_ref()).map_err(|text| (expect.span(), text))
    }

    fn expected(&self, kind: Kind, asked: &Asked, expect: &toml::Value) -> Result<Expectation, String> {
        use toml::Value::{Array, String, Table};
        match (kind, expect) {
            (Kind::Minimum, String(label)) => Ok(Expectation::OneOf(vec![self.class(asked, label)?])),
            (Kind::Minimum, Array(labels)) if !labels.is_empty() => {
                let classes = labels.iter().map(|label| match label {
                    String(label) => self.class(asked, label),
                    other => Err(format!("`expect` holds a {}; it takes labels", other.type_str())),
                });
                Ok(Expectation::OneOf(classes.collect::<Result<_, _>>()?))
            }
            (Kind::Minimum, _) => {
                Err("a minimum test expects a label, or a list of labels any of which will do".into())
            }
            (Kind::Invariance, String(word)) if word == "same" => Ok(Expectation::Same),
            (Kind::Invariance, _) => Err("an invariance test expects \"same\"; write that or nothing".into()),
            (Kind::Direction, String(word)) if word == "opposite" && *asked != Asked::MainTarget => {
                Ok(Expectation::Opposite)
            }
            (Kind::Direction, Table(_)) => {
                let shift: ShiftEntry = expect.clone().try_into().map_err(|error: toml::de::Error| {
                    format!("`expect`: {}; it takes class, and more or less", error.message())
                })?;
                let (rises, by) = match (shift.more, shift.less) {
                    (Some(by), None) => (true, by),
                    (None, Some(by)) => (false, by),
                    _ => return Err("`expect` takes either more or less, and the least move: more = 0 for any".into()),
                };
                if !(by > -1.0 && by < 1.0) {
                    return Err(format!("a probability cannot move by {by}; give a share between -1 and 1"));
                }
                Ok(Expectation::Shift(Shift { class: self.class(asked, &shift.class)?, rises, by }))
            }
            (Kind::Direction, _) => Err(
                "a direction test expects { class = \"favor\", less = 0.1 }, with more or less, or (but for the head \
                     target) \"opposite\""
                    .into(),
            ),
        }
    }

    fn class(&self, asked: &Asked, label: &str) -> Result<Class, String> {
        let mut classes: Vec<&str> = match asked {
            Asked::Thesis | Asked::EveryStance | Asked::Stance(_) => STANCES.to_vec(),
            Asked::Sentiment => SENTIMENTS.to_vec(),
            Asked::MainTarget => self.targets.iter().map(String::as_str).chain([NO_TARGET]).collect(),
        };
        if *asked == Asked::MainTarget {
            classes.extend(["{target}", "{other}"]);
        }
        if !classes.contains(&label) {
            return Err(format!("label {label:?} is not one of {}", classes.join(", ")));
        }
        Ok(match label {
            "{target}" => Class::Target,
            "{other}" => Class::Other,
            label => Class::Named(label.into()),
        })
    }

    /// Whether a text of the test holds all that head, change and expectation refer to.
    fn usable(&self, test: &Test, text: usize) -> Result<(), String> {
        let slots = test.slots(text);
        let named = slots.iter().any(|slot| matches!(slot, Slot::Target | Slot::Name(_)));
        let other = slots.contains(&Slot::Other);
        let wants = |class: &Class| match class {
            Class::Target if !named => {
                Err("the test refers to {target}, which the text lacks; name it there".to_owned())
            }
            Class::Other if !other => Err("the test refers to {other}, which the text lacks; name it there".to_owned()),
            _ => Ok(()),
        };
        if let Asked::Stance(class) = &test.asked {
            wants(class)?;
        }
        match &test.expectation {
            Expectation::OneOf(classes) => classes.iter().try_for_each(wants)?,
            Expectation::Shift(shift) => wants(&shift.class)?,
            Expectation::Same | Expectation::Opposite => {}
        }
        match &test.change {
            Some(Change::SwapTargets) if !(named && other) => {
                Err("swap_targets needs {target} and {other} in every text".into())
            }
            Some(Change::Refill(slot)) if !slots.contains(slot) => {
                Err("`refill` names a placeholder that the text lacks; put it there".into())
            }
            Some(Change::Refill(slot @ (Slot::List(_) | Slot::Name(_)))) if self.words.len(*slot, None) < 2 => {
                Err("`refill` needs at least two words to choose from; add one to the list".into())
            }
            _ if other && !named => {
                Err("{other} is another target than {target}, which the text lacks; name it there".into())
            }
            _ => Ok(()),
        }
    }
}
