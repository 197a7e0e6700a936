//! How the domain's codes and texts look in the OpenAPI document; what they are is the domain's to say.

use crate::domain::{
    Channel, EventSource, LegalBasis, MAX_EVIDENCE_CHARS, MAX_REASON_CHARS, Permission,
    PermissionState,
};
use utoipa::openapi::{
    Object, ObjectBuilder,
    schema::{KnownFormat, SchemaFormat, SchemaType, Type},
};

/// The longest name or external code, in characters.
const MAX_TEXT_CHARS: usize = 128;

fn one_of(codes: impl IntoIterator<Item = &'static str>) -> Object {
    text().enum_values(Some(codes)).build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

/// The same, or `null`.
fn nullable() -> SchemaType {
    SchemaType::from_iter([Type::String, Type::Null])
}

pub fn channel() -> Object {
    one_of(Channel::ALL.map(Channel::code))
}

pub fn state() -> Object {
    one_of([PermissionState::Active, PermissionState::Blocked].map(PermissionState::code))
}

pub fn permission() -> Object {
    one_of(Permission::ALL.map(Permission::code))
}

pub fn state_or_null() -> Object {
    let codes = [PermissionState::Active, PermissionState::Blocked].map(PermissionState::code);
    let values = codes.map(serde_json::Value::from);
    text()
        .schema_type(nullable())
        .enum_values(Some(values.into_iter().chain([serde_json::Value::Null])))
        .build()
}

pub fn source() -> Object {
    one_of(EventSource::ALL.map(EventSource::code))
}

pub fn legal_basis() -> Object {
    one_of(LegalBasis::ALL.map(LegalBasis::code))
}

pub fn legal_basis_or_null() -> Object {
    let values = LegalBasis::ALL.map(|basis| serde_json::Value::from(basis.code()));
    text()
        .schema_type(nullable())
        .enum_values(Some(values.into_iter().chain([serde_json::Value::Null])))
        .build()
}

/// RFC 3339.
pub fn moment() -> Object {
    text()
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .build()
}

pub fn moment_or_null() -> Object {
    text()
        .schema_type(nullable())
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .build()
}

/// A name or an external code to be written; `null` for none.
pub fn text_or_null() -> Object {
    text()
        .schema_type(nullable())
        .max_length(Some(MAX_TEXT_CHARS))
        .build()
}

/// A BCP-47 tag to be written; `null` for none.
pub fn language_or_null() -> Object {
    text().schema_type(nullable()).max_length(Some(64)).build()
}

pub fn reason() -> Object {
    text().max_length(Some(MAX_REASON_CHARS)).build()
}

pub fn evidence() -> Object {
    text().max_length(Some(MAX_EVIDENCE_CHARS)).build()
}

/// Declares a type that stands for a parameter of an address in the document, and nowhere else.
macro_rules! parameter_schema {
    ($name:ident, $schema:expr) => {
        pub struct $name;

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::RefOr::T($schema.into())
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

parameter_schema!(ChannelCode, channel());
parameter_schema!(StateCode, state());
parameter_schema!(IntentCode, permission());
