//! What a page says about a use case that was refused, and at which of its fields.

use crate::{
    i18n::Locale,
    service::{AccountError, Failure},
    ui::account::Refusal,
};
use http::StatusCode;

/// The form that is refused, as far as the names of its fields differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    SignIn,
    /// The present password and a new one.
    ChangePassword,
    /// `email`, `password`, `code`.
    Usual,
}

/// A form that comes back.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    pub status: StatusCode,
    pub refusal: Refusal,
    /// In seconds.
    pub retry_after: Option<u32>,
}

impl Refused {
    pub fn invalid(fields: &'static [&'static str], text: &str) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            refusal: Refusal::new(fields, text.to_owned()),
            retry_after: None,
        }
    }

    /// What the form's reader is told; a failure that no field can mend stays one.
    pub fn new(error: AccountError, form: Form, locale: Locale) -> Result<Self, Failure> {
        let m = locale.account_messages();
        Ok(match error {
            // Which of the two it is isn't told.
            AccountError::Wrong if form == Form::SignIn => {
                Self::invalid(&["password", "email"], m.wrong)
            }
            AccountError::Wrong if form == Form::ChangePassword => {
                Self::invalid(&["current"], m.wrong_password)
            }
            AccountError::Wrong => Self::invalid(&["password"], m.wrong_password),
            AccountError::WrongCode => Self::invalid(&["code"], m.wrong_code),
            AccountError::Email => Self::invalid(&["email"], m.email_wrong),
            AccountError::EmailTaken => Self::invalid(&["email"], m.email_taken),
            AccountError::Password(why) => {
                let fields: &[_] = match form {
                    Form::ChangePassword => &["new"],
                    Form::SignIn | Form::Usual => &["password"],
                };
                Self::invalid(fields, locale.password_error(why))
            }
            AccountError::Link => Self::invalid(&[], m.link_gone_text),
            AccountError::LastAdmin => Self::invalid(&[], m.last_admin),
            AccountError::Self_ => Self::invalid(&[], m.not_yourself),
            AccountError::Token => Self::invalid(&[], m.token_wrong),
            AccountError::Wait { seconds } => Self {
                status: StatusCode::TOO_MANY_REQUESTS,
                refusal: Refusal::new(&[], locale.wait(seconds)),
                retry_after: Some(seconds),
            },
            AccountError::Failed(failure) => return Err(failure),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AppError, PasswordError};

    #[test]
    fn each_form_names_its_own_fields() {
        let fields = |error, form| {
            let refused = Refused::new(error, form, Locale::En).unwrap();
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            refused.refusal.fields
        };
        let short = || AccountError::Password(PasswordError::TooShort);
        assert_eq!(
            fields(AccountError::Wrong, Form::SignIn),
            ["password", "email"]
        );
        assert_eq!(
            fields(AccountError::Wrong, Form::ChangePassword),
            ["current"]
        );
        assert_eq!(fields(AccountError::Wrong, Form::Usual), ["password"]);
        assert_eq!(fields(short(), Form::ChangePassword), ["new"]);
        assert_eq!(fields(short(), Form::Usual), ["password"]);
    }

    #[test]
    fn who_must_wait_is_told_how_long() {
        let refused =
            Refused::new(AccountError::Wait { seconds: 30 }, Form::SignIn, Locale::Es).unwrap();
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.retry_after, Some(30));
        assert!(
            refused.refusal.text.contains("30 s"),
            "{}",
            refused.refusal.text
        );
    }

    #[test]
    fn what_no_field_can_mend_stays_a_failure() {
        let error = AccountError::from(AppError::Unavailable);
        assert!(Refused::new(error, Form::Usual, Locale::En).is_err());
    }
}
