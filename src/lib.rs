//! hustings reads a whole comment section and says where each commenter stands.
pub mod comment;
pub mod error;
pub mod topic;

pub use error::{Error, ErrorKind, Result};
