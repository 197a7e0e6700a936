//! Proves that the pages of accounts and settings are complete without any script, in both languages, and that each of their
//! forms does what it says and says what it refuses.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod support;

use chat_contacts::{
    domain::{Actor, Operator, Role, Scope},
    i18n::{AccountMessages, Locale, filled},
};
use http::{StatusCode, header};
use scraper::ElementRef;
use std::collections::BTreeSet;
use support::{
    Answer, LIST, TestApp, caller,
    page::{Page, text},
};
use totp_rs::{Algorithm, Builder};
use uuid::Uuid;

const EMAIL: &str = "ana@example.com";
const PASSWORD: &str = "correct horse battery staple";
const ANOTHER: &str = "eleven purple windmills";
/// What reloading a refused page must not bring back.
const SHORT: &str = "7 chars";

const fn words() -> &'static AccountMessages {
    Locale::En.account_messages()
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Name and value of the session's cookie that an answer brings.
fn session(answer: &Answer) -> Option<String> {
    let cookie = answer.headers.get(header::SET_COOKIE)?.to_str().unwrap();
    assert!(cookie.contains("HttpOnly"), "{cookie}");
    Some(cookie.split(';').next().unwrap().to_owned())
}

fn leads_to(answer: &Answer, address: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(answer.header(header::LOCATION), address);
}

fn refused(answer: &Answer) -> Page {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    Page::of(answer)
}

/// The console with its first admin, who has just signed in.
async fn with_admin() -> TestApp {
    let mut app = TestApp::nobody().await;
    let link = app.state.accounts.setup_link().await.unwrap().unwrap();
    let fields = [
        ("token", link.expose()),
        ("email", EMAIL),
        ("password", PASSWORD),
    ];
    let answer = app.submit("/setup", &form(&fields)).await;
    leads_to(&answer, LIST);
    app.session = session(&answer);
    app
}

/// The same console, asked by another session or by nobody.
fn asked_by(mut app: TestApp, session: Option<String>) -> TestApp {
    app.session = session;
    app
}

async fn sign_in(app: &TestApp, password: &str, next: &str) -> Answer {
    let fields = [("email", EMAIL), ("password", password), ("next", next)];
    app.submit("/sign-in", &form(&fields)).await
}

async fn operator(app: &TestApp, id: Uuid) -> Operator {
    let operators = app
        .state
        .accounts
        .operators(&Actor::system())
        .await
        .unwrap();
    operators.into_iter().find(|one| one.id == id).unwrap()
}

async fn own_id(app: &TestApp) -> Uuid {
    let found = app
        .state
        .accounts
        .operator_by_email(&Actor::system(), EMAIL)
        .await;
    found.unwrap().unwrap().id
}

/// What the page says of a field: its value, whether it is wrong, and the note that belongs to it.
fn field(page: &Page, name: &str) -> (String, bool, String) {
    let input = page.one(&format!("input[name='{name}']:not([type=hidden])"));
    let described = input.attr("aria-describedby").unwrap_or_default();
    let notes: Vec<String> = described
        .split_whitespace()
        .map(|id| text(page.one(&format!("#{id}"))))
        .collect();
    (
        input.attr("value").unwrap_or_default().to_owned(),
        input.attr("aria-invalid") == Some("true"),
        notes.join(" "),
    )
}

/// What holds of every page of these, whatever it shows.
fn is_whole(page: &Page, locale: Locale, address: &str) {
    assert_eq!(page.root("lang"), locale.code(), "{address}");
    assert!(!text(page.one("h1")).is_empty(), "{address}");
    assert!(
        text(page.one("title")).ends_with("Chat Contacts"),
        "{address}"
    );
    page.one("main#main");
    assert!(
        !page.raw.contains("{}"),
        "{address}: a text lacks its value"
    );

    for script in ["script", "style", "[style]", "noscript", "iframe"] {
        assert!(page.all(script).is_empty(), "{address}: {script}");
    }
    for element in page.all("*") {
        let handlers = element
            .value()
            .attrs()
            .filter(|(name, _)| name.starts_with("on"));
        assert_eq!(handlers.count(), 0, "{address}: {}", element.html());
    }

    let ids: Vec<&str> = page
        .all("[id]")
        .iter()
        .map(|one| one.attr("id").unwrap())
        .collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{address}: {ids:?}");
    for attribute in [
        "aria-describedby",
        "aria-labelledby",
        "popovertarget",
        "for",
    ] {
        for element in page.all(&format!("[{attribute}]")) {
            for id in element.attr(attribute).unwrap().split_whitespace() {
                assert!(unique.contains(id), "{address}: {attribute}={id}");
            }
        }
    }

    for control in page.all("input:not([type=hidden]):not([hidden]), select") {
        assert!(is_labelled(page, control), "{address}: {}", control.html());
    }
    for form in page.all("form") {
        assert_eq!(form.attr("method"), Some("post"), "{address}");
        assert!(form.attr("action").unwrap().starts_with('/'), "{address}");
    }
    for button in page.all("button") {
        let name = button
            .attr("aria-label")
            .map_or_else(|| text(button), str::to_owned);
        assert!(!name.is_empty(), "{address}: {}", button.html());
    }
}

