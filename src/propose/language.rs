//! Which language a text is in, by the words that every text has. Knows the commoner ones of those with a stemmer.

use std::collections::HashMap;

/// Share of words that must be among those of the language, in per cent. Running text has some 25.
const MIN_SHARE: usize = 8;

/// Common words of each language that are seldom words of another.
const COMMON: [(&str, &str); 12] = [
    ("en", "the and of to is that it you not this are was with they have"),
    ("de", "der die und das nicht ist ich sie auch ein mit den wir aber auf"),
    ("fr", "le les et des est pas que une pour dans vous qui sur ce avec"),
    ("es", "el los y que es por una las lo con para pero más como del"),
    ("it", "il che di e non è per una sono della con gli anche ma più"),
    ("pt", "o que não os e uma do da em é para mais com você mas"),
    ("nl", "het een van niet dat ik zijn ook op maar voor wat er aan je"),
    ("sv", "och att det som är inte jag för på den ett av med har så"),
    ("ru", "и не в что на с это как а но то он они по так"),
    ("tr", "ve bir bu da de için ne çok ama gibi daha değil ben var olan"),
    ("fi", "ja on ei se että mutta kun niin ovat ole myös nyt kuin oli sitä"),
    ("ro", "și nu că este în cu pe mai la sunt dar o pentru din fi"),
];

/// Counts words toward a guess.
#[derive(Debug)]
pub(super) struct Guess {
    languages: HashMap<&'static str, Vec<usize>>,
    counts: [usize; COMMON.len()],
    n_words: usize,
}

impl Guess {
    pub fn new() -> Self {
        let mut languages: HashMap<&str, Vec<usize>> = HashMap::new();
        for (language, (_, words)) in COMMON.iter().enumerate() {
            words.split(' ').for_each(|word| languages.entry(word).or_default().push(language));
        }
        Self { languages, counts: [0; COMMON.len()], n_words: 0 }
    }

    /// Counts the words of a text.
    pub fn add(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            self.n_words += 1;
            // The longest common word has four letters; longer words need no lookup.
            if word.len() <= 12 {
                let languages = self.languages.get(word.to_lowercase().as_str());
                languages.into_iter().flatten().for_each(|language| self.counts[*language] += 1);
            }
        }
    }

    /// The language that most words speak for, as a two-letter code; `None` if they do not speak clearly.
    pub fn language(&self) -> Option<&'static str> {
        let most = self.counts.iter().max()?;
        let (code, _) = COMMON[self.counts.iter().position(|count| count == most)?];
        (most * 100 > self.n_words * MIN_SHARE).then_some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_common_words() {
        let cases = [
            ("The road is open and they have not been asked about it.", Some("en")),
            ("Die Straße ist offen, aber wir wurden nicht gefragt, und das ist auch so.", Some("de")),
            ("La route est ouverte et les gens ne sont pas dans la rue avec vous.", Some("fr")),
            ("Дорога открыта, но они не знают, что это такое.", Some("ru")),
            ("El camino es para los que no lo quieren, pero con más tiempo.", Some("es")),
            ("Vägen är öppen och det är inte jag som har gjort det.", Some("sv")),
            ("Ճանապարհը բաց է", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let mut guess = Guess::new();
            guess.add(text);
            assert_eq!(guess.language(), expected, "{text}");
        }
    }
}
