//! Signing in, with the code of the second factor where there is one, and signing out.

use super::{
    AccountError, Accounts,
    activity::{log, log_all},
    guessing::{self, Guess},
    passwords::{Place, Verdict},
    second_factor,
};
use crate::{
    domain::{AppError, Caller, Email, Password, Secret, SecurityEventKind, Session},
    service::Failure,
    store::{Credentials, NewEvent, StoreError},
};
use uuid::Uuid;

impl Accounts {
    /// The new session's token, and whether a code is needed before it may do anything.
    ///
    /// Whoever is refused is told the same after about the same time, whether there is such an account, it is disabled,
    /// or the password is wrong.
    pub async fn sign_in(
        &self,
        caller: &Caller,
        email: &str,
        password: Password,
    ) -> Result<(Secret, bool), AccountError> {
        let address = Email::parse(email);
        let credentials = match &address {
            Some(email) => {
                let place = guessing::place(caller.address);
                self.store.credentials(email, &place).await?
            }
            None => None,
        };
        let known_place = credentials.as_ref().is_some_and(|them| them.known_place);
        let typed = email.trim().to_lowercase();
        let guess = Guess::sign_in(&typed, caller.address, known_place);
        let failed = NewEvent {
            subject: credentials.as_ref().map(|them| them.operator),
            ..self.event(caller, SecurityEventKind::SignInFailed)
        };

        // First the place, then the count: what waits for its turn doesn't count as failed meanwhile, so that a whole
        // office can sign in at once.
        let place = self.passwords.place().await?;
        self.count(&guess, &failed).await?;
        let hash = credentials
            .as_ref()
            .and_then(|them| them.password_hash.clone());
        let verdict = place.verify(password.clone(), hash).await?;
        let operator = credentials.filter(|them| !them.disabled);
        let (Some(operator), true) = (operator, verdict != Verdict::Wrong) else {
            self.record(failed).await?;
            return Err(AccountError::Wrong);
        };
        let token = self.let_in(caller, &operator, guess).await?;
        if verdict == Verdict::RightButOld {
            // They are in; the former hash is still good for the next time.
            if let Err(error) = self.rehash(&place, &operator, password).await {
                tracing::warn!(%error, "a password could not be hashed anew");
            }
        }
        Ok((token, operator.second_factor))
    }

    async fn let_in(
        &self,
        caller: &Caller,
        operator: &Credentials,
        guess: Guess,
    ) -> Result<Secret, AccountError> {
        let complete = !operator.second_factor;
        let (session, token) = self.new_session(caller, complete)?;
        let signed_in = self
            .event(caller, SecurityEventKind::SignedIn)
            .by_operator(operator.operator)
            .detail("password");
        let events = if complete {
            vec![signed_in]
        } else {
            Vec::new()
        };
        let started = self
            .store
            .start_session(
                operator.operator,
                operator.password_hash.as_deref().unwrap_or_default(),
                &session,
                &guess.right(),
                &self.moments(),
                &events,
            )
            .await;
        match started {
            Ok(()) => {
                log_all(&events);
                Ok(token)
            }
            // Disabled, reset, or given a second factor while the password was being compared.
            Err(StoreError::NotFound) => Err(AccountError::Wrong),
            Err(error) => Err(error.into()),
        }
    }

    async fn rehash(
        &self,
        place: &Place,
        operator: &Credentials,
        password: Password,
    ) -> Result<(), AccountError> {
        let Some(former) = &operator.password_hash else {
            return Ok(());
        };
        let hash = place.hash(password).await?;
        Ok(self.store.rehash(operator.operator, former, &hash).await?)
    }

    /// Takes a code of the app, or a recovery code, for the session that needs one. A new one with a new token takes its
    /// place.
    pub async fn give_code(
        &self,
        caller: &Caller,
        session: &Session,
        code: &str,
    ) -> Result<Secret, AccountError> {
        if session.complete {
            return Err(AppError::Forbidden.into());
        }
        let operator = session.operator.id;
        let guess = Guess::code(operator, caller.address);
        let failed = self
            .event(caller, SecurityEventKind::SignInFailed)
            .by_operator(operator)
            .detail("code");
        self.count(&guess, &failed).await?;
        let now = self.clock.now();
        let stored = self.store.second_factor(operator).await?;
        let Some(proof) = second_factor::proof(stored.secret.as_deref(), code, now)? else {
            return self.refuse_code(failed).await;
        };
        let recovering = matches!(proof, crate::store::Proof::RecoveryCode(_));
        let signed_in = self
            .event(caller, SecurityEventKind::SignedIn)
            .by_operator(operator)
            .detail(if recovering { "recovery_code" } else { "code" });
        let mut events = vec![signed_in];
        if recovering {
            events.push(
                self.event(caller, SecurityEventKind::RecoveryCodeUsed)
                    .by_operator(operator),
            );
        }
        let (new, token) = self.new_session(caller, true)?;
        let completed = self
            .store
            .complete_session(session.id, &new, proof, &guess.right(), &events)
            .await?;
        if !completed {
            return self.refuse_code(failed).await;
        }
        log_all(&events);
        Ok(token)
    }

    async fn refuse_code(&self, failed: NewEvent) -> Result<Secret, AccountError> {
        self.record(failed).await?;
        Err(AccountError::WrongCode)
    }

    /// Compares the password of somebody who is signed in, before something that a session alone doesn't entitle to.
    pub(super) async fn verify_own(
        &self,
        caller: &Caller,
        operator: Uuid,
        password: Password,
    ) -> Result<Guess, AccountError> {
        let guess = Guess::own_password(operator, caller.address);
        let failed = self
            .event(caller, SecurityEventKind::SignInFailed)
            .by_operator(operator)
            .detail("password");
        self.count(&guess, &failed).await?;
        let hash = self.store.password_hash(operator).await?;
        if self.passwords.verify(password, hash).await? == Verdict::Wrong {
            self.record(failed).await?;
            return Err(AccountError::Wrong);
        }
        Ok(guess)
    }

    /// Does nothing where the session has ended already.
    pub async fn sign_out(&self, caller: &Caller, session: &Session) -> Result<(), Failure> {
        let event = self
            .event(caller, SecurityEventKind::SignedOut)
            .by_operator(session.operator.id);
        match self.store.end_session(session.id, &event).await {
            Ok(()) => {
                log(&event);
                Ok(())
            }
            Err(StoreError::NotFound) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
