//! The contacts screen's calls. Each endpoint is explicit, so that renaming a function breaks no open page.

use crate::domain::{
    AppError, Contact, ContactDraft, ContactOptions, ContactPage, Permission, PermissionState,
};
use leptos::{prelude::*, server_fn::codec::Json};
use uuid::Uuid;

#[cfg(feature = "ssr")]
use {super::call::caller, crate::domain::ContactQuery};

/// A page of the table. `query` is a query string, as in the page's own address.
#[server(prefix = "/rpc", endpoint = "list_contacts", input = Json, output = Json)]
pub async fn list_contacts(query: String) -> Result<ContactPage, AppError> {
    let by = caller()?;
    let query = ContactQuery::parse(&query)?;
    by.told(by.contacts.list(&by.actor, &query).await)
}

#[server(prefix = "/rpc", endpoint = "get_contact_options", input = Json, output = Json)]
pub async fn get_contact_options() -> Result<ContactOptions, AppError> {
    let by = caller()?;
    by.told(by.contacts.options(&by.actor).await)
}

#[server(prefix = "/rpc", endpoint = "get_contact", input = Json, output = Json)]
pub async fn get_contact(id: Uuid) -> Result<Contact, AppError> {
    let by = caller()?;
    by.told(by.contacts.contact(&by.actor, id).await)
}

/// What happened to a contact, as HTML. `query` is the page's own query string, which says whose and as of when.
#[server(prefix = "/rpc", endpoint = "get_history", input = Json, output = Json)]
pub async fn get_history(query: String) -> Result<String, AppError> {
    let by = caller()?;
    by.told((by.history.0)(query).await)
}

#[server(prefix = "/rpc", endpoint = "create_contact", input = Json, output = Json)]
pub async fn create_contact(draft: ContactDraft) -> Result<Contact, AppError> {
    let by = caller()?;
    let grounds = draft.grounds();
    let created = by.contacts.create(&by.actor, &draft, &grounds);
    by.told(created.await)
}

#[server(prefix = "/rpc", endpoint = "update_contact", input = Json, output = Json)]
pub async fn update_contact(
    id: Uuid,
    version: i64,
    draft: ContactDraft,
) -> Result<Contact, AppError> {
    let by = caller()?;
    let grounds = draft.grounds();
    let updated = by.contacts.update(&by.actor, id, version, &draft, &grounds);
    by.told(updated.await)
}

#[server(prefix = "/rpc", endpoint = "set_permission", input = Json, output = Json)]
pub async fn set_permission(
    id: Uuid,
    version: i64,
    permission: Permission,
    state: PermissionState,
) -> Result<Contact, AppError> {
    let by = caller()?;
    let set = by
        .contacts
        .set_permission(&by.actor, id, version, permission, state);
    by.told(set.await)
}

#[server(prefix = "/rpc", endpoint = "delete_contact", input = Json, output = Json)]
pub async fn delete_contact(id: Uuid, version: i64) -> Result<(), AppError> {
    let by = caller()?;
    by.told(by.contacts.delete(&by.actor, id, Some(version)).await)
}
