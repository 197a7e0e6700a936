//! The server and its command line, in one binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    chat_contacts::server::main()
}
