//! What people call channels and permissions in the cells of their files.

use crate::domain::{Channel, PermissionState};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Names of channels beside their code and label, as [`folded`] leaves them.
const CHANNEL_NAMES: [(Channel, &[&str]); 9] = [
    (
        Channel::Whatsapp,
        &[
            "wa",
            "whatsappbusiness",
            "whatsappcloud",
            "whatsappcloudapi",
        ],
    ),
    (Channel::Sms, &["text", "textmessage", "mensajedetexto"]),
    (Channel::Rcs, &["rcsbusinessmessaging", "googlercs"]),
    (Channel::Telegram, &["telegrambot", "tg"]),
    (
        Channel::Messenger,
        &["facebookmessenger", "fbmessenger", "facebook", "fb"],
    ),
    (
        Channel::Instagram,
        &["instagramdirect", "instagramdm", "ig"],
    ),
    (Channel::Line, &["linemessenger"]),
    (Channel::Viber, &["viberbot", "viberbusiness"]),
    (
        Channel::Webchat,
        &["web", "livechat", "chatweb", "websitechat", "widget"],
    ),
];

const ACTIVE: [&str; 28] = [
    "active",
    "activo",
    "activa",
    "activado",
    "activada",
    "true",
    "verdadero",
    "yes",
    "y",
    "si",
    "s",
    "1",
    "on",
    "allowed",
    "allow",
    "permitido",
    "permitida",
    "optin",
    "optedin",
    "subscribed",
    "suscrito",
    "suscrita",
    "granted",
    "concedido",
    "enabled",
    "habilitado",
    "accepted",
    "aceptado",
];

const BLOCKED: [&str; 34] = [
    "blocked",
    "bloqueado",
    "bloqueada",
    "inactive",
    "inactivo",
    "inactiva",
    "desactivado",
    "desactivada",
    "false",
    "falso",
    "no",
    "n",
    "0",
    "off",
    "denied",
    "denegado",
    "disallowed",
    "notallowed",
    "nopermitido",
    "optout",
    "optedout",
    "unsubscribed",
    "nosuscrito",
    "dadodebaja",
    "baja",
    "revoked",
    "revocado",
    "withdrawn",
    "retirado",
    "disabled",
    "deshabilitado",
    "rejected",
    "rechazado",
    "stopped",
];

/// Lower case, without accents, and of everything else only letters and digits: "Nº de móvil" becomes "nodemovil".
pub(super) fn folded(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        return text
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c) && c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// By code, label or another usual name.
pub(super) fn channel(cell: &str) -> Option<Channel> {
    if let Ok(channel) = cell.parse() {
        return Some(channel);
    }
    let cell = folded(cell);
    let named = CHANNEL_NAMES
        .into_iter()
        .find_map(|(channel, names)| names.contains(&cell.as_str()).then_some(channel));
    cell.parse().ok().or(named)
}

/// The plain words for either state; `None` for every other.
pub(super) fn permission(cell: &str) -> Option<PermissionState> {
    // As our own exports have it.
    if let Ok(state) = cell.parse() {
        return Some(state);
    }
    let cell = folded(cell);
    if ACTIVE.contains(&cell.as_str()) {
        Some(PermissionState::Active)
    } else if BLOCKED.contains(&cell.as_str()) {
        Some(PermissionState::Blocked)
    } else {
        None
    }
}

/// The state that a cell of a forbidding column (`opted_out`) means: yes is blocked, no is active. A word that names a state
/// itself, such as "unsubscribed" or "active", means that one.
pub(super) fn forbidding(cell: &str) -> Option<PermissionState> {
    let cell = folded(cell);
    let plain = ["true", "verdadero", "yes", "y", "si", "s", "1", "on"];
    let against = ["false", "falso", "no", "n", "0", "off"];
    if plain.contains(&cell.as_str()) {
        Some(PermissionState::Blocked)
    } else if against.contains(&cell.as_str()) {
        Some(PermissionState::Active)
    } else {
        permission(&cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_known_word_is_written_as_it_is_compared_and_means_one_thing() {
        let mut seen = HashSet::new();
        for word in ACTIVE.iter().chain(&BLOCKED) {
            assert_eq!(folded(word), *word);
            assert!(seen.insert(*word), "{word}");
        }
        let mut seen = HashSet::new();
        for (_, names) in CHANNEL_NAMES {
            for name in names {
                assert_eq!(folded(name), *name);
                assert!(seen.insert(*name), "{name}");
            }
        }
    }

    #[test]
    fn channels_are_known_by_code_and_by_name() {
        for known in Channel::ALL {
            assert_eq!(channel(known.code()), Some(known));
            assert_eq!(channel(known.label()), Some(known));
            assert_eq!(channel(&known.label().to_uppercase()), Some(known));
        }
        assert_eq!(channel("Facebook Messenger"), Some(Channel::Messenger));
        assert_eq!(channel("web-chat"), Some(Channel::Webchat));
        assert_eq!(channel("pigeon"), None);
        assert_eq!(channel(""), None);
    }

    #[test]
    fn permissions_are_plain_words() {
        use PermissionState::{Active, Blocked};
        for (cell, state) in [
            ("active", Some(Active)),
            ("ACTIVO", Some(Active)),
            (" Sí ", Some(Active)),
            ("1", Some(Active)),
            ("opt-in", Some(Active)),
            ("Opted in", Some(Active)),
            ("VERDADERO", Some(Active)),
            ("blocked", Some(Blocked)),
            ("no permitido", Some(Blocked)),
            ("opt_out", Some(Blocked)),
            ("unsubscribed", Some(Blocked)),
            ("0", Some(Blocked)),
            ("maybe", None),
            ("not active", None),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(permission(cell), state, "{cell}");
        }
    }

    #[test]
    fn a_forbidding_column_turns_yes_and_no_round_and_nothing_else() {
        use PermissionState::{Active, Blocked};
        for (cell, state) in [
            ("yes", Some(Blocked)),
            ("true", Some(Blocked)),
            ("0", Some(Active)),
            ("No", Some(Active)),
            ("blocked", Some(Blocked)),
            ("opted out", Some(Blocked)),
            ("subscribed", Some(Active)),
            ("perhaps", None),
        ] {
            assert_eq!(forbidding(cell), state, "{cell}");
        }
    }
}
