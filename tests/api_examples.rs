//! Proves that docs/api.md is true: its examples are run, from top to bottom, against the real server, and its tables name every
//! code that there is.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

#[path = "command_line/shell.rs"]
mod shell;

use shell::{Server, command, folder, output, success};
use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

struct Example {
    language: String,
    /// Of its first line.
    line: usize,
    code: String,
}

/// The fenced blocks of a page.
fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let code: Vec<&str> = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| *line != "```")
            .collect();
        examples.push(Example {
            language: language.to_owned(),
            line: number + 2,
            code: code.join("\n") + "\n",
        });
    }
    examples
}

/// What reads an example from its standard input.
fn interpreter(language: &str) -> Command {
    let (program, arguments) = match language {
        "sh" => ("sh", &["-eu"][..]),
        "python" => ("python3", &["-"][..]),
        "js" => ("node", &["--input-type=module"][..]),
        other => panic!("an example in '{other}', which nothing here runs"),
    };
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

#[test]
fn every_example_does_what_it_says() {
    let folder = folder();
    let path = folder.path();
    let create = [
        "token",
        "create",
        "--name",
        "The CRM",
        "--scope",
        "contacts:read,contacts:write,decisions:read,imports:write,ledger:read",
    ];
    let token = success(output(path, &create));
    let mut serve = command(path);
    serve.args(["serve", "--listen", "127.0.0.1:0"]);
    let server = Server::start(serve);
    let base = format!("http://{}", server.address());

    let examples = examples(&text("docs/api.md"));
    for language in ["sh", "python", "js"] {
        let some = examples.iter().any(|example| example.language == language);
        assert!(some, "no example in {language}");
    }
    for example in examples {
        let mut child = interpreter(&example.language)
            .current_dir(path)
            .env("BASE", &base)
            .env("TOKEN", token.trim_end())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} can't be run: {error}", example.language));
        let code = example.code.as_bytes();
        child.stdin.take().unwrap().write_all(code).unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(
            done.status.success(),
            "docs/api.md, line {}:\n{}{}",
            example.line,
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr),
        );
    }
}

/// Whether a problem could have it as a code.
fn is_code(literal: &str) -> bool {
    let parts = literal.split('_');
    !literal.is_empty()
        && parts
            .into_iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase()))
}

#[test]
fn every_code_of_a_problem_is_in_its_table() {
    let source = text("src/api/problem.rs");
    // What stands between quotation marks; none of them is escaped there.
    let literals = source.split('"').skip(1).step_by(2);
    // Names of parameters.
    let parameters = ["q", "cursor"];
    let codes: BTreeSet<&str> = literals
        .filter(|literal| is_code(literal) && !parameters.contains(literal))
        .collect();
    assert!(codes.len() > 20, "{codes:?}");
    let page = text("docs/api.md");
    let missing: Vec<_> = codes
        .into_iter()
        .filter(|code| !page.contains(&format!("`{code}`")))
        .collect();
    assert!(missing.is_empty(), "not in docs/api.md: {missing:?}");
}

#[test]
fn every_address_and_scope_is_told_of() {
    let page = text("docs/api.md");
    for scope in chat_contacts::domain::Scope::ALL {
        assert!(
            page.contains(&format!("| `{}` |", scope.code())),
            "{scope:?}"
        );
    }
    for reason in chat_contacts::service::DecisionReason::ALL {
        assert!(page.contains(&format!("`{}`", reason.code())), "{reason:?}");
    }
    for kind in chat_contacts::store::ContactEventKind::ALL {
        assert!(page.contains(&format!("`{}`", kind.name())), "{kind:?}");
    }
    for source in chat_contacts::domain::EventSource::ALL {
        let told = page.contains(&format!("`{}`", source.code()));
        // The console's own.
        assert!(told || source.code() == "console", "{source:?}");
    }
}
