//! Which tokens stand under a negation: simple scopes, as in sentiment work since Pang et al. 2002.

use super::token::Mark;
use super::{Analysis, Kind};

/// Most tokens that one negator reaches.
const REACH: usize = 6;

/// What a token does to scopes, by its norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    /// Nothing.
    #[default]
    Plain,
    /// Opens a scope.
    Negator,
    /// Opens a scope, unless `only` follows.
    Not,
    /// The same in Russian.
    Ne,
    /// Makes an addition of `not only`.
    Only,
    /// The same in Russian.
    Tolko,
    /// Ends a scope.
    End,
}

impl Role {
    /// The role of a token of a kind and a norm.
    pub(super) fn of(kind: Kind, norm: &str) -> Self {
        match (kind, norm) {
            (_, "only") => Self::Only,
            (_, "только") => Self::Tolko,
            (Kind::Word, "not") => Self::Not,
            (Kind::Word, "не") => Self::Ne,
            (Kind::Word, norm) if is_negator(norm) => Self::Negator,
            (Kind::Word, "but" | "however" | "но" | "а" | "однако") => Self::End,
            (Kind::Punctuation, norm) if ends_clause(norm) => Self::End,
            _ => Self::Plain,
        }
    }
}

/// Marks the tokens in scope: those after a negator, up to the next mark that ends a clause, the next contrasting
/// conjunction, or [`REACH`] tokens. Negators are not marked; one in scope opens a scope of its own. No token is marked
/// yet.
pub(super) fn mark(analysis: &mut Analysis) {
    let Analysis { tokens, marks, .. } = analysis;
    let mut index = 0;
    // Tokens before the first negator are in no scope.
    let opens = |mark: &Mark| matches!(mark.role, Role::Negator | Role::Not | Role::Ne);
    while let Some(ahead) = marks[index..].iter().position(opens) {
        index += ahead;
        let mut left = 0;
        while index < tokens.len() {
            // Nobody negates another's words, nor is negated by them.
            if index > 0 && tokens[index].quoted != tokens[index - 1].quoted {
                left = 0;
            }
            let next = marks.get(index + 1).map(|next| next.role);
            match marks[index].role {
                Role::Negator => left = REACH + 1,
                Role::Not => left = if next == Some(Role::Only) { 0 } else { REACH + 1 },
                Role::Ne => left = if next == Some(Role::Tolko) { 0 } else { REACH + 1 },
                Role::End => left = 0,
                Role::Plain | Role::Only | Role::Tolko => tokens[index].negated = left > 0,
            }
            index += 1;
            if left == 0 {
                break;
            }
            left -= 1;
        }
    }
}

fn is_negator(norm: &str) -> bool {
    matches!(
        norm,
        "no" | "noo"
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
