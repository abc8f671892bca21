//! The program as its users run it: files in, exit status, standard output and standard error out.
#![cfg(feature = "cli")]

mod abstain;
mod agreement;
mod audit;
mod bad_input;
mod bad_models;
mod classify;
mod common;
mod eval;
mod explain;
mod help;
mod html;
mod init;
mod inspect;
mod output;
mod shares;
mod stream;
mod train;
