//! The contacts: list, open, add, edit, switch, delete.

use super::{Failure, now};
use crate::{
    domain::{
        Action, Actor, AppError, Contact, ContactDraft, ContactOptions, ContactPage, ContactQuery,
        EventSource, Permission, PermissionState, Position,
    },
    store::{Change, Store},
};
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
        Ok(self
            .store
            .create(Uuid::now_v7(), &fields, &change(actor))
            .await?)
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
        Ok(self
            .store
            .update(id, version, &fields, &change(actor))
            .await?)
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
        Ok(self
            .store
            .update(id, version, &fields, &change(actor))
            .await?)
    }

    /// Erases the personal data; the ledger keeps events that name nobody.
    pub async fn delete(&self, actor: &Actor, id: Uuid, version: i64) -> Result<(), Failure> {
        actor.may(Action::ChangeContacts)?;
        Ok(self.store.delete(id, version).await?)
    }
}
