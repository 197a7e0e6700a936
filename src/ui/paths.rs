//! The addresses of the account pages, which their forms, the header's menu and the server share.

pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_IN_CODE: &str = "/sign-in/code";
pub const SIGN_OUT: &str = "/sign-out";
/// With `?token=`, as [`PASSWORD`].
pub const SETUP: &str = "/setup";
pub const PASSWORD: &str = "/password";

pub const ACCOUNT: &str = "/account";
pub const ACCOUNT_PASSWORD: &str = "/account/password";
pub const SECOND_FACTOR_OFFER: &str = "/account/second-factor/offer";
pub const SECOND_FACTOR_CONFIRM: &str = "/account/second-factor/confirm";
pub const SECOND_FACTOR_REMOVE: &str = "/account/second-factor/remove";
pub const SESSION_END: &str = "/account/sessions/end";
pub const SESSIONS_END_OTHERS: &str = "/account/sessions/end-others";
pub const SESSIONS_END_ALL: &str = "/account/sessions/end-all";

pub const SETTINGS: &str = "/settings";
pub const OPERATORS: &str = "/settings/operators";
pub const OPERATOR_INVITE: &str = "/settings/operators/invite";
pub const OPERATOR_ROLE: &str = "/settings/operators/role";
pub const OPERATOR_DISABLE: &str = "/settings/operators/disable";
pub const OPERATOR_ENABLE: &str = "/settings/operators/enable";
pub const OPERATOR_RESET: &str = "/settings/operators/reset";
pub const OPERATOR_END_SESSIONS: &str = "/settings/operators/end-sessions";
pub const OPERATORS_END_ALL: &str = "/settings/operators/end-all-sessions";
pub const TOKENS: &str = "/settings/tokens";
pub const TOKEN_MAKE: &str = "/settings/tokens/make";
pub const TOKEN_REVOKE: &str = "/settings/tokens/revoke";
pub const WEBHOOKS: &str = "/settings/webhooks";
pub const WEBHOOK_MAKE: &str = "/settings/webhooks/make";
pub const WEBHOOK_TEST: &str = "/settings/webhooks/test";
pub const WEBHOOK_DISABLE: &str = "/settings/webhooks/disable";
pub const WEBHOOK_ENABLE: &str = "/settings/webhooks/enable";
pub const WEBHOOK_REMOVE: &str = "/settings/webhooks/remove";
/// With `?webhook=`.
pub const DELIVERIES: &str = "/settings/webhooks/deliveries";
pub const DELIVERY_REPLAY: &str = "/settings/webhooks/deliveries/replay";
pub const IMPORTS: &str = "/settings/imports";
pub const ACTIVITY: &str = "/settings/activity";

/// Says why a permission is what it is.
pub const EXPLAIN: &str = "/audiences/chat/contacts/explain";
pub const RECEIPT: &str = "/audiences/chat/contacts/{id}/receipt";

pub const EXPORT: &str = super::state::EXPORT_PATH;
pub const EXPORT_FILE: &str = "/audiences/chat/contacts/export/file";

/// A contact's receipt.
#[must_use]
pub fn receipt(id: uuid::Uuid) -> String {
    RECEIPT.replace("{id}", &id.to_string())
}

/// A change of many contacts; the selection is sent there.
pub const BULK: &str = "/audiences/chat/contacts/bulk";
/// Where a file is sent to be imported.
pub const IMPORT: &str = "/audiences/chat/contacts/import";
/// Work on many contacts, whatever it is and however far.
pub const JOB: &str = "/audiences/chat/contacts/jobs/{id}";
pub const JOB_PLAN: &str = "/audiences/chat/contacts/jobs/{id}/plan";
pub const JOB_START: &str = "/audiences/chat/contacts/jobs/{id}/start";
pub const JOB_CANCEL: &str = "/audiences/chat/contacts/jobs/{id}/cancel";
pub const JOB_UNDO: &str = "/audiences/chat/contacts/jobs/{id}/undo";
pub const JOB_FORGET: &str = "/audiences/chat/contacts/jobs/{id}/forget";
pub const JOB_EVENTS: &str = "/audiences/chat/contacts/jobs/{id}/events";
pub const JOB_REFUSED: &str = "/audiences/chat/contacts/jobs/{id}/refused.csv";

/// One of the addresses above, of this job.
#[must_use]
pub fn of_job(path: &str, id: uuid::Uuid) -> String {
    path.replace("{id}", &id.to_string())
}

pub const PREFERENCES: &str = "/preferences";
