//! Signatures, as Standard Webhooks has them (<https://www.standardwebhooks.com>): what is signed is the delivery's id, the
//! time and the body, so that none of them can be changed and an old request can be told from a new one.

use crate::{domain::Secret, store::SigningKey};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How secrets begin, so that a receiver's library and a scanner for leaked secrets know one.
const SECRET_PREFIX: &str = "whsec_";
/// Of the signatures that are made with a shared secret.
const VERSION: &str = "v1";

/// The key as the receiver is told it.
pub(super) fn secret(key: &SigningKey) -> Secret {
    Secret::new(format!("{SECRET_PREFIX}{}", STANDARD.encode(key.expose())))
}

/// The header `webhook-signature`. `timestamp` is in seconds.
pub(super) fn signature(key: &SigningKey, id: &str, timestamp: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.expose()) else {
        unreachable!("HMAC takes keys of every length");
    };
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("{VERSION},{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIMESTAMP: i64 = 1_614_265_330;
    const BODY: &str = r#"{"test": 2432232314}"#;

    fn key() -> SigningKey {
        let text = SECRET.strip_prefix(SECRET_PREFIX).unwrap();
        SigningKey::new(STANDARD.decode(text).unwrap())
    }

    #[test]
    fn the_known_example_is_signed_as_others_sign_it() {
        assert_eq!(
            signature(&key(), ID, TIMESTAMP, BODY),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn whatever_is_changed_changes_the_signature() {
        let right = signature(&key(), ID, TIMESTAMP, BODY);
        let other_key = SigningKey::new(vec![0; 24]);
        for wrong in [
            signature(&other_key, ID, TIMESTAMP, BODY),
            signature(&key(), "msg_other", TIMESTAMP, BODY),
            signature(&key(), ID, TIMESTAMP + 1, BODY),
            signature(&key(), ID, TIMESTAMP, "{}"),
        ] {
            assert_ne!(wrong, right);
        }
    }

    #[test]
    fn a_secret_is_the_key_in_base64() {
        assert_eq!(secret(&key()).expose(), SECRET);
        assert_eq!(format!("{:?}", key()), "SigningKey(…)");
    }
}
