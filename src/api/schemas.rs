//! How the domain's codes and texts look in the OpenAPI document; what they are is the domain's to say.

use crate::domain::{
    Channel, EventSource, ExportColumn, ExportFormat, LegalBasis, MAX_EVIDENCE_CHARS,
    MAX_REASON_CHARS, Permission, PermissionState,
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

fn one_of_or_null(codes: impl IntoIterator<Item = &'static str>) -> Object {
    let codes = codes.into_iter().map(serde_json::Value::from);
    text()
        .schema_type(nullable())
        .enum_values(Some(codes.chain([serde_json::Value::Null])))
        .build()
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
    one_of_or_null([PermissionState::Active, PermissionState::Blocked].map(PermissionState::code))
}

pub fn source() -> Object {
    one_of(EventSource::ALL.map(EventSource::code))
}

pub fn source_or_null() -> Object {
    one_of_or_null(EventSource::ALL.map(EventSource::code))
}

pub fn legal_basis_or_null() -> Object {
    one_of_or_null(LegalBasis::ALL.map(LegalBasis::code))
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

pub fn reason_or_null() -> Object {
    text()
        .schema_type(nullable())
        .max_length(Some(MAX_REASON_CHARS))
        .build()
}

pub fn evidence_or_null() -> Object {
    text()
        .schema_type(nullable())
        .max_length(Some(MAX_EVIDENCE_CHARS))
        .build()
}

/// What If-Match takes: entity tags with commas between them, or `*`.
fn entity_tags() -> Object {
    text()
        .pattern(Some(r#"^(\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)$"#))
        .build()
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
parameter_schema!(EntityTags, entity_tags());
parameter_schema!(
    ExportFormatCode,
    one_of(ExportFormat::ALL.map(ExportFormat::code))
);
parameter_schema!(
    ExportColumnCode,
    one_of(ExportColumn::ALL.map(ExportColumn::code))
);
