//! The texts of the export page. Only the server writes it.

mod en;
mod es;

use super::Locale;
use crate::domain::ExportColumn;

/// All texts of the export page in one language. `{}` is where a value goes.
pub struct ExportMessages {
    pub title: &'static str,
    pub text: &'static str,
    pub which: &'static str,
    pub view: &'static str,
    pub everything: &'static str,
    pub ticked: &'static str,
    pub no_conditions: &'static str,
    pub searched: &'static str,
    pub sorted: &'static str,
    pub oldest_first: &'static str,
    pub columns: &'static str,
    pub columns_hint: &'static str,
    pub format: &'static str,
    pub csv: &'static str,
    pub csv_hint: &'static str,
    pub ndjson: &'static str,
    pub ndjson_hint: &'static str,
    pub bom: &'static str,
    pub bom_hint: &'static str,
    pub download: &'static str,
    pub back: &'static str,
    pub busy: &'static str,
}

impl Locale {
    #[must_use]
    pub const fn export_messages(self) -> &'static ExportMessages {
        match self {
            Self::En => &en::MESSAGES,
            Self::Es => &es::MESSAGES,
        }
    }

    /// What the screens call it; in the file it has its code.
    #[must_use]
    pub const fn export_column(self, column: ExportColumn) -> &'static str {
        let messages = self.messages();
        match column {
            ExportColumn::Name => messages.name,
            ExportColumn::ContactId => messages.contact_id,
            ExportColumn::ExternalCode => messages.external_code,
            ExportColumn::Channel => messages.channel,
            ExportColumn::Language => messages.language,
            ExportColumn::Proactive => messages.proactive,
            ExportColumn::Reactive => messages.reactive,
            ExportColumn::CreatedAt => messages.created,
            ExportColumn::UpdatedAt => messages.updated,
        }
    }
}
