//! What a change of a permission rests on, as JSON.

use crate::domain::{EventSource, GroundsDraft, LegalBasis, Timestamp};

/// The grounds that several bodies have among their own fields.
pub trait Grounds {
    fn grounds(&self) -> GroundsDraft;
}

/// The fields of the grounds, checked for what they are but not for what they say.
pub fn draft(
    source: Option<EventSource>,
    legal_basis: Option<LegalBasis>,
    reason: Option<&String>,
    evidence: Option<&String>,
    captured_at: Option<Timestamp>,
) -> GroundsDraft {
    GroundsDraft {
        source,
        legal_basis,
        reason: reason.cloned().unwrap_or_default(),
        evidence: evidence.cloned().unwrap_or_default(),
        captured_at,
    }
}

/// Declares a body that has the grounds of a change beside its own fields. (serde's `flatten` can't refuse unknown fields.)
macro_rules! with_grounds {
    ($(#[$attribute:meta])* pub struct $name:ident { $($(#[$field_attribute:meta])* $field:ident: $kind:ty,)* }) => {
        #[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$attribute])*
        pub struct $name {
            $($(#[$field_attribute])* $field: $kind,)*
            /// Where it came from. What the contact did on the channel itself (opt-in-message, opt-out-message,
            /// provider-preference) is recorded as the contact's own act; api where nothing is said.
            #[serde(default)]
            #[schema(schema_with = $crate::api::schemas::source_or_null)]
            source: Option<$crate::domain::EventSource>,
            /// By what right (GDPR, Article 6(1)).
            #[serde(default)]
            #[schema(schema_with = $crate::api::schemas::legal_basis_or_null)]
            legal_basis: Option<$crate::domain::LegalBasis>,
            /// Why, in words; erased with the contact.
            #[serde(default)]
            #[schema(schema_with = $crate::api::schemas::reason_or_null)]
            reason: Option<String>,
            /// A reference to what shows it, such as a message's id; erased with the contact.
            #[serde(default)]
            #[schema(schema_with = $crate::api::schemas::evidence_or_null)]
            evidence: Option<String>,
            /// When the contact said so; now where nothing is said.
            #[serde(default, with = "crate::api::moment::optional")]
            #[schema(schema_with = $crate::api::schemas::moment_or_null)]
            captured_at: Option<$crate::domain::Timestamp>,
        }

        impl $crate::api::contacts::Grounds for $name {
            fn grounds(&self) -> $crate::domain::GroundsDraft {
                $crate::api::contacts::grounds::draft(
                    self.source,
                    self.legal_basis,
                    self.reason.as_ref(),
                    self.evidence.as_ref(),
                    self.captured_at,
                )
            }
        }
    };
}
pub(super) use with_grounds;
