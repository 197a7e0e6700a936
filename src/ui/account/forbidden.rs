//! Pages that stand where another one was asked for.

use super::{Frame, frame::notice_card};
use crate::ui::{paths, state::LIST_PATH};

/// Signed in, but not allowed to do this.
#[must_use]
pub fn forbidden_page(frame: Frame) -> String {
    let locale = frame.preferences.locale;
    let m = locale.account_messages();
    frame.card(m.forbidden_title, m.forbidden_title.to_owned(), || {
        notice_card(
            m.forbidden_text.to_owned(),
            LIST_PATH,
            locale.messages().go_to_contacts,
        )
    })
}

/// What was asked for failed, through nobody's fault that could be told at a field.
#[derive(Debug)]
pub struct FailedPage {
    pub text: String,
    /// The way on, where it is not the reader's account.
    pub back: Option<&'static str>,
}

impl FailedPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let m = frame.preferences.locale.account_messages();
        let back = match (self.back, &frame.me) {
            (Some(back), _) => back,
            (None, Some(_)) => paths::ACCOUNT,
            (None, None) => paths::SIGN_IN,
        };
        frame.card(m.failed_title, m.failed_title.to_owned(), || {
            notice_card(self.text, back, m.back)
        })
    }
}
