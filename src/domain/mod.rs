//! The words of the product as types: parsing, validation, the query and the error codes.
//!
//! Pure: nothing here knows of leptos, sqlx or axum, so the browser and the server run the same code.
//! Raw text becomes a typed value once, at the edge; inside there is nothing left to check.

mod access;
mod actor;
mod channel;
mod contact;
mod contact_id;
mod error;
#[cfg(feature = "ssr")]
mod export;
mod grounds;
#[cfg(feature = "ssr")]
mod hex;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod identity;
#[cfg(feature = "ssr")]
pub mod import;
#[cfg(feature = "ssr")]
mod job;
mod language;
#[cfg(feature = "ssr")]
mod operator;
mod page;
mod permission;
mod query;
#[cfg(feature = "ssr")]
mod session;
mod text;
mod time;
#[cfg(feature = "ssr")]
mod webhook;
mod wire;

pub use access::{Action, Grant, Role, Scope};
pub use actor::{Actor, ActorKind, EventSource};
pub use channel::{Channel, UnknownChannel};
pub use contact::{Contact, ContactDraft, ContactEdit, ContactFields};
pub use contact_id::ContactId;
#[cfg(feature = "ssr")]
pub(crate) use contact_id::is_phone_punctuation;
pub use error::{AppError, Field, FieldError, FieldErrorCode, QueryError};
#[cfg(feature = "ssr")]
pub use export::{ExportColumn, ExportFormat, ExportSelection, ExportShape, ExportedContact};
pub use grounds::{Grounds, GroundsDraft, LegalBasis, MAX_EVIDENCE_CHARS, MAX_REASON_CHARS};
#[cfg(feature = "ssr")]
pub use hex::hex;
#[cfg(feature = "ssr")]
pub use history::{ContactEvent, ContactEventKind, FieldChange, History, Moment, PermissionEvent};
#[cfg(feature = "ssr")]
pub use identity::Identity;
#[cfg(feature = "ssr")]
pub use job::{Job, JobCounts, JobKind, JobState};
pub use language::{COMMON_LANGUAGES, Language};
#[cfg(feature = "ssr")]
pub use operator::{Email, Operator, Password, PasswordError};
pub use page::{ContactOptions, ContactPage, ContactRow, LanguageCount, Mark, TOTAL_CAP, Total};
pub use permission::{Permission, PermissionState};
pub use query::{
    ContactQuery, Cursor, DEFAULT_PAGE_SIZE, Direction, LanguageFilter, MAX_SEARCH_CHARS,
    PAGE_SIZES, Position, Sort, SortKey,
};
#[cfg(feature = "ssr")]
pub use session::{
    ApiToken, Caller, OneTimeLink, Secret, SecurityEvent, SecurityEventKind, Session,
};
pub use text::{ExternalCode, Name};
pub use time::Timestamp;
#[cfg(feature = "ssr")]
pub use webhook::{Attempted, Delivery, DeliveryProblem, DeliveryState, Outcome, Webhook};
