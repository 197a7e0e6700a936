//! The accounts: operators, sessions, links, tokens, attempts, security events.

mod rows;

pub use rows::{
    Attempt, Credentials, Digest, Forgiven, LinkTarget, Moments, NewEvent, NewLink, NewOperator,
    NewSession, NewToken, Proof, SecondFactor, Tried,
};

use super::{Store, StoreError};
use crate::domain::{ApiToken, Email, Operator, Role, SecurityEvent, Session, Timestamp};
use uuid::Uuid;

impl Store {
    /// All of them, by address.
    pub async fn operators(&self) -> Result<Vec<Operator>, StoreError> {
        match self {
            Self::Sqlite(store) => store.operators().await,
        }
    }

    pub async fn operator(&self, id: Uuid) -> Result<Operator, StoreError> {
        match self {
            Self::Sqlite(store) => store.operator(id).await,
        }
    }

    pub async fn operator_by_email(&self, email: &Email) -> Result<Option<Operator>, StoreError> {
        match self {
            Self::Sqlite(store) => store.operator_by_email(email).await,
        }
    }

    /// What signing in with this address compares with. `place` is the network that the person is at.
    pub async fn credentials(
        &self,
        email: &Email,
        place: &Digest,
    ) -> Result<Option<Credentials>, StoreError> {
        match self {
            Self::Sqlite(store) => store.credentials(email, place).await,
        }
    }

    pub async fn password_hash(&self, operator: Uuid) -> Result<Option<String>, StoreError> {
        match self {
            Self::Sqlite(store) => store.password_hash(operator).await,
        }
    }

    /// Refused as `EmailTaken`. With a link where the person is to choose a password.
    pub async fn add_operator(
        &self,
        operator: &NewOperator,
        link: Option<&NewLink>,
        event: &NewEvent,
    ) -> Result<Operator, StoreError> {
        match self {
            Self::Sqlite(store) => store.add_operator(operator, link, event).await,
        }
    }

