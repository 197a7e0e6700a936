//! What the keys do, in words. Only the server writes the list.

mod en;
mod es;

use super::Locale;

pub struct ShortcutMessages {
    pub search: &'static str,
    pub new: &'static str,
    pub move_: &'static str,
    pub edit: &'static str,
    pub proactive: &'static str,
    pub reactive: &'static str,
    pub help: &'static str,
    pub close: &'static str,
}

impl Locale {
    #[must_use]
    pub const fn shortcut_messages(self) -> &'static ShortcutMessages {
        match self {
            Self::En => &en::MESSAGES,
            Self::Es => &es::MESSAGES,
        }
    }
}
