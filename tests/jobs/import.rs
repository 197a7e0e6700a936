//! From a file on its way in to what became of its rows.

use crate::{
    IMPORT, IMPORTS, at, count, form, in_both_languages, is_whole, job_of, leads_to, send_file,
    settled, step,
    support::{
        LIST, TestApp, block_on,
        page::{Page, text},
    },
    words,
};
use chat_contacts::{
    domain::{Contact, JobState, PermissionState, Role},
    i18n::Locale,
};
use http::{StatusCode, header};
use std::fmt::Write as _;
use uuid::Uuid;

const FILE: &str = "Nombre;Teléfono;Idioma;Notas\nAna;+34 600 000 001;es;x\nBea;600;es;=1+1\nCarla;+34 600 000 003;spanish!;\n";

/// What the page's form would send, with some of it chosen otherwise.
fn plan_of(page: &Page, changes: &[(&str, &str)]) -> String {
    let mut fields: Vec<(String, String)> = Vec::new();
    for select in page.all("form#plan select") {
        let name = select.attr("name").unwrap().to_owned();
        let chosen = select
            .child_elements()
            .find(|option| option.attr("selected").is_some());
        let value = chosen.and_then(|option| option.attr("value")).unwrap_or("");
        fields.push((name, value.to_owned()));
    }
    for input in page.all("form#plan input") {
        let kind = input.attr("type").unwrap_or("text");
        if kind == "text" || input.attr("checked").is_some() {
            let name = input.attr("name").unwrap().to_owned();
            fields.push((name, input.attr("value").unwrap_or("").to_owned()));
        }
    }
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    form(&fields)
}

/// Sends the form of a job as it stands, but for these.
async fn plan(app: &TestApp, id: Uuid, changes: &[(&str, &str)]) -> crate::Answer {
    let page = Page::at(app, &at(id, "?settings")).await;
    app.submit(&at(id, "/plan"), &plan_of(&page, changes)).await
}

/// Sends the file and has it tried out, with these choices.
async fn tried(app: &TestApp, file: &str, changes: &[(&str, &str)]) -> Uuid {
    let id = job_of(&send_file(app, "contacts.csv", file.as_bytes()).await);
    let mut all = vec![("then", "check")];
    all.extend(changes);
    leads_to(&plan(app, id, &all).await, &at(id, ""));
    assert_eq!(settled(app, id).await.state, JobState::Checked);
    id
}

async fn by_name(app: &TestApp, name: &str) -> Option<Contact> {
    let page = app.list(&format!("q={name}")).await;
    page.rows.into_iter().next().map(|row| row.contact)
}

