//! hustings reads a whole comment section and says, for each comment, where its writer stands: toward the thesis of the
//! article, toward each target of the topic, and in what tone; each with a calibrated probability and the words that
//! decided it.
//!
//! Data walk one way: [`read`] turns files into [sections](comment::Section); [`text`] turns a comment into tokens;
//! [`features`] turns tokens into vectors; [`model`] turns vectors into labels; [`shares`] turns labels into how many hold
//! which view; [`train`] makes a model of labelled comments; [`audit`] looks for what is wrong with those; [`trial`] puts
//! models to labelled comments; [`eval`] compares truth and prediction; [`report`] writes that down. The library never
//! prints, exits or reads the environment.
//!
//! # Examples
//!
//! ```
//! use hustings::comment::{Article, Comment, Parent, Section};
//! use hustings::model::Model;
//!
//! let article = Article {
//!     title: "The Alliance Is a Museum".into(),
//!     text: "NATO has outlived its purpose and drags Europe into wars that are not its own.".into(),
//!     ..Article::default()
//! };
//! let root = Comment { text: "NATO is a racket, always was.".into(), ..Comment::default() };
//! let reply = Comment { text: "Exactly.".into(), parent: Some(Parent::Comment(0)), ..Comment::default() };
//! let section = Section { article: Some(article), comments: vec![root, reply] };
//!
//! let model = Model::embedded();
//! let bound = model.section(&section);
//! for index in 0..section.comments.len() {
//!     for (head, predicted) in model.heads().iter().zip(bound.predict(index).heads) {
//!         let classes = model.topic().classes(head.head);
//!         let label = predicted.label.map(|label| classes[label]);
//!         println!("{}: {label:?} {:?}", model.topic().head_name(head.head), predicted.probabilities);
//!     }
//! }
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `cli` | yes | the program `hustings`; without it the crate is the library alone |

pub mod audit;
pub mod comment;
pub mod error;
pub mod eval;
pub mod features;
pub mod model;
pub mod progress;
pub mod propose;
pub mod read;
pub mod report;
pub mod shares;
pub mod text;
pub mod topic;
pub mod train;
pub mod trial;
pub mod whole_file;

pub use error::{Error, ErrorKind, Result};
