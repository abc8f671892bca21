//! Which tokens stand under a negation: simple scopes, as in sentiment work since Pang et al. 2002.

use super::{Analysis, Kind};

/// Most tokens that one negator reaches.
const REACH: usize = 6;

/// Marks the tokens in scope: those after a negator, up to the next mark that ends a clause, the next contrasting
/// conjunction, or [`REACH`] tokens. Negators are not marked; one in scope opens a scope of its own.
pub(super) fn mark(analysis: &mut Analysis) {
    let Analysis { buffer, tokens, .. } = analysis;
    let mut left = 0;
    for index in 0..tokens.len() {
        // Nobody negates another's words, nor is negated by them.
        if index > 0 && tokens[index].quoted != tokens[index - 1].quoted {
            left = 0;
        }
        let norm = &buffer[tokens[index].norm.range()];
        match tokens[index].kind {
            Kind::Word if is_negator(norm) => {
                let next = tokens.get(index + 1).map_or("", |next| &buffer[next.norm.range()]);
                let adds = matches!((norm, next), ("not", "only") | ("не", "только"));
                left = if adds { 0 } else { REACH };
                continue;
            }
            Kind::Word if matches!(norm, "but" | "however" | "но" | "а" | "однако") => left = 0,
            Kind::Punctuation if ends_clause(norm) => left = 0,
            _ => {}
        }
        tokens[index].negated = left > 0;
        left = left.saturating_sub(1);
    }
}

fn is_negator(norm: &str) -> bool {
    matches!(
        norm,
        "not"
            | "no"
            | "noo"
            | "never"
            | "nobody"
            | "nothing"
            | "none"
            | "neither"
            | "nor"
            | "without"
            | "hardly"
            | "barely"
            | "dont"
            | "cant"
            | "wont"
            | "didnt"
            | "doesnt"
            | "isnt"
            | "arent"
            | "wasnt"
            | "werent"
            | "wouldnt"
            | "couldnt"
            | "shouldnt"
            | "hasnt"
            | "havent"
            | "hadnt"
            | "mustnt"
            | "aint"
            | "не"
            | "нет"
            | "ни"
            | "никогда"
            | "никто"
            | "ничего"
            | "без"
            | "нельзя"
    )
}

fn ends_clause(norm: &str) -> bool {
    matches!(
        norm,
        "," | "."
            | "..."
            | ";"
            | ":"
            | "!"
            | "!!"
            | "?"
            | "??"
            | "?!"
            | "("
            | ")"
            | "։"
            | "،"
            | "؛"
            | "؟"
            | "。"
            | "、"
    )
}

#[cfg(test)]
mod tests {
    use crate::text::{Analysis, Analyzer};
    use crate::topic::Topic;

    #[test]
    fn scopes_end_where_they_should() {
        let cases = [
            ("I don't trust NATO, sorry", "trust nato"),
            ("I dont trust them", "trust them"),
            ("not good but cheap", "good"),
            ("no one two three four five six seven", "one two three four five six"),
            ("not only bad", ""),
            ("never (ever) again", ""),
            ("he is not. Bad", ""),
            ("can't stop", "stop"),
            ("it ain't so", "so"),
            ("not good, never bad", "good bad"),
            ("never not bad", "bad"),
            ("не верю, нет", "верю"),
            ("не верю а знаю", "верю"),
            ("не только плохо", ""),
            ("без России никак", "россии никак"),
            ("without", ""),
        ];
        let analyzer = Analyzer::new(&Topic::from_toml("").unwrap()).unwrap();
        let mut out = Analysis::default();
        for (text, expected) in cases {
            analyzer.analyze(text, &[], &mut out);
            let negated: Vec<_> = out.tokens().iter().filter(|t| t.negated).map(|t| out.norm(t)).collect();
            assert_eq!(negated.join(" "), expected, "{text}");
        }
    }
}
