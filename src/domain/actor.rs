//! Who does something, and what a change of a permission rests on.

use super::{Grant, PermissionState, Role, Scope};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What kind of party changed a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    Operator,
    Api,
    Import,
    /// The person themselves, through the channel.
    Contact,
    System,
}

impl ActorKind {
    pub const ALL: [Self; 5] = [
        Self::Operator,
        Self::Api,
        Self::Import,
        Self::Contact,
        Self::System,
    ];

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Api => "api",
            Self::Import => "import",
            Self::Contact => "contact",
            Self::System => "system",
        }
    }
}

/// The party on whose behalf a use case runs. Every service takes one and asks what it may (`access.rs`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    /// The account's or token's id; never a name or an address.
    pub id: Option<Uuid>,
    pub grant: Grant,
}

impl Actor {
    /// A person who is signed in.
    #[must_use]
    pub const fn operator(id: Uuid, role: Role) -> Self {
        Self {
            kind: ActorKind::Operator,
            id: Some(id),
            grant: Grant::Role(role),
        }
    }

    /// Another system, by an API token.
    #[must_use]
    pub const fn token(id: Uuid, scopes: Vec<Scope>) -> Self {
        Self {
            kind: ActorKind::Api,
            id: Some(id),
            grant: Grant::Scopes(scopes),
        }
    }

    /// Who the ledger names for a permission that becomes `to`: the contact, where the source is something they did.
    ///
    /// Of an operator that is believed where it closes: that a contact wrote "stop" may be noted by hand, that they
    /// opted in must come from the channel.
    #[must_use]
    pub fn kind_for(&self, source: EventSource, to: PermissionState) -> ActorKind {
        let believed = self.kind != ActorKind::Operator || to == PermissionState::Blocked;
        if source.is_the_contacts() && believed {
            ActorKind::Contact
        } else {
            self.kind
        }
    }

    /// The program itself, such as the seed command, and whoever runs its command line.
    #[must_use]
    pub const fn system() -> Self {
        Self {
            kind: ActorKind::System,
            id: None,
            grant: Grant::Everything,
        }
    }
}

/// Where a change of a permission came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventSource {
    /// Somebody at the console.
    Console,
    /// Another system that says no more than that.
    Api,
    Import,
    /// A form or a setting on a website.
    Website,
    /// On paper, by telephone, at a counter.
    Offline,
    /// The contact wrote that they want to be written to.
    OptInMessage,
    /// The contact wrote that it must stop.
    OptOutMessage,
    /// The contact chose it with the channel's provider.
    ProviderPreference,
    Other,
}

impl EventSource {
    pub const ALL: [Self; 9] = [
        Self::Console,
        Self::Api,
        Self::Import,
        Self::Website,
        Self::Offline,
        Self::OptInMessage,
        Self::OptOutMessage,
        Self::ProviderPreference,
        Self::Other,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Api => "api",
            Self::Import => "import",
            Self::Website => "website",
            Self::Offline => "offline",
            Self::OptInMessage => "opt-in-message",
            Self::OptOutMessage => "opt-out-message",
            Self::ProviderPreference => "provider-preference",
            Self::Other => "other",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }

    /// What the contact did on the channel itself, as opposed to what somebody says of them.
    #[must_use]
    pub const fn is_the_contacts(self) -> bool {
        matches!(
            self,
            Self::OptInMessage | Self::OptOutMessage | Self::ProviderPreference
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PermissionState::{Active, Blocked};

    #[test]
    fn a_contacts_own_word_is_the_contacts() {
        let machine = Actor::token(Uuid::nil(), vec![Scope::ContactsWrite]);
        let operator = Actor::operator(Uuid::nil(), Role::Admin);
        for (source, to, by_machine, by_operator) in [
            (
                EventSource::OptOutMessage,
                Blocked,
                ActorKind::Contact,
                ActorKind::Contact,
            ),
            (
                EventSource::OptInMessage,
                Active,
                ActorKind::Contact,
                ActorKind::Operator,
            ),
            (
                EventSource::ProviderPreference,
                Active,
                ActorKind::Contact,
                ActorKind::Operator,
            ),
            (
                EventSource::Website,
                Blocked,
                ActorKind::Api,
                ActorKind::Operator,
            ),
        ] {
            assert_eq!(machine.kind_for(source, to), by_machine, "{source:?}");
            assert_eq!(operator.kind_for(source, to), by_operator, "{source:?}");
        }
    }

    #[test]
    fn codes_read_back_and_are_those_on_the_wire() {
        for source in EventSource::ALL {
            assert_eq!(EventSource::from_code(source.code()), Some(source));
            assert_eq!(serde_json::to_value(source).unwrap(), source.code());
        }
        for kind in ActorKind::ALL {
            assert_eq!(ActorKind::from_code(kind.code()), Some(kind));
        }
    }
}
