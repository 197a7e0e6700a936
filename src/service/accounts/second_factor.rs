//! The second factor: codes of an app (RFC 6238), and ten codes for when the app is gone.

use super::{
    AccountError, Accounts,
    activity::log,
    own::may_manage_own,
    secrets::{random, recovery_code, recovery_digest, unexpected},
};
use crate::{
    domain::{AppError, Caller, Password, Secret, SecurityEventKind, Session, Timestamp},
    service::Failure,
    store::Proof,
};
use qrcode::{QrCode, render::svg};
use std::fmt;
use totp_rs::{Algorithm, Builder, Totp};

/// What apps show above the code.
const ISSUER: &str = "Chat Contacts";
/// What every app can do, whatever else it can: SHA-1, six digits, a step of 30 seconds.
const DIGITS: u8 = 6;
const STEP_SECONDS: u64 = 30;
/// How many steps the two clocks may be apart, either way.
const DRIFT: u16 = 1;
/// As many bits as SHA-1 gives (RFC 4226, section 4).
const SECRET_BYTES: usize = 20;
const RECOVERY_CODES: usize = 10;

/// What an app needs to know to make codes. Shown to its owner only.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactorOffer {
    /// In base32, for typing.
    pub secret: String,
    /// The same as a QR code: a whole `<svg>` element without styles or scripts.
    pub qr_svg: String,
}

impl fmt::Debug for SecondFactorOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorOffer(…)")
    }
}

fn totp(secret: &[u8], account: &str) -> Result<Totp, Failure> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(DRIFT)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret.to_vec())
        .with_issuer(Some(ISSUER))
        // The colon is what separates issuer and account in the address of the QR code.
        .with_account_name(account.replace(':', "_"))
        .build()
        .map_err(unexpected)
}

/// The time step that a code is of.
fn step(secret: &[u8], code: &str, now: Timestamp) -> Result<Option<u64>, Failure> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.0 / 1000).unwrap_or(0);
    Ok(totp(secret, "")?.check(&digits, seconds))
}

/// What somebody typed where a code is asked for, if it can be one. Whether it counts is for the store to say: each does
/// once.
pub(super) fn proof(
    secret: Option<&[u8]>,
    typed: &str,
    now: Timestamp,
) -> Result<Option<Proof>, Failure> {
    let Some(secret) = secret else {
        return Ok(None);
    };
    let significant = typed.chars().filter(|c| !c.is_whitespace()).count();
    if significant <= usize::from(DIGITS) {
        return Ok(step(secret, typed, now)?.map(Proof::Step));
    }
    Ok(Some(Proof::RecoveryCode(recovery_digest(typed))))
}

fn qr_svg(address: &str) -> Result<String, Failure> {
    let svg = QrCode::new(address)
        .map_err(unexpected)?
        .render::<svg::Color>()
        .min_dimensions(240, 240)
        .build();
    // Within a page the declaration of an XML file has no place.
    let start = svg.find("<svg").unwrap_or(0);
    Ok(svg[start..].to_owned())
}

impl Accounts {
    /// A new secret for the app. It counts once a code of it has confirmed it; a former offer doesn't any more. Forbidden
    /// where there is a second factor: that must be removed first, which takes the password.
    pub async fn offer_second_factor(
        &self,
        session: &Session,
    ) -> Result<SecondFactorOffer, Failure> {
        may_manage_own(session)?;
        let secret = random::<SECRET_BYTES>()?;
        let totp = totp(&secret, session.operator.email.as_str())?;
        let offered = self
            .store
            .offer_second_factor(session.operator.id, &secret)
            .await?;
        if !offered {
            return Err(AppError::Forbidden.into());
        }
        Ok(SecondFactorOffer {
            secret: totp.secret().to_base32(),
            qr_svg: qr_svg(&totp.to_url().map_err(unexpected)?)?,
        })
    }

    /// Turns on what was offered: the app has shown that it can make codes. The ten recovery codes are told this once.
    pub async fn confirm_second_factor(
        &self,
        caller: &Caller,
        session: &Session,
        code: &str,
    ) -> Result<Vec<Secret>, AccountError> {
        may_manage_own(session)?;
        let operator = session.operator.id;
        let stored = self.store.second_factor(operator).await?;
        let offered = stored.offered.ok_or(AccountError::WrongCode)?;
        let step = step(&offered, code, self.clock.now())?.ok_or(AccountError::WrongCode)?;
        let codes = (0..RECOVERY_CODES)
            .map(|_| recovery_code())
            .collect::<Result<Vec<Secret>, Failure>>()?;
        let digests: Vec<_> = codes
            .iter()
            .map(|code| recovery_digest(code.expose()))
            .collect();
        let event = self
            .event(caller, SecurityEventKind::SecondFactorOn)
            .by_operator(operator);
        let confirmed = self
            .store
            .confirm_second_factor(operator, &offered, step, &digests, &event)
            .await?;
        if !confirmed {
            return Err(AccountError::WrongCode);
        }
        log(&event);
        Ok(codes)
    }

    /// Takes the password: a session that somebody else got hold of is not enough.
    pub async fn remove_second_factor(
        &self,
        caller: &Caller,
        session: &Session,
        password: Password,
    ) -> Result<(), AccountError> {
        may_manage_own(session)?;
        let operator = session.operator.id;
        let guess = self.verify_own(caller, operator, password).await?;
        let event = self
            .event(caller, SecurityEventKind::SecondFactorOff)
            .by_operator(operator);
        self.store
            .remove_second_factor(operator, &guess.right(), &event)
            .await?;
        log(&event);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard_with_one_step_of_drift() {
        // RFC 6238, appendix B: at second 59 the last six digits of 94287082.
        let at = |seconds: i64| step(SECRET, "287082", Timestamp(seconds * 1000)).unwrap();
        assert_eq!(at(59), Some(1));
        assert_eq!((at(29), at(89)), (Some(1), Some(1)));
        assert_eq!((at(90), at(119)), (None, None));
        let spaced = step(SECRET, " 287 082 ", Timestamp(59_000)).unwrap();
        assert_eq!(spaced, Some(1));
        for wrong in ["", "28708", "2870821", "abcdef", "+28708"] {
            assert_eq!(step(SECRET, wrong, Timestamp(59_000)).unwrap(), None);
        }
    }

    #[test]
    fn what_is_longer_than_a_code_is_a_recovery_code() {
        let proof = |typed: &str| proof(Some(SECRET), typed, Timestamp(59_000)).unwrap();
        assert!(matches!(proof("287 082"), Some(Proof::Step(1))));
        assert!(matches!(
            proof("abcd-efgh-ijkl-mnop-qrst-uvwx"),
            Some(Proof::RecoveryCode(_))
        ));
        assert!(proof("000000").is_none());
    }

    #[test]
    fn the_qr_code_is_an_element_that_a_strict_policy_lets_through() {
        let totp = totp(SECRET, "an:a@example.com").unwrap();
        let address = totp.to_url().unwrap();
        assert!(
            address.starts_with(
                "otpauth://totp/Chat%20Contacts:an_a%40example.com?secret=GEZDGNBVGY3TQOJQ"
            ),
            "{address}"
        );
        let svg = qr_svg(&address).unwrap();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
        assert!(!svg.contains("style") && !svg.contains("script"));
    }
}
