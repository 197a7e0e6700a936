//! V3: what the browser makes of our answers.

use crate::{
    answers::of_every_kind,
    people::{ADMIN, EDITOR, HTTPS, PASSWORD, ask, console, form, get, post, session, sign_in},
    support::{Answer, LIST, TestApp, block_on, draft, page::Page, page::text, request},
};
use axum::body::Body;
use chat_contacts::{
    domain::{Actor, Role},
    server::{FUNCTIONS, routes},
    ui::preference_cookie,
};
use http::{Method, StatusCode, header};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn is_page(answer: &Answer) -> bool {
    answer.header(header::CONTENT_TYPE).starts_with("text/html")
}

/// The rules of a policy by their names.
fn policy(answer: &Answer) -> BTreeMap<&str, &str> {
    answer
        .header(header::CONTENT_SECURITY_POLICY)
        .split(';')
        .map(|rule| {
            let rule = rule.trim();
            rule.split_once(' ').unwrap_or((rule, ""))
        })
        .collect()
}

#[test]
fn v3_2_1_what_is_no_page_can_not_be_shown_as_one() {
    block_on(async {
        let answers = of_every_kind(&[]).await;
        let others: Vec<_> = answers.iter().filter(|(_, one)| !is_page(one)).collect();
        assert!(others.len() > 8);
        for (asked, answer) in others {
            let policy = policy(answer);
            assert_eq!(policy.get("sandbox"), Some(&""), "{asked}");
            assert_eq!(policy.get("default-src"), Some(&"'none'"), "{asked}");
            assert_eq!(
                answer.header("cross-origin-resource-policy"),
                "same-origin",
                "{asked}"
            );
        }
    });
}

/// Every file of the crate's sources below this folder, with its text.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.display().to_string(), text));
        }
    }
}

fn interface() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&root.join("src/ui"), &mut found);
    found
}

const MARKUP: &str = "<img src=x onerror=alert(1)></script><script>alert(2)</script>'\"";

#[test]
fn v3_2_2_what_people_wrote_is_text_wherever_it_is_shown() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let browser = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("user-agent", MARKUP),
        ];
        let fields = form(&[("email", ADMIN), ("password", PASSWORD)]);
        let request = request(Method::POST, "/sign-in", &browser, fields.into());
        let admin = session(&app.send_as_it_is(request).await).unwrap();
        let mut contact = draft(MARKUP, "34600000001");
        contact.external_code = MARKUP.to_owned();
        let created = json!({ "draft": contact }).to_string();
        let created = ask(&app, &admin, Method::POST, "/rpc/create_contact", &created).await;
        assert_eq!(created.status, StatusCode::OK);
        let token = [("name", MARKUP), ("scope", "contacts:read")];
        let token = post(&app, &admin, "/settings/tokens/make", &token).await;
        assert_eq!(token.status, StatusCode::OK);

        let search = form(&[("q", MARKUP)]);
        let next = form(&[("next", &format!("/{MARKUP}"))]);
        for (cookie, address) in [
            (admin.as_str(), LIST.to_owned()),
            (&admin, format!("{LIST}?{search}")),
            (&admin, "/account".to_owned()),
            (&admin, "/settings/operators".to_owned()),
            (&admin, "/settings/tokens".to_owned()),
            (&admin, "/settings/activity".to_owned()),
            ("", format!("/sign-in?{next}")),
        ] {
            let page = Page::of(&get(&app, cookie, &address).await);
            assert!(page.all("img").is_empty(), "{address}");
            for script in page.all("script") {
                let data = script.attr("type") == Some("application/json");
                assert!(data || script.attr("nonce").is_some(), "{address}");
            }
            for element in page.all("*") {
                let handlers = element.value().attrs();
                let handlers = handlers.filter(|(name, _)| name.starts_with("on"));
                assert_eq!(handlers.count(), 0, "{address}: {}", element.html());
            }
        }
        // It is there, as it was written.
        let list = Page::of(&get(&app, &admin, LIST).await);
        assert!(
            list.all("tbody *")
                .into_iter()
                .any(|cell| text(cell) == MARKUP)
        );
        let tokens = Page::of(&get(&app, &admin, "/settings/tokens").await);
        assert_eq!(text(tokens.one("td.record-title")), MARKUP);
    });

    // The browser's half makes text of it too: markup is taken from these places only, and they have none but our own.
    let mut places = BTreeMap::new();
    for (file, text) in interface() {
        for dangerous in [
            "inner_html",
            "outer_html",
            "insert_adjacent",
            "srcdoc",
            "document.write",
            "js_sys::eval",
            "Function::new",
        ] {
            let count = text.matches(dangerous).count();
            if count > 0 {
                let name = file.rsplit_once("src/ui/").unwrap().1.to_owned();
                places.insert((name, dangerous), count);
            }
        }
    }
    let expected = [
        ("account/second_factor.rs", 1), // the QR code, which the server draws
        ("contacts/page.rs", 3), // the first page as JSON, in which no `<` is left; the import's link and the bar, as the menu
        ("contacts/shortcuts.rs", 1), // the list of what the keys do, as the menu
        ("contacts/table.rs", 1), // the tick of the head, as the menu
        ("document.rs", 1),      // the page's title, of which no part was written by people
        ("header.rs", 1),        // the menu, which the server rendered
        ("hydration.rs", 1),     // the page's script
    ];
    let expected: BTreeMap<_, _> = expected
        .map(|(file, count)| ((file.to_owned(), "inner_html"), count))
        .into();
    assert_eq!(places, expected);
}

