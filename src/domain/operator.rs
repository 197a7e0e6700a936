//! The people at the console: their address, their password, their account.

use super::{Role, Timestamp};
use uuid::Uuid;

/// The longest e-mail address that SMTP can carry (RFC 5321, 4.5.3.1.3 less the angle brackets).
const MAX_EMAIL_CHARS: usize = 254;

/// An e-mail address, trimmed and in lower case, so that one person has one account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// One `@` with something on each side and no spaces; whether mail arrives there only mail can tell.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let text = raw.trim().to_lowercase();
        let (local, host) = text.split_once('@')?;
        let strange = |c: char| c.is_whitespace() || c.is_control() || c == '@';
        let whole = !local.is_empty() && !host.is_empty() && !host.contains(strange);
        (whole && !local.contains(strange) && text.chars().count() <= MAX_EMAIL_CHARS)
            .then_some(Self(text))
    }

    /// For an address that was parsed before, such as a stored one.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A password as somebody typed it. Never shown, never logged, never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    TooShort,
    TooLong,
    /// One of the first that anybody guesses.
    Common,
}

impl Password {
    /// In characters: ASVS 5.0, 6.2.1 and 6.2.9. Every character counts and none is required (6.2.5).
    pub const MIN_CHARS: usize = 8;
    pub const MAX_CHARS: usize = 128;

    /// What is compared with a stored one. A longer text than any password could be is cut off by the body limit.
    #[must_use]
    pub const fn typed(text: String) -> Self {
        Self(text)
    }

    /// What is to be somebody's password from now on. `is_common` knows the ones that are guessed first.
    pub fn chosen(text: String, is_common: impl Fn(&str) -> bool) -> Result<Self, PasswordError> {
        let length = text.chars().count();
        if length < Self::MIN_CHARS {
            Err(PasswordError::TooShort)
        } else if length > Self::MAX_CHARS {
            Err(PasswordError::TooLong)
        } else if is_common(&text.to_lowercase()) {
            Err(PasswordError::Common)
        } else {
            Ok(Self(text))
        }
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    pub id: Uuid,
    pub email: Email,
    pub role: Role,
    pub disabled: bool,
    /// Whether a code is asked for beside the password.
    pub second_factor: bool,
    /// Whether a password was ever set: an invited person has none yet.
    pub has_password: bool,
    pub created_at: Timestamp,
    pub last_seen_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_trimmed_and_lowered() {
        let email = Email::parse(" Ana.Lopez@Example.COM ").unwrap();
        assert_eq!(email.as_str(), "ana.lopez@example.com");
        for wrong in [
            "",
            "ana",
            "@example.com",
            "ana@",
            "a b@example.com",
            "a@b@c",
            "a@b\u{7f}c",
        ] {
            assert_eq!(Email::parse(wrong), None, "{wrong:?}");
        }
        assert_eq!(
            Email::parse(&format!("{}@example.com", "a".repeat(250))),
            None
        );
    }

    #[test]
    fn a_password_needs_only_length_and_not_to_be_common() {
        let choose =
            |text: &str| Password::chosen(text.to_owned(), |text| text == "password1").map(drop);
        assert_eq!(choose("pássw0r"), Err(PasswordError::TooShort));
        assert_eq!(choose("ñandúñan"), Ok(()));
        assert_eq!(choose(&"x".repeat(128)), Ok(()));
        assert_eq!(choose(&"x".repeat(129)), Err(PasswordError::TooLong));
        assert_eq!(choose("PassWord1"), Err(PasswordError::Common));
        assert_eq!(choose("correct horse battery staple"), Ok(()));
    }

    #[test]
    fn a_password_is_not_shown_by_debug() {
        assert_eq!(
            format!("{:?}", Password::typed("hunter22".to_owned())),
            "Password(…)"
        );
    }

    /// Any characters at all, so many of them.
    fn text(length: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = String> {
        proptest::collection::vec(any::<char>(), length).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn however_an_address_is_written_it_is_one_account(
            local in "[a-z0-9._%+-]{1,64}", host in r"[a-z0-9-]{1,40}(\.[a-z]{2,9}){0,3}",
            shouted in any::<bool>(), around in r"[ \t\n]{0,3}"
        ) {
            let address = format!("{local}@{host}");
            let written = if shouted { address.to_uppercase() } else { address.clone() };
            let email = Email::parse(&format!("{around}{written}{around}"));
            prop_assert_eq!(email, Some(Email(address)));
        }

        #[test]
        fn what_is_taken_as_an_address_has_two_parts_and_stays_as_it_is(
            raw in r"\PC{0,9}@?[^@]{0,9}@?\PC{0,9}"
        ) {
            if let Some(email) = Email::parse(&raw) {
                let parts: Vec<_> = email.as_str().split('@').collect();
                prop_assert_eq!(parts.len(), 2);
                prop_assert!(parts.iter().all(|part| !part.is_empty()));
                prop_assert!(!email.as_str().contains(|c: char| c.is_whitespace() || c.is_control()));
                prop_assert_eq!(Email::parse(email.as_str()), Some(email.clone()));
            }
        }

        #[test]
        fn one_strange_character_makes_it_no_address(
            local in "[a-z]{2,9}", host in "[a-z]{2,9}", place in 1..4usize,
            strange in r"[\s\p{Cc}@]", in_the_host in any::<bool>()
        ) {
            let (mut local, mut host) = (local, host);
            let part = if in_the_host { &mut host } else { &mut local };
            part.insert_str(place.min(part.len() - 1), &strange);
            prop_assert_eq!(Email::parse(&format!("{local}@{host}")), None);
        }

        #[test]
        fn an_address_is_no_longer_than_smtp_can_carry(length in 1..300usize) {
            let address = format!("{}@example.com", "ñ".repeat(length));
            let taken = address.chars().count() <= 254;
            prop_assert_eq!(Email::parse(&address).is_some(), taken);
        }

        #[test]
        fn a_password_is_kept_to_the_character(text in text(8..=128)) {
            let chosen = Password::chosen(text.clone(), |_| false);
            prop_assert_eq!(chosen.as_ref().map(Password::expose), Ok(text.as_str()));
        }

        #[test]
        fn only_its_length_in_characters_counts(short in text(0..8), long in text(129..200)) {
            let refused = |text| Password::chosen(text, |_| true).map(drop);
            prop_assert_eq!(refused(short), Err(PasswordError::TooShort));
            prop_assert_eq!(refused(long), Err(PasswordError::TooLong));
        }

        #[test]
        fn a_common_one_is_refused_in_any_case(
            common in "[a-zñ0-9]{8,20}", capitals in proptest::collection::vec(any::<bool>(), 20)
        ) {
            let written: String = common
                .chars()
                .zip(capitals)
                .map(|(letter, capital)| if capital { letter.to_uppercase().collect() } else { letter.to_string() })
                .collect();
            let chosen = Password::chosen(written, |text| text == common);
            prop_assert_eq!(chosen.map(drop), Err(PasswordError::Common));
        }
    }
}
