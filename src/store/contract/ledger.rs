//! The ledger holds and says what is there, whoever writes, whatever they write, and however they get in each other's way.

use super::{contacts::fields, stores};
use crate::domain::{
    Actor, Channel, Contact, EventSource, Grounds, LegalBasis, Name, Permission, PermissionState,
    Role, Scope, Timestamp,
};
use crate::store::{Change, Store, StoreError};
use proptest::{collection::vec, option, prelude::*, sample::select};
use std::collections::HashMap;
use uuid::Uuid;

/// Few contacts, so that the writers meet.
const CONTACTS: usize = 3;

#[derive(Clone, Debug)]
enum Act {
    Create,
    Rename(u8),
    /// The switches as they are to be, and whether what stays is written down too.
    Permit {
        states: [PermissionState; 2],
        restate: Vec<Permission>,
    },
    Delete,
}

/// What somebody does to one of the contacts.
#[derive(Clone, Debug)]
struct Move {
    contact: usize,
    act: Act,
    change: Change,
}

fn states() -> impl Strategy<Value = PermissionState> {
    select(vec![PermissionState::Active, PermissionState::Blocked])
}

fn acts() -> impl Strategy<Value = Act> {
    let restate = select(vec![
        vec![],
        vec![Permission::Proactive],
        Permission::ALL.to_vec(),
    ]);
    prop_oneof![
        2 => Just(Act::Create),
        1 => any::<u8>().prop_map(Act::Rename),
        6 => ([states(), states()], restate).prop_map(|(states, restate)| Act::Permit { states, restate }),
        1 => Just(Act::Delete),
    ]
}

fn actors() -> impl Strategy<Value = Actor> {
    select(vec![
        Actor::operator(Uuid::from_u128(7), Role::Editor),
        Actor::token(Uuid::from_u128(8), vec![Scope::ContactsWrite]),
        Actor::system(),
    ])
}

/// Any grounds. The contact's own stop and opt-in are among the sources.
fn changes() -> impl Strategy<Value = Change> {
    let grounds = (
        option::of(select(LegalBasis::ALL.to_vec())),
        option::of("\\PC{0,12}"),
        option::of("[\"\\\\a-z😀\u{7f}\u{0}]{0,12}"),
        option::of(0..5_000_i64),
    );
    let source = select(EventSource::ALL.to_vec());
    let batch = option::of(any::<u128>().prop_map(Uuid::from_u128));
    (actors(), source, grounds, batch, 0..5_000_i64).prop_map(
        |(actor, source, (legal_basis, reason, evidence, captured_at), batch, at)| Change {
            actor,
            source,
            grounds: Grounds {
                source: Some(source),
                legal_basis,
                reason,
                evidence,
                captured_at: captured_at.map(Timestamp),
            },
            at: Timestamp(at),
            batch,
            restate: Vec::new(),
        },
    )
}

fn moves() -> impl Strategy<Value = Move> {
    (0..CONTACTS, acts(), changes()).prop_map(|(contact, act, change)| Move {
        contact,
        act,
        change,
    })
}

async fn make(
    store: &Store,
    Move {
        contact,
        act,
        change,
    }: Move,
) {
    let as_new = fields("Somebody", Channel::Telegram, &(contact + 1).to_string());
    let known = store
        .contact_by_id(Channel::Telegram, &as_new.contact_id)
        .await;
    let update = async |known: Contact, change: &Change| {
        let id = known.id;
        store.update(id, known.version, &known.fields, change).await
    };
    let done = match (act, known) {
        (Act::Create, _) => store
            .create(Uuid::now_v7(), &as_new, &change)
            .await
            .map(drop),
        (_, Err(error)) => Err(error),
        (Act::Rename(number), Ok(mut known)) => {
            known.fields.name = Name::parse(&format!("Number {number}")).unwrap();
            update(known, &change).await.map(drop)
        }
        (Act::Permit { states, restate }, Ok(mut known)) => {
            for (permission, state) in Permission::ALL.into_iter().zip(states) {
                known.fields.set_permission(permission, state);
            }
            let change = Change { restate, ..change };
            update(known, &change).await.map(drop)
        }
        (Act::Delete, Ok(known)) => store.delete(known.id, known.version, &change).await,
    };
    // Whoever comes second is told so. Anything else is a fault.
    match done {
        Ok(()) | Err(StoreError::NotFound | StoreError::Stale(_) | StoreError::Duplicate(_)) => {}
        Err(error) => panic!("{error:?}"),
    }
}

/// What the exported entries say of each contact that is there, read without the verifier's help.
async fn replayed(store: &Store) -> HashMap<(Uuid, Permission), PermissionState> {
    let (mut states, mut there) = (HashMap::new(), HashMap::new());
    for entry in store.ledger_after(0, u32::MAX).await.unwrap() {
        let member = |name: &str| entry.members[name].as_str().map(str::to_owned);
        let permission = Permission::ALL
            .into_iter()
            .find(|permission| Some(permission.code()) == entry.members["permission"].as_str())
            .unwrap();
        let number = entry.members["contact"].as_i64().unwrap();
        let before = states.insert((number, permission), member("to").unwrap());
        assert_eq!(before, member("from"), "entry {}", entry.seq);
        if let Some(id) = entry.contact {
            let state = member("to").unwrap().parse().unwrap();
            there.insert((id, permission), state);
        }
    }
    there
}

async fn check(store: &Store) {
    let proof = store.verify_ledger().await.unwrap();
    let replayed = replayed(store).await;
    assert_eq!(replayed.len() as u64, 2 * proof.contacts);
    for ((id, permission), state) in replayed {
        let contact = store.contact(id).await.unwrap();
        assert_eq!(contact.fields.permission(permission), state, "{contact:?}");
        let last = store.events(id).await.unwrap();
        let last = last.iter().rfind(|event| event.permission == permission);
        assert_eq!(last.unwrap().to, state);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn it_holds_whatever_several_do_at_once(
        writers in vec(vec(moves(), 1..12), 1..4)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            for fresh in stores().await {
                // Every other writer is another process on the same database.
                let stores = [fresh.store.clone(), fresh.again().await];
                let store = &stores[0];
                for number in 0..CONTACTS {
                    let id = (number + 1).to_string();
                    let change = Change::plain(Actor::system(), EventSource::Other, Timestamp(1));
                    let new = fields("Somebody", Channel::Telegram, &id);
                    store.create(Uuid::now_v7(), &new, &change).await.unwrap();
                }
                let writing = writers.iter().cloned().zip(stores.iter().cycle().cloned());
                let writing: Vec<_> = writing
                    .map(|(moves, store)| tokio::spawn(async move {
                        for one in moves {
                            make(&store, one).await;
                        }
                    }))
                    .collect();
                for written in writing {
                    // It holds in between too.
                    stores[1].verify_ledger().await.unwrap();
                    written.await.unwrap();
                }
                check(store).await;
                stores[1].close().await;
                store.close().await;
            }
        });
    }
}
