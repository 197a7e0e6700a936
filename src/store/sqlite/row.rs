//! A row of `contacts` and the values it becomes.

use crate::{
    domain::{
        Contact, ContactFields, ContactId, ExternalCode, Language, Name, PermissionState, Timestamp,
    },
    store::StoreError,
};
use serde::{Deserialize, Deserializer};
use sqlx::FromRow;
use uuid::Uuid;

/// The columns of [`StoredContact`], of the table aliased `c`.
pub(super) const COLUMNS: &str = "c.id, c.uuid, c.channel, c.contact_id, c.name, c.external_code, c.language, \
     c.proactive, c.reactive, c.version, c.created_at, c.updated_at, c.stopped_at, \
     c.name_key, c.contact_id_key, c.external_code_key";

/// The same as one value: a page of rows is handed over as one, because each row and each column costs more to hand over than to find.
pub(super) const ROW: &str = "json_array(c.id, hex(c.uuid), c.channel, c.contact_id, c.name, c.external_code, c.language, \
     c.proactive, c.reactive, c.version, c.created_at, c.updated_at, c.stopped_at, \
     c.name_key, c.contact_id_key, c.external_code_key)";

#[derive(Debug, Deserialize, FromRow)]
pub(super) struct StoredContact {
    pub id: i64,
    #[serde(deserialize_with = "unhex")]
    pub uuid: Vec<u8>,
    pub channel: String,
    pub contact_id: String,
    pub name: Option<String>,
    pub external_code: Option<String>,
    pub language: String,
    #[serde(deserialize_with = "flag")]
    pub proactive: bool,
    #[serde(deserialize_with = "flag")]
    pub reactive: bool,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub stopped_at: Option<i64>,
    pub name_key: String,
    pub contact_id_key: String,
    pub external_code_key: String,
}

fn unhex<'de, D: Deserializer<'de>>(value: D) -> Result<Vec<u8>, D::Error> {
    Uuid::deserialize(value).map(|uuid| uuid.as_bytes().to_vec())
}

fn flag<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    u8::deserialize(value).map(|flag| flag == 1)
}

impl StoredContact {
    /// Fails only where the file was changed by something else than this program.
    pub fn into_contact(self) -> Result<Contact, StoreError> {
        let decode = |what: &'static str| StoreError::Database(sqlx::Error::Decode(what.into()));
        Ok(Contact {
            id: Uuid::from_slice(&self.uuid).map_err(|_| decode("contacts.uuid"))?,
            fields: ContactFields {
                channel: self
                    .channel
                    .parse()
                    .map_err(|_| decode("contacts.channel"))?,
                contact_id: ContactId::from_stored(self.contact_id),
                name: self.name.map(Name::from_stored),
                external_code: self.external_code.map(ExternalCode::from_stored),
                language: Language::from_stored(self.language),
                proactive: PermissionState::from_active(self.proactive),
                reactive: PermissionState::from_active(self.reactive),
            },
            version: self.version,
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
            stopped_at: self.stopped_at.map(Timestamp),
        })
    }
}
