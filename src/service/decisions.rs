//! May I send? Asked by other systems before each message, for one contact or for thousands at once.

use super::{Failure, now};
use crate::{
    domain::{Action, Actor, Channel, ContactId, Language, Permission, PermissionState, Timestamp},
    store::{KnownPermission, PermissionQuestion, Store},
};
use jiff::{ToSpan, civil::Time, tz::TimeZone};
use std::{collections::HashMap, sync::Arc};

/// What is asked: whether a message may go to this contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub channel: Channel,
    /// As the caller has it.
    pub contact_id: String,
    /// Proactive: we write first; reactive: we answer.
    pub intent: Permission,
    /// When it would go, or went; now where nothing is said.
    pub at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    Deny,
    /// Not now, but later.
    Defer,
}

impl Verdict {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Defer => "defer",
        }
    }
}

/// What a decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionReason {
    PermissionActive,
    PermissionBlocked,
    /// The contact stopped proactive messages themselves.
    StoppedByContact,
    /// Nobody has this ID; the settings say what that means.
    UnknownContact,
    /// No ID of that channel looks like this.
    ContactIdInvalid,
    QuietHours,
}

impl DecisionReason {
    pub const ALL: [Self; 6] = [
        Self::PermissionActive,
        Self::PermissionBlocked,
        Self::StoppedByContact,
        Self::UnknownContact,
        Self::ContactIdInvalid,
        Self::QuietHours,
    ];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PermissionActive => "permission_active",
            Self::PermissionBlocked => "permission_blocked",
            Self::StoppedByContact => "stopped_by_contact",
            Self::UnknownContact => "unknown_contact",
            Self::ContactIdInvalid => "contact_id_invalid",
            Self::QuietHours => "quiet_hours",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub verdict: Verdict,
    pub reasons: Vec<DecisionReason>,
    /// The ledger's entry that the permission rests on; `None` where there is no such contact.
    pub seq: Option<i64>,
    /// Of a deferred one.
    pub retry_at: Option<Timestamp>,
}

/// A time of day in which nobody is written to first. It may pass midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: Time,
    pub to: Time,
}

impl Window {
    /// `21:00-08:00`. `None` where it is none; the ends differ.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(['-', '–'])?;
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).ok();
        let window = Self {
            from: time(from)?,
            to: time(to)?,
        };
        (window.from != window.to).then_some(window)
    }
}

/// Quiet hours, by the region of the contact's language or for everybody.
#[derive(Clone, Debug, Default)]
pub struct QuietHours {
    /// `None`: there are none.
    pub window: Option<Window>,
    /// Of contacts whose region says nothing else; `None`: UTC.
    pub zone: Option<TimeZone>,
    /// By region (`ES`, `419`), in upper case.
    pub regions: HashMap<String, TimeZone>,
}

impl QuietHours {
    /// When it makes sense to try again, where `at` is within them.
    fn end(&self, language: Option<&Language>, at: Timestamp) -> Option<Timestamp> {
        let window = self.window?;
        let zone = language
            .and_then(Language::region)
            .and_then(|region| self.regions.get(&region.to_ascii_uppercase()))
            .or(self.zone.as_ref())
            .cloned()
            .unwrap_or(TimeZone::UTC);
        let local = jiff::Timestamp::from_millisecond(at.0)
            .ok()?
            .to_zoned_datetime(zone.clone());
        let time = local.time();
        let overnight = window.from > window.to;
        let (within, tomorrow) = if overnight {
            (time >= window.from || time < window.to, time >= window.from)
        } else {
            (time >= window.from && time < window.to, false)
        };
        if !within {
            return None;
        }
        let day = if tomorrow {
            local.date().checked_add(1.day()).ok()?
        } else {
            local.date()
        };
        let end = day.to_datetime(window.to).to_zoned_datetime(zone).ok()?;
        Some(Timestamp(end.timestamp().as_millisecond()))
    }
}

/// What the settings say of decisions.
#[derive(Clone, Debug)]
pub struct DecisionSettings {
    /// Whether somebody whom nobody knows may be written to first.
    pub unknown_proactive: PermissionState,
    /// Whether they may be answered.
    pub unknown_reactive: PermissionState,
    pub quiet_hours: QuietHours,
}

impl Default for DecisionSettings {
    fn default() -> Self {
        Self {
            unknown_proactive: PermissionState::Blocked,
            unknown_reactive: PermissionState::Active,
            quiet_hours: QuietHours::default(),
        }
    }
}

/// Decides. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DecisionService {
    store: Store,
    settings: Arc<DecisionSettings>,
}

impl DecisionService {
    /// The most that can be asked at once.
    pub const MOST: usize = 10_000;

    #[must_use]
    pub fn new(store: Store, settings: DecisionSettings) -> Self {
        Self {
            store,
            settings: Arc::new(settings),
        }
    }

