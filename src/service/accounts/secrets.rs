//! What opens doors: made from the system's randomness, kept as a digest.

use crate::{
    domain::{Secret, hex},
    service::Failure,
    store::Digest,
};
use sha2::{Digest as _, Sha256};
use std::fmt::Display;

/// How API tokens begin, so that a scanner for leaked secrets can know one.
pub(super) const API_TOKEN_PREFIX: &str = "cct_";
/// Of which recovery codes are made: no letter looks like a digit that is among them.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// 120 bits. From 112 on a plain digest is enough to keep one by (ASVS 5.0, 6.5.2).
const RECOVERY_CODE_CHARS: usize = 24;
const RECOVERY_CODE_GROUP: usize = 4;

/// For what should never fail and leaves nothing to do but say so.
pub(in crate::service) fn unexpected(error: impl Display) -> Failure {
    Failure::Unexpected(error.to_string().into())
}

pub(in crate::service) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(unexpected)?;
    Ok(bytes)
}

/// 256 bits as text that can stand in an address, a cookie and a header.
pub(super) fn opaque(prefix: &str) -> Result<Secret, Failure> {
    Ok(Secret::new(format!("{prefix}{}", hex(&random::<32>()?))))
}

/// In groups, for copying by hand.
pub(super) fn recovery_code() -> Result<Secret, Failure> {
    let mut text = String::new();
    for (index, byte) in random::<RECOVERY_CODE_CHARS>()?.into_iter().enumerate() {
        if index > 0 && index % RECOVERY_CODE_GROUP == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
    }
    Ok(Secret::new(text))
}

pub(super) fn digest(secret: &str) -> Digest {
    Sha256::digest(secret.as_bytes()).into()
}

/// A recovery code's, however it was typed: case, spaces and dashes don't count.
pub(super) fn recovery_digest(typed: &str) -> Digest {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    digest(&code.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_256_bits_and_is_never_the_same() {
        let (one, other) = (opaque("cct_").unwrap(), opaque("cct_").unwrap());
        assert_ne!(one, other);
        let digits = one.expose().strip_prefix("cct_").unwrap();
        assert_eq!(digits.len(), 64);
        assert!(digits.chars().all(|c| c.is_ascii_hexdigit()));
    }

    #[test]
    fn a_recovery_code_is_the_same_however_it_is_typed() {
        let code = recovery_code().unwrap();
        let text = code.expose();
        assert_eq!(text.len(), 29);
        assert_eq!(text.split('-').count(), 6);
        let typed = format!(" {} ", text.to_uppercase().replace('-', " "));
        assert_eq!(recovery_digest(&typed), recovery_digest(text));
        assert_ne!(
            recovery_digest(&typed),
            recovery_digest(recovery_code().unwrap().expose())
        );
    }

    #[test]
    fn a_digest_is_sha_256() {
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(&digest("abc")), known);
    }
}
