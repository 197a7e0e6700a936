//! Which column of a file is which field.

use super::{dialect::FileProblem, headings};
use crate::domain::{Channel, Language};
use serde::{Deserialize, Serialize};

/// What a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportField {
    Name,
    /// The first part of a name; counts where the row has no whole one.
    GivenName,
    FamilyName,
    ContactId,
    ExternalCode,
    Channel,
    Language,
    Proactive,
    Reactive,
    /// Says the opposite of [`Self::Proactive`], as a column `opted_out` does.
    ProactiveBlocked,
    /// Says the opposite of [`Self::Reactive`].
    ReactiveBlocked,
}

impl ImportField {
    /// In the order in which choices show them.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::ContactId,
        Self::ExternalCode,
        Self::Channel,
        Self::Language,
        Self::Proactive,
        Self::Reactive,
        Self::ProactiveBlocked,
        Self::ReactiveBlocked,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::ContactId => "contact_id",
            Self::ExternalCode => "external_code",
            Self::Channel => "channel",
            Self::Language => "language",
            Self::Proactive => "proactive",
            Self::Reactive => "reactive",
            Self::ProactiveBlocked => "proactive_blocked",
            Self::ReactiveBlocked => "reactive_blocked",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// By what a row finds the contact that it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matching {
    /// Channel and contact ID.
    #[default]
    ContactId,
    /// The external code, where one contact alone carries it. Such rows create nobody.
    ExternalCode,
}

impl Matching {
    pub const ALL: [Self; 2] = [Self::ContactId, Self::ExternalCode];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ContactId => "contact_id",
            Self::ExternalCode => "external_code",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|matching| matching.code() == code)
    }
}

/// What the columns are, and what stands for cells that are not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// One for each column; `None`: the column is left out.
    pub columns: Vec<Option<ImportField>>,
    /// For rows without a channel of their own.
    pub channel: Option<Channel>,
    /// For rows without a language of their own.
    pub language: Option<Language>,
    /// Whether an empty cell clears the field; otherwise it leaves it as it is. Permissions are never cleared.
    pub clear_empty: bool,
}

impl Mapping {
    /// Says what the column of this name is, in place of the one that was that before; whether there is one.
    pub fn assign(&mut self, header: &[String], column: &str, field: Option<ImportField>) -> bool {
        let Some(at) = header.iter().position(|name| name == column) else {
            return false;
        };
        if field.is_some() {
            for known in self.columns.iter_mut().filter(|known| **known == field) {
                *known = None;
            }
        }
        if let Some(place) = self.columns.get_mut(at) {
            *place = field;
        }
        true
    }

    /// By the names of the columns, in English and Spanish and as common exports have them. Each field goes to the column
    /// that is called most like it, the first of several; the channel to the one that the contact IDs' column names.
    #[must_use]
    pub fn guess(header: &[String]) -> Self {
        let mut columns = vec![None; header.len()];
        let headings: Vec<_> = header.iter().map(|name| headings::heading(name)).collect();
        for field in ImportField::ALL {
            let best = headings
                .iter()
                .enumerate()
                .filter_map(|(column, heading)| Some((column, heading.as_ref()?)))
                .filter(|(_, heading)| heading.field == field)
                .min_by_key(|(_, heading)| heading.rank);
            if let Some((column, _)) = best {
                columns[column] = Some(field);
            }
        }
        let mut mapping = Self {
            columns,
            ..Self::default()
        };
        if let Some(name) = mapping.column(ImportField::Name)
            && mapping.column(ImportField::FamilyName).is_some()
            && mapping.column(ImportField::GivenName).is_none()
            && headings::is_given_beside_family(&header[name])
        {
            mapping.columns[name] = Some(ImportField::GivenName);
        }
        if mapping.column(ImportField::Channel).is_none() {
            mapping.channel = mapping
                .column(ImportField::ContactId)
                .and_then(|column| headings::channel_of_heading(&header[column]));
        }
        mapping
    }

    /// Whether rows can be made with it.
    pub fn check(&self, matching: Matching) -> Result<(), FileProblem> {
        let twice = ImportField::ALL.into_iter().any(|field| {
            let columns = self.columns.iter();
            columns.filter(|column| **column == Some(field)).count() > 1
        });
        let has = |field| self.column(field).is_some();
        match matching {
            _ if twice => Err(FileProblem::FieldTwice),
            Matching::ContactId if !has(ImportField::ContactId) => Err(FileProblem::NoContactId),
            Matching::ContactId if !has(ImportField::Channel) && self.channel.is_none() => {
                Err(FileProblem::NoChannel)
            }
            Matching::ExternalCode if !has(ImportField::ExternalCode) => {
                Err(FileProblem::NoExternalCode)
            }
            _ => Ok(()),
        }
    }

