//! Guessing: the same answer for everything that is wrong, and a wait that grows.

use super::*;

fn wait(answer: Result<(Secret, bool), AccountError>) -> Option<u32> {
    match answer {
        Err(AccountError::Wait { seconds }) => Some(seconds),
        _ => None,
    }
}

#[tokio::test]
async fn asvs_6_3_2_there_is_no_account_that_nobody_made() {
    let house = House::empty().await;
    for email in [
        "admin",
        "root",
        "sa",
        "admin@localhost",
        "admin@example.com",
    ] {
        let answer = house.sign_in(email, "admin").await;
        assert!(matches!(answer, Err(AccountError::Wrong)), "{email}");
    }
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let house = House::with_admin().await;
    let eva = house.add("eva@example.com", Role::Viewer).await;
    let admin = Actor::system();
    house
        .accounts
        .disable(&home(), &admin, eva.id)
        .await
        .unwrap();
    house
        .accounts
        .invite(&home(), &admin, "invited@example.com", Role::Viewer)
        .await
        .unwrap();
    for (email, password) in [
        ("admin@example.com", "not the password"),
        ("admin@example.com", ""),
        ("nobody@example.com", PASSWORD),
        ("eva@example.com", PASSWORD),
        ("eva@example.com", "not the password"),
        ("invited@example.com", PASSWORD),
        ("invited@example.com", ""),
        ("not an address", PASSWORD),
    ] {
        let answer = house.sign_in(email, password).await;
        assert!(
            matches!(answer, Err(AccountError::Wrong)),
            "{email} {password}"
        );
    }
    let failed = house.events(SecurityEventKind::SignInFailed).await;
    assert_eq!(failed.len(), 8);
    assert!(
        failed
            .iter()
            .all(|event| event.actor.is_none() && event.address == "192.0.2.1")
    );
    assert_eq!(failed[3].subject.as_deref(), Some("eva@example.com"));
    assert_eq!(failed[0].subject, None);
}

