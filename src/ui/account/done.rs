//! What a page says about the form that led to it. The address carries a code, never a text.

use crate::i18n::AccountMessages;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    SignedOut,
    SignedOutEverywhere,
    Password,
    SecondFactorOff,
    SessionEnded,
    OthersEnded,
    Role,
    Disabled,
    Enabled,
    SessionsEnded,
    Revoked,
    WebhookDisabled,
    WebhookEnabled,
    WebhookRemoved,
    Tested,
    Replayed,
}

impl Done {
    const ALL: [Self; 16] = [
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::Password,
        Self::SecondFactorOff,
        Self::SessionEnded,
        Self::OthersEnded,
        Self::Role,
        Self::Disabled,
        Self::Enabled,
        Self::SessionsEnded,
        Self::Revoked,
        Self::WebhookDisabled,
        Self::WebhookEnabled,
        Self::WebhookRemoved,
        Self::Tested,
        Self::Replayed,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::SignedOutEverywhere => "signed-out-everywhere",
            Self::Password => "password",
            Self::SecondFactorOff => "second-factor-off",
            Self::SessionEnded => "session-ended",
            Self::OthersEnded => "others-ended",
            Self::Role => "role",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::SessionsEnded => "sessions-ended",
            Self::Revoked => "revoked",
            Self::WebhookDisabled => "webhook-disabled",
            Self::WebhookEnabled => "webhook-enabled",
            Self::WebhookRemoved => "webhook-removed",
            Self::Tested => "tested",
            Self::Replayed => "replayed",
        }
    }

    /// Nothing for a code that isn't ours.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.code() == code)
    }

    pub(super) const fn text(self, m: &'static AccountMessages) -> &'static str {
        match self {
            Self::SignedOut => m.done_signed_out,
            Self::SignedOutEverywhere => m.done_signed_out_everywhere,
            Self::Password => m.done_password,
            Self::SecondFactorOff => m.done_second_factor_off,
            Self::SessionEnded => m.done_session_ended,
            Self::OthersEnded => m.done_others_ended,
            Self::Role => m.done_role,
            Self::Disabled => m.done_disabled,
            Self::Enabled => m.done_enabled,
            Self::SessionsEnded => m.done_sessions_ended,
            Self::Revoked => m.done_revoked,
            Self::WebhookDisabled => m.done_webhook_disabled,
            Self::WebhookEnabled => m.done_webhook_enabled,
            Self::WebhookRemoved => m.done_webhook_removed,
            Self::Tested => m.done_tested,
            Self::Replayed => m.done_replayed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_codes_say_something() {
        assert!(
            Done::ALL
                .iter()
                .all(|done| Done::from_code(done.code()) == Some(*done))
        );
        for strange in ["", "Role", "<b>", "role "] {
            assert_eq!(Done::from_code(strange), None);
        }
    }
}
