//! hustings reads a whole comment section and says where each commenter stands.
pub mod comment;
pub mod error;
pub mod eval;
pub mod features;
pub mod model;
pub mod progress;
pub mod read;
pub mod report;
pub mod text;
pub mod topic;
pub mod train;
pub mod whole_file;

pub use error::{Error, ErrorKind, Result};
