//! Display names as people and businesses really write them.

pub(super) mod latin;
pub(super) mod other_scripts;

use super::random::Stream;

/// The names of a culture, each list separated by commas: easier to read and to extend than an array a
/// line, and split only once.
pub(super) struct NameLists {
    pub(super) female: &'static str,
    pub(super) male: &'static str,
    /// Of a man, and of everybody where `female_family` is empty.
    pub(super) family: &'static str,
    /// Where a woman's family name has a form of its own.
    pub(super) female_family: &'static str,
}

/// How the parts stand together.
#[derive(Clone, Copy)]
pub(super) enum Form {
    GivenFamily {
        /// How often in a hundred there is a second family name,
        second_family: u64,
        /// and what stands between the two.
        joiner: &'static str,
    },
    FamilyGiven {
        separator: &'static str,
    },
}

/// [`NameLists`] taken apart.
pub(super) struct NameTable {
    female: Names,
    male: Names,
}

struct Names {
    given: Vec<&'static str>,
    family: Vec<&'static str>,
}

fn split(list: &'static str) -> Vec<&'static str> {
    list.split(',').map(str::trim).collect()
}

impl NameTable {
    pub(super) fn new(lists: &NameLists) -> Self {
        let female_family = if lists.female_family.is_empty() {
            lists.family
        } else {
            lists.female_family
        };
        Self {
            female: Names {
                given: split(lists.female),
                family: split(female_family),
            },
            male: Names {
                given: split(lists.male),
                family: split(lists.family),
            },
        }
    }

    /// A person's name, as a messenger's profile shows it: mostly the whole, sometimes the given name only.
    pub(super) fn name(&self, form: Form, stream: &mut Stream) -> String {
        let names = if stream.chance(500) {
            &self.female
        } else {
            &self.male
        };
        let given = *stream.pick(&names.given);
        let family = *stream.pick(&names.family);
        if stream.chance(60) {
            return given.to_owned();
        }
        match form {
            Form::FamilyGiven { separator } => [family, separator, given].concat(),
            Form::GivenFamily {
                second_family,
                joiner,
            } => {
                let second = *stream.pick(&names.family);
                if stream.chance(second_family * 10) && second != family {
                    [given, " ", family, joiner, second].concat()
                } else {
                    [given, " ", family].concat()
                }
            }
        }
    }
}

/// Names that nobody invents for a test and every address book has: businesses, nicknames, and signs that
/// mean something to a query, a spreadsheet or a page.
pub(super) const UNUSUAL: &[&str] = &[
    "Café 100% Natural",
    "Bar \"El Rincón\"",
    "maria_jose_88",
    "🌸 Lucía 🌸",
    "Peluquería D'Estilo",
    "Ana 🐶🐱",
    "Ferretería López & Hijos, S.L.",
    "@lola_nails",
    "-50% Outlet Moda",
    "+QueVinos",
    "I <3 Tacos",
    "Taller Mecánico C:\\Motor",
    "Dr. José Ángel Núñez (urgencias)",
    "Mamá ❤️",
    "Papá móvil nuevo",
    "Los Hermanos Peña; fontaneros",
    "Pizzería L'Àpat",
    "Zoë & Noël",
    "Frutas 3 Cerditos 🐷🐷🐷",
    "👨‍👩‍👧‍👦 Familia Ortega",
    "Clínica Dental 24/7",
    "¡Viva la Pepa! Bar",
    "¿Quién eres?",
    "Señor X",
    "X Æ A-12",
    "Ng",
    "Björk",
    "Null, Christopher",
    "Jean-Luc 🇫🇷",
    "Müller GmbH & Co. KG",
    "Blumen \u{201e}Rosengarten\u{201c}",
    "Łódź Rowery s.c.",
    "株式会社さくら",
    "Καφέ «Αθηνά»",
    "ООО «Ромашка»",
    "مطعم 100% حلال",
    "O'Reilly's Pub",
    "Smith | Sons #1",
    "=Igual= Diseño",
    "Rubén 💪 CrossFit",
    "lucas.dev",
    "Gasthaus Zum Weißen Rößl",
    "Ümit Döner ½ Preis",
    "Agencia *Sol y Mar*",
];

#[cfg(test)]
mod tests {
    use super::super::locale::LOCALES;
    use super::*;
    use std::collections::BTreeSet;

    /// A comma too many or a name written twice is easily overlooked in a long list.
    #[test]
    fn the_lists_hold_enough_different_names() {
        const MOST_WRITTEN: [&str; 7] = ["es-ES", "en-US", "pt-BR", "fr", "de", "it", "es"];
        for locale in LOCALES {
            let least = if MOST_WRITTEN.contains(&locale.tag) {
                60
            } else {
                25
            };
            let table = NameTable::new(locale.names);
            let mut given = BTreeSet::new();
            for names in [&table.female, &table.male] {
                let family: BTreeSet<_> = names.family.iter().copied().collect();
                assert_eq!(family.len(), names.family.len(), "{} family", locale.tag);
                assert!(
                    family.len() >= least,
                    "{} family {}",
                    locale.tag,
                    family.len()
                );
                given.extend(names.given.iter().copied());
                let distinct: BTreeSet<_> = names.given.iter().copied().collect();
                assert_eq!(distinct.len(), names.given.len(), "{} given", locale.tag);
                assert!(
                    names
                        .family
                        .iter()
                        .chain(&names.given)
                        .all(|name| !name.is_empty())
                );
            }
            assert!(given.len() >= least, "{} given {}", locale.tag, given.len());
        }
    }

    #[test]
    fn families_stand_where_the_culture_puts_them() {
        let lists = NameLists {
            female: "花",
            male: "花",
            family: "山",
            female_family: "",
        };
        let whole = |form| {
            let table = NameTable::new(&lists);
            let mut names = (0..50).map(|index| table.name(form, &mut Stream::new(0, index)));
            names.find(|name| name.chars().count() > 1).unwrap()
        };
        assert_eq!(whole(Form::FamilyGiven { separator: "" }), "山花");
        assert_eq!(
            whole(Form::GivenFamily {
                second_family: 0,
                joiner: " "
            }),
            "花 山"
        );
    }
}
