//! Options that say which columns and rows of a table are meant.

use clap::Args;
use hustings::read::{ColumnMap, Where};

/// Which rows, and which columns hold what.
#[derive(Debug, Clone, Args)]
pub struct TableArgs {
    /// Take only rows whose column C holds V, or one of several values with commas between [default: all rows]
    ///
    /// May be given several times; a row must then meet all. Rows not taken still lend their text to replies.
    #[arg(long = "where", value_name = "C=V")]
    pub wheres: Vec<Where>,

    /// Column of the comment's text [default: text, comment, body, message, content, tweet, comment_text, review
    /// and the like]
    #[arg(long, value_name = "C", help_heading = "Columns")]
    text_column: Option<String>,

    /// Column of the comment's id [default: id, comment_id, cid and the like; the number of the record if there is
    /// none]
    #[arg(long, value_name = "C", help_heading = "Columns")]
    id_column: Option<String>,

    /// Column of the id of the comment answered [default: parent_id, parent, reply_to, in_reply_to and the like]
    #[arg(long, value_name = "C", help_heading = "Columns")]
    parent_column: Option<String>,

    /// Column of the author's name [default: author, user, username, name, screen_name and the like]
    #[arg(long, value_name = "C", help_heading = "Columns")]
    author_column: Option<String>,

    /// Column of the time of writing [default: time, date, created_at, timestamp, published and the like]
    ///
    /// ISO 8601, Unix seconds, Excel's numbers of days, 24.09.2023 13:26, and 9/24/2023 1:26 PM if the column tells day
    /// from month.
    #[arg(long, value_name = "C", help_heading = "Columns")]
    time_column: Option<String>,

    /// Column of the article's id in the topic file [default: article]
    #[arg(long, value_name = "C", help_heading = "Columns")]
    article_column: Option<String>,
}

impl TableArgs {
    /// The columns by name.
    pub fn columns(&self) -> ColumnMap {
        ColumnMap {
            text: self.text_column.clone(),
            id: self.id_column.clone(),
            parent: self.parent_column.clone(),
            author: self.author_column.clone(),
            time: self.time_column.clone(),
            article: self.article_column.clone(),
        }
    }
}
