//! From the ticks of the table to what became of them.

use crate::{
    BULK, JOBS, at, count, form, in_both_languages, job_of, leads_to, settled, step,
    support::{
        LIST, TestApp, block_on,
        page::{Page, text},
    },
    words,
};
use chat_contacts::domain::{Contact, JobState, PermissionState, Role};
use http::StatusCode;
use uuid::Uuid;

async fn people(app: &TestApp) -> [Contact; 3] {
    [
        app.contact("Ana", "34600000001").await,
        app.contact("Bea", "34600000002").await,
        app.contact("Carla", "34600000003").await,
    ]
}

fn ticked(contacts: &[&Contact], more: &[(&str, &str)]) -> String {
    let ids: Vec<_> = contacts.iter().map(|one| one.id.to_string()).collect();
    let mut fields: Vec<_> = ids.iter().map(|id| ("contact", id.as_str())).collect();
    fields.extend(more);
    form(&fields)
}

async fn reactive(app: &TestApp, contacts: &[Contact; 3]) -> [PermissionState; 3] {
    let [one, two, three] = contacts;
    [
        app.reload(one.id).await.fields.reactive,
        app.reload(two.id).await.fields.reactive,
        app.reload(three.id).await.fields.reactive,
    ]
}

#[test]
fn what_is_ticked_is_changed_once_it_was_seen_and_put_back() {
    use PermissionState::{Active, Blocked};
    block_on(async {
        let app = TestApp::start().await;
        let all = people(&app).await;
        let body = ticked(&[&all[0], &all[1]], &[("do", "block_reactive")]);
        let id = job_of(&app.submit(BULK, &body).await);
        assert_eq!(settled(&app, id).await.state, JobState::Checked);
        assert_eq!(reactive(&app, &all).await, [Active; 3]);
        let page = Page::at(&app, &at(id, "")).await;
        assert_eq!(text(page.one("h2")), "Reactive messages: Blocked");
        assert_eq!(count(&page, words().updated).as_deref(), Some("2"));
        assert_eq!(count(&page, words().blocked).as_deref(), Some("2"));
        assert_eq!(
            text(page.one("form[action$=start] button")),
            "Change 2 contacts"
        );
        in_both_languages(&app, &at(id, "")).await;
        in_both_languages(&app, &at(id, "?settings")).await;

        let done = step(&app, id, "/start").await;
        assert_eq!(done.state, JobState::Done);
        assert_eq!(reactive(&app, &all).await, [Blocked, Blocked, Active]);
        in_both_languages(&app, &at(id, "")).await;

        let undoing = job_of(&app.submit(&at(id, "/undo"), "").await);
        assert_eq!(settled(&app, undoing).await.state, JobState::Done);
        assert_eq!(reactive(&app, &all).await, [Active; 3]);
        let page = Page::at(&app, &at(undoing, "")).await;
        assert_eq!(count(&page, words().put_back).as_deref(), Some("2"));
        assert!(page.raw.contains(words().undo_left_none));
        in_both_languages(&app, &at(undoing, "")).await;
        // Once.
        let again = app.submit(&at(id, "/undo"), "").await;
        leads_to(&again, &at(id, "?note=nothing-to-undo"));
        let page = Page::at(&app, &at(id, "?note=nothing-to-undo")).await;
        assert_eq!(
            text(page.one("[role=status]")),
            words().note_nothing_to_undo
        );
        assert!(page.all("form[action$=undo]").is_empty());
    });
}

#[test]
fn all_that_match_are_meant_whatever_is_ticked() {
    block_on(async {
        let app = TestApp::start().await;
        let all = people(&app).await;
        let more = [
            ("query", "channel=whatsapp&reactive=active"),
            ("all", "true"),
        ];
        let id = job_of(&app.submit(BULK, &ticked(&[&all[0]], &more)).await);
        let page = Page::at(&app, &at(id, "")).await;
        let lead = text(page.all("main .lead")[0]);
        assert!(
            lead.starts_with("All 3 contacts that matched “WhatsApp · Reactive messages: Active”"),
            "{lead}"
        );
        // Whoever begins to match now is none of them.
        app.contact("Dana", "34600000004").await;
        let plan = form(&[("do", "set_language"), ("language", "es_mx")]);
        leads_to(&app.submit(&at(id, "/plan"), &plan).await, &at(id, ""));
        assert_eq!(settled(&app, id).await.counts.updated, 0);
        let page = Page::at(&app, &at(id, "")).await;
        assert_eq!(count(&page, words().updated).as_deref(), Some("3"));
        assert_eq!(text(page.one("h2")), "Set the language to es-MX");
        assert_eq!(step(&app, id, "/start").await.counts.updated, 3);
    });
}

