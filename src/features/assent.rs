//! Whether a comment begins by saying yes or no to somebody: "Exactly.", "So true!", "That is nonsense.", "Неправда."
//!
//! Only whole clauses at its beginning count, in which nothing stands but cues, negations and words that fill them out:
//! "wrong" is a cue in "You are wrong, mate" and none in "the wrong men rule us". A question says neither, nor does what
//! is taken back by "but". The words are a list of our own, English and Russian.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::{Analysis, Kind, Token};

/// Most words in the clauses that are looked at.
const LONGEST: usize = 10;

/// With so many more words after it, a cue counts for half.
const HALF: f64 = 6.0;

/// What a word is in a clause of cues.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cue {
    Assent,
    Dissent,
    /// Assent, unless the clause has another cue: "Absolutely.", "Absolutely wrong."
    Alone,
    /// Turns the clause round; dissent where there is nothing to turn.
    Not,
    Filler,
    /// Takes back what was said before it.
    But,
}

/// The words that have a place in a clause of cues, by their norms.
const WORDS: [(Cue, &str); 6] = [
    (
        Cue::Assent,
        "exactly precisely agree agreed agrees concur true truth correct right accurate spot indeed second \
         seconded amen bingo preach ditto likewise said put argued spoken remembered observed point fact \
         facts based верно точно точку именно согласен согласна согласны соглашусь правильно правда прав \
         права правы факт поддерживаю плюсую сказано истинно подписываюсь",
    ),
    (
        Cue::Dissent,
        "nonsense rubbish wrong false untrue incorrect disagree disagreed bullshit bs bollocks garbage trash \
         crap hogwash baloney drivel tripe lie lies lying fake propaganda ridiculous absurd laughable \
         delusional nope nah cope biased doubt mistaken чушь бред ерунда чепуха фигня херня ахинея брехня \
         неправда ложь вранье враньё врешь врёшь врете врёте глупость глупости неверно неправ неправы \
         несогласен несогласна ошибаетесь ошибаешься",
    ),
    (
        Cue::Alone,
        "yes yep yup yeah aye absolutely completely totally definitely certainly this same hear word да ага \
         угу абсолютно полностью совершенно конечно безусловно однозначно",
    ),
    // "Could not agree more" is turned twice.
    (Cue::Not, "no not never hardly zero more better dont couldnt isnt не нет"),
    (
        Cue::Filler,
        "a an the of i you he she it that what my me 's 're 'm am is are was be do does did can could would \
         will have has with on at all so too very quite really just simply such and utter utterly total \
         absolute complete pure plain load well good great much every sadly unfortunately oh ah lol lmao haha \
         damn fucking bloody mate bro brother sir friend think thoughts way less here это же я ты вы он она с \
         вами тобой в всё все так вот ну и что за очень совсем просто какая какой какое полная полный полное \
         чистая хорошо",
    ),
    (Cue::But, "but however though но однако"),
];

static CUES: LazyLock<FxHashMap<&'static str, Cue>> =
    LazyLock::new(|| WORDS.iter().flat_map(|(cue, words)| words.split(' ').map(|word| (word, *cue))).collect());

/// What was read of a clause.
#[derive(Debug, Default)]
struct Clause {
    n_words: usize,
    assents: bool,
    dissents: bool,
    alone: bool,
    turned: bool,
}

impl Clause {
    fn add(&mut self, cue: Cue) {
        match cue {
            Cue::Assent => self.assents = true,
            Cue::Dissent => self.dissents = true,
            Cue::Alone => self.alone = true,
            Cue::Not => self.turned = !self.turned,
            Cue::Filler | Cue::But => {}
        }
    }

    /// Begins the next clause; what is said by now, and `n_read` more words.
    fn end(&mut self, said: f64, n_read: &mut usize) -> f64 {
        let clause = std::mem::take(self);
        *n_read += clause.n_words;
        if said == 0.0 { clause.says() } else { said }
    }

    /// 1 for assent, -1 for dissent, 0 for neither.
    fn says(&self) -> f64 {
        let straight = if self.dissents { -1.0 } else { 1.0 };
        match (self.assents || self.dissents || self.alone, self.turned) {
            (true, false) => straight,
            (true, true) => -straight,
            (false, true) => -1.0,
            (false, false) => 0.0,
        }
    }
}

