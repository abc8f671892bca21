//! The program `hustings`: reads a whole comment section and says where each commenter stands.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