#[tokio::test]
async fn the_address_of_an_account_may_be_typed_in_any_case() {
    let house = House::with_admin().await;
    assert!(house.sign_in(" Admin@Example.COM ", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn asvs_6_3_1_guessing_an_account_waits_longer_and_longer() {
    let house = House::with_admin().await;
    for email in ["admin@example.com", "nobody@example.com", "no address"] {
        for _ in 0..5 {
            assert_eq!(wait(house.sign_in(email, "wrong").await), None, "{email}");
        }
        for seconds in [1, 2, 4] {
            // Neither the right password nor trying on helps, and neither makes it worse.
            for _ in 0..3 {
                assert_eq!(
                    wait(house.sign_in(email, PASSWORD).await),
                    Some(seconds),
                    "{email}"
                );
            }
            house.clock.advance(Duration::from_secs(seconds.into()));
            assert_eq!(wait(house.sign_in(email, "wrong").await), None, "{email}");
        }
        house.clock.advance(MINUTE);
    }
    assert_eq!(
        house.events(SecurityEventKind::SignInDelayed).await.len(),
        9
    );
    // The wait is over: the right one is taken, and the failures are forgotten.
    house.clock.advance(5 * MINUTE);
    assert!(house.sign_in("admin@example.com", PASSWORD).await.is_ok());
    let delayed = house.sign_in("admin@example.com", "wrong").await;
    assert_eq!(wait(delayed), None);
}

#[tokio::test]
async fn nobody_is_kept_out_for_longer_than_five_minutes() {
    let house = House::with_admin().await;
    for guess in 0..30_u8 {
        let elsewhere = caller(&format!("198.51.100.{guess}"));
        let _refused = house
            .sign_in_from(elsewhere, "admin@example.com", "wrong")
            .await;
        house.clock.advance(5 * MINUTE);
    }
    assert!(house.sign_in("admin@example.com", PASSWORD).await.is_ok());
}

/// Somebody who never pauses: a guess from each of these networks every second, and each time before the owner, who comes
/// as often as they were told. How long that went on until the owner was looked at; ten minutes are enough to see.
async fn race(house: &House, guess: impl AsyncFn(Caller) -> Option<u32>, networks: u8) -> Duration {
    let mut owner_returns = 0;
    for second in 0..600 {
        for network in 0..networks {
            guess(caller(&format!("198.51.100.{network}"))).await;
        }
        if owner_returns == 0 {
            match guess(caller("203.0.113.9")).await {
                None => return Duration::from_secs(second),
                Some(seconds) => owner_returns = seconds,
            }
        }
        house.clock.advance(Duration::from_secs(1));
        owner_returns -= 1;
    }
    10 * MINUTE
}

#[tokio::test]
async fn who_guesses_without_a_pause_leaves_the_owner_a_turn() {
    let house = House::with_admin().await;
    let guess =
        async |from: Caller| wait(house.sign_in_from(from, "admin@example.com", "wrong").await);
    // The owner comes in the middle of it.
    for _ in 0..600 {
        guess(caller("198.51.100.0")).await;
        house.clock.advance(Duration::from_secs(1));
    }
    assert!(race(&house, &guess, 1).await <= Duration::from_secs(5));
    // With the right password a turn is all that it takes.
    house.clock.advance(Duration::from_secs(10));
    guess(caller("198.51.100.0")).await;
    let owner = caller("192.0.2.77");
    let signed_in = house.sign_in_from(owner, "admin@example.com", PASSWORD);
    assert!(signed_in.await.is_ok());
}

#[tokio::test]
async fn who_guesses_from_many_networks_leaves_the_owner_a_turn_too() {
    let house = House::with_admin().await;
    let guess =
        async |from: Caller| wait(house.sign_in_from(from, "admin@example.com", "wrong").await);
    let waited = race(&house, &guess, 20).await;
    assert!(waited > MINUTE, "{waited:?}: they took some turns");
    assert!(waited <= 5 * MINUTE, "{waited:?}");
}

#[tokio::test]
async fn guessing_from_elsewhere_keeps_nobody_out_who_was_here_before() {
    let house = House::with_admin().await;
    house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let elsewhere = || caller("198.51.100.7");
    for _ in 0..5 {
        let _wrong = house
            .sign_in_from(elsewhere(), "admin@example.com", "wrong")
            .await;
    }
    let theirs = house
        .sign_in_from(elsewhere(), "admin@example.com", PASSWORD)
        .await;
    assert_eq!(wait(theirs), Some(1));
    assert!(house.sign_in("admin@example.com", PASSWORD).await.is_ok());
    // And that doesn't give the guesser any more tries.
    let theirs = house
        .sign_in_from(elsewhere(), "admin@example.com", PASSWORD)
        .await;
    assert_eq!(wait(theirs), Some(1));
}

#[tokio::test]
async fn one_network_that_tries_many_accounts_waits_too() {
    let house = House::with_admin().await;
    for account in 0..21 {
        let answer = house
            .sign_in(&format!("{account}@example.com"), "wrong")
            .await;
        assert_eq!(wait(answer), None);
    }
    assert_eq!(
        wait(house.sign_in("admin@example.com", PASSWORD).await),
        Some(1)
    );
    let elsewhere = caller("2001:db8::1");
    assert!(
        house
            .sign_in_from(elsewhere, "admin@example.com", PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_whole_office_can_sign_in_at_once() {
    let house = House::with_admin().await;
    let tasks: Vec<_> = (0..25)
        .map(|_| {
            let accounts = house.accounts.clone();
            tokio::spawn(async move {
                let password = Password::typed(PASSWORD.to_owned());
                accounts
                    .sign_in(&home(), "admin@example.com", password)
                    .await
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap().is_ok());
    }
}

#[tokio::test]
async fn guesses_side_by_side_do_not_slip_through() {
    let house = House::with_admin().await;
    let tasks: Vec<_> = (0..15)
        .map(|_| {
            let accounts = house.accounts.clone();
            tokio::spawn(async move {
                let password = Password::typed("wrong".to_owned());
                accounts
                    .sign_in(&home(), "admin@example.com", password)
                    .await
            })
        })
        .collect();
    let mut looked_at = 0;
    for task in tasks {
        looked_at += u32::from(wait(task.await.unwrap()).is_none());
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn a_hash_of_former_times_is_renewed_at_the_next_sign_in() {
    use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};
    let house = House::with_admin().await;
    let eva = house.add("eva@example.com", Role::Viewer).await;
    let weak = Params::new(8 * 1024, 1, 1, None).unwrap();
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, weak)
        .hash_password_with_salt(PASSWORD.as_bytes(), b"sixteen bytes...")
        .unwrap()
        .to_string();
    house
        .store
        .reset_operator(eva.id, Some(&hash), None, &[])
        .await
        .unwrap();
    for _ in 0..2 {
        house.sign_in("eva@example.com", PASSWORD).await.unwrap();
        let kept = house.store.password_hash(eva.id).await.unwrap().unwrap();
        assert!(kept.contains("m=19456,t=2,p=1"), "{kept}");
    }
}

#[tokio::test]
async fn the_own_password_is_guessed_no_faster_by_a_session() {
    let house = House::with_admin().await;
    let session = house.session_of("admin@example.com").await;
    let change = async |current: &str| {
        let current = Password::typed(current.to_owned());
        let new = "another wombat".to_owned();
        house
            .accounts
            .change_password(&home(), &session, current, new)
            .await
    };
    for _ in 0..5 {
        assert!(matches!(change("wrong").await, Err(AccountError::Wrong)));
    }
    assert!(matches!(
        change(PASSWORD).await,
        Err(AccountError::Wait { seconds: 1 })
    ));
    house.clock.advance(MINUTE);
    assert!(change(PASSWORD).await.is_ok());
}