#[test]
fn a_file_is_taken_in_settled_tried_out_imported_and_undone() {
    block_on(async {
        let app = TestApp::start().await;
        let bea = app.contact("Bea", "34600000009").await;
        in_both_languages(&app, IMPORT).await;
        let answer = send_file(&app, "C:\\Temp\\año.csv", FILE.as_bytes()).await;
        let id = job_of(&answer);
        let page = Page::at(&app, &at(id, "")).await;
        assert_eq!(text(page.one("h1")), "año.csv");
        // Found out, and changeable.
        let chosen = |name: &str| {
            let option = page.one(&format!("select[name={name}] option[selected]"));
            option.attr("value").unwrap().to_owned()
        };
        assert_eq!(chosen("delimiter"), "semicolon");
        assert_eq!(chosen("encoding"), "utf8");
        assert_eq!(chosen("column-0"), "name");
        assert_eq!(chosen("column-1"), "contact_id");
        assert_eq!(chosen("column-2"), "language");
        assert_eq!(chosen("column-3"), "");
        assert_eq!(
            page.one("input[name=policy][checked]").attr("value"),
            Some("keep_stricter")
        );
        assert!(page.raw.contains("+34 600 000 001"));
        in_both_languages(&app, &at(id, "")).await;

        // No column says the channel.
        let answer = plan(&app, id, &[("channel", ""), ("then", "check")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            text(Page::of(&answer).one("[role=alert]")),
            words().file_no_channel
        );
        let answer = plan(&app, id, &[("language", "spanish!")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            Page::of(&answer).one("input#language").attr("value"),
            Some("spanish!")
        );

        let answer = plan(&app, id, &[("channel", "whatsapp"), ("then", "check")]).await;
        leads_to(&answer, &at(id, ""));
        assert_eq!(settled(&app, id).await.state, JobState::Checked);
        let page = Page::at(&app, &at(id, "")).await;
        assert_eq!(count(&page, words().created).as_deref(), Some("1"));
        assert_eq!(count(&page, words().refused).as_deref(), Some("2"));
        assert_eq!(text(page.one("form[action$=start] button")), "Import 1 row");
        assert!(by_name(&app, "ana").await.is_none());
        in_both_languages(&app, &at(id, "")).await;

        assert_eq!(step(&app, id, "/start").await.counts.created, 1);
        let ana = by_name(&app, "ana").await.unwrap();
        assert_eq!(ana.fields.contact_id.as_str(), "34600000001");
        in_both_languages(&app, &at(id, "")).await;

        let undoing = job_of(&app.submit(&at(id, "/undo"), "").await);
        assert_eq!(settled(&app, undoing).await.counts.deleted, 1);
        assert!(by_name(&app, "ana").await.is_none());
        app.reload(bea.id).await;
        in_both_languages(&app, &at(undoing, "")).await;
    });
}

#[test]
fn refused_rows_come_back_with_their_reasons_and_can_be_imported_once_mended() {
    block_on(async {
        let app = TestApp::start().await;
        let id = tried(&app, FILE, &[("channel", "whatsapp")]).await;
        step(&app, id, "/start").await;
        let headers = [("accept-language", "es")];
        let answer = app.get_with(&at(id, "/refused.csv"), &headers).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/csv; charset=utf-8"
        );
        assert!(
            answer
                .header(header::CONTENT_DISPOSITION)
                .ends_with("contacts-refused.csv")
        );
        let lines: Vec<_> = answer.text().lines().collect();
        assert_eq!(lines[0], "\u{feff}line;reason;Nombre;Teléfono;Idioma;Notas");
        assert!(lines[1].starts_with("3;ID de contacto: "), "{}", lines[1]);
        assert!(lines[1].ends_with(";Bea;600;es;'=1+1"), "{}", lines[1]);
        assert!(lines[2].starts_with("4;Idioma: "), "{}", lines[2]);

        // Packed on its way, as browsers ask for it, it comes to its end too.
        let headers = [("accept-encoding", "gzip")];
        let packed = app.get_with(&at(id, "/refused.csv"), &headers).await;
        assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");

        let mended = answer
            .text()
            .replace(";600;", ";34600000002;")
            .replace("spanish!", "es");
        let id = tried(&app, &mended, &[("channel", "whatsapp")]).await;
        let done = step(&app, id, "/start").await;
        assert_eq!((done.counts.created, done.counts.refused), (2, 0));
        assert!(by_name(&app, "carla").await.is_some());
    });
}

#[test]
fn many_refused_rows_are_all_in_the_file_and_the_first_on_the_page() {
    block_on(async {
        let app = TestApp::start().await;
        let mut file = "phone_number,name\n".to_owned();
        for number in 0..1_234 {
            writeln!(file, "12,Nobody {number}").unwrap();
        }
        let id = tried(&app, &file, &[("channel", "sms")]).await;
        let page = Page::at(&app, &at(id, "")).await;
        assert!(page.raw.contains("The first 20 of 1,234"));
        assert!(page.raw.contains(words().nothing_to_do));
        let answer = app.get(&at(id, "/refused.csv")).await;
        let lines: Vec<_> = answer.text().lines().collect();
        assert_eq!(lines.len(), 1_235);
        assert!(lines[1_234].ends_with("12,Nobody 1233"));
    });
}

#[test]
fn what_would_change_is_shown_from_and_to() {
    block_on(async {
        let app = TestApp::start().await;
        app.contact("Ana", "34600000001").await;
        let file = "wa_id,name,proactive,reactive\n34600000001,Anna,active,blocked\n";
        let id = tried(&app, file, &[("channel", "whatsapp")]).await;
        let page = Page::at(&app, &at(id, "")).await;
        let changes = page.column("What changes").concat();
        assert!(changes.contains("Name: Ana → Anna"), "{changes}");
        assert!(
            changes.contains("Reactive messages: Active → Blocked"),
            "{changes}"
        );
        // Kept stricter, and said.
        assert!(!changes.contains("Proactive"), "{changes}");
        assert_eq!(count(&page, words().kept).as_deref(), Some("1"));
        assert_eq!(count(&page, words().blocked).as_deref(), Some("1"));
        in_both_languages(&app, &at(id, "")).await;
    });
}

#[test]
fn only_an_admin_overwrites_and_is_told_what_it_opens() {
    block_on(async {
        let app = TestApp::start().await;
        let ana = app.contact("Ana", "34600000001").await;
        let file = "wa_id,proactive\n34600000001,active\n";
        let choices = [("channel", "whatsapp"), ("policy", "overwrite")];
        let id = tried(&app, file, &choices).await;
        let page = Page::at(&app, &at(id, "")).await;
        assert_eq!(text(page.one("[role=alert]")), words().opens_warning_one);

        let app = app.signed_in_as(Role::Editor).await;
        let page = Page::at(&app, &at(id, "?settings")).await;
        let overwrite = page.one("input[value=overwrite]");
        assert!(overwrite.attr("disabled").is_some());
        let answer = app.submit(&at(id, "/start"), "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(
            app.reload(ana.id).await.fields.proactive,
            PermissionState::Blocked
        );
        let app = app.signed_in_as(Role::Admin).await;
        assert_eq!(step(&app, id, "/start").await.counts.opened, 1);
        assert_eq!(
            app.reload(ana.id).await.fields.proactive,
            PermissionState::Active
        );
    });
}

#[test]
fn another_way_to_read_the_file_is_tried_at_once() {
    block_on(async {
        let app = TestApp::start().await;
        let id = job_of(&send_file(&app, "contacts.csv", FILE.as_bytes()).await);
        let changes = [("delimiter", "comma"), ("then", "read")];
        leads_to(&plan(&app, id, &changes).await, &at(id, ""));
        let page = Page::at(&app, &at(id, "")).await;
        assert_eq!(page.all("select[name^=column]").len(), 1);
        let changes = [("delimiter", "semicolon"), ("then", "read")];
        leads_to(&plan(&app, id, &changes).await, &at(id, ""));
        let page = Page::at(&app, &at(id, "")).await;
        assert_eq!(page.all("select[name^=column]").len(), 4);
        leads_to(
            &app.submit(&at(id, "/cancel"), "").await,
            &format!("{IMPORTS}?note=discarded"),
        );
    });
}

#[test]
fn a_file_that_is_none_is_told_why() {
    block_on(async {
        let app = TestApp::with(&[("LIMITS__IMPORT_BYTES", "100000")]).await;
        let m = words();
        let large = vec![b'a'; 100_001];
        for (content, status, why) in [
            (&b"PK\x03\x04rest"[..], 422, m.file_spreadsheet),
            (b"", 422, m.file_empty),
            (b" \n \n", 422, m.file_empty),
            (b"name,phone\n", 422, m.file_header_only),
            (b"\x00\x01\x02\x03\x04\x05", 422, m.file_binary),
            (&large, 413, "The file is larger than 97 KB."),
        ] {
            let answer = send_file(&app, "contacts.csv", content).await;
            assert_eq!(answer.status.as_u16(), status, "{why}");
            let page = Page::of(&answer);
            is_whole(&page, Locale::En, IMPORT);
            let told = text(page.one("[role=alert]"));
            assert!(told.starts_with(why), "{told}");
            page.one("form[enctype='multipart/form-data'] input[type=file]");
        }
        let answer = send_file(&app, "", b"").await;
        assert_eq!(text(Page::of(&answer).one("[role=alert]")), m.file_missing);
        let answer = app.submit(IMPORT, "file=x").await;
        assert!(answer.status.is_client_error());
        // Nothing of it is left.
        let page = Page::at(&app, IMPORTS).await;
        assert!(page.raw.contains(m.imports_empty));
        let folder = app.folder.path().join("contacts.imports");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    });
}

#[test]
fn a_file_may_be_larger_than_any_other_request() {
    block_on(async {
        let app = TestApp::with(&[("LIMITS__BODY_BYTES", "2000")]).await;
        let mut file = "phone_number\n".to_owned();
        for number in 0..2_000 {
            writeln!(file, "+34600{number:06}").unwrap();
        }
        assert!(file.len() > 2_000);
        let id = tried(&app, &file, &[("channel", "sms")]).await;
        assert_eq!(step(&app, id, "/start").await.counts.created, 2_000);
    });
}

#[test]
fn imports_are_listed_for_editors_and_admins_until_they_are_forgotten() {
    block_on(async {
        let app = TestApp::nobody().await.signed_in_as(Role::Editor).await;
        in_both_languages(&app, IMPORTS).await;
        let id = tried(&app, FILE, &[("channel", "whatsapp")]).await;
        step(&app, id, "/start").await;
        let page = Page::at(&app, IMPORTS).await;
        assert_eq!(page.column("Result"), ["1 created, 0 changed, 2 refused"]);
        assert_eq!(page.column("State"), ["Done"]);
        // An editor's settings are these alone.
        let tabs: Vec<_> = page.all(".tabs a").into_iter().map(text).collect();
        assert_eq!(tabs, ["Imports"]);
        let list = Page::at(&app, LIST).await;
        assert_eq!(list.all("#menu-account a[href$=imports]").len(), 1);

        leads_to(
            &app.submit(&at(id, "/forget"), "").await,
            &format!("{IMPORTS}?note=forgotten"),
        );
        let page = Page::at(&app, &format!("{IMPORTS}?note=forgotten")).await;
        assert_eq!(text(page.one("[role=status]")), words().note_forgotten);
        assert!(page.column("State").is_empty());
        assert!(by_name(&app, "ana").await.is_some());
        let app = app.signed_in_as(Role::Viewer).await;
        let list = Page::at(&app, LIST).await;
        assert!(list.all("#menu-account a[href^='/settings']").is_empty());
    });
}
