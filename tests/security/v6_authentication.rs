//! V6: passwords, and how they are guessed.

use crate::{
    people::{
        ADMIN, EDITOR, PASSWORD, activity, add, console, empty, form, post, session, sign_in,
        try_password,
    },
    support::{Answer, TestApp, block_on, caller, request},
};
use chat_contacts::{
    domain::{Actor, PasswordError, Role, SecurityEventKind},
    service::{AccountError, Clock},
};
use http::{Method, StatusCode, header};
use std::{fs, path::Path, time::Duration};

/// Whether each of the ways to a password takes this one; they must agree.
async fn is_taken(password: &str) -> bool {
    let (app, _) = empty(&[]).await;
    let accounts = &app.state.accounts;
    let (system, caller) = (Actor::system(), caller());
    let setup = accounts.setup_link().await.unwrap().unwrap();
    let fields = [
        ("token", setup.expose()),
        ("email", "first@example.com"),
        ("password", password),
    ];
    let set_up = post(&app, "", "/setup", &fields).await;

    let (invited, link) = accounts
        .invite(&caller, &system, "second@example.com", Role::Viewer)
        .await
        .unwrap();
    let fields = [("token", link.expose()), ("password", password)];
    let chosen = post(&app, "", "/password", &fields).await;

    add(&app, ADMIN, Role::Admin).await;
    let cookie = sign_in(&app, ADMIN).await;
    let fields = [("current", PASSWORD), ("new", password)];
    let changed = post(&app, &cookie, "/account/password", &fields).await;

    let shell = accounts
        .add_operator(
            &system,
            "third@example.com",
            Role::Viewer,
            password.to_owned(),
        )
        .await;
    let reset = accounts
        .set_password(&system, invited.id, password.to_owned())
        .await;

    let ways = [
        was_taken(&set_up),
        was_taken(&chosen),
        was_taken(&changed),
        shell.is_ok(),
        reset.is_ok(),
    ];
    assert!(
        ways.iter().all(|way| *way == ways[0]),
        "{password}: {ways:?}"
    );
    // What is taken is taken whole.
    if ways[0] {
        assert!(session(&try_password(&app, ADMIN, password).await).is_some());
        let mut shorter = password.to_owned();
        shorter.pop();
        assert!(session(&try_password(&app, ADMIN, &shorter).await).is_none());
    }
    ways[0]
}

fn was_taken(answer: &Answer) -> bool {
    match answer.status {
        StatusCode::SEE_OTHER => session(answer).is_some(),
        StatusCode::UNPROCESSABLE_ENTITY => false,
        other => panic!("{other}: {}", answer.text()),
    }
}

#[test]
fn v6_2_1_a_password_has_eight_characters_at_least() {
    block_on(async {
        assert!(!is_taken("").await);
        assert!(!is_taken("wombat7").await);
        // Characters, not bytes.
        assert!(!is_taken("ñandúes").await);
        assert!(is_taken("wombat 7").await);
    });
}

#[test]
fn v6_2_4_the_3000_passwords_that_are_guessed_first_are_refused() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service/accounts/common_passwords.txt");
    let list = fs::read_to_string(file).unwrap();
    // Of those that are long enough to be chosen at all.
    let common: Vec<_> = list
        .lines()
        .filter(|line| line.chars().count() >= 8)
        .collect();
    assert!(common.len() >= 3000);
    for known in ["password", "12345678", "iloveyou", "qwertyuiop", "football"] {
        assert!(common.contains(&known), "{known}");
    }
    block_on(async {
        for known in ["password", "PASSWORD", "iLoveYou"] {
            assert!(!is_taken(known).await, "{known}");
        }
        let (app, _) = empty(&[]).await;
        let accounts = &app.state.accounts;
        for password in common {
            let added = accounts
                .add_operator(&Actor::system(), ADMIN, Role::Admin, password.to_owned())
                .await;
            let refused = Err(PasswordError::Common);
            let answer = match added {
                Err(AccountError::Password(error)) => Err(error),
                other => Ok(other.is_ok()),
            };
            assert_eq!(answer, refused, "{password}");
        }
    });
}

#[test]
fn v6_2_9_a_password_may_have_64_characters_and_twice_as_many() {
    block_on(async {
        let words = "a wombat in the rain and a quokka ";
        for length in [64, 128] {
            let password: String = words.chars().cycle().take(length).collect();
            assert!(is_taken(&password).await, "{length}");
        }
        // The limit is in characters too, and nothing says which.
        assert!(is_taken(&"ñ🦘 ".repeat(40)).await);
        assert!(!is_taken(&"b".repeat(129)).await);
    });
}

/// How long this one must wait, where it must.
fn wait(answer: &Answer) -> Option<u64> {
    (answer.status == StatusCode::TOO_MANY_REQUESTS)
        .then(|| answer.header(header::RETRY_AFTER).parse().unwrap())
}

