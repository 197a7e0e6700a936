//! Who is signed in, and the tokens by which machines are known.

use super::{Actor, Email, Operator, Role, Scope, Timestamp};
use std::{fmt, net::IpAddr};
use uuid::Uuid;

/// Something that opens a door: a session's or an API token, a one-time link, recovery codes. Shown to the person once, then
/// kept as its digest only.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Where a request comes from, as sessions and security events keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The person's, not a trusted proxy's.
    pub address: IpAddr,
    /// What the browser calls itself, cut to 200 characters.
    pub browser: String,
}

/// A session that counts: neither ended nor expired, of an operator who isn't disabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: Uuid,
    pub operator: Operator,
    /// Whether the second factor was given, where there is one. An incomplete session may do nothing else.
    pub complete: bool,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub address: String,
    pub browser: String,
}

impl Session {
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::operator(self.operator.id, self.operator.role)
    }
}

/// An API token, without what opens the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    pub id: Uuid,
    pub name: String,
    pub scopes: Vec<Scope>,
    /// The operator who made it; `None`: the shell.
    pub created_by: Option<Email>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl ApiToken {
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::token(self.id, self.scopes.clone())
    }
}

/// Something that happened to the door. The codes are kept for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEventKind {
    SignedIn,
    SignInFailed,
    /// Refused without a look at the password, because too many failed before.
    SignInDelayed,
    SignedOut,
    SessionEnded,
    PasswordChanged,
    SecondFactorOn,
    SecondFactorOff,
    RecoveryCodeUsed,
    OperatorAdded,
    RoleChanged,
    OperatorDisabled,
    OperatorEnabled,
    /// A one-time link for a new password was made.
    ResetStarted,
    TokenMade,
    TokenRevoked,
    WebhookMade,
    WebhookRemoved,
    /// Somebody signed in asked for what they may not do, or a token for what it has no scope for.
    Denied,
}

impl SecurityEventKind {
    pub const ALL: [Self; 19] = [
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignInDelayed,
        Self::SignedOut,
        Self::SessionEnded,
        Self::PasswordChanged,
        Self::SecondFactorOn,
        Self::SecondFactorOff,
        Self::RecoveryCodeUsed,
        Self::OperatorAdded,
        Self::RoleChanged,
        Self::OperatorDisabled,
        Self::OperatorEnabled,
        Self::ResetStarted,
        Self::TokenMade,
        Self::TokenRevoked,
        Self::WebhookMade,
        Self::WebhookRemoved,
        Self::Denied,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignInDelayed => "sign_in_delayed",
            Self::SignedOut => "signed_out",
            Self::SessionEnded => "session_ended",
            Self::PasswordChanged => "password_changed",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::OperatorAdded => "operator_added",
            Self::RoleChanged => "role_changed",
            Self::OperatorDisabled => "operator_disabled",
            Self::OperatorEnabled => "operator_enabled",
            Self::ResetStarted => "reset_started",
            Self::TokenMade => "token_made",
            Self::TokenRevoked => "token_revoked",
            Self::WebhookMade => "webhook_made",
            Self::WebhookRemoved => "webhook_removed",
            Self::Denied => "denied",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One entry of the activity, as an admin reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityEvent {
    pub seq: i64,
    pub at: Timestamp,
    pub kind: SecurityEventKind,
    /// An operator's e-mail address or a token's name; `None`: nobody was signed in, or the shell.
    pub actor: Option<String>,
    /// Whom it happened to, where that is somebody else.
    pub subject: Option<String>,
    /// Empty for the shell.
    pub address: String,
    /// A role, a scope, a path, a host.
    pub detail: String,
}

/// What a one-time link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OneTimeLink {
    /// Makes the first admin.
    Setup,
    /// Lets this operator choose a password: they were invited, or an admin reset theirs.
    Password { email: Email, role: Role },
}
