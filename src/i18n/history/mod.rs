//! The texts of a contact's history and its receipt. Only the server writes these.

mod en;
mod es;

use super::{Locale, filled};
use crate::domain::{ActorKind, EventSource, LegalBasis, Timestamp};

/// All texts of the history in one language. `{}` is where a value goes.
pub struct HistoryMessages {
    pub as_of: &'static str,
    pub as_of_hint: &'static str,
    pub show: &'static str,
    pub present: &'static str,
    pub as_it_was: &'static str,
    pub not_there_yet: &'static str,
    pub stopped: &'static str,
    pub created: &'static str,
    pub changed: &'static str,
    pub empty: &'static str,
    pub began_as: &'static str,
    pub became: &'static str,
    pub stays: &'static str,
    pub by: &'static str,
    pub on_behalf: &'static str,
    pub captured: &'static str,
    pub add_reason: &'static str,
    pub add_reason_text: &'static str,
    pub permission: &'static str,
    pub source: &'static str,
    pub legal_basis: &'static str,
    pub not_said: &'static str,
    pub save_reason: &'static str,
    pub receipt: &'static str,
    pub receipt_json: &'static str,
    pub receipt_title: &'static str,
    pub receipt_text: &'static str,
    pub receipt_as_of: &'static str,
    pub receipt_made: &'static str,
    pub entry: &'static str,
    pub hash: &'static str,
    pub print_hint: &'static str,
    pub now: &'static str,
    pub minutes_ago: &'static str,
    pub hours_ago: &'static str,
    pub days_ago: &'static str,
    pub actor_operator: &'static str,
    pub actor_api: &'static str,
    pub actor_import: &'static str,
    pub actor_contact: &'static str,
    pub actor_system: &'static str,
    pub source_console: &'static str,
    pub source_api: &'static str,
    pub source_import: &'static str,
    pub source_website: &'static str,
    pub source_offline: &'static str,
    pub source_opt_in_message: &'static str,
    pub source_opt_out_message: &'static str,
    pub source_provider_preference: &'static str,
    pub source_other: &'static str,
    pub basis_consent: &'static str,
    pub basis_contract: &'static str,
    pub basis_legal_obligation: &'static str,
    pub basis_vital_interests: &'static str,
    pub basis_public_task: &'static str,
    pub basis_legitimate_interests: &'static str,
}

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTH: i64 = 30 * DAY;

impl Locale {
    #[must_use]
    pub const fn history_messages(self) -> &'static HistoryMessages {
        match self {
            Self::En => &en::MESSAGES,
            Self::Es => &es::MESSAGES,
        }
    }

    #[must_use]
    pub const fn actor_kind(self, kind: ActorKind) -> &'static str {
        let m = self.history_messages();
        match kind {
            ActorKind::Operator => m.actor_operator,
            ActorKind::Api => m.actor_api,
            ActorKind::Import => m.actor_import,
            ActorKind::Contact => m.actor_contact,
            ActorKind::System => m.actor_system,
        }
    }

    #[must_use]
    pub const fn event_source(self, source: EventSource) -> &'static str {
        let m = self.history_messages();
        match source {
            EventSource::Console => m.source_console,
            EventSource::Api => m.source_api,
            EventSource::Import => m.source_import,
            EventSource::Website => m.source_website,
            EventSource::Offline => m.source_offline,
            EventSource::OptInMessage => m.source_opt_in_message,
            EventSource::OptOutMessage => m.source_opt_out_message,
            EventSource::ProviderPreference => m.source_provider_preference,
            EventSource::Other => m.source_other,
        }
    }

    #[must_use]
    pub const fn legal_basis(self, basis: LegalBasis) -> &'static str {
        let m = self.history_messages();
        match basis {
            LegalBasis::Consent => m.basis_consent,
            LegalBasis::Contract => m.basis_contract,
            LegalBasis::LegalObligation => m.basis_legal_obligation,
            LegalBasis::VitalInterests => m.basis_vital_interests,
            LegalBasis::PublicTask => m.basis_public_task,
            LegalBasis::LegitimateInterests => m.basis_legitimate_interests,
        }
    }

    /// How long ago it was, up to a month; `None` beyond, where a date says more.
    #[must_use]
    pub fn ago(self, at: Timestamp, now: Timestamp) -> Option<String> {
        let m = self.history_messages();
        let passed = now.0 - at.0;
        Some(match passed {
            ..MINUTE => m.now.to_owned(),
            MINUTE..HOUR => filled(m.minutes_ago, &(passed / MINUTE).to_string()),
            HOUR..DAY => filled(m.hours_ago, &(passed / HOUR).to_string()),
            DAY..MONTH => filled(m.days_ago, &(passed / DAY).to_string()),
            MONTH.. => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_long_ago_has_a_date() {
        let now = Timestamp(100 * DAY);
        let ago = |passed: i64| Locale::En.ago(Timestamp(now.0 - passed), now);
        for (passed, text) in [
            (-5, Some("just now")),
            (MINUTE - 1, Some("just now")),
            (5 * MINUTE, Some("5 min ago")),
            (HOUR + MINUTE, Some("1 h ago")),
            (2 * DAY, Some("2 d ago")),
            (30 * DAY, None),
        ] {
            assert_eq!(ago(passed).as_deref(), text, "{passed}");
        }
    }
}
