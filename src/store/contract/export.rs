//! Exports: everything that matches, once, from one moment.

use super::{
    Fresh,
    contacts::{add, at, fields, numbered},
    stores,
};
use crate::{
    domain::{
        Channel, Contact, ContactQuery, Cursor, ExportSelection, ExportedContact, Name, Position,
        SortKey, TOTAL_CAP, Timestamp,
    },
    store::{ContactStream, EXPORTS, Store, StoreError},
};
use uuid::Uuid;

/// More than an export reads ahead.
const MANY: u32 = 6_000;
/// More than are counted where they are searched.
const BROAD: u32 = 10_500;

async fn fill(store: &Store, count: u32) {
    let contacts: Vec<_> = (0..count)
        .map(|number| {
            let mut fields = numbered(number);
            // In another order than the numbers, and each third without one.
            let name = format!("José {}", (number * 7_919) % count);
            fields.name = Name::parse(if number % 3 == 0 { "" } else { &name }).unwrap();
            if number % 5 == 0 {
                fields.external_code =
                    crate::domain::ExternalCode::parse(&format!("C{number}")).unwrap();
            }
            (Uuid::now_v7(), fields, Timestamp(number.into()))
        })
        .collect();
    store.create_many(&contacts, &at(1)).await.unwrap();
}

fn query(raw: &str) -> ContactQuery {
    ContactQuery::parse(raw).unwrap()
}

fn matching(raw: &str) -> ExportSelection {
    ExportSelection::Matching(query(raw))
}

fn exported(contact: &Contact) -> ExportedContact {
    ExportedContact {
        fields: contact.fields.clone(),
        created_at: contact.created_at,
        updated_at: contact.updated_at,
    }
}

async fn read(mut stream: ContactStream) -> Vec<ExportedContact> {
    let mut all = Vec::new();
    while let Some(batch) = stream.next().await {
        let batch = batch.unwrap();
        assert!(!batch.is_empty());
        all.extend(batch);
    }
    all
}

/// What a person sees who goes through all the pages.
async fn paged(store: &Store, query: &ContactQuery) -> Vec<ExportedContact> {
    let mut query = ContactQuery {
        page_size: 200,
        ..query.clone()
    };
    let mut all = Vec::new();
    loop {
        let page = store.find(&query).await.unwrap();
        all.extend(page.rows.iter().map(|row| exported(&row.contact)));
        match page.next {
            Some(next) => query.position = Position::After(Cursor::parse(&next).unwrap()),
            None => return all,
        }
    }
}

#[tokio::test]
async fn an_export_has_what_the_pages_have_in_their_order() {
    for Fresh { store, .. } in stores().await {
        fill(&store, BROAD).await;
        add(&store, &fields("Ana", Channel::Sms, "+34666123456")).await;
        let keys = SortKey::ALL.map(|key| format!("sort={}", key.code()));
        for raw in keys.iter().map(String::as_str).chain([
            "sort=-name&external_code=with",
            "sort=updated&channel=sms",
            "sort=updated&channel=sms&q=ana",
            // Narrow, broad, and broad with a filter; the pages stop at none of these.
            "sort=contact_id&q=777",
            "sort=-created&q=jos",
            "sort=name&q=jos&external_code=without",
        ]) {
            let query = query(raw);
            let seen = paged(&store, &query).await;
            let stream = store
                .export(&ExportSelection::Matching(query.clone()))
                .await
                .unwrap();
            if let Some(total) = stream.total() {
                assert_eq!(total, seen.len() as u64, "{raw}");
            }
            let all = read(stream).await;
            assert!(!seen.is_empty(), "{raw}");
            assert!(all == seen, "{raw}: {} of {}", all.len(), seen.len());
        }
    }
}

#[tokio::test]
async fn without_a_column_that_sorts_the_oldest_comes_first() {
    for Fresh { store, .. } in stores().await {
        fill(&store, BROAD).await;
        let by_age = read(store.export(&matching("sort=created")).await.unwrap()).await;
        for (raw, total) in [
            ("", Some(u64::from(BROAD))),
            // The page makes no difference.
            ("size=25&page=last", Some(u64::from(BROAD))),
            ("external_code=with", Some(u64::from(BROAD / 5))),
            ("q=777", Some(0)),
            ("q=346", None),
        ] {
            let query = query(raw);
            let matches = |contact: &&ExportedContact| {
                let fields = &contact.fields;
                let has = |code: bool| fields.external_code.is_some() == code;
                query.has_external_code.is_none_or(has)
                    && (query.search.is_empty()
                        || fields.contact_id.as_str().contains(&query.search)
                        || fields.label().contains(&query.search))
            };
            let expected: Vec<_> = by_age.iter().filter(matches).cloned().collect();
            let stream = store
                .export(&ExportSelection::Matching(query.clone()))
                .await
                .unwrap();
            match (total, stream.total()) {
                // Narrow enough to be counted.
                (Some(0), found) => assert_eq!(found, Some(expected.len() as u64), "{raw}"),
                (total, found) => assert_eq!(found, total, "{raw}"),
            }
            assert!(read(stream).await == expected, "{raw}");
        }
        assert!(u64::from(BROAD) > TOTAL_CAP, "a search that is not counted");
    }
}

