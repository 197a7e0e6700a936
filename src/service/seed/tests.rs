use super::*;
use crate::domain::ContactDraft;
use std::collections::{BTreeMap, BTreeSet, HashSet};

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn contacts(count: u64) -> impl Iterator<Item = SeedContact> {
    let seeder = Seeder::new(42, NOW);
    (0..count).map(move |index| seeder.contact(index))
}

/// Within a tenth of the share, or two in a thousand where that is more.
fn assert_share(what: &str, count: u32, of: u32, expected: f64) {
    let share = f64::from(count) / f64::from(of);
    let tolerance = (expected * 0.1).max(0.002);
    assert!(
        (share - expected).abs() <= tolerance,
        "{what}: {share:.4}, not {expected}"
    );
}

#[test]
fn seed_and_index_decide_everything() {
    let one = Seeder::new(1, NOW);
    let again = Seeder::new(1, NOW);
    let other = Seeder::new(2, NOW);
    for index in [999, 0, 7, 5_000_000, u64::MAX] {
        assert_eq!(one.contact(index), again.contact(index));
        assert_ne!(one.contact(index), other.contact(index));
    }
}

#[test]
fn every_contact_is_one_that_the_form_would_have_accepted() {
    for contact in contacts(100_000) {
        let fields = contact.fields;
        assert_eq!(ContactDraft::from(&fields).parse(), Ok(fields));
    }
}

#[test]
fn every_unusual_name_is_a_name_as_it_stands() {
    for text in UNUSUAL {
        let name = Name::parse(text).unwrap().unwrap();
        assert_eq!(name.as_str(), *text);
    }
}

#[test]
fn every_locale_has_its_language() {
    for place in &Seeder::new(0, NOW).places {
        assert_eq!(
            place.language.as_ref().map(Language::as_str),
            Some(place.locale.tag)
        );
    }
}

#[test]
fn no_two_contacts_share_channel_and_contact_id() {
    let mut seen = HashSet::new();
    for SeedContact { fields, .. } in contacts(200_000) {
        assert!(
            seen.insert((fields.channel, fields.contact_id.clone())),
            "{fields:?}"
        );
    }
}

#[test]
fn the_channels_have_their_shares() {
    let mut counts = BTreeMap::new();
    for contact in contacts(100_000) {
        *counts.entry(contact.fields.channel).or_insert(0) += 1;
    }
    for (channel, share) in [
        (Channel::Whatsapp, 0.55),
        (Channel::Sms, 0.12),
        (Channel::Telegram, 0.08),
        (Channel::Messenger, 0.07),
        (Channel::Instagram, 0.06),
        (Channel::Webchat, 0.05),
        (Channel::Viber, 0.03),
        (Channel::Line, 0.02),
        (Channel::Rcs, 0.02),
    ] {
        assert_share(channel.code(), counts[&channel], 100_000, share);
    }
}

#[test]
fn what_is_optional_is_there_as_often_as_it_should_be() {
    let (mut names, mut languages, mut codes, mut proactive, mut reactive) = (0, 0, 0, 0, 0);
    for SeedContact { fields, .. } in contacts(100_000) {
        names += u32::from(fields.name.is_some());
        languages += u32::from(fields.language.is_some());
        codes += u32::from(fields.external_code.is_some());
        proactive += u32::from(fields.proactive.is_active());
        reactive += u32::from(fields.reactive.is_active());
    }
    assert_share("no name", 100_000 - names, 100_000, 0.04);
    assert_share("no language", 100_000 - languages, 100_000, 0.08);
    assert_share("external code", codes, 100_000, 0.60);
    assert_share("proactive", proactive, 100_000, 0.55);
    assert_share("reactive", reactive, 100_000, 0.93);
}

#[test]
fn a_few_external_codes_belong_to_several_contacts() {
    let mut counts = BTreeMap::new();
    for code in contacts(50_000).filter_map(|contact| contact.fields.external_code) {
        *counts.entry(code.as_str().to_owned()).or_insert(0) += 1;
    }
    let shared = counts.values().filter(|count| **count > 1).count();
    let percent = shared * 100 / counts.len();
    assert!((1..=8).contains(&percent), "{percent}");
}

#[test]
fn many_languages_and_scripts_are_spoken() {
    let languages: BTreeSet<String> = contacts(10_000)
        .filter_map(|contact| contact.fields.language)
        .map(|language| language.as_str().to_owned())
        .collect();
    assert!(languages.len() >= 25, "{languages:?}");
    for script in ['李', '김', 'ا', 'א', 'и', 'α', 'र', 'ñ'] {
        let mut labels = contacts(10_000).map(|contact| contact.fields.label().to_owned());
        assert!(labels.any(|label| label.contains(script)), "{script}");
    }
}

#[test]
fn contacts_were_made_within_the_last_two_years() {
    let times: Vec<i64> = contacts(10_000)
        .map(|contact| contact.created_at.0)
        .collect();
    let two_years = i64::try_from(TWO_YEARS_IN_SECONDS * 1000).unwrap();
    assert!(
        times
            .iter()
            .all(|time| (NOW.0 - two_years..=NOW.0).contains(time))
    );
    assert!(times.iter().any(|time| NOW.0 - time > two_years * 9 / 10));
    assert!(!times.is_sorted());
}
