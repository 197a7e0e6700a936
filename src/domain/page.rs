//! One page of the table, as the server answers it.

use super::{Contact, ContactDraft, Language};
use serde::{Deserialize, Serialize};

/// Matches are counted up to here; beyond it reads "10,000+".
pub const TOTAL_CAP: u64 = 10_000;

/// How many contacts match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    pub value: u64,
    /// There are more than `value`.
    pub more: bool,
}

impl Total {
    /// From a count that stopped one past the cap.
    #[must_use]
    pub const fn capped(count: u64) -> Self {
        if count > TOTAL_CAP {
            Self {
                value: TOTAL_CAP,
                more: true,
            }
        } else {
            Self {
                value: count,
                more: false,
            }
        }
    }
}

/// A matching part of a text: byte offsets, start inclusive, end exclusive.
pub type Mark = (usize, usize);

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    pub contact: Contact,
    /// Matching parts of the name (or of the contact ID in its place).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub name_marks: Vec<Mark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact_id_marks: Vec<Mark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_code_marks: Vec<Mark>,
}

/// A page, and the way to its neighbours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPage {
    pub rows: Vec<ContactRow>,
    pub total: Total,
    /// The place of the first row among all matches, from 1; unknown after a jump to the end of more than
    /// can be counted.
    pub start: Option<u64>,
    /// Cursor for `before=`, where there is a previous page.
    pub previous: Option<String>,
    /// Cursor for `after=`, where there is a next page.
    pub next: Option<String>,
}

/// What the screen's choices offer, beside what the code itself knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactOptions {
    /// Every language that some contact has; what most have comes first.
    pub languages: Vec<LanguageCount>,
    /// What the form for a new contact begins with.
    pub new_contact: ContactDraft,
}

/// A language that some contact has, for the filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageCount {
    /// `None`: contacts without a language.
    pub language: Option<Language>,
    pub contacts: u64,
}
