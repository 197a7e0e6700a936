//! The screen's address: what the table shows and which dialog is open.

use crate::domain::{ContactQuery, QueryError};
use uuid::Uuid;

/// Where the screen lives.
pub const LIST_PATH: &str = "/audiences/chat/contacts";

/// Where what it shows is exported.
pub const EXPORT_PATH: &str = "/audiences/chat/contacts/export";

/// The dialog that stands in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogTarget {
    New,
    Contact(Uuid),
    /// What happened to a contact.
    History(Uuid),
}

/// The query string, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub query: Result<ContactQuery, QueryError>,
    pub dialog: Option<DialogTarget>,
}

impl Address {
    /// Reads a query string, with or without its `?`.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        let raw = raw.strip_prefix('?').unwrap_or(raw);
        let dialog = form_urlencoded::parse(raw.as_bytes()).find_map(|(parameter, value)| {
            match parameter.as_ref() {
                "new" => Some(DialogTarget::New),
                "contact" => Uuid::parse_str(&value).ok().map(DialogTarget::Contact),
                "history" => Uuid::parse_str(&value).ok().map(DialogTarget::History),
                _ => None,
            }
        });
        Self {
            query: ContactQuery::parse(raw),
            dialog,
        }
    }

    /// The whole path with its query string.
    #[must_use]
    pub fn link(query: &ContactQuery, dialog: Option<DialogTarget>) -> String {
        let mut link = LIST_PATH.to_owned();
        let mut separator = '?';
        let text = query.to_query_string();
        if !text.is_empty() {
            link.push(separator);
            link.push_str(&text);
            separator = '&';
        }
        let (parameter, id) = match dialog {
            None => return link,
            Some(DialogTarget::New) => ("new", None),
            Some(DialogTarget::Contact(id)) => ("contact=", Some(id)),
            Some(DialogTarget::History(id)) => ("history=", Some(id)),
        };
        link.push(separator);
        link.push_str(parameter);
        if let Some(id) = id {
            link.push_str(&id.to_string());
        }
        link
    }

    /// Where a question's contacts are exported.
    #[must_use]
    pub fn export(query: &ContactQuery) -> String {
        let link = Self::link(query, None);
        link.replacen(LIST_PATH, EXPORT_PATH, 1)
    }

    /// The question, or the plain list where the address asks for what is not there.
    #[must_use]
    pub fn query_or_default(&self) -> ContactQuery {
        self.query.clone().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_reads_back() {
        let query = ContactQuery {
            search: "a b&c".to_owned(),
            ..ContactQuery::default()
        };
        let id = Uuid::from_u128(42);
        for dialog in [
            None,
            Some(DialogTarget::New),
            Some(DialogTarget::Contact(id)),
            Some(DialogTarget::History(id)),
        ] {
            for query in [query.clone(), ContactQuery::default()] {
                let link = Address::link(&query, dialog);
                let raw = link.strip_prefix(LIST_PATH).unwrap();
                assert_eq!(
                    Address::parse(raw),
                    Address {
                        query: Ok(query),
                        dialog
                    },
                    "{link}"
                );
            }
        }
    }

    #[test]
    fn what_is_shown_can_be_exported() {
        let query = ContactQuery::parse("q=jose&channel=sms").unwrap();
        assert_eq!(
            Address::export(&query),
            "/audiences/chat/contacts/export?q=jose&channel=sms"
        );
        assert_eq!(Address::export(&ContactQuery::default()), EXPORT_PATH);
    }

    #[test]
    fn a_broken_contact_opens_nothing_and_a_broken_query_is_told() {
        assert_eq!(Address::parse("contact=x").dialog, None);
        let address = Address::parse("new&size=7");
        assert_eq!(address.dialog, Some(DialogTarget::New));
        assert!(address.query.is_err());
        assert_eq!(address.query_or_default(), ContactQuery::default());
    }
}
