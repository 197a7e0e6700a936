//! Folding: the text that search and sort compare, computed here so that every database agrees.

use std::ops::Range;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Characters that look like another with a stroke but don't decompose into it.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ς' => "σ",
        _ => return None,
    })
}

/// Seen by nobody: marks of direction, zero-width joiners, the Arabic stretcher.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00ad}' | '\u{0640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// Folds one character of the original and gives the result, piece by piece, to `push`.
fn fold_char(c: char, mut push: impl FnMut(char)) {
    let mut small = |c: char| {
        for lower in c.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)) {
            match plain(lower) {
                Some(text) => text.chars().for_each(&mut push),
                // Our own markers (see `search`) live in this private area.
                None if matches!(lower, '\u{e000}'..='\u{e00f}') => push('\u{fffd}'),
                // Decomposing can bring them out of what was none itself.
                None if is_invisible(lower) => {}
                None if lower.is_whitespace() => push(' '),
                None => push(lower),
            }
        }
    };
    if c.is_whitespace() || c.is_control() {
        // No stored text holds a control character; in a search one separates words.
        push(' ');
    } else if c.is_ascii() {
        small(c);
    } else if !is_invisible(c) {
        std::iter::once(c)
            .nfkd()
            .filter(|c| !is_combining_mark(*c))
            .for_each(&mut small);
    }
}

/// Compatibility-decomposed, without marks, in lower case: "José Łukasz" becomes "jose lukasz".
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |folded| out.push(folded));
    }
    out
}

/// A folded text that remembers which bytes of the original each of its bytes came from.
pub struct Folded {
    text: String,
    origin: Vec<Range<usize>>,
}

impl Folded {
    pub fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origin: Vec<Range<usize>> = Vec::with_capacity(original.len());
        for (start, c) in original.char_indices() {
            let end = start + c.len_utf8();
            let before = text.len();
            fold_char(c, |folded| text.push(folded));
            if text.len() == before {
                // A mark that was stripped belongs to the letter before it.
                let previous = origin.last().map(|range| range.start);
                if let Some(start) = previous {
                    for range in origin
                        .iter_mut()
                        .rev()
                        .take_while(|range| range.start == start)
                    {
                        range.end = end;
                    }
                }
            }
            origin.resize(text.len(), start..end);
        }
        Self { text, origin }
    }

    /// Where in the original `words` (folded) occur: sorted, not overlapping.
    pub fn marks(&self, words: &[String]) -> Vec<(usize, usize)> {
        let mut marks: Vec<(usize, usize)> = words
            .iter()
            .flat_map(|word| {
                self.text.match_indices(word.as_str()).map(|(at, found)| {
                    (self.origin[at].start, self.origin[at + found.len() - 1].end)
                })
            })
            .collect();
        marks.sort_unstable();
        marks.dedup_by(|next, kept| {
            let overlaps = next.0 <= kept.1;
            if overlaps {
                kept.1 = kept.1.max(next.1);
            }
            overlaps
        });
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_width_are_ignored() {
        for (text, folded) in [
            ("José", "jose"),
            ("JOSE\u{301}", "jose"),
            ("Łukasz Ødegård", "lukasz odegard"),
            ("Straße", "strasse"),
            ("İstanbul Işık", "istanbul isik"),
            ("ＡＢＣ１２", "abc12"),
            ("مُحَمَّد", "محمد"),
            ("Ὀδυσσεύς", "οδυσσευσ"),
            ("王小明", "王小明"),
            ("a\u{200d}b\u{a0}c", "ab c"),
            ("\u{fe71}x", "x"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn our_own_markers_can_not_be_smuggled_in() {
        assert_eq!(fold("a\u{e000}b"), "a\u{fffd}b");
    }

    #[test]
    fn marks_are_of_the_original_text() {
        let marks = |text: &str, word: &str| {
            Folded::new(text)
                .marks(&[word.to_owned()])
                .into_iter()
                .map(|(start, end)| text[start..end].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(marks("José María", "jose"), ["José"]);
        assert_eq!(marks("Jose\u{301} X", "jose"), ["Jose\u{301}"]);
        assert_eq!(marks("Große Straße", "ss"), ["ß", "ß"]);
        assert_eq!(marks("anna ana", "an"), ["an", "an"]);
    }

    #[test]
    fn overlapping_marks_become_one() {
        let words = ["mari".to_owned(), "aria".to_owned()];
        assert_eq!(Folded::new("Maria").marks(&words), [(0, 5)]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn both_ways_to_fold_agree_and_marks_are_on_character_borders(text in "\\PC{0,40}", word in "\\PC{1,3}") {
            let folded = Folded::new(&text);
            prop_assert_eq!(&folded.text, &fold(&text));
            let word = fold(&word);
            prop_assume!(!word.is_empty());
            for (start, end) in folded.marks(&[word]) {
                prop_assert!(text.get(start..end).is_some());
            }
        }
    }
}
