//! Who a request comes from.

use super::{Actor, ApiToken, Session};

/// Whoever the door let in, as far as it is known who that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    Nobody,
    /// Somebody with a session, though it may still lack its second factor: then they may do nothing but give it.
    Person(Session),
    /// Another system.
    Machine(ApiToken),
}

impl Identity {
    /// On whose behalf a use case runs; nobody's while the second factor is missing.
    #[must_use]
    pub fn actor(&self) -> Option<Actor> {
        match self {
            Self::Person(session) if session.complete => Some(session.actor()),
            Self::Machine(token) => Some(token.actor()),
            Self::Nobody | Self::Person(_) => None,
        }
    }

    /// The session, complete or not.
    #[must_use]
    pub const fn session(&self) -> Option<&Session> {
        match self {
            Self::Person(session) => Some(session),
            Self::Nobody | Self::Machine(_) => None,
        }
    }
}
