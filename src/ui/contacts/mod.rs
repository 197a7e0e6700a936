//! Audiences / Chat / Contacts.

mod delete;
mod form;
mod language_field;
mod list;
mod marked;
mod merge;
mod page;
mod pager;
mod row;
mod shortcuts;
mod signed_out;
mod table;
mod toolbar;

pub use page::{ContactsPage, InitialContacts};
