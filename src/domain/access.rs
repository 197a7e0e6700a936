//! Who may do what: the one place that decides.

use super::{Actor, AppError};
use serde::{Deserialize, Serialize};

/// What an operator is trusted with. Each includes what the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Viewer,
    Editor,
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Admin];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What an API token was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    ContactsRead,
    ContactsWrite,
    DecisionsRead,
    ImportsWrite,
    LedgerRead,
}

impl Scope {
    pub const ALL: [Self; 5] = [
        Self::ContactsRead,
        Self::ContactsWrite,
        Self::DecisionsRead,
        Self::ImportsWrite,
        Self::LedgerRead,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ContactsRead => "contacts:read",
            Self::ContactsWrite => "contacts:write",
            Self::DecisionsRead => "decisions:read",
            Self::ImportsWrite => "imports:write",
            Self::LedgerRead => "ledger:read",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// Something that can be done, as far as permission to do it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// List, search, open.
    ReadContacts,
    /// Add, edit, switch, undo, delete.
    ChangeContacts,
    /// Ask whether one may send.
    AskDecisions,
    Import,
    /// A contact's history, and the ledger as a whole.
    ReadLedger,
    /// Open again what a contact stopped themselves, saying why and what shows it. Of a person, never of a token.
    OverrideStops,
    /// Take permissions from a file, also where that opens them. Of a person, never of a token.
    OverwritePermissions,
    /// One's own password, second factor, sessions. Of a person, never of a token.
    ManageOwnAccount,
    /// Operators, tokens, everybody's sessions, the activity, settings.
    Administer,
}

impl Action {
    pub const ALL: [Self; 9] = [
        Self::ReadContacts,
        Self::ChangeContacts,
        Self::AskDecisions,
        Self::Import,
        Self::ReadLedger,
        Self::OverrideStops,
        Self::OverwritePermissions,
        Self::ManageOwnAccount,
        Self::Administer,
    ];

    /// The least role that may.
    const fn role(self) -> Role {
        match self {
            Self::ReadContacts | Self::AskDecisions | Self::ReadLedger | Self::ManageOwnAccount => {
                Role::Viewer
            }
            Self::ChangeContacts | Self::Import => Role::Editor,
            Self::OverrideStops | Self::OverwritePermissions | Self::Administer => Role::Admin,
        }
    }

    /// The scope that allows it to a token; none does where there is none.
    const fn scope(self) -> Option<Scope> {
        match self {
            Self::ReadContacts => Some(Scope::ContactsRead),
            Self::ChangeContacts => Some(Scope::ContactsWrite),
            Self::AskDecisions => Some(Scope::DecisionsRead),
            Self::Import => Some(Scope::ImportsWrite),
            Self::ReadLedger => Some(Scope::LedgerRead),
            Self::OverrideStops
            | Self::OverwritePermissions
            | Self::ManageOwnAccount
            | Self::Administer => None,
        }
    }
}

/// What an actor's permission rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    Role(Role),
    Scopes(Vec<Scope>),
    /// The program itself and whoever runs its command line: they hold the database file anyway.
    Everything,
}

impl Grant {
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        match self {
            Self::Role(role) => *role >= action.role(),
            Self::Scopes(scopes) => action.scope().is_some_and(|scope| scopes.contains(&scope)),
            Self::Everything => true,
        }
    }
}

impl Actor {
    /// Refuses what the actor may not do. Every use case asks this first.
    pub fn may(&self, action: Action) -> Result<(), AppError> {
        if self.grant.allows(action) {
            Ok(())
        } else {
            Err(AppError::Forbidden)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_table_says() {
        let may = |role, action| Grant::Role(role).allows(action);
        for action in [
            Action::ReadContacts,
            Action::AskDecisions,
            Action::ReadLedger,
            Action::ManageOwnAccount,
        ] {
            assert!(Role::ALL.into_iter().all(|role| may(role, action)));
        }
        for action in [Action::ChangeContacts, Action::Import] {
            assert!(!may(Role::Viewer, action));
            assert!(may(Role::Editor, action) && may(Role::Admin, action));
        }
        assert!(!may(Role::Viewer, Action::Administer) && !may(Role::Editor, Action::Administer));
        assert!(may(Role::Admin, Action::Administer) && may(Role::Admin, Action::OverrideStops));
        assert!(!may(Role::Editor, Action::OverrideStops));
    }

    #[test]
    fn a_scope_allows_one_thing() {
        for scope in Scope::ALL {
            let allowed = Action::ALL
                .into_iter()
                .filter(|action| Grant::Scopes(vec![scope]).allows(*action));
            assert_eq!(allowed.count(), 1, "{}", scope.code());
        }
        assert!(
            Action::ALL
                .iter()
                .all(|action| !Grant::Scopes(Vec::new()).allows(*action))
        );
        let every = Grant::Scopes(Scope::ALL.to_vec());
        assert!(!every.allows(Action::Administer) && !every.allows(Action::ManageOwnAccount));
    }

    #[test]
    fn codes_read_back() {
        assert!(
            Role::ALL
                .iter()
                .all(|role| Role::from_code(role.code()) == Some(*role))
        );
        assert!(
            Scope::ALL
                .iter()
                .all(|scope| Scope::from_code(scope.code()) == Some(*scope))
        );
        assert_eq!(
            (Role::from_code("root"), Scope::from_code("*")),
            (None, None)
        );
    }
}
