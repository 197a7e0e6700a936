//! The contacts: list, open, add, edit, switch, delete.

use super::{Failure, now};
use crate::{
    domain::{
        Action, Actor, AppError, Contact, ContactDraft, ContactOptions, ContactPage, ContactQuery,
        EventSource, Permission, PermissionState, Position,
    },
    store::{Change, Store, StoreError},
};
use std::panic::resume_unwind;
use tracing::Instrument;
use uuid::Uuid;

/// The use cases of the contacts screen.
#[derive(Clone, Debug)]
pub struct ContactService {
    store: Store,
    new_contact: ContactDraft,
}

fn change(actor: &Actor) -> Change {
    Change {
        actor: actor.clone(),
        source: EventSource::Console,
        at: now(),
    }
}

/// Writes to the end, whatever becomes of the request: one that takes too long, or whose browser has gone, is dropped where it
/// stands, and that may be between a commit and its answer, or halfway to one.
async fn to_the_end<T: Send + 'static>(
    writing: impl Future<Output = Result<T, StoreError>> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::spawn(writing.in_current_span()).await {
        Ok(written) => Ok(written?),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(error) => Err(Failure::Unexpected(error.into())),
        },
    }
}

impl ContactService {
    /// `new_contact` is what the form for a new contact begins with (the settings' defaults).
    #[must_use]
    pub const fn new(store: Store, new_contact: ContactDraft) -> Self {
        Self { store, new_contact }
    }

    /// The page that a query asks for. Where its page has emptied since (the last rows of it were deleted),
    /// the first one.
    pub async fn list(&self, actor: &Actor, query: &ContactQuery) -> Result<ContactPage, Failure> {
        actor.may(Action::ReadContacts)?;
        let page = self.store.find(query).await?;
        if page.rows.is_empty() && query.position != Position::First {
            return Ok(self.store.find(&query.at(Position::First)).await?);
        }
        Ok(page)
    }

    pub async fn options(&self, actor: &Actor) -> Result<ContactOptions, Failure> {
        actor.may(Action::ReadContacts)?;
        let languages = self.store.languages().await?;
        Ok(ContactOptions {
            languages,
            new_contact: self.new_contact.clone(),
        })
    }

    pub async fn contact(&self, actor: &Actor, id: Uuid) -> Result<Contact, Failure> {
        actor.may(Action::ReadContacts)?;
        Ok(self.store.contact(id).await?)
    }

    pub async fn create(&self, actor: &Actor, draft: &ContactDraft) -> Result<Contact, Failure> {
        actor.may(Action::ChangeContacts)?;
        let fields = draft
            .parse()
            .map_err(|fields| AppError::Invalid { fields })?;
        let (store, change) = (self.store.clone(), change(actor));
        to_the_end(async move { store.create(Uuid::now_v7(), &fields, &change).await }).await
    }

    /// `version` is the one that the person has seen; another one now is refused as stale.
    pub async fn update(
        &self,
        actor: &Actor,
        id: Uuid,
        version: i64,
        draft: &ContactDraft,
    ) -> Result<Contact, Failure> {
        actor.may(Action::ChangeContacts)?;
        let fields = draft
            .parse()
            .map_err(|fields| AppError::Invalid { fields })?;
        let (store, change) = (self.store.clone(), change(actor));
        to_the_end(async move { store.update(id, version, &fields, &change).await }).await
    }

    /// One switch. Refused as stale where the contact is not as the person saw it, whatever changed.
    pub async fn set_permission(
        &self,
        actor: &Actor,
        id: Uuid,
        version: i64,
        permission: Permission,
        state: PermissionState,
    ) -> Result<Contact, Failure> {
        actor.may(Action::ChangeContacts)?;
        let mut fields = self.store.contact(id).await?.fields;
        fields.set_permission(permission, state);
        // The version is compared in the transaction that writes, so nothing can slip in between.
        let (store, change) = (self.store.clone(), change(actor));
        to_the_end(async move { store.update(id, version, &fields, &change).await }).await
    }

    /// Erases the personal data; the ledger keeps events that name nobody.
    pub async fn delete(&self, actor: &Actor, id: Uuid, version: i64) -> Result<(), Failure> {
        actor.may(Action::ChangeContacts)?;
        let store = self.store.clone();
        to_the_end(async move { store.delete(id, version).await }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SqliteStore;
    use std::{pin::pin, task::Poll, time::Duration};
    use tokio::time::timeout;

    /// Far more than it takes; a test that waits for longer has failed.
    const LONG: Duration = Duration::from_secs(20);

    async fn service() -> (ContactService, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("a.db").display().to_string();
        let store = SqliteStore::open(&url.parse().unwrap()).await.unwrap();
        let draft = ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
        (ContactService::new(Store::Sqlite(store), draft), folder)
    }

    fn named(name: &str) -> ContactDraft {
        ContactDraft {
            name: name.to_owned(),
            contact_id: "34666123456".to_owned(),
            ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
        }
    }

    /// As a request that took too long is: it has been begun, and nobody asks it to go on.
    async fn begin_and_drop<T>(request: impl Future<Output = T>) {
        let mut request = pin!(request);
        let first = std::future::poll_fn(|cx| Poll::Ready(request.as_mut().poll(cx).is_ready()));
        assert!(!first.await, "it is under way");
    }

    async fn contacts(service: &ContactService) -> Vec<Contact> {
        let query = ContactQuery::default();
        let page = service.list(&Actor::system(), &query).await.unwrap();
        page.rows.into_iter().map(|row| row.contact).collect()
    }

    /// Looks again and again until this is who there is.
    async fn until_there_are(service: &ContactService, names: &[&str]) {
        let looking = async {
            loop {
                let there = contacts(service).await;
                let labels = there.iter().map(|contact| contact.fields.label());
                if labels.eq(names.iter().copied()) {
                    break;
                }
            }
        };
        timeout(LONG, looking)
            .await
            .expect("it was done to its end");
    }

    #[tokio::test]
    async fn a_change_is_made_though_nobody_waits_for_it_any_more() {
        let (service, _folder) = service().await;
        let actor = Actor::system();
        begin_and_drop(service.create(&actor, &named("José"))).await;
        until_there_are(&service, &["José"]).await;

        let Contact { id, version, .. } = contacts(&service).await.remove(0);
        begin_and_drop(service.update(&actor, id, version, &named("Maria"))).await;
        until_there_are(&service, &["Maria"]).await;

        let Contact { id, version, .. } = contacts(&service).await.remove(0);
        begin_and_drop(service.delete(&actor, id, version)).await;
        until_there_are(&service, &[]).await;
    }
}
