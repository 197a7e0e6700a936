//! Webhooks: who is told what happens to contacts, and what became of telling it.

use super::{ContactEventKind, Email, Timestamp};
use uuid::Uuid;

/// An address that is told what happens, without the key that signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    pub id: Uuid,
    pub url: String,
    /// What it is told; at least one.
    pub kinds: Vec<ContactEventKind>,
    /// The operator who made it, while they are known.
    pub created_by: Option<Email>,
    pub created_at: Timestamp,
    /// Since when nothing is sent any more.
    pub disabled_at: Option<Timestamp>,
    /// What came of the last attempt, of whichever delivery.
    pub last: Option<Attempted>,
}

/// An attempt that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempted {
    pub at: Timestamp,
    pub outcome: Outcome,
}

/// One event for one webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// By which the log is turned over.
    pub seq: i64,
    /// The same in every attempt, so that the receiver can tell what it has had.
    pub id: Uuid,
    /// `None`: a test.
    pub kind: Option<ContactEventKind>,
    pub state: DeliveryState,
    /// Since it was made or sent again by hand.
    pub attempts: u32,
    /// While it waits: when it is tried next.
    pub next_at: Timestamp,
    /// Of the last attempt, or why there was none.
    pub outcome: Option<Outcome>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// For its first attempt or another one.
    Waiting,
    Delivered,
    GivenUp,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With this HTTP status.
    Answered(u16),
    Failed(DeliveryProblem),
}

impl Outcome {
    /// Taken, as any status from 200 to 299 says.
    #[must_use]
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

/// Why there was no answer. The codes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryProblem {
    /// The address is in a private network, where webhooks may not go.
    Private,
    /// The name has no address.
    Unresolved,
    /// Nobody takes the connection.
    Unreachable,
    /// The certificate is not good, or there is no TLS.
    Tls,
    TimedOut,
    /// The connection broke off, or what came is not HTTP.
    Broken,
    /// The webhook was disabled before it was tried.
    Disabled,
}

impl DeliveryProblem {
    pub const ALL: [Self; 7] = [
        Self::Private,
        Self::Unresolved,
        Self::Unreachable,
        Self::Tls,
        Self::TimedOut,
        Self::Broken,
        Self::Disabled,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Unresolved => "unresolved",
            Self::Unreachable => "unreachable",
            Self::Tls => "tls",
            Self::TimedOut => "timed_out",
            Self::Broken => "broken",
            Self::Disabled => "disabled",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_hundreds_are_success() {
        for (status, success) in [
            (199, false),
            (200, true),
            (204, true),
            (299, true),
            (300, false),
            (410, false),
        ] {
            assert_eq!(Outcome::Answered(status).is_success(), success, "{status}");
        }
        assert!(!Outcome::Failed(DeliveryProblem::TimedOut).is_success());
    }

    #[test]
    fn codes_read_back() {
        for problem in DeliveryProblem::ALL {
            assert_eq!(DeliveryProblem::from_code(problem.code()), Some(problem));
        }
    }
}