#[test]
fn what_needs_a_value_is_asked_for_it() {
    block_on(async {
        let app = TestApp::start().await;
        let all = people(&app).await;
        let answer = app
            .submit(BULK, &ticked(&[&all[0]], &[("do", "set_language")]))
            .await;
        let id = job_of(&answer);
        leads_to(&answer, &at(id, "?do=set_language"));
        let page = Page::at(&app, &at(id, "?do=set_language")).await;
        assert_eq!(
            page.one("input[name=do][checked]").attr("value"),
            Some("set_language")
        );
        in_both_languages(&app, &at(id, "")).await;

        let wrong = form(&[("do", "set_language"), ("language", "spanish!")]);
        let answer = app.submit(&at(id, "/plan"), &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = Page::of(&answer);
        let field = page.one("input[name=language]");
        assert_eq!(field.attr("value"), Some("spanish!"));
        assert_eq!(field.attr("aria-invalid"), Some("true"));

        let answer = app.submit(&at(id, "/plan"), "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            text(Page::of(&answer).one("[role=alert]")),
            words().bulk_no_action
        );

        let code = form(&[("do", "set_external_code"), ("external_code", " CRM-7 ")]);
        leads_to(&app.submit(&at(id, "/plan"), &code).await, &at(id, ""));
        settled(&app, id).await;
        step(&app, id, "/start").await;
        let ana = app.reload(all[0].id).await;
        assert_eq!(ana.fields.external_code.unwrap().as_str(), "CRM-7");
    });
}

#[test]
fn what_is_deleted_is_said_to_be_gone_for_good() {
    block_on(async {
        let app = TestApp::start().await;
        let all = people(&app).await;
        let body = ticked(&[&all[0], &all[1]], &[("do", "delete")]);
        let id = job_of(&app.submit(BULK, &body).await);
        settled(&app, id).await;
        let page = Page::at(&app, &at(id, "")).await;
        assert!(page.raw.contains(words().delete_text));
        assert_eq!(
            text(page.one("form[action$=start] button")),
            "Delete 2 contacts for good"
        );
        assert_eq!(step(&app, id, "/start").await.counts.deleted, 2);
        let page = Page::at(&app, &at(id, "")).await;
        assert!(page.raw.contains(words().final_delete));
        assert!(page.all("form[action$=undo]").is_empty());
        assert_eq!(app.list("").await.rows.len(), 1);
    });
}

#[test]
fn nothing_selected_is_said_and_nothing_to_change_offers_no_button() {
    block_on(async {
        let app = TestApp::start().await;
        let all = people(&app).await;
        for body in [
            String::new(),
            form(&[("contact", &Uuid::nil().to_string())]),
        ] {
            let answer = app.submit(BULK, &body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            let page = Page::of(&answer);
            assert!(page.raw.contains(words().bulk_none));
            assert_eq!(page.one("main a").attr("href"), Some(LIST));
        }
        let answer = app.submit(BULK, "contact=x").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

        let body = ticked(&[&all[0]], &[("do", "activate_reactive")]);
        let id = job_of(&app.submit(BULK, &body).await);
        settled(&app, id).await;
        let page = Page::at(&app, &at(id, "")).await;
        assert_eq!(count(&page, words().already).as_deref(), Some("1"));
        assert!(page.raw.contains(words().nothing_to_do));
        assert!(page.all("form[action$=start]").is_empty());
    });
}

#[test]
fn what_was_only_planned_is_discarded_and_a_step_out_of_turn_shows_how_it_stands() {
    block_on(async {
        let app = TestApp::start().await;
        let all = people(&app).await;
        let id = job_of(&app.submit(BULK, &ticked(&[&all[0]], &[])).await);
        let early = app.submit(&at(id, "/start"), "").await;
        leads_to(&early, &at(id, "?note=nothing"));
        leads_to(&app.submit(&at(id, "/cancel"), "").await, LIST);
        for late in ["/cancel", "/plan"] {
            let answer = app.submit(&at(id, late), &form(&[("do", "delete")])).await;
            leads_to(&answer, &at(id, "?note=moved-on"));
        }
        in_both_languages(&app, &at(id, "")).await;
        leads_to(&app.submit(&at(id, "/forget"), "").await, LIST);
        assert_eq!(app.get(&at(id, "")).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn an_address_without_a_job_is_told_so() {
    block_on(async {
        let app = TestApp::start().await;
        for id in [Uuid::nil().to_string(), "x".to_owned()] {
            for step in ["", "/events", "/refused.csv"] {
                let answer = app.get(&format!("{JOBS}/{id}{step}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}{step}");
            }
            for step in ["/plan", "/start", "/cancel", "/undo", "/forget"] {
                let answer = app.submit(&format!("{JOBS}/{id}{step}"), "").await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}{step}");
            }
        }
    });
}

#[test]
fn only_who_may_change_contacts_finds_ticks_beside_them() {
    block_on(async {
        for (role, there) in [(Role::Viewer, 0), (Role::Editor, 1), (Role::Admin, 1)] {
            let app = TestApp::start().await;
            let contact = app.contact("Ana", "34600000001").await;
            let app = app.signed_in_as(role).await;
            let page = Page::at(&app, &format!("{LIST}?q=ana&sort=-name")).await;
            assert_eq!(page.all("th .tick-all").len(), there, "{role:?}");
            assert_eq!(page.all("a[href$=import]").len(), there, "{role:?}");
            assert_eq!(page.all("form#bulk").len(), there, "{role:?}");
            assert_eq!(page.column("Name"), ["Ana"]);
            if there == 1 {
                let tick = page.one("td input[form=bulk]");
                assert_eq!(tick.attr("value"), Some(contact.id.to_string().as_str()));
                assert_eq!(tick.attr("aria-label"), Some("Ana"));
                let query = page.one("form#bulk input[name=query]");
                assert_eq!(query.attr("value"), Some("q=ana&sort=-name"));
            }
        }
    });
}
