//! What is said of webhooks and their deliveries.

use super::Locale;
use crate::{
    domain::{ContactEventKind, DeliveryProblem, Outcome},
    i18n::filled,
};

impl Locale {
    #[must_use]
    pub const fn contact_event(self, kind: ContactEventKind) -> &'static str {
        let m = self.account_messages();
        match kind {
            ContactEventKind::Created => m.kind_created,
            ContactEventKind::Updated => m.kind_updated,
            ContactEventKind::Deleted => m.kind_deleted,
            ContactEventKind::Permission => m.kind_permission,
        }
    }

    /// What came of an attempt.
    #[must_use]
    pub fn outcome(self, outcome: Outcome) -> String {
        let m = self.account_messages();
        match outcome {
            Outcome::Answered(status) => filled(m.answered, &status.to_string()),
            Outcome::Failed(problem) => self.delivery_problem(problem).to_owned(),
        }
    }

    #[must_use]
    pub const fn delivery_problem(self, problem: DeliveryProblem) -> &'static str {
        let m = self.account_messages();
        match problem {
            DeliveryProblem::Private => m.problem_private,
            DeliveryProblem::Unresolved => m.problem_unresolved,
            DeliveryProblem::Unreachable => m.problem_unreachable,
            DeliveryProblem::Tls => m.problem_tls,
            DeliveryProblem::TimedOut => m.problem_timed_out,
            DeliveryProblem::Broken => m.problem_broken,
            DeliveryProblem::Disabled => m.problem_disabled,
        }
    }
}
