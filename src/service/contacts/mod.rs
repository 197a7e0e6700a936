//! The contacts: list, open, add, edit, switch, delete.

mod change;

#[cfg(test)]
mod tests;

use super::Failure;
use crate::{
    domain::{
        Action, Actor, AppError, Channel, Contact, ContactDraft, ContactEdit, ContactFields,
        ContactId, ContactOptions, ContactPage, ContactQuery, ExternalCode, Field, FieldError,
        FieldErrorCode, GroundsDraft, Permission, PermissionState, Position, Timestamp,
    },
    store::{Change, Coded, OnceKey, Store, StoreError},
};
use change::{both, change, parsed, respect_stop, silent, stopping, to_the_end};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The use cases of the contacts screen.
#[derive(Clone, Debug)]
pub struct ContactService {
    store: Store,
    new_contact: ContactDraft,
}

/// How long a key is remembered.
const KEY_LIFETIME_MILLIS: i64 = 24 * 60 * 60 * 1000;
const MAX_KEY_CHARS: usize = 255;

/// What makes a request take effect once, of the caller's choice: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        ((1..=MAX_KEY_CHARS).contains(&text.len()) && visible).then(|| Self(text.to_owned()))
    }
}

/// How often a change without a version is tried again because somebody else's came in between.
const TRIES: usize = 5;

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

    /// The one that has this ID on this channel.
    pub async fn contact_by_id(
        &self,
        actor: &Actor,
        channel: Channel,
        contact_id: &ContactId,
    ) -> Result<Contact, Failure> {
        actor.may(Action::ReadContacts)?;
        Ok(self.store.contact_by_id(channel, contact_id).await?)
    }

    pub async fn create(
        &self,
        actor: &Actor,
        draft: &ContactDraft,
        grounds: &GroundsDraft,
    ) -> Result<Contact, Failure> {
        actor.may(Action::ChangeContacts)?;
        let (fields, change) = both(parsed(draft), change(actor, grounds))?;
        let store = self.store.clone();
        to_the_end(async move { store.create(Uuid::now_v7(), &fields, &change).await }).await
    }

    /// Makes a contact once, however often the same is asked for within a day; whether it was made before.
    pub async fn create_once(
        &self,
        actor: &Actor,
        key: &IdempotencyKey,
        draft: &ContactDraft,
        grounds: &GroundsDraft,
    ) -> Result<(Contact, bool), Failure> {
        actor.may(Action::ChangeContacts)?;
        let (fields, change) = both(parsed(draft), change(actor, grounds))?;
        let Some(subject) = actor.id else {
            // The program itself has no need to try again.
            return Ok((self.create(actor, draft, grounds).await?, false));
        };
        let request = serde_json::to_vec(&(draft, grounds))
            .map_err(|error| Failure::Unexpected(error.into()))?;
        let key = OnceKey {
            subject,
            key: key.0.clone(),
            request: Sha256::digest(request).into(),
            since: Timestamp(change.at.0 - KEY_LIFETIME_MILLIS),
        };
        let store = self.store.clone();
        to_the_end(async move {
            store
                .create_once(&key, Uuid::now_v7(), &fields, &change)
                .await
        })
        .await
    }

    /// Those that carry exactly this code, in the order in which they were made.
    pub async fn by_external_code(
        &self,
        actor: &Actor,
        code: &ExternalCode,
        after: i64,
        limit: u16,
    ) -> Result<Coded, Failure> {
        actor.may(Action::ReadContacts)?;
        Ok(self.store.by_external_code(code, after, limit).await?)
    }

    /// What a new contact begins with.
    #[must_use]
    pub const fn new_contact(&self) -> &ContactDraft {
        &self.new_contact
    }

    /// `version` is the one that the person has seen; another one now is refused as stale. The grounds are those of the
    /// permissions that change.
    pub async fn update(
        &self,
        actor: &Actor,
        id: Uuid,
        version: i64,
        draft: &ContactDraft,
        grounds: &GroundsDraft,
    ) -> Result<Contact, Failure> {
        actor.may(Action::ChangeContacts)?;
        let (fields, change) = both(parsed(draft), change(actor, grounds))?;
        self.write(id, version, &fields, &change).await
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
        self.write(id, version, &fields, &silent(actor)?).await
    }

    /// Says why a permission is what it is, after it was changed. Refused as stale where it is something else by now.
    pub async fn explain(
        &self,
        actor: &Actor,
        id: Uuid,
        permission: Permission,
        state: PermissionState,
        grounds: &GroundsDraft,
    ) -> Result<Contact, Failure> {
        actor.may(Action::ChangeContacts)?;
        let mut change = change(actor, grounds)?;
        if !change.grounds.explain() {
            let code = FieldErrorCode::Required;
            let fields = vec![FieldError::new(Field::Reason, code)];
            return Err(AppError::Invalid { fields }.into());
        }
        change.restate = vec![permission];
        let before = self.store.contact(id).await?;
        if before.fields.permission(permission) != state {
            let current = Box::new(before);
            return Err(AppError::Stale { current }.into());
        }
        self.write(id, before.version, &before.fields, &change)
            .await
    }

    /// What another system knows of permissions, with what it rests on. What is already so is written down too where there
    /// is something to say of it: a consent renewed, a second stop. Without a version, whatever the contact is by now.
    pub async fn set_permissions(
        &self,
        actor: &Actor,
        id: Uuid,
        version: Option<i64>,
        wanted: &[(Permission, PermissionState)],
        grounds: &GroundsDraft,
    ) -> Result<Contact, Failure> {
        actor.may(Action::ChangeContacts)?;
        let mut change = change(actor, grounds)?;
        if change.grounds.explain() || change.source.is_the_contacts() {
            change.restate = wanted.iter().map(|(permission, _)| *permission).collect();
        }
        self.change_latest(id, version, &change, |fields| {
            for (permission, state) in wanted {
                fields.set_permission(*permission, *state);
            }
        })
        .await
    }

    /// Changes some of the fields. Without a version, whatever the contact is by now.
    pub async fn edit(
        &self,
        actor: &Actor,
        id: Uuid,
        version: Option<i64>,
        edit: &ContactEdit,
        grounds: &GroundsDraft,
    ) -> Result<Contact, Failure> {
        actor.may(Action::ChangeContacts)?;
        let change = change(actor, grounds)?;
        self.change_latest(id, version, &change, |fields| edit.apply(fields))
            .await
    }

    /// The contact with this ID as it is to be, made where there is none; and whether it was made.
    pub async fn upsert(
        &self,
        actor: &Actor,
        fields: &ContactFields,
        edit: &ContactEdit,
        version: Option<i64>,
        grounds: &GroundsDraft,
    ) -> Result<(Contact, bool), Failure> {
        actor.may(Action::ChangeContacts)?;
        let change = change(actor, grounds)?;
        for _ in 0..TRIES {
            let known = self
                .store
                .contact_by_id(fields.channel, &fields.contact_id)
                .await;
            match known {
                Ok(known) => {
                    let change = stopping(&known, edit, &change);
                    let edited = self
                        .change_latest(known.id, version, &change, |fields| edit.apply(fields))
                        .await;
                    match edited {
                        // Erased in between: make it anew.
                        Err(Failure::Told(AppError::NotFound)) => {}
                        edited => return Ok((edited?, false)),
                    }
                }
                Err(StoreError::NotFound) if version.is_some() => {
                    return Err(AppError::NotFound.into());
                }
                Err(StoreError::NotFound) => {
                    let (store, fields, change) =
                        (self.store.clone(), fields.clone(), change.clone());
                    let creating = async move {
                        match store.create(Uuid::now_v7(), &fields, &change).await {
                            // Somebody else made it in between: edit that one.
                            Err(StoreError::Duplicate(_)) => Ok(None),
                            created => created.map(Some),
                        }
                    };
                    if let Some(created) = to_the_end(creating).await? {
                        return Ok((created, true));
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(AppError::Unavailable.into())
    }

    async fn change_latest(
        &self,
        id: Uuid,
        version: Option<i64>,
        change: &Change,
        edit: impl Fn(&mut ContactFields),
    ) -> Result<Contact, Failure> {
        let mut tries = 0;
        loop {
            tries += 1;
            let before = self.store.contact(id).await?;
            let mut fields = before.fields.clone();
            edit(&mut fields);
            let written = self
                .write(id, version.unwrap_or(before.version), &fields, change)
                .await;
            match written {
                Err(Failure::Told(AppError::Stale { .. }))
                    if version.is_none() && tries < TRIES => {}
                written => return written,
            }
        }
    }

    /// The version is compared in the transaction that writes, so nothing can slip in between what is judged here and it.
    async fn write(
        &self,
        id: Uuid,
        version: i64,
        fields: &ContactFields,
        change: &Change,
    ) -> Result<Contact, Failure> {
        let (store, fields, change) = (self.store.clone(), fields.clone(), change.clone());
        to_the_end(async move {
            let before = store.contact(id).await?;
            if before.version == version {
                respect_stop(&before, &fields, &change)?;
            }
            let written = store.update(id, version, &fields, &change).await?;
            Ok::<_, Failure>(written)
        })
        .await
    }

    /// Erases the personal data; the ledger keeps events that name nobody. Without a version, whatever it is by now.
    pub async fn delete(
        &self,
        actor: &Actor,
        id: Uuid,
        version: Option<i64>,
    ) -> Result<(), Failure> {
        actor.may(Action::ChangeContacts)?;
        let change = silent(actor)?;
        let mut tries = 0;
        loop {
            tries += 1;
            let present = match version {
                Some(version) => version,
                None => self.store.contact(id).await?.version,
            };
            let (store, change) = (self.store.clone(), change.clone());
            let deleted = to_the_end(async move { store.delete(id, present, &change).await }).await;
            match deleted {
                Err(Failure::Told(AppError::Stale { .. }))
                    if version.is_none() && tries < TRIES => {}
                deleted => return deleted,
            }
        }
    }
}
