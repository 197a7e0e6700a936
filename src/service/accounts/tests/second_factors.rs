//! The second factor: offered, confirmed, asked for; codes count once.

use super::*;
use totp_rs::{Builder, Totp};

/// An app that was shown the secret.
struct App(Totp);

impl App {
    fn code(&self, at: Timestamp) -> String {
        let seconds = u64::try_from(at.0 / 1000).unwrap();
        self.0.generate(seconds).to_string()
    }
}

/// Turns it on for the admin; the app and the recovery codes.
async fn turned_on(house: &House) -> (App, Vec<Secret>) {
    let session = house.session_of("admin@example.com").await;
    let offer = house.accounts.offer_second_factor(&session).await.unwrap();
    assert!(offer.qr_svg.starts_with("<svg"));
    let secret = totp_rs::Secret::try_from_base32(&offer.secret).unwrap();
    let app = App(Builder::new().with_secret(secret).build().unwrap());
    let code = app.code(house.now());
    let codes = house
        .accounts
        .confirm_second_factor(&home(), &session, &code)
        .await
        .unwrap();
    house.clock.advance(MINUTE);
    (app, codes)
}

/// The password is right; the code is still to come.
async fn half_signed_in(house: &House) -> Session {
    let (token, needs_code) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    assert!(needs_code);
    let session = house.session(&token).await.unwrap();
    assert!(!session.complete);
    session
}

async fn give(house: &House, session: &Session, code: &str) -> Result<Secret, AccountError> {
    house.accounts.give_code(&home(), session, code).await
}

#[tokio::test]
async fn a_code_completes_the_session_with_a_new_token_once() {
    let house = House::with_admin().await;
    let (app, _) = turned_on(&house).await;
    let half = half_signed_in(&house).await;
    assert!(
        house.events(SecurityEventKind::SignedIn).await.len() == 1,
        "not signed in yet"
    );
    let code = app.code(house.now());
    let token = give(&house, &half, &code).await.unwrap();
    let whole = house.session(&token).await.unwrap();
    assert!(whole.complete && whole.id != half.id);
    assert!(forbidden(give(&house, &whole, &code).await));
    let gone = house
        .accounts
        .sessions_of(&whole.actor(), whole.operator.id)
        .await
        .unwrap();
    assert!(gone.iter().all(|session| session.id != half.id));
    assert_eq!(house.events(SecurityEventKind::SignedIn).await.len(), 2);

    // The same code a second time, and any that is older, is refused.
    let half = half_signed_in(&house).await;
    for at in [house.now(), Timestamp(house.now().0 - 30_000)] {
        let again = give(&house, &half, &app.code(at)).await;
        assert!(matches!(again, Err(AccountError::WrongCode)));
    }
    // The clock of the phone may go before by a step.
    let early = app.code(house.later(Duration::from_secs(30)));
    assert!(give(&house, &half, &early).await.is_ok());
}