/// How far a text begins with assent, in [-1, 1]: 1 for assent and nothing else, -1 for dissent and nothing else, 0 without
/// either; with `n` more words after the clauses of cues `6 / (6 + n)` of that. The first clause that says either decides.
/// Own words only.
pub fn assent(analysis: &Analysis) -> f64 {
    let own = || analysis.tokens().iter().filter(|token| !token.quoted);
    let is_word = |token: &Token| matches!(token.kind, Kind::Word | Kind::Hashtag | Kind::Number);
    let (mut says, mut n_read, mut plus, mut clause) = (0.0, 0, false, Clause::default());
    for token in own() {
        let norm = analysis.norm(token);
        let cue = match token.kind {
            Kind::Url | Kind::User => continue,
            Kind::Emoji => of_emoji(norm),
            Kind::Number if plus => Cue::Assent,
            Kind::Number => Cue::Filler,
            Kind::Punctuation => {
                match norm {
                    "+" => plus = true,
                    "\"" | "'" | "-" => {}
                    _ if norm.contains('?') => {
                        clause = Clause::default();
                        break;
                    }
                    _ => {
                        says = clause.end(says, &mut n_read);
                    }
                }
                continue;
            }
            Kind::Word | Kind::Hashtag => match CUES.get(norm).copied() {
                Some(Cue::But) => return 0.0,
                Some(cue) if n_read + clause.n_words < LONGEST => cue,
                _ => {
                    clause = Clause::default();
                    break;
                }
            },
        };
        clause.n_words += usize::from(is_word(token));
        clause.add(cue);
    }
    says = clause.end(says, &mut n_read);
    if says == 0.0 {
        return 0.0;
    }
    let n_words = own().filter(|token| is_word(token)).count();
    says * HALF / (HALF + (n_words - n_read) as f64)
}

fn of_emoji(norm: &str) -> Cue {
    match norm {
        "👍" | "💯" | "🎯" | "✅" => Cue::Alone,
        "👎" | "❌" => Cue::Dissent,
        _ => Cue::Filler,
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "one range is what is meant")]
mod tests {
    use super::*;
    use crate::text::Analyzer;
    use crate::topic::Topic;

    fn of(text: &str) -> f64 {
        let mut analysis = Analysis::default();
        Analyzer::new(&Topic::from_toml("").unwrap()).unwrap().analyze(text, &[], &mut analysis);
        assent(&analysis)
    }

    /// The texts of a list with bars between them.
    fn texts(list: &str) -> impl Iterator<Item = &str> {
        list.lines().flat_map(|line| line.split('|')).map(str::trim).filter(|text| !text.is_empty())
    }

    #[test]
    fn bare_assent_is_one_and_bare_dissent_minus_one() {
        let assents = r#"
            Exactly. | exactly this | This. | So much this! | Same | Well said. | I agree completely.
            Agreed!! | Couldn't agree more. | I could not have said it better | So true | he's right
            No doubt. | +1 | +100500 | 100% correct | Spot on, mate. | Hear, hear. | Yes, absolutely.
            Sadly true. | Not wrong | "Exactly" 😂 | 👍 | 💯💯 | @ann Precisely so! | True, every word.
            Верно! | Да, именно так | Полностью согласен с вами | Это правда | не бред"#;
        texts(assents).for_each(|text| assert_eq!(of(text), 1.0, "{text}"));
        let dissents = r#"
            Nonsense. | What utter rubbish! | Not true at all. | I disagree completely. | lol no | No.
            No, wrong. | Absolutely not | Exactly wrong | Couldn't agree less. | This is a lie
            You are wrong, mate. | Not really | I don't agree | zero facts | No way | 👎 | Чушь.
            Бред полный | Это неправда! | Нет | Не согласен"#;
        texts(dissents).for_each(|text| assert_eq!(of(text), -1.0, "{text}"));
    }

    #[test]
    fn other_words_are_neither() {
        let cases = r#"
            NATO | Do you have a source for that? | Exactly? | I don't know | the wrong men rule us
            True, but they lie | Well, NATO has more tanks | No idea | It is what it is | 😂😂 | 2031 | ...
            What exactly did they sign | this right wing press is a lie | Не знаю | Это хорошо"#;
        texts(cases).chain([""]).for_each(|text| assert_eq!(of(text), 0.0, "{text}"));
    }

    #[test]
    fn every_word_is_there_once() {
        assert_eq!(CUES.len(), WORDS.iter().map(|(_, words)| words.split(' ').count()).sum::<usize>());
    }

    #[test]
    fn it_fades_with_the_words_that_follow() {
        let cases = [
            ("Exactly. They never asked us about it", 6.0 / 12.0),
            ("Nonsense, they did", -6.0 / 8.0),
            ("No, wrong. They did", -6.0 / 8.0),
            ("Yes. Is it true?", 6.0 / 9.0),
        ];
        cases.iter().for_each(|(text, expected)| assert_eq!(of(text), *expected, "{text}"));
        assert!(of(&"no ".repeat(1000)).abs() < 0.1);
    }

    #[test]
    fn words_of_others_do_not_count() {
        let mut analysis = Analysis::default();
        let analyzer = Analyzer::new(&Topic::from_toml("").unwrap()).unwrap();
        analyzer.analyze("They are right. Nonsense.", &[0..15], &mut analysis);
        assert_eq!(assent(&analysis), -1.0);
    }
}