/// What a page's script asks the document and a form for: an element that was named like it would be found in its place.
const PROPERTIES: [&str; 12] = [
    "action",
    "addEventListener",
    "body",
    "cookie",
    "document",
    "elements",
    "getElementById",
    "head",
    "location",
    "method",
    "querySelector",
    "requestSubmit",
];

#[test]
fn v3_2_3_no_element_takes_the_place_of_what_a_script_looks_for() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        for (number, property) in PROPERTIES.iter().enumerate() {
            let mut contact = draft(property, &format!("346000000{number:02}"));
            contact.external_code = (*property).to_owned();
            let body = json!({ "draft": contact }).to_string();
            let created = ask(&app, &admin, Method::POST, "/rpc/create_contact", &body).await;
            assert_eq!(created.status, StatusCode::OK);
        }
        for address in [LIST, &format!("{LIST}?new"), "/account", "/settings/tokens"] {
            let page = Page::of(&get(&app, &admin, address).await);
            for element in page.all("[id], [name]") {
                for attribute in ["id", "name"] {
                    let named = element.attr(attribute).unwrap_or_default();
                    assert!(!PROPERTIES.contains(&named), "{address}: {named}");
                }
            }
            // These are properties of the document by their names, whatever it has itself.
            let named = "embed[name], form[name], iframe[name], img[name], object";
            assert!(page.all(named).is_empty(), "{address}");
        }
    });
    // No property of the document or the window is looked for by a name that a person could have given.
    for (file, text) in interface() {
        for loose in ["Reflect::get", "js_sys::global", "get_named", "named_item"] {
            assert!(!text.contains(loose), "{file}: {loose}");
        }
    }
}

/// All cookies that are set from setup to signing out, with whether one holds a session's token.
async fn cookies(settings: &[(&str, &str)]) -> Vec<(String, bool)> {
    let (app, clock) = console(settings).await;
    let mut answers = vec![crate::people::try_password(&app, ADMIN, PASSWORD).await];
    let cookie = session(&answers[0]).unwrap();
    answers.push(
        post(
            &app,
            &cookie,
            "/preferences",
            &[("theme", "dark"), ("locale", "es")],
        )
        .await,
    );
    let change = [("current", PASSWORD), ("new", "another wombat")];
    answers.push(post(&app, &cookie, "/account/password", &change).await);
    let cookie = session(answers.last().unwrap()).unwrap();

    let offer = Page::of(&post(&app, &cookie, "/account/second-factor/offer", &[]).await);
    let secret = text(offer.one("code"));
    let confirm = [("code", &*crate::people::code(&secret, &clock))];
    post(&app, &cookie, "/account/second-factor/confirm", &confirm).await;
    clock.advance(std::time::Duration::from_mins(1));
    answers.push(crate::people::try_password(&app, ADMIN, "another wombat").await);
    let half = session(answers.last().unwrap()).unwrap();
    let code = [("code", &*crate::people::code(&secret, &clock))];
    answers.push(post(&app, &half, "/sign-in/code", &code).await);
    let cookie = session(answers.last().unwrap()).unwrap();
    answers.push(post(&app, &cookie, "/sign-out", &[]).await);

    let admin = Actor::system();
    let invited = ("new@example.com", Role::Viewer);
    let accounts = &app.state.accounts;
    let caller = crate::support::caller();
    let (_, link) = accounts
        .invite(&caller, &admin, invited.0, invited.1)
        .await
        .unwrap();
    let chosen = [("token", link.expose()), ("password", PASSWORD)];
    answers.push(post(&app, "", "/password", &chosen).await);

    let cookies: Vec<_> = answers
        .iter()
        .flat_map(|answer| answer.headers.get_all(header::SET_COOKIE))
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .map(|cookie| (cookie.clone(), cookie.contains("cc_session=")))
        .collect();
    assert_eq!(cookies.len(), 8, "{cookies:?}");
    cookies
}