fn is_labelled(page: &Page, control: ElementRef<'_>) -> bool {
    let within = control
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|ancestor| ancestor.value().name() == "label");
    let named = |id: &str| !page.all(&format!("label[for='{id}']")).is_empty();
    within || control.attr("aria-label").is_some() || control.attr("id").is_some_and(named)
}

#[test]
fn every_page_is_whole_in_both_languages() {
    support::block_on(async {
        let app = TestApp::nobody().await;
        let setup = app.state.accounts.setup_link().await.unwrap().unwrap();
        let setup = format!("/setup?token={}", setup.expose());
        let strangers = [
            "/sign-in",
            "/sign-in?done=signed-out",
            "/password?token=x",
            &setup,
        ];
        look_at(&app, &strangers).await;

        let app = with_admin().await;
        let half = app.operator(Role::Editor).await;
        app.turn_on_second_factor(&half).await;
        app.token(&[Scope::ContactsRead, Scope::LedgerRead]).await;
        let (invited, link) = app
            .state
            .accounts
            .invite(&caller(), &Actor::system(), "bea@example.com", Role::Viewer)
            .await
            .unwrap();
        assert!(!invited.has_password);
        look_at(
            &app,
            &[
                "/account",
                "/account?done=password",
                "/settings/operators",
                "/settings/tokens",
                "/settings/activity",
                &format!("/password?token={}", link.expose()),
            ],
        )
        .await;

        let cookie = app.session_of(&half).await;
        let app = asked_by(app, Some(cookie));
        look_at(&app, &["/sign-in/code"]).await;
        let app = app.signed_in_as(Role::Viewer).await;
        look_at(&app, &["/settings/operators", "/account"]).await;
    });
}

async fn look_at(app: &TestApp, addresses: &[&str]) {
    for address in addresses {
        for locale in Locale::ALL {
            let answer = app
                .get_with(address, &[("accept-language", locale.code())])
                .await;
            is_whole(&Page::of(&answer), locale, address);
            assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        }
    }
}

#[test]
fn the_setup_link_makes_the_first_admin_once() {
    support::block_on(async {
        let app = TestApp::nobody().await;
        let link = app.state.accounts.setup_link().await.unwrap().unwrap();
        let token = link.expose();
        let with =
            |email, password| form(&[("token", token), ("email", email), ("password", password)]);

        let page = refused(&app.submit("/setup", &with(EMAIL, SHORT)).await);
        assert_eq!(
            field(&page, "password"),
            (String::new(), true, words().password_short.to_owned())
        );
        assert_eq!(
            field(&page, "email"),
            (EMAIL.to_owned(), false, String::new())
        );
        assert!(!page.raw.contains(SHORT));
        assert!(page.one("#password").attr("autofocus").is_some());
        assert_eq!(page.one("input[name=token]").attr("value"), Some(token));
        let page = refused(&app.submit("/setup", &with("nobody", PASSWORD)).await);
        assert_eq!(field(&page, "email").2, words().email_wrong);

        let answer = app.submit("/setup", &with(EMAIL, PASSWORD)).await;
        leads_to(&answer, LIST);
        assert!(session(&answer).is_some());
        for answer in [
            app.get(&format!("/setup?token={token}")).await,
            app.submit("/setup", &with("eve@example.com", PASSWORD))
                .await,
        ] {
            assert_eq!(answer.status, StatusCode::GONE);
            assert!(answer.text().contains(words().setup_gone_text));
        }
    });
}

