//! English and Spanish. A text that lacks a language doesn't compile: both are the same struct, in full.

#[cfg(feature = "ssr")]
mod account;
mod en;
mod errors;
mod es;
#[cfg(feature = "ssr")]
mod exporting;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod jobs;
#[cfg(feature = "ssr")]
mod language_names;
mod messages;
mod numbers;
#[cfg(feature = "ssr")]
mod shortcuts;

#[cfg(feature = "ssr")]
pub use account::AccountMessages;
#[cfg(feature = "ssr")]
pub use exporting::ExportMessages;
#[cfg(feature = "ssr")]
pub use history::HistoryMessages;
#[cfg(feature = "ssr")]
pub use jobs::JobMessages;
pub use messages::Messages;
pub use numbers::{grouped, total};
#[cfg(feature = "ssr")]
pub use shortcuts::ShortcutMessages;

use crate::domain::{AppError, Field, FieldErrorCode, Permission, PermissionState, SortKey};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    #[default]
    En,
    Es,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The tag, as in the cookie and in `<html lang>`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// Its name in itself, which is how a reader finds it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// The best of ours for an `Accept-Language` header (RFC 9110, 12.5.4); English where none fits.
    #[must_use]
    pub fn negotiate(header: &str) -> Self {
        let mut best = (0.0, Self::default());
        for range in header.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok())
                .unwrap_or(0.0);
            let primary = tag
                .split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            if let Some(locale) = Self::from_code(&primary)
                && quality > best.0
            {
                best = (quality, locale);
            }
        }
        best.1
    }

    #[must_use]
    pub const fn messages(self) -> &'static Messages {
        match self {
            Self::En => &en::MESSAGES,
            Self::Es => &es::MESSAGES,
        }
    }

    /// The name of a BCP-47 tag in this language, where it has one.
    #[must_use]
    pub fn language_name(self, tag: &str) -> Option<String> {
        #[cfg(feature = "ssr")]
        return language_names::language_name(tag, self == Self::Es);
        #[cfg(all(feature = "hydrate", not(feature = "ssr")))]
        return browser::language_name(tag, self.code());
        #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
        {
            let _ = tag;
            None
        }
    }

    #[must_use]
    pub fn field_error(self, code: &FieldErrorCode) -> String {
        errors::field_error(self, code)
    }

    #[must_use]
    pub fn app_error(self, error: &AppError) -> String {
        errors::app_error(self, error)
    }

    /// A field's name, as its label has it.
    #[must_use]
    pub const fn field(self, field: Field) -> &'static str {
        let m = self.messages();
        match field {
            Field::Name => m.name,
            Field::ContactId => m.contact_id,
            Field::ExternalCode => m.external_code,
            Field::Language => m.language,
            Field::Channel => m.channel,
            Field::Proactive => m.proactive,
            Field::Reactive => m.reactive,
            Field::Reason => m.reason,
            Field::Evidence => m.evidence,
            Field::CapturedAt => m.captured_at,
        }
    }

    #[must_use]
    pub const fn permission(self, permission: Permission) -> &'static str {
        let messages = self.messages();
        match permission {
            Permission::Proactive => messages.proactive,
            Permission::Reactive => messages.reactive,
        }
    }

    #[must_use]
    pub const fn state(self, state: PermissionState) -> &'static str {
        let messages = self.messages();
        match state {
            PermissionState::Active => messages.active,
            PermissionState::Blocked => messages.blocked,
        }
    }

    #[must_use]
    pub const fn sort_key(self, key: SortKey) -> &'static str {
        let messages = self.messages();
        match key {
            SortKey::Name => messages.name,
            SortKey::ContactId => messages.contact_id,
            SortKey::ExternalCode => messages.external_code,
            SortKey::Channel => messages.channel,
            SortKey::Language => messages.language,
            SortKey::Created => messages.created,
            SortKey::Updated => messages.updated,
        }
    }
}

/// Puts a value where the text says `{}` first.
#[must_use]
pub fn filled(text: &str, value: &str) -> String {
    filled_all(text, &[value])
}

/// Puts values where the text says `{}`, in their order. At once, because a value may say `{}` itself: people have
/// such names.
#[must_use]
pub fn filled_all(text: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut parts = text.split("{}");
    let mut done = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        done.push_str(values.next().unwrap_or(&"{}"));
        done.push_str(part);
    }
    done
}

/// The browser has the names of all languages already; our WebAssembly needn't carry them.
#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
mod browser {
    use std::cell::RefCell;
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = Intl)]
        type DisplayNames;
        #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
        fn new(locales: &str, options: &JsValue) -> Result<DisplayNames, JsValue>;
        #[wasm_bindgen(method, catch)]
        fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;
    }

    thread_local! {
        static NAMES: RefCell<Option<DisplayNames>> = const { RefCell::new(None) };
    }

    fn display_names(locale: &str) -> Option<DisplayNames> {
        let options = js_sys::Object::new();
        for (key, value) in [
            ("type", "language"),
            ("fallback", "none"),
            ("languageDisplay", "standard"),
        ] {
            js_sys::Reflect::set(&options, &key.into(), &value.into()).ok()?;
        }
        DisplayNames::new(locale, &options).ok()
    }

    pub fn language_name(tag: &str, locale: &str) -> Option<String> {
        NAMES.with_borrow_mut(|names| {
            if names.is_none() {
                *names = display_names(locale);
            }
            let name = names.as_ref()?.of(tag).ok().flatten()?;
            let mut chars = name.chars();
            // Spanish writes them small; a cell of a table begins with a capital.
            chars
                .next()
                .map(|first| first.to_uppercase().chain(chars).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_decides_by_quality() {
        assert_eq!(Locale::negotiate(""), Locale::En);
        assert_eq!(Locale::negotiate("es-MX,es;q=0.9,en;q=0.8"), Locale::Es);
        assert_eq!(Locale::negotiate("en;q=0.5, es;q=0.7"), Locale::Es);
        assert_eq!(Locale::negotiate("fr, de;q=0.9, ES-es;q=0.1"), Locale::Es);
        assert_eq!(Locale::negotiate("fr, *;q=0.5"), Locale::En);
        assert_eq!(Locale::negotiate("es;q=x, en;q=0.1"), Locale::En);
        assert_eq!(Locale::negotiate("es;q=0"), Locale::En);
    }

    #[test]
    fn a_value_with_braces_stays_as_it_is() {
        assert_eq!(filled_all("{}: {}", &["{}", "{} b"]), "{}: {} b");
        assert_eq!(filled("{} of {}", "{}"), "{} of {}");
        assert_eq!(filled("Nothing", "a"), "Nothing");
    }
}
