//! What the accounts' methods take and answer, beside the domain's own types.

use crate::domain::{Email, OneTimeLink, Operator, Role, Scope, SecurityEventKind, Timestamp};
use std::time::Duration;
use uuid::Uuid;

/// The SHA-256 of something that opens a door, or of what must not be readable.
pub type Digest = [u8; 32];

/// A security event to be. Written in the transaction of what it tells.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub at: Timestamp,
    pub kind: SecurityEventKind,
    pub actor: Option<Uuid>,
    pub subject: Option<Uuid>,
    pub address: String,
    pub detail: String,
}

#[derive(Clone, Debug)]
pub struct NewOperator {
    pub id: Uuid,
    pub email: Email,
    pub role: Role,
    /// A PHC string.
    pub password_hash: Option<String>,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct NewSession {
    pub token: Digest,
    pub id: Uuid,
    pub complete: bool,
    pub created_at: Timestamp,
    pub address: String,
    pub browser: String,
    /// The network that it comes from; remembered as one of the operator's where the session is complete.
    pub place: Digest,
}

#[derive(Clone, Debug)]
pub struct NewLink {
    pub token: Digest,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug)]
pub struct NewToken {
    pub token: Digest,
    pub id: Uuid,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_by: Option<Uuid>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

/// Now, and the moments before which things have passed. What is not after its moment is as good as gone.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    pub now: Timestamp,
    /// A session last seen then is over.
    pub idle: Timestamp,
    /// A session created then is over.
    pub absolute: Timestamp,
    /// A session created then and not completed since is over.
    pub incomplete: Timestamp,
    /// Attempts of then are forgotten.
    pub attempts: Timestamp,
    /// A network last signed in from then is no longer known.
    pub places: Timestamp,
}

/// What signing in compares with.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub operator: Uuid,
    pub password_hash: Option<String>,
    pub disabled: bool,
    pub second_factor: bool,
    /// Whether the operator signed in from this network before.
    pub known_place: bool,
}

/// What the second factor's codes are computed from.
#[derive(Clone, Debug)]
pub struct SecondFactor {
    pub secret: Option<Vec<u8>>,
    /// Shown, and not confirmed yet.
    pub offered: Option<Vec<u8>>,
}

/// What completes a session. Each counts once.
#[derive(Clone, Copy, Debug)]
pub enum Proof {
    /// A code of this time step was right.
    Step(u64),
    RecoveryCode(Digest),
}

/// Something that may be tried, and how long to wait after how many failures in a row.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub subject: String,
    /// From the failures of this subject, and from those of the first one that is tried along with it.
    pub delay: fn(u32, u32) -> Duration,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// As failed, until it is forgiven.
    Counted,
    /// It has to wait for so long and was not counted. `told`: it is the first since the last failure, and was written
    /// down.
    TooEarly { wait: Duration, told: bool },
}

/// What a success does to the attempts that were counted before it was one.
#[derive(Clone, Debug)]
pub struct Forgiven {
    /// All failures of these subjects.
    pub all_of: Vec<String>,
    /// Only the last one of this.
    pub last_of: Option<String>,
}

/// What a link that is good opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTarget {
    pub link: OneTimeLink,
    /// `None`: the first admin, who is yet to be made.
    pub operator: Option<Operator>,
}
