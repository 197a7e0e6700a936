//! What the accounts promise, on a database of its own and with a clock that stands until it is moved.

mod admins;
mod guesses;
mod links;
mod log;
mod machines;
mod roles;
mod second_factors;
mod sessions;

use super::{AccountError, AccountSettings, Accounts, Clock, Passwords, clock::milliseconds};
use crate::{
    domain::{
        Actor, AppError, Caller, Operator, Password, Role, Secret, SecurityEventKind, Session,
        Timestamp,
    },
    service::Failure,
    store::{SqliteStore, Store},
};
use std::time::Duration;

const PASSWORD: &str = "a wombat in the rain";
const MINUTE: Duration = Duration::from_mins(1);
/// The least that the clock can tell.
const TICK: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// As the settings have it unless they say otherwise.
const IDLE: Duration = Duration::from_hours(8);
const ABSOLUTE: Duration = Duration::from_hours(7 * 24);

/// The accounts of a console that nobody uses yet.
struct House {
    accounts: Accounts,
    clock: Clock,
    store: Store,
    _folder: tempfile::TempDir,
}

impl House {
    async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("a.db").display().to_string();
        let store = Store::Sqlite(SqliteStore::open(&url.parse().unwrap()).await.unwrap());
        let clock = Clock::standing(Timestamp(1_800_000_000_000));
        let settings = AccountSettings {
            idle: IDLE,
            absolute: ABSOLUTE,
        };
        let accounts = Accounts::new(store.clone(), Passwords::new(), settings);
        Self {
            accounts: accounts.with_clock(clock.clone()),
            clock,
            store,
            _folder: folder,
        }
    }

    /// With an admin (`admin@example.com`).
    async fn with_admin() -> Self {
        let house = Self::empty().await;
        house.add("admin@example.com", Role::Admin).await;
        house
    }

    async fn add(&self, email: &str, role: Role) -> Operator {
        self.accounts
            .add_operator(&Actor::system(), email, role, PASSWORD.to_owned())
            .await
            .unwrap()
    }

    async fn sign_in(&self, email: &str, password: &str) -> Result<(Secret, bool), AccountError> {
        self.sign_in_from(home(), email, password).await
    }

    async fn sign_in_from(
        &self,
        caller: Caller,
        email: &str,
        password: &str,
    ) -> Result<(Secret, bool), AccountError> {
        let password = Password::typed(password.to_owned());
        self.accounts.sign_in(&caller, email, password).await
    }

    /// The session of somebody who has just signed in.
    async fn session_of(&self, email: &str) -> Session {
        let (token, _) = self.sign_in(email, PASSWORD).await.unwrap();
        self.session(&token).await.unwrap()
    }

    async fn session(&self, token: &Secret) -> Option<Session> {
        self.accounts.session(token.expose()).await.unwrap()
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn later(&self, by: Duration) -> Timestamp {
        Timestamp(self.now().0 + milliseconds(by))
    }

    /// The security events of this kind, the newest first.
    async fn events(&self, kind: SecurityEventKind) -> Vec<crate::domain::SecurityEvent> {
        let events = self.accounts.activity(&Actor::system(), None, 200).await;
        let mut events = events.unwrap();
        events.retain(|event| event.kind == kind);
        events
    }
}

/// The last moment before this time has passed.
fn just_before(length: Duration) -> Duration {
    length.saturating_sub(TICK)
}

fn caller(address: &str) -> Caller {
    Caller {
        address: address.parse().unwrap(),
        browser: "Browser".to_owned(),
    }
}

fn home() -> Caller {
    caller("192.0.2.1")
}

fn forbidden<T>(answer: Result<T, AccountError>) -> bool {
    matches!(
        answer,
        Err(AccountError::Failed(Failure::Told(AppError::Forbidden)))
    )
}