#[test]
fn a_wrong_password_and_an_unknown_address_are_told_alike() {
    support::block_on(async {
        let app = with_admin().await;
        let app = asked_by(app, None);
        let mut pages = Vec::new();
        for email in [EMAIL, "who@example.com"] {
            let fields = [("email", email), ("password", SHORT), ("next", "/account")];
            let page = refused(&app.submit("/sign-in", &form(&fields)).await);
            is_whole(&page, Locale::En, "/sign-in");
            assert_eq!(
                field(&page, "email"),
                (email.to_owned(), true, words().wrong.to_owned())
            );
            assert_eq!(
                field(&page, "password"),
                (String::new(), true, words().wrong.to_owned())
            );
            assert_eq!(text(page.one("[role=alert]")), words().wrong);
            assert!(page.one("#password").attr("autofocus").is_some());
            assert_eq!(
                page.one("main input[name=next]").attr("value"),
                Some("/account")
            );
            pages.push(page.raw.replace(email, ""));
        }
        assert_eq!(pages[0], pages[1]);
    });
}

#[test]
fn who_guesses_must_wait_and_is_told_how_long() {
    support::block_on(async {
        let app = with_admin().await;
        for _ in 0..20 {
            let answer = sign_in(&app, SHORT, "").await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                let seconds: u32 = answer.header(header::RETRY_AFTER).parse().unwrap();
                let page = Page::of(&answer);
                assert_eq!(text(page.one("[role=alert]")), Locale::En.wait(seconds));
                return;
            }
        }
        panic!("twenty guesses in a row were looked at");
    });
}

#[test]
fn signing_in_leads_on_but_never_to_another_site() {
    support::block_on(async {
        let app = with_admin().await;
        for (next, address) in [
            ("/account", "/account"),
            (
                "/audiences/chat/contacts?q=ana",
                "/audiences/chat/contacts?q=ana",
            ),
            ("", LIST),
            ("//evil.example", LIST),
            ("/\\evil.example", LIST),
            ("https://evil.example", LIST),
            ("javascript:alert(1)", LIST),
            ("/a\r\nset-cookie: a=b", LIST),
        ] {
            let asked = format!("/sign-in?{}", form(&[("next", next)]));
            // Signed in already: straight on.
            leads_to(&app.get(&asked).await, address);
            let stranger =
                support::request(http::Method::GET, &asked, &[], axum::body::Body::empty());
            let page = Page::of(&app.send_as_it_is(stranger).await);
            let carried = page.one("main input[name=next]").attr("value").unwrap();
            assert_eq!(carried, if address == next { next } else { "" });
        }
        let answer = sign_in(&app, PASSWORD, "//evil.example").await;
        leads_to(&answer, LIST);
        leads_to(&sign_in(&app, PASSWORD, "/account").await, "/account");
    });
}

#[test]
fn signing_in_again_ends_the_session_that_was_there() {
    support::block_on(async {
        let app = with_admin().await;
        let answer = sign_in(&app, PASSWORD, "").await;
        let new = session(&answer).unwrap();
        assert_ne!(Some(&new), app.session.as_ref());
        leads_to(&app.get("/account").await, "/sign-in?next=%2Faccount");
        let app = asked_by(app, Some(new));
        assert_eq!(app.get("/account").await.status, StatusCode::OK);
    });
}

#[test]
fn signing_out_forgets_the_session() {
    support::block_on(async {
        let app = with_admin().await;
        let answer = app.submit("/sign-out", "").await;
        leads_to(&answer, "/sign-in?done=signed-out");
        assert!(session(&answer).unwrap().ends_with('='));
        leads_to(&app.get("/account").await, "/sign-in?next=%2Faccount");
        let page = Page::at(&app, "/sign-in?done=signed-out").await;
        assert_eq!(text(page.one("[role=status]")), words().done_signed_out);
        let page = Page::at(&app, "/sign-in?done=%3Cb%3E").await;
        assert!(page.all("[role=status]").is_empty());
    });
}

