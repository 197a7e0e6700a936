//! The texts of the account pages. Only the server writes these, so the browser's download doesn't carry them.

mod en;
mod es;
mod webhooks;

use super::Locale;
use crate::domain::{PasswordError, Role, Scope, SecurityEventKind};

/// All texts of the account pages in one language. `{}` is where a value goes.
pub struct AccountMessages {
    // The header
    pub account_menu: &'static str,
    pub my_account: &'static str,
    pub settings: &'static str,
    pub sign_out: &'static str,
    pub role_viewer: &'static str,
    pub role_editor: &'static str,
    pub role_admin: &'static str,
    pub skip_to_content: &'static str,

    // Shared
    pub email: &'static str,
    pub password: &'static str,
    pub role: &'static str,
    pub code: &'static str,
    pub back: &'static str,
    pub to_sign_in: &'static str,
    pub never: &'static str,
    pub unknown: &'static str,
    pub new_password: &'static str,
    pub new_password_hint: &'static str,
    pub shown_once: &'static str,

    // Sign in
    pub sign_in: &'static str,
    pub continue_: &'static str,
    pub code_title: &'static str,
    pub code_hint: &'static str,
    pub start_again: &'static str,

    // The first admin, invited people, new passwords
    pub setup_title: &'static str,
    pub setup_text: &'static str,
    pub create_account: &'static str,
    pub choose_title: &'static str,
    pub choose_text: &'static str,
    pub save_password: &'static str,
    pub link_gone_title: &'static str,
    pub link_gone_text: &'static str,
    pub setup_gone_text: &'static str,

    // My account
    pub current_password: &'static str,
    pub change_password: &'static str,
    pub change_password_text: &'static str,
    pub second_factor: &'static str,
    pub second_factor_off: &'static str,
    pub second_factor_on: &'static str,
    pub set_up: &'static str,
    pub turn_off: &'static str,
    pub turn_off_text: &'static str,
    pub offer_title: &'static str,
    pub offer_text: &'static str,
    pub offer_secret: &'static str,
    pub offer_code: &'static str,
    pub offer_code_hint: &'static str,
    pub offer_again: &'static str,
    pub qr_label: &'static str,
    pub turn_on: &'static str,
    pub recovery_title: &'static str,
    pub recovery_text: &'static str,
    pub recovery_done: &'static str,
    pub sessions: &'static str,
    pub sessions_text: &'static str,
    pub browser: &'static str,
    pub address: &'static str,
    pub signed_in: &'static str,
    pub last_seen: &'static str,
    pub this_session: &'static str,
    pub end: &'static str,
    pub end_question: &'static str,
    pub end_session: &'static str,
    pub end_others: &'static str,
    pub end_others_question: &'static str,
    pub end_everywhere: &'static str,
    pub end_everywhere_question: &'static str,

    // Settings / Operators
    pub operators: &'static str,
    pub operators_empty: &'static str,
    pub invite: &'static str,
    pub invite_text: &'static str,
    pub invite_button: &'static str,
    pub invited_title: &'static str,
    pub invited_text: &'static str,
    pub reset_title: &'static str,
    pub reset_text: &'static str,
    pub link: &'static str,
    pub role_of: &'static str,
    pub change: &'static str,
    pub change_role_of: &'static str,
    pub state: &'static str,
    pub state_active: &'static str,
    pub state_invited: &'static str,
    pub state_disabled: &'static str,
    pub on: &'static str,
    pub off: &'static str,
    pub actions_of: &'static str,
    pub yourself: &'static str,
    pub yourself_text: &'static str,
    pub disable: &'static str,
    pub disable_text: &'static str,
    pub disable_button: &'static str,
    pub enable: &'static str,
    pub reset: &'static str,
    pub reset_question: &'static str,
    pub reset_button: &'static str,
    pub new_link: &'static str,
    pub new_link_text: &'static str,
    pub end_sessions: &'static str,
    pub end_sessions_text: &'static str,
    pub end_sessions_button: &'static str,
    pub end_all: &'static str,
    pub end_all_question: &'static str,
    pub end_all_button: &'static str,
    pub role_viewer_text: &'static str,
    pub role_editor_text: &'static str,
    pub role_admin_text: &'static str,