    /// Ends the operator's sessions, so that what they may do goes with a new token. Refused as `LastAdmin`. The role that
    /// they have already changes nothing.
    pub async fn set_role(
        &self,
        operator: Uuid,
        role: Role,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.set_role(operator, role, event).await,
        }
    }

    /// Disables, ending the sessions, or with `None` enables. Refused as `LastAdmin`.
    pub async fn set_disabled(
        &self,
        operator: Uuid,
        at: Option<Timestamp>,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.set_disabled(operator, at, event).await,
        }
    }

    /// Ends the operator's sessions and links, removes the second factor, and puts this password, or none, in the place of
    /// the former. Without a password it is refused as `LastAdmin` where nobody else could administer.
    pub async fn reset_operator(
        &self,
        operator: Uuid,
        password_hash: Option<&str>,
        link: Option<&NewLink>,
        events: &[NewEvent],
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => {
                store
                    .reset_operator(operator, password_hash, link, events)
                    .await
            }
        }
    }

    /// Keeps the same password in another form, where it is still the same.
    pub async fn rehash(&self, operator: Uuid, former: &str, hash: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.rehash(operator, former, hash).await,
        }
    }

    /// Sets the password of whom the session `former` belongs to, and puts the new session in the place of all others.
    /// `NotFound` where the session has ended meanwhile.
    pub async fn replace_password(
        &self,
        former: Uuid,
        password_hash: &str,
        session: &NewSession,
        forgiven: &Forgiven,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => {
                store
                    .replace_password(former, password_hash, session, forgiven, event)
                    .await
            }
        }
    }

    pub async fn second_factor(&self, operator: Uuid) -> Result<SecondFactor, StoreError> {
        match self {
            Self::Sqlite(store) => store.second_factor(operator).await,
        }
    }

    /// `false`: there is one already, which stays.
    pub async fn offer_second_factor(
        &self,
        operator: Uuid,
        secret: &[u8],
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.offer_second_factor(operator, secret).await,
        }
    }

    /// Turns on what was offered, with its recovery codes. `false`: something else was offered since.
    pub async fn confirm_second_factor(
        &self,
        operator: Uuid,
        offered: &[u8],
        step: u64,
        codes: &[Digest],
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => {
                store
                    .confirm_second_factor(operator, offered, step, codes, event)
                    .await
            }
        }
    }

    pub async fn remove_second_factor(
        &self,
        operator: Uuid,
        forgiven: &Forgiven,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.remove_second_factor(operator, forgiven, event).await,
        }
    }

    /// The session of this token, where it counts: one read of an index.
    pub async fn session(
        &self,
        token: &Digest,
        moments: &Moments,
    ) -> Result<Option<Session>, StoreError> {
        match self {
            Self::Sqlite(store) => store.session(token, moments).await,
        }
    }

    /// Whose session it is.
    pub async fn session_owner(&self, session: Uuid) -> Result<Uuid, StoreError> {
        match self {
            Self::Sqlite(store) => store.session_owner(session).await,
        }
    }

    /// The sessions that count, of one operator or of all; who was here last comes first.
    pub async fn sessions(
        &self,
        operator: Option<Uuid>,
        moments: &Moments,
    ) -> Result<Vec<Session>, StoreError> {
        match self {
            Self::Sqlite(store) => store.sessions(operator, moments).await,
        }
    }

    /// Was seen.
    pub async fn touch_session(&self, session: Uuid, at: Timestamp) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.touch_session(session, at).await,
        }
    }

    /// Also removes what has passed. `NotFound` where the operator was disabled or has another password by now, or where
    /// the session would be complete and they have a second factor.
    pub async fn start_session(
        &self,
        operator: Uuid,
        password_hash: &str,
        session: &NewSession,
        forgiven: &Forgiven,
        moments: &Moments,
        events: &[NewEvent],
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => {
                store
                    .start_session(operator, password_hash, session, forgiven, moments, events)
                    .await
            }
        }
    }

    /// Puts a complete session in the place of the incomplete one. `false`: the proof was used before, or the session has
    /// ended.
    pub async fn complete_session(
        &self,
        former: Uuid,
        session: &NewSession,
        proof: Proof,
        forgiven: &Forgiven,
        events: &[NewEvent],
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => {
                store
                    .complete_session(former, session, proof, forgiven, events)
                    .await
            }
        }
    }

    /// `NotFound` where it has ended already; that leaves no event.
    pub async fn end_session(&self, session: Uuid, event: &NewEvent) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.end_session(session, event).await,
        }
    }

    /// Of one operator or of all.
    pub async fn end_sessions(
        &self,
        operator: Option<Uuid>,
        except: Option<Uuid>,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.end_sessions(operator, except, event).await,
        }
    }

    /// Takes the place of the former one. `false`: there is an operator.
    pub async fn make_setup_link(&self, link: &NewLink) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.make_setup_link(link).await,
        }
    }

    /// What the link opens, where it is still good.
    pub async fn link(
        &self,
        token: &Digest,
        now: Timestamp,
    ) -> Result<Option<LinkTarget>, StoreError> {
        match self {
            Self::Sqlite(store) => store.link(token, now).await,
        }
    }

    /// Makes the first operator and signs them in. `false`: the link is no longer good.
    pub async fn use_setup_link(
        &self,
        token: &Digest,
        operator: &NewOperator,
        session: &NewSession,
        events: &[NewEvent],
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.use_setup_link(token, operator, session, events).await,
        }
    }

    /// Sets the password and puts the new session in the place of all others. `false`: the link is no longer good.
    pub async fn use_password_link(
        &self,
        token: &Digest,
        password_hash: &str,
        session: &NewSession,
        events: &[NewEvent],
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => {
                store
                    .use_password_link(token, password_hash, session, events)
                    .await
            }
        }
    }

    /// All of them, the newest first.
    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        match self {
            Self::Sqlite(store) => store.api_tokens().await,
        }
    }

    /// The token, where it is neither revoked nor expired.
    pub async fn api_token(
        &self,
        token: &Digest,
        now: Timestamp,
    ) -> Result<Option<ApiToken>, StoreError> {
        match self {
            Self::Sqlite(store) => store.api_token(token, now).await,
        }
    }

    pub async fn add_token(
        &self,
        token: &NewToken,
        event: &NewEvent,
    ) -> Result<ApiToken, StoreError> {
        match self {
            Self::Sqlite(store) => store.add_token(token, event).await,
        }
    }

    /// `NotFound` where there is none. `false`: it is revoked already, and stays as it is without an event.
    pub async fn revoke_token(
        &self,
        id: Uuid,
        at: Timestamp,
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.revoke_token(id, at, event).await,
        }
    }

    /// Was used.
    pub async fn touch_token(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.touch_token(id, at).await,
        }
    }

    /// Counts an attempt as failed, unless it comes too early.
    pub async fn attempt(
        &self,
        attempts: &[Attempt],
        moments: &Moments,
        too_early: &NewEvent,
    ) -> Result<Tried, StoreError> {
        match self {
            Self::Sqlite(store) => store.attempt(attempts, moments, too_early).await,
        }
    }

    pub async fn record(&self, event: &NewEvent) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(store) => store.record(event).await,
        }
    }

    /// The newest first; `before` is the `seq` that the last page ended with.
    pub async fn activity(
        &self,
        before: Option<i64>,
        limit: u16,
    ) -> Result<Vec<SecurityEvent>, StoreError> {
        match self {
            Self::Sqlite(store) => store.activity(before, limit).await,
        }
    }
}