#[test]
fn an_invited_operator_chooses_a_password_once() {
    support::block_on(async {
        let app = with_admin().await;
        let page = refused(
            &app.submit(
                "/settings/operators/invite",
                &form(&[("email", "x"), ("role", "editor")]),
            )
            .await,
        );
        assert_eq!(
            field(&page, "email"),
            ("x".to_owned(), true, words().email_wrong.to_owned())
        );
        assert!(
            page.one("input[name=role][value=editor]")
                .attr("checked")
                .is_some()
        );
        assert!(page.one("details.disclosure").attr("open").is_some());
        let page = refused(
            &app.submit(
                "/settings/operators/invite",
                &form(&[("email", EMAIL), ("role", "editor")]),
            )
            .await,
        );
        assert_eq!(field(&page, "email").2, words().email_taken);

        let fields = form(&[("email", "Bea@Example.com"), ("role", "editor")]);
        let answer = app.submit("/settings/operators/invite", &fields).await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = Page::of(&answer);
        is_whole(&page, Locale::En, "invitation");
        assert_eq!(
            text(page.one("h1")),
            filled(words().invited_title, "bea@example.com")
        );
        let link = page.one("input[readonly]").attr("value").unwrap();
        let (_, path) = link.split_at(link.find("/password?").unwrap());

        let page = Page::at(&app, path).await;
        assert_eq!(page.one("#email").attr("value"), Some("bea@example.com"));
        let token = page.one("input[name=token]").attr("value").unwrap();
        let short = form(&[("token", token), ("password", SHORT)]);
        let page = refused(&app.submit("/password", &short).await);
        assert_eq!(field(&page, "password").2, words().password_short);
        let answer = app
            .submit(
                "/password",
                &form(&[("token", token), ("password", ANOTHER)]),
            )
            .await;
        leads_to(&answer, LIST);
        let app = asked_by(app, session(&answer));
        let page = Page::at(&app, "/account").await;
        assert!(text(page.one("main")).contains("bea@example.com · Editor"));

        for answer in [
            app.get(path).await,
            app.submit(
                "/password",
                &form(&[("token", token), ("password", ANOTHER)]),
            )
            .await,
        ] {
            assert_eq!(answer.status, StatusCode::GONE);
            assert_eq!(text(Page::of(&answer).one("h1")), words().link_gone_title);
        }
    });
}

