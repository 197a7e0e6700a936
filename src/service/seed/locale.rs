//! The places that contacts come from: language, names, numbers, and the messenger of choice.

use super::{
    names::{Form, NameLists, latin, other_scripts},
    phone::{self, PhonePlan},
};
use crate::domain::Channel;

pub(super) struct Locale {
    /// The language tag of its contacts.
    pub(super) tag: &'static str,
    /// Its share, relative to those of the others.
    pub(super) weight: u64,
    pub(super) names: &'static NameLists,
    pub(super) form: Form,
    pub(super) plans: &'static [&'static PhonePlan],
    /// A channel that many use here and few elsewhere.
    pub(super) favourite: Option<Channel>,
}

const fn locale(
    tag: &'static str,
    weight: u64,
    names: &'static NameLists,
    form: Form,
    plans: &'static [&'static PhonePlan],
) -> Locale {
    Locale {
        tag,
        weight,
        names,
        form,
        plans,
        favourite: None,
    }
}

impl Locale {
    const fn fond_of(self, channel: Channel) -> Self {
        Self {
            favourite: Some(channel),
            ..self
        }
    }
}

/// Two family names where there is room for them, `percent` of the time.
const fn two_families(percent: u64) -> Form {
    Form::GivenFamily {
        second_family: percent,
        joiner: " ",
    }
}

/// A double-barrelled family name, `percent` of the time.
const fn hyphenated(percent: u64) -> Form {
    Form::GivenFamily {
        second_family: percent,
        joiner: "-",
    }
}

const PLAIN: Form = Form::GivenFamily {
    second_family: 0,
    joiner: " ",
};
const JOINED: Form = Form::FamilyGiven { separator: "" };
const FAMILY_FIRST: Form = Form::FamilyGiven { separator: " " };

#[rustfmt::skip] // One place a line reads as the table it is.
pub(super) static LOCALES: &[Locale] = &[
    locale("es-ES", 180, &latin::SPANISH, two_families(70), &[&phone::SPAIN]),
    locale("es-MX", 130, &latin::SPANISH, two_families(60), &[&phone::MEXICO]),
    locale("es-AR", 60, &latin::SPANISH, two_families(15), &[&phone::ARGENTINA]),
    locale("es-CO", 60, &latin::SPANISH, two_families(55), &[&phone::COLOMBIA]),
    locale("es", 50, &latin::SPANISH, two_families(45), &[&phone::SPAIN, &phone::CHILE, &phone::PERU]),
    locale("ca", 25, &latin::CATALAN, two_families(50), &[&phone::SPAIN]),
    locale("en-US", 60, &latin::ENGLISH, hyphenated(3), &[&phone::NORTH_AMERICA]),
    locale("en-GB", 40, &latin::ENGLISH, hyphenated(5), &[&phone::UNITED_KINGDOM]),
    locale("en", 20, &latin::ENGLISH, hyphenated(2), &[&phone::IRELAND, &phone::UNITED_KINGDOM]),
    locale("pt-BR", 65, &latin::PORTUGUESE, two_families(55), &[&phone::BRAZIL]),
    locale("pt-PT", 20, &latin::PORTUGUESE, two_families(65), &[&phone::PORTUGAL]),
    locale("fr", 35, &latin::FRENCH, hyphenated(6), &[&phone::FRANCE]),
    locale("de", 30, &latin::GERMAN, hyphenated(6), &[&phone::GERMANY]),
    locale("de-CH", 6, &latin::GERMAN, hyphenated(12), &[&phone::SWITZERLAND]),
    locale("it", 28, &latin::ITALIAN, PLAIN, &[&phone::ITALY]),
    locale("nl", 10, &latin::DUTCH, hyphenated(4), &[&phone::NETHERLANDS]),
    locale("sv", 8, &latin::SWEDISH, hyphenated(3), &[&phone::SWEDEN]),
    locale("da", 6, &latin::DANISH, two_families(12), &[&phone::DENMARK]),
    locale("pl", 12, &latin::POLISH, hyphenated(3), &[&phone::POLAND]),
    locale("ro", 12, &latin::ROMANIAN, PLAIN, &[&phone::ROMANIA]),
    locale("tr", 12, &latin::TURKISH, PLAIN, &[&phone::TURKEY]),
    locale("fil", 12, &latin::FILIPINO, two_families(25), &[&phone::PHILIPPINES]).fond_of(Channel::Viber),
    locale("id", 14, &latin::INDONESIAN, PLAIN, &[&phone::INDONESIA]),
    locale("vi", 10, &latin::VIETNAMESE, FAMILY_FIRST, &[&phone::VIETNAM]).fond_of(Channel::Viber),
    locale("ar", 16, &other_scripts::ARABIC, PLAIN, &[&phone::SAUDI_ARABIA, &phone::EGYPT, &phone::MOROCCO]),
    locale("ar-EG", 8, &other_scripts::ARABIC, PLAIN, &[&phone::EGYPT]),
    locale("prs-AF", 6, &other_scripts::DARI, PLAIN, &[&phone::AFGHANISTAN]),
    locale("he", 8, &other_scripts::HEBREW, hyphenated(3), &[&phone::ISRAEL]),
    locale("hi", 16, &other_scripts::HINDI, PLAIN, &[&phone::INDIA]),
    locale("zh", 16, &other_scripts::CHINESE, JOINED, &[&phone::CHINA]),
    locale("zh-Hant-TW", 14, &other_scripts::TAIWANESE, JOINED, &[&phone::TAIWAN]).fond_of(Channel::Line),
    locale("ja", 20, &other_scripts::JAPANESE, FAMILY_FIRST, &[&phone::JAPAN]).fond_of(Channel::Line),
    locale("th", 10, &other_scripts::THAI, PLAIN, &[&phone::THAILAND]).fond_of(Channel::Line),
    locale("ko", 12, &other_scripts::KOREAN, JOINED, &[&phone::SOUTH_KOREA]),
    locale("ru", 16, &other_scripts::RUSSIAN, PLAIN, &[&phone::RUSSIA]),
    locale("uk", 18, &other_scripts::UKRAINIAN, PLAIN, &[&phone::UKRAINE]).fond_of(Channel::Viber),
    locale("el", 16, &other_scripts::GREEK, PLAIN, &[&phone::GREECE]).fond_of(Channel::Viber),
];
