//! Audiences / Chat / Contacts.

mod delete;
mod editor;
mod fields;
mod form;
mod history_drawer;
mod language_field;
mod list;
mod marked;
mod merge;
mod page;
mod pager;
mod row;
mod search_box;
#[cfg(feature = "ssr")]
mod shortcut_list;
mod shortcuts;
mod signed_out;
mod switching;
mod table;
mod toolbar;

pub use page::{ContactsPage, InitialContacts};