#[tokio::test]
async fn those_that_are_named_are_exported_as_far_as_they_are_there() {
    for Fresh { store, .. } in stores().await {
        let mut made = Vec::new();
        for number in 0..4 {
            made.push(add(&store, &numbered(number)).await);
        }
        let gone = Uuid::now_v7();
        let wanted = vec![made[2].id, gone, made[0].id, made[2].id];
        let sort = |code: &str| query(&format!("sort={code}")).sort;
        for (sort, expected) in [
            (None, [&made[0], &made[2]]),
            (sort("-contact_id"), [&made[2], &made[0]]),
        ] {
            let selection = ExportSelection::Contacts(wanted.clone(), sort);
            let stream = store.export(&selection).await.unwrap();
            assert_eq!(stream.total(), Some(2));
            assert_eq!(read(stream).await, expected.map(exported));
        }
    }
}

#[tokio::test]
async fn nothing_that_matches_is_an_export_too() {
    for Fresh { store, .. } in stores().await {
        for raw in ["", "q=nobody", "channel=line", "q=nobody&sort=name"] {
            let stream = store.export(&matching(raw)).await.unwrap();
            assert_eq!(stream.total(), Some(0), "{raw}");
            assert!(read(stream).await.is_empty());
        }
    }
}

#[tokio::test]
async fn what_others_write_meanwhile_is_not_in_it() {
    for Fresh { store, .. } in stores().await {
        fill(&store, MANY).await;
        let before = read(store.export(&matching("")).await.unwrap()).await;
        let mut stream = store.export(&matching("")).await.unwrap();
        let mut seen = stream.next().await.unwrap().unwrap();

        // Far behind what was read so far: one renamed, one erased, one new.
        let last = async |back: usize| {
            let contact = &before[before.len() - back].fields;
            let (channel, id) = (contact.channel, &contact.contact_id);
            store.contact_by_id(channel, id).await.unwrap()
        };
        let (renamed, erased) = (last(1).await, last(2).await);
        let mut fields = renamed.fields.clone();
        fields.name = Name::parse("Somebody Else").unwrap();
        let (id, version) = (renamed.id, renamed.version);
        store.update(id, version, &fields, &at(9)).await.unwrap();
        store
            .delete(erased.id, erased.version, &at(9))
            .await
            .unwrap();
        add(&store, &numbered(MANY)).await;

        seen.extend(read(stream).await);
        assert!(seen == before);
        let after = read(store.export(&matching("")).await.unwrap()).await;
        assert_eq!(after.len(), before.len());
        assert_eq!(after[after.len() - 2].fields, fields);
    }
}

#[tokio::test]
async fn only_so_many_at_once_and_the_console_waits_for_none() {
    for Fresh { store, .. } in stores().await {
        fill(&store, MANY).await;
        let mut streams = Vec::new();
        for _ in 0..EXPORTS {
            streams.push(store.export(&matching("")).await.unwrap());
        }
        let refused = store.export(&matching("")).await;
        assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
        assert_eq!(store.find(&query("")).await.unwrap().rows.len(), 50);
        // One that is given up, however much of it nobody read, makes room.
        drop(streams.pop());
        streams.push(store.export(&matching("")).await.unwrap());
        for stream in streams {
            assert_eq!(read(stream).await.len(), MANY as usize);
        }
    }
}

#[tokio::test]
async fn closing_ends_them_and_says_that_they_are_cut_short() {
    for Fresh { store, .. } in stores().await {
        fill(&store, MANY).await;
        let mut stream = store.export(&matching("")).await.unwrap();
        store.close().await;
        let mut found = 0;
        let end = loop {
            match stream.next().await {
                Some(Ok(batch)) => found += batch.len(),
                end => break end,
            }
        };
        assert!(matches!(end, Some(Err(StoreError::Busy))), "{end:?}");
        assert!(found < MANY as usize);
        assert!(stream.next().await.is_none());
    }
}