/// Its attributes in lower case, without name and value.
fn attributes(cookie: &str) -> BTreeSet<String> {
    let attributes = cookie.split(';').skip(1);
    attributes.map(|one| one.trim().to_lowercase()).collect()
}

#[test]
fn v3_3_1_cookies_are_secure_and_say_so_in_their_name() {
    block_on(async {
        for (cookie, _) in cookies(&[HTTPS]).await {
            assert!(attributes(&cookie).contains("secure"), "{cookie}");
            assert!(cookie.starts_with("__Host-"), "{cookie}");
        }
    });
    // The one that the page sets by itself.
    let theme = preference_cookie("cc_theme", "dark", true);
    assert!(attributes(&theme).contains("secure"), "{theme}");
    assert!(theme.starts_with("__Host-"), "{theme}");
}

#[test]
fn v3_3_2_no_other_site_sends_our_cookies_with_its_requests() {
    block_on(async {
        for settings in [&[HTTPS][..], &[]] {
            for (cookie, _) in cookies(settings).await {
                assert!(attributes(&cookie).contains("samesite=lax"), "{cookie}");
            }
        }
    });
    let theme = preference_cookie("cc_theme", "dark", true);
    assert!(attributes(&theme).contains("samesite=lax"), "{theme}");
}

#[test]
fn v3_3_3_cookies_are_this_hosts_alone() {
    block_on(async {
        let cookies = cookies(&[HTTPS])
            .await
            .into_iter()
            .map(|(cookie, _)| cookie);
        for cookie in cookies.chain([preference_cookie("cc_theme", "dark", true)]) {
            assert!(cookie.starts_with("__Host-"), "{cookie}");
            // Without these a browser would throw away a cookie of that name.
            let attributes = attributes(&cookie);
            assert!(attributes.contains("secure") && attributes.contains("path=/"));
            assert!(!attributes.iter().any(|one| one.starts_with("domain")));
        }
        // Under another name, which a neighbouring host could set, it counts for nothing.
        let (app, _) = console(&[HTTPS]).await;
        let cookie = sign_in(&app, ADMIN).await;
        assert_eq!(get(&app, &cookie, "/account").await.status, StatusCode::OK);
        let renamed = cookie.trim_start_matches("__Host-");
        let answer = get(&app, renamed, "/account").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn v3_3_4_a_sessions_token_is_out_of_the_reach_of_scripts() {
    block_on(async {
        for settings in [&[HTTPS][..], &[]] {
            for (cookie, session) in cookies(settings).await {
                let hidden = attributes(&cookie).contains("httponly");
                assert_eq!(hidden, session, "{cookie}");
            }
        }
        let (app, _) = console(&[]).await;
        let answer = crate::people::try_password(&app, ADMIN, PASSWORD).await;
        let cookie = session(&answer).unwrap();
        let token = cookie.split_once('=').unwrap().1;
        assert!(!answer.text().contains(token));
        for (name, value) in &answer.headers {
            assert!(name == header::SET_COOKIE || !value.to_str().unwrap().contains(token));
        }
        for address in [LIST, "/account", "/settings/operators", "/api/v1/me"] {
            let answer = get(&app, &cookie, address).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            assert!(!answer.text().contains(token), "{address}");
            assert!(
                !format!("{:?}", answer.headers).contains(token),
                "{address}"
            );
        }
    });
}

#[test]
fn v3_4_1_browsers_come_by_https_for_a_year_also_below_this_host() {
    block_on(async {
        for (asked, answer) in of_every_kind(&[HTTPS]).await {
            let value = answer.header(header::STRICT_TRANSPORT_SECURITY);
            let (age, rest) = value.split_once("; ").unwrap_or((value, ""));
            let age = age.strip_prefix("max-age=").map(str::parse::<u64>);
            assert!(age.unwrap().unwrap() >= 365 * 24 * 60 * 60, "{asked}");
            assert_eq!(rest, "includeSubDomains", "{asked}");
        }
    });
}

#[test]
fn v3_4_2_no_other_origin_may_read_an_answer() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        for (method, address) in [
            (Method::GET, LIST),
            (Method::GET, "/api/v1/me"),
            (Method::GET, "/healthz"),
            (Method::OPTIONS, "/rpc/list_contacts"),
            (Method::OPTIONS, "/api/v1/me"),
        ] {
            for origin in ["https://evil.example", "null"] {
                let headers = [
                    ("cookie", admin.as_str()),
                    ("origin", origin),
                    ("access-control-request-method", "POST"),
                    ("access-control-request-headers", "content-type"),
                ];
                let request = request(method.clone(), address, &headers, Body::empty());
                let answer = app.send_as_it_is(request).await;
                let allowed = answer
                    .headers
                    .keys()
                    .filter(|name| name.as_str().starts_with("access-control-"));
                assert_eq!(allowed.count(), 0, "{method} {address} for {origin}");
            }
        }
    });
}