#[test]
fn an_admin_manages_the_others() {
    support::block_on(async {
        let app = with_admin().await;
        let other = app.operator(Role::Viewer).await;
        let id = other.id.to_string();
        let theirs = app.session_of(&other).await;
        let act = async |what: &str, more: &[(&str, &str)]| {
            let mut fields = vec![("id", id.as_str())];
            fields.extend(more);
            app.submit(&format!("/settings/operators/{what}"), &form(&fields))
                .await
        };

        leads_to(
            &act("role", &[("role", "editor")]).await,
            "/settings/operators?done=role",
        );
        assert_eq!(operator(&app, other.id).await.role, Role::Editor);
        leads_to(
            &act("end-sessions", &[]).await,
            "/settings/operators?done=sessions-ended",
        );
        let request = support::request(
            http::Method::GET,
            "/account",
            &[("cookie", &theirs)],
            axum::body::Body::empty(),
        );
        leads_to(
            &app.send_as_it_is(request).await,
            "/sign-in?next=%2Faccount",
        );
        leads_to(
            &act("disable", &[]).await,
            "/settings/operators?done=disabled",
        );
        assert!(operator(&app, other.id).await.disabled);
        leads_to(
            &act("enable", &[]).await,
            "/settings/operators?done=enabled",
        );
        assert!(!operator(&app, other.id).await.disabled);
        let page = Page::at(&app, "/settings/operators?done=enabled").await;
        assert_eq!(text(page.one("[role=status]")), words().done_enabled);

        let answer = act("reset", &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = Page::of(&answer);
        is_whole(&page, Locale::En, "reset");
        assert!(
            page.one("input[readonly]")
                .attr("value")
                .unwrap()
                .contains("/password?token=")
        );
        assert!(!operator(&app, other.id).await.has_password);

        let answer = app.submit("/settings/operators/end-all-sessions", "").await;
        leads_to(&answer, "/sign-in?done=signed-out");
        leads_to(&app.get("/account").await, "/sign-in?next=%2Faccount");
    });
}

#[test]
fn nobody_changes_their_own_account_or_one_that_is_not_there() {
    support::block_on(async {
        let app = with_admin().await;
        let own = own_id(&app).await.to_string();
        let page = Page::at(&app, "/settings/operators").await;
        let row = page.one("tbody tr");
        assert!(text(row).contains(words().yourself_text));
        assert!(page.all("tbody form").is_empty());

        let page = refused(
            &app.submit("/settings/operators/disable", &form(&[("id", &own)]))
                .await,
        );
        assert_eq!(text(page.one("[role=alert]")), words().not_yourself);
        let strange = Uuid::now_v7().to_string();
        for what in ["disable", "enable", "reset"] {
            let answer = app
                .submit(
                    &format!("/settings/operators/{what}"),
                    &form(&[("id", &strange)]),
                )
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
            assert!(Page::of(&answer).raw.contains(words().not_found));
        }
    });
}

#[test]
fn what_is_no_form_of_ours_is_refused_with_a_page() {
    support::block_on(async {
        let app = with_admin().await;
        for (address, fields) in [
            ("/settings/operators/role", "id=x&role=admin"),
            ("/settings/operators/invite", "email=a%40b&role=root"),
            ("/settings/tokens/make", "name=a&scope=*"),
            (
                "/settings/tokens/make",
                "name=a&scope=contacts%3Aread&expires=3650",
            ),
            ("/account/password", "current=a"),
            ("/sign-in", "email=a"),
        ] {
            let page = refused(&app.submit(address, fields).await);
            is_whole(&page, Locale::En, address);
            assert!(page.raw.contains(words().form_unreadable), "{address}");
        }
    });
}

#[test]
fn a_token_is_made_shown_once_and_revoked() {
    support::block_on(async {
        let app = with_admin().await;
        let make = async |fields: &[(&str, &str)]| {
            app.submit("/settings/tokens/make", &form(fields)).await
        };
        let page = refused(&make(&[("name", " "), ("expires", "30")]).await);
        assert_eq!(field(&page, "name").2, words().token_name_missing);
        assert!(page.one("option[value='30']").attr("selected").is_some());
        let page = refused(&make(&[("name", "CRM")]).await);
        assert_eq!(field(&page, "name").0, "CRM");
        assert_eq!(text(page.one("#scope-note")), words().token_scope_missing);

        let answer = make(&[
            ("name", "<CRM>"),
            ("scope", "contacts:read"),
            ("scope", "decisions:read"),
            ("expires", "90"),
        ])
        .await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = Page::of(&answer);
        is_whole(&page, Locale::En, "a new token");
        assert_eq!(text(page.one("h1")), "Token for <CRM>");
        let token = page
            .one("input[readonly]")
            .attr("value")
            .unwrap()
            .to_owned();
        assert!(token.starts_with("cct_"));

        let page = Page::at(&app, "/settings/tokens").await;
        assert!(!page.raw.contains(&token));
        assert_eq!(text(page.one("td.record-title")), "<CRM>");
        assert_eq!(
            page.column(words().scopes),
            ["contacts:read decisions:read"]
        );
        assert_eq!(page.column(words().made_by), [EMAIL]);
        assert_eq!(page.column(words().state), [words().state_active]);
        assert_eq!(page.all("tbody td time").len(), 2, "made and expires");

        let id = page.one("tbody input[name=id]").attr("value").unwrap();
        let answer = app
            .submit("/settings/tokens/revoke", &form(&[("id", id)]))
            .await;
        leads_to(&answer, "/settings/tokens?done=revoked");
        let page = Page::at(&app, "/settings/tokens?done=revoked").await;
        assert_eq!(page.column(words().state), [words().state_revoked]);
        assert!(page.all("tbody form").is_empty());
    });
}

#[test]
fn a_new_password_asks_for_the_present_one_and_ends_the_other_sessions() {
    support::block_on(async {
        let app = with_admin().await;
        let elsewhere = session(&sign_in_from_elsewhere(&app).await);
        let change = async |current: &str, new: &str| {
            app.submit(
                "/account/password",
                &form(&[("current", current), ("new", new)]),
            )
            .await
        };
        let page = refused(&change(SHORT, ANOTHER).await);
        assert_eq!(
            field(&page, "current"),
            (String::new(), true, words().wrong_password.to_owned())
        );
        let page = refused(&change(PASSWORD, SHORT).await);
        assert_eq!(
            field(&page, "new"),
            (String::new(), true, words().password_short.to_owned())
        );
        let page = refused(&change(PASSWORD, "password1").await);
        assert_eq!(field(&page, "new").2, words().password_common);

        let answer = change(PASSWORD, ANOTHER).await;
        leads_to(&answer, "/account?done=password");
        let new = session(&answer);
        let app = asked_by(app, new);
        let page = Page::at(&app, "/account?done=password").await;
        assert_eq!(text(page.one("[role=status]")), words().done_password);
        assert_eq!(page.all("tbody tr").len(), 1);
        let app = asked_by(app, elsewhere);
        leads_to(&app.get("/account").await, "/sign-in?next=%2Faccount");
    });
}

async fn sign_in_from_elsewhere(app: &TestApp) -> Answer {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        (
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        ),
    ];
    let fields = form(&[("email", EMAIL), ("password", PASSWORD)]);
    let request = support::request(http::Method::POST, "/sign-in", &headers, fields.into());
    app.send_as_it_is(request).await
}

