//! Believable contacts in any number, for demonstrations, for tests and for measuring.
//!
//! The same seed and index give the same contact in every run, in any order and from any thread, so a
//! million of them need not be kept to be talked about. Nobody real is meant: the numbers are drawn from
//! the countries' mobile ranges at random and must never be written to.

mod locale;
mod names;
mod phone;
mod random;
#[cfg(test)]
mod tests;

use crate::domain::{
    Channel, ContactFields, ContactId, ExternalCode, Language, Name, PermissionState, Timestamp,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use locale::{LOCALES, Locale};
use names::{NameTable, UNUSUAL};
use random::{Stream, mix, shuffle};
use uuid::Uuid;

const TWO_YEARS_IN_SECONDS: u64 = 730 * 24 * 60 * 60;

/// How often in a thousand a channel is used, apart from [`FAVOURITE_PER_MILLE`].
const CHANNELS: [(Channel, u64); 9] = [
    (Channel::Whatsapp, 565),
    (Channel::Sms, 125),
    (Channel::Telegram, 83),
    (Channel::Messenger, 73),
    (Channel::Instagram, 62),
    (Channel::Webchat, 52),
    (Channel::Rcs, 21),
    (Channel::Viber, 13),
    (Channel::Line, 6),
];

/// How often in a thousand somebody uses the channel that their country is fond of.
const FAVOURITE_PER_MILLE: u64 = 350;

/// One believable contact. The same seed and index always give the same contact; different indexes never
/// share channel and contact ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedContact {
    pub fields: ContactFields,
    /// Within the two years before now, in no order.
    pub created_at: Timestamp,
}

/// Makes contacts from their index.
pub struct Seeder {
    now: Timestamp,
    /// Decides who a person is.
    person_key: u64,
    /// Decides how the person can be reached, and what is allowed.
    contact_key: u64,
    /// Decides which index has which contact ID.
    id_key: u64,
    places: Vec<Place>,
    total_weight: u64,
}

/// A locale made ready for use.
struct Place {
    locale: &'static Locale,
    language: Option<Language>,
    names: NameTable,
}

/// What several contacts of the same person have in common.
struct Person<'a> {
    place: &'a Place,
    name: Option<Name>,
    language: Option<Language>,
    external_code: Option<ExternalCode>,
}

impl Seeder {
    /// How many indexes, from 0, are sure to have a contact ID of their own; beyond, telephone numbers
    /// repeat.
    pub const MAX_CONTACTS: u64 = 10_000_000;

    /// Two seeds give two worlds: their contacts are different, but may share a contact ID.
    #[must_use]
    pub fn new(seed: u64, now: Timestamp) -> Self {
        let places: Vec<Place> = LOCALES
            .iter()
            .map(|locale| Place {
                locale,
                language: Language::parse(locale.tag).ok().flatten(),
                names: NameTable::new(locale.names),
            })
            .collect();
        Self {
            now,
            person_key: mix(seed ^ 0x7065_7273_6f6e),
            contact_key: mix(seed ^ 0x0063_6f6e_7461_6374),
            id_key: mix(seed ^ 0x6964),
            total_weight: places.iter().map(|place| place.locale.weight).sum(),
            places,
        }
    }

    /// The contact of this index.
    #[must_use]
    pub fn contact(&self, index: u64) -> SeedContact {
        let mut stream = Stream::new(self.contact_key, index);
        let person = self.person(person_of(index, &mut stream));
        let channel = channel(person.place.locale, &mut stream);
        let contact_id = self.contact_id(channel, person.place.locale, index, &mut stream);
        let fields = ContactFields {
            channel,
            contact_id: ContactId::from_stored(contact_id),
            name: person.name,
            external_code: person.external_code,
            language: person.language,
            proactive: PermissionState::from_active(stream.chance(550)),
            reactive: PermissionState::from_active(stream.chance(930)),
        };
        SeedContact {
            fields,
            created_at: self.moment(&mut stream),
        }
    }

