//! A password from whoever runs the command: never an argument, which everybody on the machine could read.

use super::CommandError;
use std::io::{self, BufRead, IsTerminal};

/// Asked for twice without an echo at a terminal; elsewhere the first line of the standard input.
pub(super) fn read() -> Result<String, CommandError> {
    if io::stdin().is_terminal() {
        let password = rpassword::prompt_password("Password: ")?;
        let again = rpassword::prompt_password("The same again: ")?;
        if password != again {
            return Err(CommandError::Refused(
                "the passwords are not the same".to_owned(),
            ));
        }
        Ok(password)
    } else {
        first_line(io::stdin().lock())
    }
}

fn first_line(mut input: impl BufRead) -> Result<String, CommandError> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        let told = "no password came from the standard input; write it there as one line";
        return Err(CommandError::Refused(told.to_owned()));
    }
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_one_line_with_all_its_spaces() {
        for (input, password) in [
            (" two words \nmore\n", " two words "),
            ("windows\r\n", "windows"),
            ("no end", "no end"),
            ("\n", ""),
        ] {
            assert_eq!(first_line(input.as_bytes()).unwrap(), password);
        }
        assert!(first_line(&b""[..]).is_err());
    }
}
