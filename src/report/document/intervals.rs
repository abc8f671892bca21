//! How the intervals were made.

use super::super::cell::{count, counted, line};
use super::super::content::Compared;
use super::{Block, Cell, NAME, Table, Text, meaning};

/// Clusters under which a bootstrap of them is too narrow to be trusted.
const FEW_CLUSTERS: usize = 20;

/// Method, number of draws, seed, and what to beware of.
pub fn blocks(compared: &Compared) -> Vec<Block> {
    let (bootstrap, clusters) = (&compared.bootstrap, &compared.clusters);
    let kind = line(&clusters.kind, NAME);
    if bootstrap.draws == 0 {
        return vec![
            Text::new().strong("Not measured.").say(" No draws were asked for, so there are no intervals.").into(),
        ];
    }
    let confidence = format!("{} %", (1000.0 * bootstrap.confidence).round() / 10.0);
    let text = Text::new()
        .say("Figures in square brackets are ")
        .strong(&format!("{confidence} intervals"))
        .say(&format!(" from {} of whole ", counted(bootstrap.draws, "draw")))
        .data(&kind)
        .say(
            " with replacement, as many as there are; each figure is computed anew from each draw, and the interval is what \
             lies between the percentiles (percentile bootstrap, Efron 1979). Every system, slice and model is drawn alike, \
             so differences are paired.",
        );
    let mut table = Table::new("The draws", 1, ["setting", "value"]);
    let rows = [
        ("drawn whole", kind.clone()),
        ("how many there are", count(clusters.n)),
        ("draws", count(bootstrap.draws)),
        ("seed", bootstrap.seed.to_string()),
        ("confidence", confidence),
    ];
    for (setting, value) in rows {
        table.row([Cell::from(setting), Cell::from(value)]);
    }
    let mut blocks = vec![text.into()];
    if clusters.n < FEW_CLUSTERS {
        let few = Text::new().strong(&format!("Only {} {kind}.", count(clusters.n))).say(
            " With fewer than 20 to draw from, intervals come out too narrow; read them as lower bounds of the doubt.",
        );
        blocks.push(few.into());
    }
    if clusters.kind == "comments" {
        let alone = "No articles or threads are known, so single comments were drawn; comments that resemble each other \
                     make such intervals too narrow.";
        blocks.push(Text::new().say(alone).into());
    }
    blocks.extend([table.into(), Block::Meaning(vec![meaning::INTERVAL])]);
    blocks
}
