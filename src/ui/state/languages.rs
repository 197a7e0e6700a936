//! The searchable choice of a language.

use crate::domain::{COMMON_LANGUAGES, Language};

/// Every ISO 639-1 code, and those three-letter ones that chat teams meet. What is not here can be typed.
pub const ALL_CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs \
cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia \
id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh \
mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc \
sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo \
wa wo xh yi yo za zh zu fil prs ast yue ckb ceb haw hmn bho mai arz ary";

/// One line of the choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub tag: String,
    pub name: String,
}

/// How many lines are shown at most.
const MOST: usize = 40;

/// Lower case without the marks of Latin letters, in place of a Unicode table that the browser's half would
/// have to carry. The text is decomposed already (the browser does that).
#[must_use]
pub fn fold_latin(decomposed: &str) -> String {
    decomposed
        .chars()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The choice for what is typed: the common ones for nothing; else a well-formed tag itself, then the names
/// and tags that begin with the text, then those that contain it.
///
/// `name` gives a tag's name in the reader's language, `fold` what two names are compared by.
pub fn choices(
    typed: &str,
    name: impl Fn(&str) -> Option<String>,
    fold: impl Fn(&str) -> String,
) -> Vec<Choice> {
    let choice = |tag: &str| {
        name(tag).map(|name| Choice {
            tag: tag.to_owned(),
            name,
        })
    };
    let wanted = fold(typed.trim());
    if wanted.is_empty() {
        return COMMON_LANGUAGES
            .iter()
            .filter_map(|tag| choice(tag))
            .collect();
    }
    let mut ranked: Vec<(u8, String, Choice)> = Vec::new();
    for tag in COMMON_LANGUAGES.into_iter().chain(ALL_CODES.split(' ')) {
        if ranked.iter().any(|(_, _, known)| known.tag == tag) {
            continue;
        }
        let Some(choice) = choice(tag) else { continue };
        let folded = fold(&choice.name);
        let tag = fold(tag);
        let rank = if tag == wanted {
            0
        } else if folded.starts_with(&wanted) || tag.starts_with(&wanted) {
            1
        } else if folded.contains(&wanted) {
            2
        } else {
            continue;
        };
        ranked.push((rank, folded, choice));
    }
    ranked.sort_by(|one, two| (one.0, &one.1).cmp(&(two.0, &two.1)));
    let mut found: Vec<Choice> = ranked.into_iter().map(|(_, _, choice)| choice).collect();
    // A tag that is on no list is as good as any: BCP-47 is open.
    if let Ok(Some(language)) = Language::parse(typed)
        && let Some(typed) = choice(language.as_str())
        // `por` is `pt` by another code: one line is enough.
        && !found.iter().any(|known| known.tag == typed.tag || known.name == typed.name)
    {
        found.insert(0, typed);
    }
    found.truncate(MOST);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(typed: &str) -> Vec<String> {
        let name = |tag: &str| {
            Some(match tag {
                "es" => "Spanish".to_owned(),
                "es-MX" => "Spanish (Mexico)".to_owned(),
                "fr" => "Français".to_owned(),
                "ast" => "Asturian".to_owned(),
                "prs-AF" => "Dari (Afghanistan)".to_owned(),
                "ia" => "Interlingua (hispanic)".to_owned(),
                _ => return None,
            })
        };
        let fold = |text: &str| fold_latin(&text.replace('ç', "c\u{327}"));
        choices(typed, name, fold)
            .into_iter()
            .map(|choice| choice.tag)
            .collect()
    }

    #[test]
    fn nothing_typed_shows_the_common_ones() {
        assert_eq!(tags(""), ["es", "fr", "es-MX"]);
    }

    #[test]
    fn names_and_tags_are_searched_without_accents() {
        assert_eq!(tags("spanish"), ["es", "es-MX"]);
        assert_eq!(tags("francais"), ["fr"]);
        assert_eq!(tags("FR"), ["fr"]);
        assert_eq!(tags("panic"), ["ia"]);
    }

    #[test]
    fn the_exact_tag_comes_first_and_any_tag_is_welcome() {
        assert_eq!(tags("es")[0], "es");
        assert_eq!(tags("prs-af"), ["prs-AF"]);
        assert_eq!(tags("no such name"), Vec::<String>::new());
    }
}
