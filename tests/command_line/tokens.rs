//! API tokens, from the shell.

use crate::shell::{failure, folder, output, success};

#[test]
fn a_token_is_printed_alone_and_listed_without_its_secret() {
    let folder = folder();
    let path = folder.path();
    let arguments = [
        "token",
        "create",
        "--name",
        "The CRM",
        "--scope",
        "contacts:read,ledger:read",
        "--scope",
        "decisions:read",
        "--expires",
        "2100-12-31",
    ];
    let printed = success(output(path, &arguments));
    let digits = printed
        .strip_prefix("cct_")
        .unwrap()
        .strip_suffix('\n')
        .unwrap();
    assert_eq!(digits.len(), 64);
    assert!(digits.chars().all(|c| c.is_ascii_hexdigit()));

    let listed = success(output(path, &["token", "list"]));
    assert_eq!(listed.lines().count(), 2, "{listed}");
    for part in [
        "The CRM",
        "contacts:read,decisions:read,ledger:read",
        "valid",
        "2101-01-01 00:00 UTC",
    ] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    assert!(!listed.contains(digits));

    let id = listed.lines().nth(1).unwrap().split(' ').next().unwrap();
    success(output(path, &["token", "revoke", id]));
    assert!(success(output(path, &["token", "list"])).contains("revoked"));
}

#[test]
fn a_token_that_can_not_be_made_or_revoked_is_told() {
    let folder = folder();
    let path = folder.path();
    let create = ["token", "create", "--scope", "contacts:read"];
    for rest in [
        &["--name", " "][..],
        &["--name", "CRM", "--expires", "2020-01-01"],
    ] {
        let message = failure(path, &[&create[..], rest].concat());
        assert!(message.contains("an end that is to come"), "{message}");
    }
    let nobodys = "018f2f2e-0000-7000-8000-000000000000";
    let message = failure(path, &["token", "revoke", nobodys]);
    assert!(
        message.contains(&format!("there is no token {nobodys}")),
        "{message}"
    );
}
