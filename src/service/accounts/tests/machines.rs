//! API tokens.

use super::*;
use crate::domain::Scope;

#[tokio::test]
async fn a_token_is_told_once_and_opens_what_it_was_made_for() {
    let house = House::with_admin().await;
    let admin = house.session_of("admin@example.com").await.actor();
    let accounts = &house.accounts;
    let scopes = [Scope::LedgerRead, Scope::ContactsRead, Scope::LedgerRead];
    let (token, secret) = accounts
        .make_token(&home(), &admin, " CRM ", &scopes, Some(house.later(DAY)))
        .await
        .unwrap();
    assert_eq!(token.name, "CRM");
    assert_eq!(token.scopes, [Scope::ContactsRead, Scope::LedgerRead]);
    assert_eq!(
        token.created_by.as_ref().unwrap().as_str(),
        "admin@example.com"
    );
    assert!(secret.expose().starts_with("cct_"));
    let found = accounts.api_token(secret.expose()).await.unwrap().unwrap();
    assert_eq!(found.actor(), Actor::token(token.id, token.scopes.clone()));
    for other in [
        "",
        "cct_",
        "CCT_",
        secret.expose().strip_prefix("cct_").unwrap(),
    ] {
        assert_eq!(accounts.api_token(other).await.unwrap(), None);
    }
    house.clock.advance(DAY);
    assert_eq!(accounts.api_token(secret.expose()).await.unwrap(), None);
    let made = &house.events(SecurityEventKind::TokenMade).await[0];
    assert_eq!(made.subject.as_deref(), Some("CRM"));
    assert_eq!(made.detail, "contacts:read ledger:read");
}

#[tokio::test]
async fn a_revoked_token_opens_nothing_and_stays_listed() {
    let house = House::empty().await;
    let (accounts, shell) = (&house.accounts, Actor::system());
    let (token, secret) = accounts
        .make_token(&home(), &shell, "CRM", &[Scope::ContactsRead], None)
        .await
        .unwrap();
    assert_eq!(token.created_by, None);
    for _ in 0..2 {
        accounts
            .revoke_token(&home(), &shell, token.id)
            .await
            .unwrap();
        assert_eq!(accounts.api_token(secret.expose()).await.unwrap(), None);
    }
    assert_eq!(house.events(SecurityEventKind::TokenRevoked).await.len(), 1);
    let listed = accounts.tokens(&shell).await.unwrap();
    assert_eq!(listed[0].revoked_at, Some(house.now()));
    let nobodys = accounts
        .revoke_token(&home(), &shell, uuid::Uuid::now_v7())
        .await;
    assert!(matches!(nobodys, Err(Failure::Told(AppError::NotFound))));
}

#[tokio::test]
async fn a_token_needs_a_name_a_scope_and_an_end_that_is_to_come() {
    let house = House::empty().await;
    let (accounts, shell) = (&house.accounts, Actor::system());
    let read = [Scope::ContactsRead];
    let long = "x".repeat(129);
    for (name, scopes, end) in [
        (" ", &read[..], None),
        ("two\nlines", &read, None),
        (long.as_str(), &read, None),
        ("CRM", &[], None),
        ("CRM", &read, Some(house.now())),
    ] {
        let refused = accounts
            .make_token(&home(), &shell, name, scopes, end)
            .await;
        assert!(matches!(refused, Err(AccountError::Token)), "{name}");
    }
}

#[tokio::test]
async fn the_last_use_of_a_token_is_noted() {
    let house = House::empty().await;
    let (accounts, shell) = (&house.accounts, Actor::system());
    let (_, secret) = accounts
        .make_token(&home(), &shell, "CRM", &[Scope::ContactsRead], None)
        .await
        .unwrap();
    let used = async {
        loop {
            let token = accounts.api_token(secret.expose()).await.unwrap().unwrap();
            if token.last_used_at.is_some() {
                break token.last_used_at;
            }
            tokio::task::yield_now().await;
        }
    };
    let used = tokio::time::timeout(Duration::from_secs(10), used)
        .await
        .unwrap();
    assert_eq!(used, Some(house.now()));
    house.clock.advance(just_before(MINUTE));
    accounts.api_token(secret.expose()).await.unwrap();
    let listed = accounts.tokens(&shell).await.unwrap();
    assert_eq!(listed[0].last_used_at, used);
}
