//! What a section is made of.

/// A part of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading below that of the section.
    Heading(String),
    /// A paragraph.
    Paragraph(Text),
    /// What a figure or a plot means and what would be good.
    Meaning(Vec<&'static str>),
    /// One sentence each, with the standing that a sign before it shows.
    Verdicts(Vec<(&'static str, Text)>),
    /// Words with what they mean.
    Definitions(Vec<(String, String)>),
    /// Tables, side by side where there is room.
    Tables(Vec<Table>),
    /// Plots, side by side where there is room.
    Figures(Vec<Figure>),
    /// Comments.
    Comments(Vec<ShownText>),
}

impl From<Text> for Block {
    fn from(text: Text) -> Self {
        Self::Paragraph(text)
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Tables(vec![table])
    }
}

/// Words in a row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text(pub Vec<Run>);

/// Words of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Their kind.
    pub style: Style,
}

/// Kinds of words.
#[derive(Debug, Clone, PartialEq)]
pub enum Style {
    /// The report's own.
    Plain,
    /// The report's own, stressed.
    Strong,
    /// From data, in whatever direction they are written.
    Data,
    /// A word that weighs: what it adds to the logit as text, whether that is for the label, and how strong it is, from 1 to 4.
    Weight(String, bool, u8),
}

impl Text {
    /// No words.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words of the report's own.
    pub fn say(self, text: &str) -> Self {
        self.with(text, Style::Plain)
    }

    /// Adds words that are stressed.
    pub fn strong(self, text: &str) -> Self {
        self.with(text, Style::Strong)
    }

    /// Adds words from data.
    pub fn data(self, text: &str) -> Self {
        self.with(text, Style::Data)
    }

    /// Adds words of a kind.
    pub fn with(mut self, text: &str, style: Style) -> Self {
        if !text.is_empty() {
            self.0.push(Run { text: text.to_owned(), style });
        }
        self
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Its heading.
    pub caption: String,
    /// Headings of its columns.
    pub columns: Vec<String>,
    /// Columns at the left that hold names; the others hold figures.
    pub n_names: usize,
    /// Its rows, each as long as the columns.
    pub rows: Vec<Row>,
    /// Sentences below it.
    pub notes: Vec<&'static str>,
}

impl Table {
    /// A table without rows.
    pub fn new<S: Into<String>>(caption: &str, n_names: usize, columns: impl IntoIterator<Item = S>) -> Self {
        Self {
            caption: caption.to_owned(),
            columns: columns.into_iter().map(Into::into).collect(),
            n_names,
            ..Self::default()
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) -> &mut Row {
        self.rows.push(Row { cells: cells.into_iter().collect(), few: false, span: 1 });
        self.rows.last_mut().expect("a row was added just now")
    }

    /// Marks the rows on few samples, so that grey is not all that tells, and says what the mark means.
    pub fn mark_few(&mut self) {
        let column = self.columns.iter().position(|column| matches!(column.as_str(), "n" | "support")).unwrap_or(0);
        for row in self.rows.iter_mut().filter(|row| row.few) {
            row.cells[column].text.push_str(" †");
        }
        self.notes.extend(self.rows.iter().any(|row| row.few).then_some(super::meaning::FEW));
    }

    /// Joins the first cells of these rows to one, which is written again where cells cannot be joined.
    pub fn join(&mut self, rows: std::ops::Range<usize>) {
        for row in rows.clone() {
            self.rows[row].span = if row == rows.start { rows.len() } else { 0 };
        }
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it stands on few samples, so that it is greyed.
    pub few: bool,
    /// Rows that its first cell stands for; 0 if that of a row above does.
    pub span: usize,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// What stands smaller after it: an interval, a share.
    pub small: Option<String>,
    /// Whether it is stressed.
    pub strong: bool,
    /// How dark its ground is, from 0 to 10, if it has one.
    pub shade: Option<usize>,
    /// Whether its text is a sentence or a comment, which wants a wide column.
    pub long: bool,
}

impl Cell {
    /// A cell with something smaller after its text.
    pub fn beside(text: impl Into<String>, small: Option<String>) -> Self {
        Self { text: text.into(), small, ..Self::default() }
    }

    /// A cell with a sentence or a comment.
    pub fn long(text: impl Into<String>) -> Self {
        Self { text: text.into(), long: true, ..Self::default() }
    }

    /// The same, stressed if so.
    pub fn stressed(self, strong: bool) -> Self {
        Self { strong, ..self }
    }
}

impl<S: Into<String>> From<S> for Cell {
    fn from(text: S) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// The drawing, complete with its title and the numbers as text.
    pub svg: String,
    /// Whether it needs the whole width.
    pub wide: bool,
    /// The numbers; `None` if a table elsewhere has them.
    pub table: Option<Table>,
}

/// A comment or another text to be looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownText {
    /// Which it is.
    pub heading: Text,
    /// The text.
    pub text: Text,
    /// What is said of it.
    pub facts: Vec<Text>,
}
