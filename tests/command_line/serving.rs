//! Serving and seeding.

use crate::shell::{Server, command, failure, fed, folder, output, success};
use std::{fs, net::TcpListener};

#[test]
fn a_wrong_command_line_ends_with_2() {
    let folder = folder();
    for arguments in [
        &["--wrong"][..],
        &["serve", "--wrong"],
        &["serve", "--listen"],
        &["explode"],
        &["seed"],
        &["seed", "--count", "many"],
        &["seed", "--count", "0"],
        &["user"],
        &["user", "add", "ana@example.com"],
        &["user", "add", "ana@example.com", "--role", "root"],
        &["user", "role", "ana@example.com"],
        &["token", "create", "--name", "CRM"],
        &["token", "create", "--name", "CRM", "--scope", "everything"],
        &[
            "token",
            "create",
            "--name",
            "CRM",
            "--scope",
            "contacts:read",
            "--expires",
            "soon",
        ],
        &["token", "revoke", "not-an-id"],
    ] {
        let output = output(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing was created"
    );
}

#[test]
fn help_and_version_are_no_failure() {
    let folder = folder();
    let help = output(folder.path(), &["--help"]);
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    for word in [
        "serve",
        "user",
        "token",
        "seed",
        "--database",
        "--config",
        "CHAT_CONTACTS_DATABASE",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(output(folder.path(), &["--version"]).status.success());
}

#[test]
fn a_database_that_is_not_ours_is_left_alone() {
    let folder = folder();
    let file = folder.path().join("letters.db");
    let content = "Not a database, but long enough to be read as one. ".repeat(40);
    fs::write(&file, &content).unwrap();
    for subcommand in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["seed", "--count", "1"],
    ] {
        let message = failure(
            folder.path(),
            &[subcommand, &["--database", "sqlite://letters.db"]].concat(),
        );
        assert!(
            message.contains("letters.db is not a Chat Contacts database"),
            "{message}"
        );
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), content);
}

#[test]
fn a_database_that_can_not_be_there_is_told() {
    let folder = folder();
    fs::write(folder.path().join("file"), "").unwrap();
    let message = failure(
        folder.path(),
        &["seed", "--count", "1", "--database", "file/contacts.db"],
    );
    assert!(message.contains("file"), "{message}");
    let message = failure(
        folder.path(),
        &[
            "seed",
            "--count",
            "1",
            "--database",
            "mysql://localhost/contacts",
        ],
    );
    assert!(message.contains("mysql"), "{message}");
}

#[test]
fn a_port_in_use_is_told_and_leaves_no_database_behind() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let message = failure(folder.path(), &["serve", "--listen", &address]);
    assert!(
        message.contains(&format!("{address} is in use")),
        "{message}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_address_that_is_none_is_told() {
    let folder = folder();
    for address in ["3000", "here:3000", "127.0.0.1:99999", "127.0.0.1"] {
        let message = failure(folder.path(), &["serve", "--listen", address]);
        assert!(
            message.contains(&format!("'{address}' is not an address")),
            "{message}"
        );
    }
}

#[test]
fn a_configuration_that_is_missing_or_wrong_is_told() {
    let folder = folder();
    let message = failure(folder.path(), &["serve", "--config", "missing.toml"]);
    assert!(message.contains("missing.toml"), "{message}");
    fs::write(
        folder.path().join("wrong.toml"),
        "[server]\nlisen = \"127.0.0.1:0\"\n",
    )
    .unwrap();
    let message = failure(folder.path(), &["serve", "--config", "wrong.toml"]);
    assert!(
        message.contains("wrong.toml") && message.contains("lisen"),
        "{message}"
    );
}

#[test]
fn seeding_says_how_many_and_how_long_and_twice_is_once() {
    let folder = folder();
    for _ in 0..2 {
        let output = output(
            folder.path(),
            &[
                "seed",
                "--count",
                "300",
                "--seed",
                "7",
                "--database",
                "sqlite://a.db",
            ],
        );
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success());
        assert!(
            text.starts_with("300 contacts of seed 7 are in a.db ("),
            "{text}"
        );
        assert_eq!(text.lines().count(), 1);
        assert!(output.stderr.is_empty(), "progress is for terminals");
    }
    let add = ["user", "add", "ana@example.com", "--role", "viewer"];
    let password = "a wombat in the rain";
    success(fed(
        folder.path(),
        &[&add[..], &["--database", "a.db"]].concat(),
        password,
    ));
    let mut serve = command(folder.path());
    serve.args(["serve", "--listen", "127.0.0.1:0", "--database", "a.db"]);
    let server = Server::start(serve);
    let cookie = server.signed_in("ana@example.com", password);
    assert!(
        server
            .get_as(&cookie, "/audiences/chat/contacts")
            .contains("300")
    );
}

#[test]
fn the_server_says_where_it_is_answers_and_stops() {
    let folder = folder();
    let mut serve = command(folder.path());
    serve.args(["serve", "--listen", "127.0.0.1:0"]);
    let server = Server::start(serve);
    assert!(
        server
            .line
            .starts_with("Chat Contacts is at http://127.0.0.1:"),
        "{}",
        server.line
    );
    assert!(
        server.line.ends_with(" (database data/chat-contacts.db)\n"),
        "{}",
        server.line
    );
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    let (code, rest) = server.stop();
    assert_eq!(code, Some(0));
    assert!(
        rest.starts_with("Nobody has an account yet. Set up the first one within an hour: http"),
        "{rest}"
    );
    assert_eq!(rest.lines().count(), 1, "{rest}");
    assert!(folder.path().join("data/chat-contacts.db").exists());
    assert!(
        !folder.path().join("data/chat-contacts.db-wal").exists(),
        "the database was closed"
    );
}

#[test]
fn a_demonstration_begins_with_contacts_and_only_where_there_is_none() {
    let folder = folder();
    let start = || {
        let mut serve = command(folder.path());
        serve.args(["serve", "--demo", "--listen", "127.0.0.1:0"]);
        Server::start(serve)
    };
    let (code, told) = start().stop();
    assert_eq!(code, Some(0));
    assert!(told.starts_with("It begins with 10000 contacts"), "{told}");
    let add = ["user", "add", "ana@example.com", "--role", "viewer"];
    let password = "a wombat in the rain";
    success(fed(folder.path(), &add, password));
    let server = start();
    let cookie = server.signed_in("ana@example.com", password);
    let page = server.get_as(&cookie, "/audiences/chat/contacts");
    assert!(page.contains("10,000") && !page.contains("10,000+"));
    assert_eq!(server.stop().1, "");

    success(output(
        folder.path(),
        &["seed", "--count", "1", "--database", "one.db"],
    ));
    let mut serve = command(folder.path());
    serve.args([
        "serve",
        "--demo",
        "--listen",
        "127.0.0.1:0",
        "--database",
        "one.db",
    ]);
    let (_, told) = Server::start(serve).stop();
    assert!(told.starts_with("Nobody has an account yet"), "{told}");
}

#[test]
fn without_a_subcommand_it_serves_with_what_the_environment_says() {
    let folder = folder();
    fs::write(
        folder.path().join("Leptos.toml"),
        "[database]\nurl = \"from-the-file.db\"\n",
    )
    .unwrap();
    let mut bare = command(folder.path());
    bare.env("CHAT_CONTACTS_LISTEN", "127.0.0.1:0");
    let server = Server::start(bare);
    assert!(
        server.line.ends_with("(database from-the-file.db)\n"),
        "{}",
        server.line
    );
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
}