#[test]
fn v3_4_3_a_policy_lets_nothing_run_but_what_has_the_number_of_this_answer() {
    block_on(async {
        let mut numbers = BTreeSet::new();
        let mut pages = 0;
        for (asked, answer) in of_every_kind(&[]).await {
            let policy = policy(&answer);
            assert_eq!(policy.get("default-src"), Some(&"'none'"), "{asked}");
            assert_eq!(policy.get("base-uri"), Some(&"'none'"), "{asked}");
            let rules = answer.header(header::CONTENT_SECURITY_POLICY);
            for loose in ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "data:"] {
                assert!(!rules.contains(loose), "{asked}: {rules}");
            }
            if !is_page(&answer) {
                continue;
            }
            pages += 1;
            assert_eq!(policy.get("object-src"), Some(&"'none'"), "{asked}");
            let scripts = policy["script-src"];
            let number = scripts
                .strip_prefix("'nonce-")
                .and_then(|rest| rest.strip_suffix("' 'wasm-unsafe-eval'"))
                .unwrap_or_else(|| panic!("{asked}: {scripts}"));
            assert!(number.len() >= 22, "128 bits: {number}");
            numbers.insert(number.to_owned());
            for script in Page::of(&answer).all("script:not([type='application/json'])") {
                assert_eq!(script.attr("nonce"), Some(number), "{asked}");
            }
        }
        assert!(pages > 8);
        assert_eq!(numbers.len(), pages, "each has its own");
    });
}

#[test]
fn v3_4_4_no_browser_guesses_at_what_an_answer_is() {
    block_on(async {
        for (asked, answer) in of_every_kind(&[]).await {
            let value = answer.header(header::X_CONTENT_TYPE_OPTIONS);
            assert_eq!(value, "nosniff", "{asked}");
        }
    });
}

#[test]
fn v3_4_5_no_other_site_learns_where_somebody_was() {
    block_on(async {
        for (asked, answer) in of_every_kind(&[]).await {
            let policy = answer.header(header::REFERRER_POLICY);
            let expected = if asked.contains("token=") {
                // A page of ours doesn't learn the address of a one-time link either.
                "strict-origin"
            } else {
                "same-origin"
            };
            assert_eq!(policy, expected, "{asked}");
            if !is_page(&answer) {
                continue;
            }
            let page = Page::of(&answer);
            assert!(page.all("[referrerpolicy], meta[name=referrer]").is_empty());
            for link in page.all("a[href], form[action], link[href]") {
                let address = link.attr("href").or_else(|| link.attr("action")).unwrap();
                let ours = address.starts_with(['/', '?', '#']) && !address.starts_with("//");
                assert!(ours, "{asked}: {address}");
            }
        }
    });
}

#[test]
fn v3_4_6_no_page_can_be_shown_within_another() {
    block_on(async {
        for (asked, answer) in of_every_kind(&[]).await {
            let policy = policy(&answer);
            assert_eq!(policy.get("frame-ancestors"), Some(&"'none'"), "{asked}");
        }
    });
}

