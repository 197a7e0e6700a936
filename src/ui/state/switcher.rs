//! The two switches of a row: shown at once, saved one after the other, put back when refused.
//!
//! Both share the contact's version, so only one save is under way at a time; clicks in the meantime only say
//! what is wanted in the end.

use crate::domain::{Contact, Permission, PermissionState};

/// A save to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub permission: Permission,
    pub state: PermissionState,
    /// The version that the person has seen.
    pub version: i64,
    /// It puts back what was saved before.
    pub undoing: bool,
}

/// The switches of one contact.
#[derive(Clone, Debug)]
pub struct Switcher {
    version: i64,
    confirmed: [PermissionState; 2],
    wanted: [PermissionState; 2],
    /// Which of those are wanted in order to undo.
    undoing: [bool; 2],
    in_flight: Option<Permission>,
}

const fn index(permission: Permission) -> usize {
    match permission {
        Permission::Proactive => 0,
        Permission::Reactive => 1,
    }
}

impl Switcher {
    #[must_use]
    pub fn new(contact: &Contact) -> Self {
        let confirmed = Permission::ALL.map(|permission| contact.fields.permission(permission));
        Self {
            version: contact.version,
            confirmed,
            wanted: confirmed,
            undoing: [false; 2],
            in_flight: None,
        }
    }

    /// What the switch shows.
    #[must_use]
    pub const fn shown(&self, permission: Permission) -> PermissionState {
        self.wanted[index(permission)]
    }

    /// What the server last said.
    #[must_use]
    pub const fn confirmed(&self, permission: Permission) -> PermissionState {
        self.confirmed[index(permission)]
    }

    /// Wants a value; answers what to send now, if anything.
    pub fn want(&mut self, permission: Permission, state: PermissionState) -> Option<Request> {
        self.undoing[index(permission)] = false;
        self.wanted[index(permission)] = state;
        self.send()
    }

    /// The same, to put back what was saved before.
    pub fn undo(&mut self, permission: Permission, state: PermissionState) -> Option<Request> {
        self.undoing[index(permission)] = true;
        self.wanted[index(permission)] = state;
        self.send()
    }

    fn send(&mut self) -> Option<Request> {
        if self.in_flight.is_some() {
            return None;
        }
        let permission = Permission::ALL
            .into_iter()
            .find(|permission| self.shown(*permission) != self.confirmed(*permission))?;
        self.in_flight = Some(permission);
        Some(Request {
            permission,
            state: self.shown(permission),
            version: self.version,
            undoing: self.undoing[index(permission)],
        })
    }

    /// The server took it; answers what to send next.
    pub fn succeeded(&mut self, contact: &Contact) -> Option<Request> {
        self.in_flight = None;
        self.take(contact);
        self.send()
    }

    /// The server refused: everything goes back to what it last said (`current`, where it did). Answers the other
    /// permission where that goes back too: a click on it was waiting and has not been sent.
    pub fn refused(&mut self, current: Option<&Contact>) -> Option<Permission> {
        let sent = self.in_flight.take();
        let differs = |switcher: &Self, permission: &Permission| {
            Some(*permission) != sent
                && switcher.shown(*permission) != switcher.confirmed(*permission)
        };
        let clicked = Permission::ALL
            .into_iter()
            .find(|permission| differs(self, permission));
        if let Some(contact) = current {
            self.take(contact);
        }
        // Somebody else may have made the same change.
        let waiting = clicked.filter(|permission| differs(self, permission));
        self.wanted = self.confirmed;
        waiting
    }

    /// News from elsewhere, such as a reloaded page. Ignored where it is older than what is known or a save
    /// is under way, whose answer will be newer. Answers whether it was taken.
    pub fn refreshed(&mut self, contact: &Contact) -> bool {
        if self.in_flight.is_some() || contact.version < self.version {
            return false;
        }
        self.take(contact);
        self.wanted = self.confirmed;
        true
    }

    fn take(&mut self, contact: &Contact) {
        self.version = contact.version;
        self.confirmed = Permission::ALL.map(|permission| contact.fields.permission(permission));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ContactDraft, Timestamp};
    use PermissionState::{Active, Blocked};
    use uuid::Uuid;

    fn contact(version: i64, proactive: PermissionState, reactive: PermissionState) -> Contact {
        let draft = ContactDraft {
            contact_id: "1234567".to_owned(),
            ..ContactDraft::empty(proactive, reactive)
        };
        Contact {
            id: Uuid::nil(),
            fields: draft.parse().unwrap(),
            version,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            stopped_at: None,
        }
    }

