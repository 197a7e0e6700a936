//! Passwords: hashing, verifying, and the ones that are refused.

use super::{
    AccountError,
    hashing::{Memory, is_current},
    secrets::{random, unexpected},
};
use crate::{domain::Password, service::Failure};
use argon2::password_hash::phc::PasswordHash;
use std::{
    sync::{Arc, LazyLock},
    thread::available_parallelism,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

/// The 3,000 most common passwords of eight characters and more, sorted, one a line. From the list of Royce Williams that
/// Django ships as django/contrib/auth/common-passwords.txt.gz (version 5.2, BSD-3-Clause, Copyright Django Software
/// Foundation and individual contributors), which is in the order of how common they are.
static COMMON: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Of no password, with the parameters of all others. What is typed for an account that there is none of, or that has no
/// password yet, is compared with it, so that the answer takes as long.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCEhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn is_common(lower_case: &str) -> bool {
    COMMON.binary_search(&lower_case).is_ok()
}

/// A new password, if it may be one.
pub(super) fn chosen(text: String) -> Result<Password, AccountError> {
    Password::chosen(text, is_common).map_err(AccountError::Password)
}

/// Hashes and verifies passwords. Cheap to clone; all clones share the places for hashing.
#[derive(Clone, Debug)]
pub struct Passwords {
    places: Arc<Semaphore>,
    memory: Arc<Memory>,
}

/// What came of comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Wrong,
    Right,
    /// Right, but kept with parameters of former times.
    RightButOld,
}

impl Passwords {
    /// Leaves one processor to everybody else: signing in may take its time, searching may not.
    #[must_use]
    pub fn new() -> Self {
        let processors = available_parallelism().map_or(1, usize::from);
        Self {
            places: Arc::new(Semaphore::new(processors.saturating_sub(1).max(1))),
            memory: Arc::default(),
        }
    }

    /// Waits for a place to hash at.
    pub(super) async fn place(&self) -> Result<Place, Failure> {
        let permit = Arc::clone(&self.places).acquire_owned().await;
        Ok(Place {
            permit: Arc::new(permit.map_err(unexpected)?),
            memory: Arc::clone(&self.memory),
        })
    }

    pub(super) async fn hash(&self, password: Password) -> Result<String, Failure> {
        self.place().await?.hash(password).await
    }

    pub(super) async fn verify(
        &self,
        password: Password,
        hash: Option<String>,
    ) -> Result<Verdict, Failure> {
        self.place().await?.verify(password, hash).await
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

/// A place to hash at. Whoever stops waiting for the result doesn't make it free before the work is done.
pub(super) struct Place {
    permit: Arc<OwnedSemaphorePermit>,
    memory: Arc<Memory>,
}

impl Place {
    pub(super) async fn hash(&self, password: Password) -> Result<String, Failure> {
        let salt = random::<16>()?;
        self.work(move |memory| {
            memory
                .hash(password.expose().as_bytes(), &salt)
                .map_err(unexpected)
        })
        .await
    }

    /// Without a hash the password is wrong, after the same time.
    pub(super) async fn verify(
        &self,
        password: Password,
        hash: Option<String>,
    ) -> Result<Verdict, Failure> {
        self.work(move |memory| {
            let known = hash.is_some();
            let hash = hash.as_deref().unwrap_or(NOBODYS);
            let hash = PasswordHash::new(hash).map_err(unexpected)?;
            let right = memory
                .verify(password.expose().as_bytes(), &hash)
                .unwrap_or(false);
            Ok(match (known && right, is_current(&hash)) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::Right,
                (true, false) => Verdict::RightButOld,
            })
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Memory) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (permit, memory) = (Arc::clone(&self.permit), Arc::clone(&self.memory));
        let working = spawn_blocking(move || {
            let done = work(&memory);
            drop(permit);
            done
        });
        working.await.map_err(unexpected)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PasswordError;
    use argon2::{Algorithm, Argon2, Params, Version, password_hash::PasswordHasher};

    fn typed(text: &str) -> Password {
        Password::typed(text.to_owned())
    }

    #[test]
    fn the_common_ones_are_sorted_and_could_be_chosen_otherwise() {
        assert_eq!(COMMON.len(), 3_000);
        assert!(COMMON.is_sorted());
        for password in COMMON.iter() {
            assert!(
                password.chars().count() >= Password::MIN_CHARS,
                "{password}"
            );
            assert_eq!(password.to_lowercase(), *password);
        }
    }

    #[test]
    fn asvs_6_2_1_and_6_2_4_and_6_2_9_what_may_be_a_password() {
        let refused = |text: &str| match chosen(text.to_owned()) {
            Err(AccountError::Password(error)) => Some(error),
            _ => None,
        };
        assert_eq!(refused("seven77"), Some(PasswordError::TooShort));
        for common in ["password", "PassWord1", "1q2w3e4r5t", "iloveyou"] {
            assert_eq!(refused(common), Some(PasswordError::Common), "{common}");
        }
        assert_eq!(refused(&"long".repeat(33)), Some(PasswordError::TooLong));
        assert_eq!(refused(&"long enough, ".repeat(8)), None);
        assert_eq!(refused("a wombat in the rain"), None);
    }

    #[tokio::test]
    async fn a_hash_says_how_it_was_made_and_verifies_one_password() {
        let passwords = Passwords::new();
        let hash = passwords.hash(typed("a wombat in the rain")).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let verdict = async |text: &str| {
            passwords
                .verify(typed(text), Some(hash.clone()))
                .await
                .unwrap()
        };
        assert_eq!(verdict("a wombat in the rain").await, Verdict::Right);
        assert_eq!(verdict("A wombat in the rain").await, Verdict::Wrong);
        let again = passwords.hash(typed("a wombat in the rain")).await.unwrap();
        assert_ne!(again, hash, "the salt is another one");
    }

    #[tokio::test]
    async fn former_parameters_are_noticed() {
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(8 * 1024, 1, 1, None).unwrap(),
        );
        let hash = weak
            .hash_password_with_salt(b"a wombat in the rain", b"sixteen bytes...")
            .unwrap();
        let verdict = Passwords::new()
            .verify(typed("a wombat in the rain"), Some(hash.to_string()))
            .await;
        assert_eq!(verdict.unwrap(), Verdict::RightButOld);
    }

    #[tokio::test]
    async fn nobodys_hash_costs_the_same_and_is_never_right() {
        assert!(is_current(&PasswordHash::new(NOBODYS).unwrap()));
        let verdict = Passwords::new().verify(typed(""), None).await.unwrap();
        assert_eq!(verdict, Verdict::Wrong);
    }
}
