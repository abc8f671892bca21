//! A head with all that is said of it, model and other systems alike, and the figures of each.

use super::baseline::Majority;
use super::draws::Draws;
use super::metrics::ClassScores;
use super::rows::Rows;
use super::{
    Baseline, Figures, HeadEvaluation, HeadObservations, MAJORITY, MeanReference, POOLED, Reference, Resampling, System,
};

/// One head, or several pooled.
pub(super) struct Table {
    name: String,
    /// Whether it goes into the pooled table.
    pub pooled: bool,
    model: Rows,
    majority: Majority,
    /// For each of the other systems, its rows if it has any.
    others: Vec<Option<Rows>>,
}

impl Table {
    pub fn of(head: &HeadObservations, others: &[System]) -> Self {
        let of_other = |system: &System| {
            let said = system.heads.iter().find(|said| said.name == head.name)?;
            Some(Rows::beside(head, said, system.has_probabilities, system.own_truth))
                .filter(|rows| !rows.rows.is_empty())
        };
        Self {
            name: head.name.clone(),
            pooled: head.pooled,
            model: Rows::of(head),
            majority: Majority::of(head),
            others: others.iter().map(of_other).collect(),
        }
    }

    /// All rows of at least two heads in one table.
    pub fn pool(tables: &[&Self]) -> Self {
        let of_other = |system: usize| {
            let parts = tables.iter().filter_map(|table| table.others[system].as_ref());
            Some(Rows::pool(parts)).filter(|rows| !rows.rows.is_empty())
        };
        Self {
            name: POOLED.to_owned(),
            pooled: false,
            model: Rows::pool(tables.iter().map(|table| &table.model)),
            majority: Majority::pool(&tables.iter().map(|table| &table.majority).collect::<Vec<_>>()),
            others: (0..tables[0].others.len()).map(of_other).collect(),
        }
    }

    /// The model, the majority, then the other systems, each if it has rows here.
    fn systems(&self) -> impl Iterator<Item = Option<&Rows>> {
        [Some(&self.model), Some(&self.majority.rows)].into_iter().chain(self.others.iter().map(Option::as_ref))
    }
}

/// A system's rows with their figures, and its number among the systems drawn.
struct SystemFigures {
    n: usize,
    figures: Figures,
    drawn: usize,
}

/// Tables with the figures of each system.
pub(super) struct Scored<'a> {
    tables: &'a [Table],
    /// Of the majority and the other systems.
    names: Vec<&'a str>,
    /// Shape `(n_tables, 2 + n_others)`.
    systems: Vec<Vec<Option<SystemFigures>>>,
    draws: Option<Draws>,
}

impl<'a> Scored<'a> {
    pub fn of(tables: &'a [Table], others: &'a [System], resampling: Option<Resampling<'_>>) -> Self {
        let mut drawn: Vec<&Rows> = Vec::new();
        let mut score = |rows: &'a Rows| {
            drawn.push(rows);
            SystemFigures { n: rows.rows.len(), figures: rows.figures(), drawn: drawn.len() - 1 }
        };
        let systems = tables.iter().map(|table| table.systems().map(|rows| rows.map(&mut score)).collect()).collect();
        Self {
            tables,
            names: [MAJORITY].into_iter().chain(others.iter().map(|system| system.name.as_str())).collect(),
            systems,
            draws: resampling.map(|resampling| Draws::of(&drawn, resampling)),
        }
    }

    pub fn evaluation(&self, table: usize) -> HeadEvaluation {
        let Table { name, model, majority, .. } = &self.tables[table];
        let intervals = |system: &SystemFigures| self.draws.as_ref().and_then(|draws| draws.intervals(system.drawn));
        let (of_model, of_others) = self.systems[table].split_first().expect("the first system is the model");
        let of_model = of_model.as_ref().expect("a table has rows of the model");
        let references = self.names.iter().zip(of_others).filter_map(|(name, system)| {
            let system = system.as_ref()?;
            let intervals = intervals(system);
            Some(Reference { name: (*name).to_owned(), n: system.n, figures: system.figures, intervals })
        });
        let Figures { macro_f1, f_avg, accuracy, mcc, log_loss, brier } = of_model.figures;
        let confusion = model.tally().confusion;
        HeadEvaluation {
            name: name.clone(),
            classes: model.classes.clone(),
            n: of_model.n,
            abstained: confusion.n_abstained(),
            per_class: ClassScores::of(&confusion),
            macro_f1,
            f_avg,
            accuracy,
            log_loss: log_loss.expect("the model gives probabilities"),
            mcc,
            brier: brier.expect("the model gives probabilities"),
            intervals: intervals(of_model),
            references: references.collect(),
            confusion,
            baseline: Baseline::of(majority),
        }
    }

    /// The mean of these tables' F_avg, of those in which the model has one, if two or more: first that of the model, whose
    /// name is empty, then that of each other system that has an F_avg in all of them.
    pub fn mean(&self, tables: &[usize]) -> Vec<MeanReference> {
        let f_avg = |table: usize, system: usize| {
            let system = self.systems[table][system].as_ref()?;
            Some((system.figures.f_avg?, system))
        };
        let tables: Vec<usize> = tables.iter().copied().filter(|table| f_avg(*table, 0).is_some()).collect();
        if tables.len() < 2 {
            return Vec::new();
        }
        let names = [""].into_iter().chain(self.names.iter().copied());
        let of_system = |(system, name): (usize, &str)| {
            let parts: Vec<(f64, &SystemFigures)> =
                tables.iter().map(|table| f_avg(*table, system)).collect::<Option<_>>()?;
            let n = parts.len() as f64;
            let drawn = |draw: &[Figures]| {
                parts.iter().map(|(_, part)| draw[part.drawn].f_avg.unwrap_or(f64::NAN)).sum::<f64>() / n
            };
            Some(MeanReference {
                name: name.to_owned(),
                n: parts.iter().map(|(_, part)| part.n).sum(),
                f_avg: parts.iter().map(|(f_avg, _)| f_avg).sum::<f64>() / n,
                interval: self.draws.as_ref().and_then(|draws| draws.interval(drawn)),
            })
        };
        names.enumerate().filter_map(of_system).collect()
    }
}
