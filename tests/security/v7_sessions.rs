//! V7: how sessions begin and end.

use crate::{
    people::{
        ADMIN, EDITOR, PASSWORD, activity, code, console, get, is_signed_in, operator, post,
        session, sign_in, try_password,
    },
    support::{TestApp, block_on, page::Page, page::text},
};
use chat_contacts::{
    domain::{Actor, SecurityEventKind},
    service::Clock,
};
use http::{Method, header};
use std::{collections::BTreeSet, time::Duration};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
/// As the settings have it unless they say otherwise, and as docs/security.md has it.
const IDLE: Duration = Duration::from_hours(8);
const ABSOLUTE: Duration = Duration::from_hours(7 * 24);

#[test]
fn v7_2_4_every_proof_of_who_one_is_makes_a_new_token_and_ends_the_former() {
    block_on(async {
        let (app, clock) = console(&[]).await;
        let mut seen = BTreeSet::new();
        let mut former = String::new();
        let mut now_is = async |cookie: Option<String>, what: &str| {
            let cookie = cookie.unwrap();
            assert!(seen.insert(cookie.clone()), "{what}");
            assert!(is_signed_in(&app, &cookie).await, "{what}");
            let ended = std::mem::replace(&mut former, cookie.clone());
            assert!(
                ended.is_empty() || !is_signed_in(&app, &ended).await,
                "{what}"
            );
            cookie
        };
        let password = |password| [("email", ADMIN), ("password", password)];
        let first = post(&app, "", "/sign-in", &password(PASSWORD)).await;
        let cookie = now_is(session(&first), "signing in").await;
        let again = post(&app, &cookie, "/sign-in", &password(PASSWORD)).await;
        let cookie = now_is(session(&again), "signing in again").await;
        let fields = [("current", PASSWORD), ("new", "another wombat")];
        let changed = post(&app, &cookie, "/account/password", &fields).await;
        let cookie = now_is(session(&changed), "another password").await;

        let offer = post(&app, &cookie, "/account/second-factor/offer", &[]).await;
        let secret = text(Page::of(&offer).one("code"));
        let on = [("code", &*code(&secret, &clock))];
        post(&app, &cookie, "/account/second-factor/confirm", &on).await;
        clock.advance(MINUTE);
        let half = post(&app, &cookie, "/sign-in", &password("another wombat")).await;
        let half = session(&half).unwrap();
        assert!(!is_signed_in(&app, &half).await);
        let given = [("code", &*code(&secret, &clock))];
        let whole = post(&app, &half, "/sign-in/code", &given).await;
        let cookie = now_is(session(&whole), "the second factor").await;
        assert_ne!(cookie, half);
        assert!(
            app.state
                .accounts
                .session(token(&half))
                .await
                .unwrap()
                .is_none()
        );

        // A token from outside opens nothing, and is not taken over by signing in.
        let planted = "cc_session=0123456789abcdef0123456789abcdef";
        let answer = post(
            &app,
            planted,
            "/sign-in",
            &[("email", EDITOR), ("password", PASSWORD)],
        )
        .await;
        assert_ne!(session(&answer).unwrap(), planted);
        assert!(!is_signed_in(&app, planted).await);
    });
}

fn token(cookie: &str) -> &str {
    cookie.split_once('=').unwrap().1
}