#[tokio::test]
async fn a_session_without_its_code_may_do_nothing_else() {
    let house = House::with_admin().await;
    turned_on(&house).await;
    let half = half_signed_in(&house).await;
    let password = || Password::typed(PASSWORD.to_owned());
    let accounts = &house.accounts;
    assert!(forbidden(
        accounts
            .offer_second_factor(&half)
            .await
            .map_err(AccountError::from)
    ));
    assert!(forbidden(
        accounts
            .confirm_second_factor(&home(), &half, "000000")
            .await
    ));
    assert!(forbidden(
        accounts
            .remove_second_factor(&home(), &half, password())
            .await
    ));
    let new = "another wombat".to_owned();
    assert!(forbidden(
        accounts
            .change_password(&home(), &half, password(), new)
            .await
    ));
    // And it doesn't wait for long.
    let (token, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    house.clock.advance(10 * MINUTE);
    assert_eq!(house.session(&token).await, None);
}

#[tokio::test]
async fn each_recovery_code_is_good_once() {
    let house = House::with_admin().await;
    let (_, codes) = turned_on(&house).await;
    assert_eq!(codes.len(), 10);
    for code in &codes {
        let half = half_signed_in(&house).await;
        let typed = code.expose().to_uppercase().replace('-', " ");
        assert!(give(&house, &half, &typed).await.is_ok());
    }
    let half = half_signed_in(&house).await;
    let again = give(&house, &half, codes[3].expose()).await;
    assert!(matches!(again, Err(AccountError::WrongCode)));
    assert_eq!(
        house
            .events(SecurityEventKind::RecoveryCodeUsed)
            .await
            .len(),
        10
    );
}

#[tokio::test]
async fn codes_are_guessed_ever_slower_whatever_the_session() {
    let house = House::with_admin().await;
    let (app, _) = turned_on(&house).await;
    for _ in 0..5 {
        let half = half_signed_in(&house).await;
        let wrong = give(&house, &half, "no code").await;
        assert!(matches!(wrong, Err(AccountError::WrongCode)));
    }
    let half = half_signed_in(&house).await;
    let code = app.code(house.now());
    let early = give(&house, &half, &code).await;
    assert!(matches!(early, Err(AccountError::Wait { seconds: 1 })));
    house.clock.advance(Duration::from_secs(1));
    assert!(give(&house, &half, &code).await.is_ok());
}

#[tokio::test]
async fn it_is_on_only_when_a_code_has_shown_that_the_app_works() {
    let house = House::with_admin().await;
    let session = house.session_of("admin@example.com").await;
    let confirm = async |code: &str| {
        house
            .accounts
            .confirm_second_factor(&home(), &session, code)
            .await
    };
    assert!(
        matches!(confirm("000000").await, Err(AccountError::WrongCode)),
        "none was offered"
    );
    house.accounts.offer_second_factor(&session).await.unwrap();
    assert!(matches!(
        confirm("no code").await,
        Err(AccountError::WrongCode)
    ));
    let (_, needs_code) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    assert!(!needs_code);
}

#[tokio::test]
async fn it_is_not_replaced_or_removed_without_the_password() {
    let house = House::with_admin().await;
    let session = house.session_of("admin@example.com").await;
    turned_on(&house).await;
    let offered = house.accounts.offer_second_factor(&session).await;
    assert!(forbidden(offered.map_err(AccountError::from)));
    let remove = async |password: &str| {
        let password = Password::typed(password.to_owned());
        house
            .accounts
            .remove_second_factor(&home(), &session, password)
            .await
    };
    assert!(matches!(remove("wrong").await, Err(AccountError::Wrong)));
    remove(PASSWORD).await.unwrap();
    let (_, needs_code) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    assert!(!needs_code);
    for kind in [
        SecurityEventKind::SecondFactorOn,
        SecurityEventKind::SecondFactorOff,
    ] {
        assert_eq!(house.events(kind).await.len(), 1);
    }
}

#[tokio::test]
async fn who_guesses_codes_without_a_pause_leaves_the_owner_a_turn() {
    let house = House::with_admin().await;
    let (app, _) = turned_on(&house).await;
    // Somebody has the password.
    let theirs = half_signed_in(&house).await;
    let elsewhere = caller("198.51.100.7");
    let guess = async || {
        let guess = house.accounts.give_code(&elsewhere, &theirs, "000000");
        matches!(guess.await, Err(AccountError::WrongCode))
    };
    let mut looked_at = 0;
    for _ in 0..400 {
        looked_at += u32::from(guess().await);
        house.clock.advance(Duration::from_secs(1));
    }
    assert!((8..15).contains(&looked_at), "{looked_at}");

    let half = half_signed_in(&house).await;
    let mut owner_returns = 0;
    for _ in 0..=30 {
        guess().await;
        if owner_returns == 0 {
            match give(&house, &half, &app.code(house.now())).await {
                Err(AccountError::Wait { seconds }) => owner_returns = seconds,
                answer => return assert!(answer.is_ok(), "{answer:?}"),
            }
        }
        house.clock.advance(Duration::from_secs(1));
        owner_returns -= 1;
    }
    panic!("the owner had no turn within half a minute");
}