/// From another place than everybody else.
async fn guess_from(app: &TestApp, address: &str, email: &str, password: &str) -> Answer {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-forwarded-for", address),
    ];
    let fields = form(&[("email", email), ("password", password)]);
    let request = request(Method::POST, "/sign-in", &headers, fields.into());
    app.send_as_it_is(request).await
}

/// The waits after each of these many wrong guesses, each made as soon as it may be.
async fn waits(
    app: &TestApp,
    clock: &Clock,
    email: &str,
    guesses: usize,
    from: impl Fn(usize) -> String,
) -> Vec<u64> {
    let mut waits = Vec::new();
    for guess in 0..guesses {
        let address = from(guess);
        let wrong = guess_from(app, &address, email, "wrong password").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        let next = guess_from(app, &address, email, PASSWORD).await;
        let seconds = wait(&next).unwrap_or(0);
        waits.push(seconds);
        clock.advance(Duration::from_secs(seconds));
        if seconds == 0 {
            assert_eq!(next.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    waits
}

/// The numbers are those of docs/security.md.
#[test]
fn v6_3_1_guessing_gets_slower_and_keeps_nobody_out() {
    block_on(async {
        let proxied = [("SERVER__TRUSTED_PROXIES", "127.0.0.1")];
        let (app, clock) = console(&proxied).await;
        // The same for an account that there is none of; two guesses a round, until they must wait.
        let one_place = |_| "198.51.100.200".to_owned();
        let unknown = waits(&app, &clock, "nobody@example.com", 13, one_place).await;
        assert_eq!(unknown, [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        // Many come from many places; each has failed there once already when it must wait.
        let many_places = |guess| format!("198.51.100.{guess}");
        let unknown = waits(&app, &clock, "no-one@example.com", 9, many_places).await;
        assert_eq!(unknown, [0, 0, 1, 2, 4, 8, 10, 10, 10]);

        // One that there is, guessed from elsewhere.
        for _ in 0..5 {
            let wrong = guess_from(&app, "198.51.100.1", ADMIN, "wrong password").await;
            assert_eq!(wait(&wrong), None);
        }
        let right = guess_from(&app, "198.51.100.2", ADMIN, PASSWORD).await;
        assert_eq!(wait(&right), Some(1), "wherever it comes from");
        clock.advance(Duration::from_secs(1));
        let right = guess_from(&app, "192.0.2.1", ADMIN, PASSWORD).await;
        assert!(session(&right).is_some());
        // From where its owner is known, they get in whatever is guessed elsewhere.
        for _ in 0..5 {
            guess_from(&app, "198.51.100.1", ADMIN, "wrong password").await;
        }
        let elsewhere = guess_from(&app, "198.51.100.1", ADMIN, PASSWORD).await;
        assert_eq!(wait(&elsewhere), Some(2), "its failures are its own");
        let owner = guess_from(&app, "192.0.2.1", ADMIN, PASSWORD).await;
        assert!(session(&owner).is_some());

        // One place that tries a password on many accounts.
        for account in 0..21 {
            let email = format!("{account}@example.com");
            let wrong = guess_from(&app, "203.0.113.9", &email, "wrong password").await;
            assert_eq!(wait(&wrong), None, "{account}");
        }
        let next = guess_from(&app, "203.0.113.9", EDITOR, PASSWORD).await;
        assert_eq!(wait(&next), Some(1));
        let delayed = &activity(&app).await[0];
        assert_eq!(delayed.kind, SecurityEventKind::SignInDelayed);
        assert_eq!(delayed.address, "203.0.113.9");
    });
}

#[test]
fn v6_3_2_there_is_no_account_that_nobody_made() {
    block_on(async {
        let (app, _) = empty(&[]).await;
        let operators = app.state.accounts.operators(&Actor::system()).await;
        assert_eq!(operators.unwrap(), []);
        for name in [
            "admin",
            "root",
            "sa",
            "test",
            "demo",
            "admin@localhost",
            ADMIN,
        ] {
            let answer = try_password(&app, name, name).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        }
        // The way in is a link of 256 bits, which only whoever started the server has.
        let none = [("token", ""), ("email", ADMIN), ("password", PASSWORD)];
        assert_eq!(
            post(&app, "", "/setup", &none).await.status,
            StatusCode::GONE
        );
        let link = app.state.accounts.setup_link().await.unwrap().unwrap();
        assert_eq!(link.expose().len(), 64);
        let made = [
            ("token", link.expose()),
            ("email", ADMIN),
            ("password", PASSWORD),
        ];
        assert!(session(&post(&app, "", "/setup", &made).await).is_some());
        assert!(app.state.accounts.setup_link().await.unwrap().is_none());
    });
    // Nor does a database come with one.
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    for file in fs::read_dir(migrations).unwrap() {
        let sql = fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(!sql.to_lowercase().contains("insert into operators"));
    }
}