#[test]
fn my_other_sessions_can_be_ended() {
    support::block_on(async {
        let app = with_admin().await;
        sign_in_from_elsewhere(&app).await;
        sign_in_from_elsewhere(&app).await;
        let page = Page::at(&app, "/account").await;
        assert_eq!(page.all("tbody tr").len(), 3);
        let browsers: Vec<_> = page.all("td.record-title").into_iter().map(text).collect();
        assert_eq!(
            browsers
                .iter()
                .filter(|name| *name == "Firefox · Linux")
                .count(),
            2
        );
        assert_eq!(
            page.all("tbody .tag")
                .into_iter()
                .map(text)
                .collect::<Vec<_>>(),
            [words().this_session]
        );
        assert_eq!(page.all("tbody form").len(), 2);

        let id = page.all("tbody input[name=id]")[0].attr("value").unwrap();
        let answer = app
            .submit("/account/sessions/end", &form(&[("id", id)]))
            .await;
        leads_to(&answer, "/account?done=session-ended");
        assert_eq!(Page::at(&app, "/account").await.all("tbody tr").len(), 2);
        let answer = app.submit("/account/sessions/end-others", "").await;
        leads_to(&answer, "/account?done=others-ended");
        let page = Page::at(&app, "/account").await;
        assert_eq!(page.all("tbody tr").len(), 1);
        assert!(
            page.all("form[action='/account/sessions/end-others']")
                .is_empty()
        );
    });
}

/// What the app shows now.
#[test]
fn all_my_sessions_can_be_ended_and_this_one_with_them() {
    support::block_on(async {
        let app = with_admin().await;
        let elsewhere = session(&sign_in_from_elsewhere(&app).await);
        let page = Page::at(&app, "/account").await;
        assert_eq!(
            page.all("form[action='/account/sessions/end-all']").len(),
            1
        );
        let answer = app.submit("/account/sessions/end-all", "").await;
        leads_to(&answer, "/sign-in?done=signed-out-everywhere");
        assert!(session(&answer).unwrap().ends_with('='));
        leads_to(&app.get("/account").await, "/sign-in?next=%2Faccount");
        let page = Page::at(&app, "/sign-in?done=signed-out-everywhere").await;
        assert_eq!(
            text(page.one("[role=status]")),
            words().done_signed_out_everywhere
        );
        let app = asked_by(app, elsewhere);
        leads_to(&app.get("/account").await, "/sign-in?next=%2Faccount");
    });
}

fn code(secret: &str) -> String {
    let bits: Vec<u8> = secret
        .bytes()
        .filter(u8::is_ascii_alphanumeric)
        .flat_map(|letter| {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                digit => digit - b'2' + 26,
            };
            (0..5).rev().map(move |bit| value >> bit & 1)
        })
        .collect();
    let bytes: Vec<u8> = bits
        .chunks_exact(8)
        .map(|byte| byte.iter().fold(0, |all, bit| all << 1 | bit))
        .collect();
    let now = chat_contacts::service::now().0.unsigned_abs() / 1000;
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(bytes)
        .with_account_name(EMAIL.to_owned())
        .build()
        .unwrap()
        .generate(now)
        .to_string()
}

