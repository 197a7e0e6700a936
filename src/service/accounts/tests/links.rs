//! One-time links: setup, invitation, reset.

use super::*;
use crate::domain::{OneTimeLink, PasswordError};

#[tokio::test]
async fn the_setup_link_makes_the_first_admin_once() {
    let house = House::empty().await;
    let accounts = &house.accounts;
    let former = accounts.setup_link().await.unwrap().unwrap();
    let link = accounts.setup_link().await.unwrap().unwrap();
    assert_eq!(accounts.link(former.expose()).await.unwrap(), None);
    assert_eq!(
        accounts.link(link.expose()).await.unwrap(),
        Some(OneTimeLink::Setup)
    );

    let set_up = async |token: &str, email: &str, password: &str| {
        accounts
            .set_up(&home(), token, email, password.to_owned())
            .await
    };
    let email = "ana@example.com";
    assert!(matches!(
        set_up("made up", email, PASSWORD).await,
        Err(AccountError::Link)
    ));
    assert!(matches!(
        set_up(link.expose(), "ana", PASSWORD).await,
        Err(AccountError::Email)
    ));
    assert!(matches!(
        set_up(link.expose(), email, "password").await,
        Err(AccountError::Password(PasswordError::Common))
    ));
    // None of these has used it up.
    let token = set_up(link.expose(), email, PASSWORD).await.unwrap();
    let session = house.session(&token).await.unwrap();
    assert!(session.complete);
    assert_eq!(session.operator.role, Role::Admin);
    assert!(matches!(
        set_up(link.expose(), "eva@example.com", PASSWORD).await,
        Err(AccountError::Link)
    ));
    assert!(accounts.setup_link().await.unwrap().is_none());
    assert!(house.sign_in(email, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn two_who_set_up_at_once_make_one_admin() {
    let house = House::empty().await;
    let link = house.accounts.setup_link().await.unwrap().unwrap();
    let set_up = |email: &'static str| {
        let (accounts, link) = (house.accounts.clone(), link.clone());
        async move {
            accounts
                .set_up(&home(), link.expose(), email, PASSWORD.to_owned())
                .await
        }
    };
    let (one, other) = tokio::join!(set_up("ana@example.com"), set_up("eva@example.com"));
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
    assert_eq!(house.store.operators().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_setup_link_is_good_for_an_hour() {
    let house = House::empty().await;
    let link = house.accounts.setup_link().await.unwrap().unwrap();
    house.clock.advance(just_before(HOUR));
    assert!(house.accounts.link(link.expose()).await.unwrap().is_some());
    house.clock.advance(TICK);
    let late = house
        .accounts
        .set_up(
            &home(),
            link.expose(),
            "ana@example.com",
            PASSWORD.to_owned(),
        )
        .await;
    assert!(matches!(late, Err(AccountError::Link)));
}

#[tokio::test]
async fn who_is_invited_chooses_a_password_once_within_three_days() {
    let house = House::with_admin().await;
    let admin = house.session_of("admin@example.com").await.actor();
    let accounts = &house.accounts;
    let (eva, link) = accounts
        .invite(&home(), &admin, "Eva@example.com", Role::Editor)
        .await
        .unwrap();
    assert!(!eva.has_password);
    let again = accounts
        .invite(&home(), &admin, "eva@example.com", Role::Viewer)
        .await;
    assert!(matches!(again, Err(AccountError::EmailTaken)));
    let nobody = accounts.invite(&home(), &admin, "eva", Role::Viewer).await;
    assert!(matches!(nobody, Err(AccountError::Email)));

    house.clock.advance(just_before(3 * DAY));
    let for_eva = OneTimeLink::Password {
        email: eva.email.clone(),
        role: Role::Editor,
    };
    assert_eq!(accounts.link(link.expose()).await.unwrap(), Some(for_eva));
    let choose = async |password: &str| {
        accounts
            .choose_password(&home(), link.expose(), password.to_owned())
            .await
    };
    assert!(matches!(
        choose("short").await,
        Err(AccountError::Password(_))
    ));
    let (token, needs_code) = choose(PASSWORD).await.unwrap();
    assert!(!needs_code);
    assert_eq!(house.session(&token).await.unwrap().operator.id, eva.id);
    assert!(matches!(choose(PASSWORD).await, Err(AccountError::Link)));
    assert_eq!(accounts.link(link.expose()).await.unwrap(), None);

    let (_, late) = accounts
        .invite(&home(), &admin, "late@example.com", Role::Viewer)
        .await
        .unwrap();
    house.clock.advance(3 * DAY);
    assert_eq!(accounts.link(late.expose()).await.unwrap(), None);
}

#[tokio::test]
async fn a_reset_takes_away_everything_but_the_account() {
    let house = House::with_admin().await;
    let eva = house.add("eva@example.com", Role::Editor).await;
    let (token, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    let admin = house.session_of("admin@example.com").await.actor();
    let link = house.accounts.reset(&home(), &admin, eva.id).await.unwrap();
    assert_eq!(house.session(&token).await, None);
    assert!(matches!(
        house.sign_in("eva@example.com", PASSWORD).await,
        Err(AccountError::Wrong)
    ));
    let new = "another wombat".to_owned();
    let (token, _) = house
        .accounts
        .choose_password(&home(), link.expose(), new)
        .await
        .unwrap();
    assert_eq!(
        house.session(&token).await.unwrap().operator.role,
        Role::Editor
    );
    assert_eq!(house.events(SecurityEventKind::ResetStarted).await.len(), 1);
    assert_eq!(
        house.events(SecurityEventKind::PasswordChanged).await.len(),
        1
    );
}