/// What the console knows: contacts, operators, tokens, sessions, events.
async fn all_there_is(app: &TestApp) -> String {
    let system = Actor::system();
    let accounts = &app.state.accounts;
    let sessions = accounts.all_sessions(&system).await.unwrap();
    let sessions: BTreeSet<_> = sessions.into_iter().map(|session| session.id).collect();
    let query = chat_contacts::domain::ContactQuery::default();
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        app.state.contacts.list(&system, &query).await.unwrap(),
        accounts.operators(&system).await.unwrap(),
        accounts.tokens(&system).await.unwrap(),
        sessions,
        accounts.activity(&system, None, 200).await.unwrap(),
    )
}

/// Of everything that changes something, the address and what it would take.
fn changes() -> Vec<(String, &'static str)> {
    let functions = FUNCTIONS
        .into_iter()
        .map(|(name, _)| (format!("/rpc/{name}"), "{\"query\":\"\"}"));
    let forms = routes()
        .into_iter()
        .filter(|route| route.method != Method::GET && !route.path.starts_with("/rpc/"))
        .map(|route| (route.path.to_owned(), "theme=dark&locale=es"));
    functions.chain(forms).collect()
}

#[test]
fn v3_5_1_what_another_site_makes_a_browser_send_does_nothing() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        let before = all_there_is(&app).await;
        let host = ("host", "127.0.0.1:3000");
        for (address, body) in changes() {
            for sender in [
                &[("sec-fetch-site", "cross-site")][..],
                &[("sec-fetch-site", "same-site")],
                &[("origin", "https://evil.example")],
                &[("origin", "http://127.0.0.1:3001")],
                &[("origin", "null")],
            ] {
                for kind in ["application/x-www-form-urlencoded", "application/json"] {
                    let mut headers = vec![host, ("cookie", &admin), ("content-type", kind)];
                    headers.extend_from_slice(sender);
                    let request = request(Method::POST, &address, &headers, body.into());
                    let answer = app.send_as_it_is(request).await;
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} {sender:?}");
                    assert_eq!(answer.header(header::SET_COOKIE), "", "{address}");
                }
            }
        }
        assert_eq!(all_there_is(&app).await, before);
        // The same from a page of ours does something.
        let headers = [
            host,
            ("cookie", admin.as_str()),
            ("origin", "http://127.0.0.1:3000"),
            ("sec-fetch-site", "same-origin"),
        ];
        let request = request(Method::POST, "/sign-out", &headers, Body::empty());
        assert_eq!(
            app.send_as_it_is(request).await.status,
            StatusCode::SEE_OTHER
        );
        assert_ne!(all_there_is(&app).await, before);
    });
}

#[test]
fn v3_5_3_nothing_changes_by_a_method_that_is_safe() {
    block_on(async {
        let (app, _) = console(&[]).await;
        let admin = sign_in(&app, ADMIN).await;
        let editor = sign_in(&app, EDITOR).await;
        let before = all_there_is(&app).await;
        let readable: BTreeSet<_> = routes()
            .into_iter()
            .filter(|route| route.method == Method::GET)
            .map(|route| route.path)
            .collect();
        let fields = form(&[("email", EDITOR), ("password", PASSWORD), ("role", "admin")]);
        for (address, _) in changes() {
            let asked = format!("{address}?{fields}");
            for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
                let answer = ask(&app, &admin, method.clone(), &asked, "").await;
                if method == Method::OPTIONS || !readable.contains(address.as_str()) {
                    let status = StatusCode::METHOD_NOT_ALLOWED;
                    assert_eq!(answer.status, status, "{method} {address}");
                }
                assert_eq!(answer.header(header::SET_COOKIE), "", "{address}");
            }
        }
        // Neither does looking at anything.
        for address in readable {
            for cookie in ["", &admin] {
                let answer = get(&app, cookie, address).await;
                assert!(!answer.status.is_server_error(), "{address}");
            }
        }
        assert_eq!(all_there_is(&app).await, before);
        assert_eq!(get(&app, &editor, "/account").await.status, StatusCode::OK);
        let methods: BTreeSet<_> = routes()
            .into_iter()
            .map(|route| route.method.to_string())
            .collect();
        // Of these only GET is safe (RFC 9110, 9.2.1).
        assert_eq!(
            methods,
            BTreeSet::from(["DELETE", "GET", "PATCH", "POST", "PUT"].map(str::to_owned))
        );
    });
}
