//! Operators, from the shell.

use crate::shell::{Server, command, failure, fed, folder, output, success, told};
use std::path::Path;

const PASSWORD: &str = "a wombat in the rain\n";

fn add(folder: &Path, email: &str, role: &str) -> String {
    let arguments = ["user", "add", email, "--role", role];
    success(fed(folder, &arguments, PASSWORD))
}

fn list(folder: &Path) -> String {
    success(output(folder, &["user", "list"]))
}

#[test]
fn who_is_added_is_listed() {
    let folder = folder();
    let path = folder.path();
    assert_eq!(
        add(path, "Ana@Example.com", "admin"),
        "ana@example.com can sign in as admin\n"
    );
    add(path, "eva@example.com", "viewer");
    assert_eq!(
        list(path),
        "E-MAIL           ROLE    STATE   SECOND FACTOR  LAST SEEN\n\
         ana@example.com  admin   active  no             -\n\
         eva@example.com  viewer  active  no             -\n"
    );
    assert!(path.join("data/chat-contacts.db").exists());
}

#[test]
fn who_can_not_be_added_is_told_why() {
    let folder = folder();
    let path = folder.path();
    add(path, "ana@example.com", "admin");
    for (email, input, why) in [
        (
            "ana@example.com",
            PASSWORD,
            "ana@example.com has an account already",
        ),
        ("ana", PASSWORD, "ana is not an e-mail address"),
        ("eva@example.com", "", "no password came"),
        ("eva@example.com", "\n", "fewer than 8 characters"),
        ("eva@example.com", "seven77\n", "fewer than 8 characters"),
        ("eva@example.com", "password\n", "anybody guesses"),
        (
            "eva@example.com",
            &"long ".repeat(26),
            "more than 128 characters",
        ),
    ] {
        let arguments = ["user", "add", email, "--role", "editor"];
        let message = told(fed(path, &arguments, input));
        assert!(message.contains(why), "{message}");
    }
    assert_eq!(list(path).lines().count(), 2);
}

#[test]
fn somebody_is_disabled_enabled_reset_and_given_a_role() {
    let folder = folder();
    let path = folder.path();
    add(path, "ana@example.com", "admin");
    add(path, "eva@example.com", "editor");
    let eva = "eva@example.com";
    let done = success(output(path, &["user", "disable", eva]));
    assert_eq!(done, "eva@example.com can't sign in any more\n");
    assert!(list(path).contains("editor  disabled"));
    let done = success(output(path, &["user", "enable", eva]));
    assert_eq!(done, "eva@example.com can sign in again\n");
    let done = success(output(path, &["user", "role", eva, "viewer"]));
    assert_eq!(done, "eva@example.com is viewer now\n");
    assert!(list(path).contains("viewer  active"));
    let reset = ["user", "reset", eva];
    let done = success(fed(path, &reset, "another wombat\n"));
    assert_eq!(
        done,
        "eva@example.com has a new password and no second factor\n"
    );
    assert!(told(fed(path, &reset, "short\n")).contains("fewer than 8"));
}

#[test]
fn who_is_not_there_and_who_must_stay_is_told() {
    let folder = folder();
    let path = folder.path();
    add(path, "ana@example.com", "admin");
    for arguments in [
        &["user", "disable", "eva@example.com"][..],
        &["user", "enable", "eva@example.com"],
        &["user", "reset", "eva@example.com"],
        &["user", "role", "eva@example.com", "admin"],
    ] {
        let message = failure(path, arguments);
        assert!(
            message.contains("nobody has an account as eva@example.com"),
            "{message}"
        );
    }
    for arguments in [
        &["user", "disable", "ana@example.com"][..],
        &["user", "role", "ana@example.com", "editor"],
    ] {
        let message = failure(path, arguments);
        assert!(message.contains("nobody else can administer"), "{message}");
    }
}

#[test]
fn a_database_that_is_named_is_the_one_that_is_used() {
    let folder = folder();
    let path = folder.path();
    let arguments = [
        "user",
        "add",
        "ana@example.com",
        "--role",
        "admin",
        "--database",
        "sqlite://other.db",
    ];
    success(fed(path, &arguments, PASSWORD));
    let listed = success(output(path, &["user", "list", "--database", "other.db"]));
    assert!(listed.contains("ana@example.com"));
    assert!(!list(path).contains("ana@example.com"));
}

#[test]
fn the_setup_link_is_told_until_there_is_an_operator() {
    let folder = folder();
    let start = || {
        let mut serve = command(folder.path());
        serve.args(["serve", "--listen", "127.0.0.1:0"]);
        serve.env(
            "CHAT_CONTACTS__SERVER__PUBLIC_URL",
            "https://contacts.example.com",
        );
        Server::start(serve)
    };
    let (_, told) = start().stop();
    let token = told
        .trim_end()
        .rsplit_once("https://contacts.example.com/setup?token=")
        .unwrap()
        .1;
    assert_eq!(token.len(), 64);
    assert!(token.chars().all(|c| c.is_ascii_hexdigit()));
    add(folder.path(), "ana@example.com", "admin");
    let (_, told) = start().stop();
    assert_eq!(told, "");
}
