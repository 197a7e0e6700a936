//! The contacts and their ledger.

use super::{Fresh, stores};
use crate::domain::{
    Actor, ActorKind, Channel, Contact, ContactDraft, ContactFields, ContactQuery, Cursor,
    Direction, EventSource, Language, PAGE_SIZES, Permission, PermissionState, Position, Role,
    Sort, SortKey, TOTAL_CAP, Timestamp,
};
use crate::store::{Change, Store, StoreError};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(super) fn at(milliseconds: i64) -> Change {
    Change::plain(
        Actor::operator(Uuid::nil(), Role::Editor),
        EventSource::Console,
        Timestamp(milliseconds),
    )
}

pub(super) fn fields(name: &str, channel: Channel, contact_id: &str) -> ContactFields {
    ContactDraft {
        name: name.to_owned(),
        contact_id: contact_id.to_owned(),
        channel: channel.code().to_owned(),
        ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
    }
    .parse()
    .unwrap()
}

/// A contact on WhatsApp with a number of its own.
pub(super) fn numbered(number: u32) -> ContactFields {
    let contact_id = (34_600_000_000 + u64::from(number)).to_string();
    fields("José", Channel::Whatsapp, &contact_id)
}

fn with(mut fields: ContactFields, language: &str, code: &str) -> ContactFields {
    fields.language = Language::parse(language).unwrap();
    fields.external_code = crate::domain::ExternalCode::parse(code).unwrap();
    fields
}

pub(super) async fn add(store: &Store, fields: &ContactFields) -> Contact {
    store
        .create(Uuid::now_v7(), fields, &at(1_000))
        .await
        .unwrap()
}

async fn labels(store: &Store, raw: &str) -> Vec<String> {
    let page = store
        .find(&ContactQuery::parse(raw).unwrap())
        .await
        .unwrap();
    page.rows
        .iter()
        .map(|found| found.contact.fields.label().to_owned())
        .collect()
}

/// Follows `next` from the first page to the end, then `previous` back, and answers what it saw.
async fn walk(store: &Store, query: &ContactQuery) -> (Vec<Uuid>, Vec<Uuid>) {
    let (mut onward, mut back) = (Vec::new(), Vec::new());
    let mut query = query.at(Position::First);
    loop {
        let page = store.find(&query).await.unwrap();
        assert_eq!(
            page.start,
            (!page.rows.is_empty()).then_some(onward.len() as u64 + 1)
        );
        onward.extend(page.rows.iter().map(|found| found.contact.id));
        match page.next {
            Some(next) => query.position = Position::After(Cursor::parse(&next).unwrap()),
            None => break,
        }
    }
    query.position = Position::Last;
    loop {
        let page = store.find(&query).await.unwrap();
        back.extend(page.rows.iter().rev().map(|found| found.contact.id));
        match page.previous {
            Some(previous) => query.position = Position::Before(Cursor::parse(&previous).unwrap()),
            None => break,
        }
    }
    back.reverse();
    (onward, back)
}

#[tokio::test]
async fn a_created_contact_is_read_back_with_its_ledger() {
    for Fresh { store, .. } in stores().await {
        let fields = with(
            fields("José", Channel::Sms, "+34666123456"),
            "es-ES",
            "CRM-1",
        );
        let created = store.create(Uuid::now_v7(), &fields, &at(5)).await.unwrap();
        assert_eq!(created.fields, fields);
        assert_eq!(
            (created.version, created.created_at, created.updated_at),
            (1, Timestamp(5), Timestamp(5))
        );
        assert_eq!(store.contact(created.id).await.unwrap(), created);
        let events = store.events(created.id).await.unwrap();
        let told: Vec<_> = events
            .iter()
            .map(|event| (event.permission, event.from, event.to))
            .collect();
        assert_eq!(
            told,
            [
                (Permission::Proactive, None, PermissionState::Blocked),
                (Permission::Reactive, None, PermissionState::Active),
            ]
        );
        assert!(
            events
                .iter()
                .all(|event| event.actor_kind == ActorKind::Operator
                    && event.source == EventSource::Console)
        );
    }
}