    // Settings / API tokens
    pub tokens: &'static str,
    pub tokens_text: &'static str,
    pub tokens_empty: &'static str,
    pub make_token: &'static str,
    pub token_name: &'static str,
    pub token_name_hint: &'static str,
    pub scopes: &'static str,
    pub expires: &'static str,
    pub expires_days: &'static str,
    pub made_by: &'static str,
    pub made: &'static str,
    pub last_used: &'static str,
    pub state_expired: &'static str,
    pub state_revoked: &'static str,
    pub revoke: &'static str,
    pub revoke_token: &'static str,
    pub revoke_question: &'static str,
    pub token_title: &'static str,
    pub token_text: &'static str,
    pub token: &'static str,
    pub command_line: &'static str,
    pub scope_contacts_read: &'static str,
    pub scope_contacts_write: &'static str,
    pub scope_decisions_read: &'static str,
    pub scope_imports_write: &'static str,
    pub scope_ledger_read: &'static str,

    // Settings / Webhooks
    pub webhooks: &'static str,
    pub webhooks_text: &'static str,
    pub webhooks_empty: &'static str,
    pub make_webhook: &'static str,
    pub webhook_url: &'static str,
    pub webhook_url_hint: &'static str,
    pub webhook_events: &'static str,
    pub kind_created: &'static str,
    pub kind_updated: &'static str,
    pub kind_deleted: &'static str,
    pub kind_permission: &'static str,
    pub kind_test: &'static str,
    pub webhook_title: &'static str,
    pub webhook_text: &'static str,
    pub webhook_secret: &'static str,
    pub last_result: &'static str,
    pub send_test: &'static str,
    pub webhook_disable_text: &'static str,
    pub webhook_disable_button: &'static str,
    pub webhook_enable: &'static str,
    pub remove: &'static str,
    pub remove_text: &'static str,
    pub remove_button: &'static str,
    pub deliveries: &'static str,
    pub deliveries_to: &'static str,
    pub deliveries_text: &'static str,
    pub deliveries_empty: &'static str,
    pub refresh: &'static str,
    pub attempts: &'static str,
    pub result: &'static str,
    pub next_attempt: &'static str,
    pub delivery_waiting: &'static str,
    pub delivery_failed: &'static str,
    pub delivery_delivered: &'static str,
    pub delivery_given_up: &'static str,
    pub replay: &'static str,
    pub replay_of: &'static str,
    pub answered: &'static str,
    pub problem_private: &'static str,
    pub problem_unresolved: &'static str,
    pub problem_unreachable: &'static str,
    pub problem_tls: &'static str,
    pub problem_timed_out: &'static str,
    pub problem_broken: &'static str,
    pub problem_disabled: &'static str,

    // Settings / Imports; its own texts are in jobs/
    pub imports: &'static str,

    // Settings / Activity
    pub activity: &'static str,
    pub activity_text: &'static str,
    pub activity_empty: &'static str,
    pub time: &'static str,
    pub event: &'static str,
    pub who: &'static str,
    pub whom: &'static str,
    pub detail: &'static str,
    pub detail_all: &'static str,
    pub detail_others: &'static str,
    pub detail_everybody: &'static str,
    pub detail_recovery_code: &'static str,
    pub newest: &'static str,
    pub older: &'static str,
    pub event_signed_in: &'static str,
    pub event_sign_in_failed: &'static str,
    pub event_sign_in_delayed: &'static str,
    pub event_signed_out: &'static str,
    pub event_session_ended: &'static str,
    pub event_password_changed: &'static str,
    pub event_second_factor_on: &'static str,
    pub event_second_factor_off: &'static str,
    pub event_recovery_code_used: &'static str,
    pub event_operator_added: &'static str,
    pub event_role_changed: &'static str,
    pub event_operator_disabled: &'static str,
    pub event_operator_enabled: &'static str,
    pub event_reset_started: &'static str,
    pub event_token_made: &'static str,
    pub event_token_revoked: &'static str,
    pub event_webhook_made: &'static str,
    pub event_webhook_removed: &'static str,
    pub event_denied: &'static str,

    // Done
    pub done_signed_out: &'static str,
    pub done_signed_out_everywhere: &'static str,
    pub done_password: &'static str,
    pub done_second_factor_off: &'static str,
    pub done_session_ended: &'static str,
    pub done_others_ended: &'static str,
    pub done_role: &'static str,
    pub done_disabled: &'static str,
    pub done_enabled: &'static str,
    pub done_sessions_ended: &'static str,
    pub done_revoked: &'static str,
    pub done_webhook_disabled: &'static str,
    pub done_webhook_enabled: &'static str,
    pub done_webhook_removed: &'static str,
    pub done_tested: &'static str,
    pub done_replayed: &'static str,