/// Used at this moment. The time of the last use is written without anybody waiting for it; this does.
async fn used(app: &TestApp, clock: &Clock, cookie: &str) {
    assert!(is_signed_in(app, cookie).await);
    let written = async {
        loop {
            let session = app.state.accounts.session(token(cookie)).await.unwrap();
            if session.unwrap().last_seen_at == clock.now() {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), written)
        .await
        .unwrap();
}

#[test]
fn v7_3_1_a_session_ends_that_is_not_used_for_eight_hours() {
    block_on(async {
        let (app, clock) = console(&[]).await;
        let cookie = sign_in(&app, ADMIN).await;
        for _ in 0..2 {
            clock.advance(IDLE.saturating_sub(MINUTE));
            used(&app, &clock, &cookie).await;
        }
        clock.advance(IDLE);
        assert!(!is_signed_in(&app, &cookie).await);

        // It is a setting.
        let (app, clock) = console(&[("SESSION__IDLE_HOURS", "1")]).await;
        let cookie = sign_in(&app, ADMIN).await;
        clock.advance(HOUR);
        assert!(!is_signed_in(&app, &cookie).await);
    });
}

#[test]
fn v7_3_2_a_session_ends_after_seven_days_whatever_happens() {
    block_on(async {
        for (settings, lifetime) in [
            (&[][..], ABSOLUTE),
            (&[("SESSION__ABSOLUTE_DAYS", "1")], 24 * HOUR),
        ] {
            let (app, clock) = console(settings).await;
            let cookie = sign_in(&app, ADMIN).await;
            let mut age = Duration::ZERO;
            while age + 6 * HOUR < lifetime {
                clock.advance(6 * HOUR);
                age += 6 * HOUR;
                used(&app, &clock, &cookie).await;
            }
            clock.advance(lifetime.saturating_sub(age));
            assert!(!is_signed_in(&app, &cookie).await);
        }
    });
}

#[test]
fn v7_4_1_a_session_that_has_ended_opens_nothing() {
    block_on(async {
        let (app, clock) = console(&[]).await;
        let out = sign_in(&app, ADMIN).await;
        let other = sign_in(&app, ADMIN).await;
        let answer = post(&app, &out, "/sign-out", &[]).await;
        let cleared = answer.header(header::SET_COOKIE);
        assert!(cleared.starts_with("cc_session=;") && cleared.contains("Max-Age=0"));
        let expired = sign_in(&app, EDITOR).await;
        assert!(is_signed_in(&app, &other).await);
        clock.advance(IDLE);
        for ended in [out, expired] {
            // Whoever has kept the token has kept nothing.
            assert!(!is_signed_in(&app, &ended).await);
            let body = "{\"query\":\"\"}";
            let method = Method::POST;
            let call = crate::people::ask(&app, &ended, method, "/rpc/list_contacts", body).await;
            assert_eq!(call.status, http::StatusCode::UNAUTHORIZED);
            let me = get(&app, &ended, "/api/v1/me").await;
            assert_eq!(me.status, http::StatusCode::UNAUTHORIZED);
            assert_eq!(
                app.state.accounts.session(token(&ended)).await.unwrap(),
                None
            );
        }
    });
}

#[test]
fn v7_4_2_whoever_is_disabled_is_out_at_once_and_everywhere() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        let theirs = [sign_in(&app, EDITOR).await, sign_in(&app, EDITOR).await];
        let id = operator(&app, EDITOR).await.id.to_string();
        post(&app, &admin, "/settings/operators/disable", &[("id", &id)]).await;
        for cookie in &theirs {
            assert!(!is_signed_in(&app, cookie).await);
        }
        assert!(session(&try_password(&app, EDITOR, PASSWORD).await).is_none());
        // Let in again, they begin anew.
        post(&app, &admin, "/settings/operators/enable", &[("id", &id)]).await;
        for cookie in &theirs {
            assert!(!is_signed_in(&app, cookie).await);
        }
        let theirs = sign_in(&app, EDITOR).await;
        // A new password from an admin and another role end them too.
        let role = [("id", id.as_str()), ("role", "viewer")];
        post(&app, &admin, "/settings/operators/role", &role).await;
        assert!(!is_signed_in(&app, &theirs).await);
        let theirs = sign_in(&app, EDITOR).await;
        post(&app, &admin, "/settings/operators/reset", &[("id", &id)]).await;
        assert!(!is_signed_in(&app, &theirs).await);
    });
}

#[test]
fn v7_4_5_an_admin_ends_the_sessions_of_one_or_of_all() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        let editor = sign_in(&app, EDITOR).await;
        let id = operator(&app, EDITOR).await.id.to_string();
        let fields = [("id", id.as_str())];
        post(&app, &admin, "/settings/operators/end-sessions", &fields).await;
        assert!(!is_signed_in(&app, &editor).await);
        assert!(is_signed_in(&app, &admin).await);

        let editor = sign_in(&app, EDITOR).await;
        post(&app, &editor, "/settings/operators/end-all-sessions", &[]).await;
        assert!(is_signed_in(&app, &admin).await, "an editor can't");
        post(&app, &admin, "/settings/operators/end-all-sessions", &[]).await;
        for cookie in [&editor, &admin] {
            assert!(!is_signed_in(&app, cookie).await);
        }
        let left = app.state.accounts.all_sessions(&Actor::system()).await;
        assert_eq!(left.unwrap(), []);
        let events = activity(&app).await;
        let ended = events
            .iter()
            .filter(|event| event.kind == SecurityEventKind::SessionEnded);
        assert_eq!(ended.count(), 2);
    });
}