    /// A decision for each question, in their order; at most [`Self::MOST`].
    pub async fn decide(
        &self,
        actor: &Actor,
        questions: &[Question],
    ) -> Result<Vec<Decision>, Failure> {
        actor.may(Action::AskDecisions)?;
        let now = now();
        let mut asked = Vec::with_capacity(questions.len());
        let mut places = Vec::with_capacity(questions.len());
        for question in questions {
            let Ok(contact_id) = ContactId::parse(question.channel, &question.contact_id) else {
                places.push(None);
                continue;
            };
            places.push(Some(asked.len()));
            asked.push(PermissionQuestion {
                channel: question.channel,
                contact_id,
                permission: question.intent,
                // What is to come is decided by what is known now.
                as_of: question.at.filter(|at| *at < now),
            });
        }
        let known = if asked.is_empty() {
            Vec::new()
        } else {
            self.store.permissions_of(&asked).await?
        };
        Ok(questions
            .iter()
            .zip(places)
            .map(|(question, place)| match place {
                None => Decision {
                    verdict: Verdict::Deny,
                    reasons: vec![DecisionReason::ContactIdInvalid],
                    seq: None,
                    retry_at: None,
                },
                Some(place) => self.one(
                    question.intent,
                    question.at.unwrap_or(now),
                    known.get(place).and_then(Option::as_ref),
                ),
            })
            .collect())
    }

    fn one(&self, intent: Permission, at: Timestamp, known: Option<&KnownPermission>) -> Decision {
        let settings = &self.settings;
        let (state, reason) = match known {
            Some(known) if known.state.is_active() => {
                (known.state, DecisionReason::PermissionActive)
            }
            Some(known) if known.stopped => (known.state, DecisionReason::StoppedByContact),
            Some(known) => (known.state, DecisionReason::PermissionBlocked),
            None => {
                let state = match intent {
                    Permission::Proactive => settings.unknown_proactive,
                    Permission::Reactive => settings.unknown_reactive,
                };
                (state, DecisionReason::UnknownContact)
            }
        };
        let mut decision = Decision {
            verdict: Verdict::Deny,
            reasons: vec![reason],
            seq: known.map(|known| known.seq),
            retry_at: None,
        };
        if !state.is_active() {
            return decision;
        }
        let language = known.and_then(|known| known.language.as_ref());
        let quiet = match intent {
            Permission::Proactive => settings.quiet_hours.end(language, at),
            Permission::Reactive => None,
        };
        decision.verdict = match quiet {
            Some(_) => Verdict::Defer,
            None => Verdict::Allow,
        };
        if quiet.is_some() {
            decision.reasons.push(DecisionReason::QuietHours);
            decision.retry_at = quiet;
        }
        decision
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn language(tag: &str) -> Option<Language> {
        Language::parse(tag).unwrap()
    }

    fn hours(window: &str, zone: &str, regions: &[(&str, &str)]) -> QuietHours {
        let get = |name: &str| TimeZone::get(name).unwrap();
        QuietHours {
            window: Window::parse(window),
            zone: Some(get(zone)),
            regions: regions
                .iter()
                .map(|(region, name)| ((*region).to_owned(), get(name)))
                .collect(),
        }
    }

    #[test]
    fn hours_are_written_as_two_times_that_differ() {
        assert!(Window::parse("21:00-08:00").is_some());
        assert!(Window::parse("21:00 – 08:00").is_some());
        for text in ["", "21:00", "21-8", "25:00-08:00", "08:00-08:00"] {
            assert_eq!(Window::parse(text), None, "{text}");
        }
    }

    #[test]
    fn quiet_hours_that_pass_midnight_end_in_the_morning() {
        let hours = hours("21:00-08:00", "Europe/Madrid", &[]);
        for (moment, end) in [
            // Summer, two hours ahead of UTC.
            ("2026-07-01T18:59:59Z", None),
            ("2026-07-01T19:00:00Z", Some("2026-07-02T06:00:00Z")),
            ("2026-07-02T05:59:59Z", Some("2026-07-02T06:00:00Z")),
            ("2026-07-02T06:00:00Z", None),
            // The night in which the clocks are put back is an hour longer.
            ("2026-10-24T20:00:00Z", Some("2026-10-25T07:00:00Z")),
        ] {
            assert_eq!(hours.end(None, at(moment)), end.map(at), "{moment}");
        }
    }

    #[test]
    fn quiet_hours_within_a_day_end_on_it() {
        let hours = hours("12:00-14:30", "UTC", &[]);
        let end = Some(at("2026-07-01T14:30:00Z"));
        assert_eq!(hours.end(None, at("2026-07-01T12:00:00Z")), end);
        assert_eq!(hours.end(None, at("2026-07-01T14:30:00Z")), None);
    }

    #[test]
    fn the_region_of_the_language_says_where_it_is() {
        let hours = hours("21:00-08:00", "UTC", &[("MX", "America/Mexico_City")]);
        let moment = at("2026-07-01T22:00:00Z");
        assert!(hours.end(language("es").as_ref(), moment).is_some());
        // Four in the afternoon there.
        assert_eq!(hours.end(language("es-MX").as_ref(), moment), None);
        assert_eq!(
            hours.end(language("es-MX").as_ref(), at("2026-07-02T04:00:00Z")),
            Some(at("2026-07-02T14:00:00Z"))
        );
    }

    #[test]
    fn without_hours_nothing_is_deferred() {
        assert_eq!(
            QuietHours::default().end(None, at("2026-07-01T23:00:00Z")),
            None
        );
    }
}
