//! Which column of a file is which field.

use super::{dialect::FileProblem, words};
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
        let headings: Vec<_> = header.iter().map(|name| words::heading(name)).collect();
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
        if mapping.column(ImportField::Channel).is_none() {
            mapping.channel = mapping
                .column(ImportField::ContactId)
                .and_then(|column| words::channel_of_heading(&header[column]));
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
