//! Who does something, and what a change of a permission rests on.

use super::{Grant, Role, Scope};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventSource {
    Console,
    Other,
}

impl EventSource {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Other => "other",
        }
    }
}
