//! For tests: contacts of every channel and in every state, of some more than of others.

use super::{SqliteStore, guarantees::opened};
use crate::{
    domain::{
        Actor, Channel, ContactDraft, ContactFields, EventSource, PermissionState, Timestamp,
    },
    store::Change,
};
use tempfile::TempDir;
use uuid::Uuid;

pub const CONTACTS: usize = 600;

pub fn change() -> Change {
    Change::plain(Actor::system(), EventSource::Other, Timestamp(0))
}

pub const fn state(active: bool) -> PermissionState {
    if active {
        PermissionState::Active
    } else {
        PermissionState::Blocked
    }
}

pub fn contact(number: usize) -> ContactFields {
    let channel = Channel::ALL[number * number % 10 % 9];
    let plus = if matches!(channel, Channel::Sms | Channel::Rcs) {
        "+"
    } else {
        ""
    };
    let draft = ContactDraft {
        name: ["Maria Lopez", "Ana Lopez", "Maria", "Luz"][number % 4].to_owned(),
        contact_id: format!("{plus}{}", 34_666_000_000 + number),
        external_code: ["", "a", "b"][number % 3].to_owned(),
        language: ["", "es", "en"][number / 7 % 3].to_owned(),
        channel: channel.code().to_owned(),
        ..ContactDraft::empty(
            state(!number.is_multiple_of(5)),
            state(!number.is_multiple_of(11)),
        )
    };
    draft.parse().unwrap()
}

pub fn contacts() -> Vec<(Uuid, ContactFields, Timestamp)> {
    (0..CONTACTS)
        .map(|number| (Uuid::now_v7(), contact(number), Timestamp(0)))
        .collect()
}

pub async fn filled() -> (SqliteStore, TempDir) {
    let (store, folder) = opened().await;
    store.create_many(&contacts(), &change()).await.unwrap();
    (store, folder)
}