#[tokio::test]
async fn a_contact_id_is_unique_per_channel_and_the_one_in_the_way_is_named() {
    for Fresh { store, .. } in stores().await {
        let first = add(&store, &fields("Ana", Channel::Sms, "+34666123456")).await;
        add(&store, &fields("Ana", Channel::Rcs, "+34666123456")).await;
        let again = store
            .create(
                Uuid::now_v7(),
                &fields("Eva", Channel::Sms, "+34666123456"),
                &at(9),
            )
            .await;
        assert!(matches!(again, Err(StoreError::Duplicate(taken)) if taken.id == first.id));
        assert_eq!(labels(&store, "").await.len(), 2);
    }
}

#[tokio::test]
async fn an_update_writes_ledger_rows_for_what_changed_and_nothing_else() {
    for Fresh { store, .. } in stores().await {
        let created = add(&store, &fields("Ana", Channel::Sms, "+34666123456")).await;
        let mut wanted = created.fields.clone();
        wanted.set_permission(Permission::Proactive, PermissionState::Active);
        let updated = store
            .update(created.id, 1, &wanted, &at(2_000))
            .await
            .unwrap();
        assert_eq!(updated, store.contact(created.id).await.unwrap());
        assert_eq!((updated.version, updated.updated_at), (2, Timestamp(2_000)));
        let events = store.events(created.id).await.unwrap();
        assert_eq!(events.len(), 3);
        assert_eq!(events[2].from, Some(PermissionState::Blocked));
        assert_eq!(events[2].to, PermissionState::Active);

        // The same again is no change: no version, no event.
        assert_eq!(
            store
                .update(created.id, 2, &wanted, &at(3_000))
                .await
                .unwrap(),
            updated
        );
        assert_eq!(store.events(created.id).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn channel_and_contact_id_are_permanent() {
    for Fresh { store, .. } in stores().await {
        let created = add(&store, &fields("Ana", Channel::Sms, "+34666123456")).await;
        let other = fields("Ana B", Channel::Rcs, "+34999123456");
        let updated = store.update(created.id, 1, &other, &at(2)).await.unwrap();
        assert_eq!(updated.fields.channel, Channel::Sms);
        assert_eq!(updated.fields.contact_id, created.fields.contact_id);
        assert_eq!(updated.fields.label(), "Ana B");
    }
}

#[tokio::test]
async fn a_stale_change_is_refused_with_what_is_there_now() {
    for Fresh { store, .. } in stores().await {
        let created = add(&store, &fields("Ana", Channel::Sms, "+34666123456")).await;
        let mut theirs = created.fields.clone();
        theirs.name = crate::domain::Name::parse("Anna").unwrap();
        let now = store.update(created.id, 1, &theirs, &at(2)).await.unwrap();
        let mut ours = created.fields.clone();
        ours.set_permission(Permission::Reactive, PermissionState::Blocked);
        let refused = store.update(created.id, 1, &ours, &at(3)).await;
        assert!(matches!(refused, Err(StoreError::Stale(current)) if *current == now));
        let refused = store.delete(created.id, 1, &at(9_000)).await;
        assert!(matches!(refused, Err(StoreError::Stale(current)) if *current == now));
        assert_eq!(store.contact(created.id).await.unwrap(), now);
        assert_eq!(store.events(created.id).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn an_erased_contact_is_gone_from_everything_and_its_id_is_free() {
    for Fresh { store, .. } in stores().await {
        let created = add(&store, &fields("Wilhelmina", Channel::Sms, "+34666123456")).await;
        store.delete(created.id, 1, &at(9_000)).await.unwrap();
        assert!(matches!(
            store.contact(created.id).await,
            Err(StoreError::NotFound)
        ));
        assert!(matches!(
            store.delete(created.id, 1, &at(9_000)).await,
            Err(StoreError::NotFound)
        ));
        assert_eq!(labels(&store, "q=wilhel").await, Vec::<String>::new());
        let again = add(&store, &fields("Eva", Channel::Sms, "+34666123456")).await;
        assert_eq!(store.events(again.id).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn an_unknown_contact_is_told() {
    for Fresh { store, .. } in stores().await {
        let id = Uuid::now_v7();
        assert!(matches!(store.contact(id).await, Err(StoreError::NotFound)));
        let any = fields("x", Channel::Line, "x");
        assert!(matches!(
            store.update(id, 1, &any, &at(1)).await,
            Err(StoreError::NotFound)
        ));
    }
}

async fn small_town(store: &Store) {
    for (name, channel, id, language, code) in [
        (
            "José García",
            Channel::Whatsapp,
            "34666123456",
            "es",
            "CRM-9",
        ),
        ("Josefina Ruiz", Channel::Sms, "+34666123999", "es-MX", ""),
        (
            "Maria Schmidt",
            Channel::Whatsapp,
            "4915112345678",
            "de",
            "A-1",
        ),
        (
            "Schmidt, Ana Maria",
            Channel::Telegram,
            "-1001234",
            "de",
            "A-1",
        ),
        ("Rosemarie Klein", Channel::Viber, "abc=", "", ""),
        (
            "100% Café \"El_Rincón\"",
            Channel::Webchat,
            "visitor\\1",
            "es",
            "'quoted'",
        ),
        ("王小明", Channel::Line, "U123", "zh-Hant-TW", ""),
        ("محمد علي", Channel::Whatsapp, "201001234567", "ar", ""),
        ("😀 Smile", Channel::Instagram, "777", "en", ""),
        ("", Channel::Messenger, "34666000", "", "Jose-code"),
    ] {
        add(store, &with(fields(name, channel, id), language, code)).await;
    }
}

#[tokio::test]
async fn search_finds_words_in_any_order_without_accents_or_case() {
    for Fresh { store, .. } in stores().await {
        small_town(&store).await;
        assert_eq!(
            labels(&store, "q=jose").await,
            ["José García", "Josefina Ruiz", "34666000"]
        );
        assert_eq!(
            labels(&store, "q=schmidt+maria").await,
            ["Maria Schmidt", "Schmidt, Ana Maria"]
        );
        assert_eq!(
            labels(&store, "q=MARIA+SCHMIDT").await,
            ["Maria Schmidt", "Schmidt, Ana Maria"]
        );
        assert_eq!(labels(&store, "q=marie").await, ["Rosemarie Klein"]);
        assert_eq!(
            labels(&store, "q=a-1").await,
            ["Maria Schmidt", "Schmidt, Ana Maria"]
        );
        assert_eq!(labels(&store, "q=klein+garcia").await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_parts_of_a_word_in_another_order_are_not_the_word() {
    for Fresh { store, .. } in stores().await {
        for (name, id) in [("Ana Abcxbcd", "one"), ("Ana Abcd", "two")] {
            add(&store, &fields(name, Channel::Webchat, id)).await;
        }
        let page = store
            .find(&ContactQuery::parse("q=abcd+ana").unwrap())
            .await
            .unwrap();
        assert_eq!(page.total.value, 1);
        assert_eq!(page.rows[0].contact.fields.label(), "Ana Abcd");
    }
}

#[tokio::test]
async fn search_takes_numbers_as_people_write_them() {
    for Fresh { store, .. } in stores().await {
        small_town(&store).await;
        for q in ["%2B34+666-12", "0034666+12", "3466612", "(34)+666.12"] {
            assert_eq!(
                labels(&store, &format!("q={q}")).await,
                ["José García", "Josefina Ruiz"],
                "{q}"
            );
        }
        assert_eq!(labels(&store, "q=-1001").await[0], "Schmidt, Ana Maria");
        // The exact ID comes first, then the IDs that begin with it.
        assert_eq!(labels(&store, "q=34666000").await, ["34666000"]);
        assert_eq!(labels(&store, "q=34666").await[0], "34666000");
    }
}

#[tokio::test]
async fn every_character_is_plain_text() {
    for Fresh { store, .. } in stores().await {
        small_town(&store).await;
        let cafe = "100% Café \"El_Rincón\"";
        for q in [
            "%25", "_rin", "\"", "\"el", "\\", "\\1", "'", "'quo", "%25 caf", "el_rin",
        ] {
            let q = q.replace(' ', "+");
            assert_eq!(labels(&store, &format!("q={q}")).await, [cafe], "{q}");
        }
        assert_eq!(labels(&store, "q=%F0%9F%98%80").await, ["😀 Smile"]);
        for q in ["王", "小明", "王小明"] {
            assert_eq!(labels(&store, &format!("q={q}")).await, ["王小明"], "{q}");
        }
        assert_eq!(labels(&store, "q=محمد").await, ["محمد علي"]);
        for q in ["*", "AND", "NEAR(", "a OR", "^x", "{", "NOT -", "\u{0}"] {
            let query = ContactQuery {
                search: q.to_owned(),
                ..ContactQuery::default()
            };
            store.find(&query).await.unwrap();
        }
    }
}

#[tokio::test]
async fn matching_parts_are_marked() {
    for Fresh { store, .. } in stores().await {
        small_town(&store).await;
        let page = store
            .find(&ContactQuery::parse("q=jose+gar").unwrap())
            .await
            .unwrap();
        let found = &page.rows[0];
        let marked: Vec<_> = found
            .name_marks
            .iter()
            .map(|(start, end)| &"José García"[*start..*end])
            .collect();
        assert_eq!(marked, ["José", "Gar"]);
    }
}

#[tokio::test]
async fn filters_combine() {
    for Fresh { store, .. } in stores().await {
        small_town(&store).await;
        assert_eq!(
            labels(&store, "channel=whatsapp&channel=sms").await.len(),
            4
        );
        assert_eq!(
            labels(&store, "language=de").await,
            ["Maria Schmidt", "Schmidt, Ana Maria"]
        );
        assert_eq!(
            labels(&store, "language=none").await,
            ["34666000", "Rosemarie Klein"]
        );
        assert_eq!(labels(&store, "language=none&language=en").await.len(), 3);
        assert_eq!(labels(&store, "external_code=with").await.len(), 5);
        assert_eq!(
            labels(&store, "external_code=without&channel=viber").await,
            ["Rosemarie Klein"]
        );
        assert_eq!(
            labels(&store, "proactive=active").await,
            Vec::<String>::new()
        );
        assert_eq!(
            labels(&store, "reactive=active&q=schmidt&channel=telegram").await,
            ["Schmidt, Ana Maria"]
        );
    }
}

#[tokio::test]
async fn the_languages_are_counted_as_contacts_come_change_and_go() {
    for Fresh { store, .. } in stores().await {
        let one = add(&store, &with(fields("A", Channel::Line, "a"), "es", "")).await;
        let two = add(&store, &with(fields("B", Channel::Line, "b"), "es", "")).await;
        add(&store, &with(fields("C", Channel::Line, "c"), "de", "")).await;
        let count = async || {
            let languages = store.languages().await.unwrap();
            languages
                .into_iter()
                .map(|l| (l.language.map(|t| t.as_str().to_owned()), l.contacts))
                .collect::<Vec<_>>()
        };
        let [german, spanish] = ["de", "es"].map(|tag| Some(tag.to_owned()));
        // What most have comes first, then by tag.
        assert_eq!(count().await, [(spanish.clone(), 2), (german.clone(), 1)]);
        let changed = with(one.fields.clone(), "", "x");
        store.update(one.id, 1, &changed, &at(2)).await.unwrap();
        assert_eq!(
            count().await,
            [(None, 1), (german.clone(), 1), (spanish, 1)]
        );
        store.delete(one.id, 2, &at(9_000)).await.unwrap();
        store.delete(two.id, 1, &at(9_000)).await.unwrap();
        assert_eq!(count().await, [(german, 1)]);
    }
}

#[tokio::test]
async fn empty_cells_of_the_external_code_come_last() {
    for Fresh { store, .. } in stores().await {
        small_town(&store).await;
        let sorted = labels(&store, "sort=external_code").await;
        assert_eq!(sorted[..2], ["100% Café \"El_Rincón\"", "Maria Schmidt"]);
        assert!(
            [
                "محمد علي",
                "😀 Smile",
                "王小明",
                "Rosemarie Klein",
                "Josefina Ruiz"
            ]
            .contains(&sorted[9].as_str())
        );
    }
}

async fn city(store: &Store) {
    let mut contacts = Vec::new();
    let names = [
        "María",
        "Mario",
        "Ana María",
        "Annamaria",
        "Marek",
        "Omar",
        "Bob",
    ];
    for n in 0..1_300_u32 {
        let name = format!("{} {}", names[n as usize % names.len()], n % 11);
        let mut fields = fields(&name, Channel::ALL[n as usize % 2], &format!("+346{n:08}"));
        fields = with(
            fields,
            ["es", "de", ""][n as usize % 3],
            if n % 4 == 0 { "MAR-7" } else { "" },
        );
        fields.set_permission(
            Permission::Proactive,
            PermissionState::from_active(n % 5 == 0),
        );
        contacts.push((Uuid::now_v7(), fields, Timestamp(i64::from(n % 97))));
    }
    store.create_many(&contacts, &at(5_000)).await.unwrap();
}

/// Every order and every way to find a page (gathered, walked, tier by tier, merged by language) shows each
/// match once, onward and back.
#[tokio::test]
async fn pages_meet_without_gap_or_overlap_in_every_order() {
    for Fresh { store, .. } in stores().await {
        city(&store).await;
        let orders: Vec<Option<Sort>> = SortKey::ALL
            .into_iter()
            .flat_map(|key| [Some(Sort::ascending(key)), Some(Sort::descending(key))])
            .chain([None])
            .collect();
        for conditions in [
            "",
            "q=mar",
            "q=m",
            "q=ana+mar",
            "q=%2B346000001",
            "language=es",
            "q=mar&proactive=active",
            "q=ma&language=es&channel=sms",
            "q=7&external_code=with",
            "channel=whatsapp&proactive=blocked",
        ] {
            let mut sets = BTreeSet::new();
            for order in &orders {
                let query = ContactQuery {
                    sort: *order,
                    page_size: PAGE_SIZES[3],
                    ..ContactQuery::parse(conditions).unwrap()
                };
                let (onward, back) = walk(&store, &query).await;
                assert!(!onward.is_empty(), "{conditions}");
                assert_eq!(onward, back, "{conditions} {order:?}");
                let set: BTreeSet<Uuid> = onward.iter().copied().collect();
                assert_eq!(set.len(), onward.len(), "{conditions} {order:?}");
                let total = store.find(&query).await.unwrap().total;
                assert_eq!(
                    (total.value, total.more),
                    (onward.len() as u64, false),
                    "{conditions} {order:?}"
                );
                sets.insert(set);
            }
            assert_eq!(
                sets.len(),
                1,
                "{conditions}: all orders show the same contacts"
            );
        }
    }
}

#[tokio::test]
async fn a_column_sorts_both_ways() {
    for Fresh { store, .. } in stores().await {
        small_town(&store).await;
        let ids = async |raw: &str| {
            let page = store
                .find(&ContactQuery::parse(raw).unwrap())
                .await
                .unwrap();
            page.rows
                .iter()
                .map(|found| found.contact.fields.contact_id.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        let onward = ids("sort=contact_id").await;
        let mut back = ids("sort=-contact_id").await;
        back.reverse();
        assert_eq!(onward, back);
        // The plus sign doesn't decide.
        let place = |id: &str| onward.iter().position(|other| other == id).unwrap();
        assert!(place("34666123456") < place("+34666123999"));
        assert_eq!(
            Sort::ascending(SortKey::Name).direction,
            Direction::Ascending
        );
    }
}

#[tokio::test]
async fn the_best_match_comes_first_in_a_broad_search_too() {
    for Fresh { store, .. } in stores().await {
        city(&store).await;
        add(&store, &fields("Zoe Marx", Channel::Webchat, "mar")).await;
        let page = store
            .find(&ContactQuery::parse("q=mar").unwrap())
            .await
            .unwrap();
        assert!(
            page.total.value > 1_000,
            "the walked way is meant: {:?}",
            page.total
        );
        assert_eq!(page.rows[0].contact.fields.label(), "Zoe Marx");
        assert!(page.rows[1].contact.fields.label().starts_with("Mar"));
        let last = ContactQuery {
            position: Position::Last,
            ..ContactQuery::parse("q=mar").unwrap()
        };
        let page = store.find(&last).await.unwrap();
        let label = page.rows.last().unwrap().contact.fields.label().to_owned();
        assert!(
            label.starts_with("Omar") || label.starts_with("Annamaria"),
            "{label}"
        );
    }
}

#[tokio::test]
async fn a_count_stops_at_the_cap() {
    for Fresh { store, .. } in stores().await {
        let contacts: Vec<_> = (0..=TOTAL_CAP)
            .map(|n| {
                (
                    Uuid::now_v7(),
                    fields("Same Name", Channel::Telegram, &n.to_string()),
                    Timestamp(1),
                )
            })
            .collect();
        store.create_many(&contacts, &at(1)).await.unwrap();
        for raw in ["", "q=same", "reactive=active", "q=same&reactive=active"] {
            let query = ContactQuery::parse(raw).unwrap();
            let total = store.find(&query).await.unwrap().total;
            assert_eq!((total.value, total.more), (TOTAL_CAP, true), "{raw}");
            let last = store.find(&query.at(Position::Last)).await.unwrap();
            assert_eq!((last.start, last.rows.len()), (None, 50), "{raw}");
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_question_is_refused() {
    for Fresh { store, .. } in stores().await {
        city(&store).await;
        let first = store
            .find(&ContactQuery::parse("q=mar").unwrap())
            .await
            .unwrap();
        let cursor = first.next.unwrap();
        for raw in ["q=ana", "", "q=mar&sort=name"] {
            let query = ContactQuery::parse(&format!("{raw}&after={cursor}")).unwrap();
            assert!(
                matches!(store.find(&query).await, Err(StoreError::Cursor)),
                "{raw}"
            );
        }
    }
}

#[tokio::test]
async fn bulk_insertion_writes_the_ledger_and_keeps_what_is_there() {
    for Fresh { store, .. } in stores().await {
        let before = add(&store, &fields("First", Channel::Telegram, "1")).await;
        let contacts: Vec<_> = (0..3)
            .map(|n| {
                (
                    Uuid::now_v7(),
                    fields("Bulk", Channel::Telegram, &n.to_string()),
                    Timestamp(7),
                )
            })
            .collect();
        store.create_many(&contacts, &at(9)).await.unwrap();
        assert_eq!(labels(&store, "").await, ["Bulk", "Bulk", "First"]);
        assert_eq!(store.contact(before.id).await.unwrap(), before);
        assert_eq!(store.events(before.id).await.unwrap().len(), 2);
        let bulk = store.contact(contacts[0].0).await.unwrap();
        assert_eq!(bulk.created_at, Timestamp(7));
        assert_eq!(store.events(bulk.id).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn of_two_that_write_at_once_one_wins_and_the_other_is_told() {
    for Fresh { store, .. } in stores().await {
        let created = add(&store, &fields("Ana", Channel::Sms, "+34666123456")).await;
        let change = |state: PermissionState| {
            let (store, mut wanted) = (store.clone(), created.fields.clone());
            async move {
                wanted.set_permission(Permission::Proactive, state);
                wanted.set_permission(Permission::Reactive, PermissionState::Blocked);
                store.update(created.id, 1, &wanted, &at(2)).await
            }
        };
        let (one, two) = tokio::join!(
            change(PermissionState::Active),
            change(PermissionState::Blocked)
        );
        assert_ne!(one.is_ok(), two.is_ok());
        assert_eq!(store.contact(created.id).await.unwrap().version, 2);
    }
}

#[tokio::test]
async fn filling_an_empty_database_and_one_in_use_end_the_same() {
    for Fresh { store, .. } in stores().await {
        let mut batches = (0..4_u32).map(|batch| {
            (0..50)
                .map(|n| {
                    let id = format!("{}", batch * 50 + n);
                    let fields = with(fields("Fill Me", Channel::Telegram, &id), "es", "");
                    (Uuid::now_v7(), fields, Timestamp(7))
                })
                .collect::<Vec<_>>()
        });
        let (first, second) = (batches.next(), batches.next());
        let mut empty = [first, second].into_iter().flatten();
        store.fill(&at(9), || empty.next()).await.unwrap();
        store.fill(&at(9), || batches.next()).await.unwrap();

        for raw in ["", "q=fill", "language=es", "q=fill&sort=-contact_id"] {
            let page = store
                .find(&ContactQuery::parse(raw).unwrap())
                .await
                .unwrap();
            assert_eq!(page.total.value, 200, "{raw}");
            assert_eq!(page.rows.len(), 50, "{raw}");
        }
        assert_eq!(store.languages().await.unwrap()[0].contacts, 200);
        let page = store
            .find(&ContactQuery::parse("q=199").unwrap())
            .await
            .unwrap();
        let last = &page.rows[0].contact;
        assert_eq!(store.events(last.id).await.unwrap().len(), 2);
        // The triggers are back: a change still reaches the index and the counts.
        store.delete(last.id, 1, &at(9_000)).await.unwrap();
        assert_eq!(store.languages().await.unwrap()[0].contacts, 199);
        assert_eq!(labels(&store, "q=199").await, Vec::<String>::new());
    }
}