    #[test]
    fn a_click_shows_at_once_and_is_sent_with_the_version_seen() {
        let mut switcher = Switcher::new(&contact(3, Blocked, Active));
        let sent = switcher.want(Permission::Proactive, Active);
        assert_eq!(
            sent,
            Some(Request {
                permission: Permission::Proactive,
                state: Active,
                version: 3,
                undoing: false,
            })
        );
        assert_eq!(switcher.shown(Permission::Proactive), Active);
        assert_eq!(switcher.succeeded(&contact(4, Active, Active)), None);
        assert_eq!(switcher.confirmed(Permission::Proactive), Active);
    }

    #[test]
    fn a_fast_double_click_ends_in_the_last_state() {
        let mut switcher = Switcher::new(&contact(1, Blocked, Active));
        assert!(switcher.want(Permission::Proactive, Active).is_some());
        assert_eq!(switcher.want(Permission::Proactive, Blocked), None);
        let next = switcher.succeeded(&contact(2, Active, Active));
        assert_eq!(
            next,
            Some(Request {
                permission: Permission::Proactive,
                state: Blocked,
                version: 2,
                undoing: false,
            })
        );
        assert_eq!(switcher.succeeded(&contact(3, Blocked, Active)), None);
        assert_eq!(switcher.shown(Permission::Proactive), Blocked);
    }

    #[test]
    fn the_second_switch_waits_for_the_first_and_takes_its_version() {
        let mut switcher = Switcher::new(&contact(1, Blocked, Active));
        assert!(switcher.want(Permission::Proactive, Active).is_some());
        assert_eq!(switcher.want(Permission::Reactive, Blocked), None);
        let next = switcher.succeeded(&contact(2, Active, Active));
        assert_eq!(
            next,
            Some(Request {
                permission: Permission::Reactive,
                state: Blocked,
                version: 2,
                undoing: false,
            })
        );
    }

    #[test]
    fn an_undo_is_one_for_its_own_switch_only_and_also_when_it_waits() {
        let mut switcher = Switcher::new(&contact(1, Active, Active));
        let undo = switcher.undo(Permission::Proactive, Blocked);
        assert!(undo.unwrap().undoing);
        assert_eq!(switcher.want(Permission::Reactive, Blocked), None);
        let next = switcher.succeeded(&contact(2, Blocked, Active));
        assert!(!next.unwrap().undoing);
        assert_eq!(switcher.undo(Permission::Proactive, Active), None);
        let next = switcher.succeeded(&contact(3, Blocked, Blocked));
        assert!(next.unwrap().undoing);
    }

    #[test]
    fn a_refusal_puts_everything_back() {
        let mut switcher = Switcher::new(&contact(1, Blocked, Active));
        assert!(switcher.want(Permission::Proactive, Active).is_some());
        assert_eq!(switcher.want(Permission::Reactive, Blocked), None);
        assert_eq!(switcher.refused(None), Some(Permission::Reactive));
        assert_eq!(switcher.shown(Permission::Proactive), Blocked);
        assert_eq!(switcher.shown(Permission::Reactive), Active);
        // And the next click starts afresh.
        assert!(switcher.want(Permission::Reactive, Blocked).is_some());
    }

    #[test]
    fn only_what_was_waiting_and_goes_back_is_named() {
        let mut switcher = Switcher::new(&contact(1, Blocked, Active));
        assert!(switcher.want(Permission::Reactive, Blocked).is_some());
        assert_eq!(switcher.refused(None), None);
        // Somebody else has made the change that was waiting.
        assert!(switcher.want(Permission::Proactive, Active).is_some());
        assert_eq!(switcher.want(Permission::Reactive, Blocked), None);
        assert_eq!(
            switcher.refused(Some(&contact(2, Blocked, Blocked))),
            None,
            "it is as it was wanted"
        );
    }

    #[test]
    fn a_stale_refusal_brings_the_present_values() {
        let mut switcher = Switcher::new(&contact(1, Blocked, Active));
        assert!(switcher.want(Permission::Proactive, Active).is_some());
        assert_eq!(switcher.refused(Some(&contact(7, Blocked, Blocked))), None);
        assert_eq!(switcher.shown(Permission::Reactive), Blocked);
        let sent = switcher.want(Permission::Proactive, Active).unwrap();
        assert_eq!(sent.version, 7);
    }

    #[test]
    fn a_reloaded_page_never_brings_back_the_past() {
        let mut switcher = Switcher::new(&contact(5, Blocked, Active));
        assert!(!switcher.refreshed(&contact(4, Active, Active)));
        assert!(switcher.want(Permission::Proactive, Active).is_some());
        assert!(
            !switcher.refreshed(&contact(5, Blocked, Active)),
            "a save is under way"
        );
        assert_eq!(switcher.shown(Permission::Proactive), Active);
        assert_eq!(switcher.refused(None), None);
        assert!(switcher.refreshed(&contact(6, Active, Active)));
        assert_eq!(switcher.shown(Permission::Proactive), Active);
    }
}
