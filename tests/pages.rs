//! Proves that the page is complete before any script runs: table, search, filters, pages, language, theme.
#![cfg(feature = "ssr")]

mod support;

use http::{StatusCode, header};
use serde_json::json;
use std::collections::BTreeSet;
use support::{
    LIST, TestApp,
    page::{Page, text},
};

#[test]
fn the_table_shows_what_a_contact_is() {
    support::block_on(async {
        let app = TestApp::start().await;
        let mut draft = support::draft("José Pérez", "+34 666 123 456");
        draft.external_code = "CRM-7".to_owned();
        draft.language = "es-MX".to_owned();
        let contact = app.create(&draft).await;

        let page = Page::at(&app, LIST).await;
        assert_eq!(page.column("Name"), ["José Pérez"]);
        assert_eq!(page.column("Contact ID"), ["34666123456"]);
        assert_eq!(page.column("External code"), ["CRM-7"]);
        assert_eq!(page.column("Channel"), ["WhatsApp"]);
        assert!(page.column("Language")[0].contains("es-MX"));
        assert_eq!(page.column("Proactive messages"), ["Blocked"]);
        assert_eq!(page.column("Reactive messages"), ["Active"]);
        let switches: Vec<_> = page
            .all("tbody [role=switch]")
            .iter()
            .map(|switch| switch.attr("aria-checked").unwrap())
            .collect();
        assert_eq!(switches, ["false", "true"]);
        let links: Vec<_> = page
            .all("tbody td:last-child a")
            .iter()
            .map(|link| link.attr("href").unwrap().to_owned())
            .collect();
        let to = |parameter: &str| format!("{LIST}?{parameter}={}", contact.id);
        assert_eq!(links, [to("history"), to("contact")]);
    });
}

#[test]
fn a_contact_without_a_name_stands_by_its_id() {
    support::block_on(async {
        let app = TestApp::start().await;
        app.contact("", "34600000001").await;
        assert_eq!(Page::at(&app, LIST).await.column("Name"), ["34600000001"]);
    });
}

#[test]
fn names_are_text_whatever_they_contain() {
    support::block_on(async {
        let app = TestApp::start().await;
        let names = [
            "<script>alert(1)</script>",
            "</script><script>alert(2)</script>",
            "\"><img src=x onerror=alert(3)>",
            "<!--",
        ];
        for (number, name) in names.iter().enumerate() {
            app.contact(name, &format!("3460000000{number}")).await;
        }
        let page = Page::at(&app, LIST).await;
        let shown: BTreeSet<String> = page.column("Name").into_iter().collect();
        assert_eq!(shown, names.into_iter().map(str::to_owned).collect());
        for tag in ["<script>alert", "<img src=x", "<!--\""] {
            assert!(!page.raw.contains(tag), "{tag}");
        }

        let searched = Page::at(
            &app,
            &format!("{LIST}?q=%22%3E%3Cscript%3Ealert(4)%3C/script%3E"),
        )
        .await;
        assert!(!searched.raw.contains("<script>alert"));
        assert_eq!(
            searched.one("input[name=q]").attr("value").unwrap(),
            "\"><script>alert(4)</script>"
        );
    });
}

#[test]
fn the_search_is_a_form_that_keeps_what_was_asked() {
    support::block_on(async {
        let app = TestApp::start().await;
        app.contact("José Pérez", "34600000001").await;
        app.contact("Maria Schmidt", "34600000002").await;
        let page = Page::at(
            &app,
            &format!("{LIST}?q=jose&channel=whatsapp&channel=sms&proactive=blocked"),
        )
        .await;
        assert_eq!(page.column("Name"), ["José Pérez"]);

        let form = page.one("form[role=search]");
        assert_eq!(form.attr("action").unwrap(), LIST);
        assert_eq!(form.attr("method").unwrap(), "get");
        assert_eq!(
            page.one("form input[name=q]").attr("value").unwrap(),
            "jose"
        );
        let checked: Vec<_> = page
            .all("input[name=channel][checked]")
            .iter()
            .map(|choice| choice.attr("value").unwrap())
            .collect();
        assert_eq!(checked, ["whatsapp", "sms"]);
        let marked: Vec<String> = page.all("tbody mark").into_iter().map(text).collect();
        assert_eq!(marked, ["José"]);
        assert_eq!(text(page.one("form [role=status]")), "1 contact");
    });
}

#[test]
fn the_pages_are_links_that_show_every_contact_once() {
    support::block_on(async {
        let app = TestApp::start().await;
        for number in 0..60 {
            app.contact(
                &format!("Person {number:02}"),
                &format!("346000000{number:02}"),
            )
            .await;
        }
        let mut shown = Vec::new();
        let mut address = format!("{LIST}?size=25&q=person");
        let last = loop {
            let page = Page::at(&app, &address).await;
            shown.extend(page.column("Name"));
            match page.pager("Next") {
                Some(next) => address = next,
                None => break page,
            }
        };
        assert_eq!(
            shown,
            (0..60)
                .map(|number| format!("Person {number:02}"))
                .collect::<Vec<_>>()
        );
        assert_eq!(last.pager("Last"), None);

        let before = Page::at(&app, &last.pager("Previous").unwrap()).await;
        assert_eq!(before.column("Name"), shown[25..50]);
        let first = Page::at(&app, &last.pager("First").unwrap()).await;
        assert_eq!(first.column("Name"), shown[..25]);
        assert_eq!(
            (first.pager("Previous"), first.pager("First")),
            (None, None)
        );
        let end = Page::at(&app, &first.pager("Last").unwrap()).await;
        assert_eq!(end.column("Name").last(), shown.last());
    });
}

