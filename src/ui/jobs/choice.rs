//! What a change in bulk can do, as forms send it.

use super::job_messages;
use crate::{
    domain::{Permission, PermissionState},
    i18n::filled_all,
    ui::preferences::locale,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkChoice {
    Set(Permission, PermissionState),
    /// With a value beside it, as the next one.
    Language,
    ExternalCode,
    Delete,
}

impl BulkChoice {
    /// What the bar beside the table offers too: it changes nothing, so it is no job.
    pub const EXPORT: &str = "export";

    pub const ALL: [Self; 7] = [
        Self::Set(Permission::Proactive, PermissionState::Blocked),
        Self::Set(Permission::Proactive, PermissionState::Active),
        Self::Set(Permission::Reactive, PermissionState::Blocked),
        Self::Set(Permission::Reactive, PermissionState::Active),
        Self::Language,
        Self::ExternalCode,
        Self::Delete,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Set(Permission::Proactive, PermissionState::Blocked) => "block_proactive",
            Self::Set(Permission::Proactive, PermissionState::Active) => "activate_proactive",
            Self::Set(Permission::Reactive, PermissionState::Blocked) => "block_reactive",
            Self::Set(Permission::Reactive, PermissionState::Active) => "activate_reactive",
            Self::Language => "set_language",
            Self::ExternalCode => "set_external_code",
            Self::Delete => "delete",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }

    pub(super) fn label(self) -> String {
        let m = job_messages();
        match self {
            Self::Set(permission, state) => filled_all(
                m.set_to,
                &[locale().permission(permission), locale().state(state)],
            ),
            Self::Language => m.set_language.to_owned(),
            Self::ExternalCode => m.set_external_code.to_owned(),
            Self::Delete => m.delete.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        assert!(
            BulkChoice::ALL
                .iter()
                .all(|choice| BulkChoice::from_code(choice.code()) == Some(*choice))
        );
        assert_eq!(BulkChoice::from_code(""), None);
    }
}