    // Refused
    pub wrong: &'static str,
    pub wrong_password: &'static str,
    pub wrong_code: &'static str,
    pub wait: &'static str,
    pub wait_minutes: &'static str,
    pub email_wrong: &'static str,
    pub email_taken: &'static str,
    pub password_short: &'static str,
    pub password_long: &'static str,
    pub password_common: &'static str,
    pub last_admin: &'static str,
    pub not_yourself: &'static str,
    pub token_wrong: &'static str,
    pub token_name_missing: &'static str,
    pub token_scope_missing: &'static str,
    pub url_malformed: &'static str,
    pub url_long: &'static str,
    pub url_not_https: &'static str,
    pub url_user: &'static str,
    pub url_private: &'static str,
    pub events_missing: &'static str,
    pub webhook_is_disabled: &'static str,
    pub not_found: &'static str,
    pub form_unreadable: &'static str,

    // Pages instead of the one that was asked for
    pub forbidden_title: &'static str,
    pub forbidden_text: &'static str,
    pub failed_title: &'static str,
}

impl Locale {
    #[must_use]
    pub const fn account_messages(self) -> &'static AccountMessages {
        match self {
            Self::En => &en::MESSAGES,
            Self::Es => &es::MESSAGES,
        }
    }

    #[must_use]
    pub const fn role(self, role: Role) -> &'static str {
        let m = self.account_messages();
        match role {
            Role::Viewer => m.role_viewer,
            Role::Editor => m.role_editor,
            Role::Admin => m.role_admin,
        }
    }

    /// What the role may do.
    #[must_use]
    pub const fn role_text(self, role: Role) -> &'static str {
        let m = self.account_messages();
        match role {
            Role::Viewer => m.role_viewer_text,
            Role::Editor => m.role_editor_text,
            Role::Admin => m.role_admin_text,
        }
    }

    /// What a token with the scope may do.
    #[must_use]
    pub const fn scope(self, scope: Scope) -> &'static str {
        let m = self.account_messages();
        match scope {
            Scope::ContactsRead => m.scope_contacts_read,
            Scope::ContactsWrite => m.scope_contacts_write,
            Scope::DecisionsRead => m.scope_decisions_read,
            Scope::ImportsWrite => m.scope_imports_write,
            Scope::LedgerRead => m.scope_ledger_read,
        }
    }

    #[must_use]
    pub const fn security_event(self, kind: SecurityEventKind) -> &'static str {
        let m = self.account_messages();
        match kind {
            SecurityEventKind::SignedIn => m.event_signed_in,
            SecurityEventKind::SignInFailed => m.event_sign_in_failed,
            SecurityEventKind::SignInDelayed => m.event_sign_in_delayed,
            SecurityEventKind::SignedOut => m.event_signed_out,
            SecurityEventKind::SessionEnded => m.event_session_ended,
            SecurityEventKind::PasswordChanged => m.event_password_changed,
            SecurityEventKind::SecondFactorOn => m.event_second_factor_on,
            SecurityEventKind::SecondFactorOff => m.event_second_factor_off,
            SecurityEventKind::RecoveryCodeUsed => m.event_recovery_code_used,
            SecurityEventKind::OperatorAdded => m.event_operator_added,
            SecurityEventKind::RoleChanged => m.event_role_changed,
            SecurityEventKind::OperatorDisabled => m.event_operator_disabled,
            SecurityEventKind::OperatorEnabled => m.event_operator_enabled,
            SecurityEventKind::ResetStarted => m.event_reset_started,
            SecurityEventKind::TokenMade => m.event_token_made,
            SecurityEventKind::TokenRevoked => m.event_token_revoked,
            SecurityEventKind::WebhookMade => m.event_webhook_made,
            SecurityEventKind::WebhookRemoved => m.event_webhook_removed,
            SecurityEventKind::Denied => m.event_denied,
        }
    }

    #[must_use]
    pub const fn password_error(self, error: PasswordError) -> &'static str {
        let m = self.account_messages();
        match error {
            PasswordError::TooShort => m.password_short,
            PasswordError::TooLong => m.password_long,
            PasswordError::Common => m.password_common,
        }
    }

    /// That too many attempts failed, and when the next one counts: in seconds, or in minutes where those are many.
    #[must_use]
    pub fn wait(self, seconds: u32) -> String {
        let m = self.account_messages();
        if seconds <= 90 {
            super::filled(m.wait, &seconds.max(1).to_string())
        } else {
            super::filled(m.wait_minutes, &seconds.div_ceil(60).to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_seconds_or_in_minutes_never_too_few() {
        let waits = [0, 1, 90, 91, 120, 121].map(|seconds| Locale::En.wait(seconds));
        let numbers = waits.map(|text| {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            (digits, text.contains("minutes"))
        });
        let expected = [
            ("1", false),
            ("1", false),
            ("90", false),
            ("2", true),
            ("2", true),
            ("3", true),
        ];
        assert_eq!(
            numbers,
            expected.map(|(number, minutes)| (number.to_owned(), minutes))
        );
    }
}
