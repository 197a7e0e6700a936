//! What a change of a permission rests on: where it came from, by what right, why, and what shows it.

use super::{EventSource, Field, FieldError, FieldErrorCode, Timestamp, text::parse_optional};
use serde::{Deserialize, Serialize};

/// The longest reason, in characters.
pub const MAX_REASON_CHARS: usize = 500;
/// The longest reference to evidence, in characters.
pub const MAX_EVIDENCE_CHARS: usize = 1_000;
/// Clocks of other systems run ahead by so much.
const SKEW_MILLIS: i64 = 5 * 60 * 1000;

/// The right by which somebody is written to: Article 6(1) of the GDPR, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegalBasis {
    Consent,
    Contract,
    LegalObligation,
    VitalInterests,
    PublicTask,
    LegitimateInterests,
}

impl LegalBasis {
    pub const ALL: [Self; 6] = [
        Self::Consent,
        Self::Contract,
        Self::LegalObligation,
        Self::VitalInterests,
        Self::PublicTask,
        Self::LegitimateInterests,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::LegalObligation => "legal-obligation",
            Self::VitalInterests => "vital-interests",
            Self::PublicTask => "public-task",
            Self::LegitimateInterests => "legitimate-interests",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.code() == code)
    }
}

/// The grounds as somebody gave them, before they are checked. All of it is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GroundsDraft {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<EventSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// A reference to what shows it: a ticket, a message's id, an address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// When the contact said so, where that is not now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<Timestamp>,
}

impl GroundsDraft {
    /// Checks every field. Texts are trimmed; an empty one is none. Nothing was captured after `now`, give or take
    /// five minutes of clocks that differ.
    pub fn parse(&self, now: Timestamp) -> Result<Grounds, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut note = |field, code| errors.push(FieldError::new(field, code));
        let reason = parse_optional(&self.reason, MAX_REASON_CHARS)
            .map_err(|code| note(Field::Reason, code));
        let evidence = parse_optional(&self.evidence, MAX_EVIDENCE_CHARS)
            .map_err(|code| note(Field::Evidence, code));
        let captured_at = match self.captured_at {
            Some(at) if at.0 > now.0.saturating_add(SKEW_MILLIS) || at.0 < 0 => {
                note(Field::CapturedAt, FieldErrorCode::NotPast);
                Err(())
            }
            at => Ok(at),
        };
        match (reason, evidence, captured_at) {
            (Ok(reason), Ok(evidence), Ok(captured_at)) => Ok(Grounds {
                source: self.source,
                legal_basis: self.legal_basis,
                reason,
                evidence,
                captured_at,
            }),
            _ => Err(errors),
        }
    }
}

/// The grounds, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grounds {
    /// `None`: what goes without saying of whoever makes the change.
    pub source: Option<EventSource>,
    pub legal_basis: Option<LegalBasis>,
    pub reason: Option<String>,
    pub evidence: Option<String>,
    pub captured_at: Option<Timestamp>,
}

impl Grounds {
    /// Whether they say anything beyond a source.
    #[must_use]
    pub const fn explain(&self) -> bool {
        self.legal_basis.is_some()
            || self.reason.is_some()
            || self.evidence.is_some()
            || self.captured_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_given_is_nothing_said() {
        let grounds = GroundsDraft::default().parse(Timestamp(0)).unwrap();
        assert_eq!(grounds, Grounds::default());
        assert!(!grounds.explain());
    }

    #[test]
    fn texts_are_trimmed_and_all_mistakes_told_at_once() {
        let now = Timestamp(1_000_000_000);
        let good = GroundsDraft {
            reason: "  asked by telephone ".to_owned(),
            evidence: "ticket 7".to_owned(),
            captured_at: Some(Timestamp(5)),
            ..GroundsDraft::default()
        };
        let grounds = good.parse(now).unwrap();
        assert_eq!(grounds.reason.as_deref(), Some("asked by telephone"));
        assert!(grounds.explain());

        let bad = GroundsDraft {
            reason: "x".repeat(MAX_REASON_CHARS + 1),
            evidence: "a\nb".to_owned(),
            captured_at: Some(Timestamp(now.0 + SKEW_MILLIS + 1)),
            ..good
        };
        let told: Vec<_> = bad
            .parse(now)
            .unwrap_err()
            .into_iter()
            .map(|error| (error.field, error.code))
            .collect();
        assert_eq!(
            told,
            [
                (
                    Field::Reason,
                    FieldErrorCode::TooLong {
                        max: MAX_REASON_CHARS
                    }
                ),
                (Field::Evidence, FieldErrorCode::ControlCharacter),
                (Field::CapturedAt, FieldErrorCode::NotPast),
            ]
        );
    }

    #[test]
    fn codes_read_back_and_are_those_on_the_wire() {
        for basis in LegalBasis::ALL {
            assert_eq!(LegalBasis::from_code(basis.code()), Some(basis));
            assert_eq!(serde_json::to_value(basis).unwrap(), basis.code());
        }
    }
}