#[test]
fn a_second_factor_is_set_up_asked_for_and_removed() {
    support::block_on(async {
        let app = with_admin().await;
        let page = Page::of(&app.submit("/account/second-factor/offer", "").await);
        is_whole(&page, Locale::En, "an offer");
        page.one("[role=img] svg");
        let secret = text(page.one("code"));
        let confirm = async |code: &str| {
            app.submit("/account/second-factor/confirm", &form(&[("code", code)]))
                .await
        };
        let page = refused(&confirm("12345").await);
        is_whole(&page, Locale::En, "a wrong code");
        assert_eq!(
            field(&page, "code"),
            (String::new(), true, words().wrong_code.to_owned())
        );

        let answer = confirm(&code(&secret)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let page = Page::of(&answer);
        is_whole(&page, Locale::En, "recovery codes");
        let codes: Vec<String> = page.all("ol code").into_iter().map(text).collect();
        assert_eq!(codes.len(), 10);

        // Signing in now takes both.
        let answer = sign_in(&app, PASSWORD, "/account").await;
        leads_to(&answer, "/sign-in/code?next=%2Faccount");
        let app = asked_by(app, session(&answer));
        leads_to(&app.get("/account").await, "/sign-in?next=%2Faccount");
        let give = async |code: &str| {
            app.submit(
                "/sign-in/code",
                &form(&[("code", code), ("next", "/account")]),
            )
            .await
        };
        let page = Page::at(&app, "/sign-in/code?next=%2Faccount").await;
        assert!(page.all(".menu-head").is_empty(), "not signed in yet");
        let page = refused(&give("000").await);
        assert_eq!(field(&page, "code").2, words().wrong_code);
        assert_eq!(
            page.one("main input[name=next]").attr("value"),
            Some("/account")
        );
        let answer = give(&codes[3].to_uppercase()).await;
        leads_to(&answer, "/account");

        let app = asked_by(app, session(&answer));
        let remove = async |password: &str| {
            app.submit(
                "/account/second-factor/remove",
                &form(&[("password", password)]),
            )
            .await
        };
        let page = refused(&remove(SHORT).await);
        assert_eq!(field(&page, "password").2, words().wrong_password);
        assert!(page.one("details").attr("open").is_some());
        leads_to(&remove(PASSWORD).await, "/account?done=second-factor-off");
        leads_to(&sign_in(&app, PASSWORD, "").await, LIST);
    });
}

#[test]
fn the_activity_is_told_in_the_readers_words_and_page_by_page() {
    support::block_on(async {
        let app = with_admin().await;
        let actor = Actor::operator(own_id(&app).await, Role::Admin);
        for number in 0..60 {
            let path = format!("/nothing/{number}");
            app.state
                .accounts
                .denied(&caller(), &actor, &path)
                .await
                .unwrap();
        }
        let page = Page::at(&app, "/settings/activity").await;
        assert_eq!(page.all("tbody tr").len(), 50);
        assert_eq!(text(page.all("td.record-title")[0]), words().event_denied);
        assert_eq!(page.column(words().detail)[0], "/nothing/59");
        assert_eq!(page.column(words().who)[0], EMAIL);
        let links: Vec<_> = page.all(".pager-links a").into_iter().map(text).collect();
        assert_eq!(links, [words().older]);

        let older = page.one(".pager-links a").attr("href").unwrap();
        let answer = app.get_with(older, &[("accept-language", "es")]).await;
        let page = Page::of(&answer);
        is_whole(&page, Locale::Es, older);
        let spanish = Locale::Es.account_messages();
        assert_eq!(page.column(spanish.detail)[0], "/nothing/9");
        let events: Vec<_> = page.all("td.record-title").into_iter().map(text).collect();
        assert!(
            events.contains(&spanish.event_operator_added.to_owned()),
            "{events:?}"
        );
        let links: Vec<_> = page.all(".pager-links a").into_iter().map(text).collect();
        assert_eq!(links, [spanish.newest]);
        // Changing the language leads back to the same page of it.
        assert_eq!(
            page.one("header input[name=next]").attr("value"),
            Some(older)
        );
    });
}

#[test]
fn the_menu_offers_what_one_may() {
    support::block_on(async {
        let app = TestApp::start().await;
        let links = async |app: &TestApp| -> Vec<String> {
            let page = Page::at(app, "/account").await;
            page.one(".app-header form[action='/sign-out']");
            let links = page.all("#menu-account a");
            links
                .iter()
                .map(|link| link.attr("href").unwrap().to_owned())
                .collect()
        };
        assert_eq!(links(&app).await, ["/account", "/settings/operators"]);
        let app = app.signed_in_as(Role::Viewer).await;
        assert_eq!(links(&app).await, ["/account"]);
        let app = app.signed_in_as(Role::Editor).await;
        assert_eq!(links(&app).await, ["/account", "/settings/imports"]);
        let answer = app
            .get_with("/settings/tokens", &[("accept-language", "es")])
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let page = Page::of(&answer);
        assert_eq!(
            text(page.one("h1")),
            Locale::Es.account_messages().forbidden_title
        );
    });
}
