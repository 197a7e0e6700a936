//! Fills a database with believable contacts, for trying out and for measuring.

use super::{Failure, now, seed::Seeder};
use crate::{
    domain::{Actor, ContactQuery, EventSource},
    store::{Change, Store},
};
use uuid::Uuid;

/// Rows of one statement, and of one transaction where others use the database: large enough that its commit
/// costs little, small enough to let them write in between.
const BATCH: u64 = 20_000;

/// How far the seeding has come.
#[derive(Clone, Copy, Debug)]
pub struct SeedProgress {
    pub done: u64,
    pub count: u64,
}

/// Adds the first `count` contacts of the seed, unless there are contacts already. Whether it did.
pub async fn seed_if_empty(
    store: &Store,
    actor: &Actor,
    count: u64,
    number: u64,
) -> Result<bool, Failure> {
    if store.find(&ContactQuery::default()).await?.total.value > 0 {
        return Ok(false);
    }
    seed(store, actor, count, number, |_| {}).await?;
    Ok(true)
}

/// Adds the first `count` contacts of the seed. Those that are there already stay as they are, so the same
/// call twice adds nothing.
pub async fn seed(
    store: &Store,
    actor: &Actor,
    count: u64,
    seed: u64,
    mut progress: impl FnMut(SeedProgress) + Send,
) -> Result<(), Failure> {
    let at = now();
    let seeder = Seeder::new(seed, at);
    let change = Change::plain(actor.clone(), EventSource::Other, at);
    let mut done = 0;
    let next = || {
        progress(SeedProgress { done, count });
        let until = (done + BATCH).min(count);
        let batch: Vec<_> = (done..until)
            .map(|index| {
                let contact = seeder.contact(index);
                (Uuid::now_v7(), contact.fields, contact.created_at)
            })
            .collect();
        done = until;
        (!batch.is_empty()).then_some(batch)
    };
    Ok(store.fill(&change, next).await?)
}
