//! V14: what must not be kept where it doesn't belong.

use crate::{
    answers::of_every_kind,
    people::{ADMIN, PASSWORD, console, form, get, post, session, sign_in, try_password},
    support::{LIST, block_on, page::Page, request},
};
use axum::body::Body;
use chat_contacts::domain::{Role, Scope};
use http::{Method, StatusCode, header};

#[test]
fn v14_2_1_no_secret_travels_in_an_address() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let cookie = sign_in(&app, ADMIN).await;
        let session_token = cookie.split_once('=').unwrap().1;
        let (_, api_token) = app.token(&[Scope::ContactsRead]).await;

        // In an address none of them opens anything.
        for token in [session_token, &api_token] {
            for name in [
                "token",
                "access_token",
                "api_key",
                "cc_session",
                "authorization",
            ] {
                for address in ["/api/v1/me", LIST, "/account"] {
                    let address = format!("{address}?{}", form(&[(name, token)]));
                    let answer = get(&app, "", &address).await;
                    let status = answer.status;
                    assert_ne!(status, StatusCode::OK, "{address}");
                }
            }
        }
        let password = form(&[("email", ADMIN), ("password", PASSWORD)]);
        let answer = get(&app, "", &format!("/sign-in?{password}")).await;
        assert!(session(&answer).is_none() && !answer.text().contains(PASSWORD));
        // In a header it does.
        let bearer = format!("Bearer {api_token}");
        let request = request(
            Method::GET,
            "/api/v1/me",
            &[("authorization", &bearer)],
            Body::empty(),
        );
        assert_eq!(app.send_as_it_is(request).await.status, StatusCode::OK);

        // Every form that takes a secret sends it as a body.
        let setup = crate::people::empty(&[]).await.0;
        let link = setup.state.accounts.setup_link().await.unwrap().unwrap();
        let half = app.operator(Role::Viewer).await;
        app.turn_on_second_factor(&half).await;
        let half = app.session_of(&half).await;
        let address = format!("/setup?token={}", link.expose());
        let mut fields = 0;
        for (app, cookie, address) in [
            (&app, "", "/sign-in"),
            (&app, half.as_str(), "/sign-in/code"),
            (&app, &cookie, "/account"),
            (&app, &cookie, "/settings/tokens"),
            (&setup, "", &address),
        ] {
            let page = Page::of(&get(app, cookie, address).await);
            for form in page.all("form") {
                let secret = "input[type=password], input[name=code], input[name=token]";
                let secret = scraper::Selector::parse(secret).unwrap();
                let secrets = form.select(&secret).count();
                if secrets > 0 {
                    assert_eq!(form.attr("method"), Some("post"), "{address}");
                }
                fields += secrets;
            }
        }
        assert!(fields >= 6, "{fields}");

        // No answer leads to an address with a secret in it. (A one-time link has one, for want of another way to somebody
        // who has no account yet: it is good once, its pages tell nobody, and no log of ours has it.)
        let right = try_password(&app, ADMIN, PASSWORD).await;
        let chosen = [
            ("token", link.expose()),
            ("email", ADMIN),
            ("password", PASSWORD),
        ];
        let set_up = post(&setup, "", "/setup", &chosen).await;
        for answer in [right, set_up] {
            assert_eq!(answer.header(header::LOCATION), LIST);
        }
    });
}

#[test]
fn v14_3_2_nothing_with_personal_data_is_kept_by_a_browser() {
    block_on(async {
        let mut files = 0;
        for (asked, answer) in of_every_kind(&[]).await {
            let kept = answer.header(header::CACHE_CONTROL);
            // The site's files are the same for everybody.
            if answer.headers.contains_key(header::ETAG) {
                assert!(asked == "icons.svg" || asked.starts_with("pkg/"), "{asked}");
                files += 1;
            } else {
                assert_eq!(kept, "no-store", "{asked}");
            }
        }
        assert!(files <= 3);
        // Pages that show a secret once.
        let (app, _) = console(&[]).await;
        let cookie = sign_in(&app, ADMIN).await;
        let token = [("name", "CRM"), ("scope", "contacts:read")];
        let invited = [("email", "new@example.com"), ("role", "viewer")];
        for answer in [
            post(&app, &cookie, "/settings/tokens/make", &token).await,
            post(&app, &cookie, "/settings/operators/invite", &invited).await,
            post(&app, &cookie, "/account/second-factor/offer", &[]).await,
        ] {
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        }
    });
}