    fn person(&self, number: u64) -> Person<'_> {
        let mut stream = Stream::new(self.person_key, number);
        let place = self.place(&mut stream);
        let name = match stream.below(1000) {
            0..40 => None,
            40..50 => Some((*stream.pick(UNUSUAL)).to_owned()),
            _ => Some(place.names.name(place.locale.form, &mut stream)),
        };
        let language = if stream.chance(80) {
            None
        } else {
            place.language.clone()
        };
        let external_code = if stream.chance(600) {
            Some(external_code(number, place, &mut stream))
        } else {
            None
        };
        Person {
            place,
            language,
            // The lists hold nothing that is refused, which a test proves for every name in them.
            name: name.and_then(|text| Name::parse(&text).ok().flatten()),
            external_code: external_code.and_then(|text| ExternalCode::parse(&text).ok().flatten()),
        }
    }

    fn place(&self, stream: &mut Stream) -> &Place {
        let mut left = stream.below(self.total_weight);
        self.places
            .iter()
            .find(|place| match left.checked_sub(place.locale.weight) {
                Some(rest) => {
                    left = rest;
                    false
                }
                None => true,
            })
            .unwrap_or(&self.places[0])
    }

    /// The contact ID in its stored form.
    ///
    /// Each of them is a bijection of the index, so that two can't be equal; randomness only fills up.
    fn contact_id(
        &self,
        channel: Channel,
        locale: &Locale,
        index: u64,
        stream: &mut Stream,
    ) -> String {
        let key = self.id_key;
        let plan = stream.pick(locale.plans);
        match channel {
            Channel::Whatsapp if stream.chance(30) => {
                let id =
                    10_000_000_000_000_000_000 + shuffle(index, 8_000_000_000_000_000_000, key);
                format!("{}.{id}", plan.region)
            }
            Channel::Whatsapp => plan.number(index, key),
            Channel::Sms | Channel::Rcs => format!("+{}", plan.number(index, key)),
            Channel::Telegram => (100_000_000 + shuffle(index, 7_500_000_000, key)).to_string(),
            Channel::Messenger => {
                (1_000_000_000_000_000 + shuffle(index, 8_000_000_000_000_000, key)).to_string()
            }
            Channel::Instagram => {
                (10_000_000_000_000_000 + shuffle(index, 20_000_000_000_000_000, key)).to_string()
            }
            Channel::Line => format!("U{:016x}{:016x}", mix(index ^ key), stream.next()),
            Channel::Viber => viber_id(mix(index ^ key), stream.next()),
            Channel::Webchat => {
                // The builder overwrites the two highest bits of the second half, which are free here.
                let id = Uuid::from_u64_pair(stream.next(), shuffle(index, 1 << 62, key));
                uuid::Builder::from_random_bytes(id.into_bytes())
                    .into_uuid()
                    .to_string()
            }
        }
    }

    fn moment(&self, stream: &mut Stream) -> Timestamp {
        let milliseconds = stream.below(TWO_YEARS_IN_SECONDS) * 1000 + stream.below(1000);
        Timestamp(self.now.0.saturating_sub_unsigned(milliseconds))
    }
}

/// Mostly the index's own; some people have a second channel or number, and are entered one after another.
fn person_of(index: u64, stream: &mut Stream) -> u64 {
    if stream.chance(50) {
        index.saturating_sub(1 + stream.below(3))
    } else {
        index
    }
}

fn channel(locale: &Locale, stream: &mut Stream) -> Channel {
    if let Some(favourite) = locale.favourite
        && stream.chance(FAVOURITE_PER_MILLE)
    {
        return favourite;
    }
    let mut left = stream.below(1000);
    for (channel, per_mille) in CHANNELS {
        match left.checked_sub(per_mille) {
            Some(rest) => left = rest,
            None => return channel,
        }
    }
    Channel::Whatsapp
}

/// The code under which another system knows the person: several systems, each with its own form.
fn external_code(person: u64, place: &Place, stream: &mut Stream) -> String {
    match stream.below(10) {
        0..5 => format!("CRM-{person:06}"),
        5..8 => format!("C{person:07}"),
        _ => {
            let region = stream.pick(place.locale.plans).region;
            let branches = if region == "ES" {
                &["MAD", "BCN", "SVQ", "VLC"]
            } else {
                &["CEN", "EXT", "NOR", "WEB"]
            };
            let branch = stream.pick(branches);
            format!("{region}/{branch}/{person:05}")
        }
    }
}

/// Viber's user IDs are 16 bytes in base64, padding included.
fn viber_id(high: u64, low: u64) -> String {
    STANDARD.encode(Uuid::from_u64_pair(high, low).as_bytes())
}
