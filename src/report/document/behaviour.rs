//! Behaviour tests: which are passed, and what failed.

use super::super::cell::{NOTHING, Unit, count, counted, line};
use super::{Block, COMMENT, Cell, SENTENCE, ShownText, Table, Text, meaning, name, nothing};
use crate::trial::behaviour::BehaviourResult;

/// A table of the tests, then the failures shown.
pub fn blocks(results: &[BehaviourResult]) -> Vec<Block> {
    if results.is_empty() {
        return nothing("No test concerns a head of this model.");
    }
    let passed = results.iter().filter(|result| verdict(result) == "passed").count();
    let columns = ["capability", "test", "kind", "expects", "cases", "failed", "failed %", "allowed %", "verdict"];
    let mut table = Table::new("Behaviour tests", 4, columns);
    for result in results {
        let failed = if result.n == 0 { f64::NAN } else { result.failed as f64 / result.n as f64 };
        let verdict = verdict(result);
        table.row([
            Cell::from(name(&result.capability)),
            Cell::from(name(&result.name)),
            Cell::from(name(&result.kind)),
            Cell::long(line(&result.expects, SENTENCE)),
            Cell::from(count(result.n)),
            Cell::from(count(result.failed)),
            Cell::from(Unit::Percent.number(failed)),
            Cell::from(Unit::Percent.number(result.allowed)),
            Cell::from(verdict).stressed(verdict == "failed"),
        ]);
    }
    let tried = results.iter().filter(|result| result.n > 0).count();
    let sum = Text::new().strong(&format!("{} of {} passed.", count(passed), counted(tried, "test")));
    let mut blocks = vec![sum.into(), table.into(), Block::Meaning(vec![meaning::BEHAVIOUR])];
    let failures: Vec<ShownText> = results.iter().flat_map(failures).collect();
    if !failures.is_empty() {
        blocks.extend([Block::Heading("Cases that failed".into()), Block::Comments(failures)]);
    }
    blocks
}

fn verdict(result: &BehaviourResult) -> &'static str {
    match result.n {
        0 => NOTHING,
        n if result.failed as f64 <= result.allowed * n as f64 => "passed",
        _ => "failed",
    }
}

fn failures(result: &BehaviourResult) -> impl Iterator<Item = ShownText> + '_ {
    result.failures.iter().map(|failure| {
        let mut facts = vec![
            Text::new()
                .say("expected ")
                .data(&line(&failure.expected, SENTENCE))
                .say(", found ")
                .data(&line(&failure.found, SENTENCE)),
        ];
        if let Some(context) = &failure.context {
            facts.insert(0, Text::new().data(&line(context, COMMENT)));
        }
        if let Some(from) = &failure.from {
            facts.insert(0, Text::new().say("compared with: ").data(&line(from, COMMENT)));
        }
        ShownText {
            heading: Text::new().data(&name(&result.name)).say(" · ").data(&name(&failure.head)),
            text: Text::new().data(&line(&failure.text, COMMENT)),
            facts,
        }
    })
}