    /// Where the field stands.
    #[must_use]
    pub fn column(&self, field: ImportField) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| *column == Some(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn guessed(names: &[&str]) -> Vec<Option<ImportField>> {
        Mapping::guess(&header(names)).columns
    }

    #[test]
    fn codes_read_back_and_are_those_that_are_stored() {
        for field in ImportField::ALL {
            assert_eq!(ImportField::from_code(field.code()), Some(field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.code());
        }
        for matching in Matching::ALL {
            assert_eq!(Matching::from_code(matching.code()), Some(matching));
            assert_eq!(serde_json::to_value(matching).unwrap(), matching.code());
        }
        // The cells of a row stand in the order of the fields.
        for (place, field) in ImportField::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, place);
        }
    }

    #[test]
    fn each_field_is_known_by_its_code() {
        for field in ImportField::ALL {
            assert_eq!(guessed(&[field.code()]), [Some(field)]);
        }
    }

    #[test]
    fn accents_case_and_punctuation_are_ignored() {
        use ImportField as F;
        assert_eq!(
            guessed(&[
                "TELÉFONO MÓVIL",
                " Código-externo ",
                "¿Idioma?",
                "Canal:",
                "Correo"
            ]),
            [
                Some(F::ContactId),
                Some(F::ExternalCode),
                Some(F::Language),
                Some(F::Channel),
                None
            ]
        );
    }

    #[test]
    fn the_column_that_is_called_most_like_the_field_has_it() {
        use ImportField as F;
        assert_eq!(
            guessed(&["phone", "wa_id", "Phone Number", "contact_id"]),
            [None, None, None, Some(F::ContactId)]
        );
        assert_eq!(guessed(&["phone", "Phone"]), [Some(F::ContactId), None]);
        assert_eq!(
            guessed(&["id", "identifier"]),
            [Some(F::ExternalCode), Some(F::ContactId)]
        );
    }

    #[test]
    fn a_name_beside_a_surname_is_a_given_one() {
        use ImportField as F;
        assert_eq!(
            guessed(&["Nombre", "Apellidos"]),
            [Some(F::GivenName), Some(F::FamilyName)]
        );
        assert_eq!(
            guessed(&["Nombre completo", "Apellidos"]),
            [Some(F::Name), Some(F::FamilyName)]
        );
        assert_eq!(
            guessed(&["Name", "First name", "Last name"]),
            [Some(F::Name), Some(F::GivenName), Some(F::FamilyName)]
        );
    }

    #[test]
    fn a_column_of_one_channel_says_which() {
        let channel = |names: &[&str]| Mapping::guess(&header(names)).channel;
        assert_eq!(channel(&["wa_id"]), Some(Channel::Whatsapp));
        assert_eq!(channel(&["WhatsApp Phone Number"]), Some(Channel::Whatsapp));
        assert_eq!(channel(&["telegram_chat_id"]), Some(Channel::Telegram));
        assert_eq!(channel(&["phone"]), None);
        assert_eq!(channel(&["wa_id", "channel"]), None);
    }

    #[test]
    fn rows_need_what_they_are_found_by() {
        let by_id = |names: &[&str]| Mapping::guess(&header(names)).check(Matching::ContactId);
        assert_eq!(by_id(&["phone", "channel"]), Ok(()));
        assert_eq!(by_id(&["wa_id"]), Ok(()));
        assert_eq!(by_id(&["phone"]), Err(FileProblem::NoChannel));
        assert_eq!(by_id(&["name"]), Err(FileProblem::NoContactId));

        let mut mapping = Mapping::guess(&header(&["crm_id", "name", "note"]));
        assert_eq!(mapping.check(Matching::ExternalCode), Ok(()));
        mapping.columns[2] = Some(ImportField::Name);
        assert_eq!(
            mapping.check(Matching::ExternalCode),
            Err(FileProblem::FieldTwice)
        );
        mapping.columns = vec![None, Some(ImportField::Name), None];
        assert_eq!(
            mapping.check(Matching::ExternalCode),
            Err(FileProblem::NoExternalCode)
        );
    }
}
