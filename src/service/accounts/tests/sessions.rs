//! Sessions: how long they live, and what ends them.

use super::*;

/// The time of the last use is written without anybody waiting for it; this does.
async fn seen(house: &House, token: &Secret) -> Session {
    let written = async {
        loop {
            let session = house.session(token).await.unwrap();
            if session.last_seen_at == house.now() {
                break session;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), written)
        .await
        .unwrap()
}

#[tokio::test]
async fn asvs_7_3_1_a_session_ends_when_it_is_not_used() {
    let house = House::with_admin().await;
    let (token, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    house.clock.advance(just_before(IDLE));
    let session = seen(&house, &token).await;
    assert_eq!(session.operator.email.as_str(), "admin@example.com");
    house.clock.advance(just_before(IDLE));
    seen(&house, &token).await;
    house.clock.advance(IDLE);
    assert_eq!(house.session(&token).await, None);
}

#[tokio::test]
async fn asvs_7_3_2_a_session_ends_however_much_it_is_used() {
    let house = House::with_admin().await;
    let (token, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let mut age = Duration::ZERO;
    while age + 6 * HOUR < ABSOLUTE {
        house.clock.advance(6 * HOUR);
        age += 6 * HOUR;
        seen(&house, &token).await;
    }
    house.clock.advance(ABSOLUTE.saturating_sub(age));
    assert_eq!(house.session(&token).await, None);
}

#[tokio::test]
async fn the_last_use_is_written_at_most_once_a_minute() {
    let house = House::with_admin().await;
    let (token, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let begun = house.now();
    house.clock.advance(just_before(MINUTE));
    for _ in 0..3 {
        assert_eq!(house.session(&token).await.unwrap().last_seen_at, begun);
    }
    house.clock.advance(TICK);
    let session = seen(&house, &token).await;
    assert_eq!(session.operator.last_seen_at, Some(house.now()));
}

#[tokio::test]
async fn asvs_7_2_4_every_sign_in_makes_a_new_token() {
    let house = House::with_admin().await;
    let (first, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let (second, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    assert_ne!(first, second);
    let (first, second) = (house.session(&first).await, house.session(&second).await);
    assert_ne!(first.unwrap().id, second.unwrap().id);
    for token in ["", "x", &"0".repeat(64)] {
        assert_eq!(house.accounts.session(token).await.unwrap(), None);
    }
}

#[tokio::test]
async fn asvs_7_4_1_signing_out_ends_the_session_on_the_server() {
    let house = House::with_admin().await;
    let (token, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let session = house.session(&token).await.unwrap();
    for _ in 0..2 {
        house.accounts.sign_out(&home(), &session).await.unwrap();
        assert_eq!(house.session(&token).await, None);
    }
    assert_eq!(house.events(SecurityEventKind::SignedOut).await.len(), 1);
}

#[tokio::test]
async fn asvs_7_4_2_a_disabled_operator_has_no_session_left() {
    let house = House::with_admin().await;
    let eva = house.add("eva@example.com", Role::Editor).await;
    let (token, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    let admin = house.session_of("admin@example.com").await.actor();
    house
        .accounts
        .disable(&home(), &admin, eva.id)
        .await
        .unwrap();
    assert_eq!(house.session(&token).await, None);
    house
        .accounts
        .enable(&home(), &admin, eva.id)
        .await
        .unwrap();
    assert_eq!(house.session(&token).await, None);
    assert!(house.sign_in("eva@example.com", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn asvs_7_4_5_an_admin_ends_anybodys_sessions_and_everybodys() {
    let house = House::with_admin().await;
    let eva = house.add("eva@example.com", Role::Editor).await;
    let admin = house.session_of("admin@example.com").await;
    let (first, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    let (second, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    let id = house.session(&first).await.unwrap().id;
    let accounts = &house.accounts;
    accounts
        .end_session(&home(), &admin.actor(), id)
        .await
        .unwrap();
    assert_eq!(house.session(&first).await, None);
    assert!(house.session(&second).await.is_some());
    accounts
        .end_sessions_of(&home(), &admin.actor(), eva.id, None)
        .await
        .unwrap();
    assert_eq!(house.session(&second).await, None);
    assert_eq!(
        accounts.all_sessions(&admin.actor()).await.unwrap(),
        vec![admin.clone()]
    );
    accounts
        .end_all_sessions(&home(), &admin.actor())
        .await
        .unwrap();
    assert!(
        accounts
            .all_sessions(&admin.actor())
            .await
            .unwrap()
            .is_empty()
    );
    let ended = house.events(SecurityEventKind::SessionEnded).await;
    let subjects: Vec<_> = ended.iter().map(|event| event.subject.as_deref()).collect();
    assert_eq!(
        subjects,
        [None, Some("eva@example.com"), Some("eva@example.com")]
    );
}

#[tokio::test]
async fn ones_own_sessions_are_ones_own_to_see_and_end() {
    let house = House::with_admin().await;
    house.add("eva@example.com", Role::Viewer).await;
    let admin = house.session_of("admin@example.com").await;
    let eva = house.session_of("eva@example.com").await;
    let other = house.session_of("eva@example.com").await;
    let accounts = &house.accounts;
    let mine = accounts
        .sessions_of(&eva.actor(), eva.operator.id)
        .await
        .unwrap();
    assert_eq!(mine.len(), 2);
    let theirs = accounts.end_session(&home(), &eva.actor(), admin.id).await;
    assert!(forbidden(theirs.map_err(AccountError::from)));
    accounts
        .end_sessions_of(&home(), &eva.actor(), eva.operator.id, Some(eva.id))
        .await
        .unwrap();
    let mine = accounts
        .sessions_of(&eva.actor(), eva.operator.id)
        .await
        .unwrap();
    assert_eq!(
        mine.iter().map(|session| session.id).collect::<Vec<_>>(),
        [eva.id]
    );
    let gone = accounts.end_session(&home(), &eva.actor(), other.id).await;
    assert!(matches!(gone, Err(Failure::Told(AppError::NotFound))));
    accounts
        .end_session(&home(), &eva.actor(), eva.id)
        .await
        .unwrap();
}

#[tokio::test]
async fn signing_out_everywhere_ends_the_session_that_asks_for_it_too() {
    let house = House::with_admin().await;
    house.add("eva@example.com", Role::Viewer).await;
    let (admin, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let (other, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    let (here, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    let eva = house.session(&here).await.unwrap();
    house
        .accounts
        .end_sessions_of(&home(), &eva.actor(), eva.operator.id, None)
        .await
        .unwrap();
    for gone in [&other, &here] {
        assert_eq!(house.session(gone).await, None);
    }
    assert!(house.session(&admin).await.is_some());
    let ended = house.events(SecurityEventKind::SessionEnded).await;
    assert_eq!((ended.len(), ended[0].detail.as_str()), (1, "all"));
}

#[tokio::test]
async fn a_new_password_leaves_only_the_session_that_set_it() {
    let house = House::with_admin().await;
    let (other, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let (mine, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let session = house.session(&mine).await.unwrap();
    let change = async |new: &str| {
        let current = Password::typed(PASSWORD.to_owned());
        house
            .accounts
            .change_password(&home(), &session, current, new.to_owned())
            .await
    };
    assert!(matches!(
        change("password").await,
        Err(AccountError::Password(_))
    ));
    let token = change("another wombat").await.unwrap();
    assert!(house.session(&token).await.unwrap().complete);
    for gone in [&other, &mine] {
        assert_eq!(house.session(gone).await, None);
    }
    assert!(matches!(
        house.sign_in("admin@example.com", PASSWORD).await,
        Err(AccountError::Wrong)
    ));
    assert!(
        house
            .sign_in("admin@example.com", "another wombat")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_change_of_role_takes_a_new_token() {
    let house = House::with_admin().await;
    let eva = house.add("eva@example.com", Role::Editor).await;
    let (token, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    let admin = house.session_of("admin@example.com").await.actor();
    house
        .accounts
        .set_role(&home(), &admin, eva.id, Role::Viewer)
        .await
        .unwrap();
    assert_eq!(house.session(&token).await, None);
    let (token, _) = house.sign_in("eva@example.com", PASSWORD).await.unwrap();
    assert_eq!(
        house.session(&token).await.unwrap().operator.role,
        Role::Viewer
    );
}
