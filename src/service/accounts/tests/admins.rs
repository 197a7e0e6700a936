//! What admins may do to operators, and not to themselves.

use super::*;

#[tokio::test]
async fn ones_own_role_and_account_are_for_another_admin() {
    let house = House::with_admin().await;
    house.add("eva@example.com", Role::Admin).await;
    let session = house.session_of("admin@example.com").await;
    let (actor, id) = (session.actor(), session.operator.id);
    let accounts = &house.accounts;
    for refused in [
        accounts.set_role(&home(), &actor, id, Role::Viewer).await,
        accounts.disable(&home(), &actor, id).await,
        accounts.reset(&home(), &actor, id).await.map(drop),
    ] {
        assert!(matches!(refused, Err(AccountError::Self_)));
    }
}

#[tokio::test]
async fn the_last_admin_stays_even_for_the_shell() {
    let house = House::with_admin().await;
    let admin = house.session_of("admin@example.com").await.operator;
    let (accounts, shell) = (&house.accounts, Actor::system());
    for refused in [
        accounts
            .set_role(&home(), &shell, admin.id, Role::Viewer)
            .await,
        accounts.disable(&home(), &shell, admin.id).await,
        accounts.reset(&home(), &shell, admin.id).await.map(drop),
    ] {
        assert!(matches!(refused, Err(AccountError::LastAdmin)));
    }
    // A new password is no loss.
    let new = "another wombat".to_owned();
    accounts.set_password(&shell, admin.id, new).await.unwrap();
    assert!(
        house
            .sign_in("admin@example.com", "another wombat")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn what_changes_nothing_leaves_no_event() {
    let house = House::with_admin().await;
    let eva = house.add("eva@example.com", Role::Editor).await;
    let (accounts, shell) = (&house.accounts, Actor::system());
    let (token, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    accounts
        .set_role(&home(), &shell, eva.id, Role::Editor)
        .await
        .unwrap();
    accounts.enable(&home(), &shell, eva.id).await.unwrap();
    assert!(house.session(&token).await.is_some());
    for kind in [
        SecurityEventKind::RoleChanged,
        SecurityEventKind::OperatorEnabled,
    ] {
        assert!(house.events(kind).await.is_empty());
    }
}

#[tokio::test]
async fn an_event_says_who_did_what_to_whom_and_from_where() {
    let house = House::with_admin().await;
    let eva = house.add("eva@example.com", Role::Editor).await;
    let admin = house.session_of("admin@example.com").await.actor();
    house
        .accounts
        .set_role(&home(), &admin, eva.id, Role::Viewer)
        .await
        .unwrap();
    let event = &house.events(SecurityEventKind::RoleChanged).await[0];
    assert_eq!(event.actor.as_deref(), Some("admin@example.com"));
    assert_eq!(event.subject.as_deref(), Some("eva@example.com"));
    assert_eq!(
        (event.address.as_str(), event.detail.as_str()),
        ("192.0.2.1", "viewer")
    );
    assert_eq!(event.at, house.now());
    let added = &house.events(SecurityEventKind::OperatorAdded).await[0];
    assert_eq!(
        (added.actor.as_deref(), added.address.as_str()),
        (None, ""),
        "by the shell"
    );

    house
        .accounts
        .denied(&home(), &admin, &"/é".repeat(300))
        .await
        .unwrap();
    let denied = &house.events(SecurityEventKind::Denied).await[0];
    assert!(denied.detail.len() <= 200 && denied.detail.starts_with("/é/é"));
}

#[tokio::test]
async fn the_activity_comes_in_pages() {
    let house = House::with_admin().await;
    let (accounts, shell) = (&house.accounts, Actor::system());
    for path in 0..5 {
        accounts
            .denied(&home(), &shell, &path.to_string())
            .await
            .unwrap();
    }
    let page = accounts.activity(&shell, None, 4).await.unwrap();
    assert_eq!(
        page.iter().map(|event| &event.detail).collect::<Vec<_>>(),
        ["4", "3", "2", "1"]
    );
    let rest = accounts
        .activity(&shell, Some(page[3].seq), 4)
        .await
        .unwrap();
    assert_eq!(rest.len(), 2);
    assert_eq!(
        accounts.activity(&shell, None, 0).await.unwrap().len(),
        1,
        "one at least"
    );
}
