//! One's own password.

use super::{AccountError, Accounts, activity::log, passwords::chosen};
use crate::{
    domain::{Action, AppError, Caller, Password, Secret, SecurityEventKind, Session},
    store::StoreError,
};

/// A session that lacks its code may do nothing but give it.
pub(super) fn may_manage_own(session: &Session) -> Result<(), AppError> {
    if !session.complete {
        return Err(AppError::Forbidden);
    }
    session.actor().may(Action::ManageOwnAccount)
}

impl Accounts {
    /// A new session's token: all others have ended.
    pub async fn change_password(
        &self,
        caller: &Caller,
        session: &Session,
        current: Password,
        new: String,
    ) -> Result<Secret, AccountError> {
        may_manage_own(session)?;
        let new = chosen(new)?;
        let operator = session.operator.id;
        let guess = self.verify_own(caller, operator, current).await?;
        let hash = self.passwords.hash(new).await?;
        let (replacement, token) = self.new_session(caller, true)?;
        let event = self
            .event(caller, SecurityEventKind::PasswordChanged)
            .by_operator(operator);
        let changed = self
            .store
            .replace_password(session.id, &hash, &replacement, &guess.right(), &event)
            .await;
        match changed {
            Ok(()) => {
                log(&event);
                Ok(token)
            }
            // The session was ended while the passwords were being hashed.
            Err(StoreError::NotFound) => Err(AppError::SignedOut.into()),
            Err(error) => Err(error.into()),
        }
    }
}