#[test]
fn heads_of_columns_are_links_that_sort() {
    support::block_on(async {
        let app = TestApp::start().await;
        app.contact("Ana", "34600000002").await;
        app.contact("Eva", "34600000001").await;
        let page = Page::at(&app, LIST).await;
        let head = page
            .all("th a")
            .into_iter()
            .find(|head| text(*head) == "Contact ID")
            .unwrap();
        let sorted = Page::at(&app, head.attr("href").unwrap()).await;
        assert_eq!(sorted.column("Name"), ["Eva", "Ana"]);
        assert_eq!(sorted.all("th[aria-sort=ascending]").len(), 1);
    });
}

#[test]
fn nothing_to_show_says_what_to_do() {
    support::block_on(async {
        let app = TestApp::start().await;
        let empty = Page::at(&app, LIST).await;
        let add = format!("{LIST}?new");
        assert!(
            empty
                .all("a")
                .iter()
                .any(|link| link.attr("href") == Some(&add))
        );
        let unmatched = Page::at(&app, &format!("{LIST}?q=nobody&channel=sms")).await;
        assert!(
            unmatched
                .all("a")
                .iter()
                .any(|link| link.attr("href") == Some(&format!("{LIST}?q=nobody")))
        );
    });
}

#[test]
fn the_language_is_the_readers() {
    support::block_on(async {
        let app = TestApp::start().await;
        app.contact("Ana", "34600000001").await;
        for (headers, lang, word) in [
            (&[][..], "en", "Blocked"),
            (
                &[("accept-language", "es-MX,es;q=0.9,en;q=0.8")],
                "es",
                "Bloqueado",
            ),
            (&[("accept-language", "fr")], "en", "Blocked"),
            (
                &[("accept-language", "es"), ("cookie", "cc_locale=en")],
                "en",
                "Blocked",
            ),
            (&[("cookie", "cc_locale=es")], "es", "Bloqueado"),
            (
                &[("cookie", "cc_locale=%FF; cc_theme=pink")],
                "en",
                "Blocked",
            ),
        ] {
            let page = Page::of(&app.get_with(LIST, headers).await);
            assert_eq!(page.root("lang"), lang, "{headers:?}");
            assert!(
                page.all("tbody td")
                    .into_iter()
                    .any(|cell| text(cell) == word),
                "{headers:?}"
            );
        }
    });
}

#[test]
fn the_theme_is_the_one_that_was_chosen() {
    support::block_on(async {
        let app = TestApp::start().await;
        for (cookie, theme) in [
            ("", "system"),
            ("cc_theme=dark", "dark"),
            ("cc_theme=light", "light"),
            ("cc_theme=x", "system"),
        ] {
            let page = Page::of(&app.get_with(LIST, &[("cookie", cookie)]).await);
            assert_eq!(page.root("data-theme"), theme, "{cookie}");
        }
    });
}

#[test]
fn what_preferences_answers_is_what_the_next_page_reads() {
    support::block_on(async {
        let app = TestApp::start().await;
        let answer = app.submit("/preferences", "locale=es&theme=dark").await;
        let cookies: Vec<&str> = answer
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap())
            .collect();
        let page = Page::of(
            &app.get_with(
                answer.header(header::LOCATION),
                &[("cookie", &cookies.join("; "))],
            )
            .await,
        );
        assert_eq!((page.root("lang"), page.root("data-theme")), ("es", "dark"));
    });
}

#[test]
fn an_address_that_can_not_be_read_is_a_400_that_says_so() {
    support::block_on(async {
        let app = TestApp::start().await;
        app.contact("Ana", "34600000001").await;
        let long = format!("q={}", "x".repeat(201));
        for query in [
            "size=7",
            "q=%FF",
            "channel=pigeon",
            "after=%27",
            "after=bm90LW91cnM",
            "sort=age",
            &long,
        ] {
            let answer = app.get(&format!("{LIST}?{query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
            let page = Page::of(&answer);
            assert!(
                page.all("[role=alert]")
                    .into_iter()
                    .any(|alert| !text(alert).is_empty()),
                "{query}"
            );
            assert!(page.column("Name").is_empty(), "{query}");
        }
    });
}

#[test]
fn a_page_that_is_not_there_speaks_the_readers_language_and_leads_back() {
    support::block_on(async {
        let app = TestApp::start().await;
        let answer = app.get_with("/nothing", &[("accept-language", "es")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let page = Page::of(&answer);
        assert_eq!(page.root("lang"), "es");
        assert_eq!(text(page.one("h1")), "No hay nada en esta dirección");
        assert_eq!(page.one("main a").attr("href").unwrap(), LIST);
    });
}

#[test]
fn a_failure_of_the_database_is_told_without_its_words() {
    support::block_on(async {
        let app = TestApp::start().await;
        app.state.store.close().await;
        let answer = app.get(LIST).await;
        assert!(answer.status.is_server_error(), "{}", answer.status);
        assert!(!answer.text().to_lowercase().contains("sqlite"));
        let answer = app.call("list_contacts", json!({ "query": "" })).await;
        assert!(answer.status.is_server_error());
        answer.failure();
    });
}
