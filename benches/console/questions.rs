//! What is asked: classes of questions, each with several that differ.

use super::{
    figures::Bar,
    floor::Floor,
    sample::{Sample, Word, frequent_and_others, spread},
};
use anyhow::ensure;
use chat_contacts::domain::{ContactQuery, Cursor, Position, Sort, SortKey};

/// Questions of a class, where the sample has enough.
const EACH: usize = 12;
/// Those of them that stand for the class.
const EACH_OF_MIX: usize = 3;
/// How far the table is walked through.
const PAGES_DEEP: usize = 40;
/// How many pages back from the last one.
const PAGES_BACK: usize = 5;

/// What a search may take.
const SEARCH: Bar = Bar {
    limit: 10.0,
    unit: "ms",
};
/// What it may take where a column is sorted by too. Nothing more is promised: these classes are ours, not the console's
/// requirements. Matches are in the order of the search's own index, not in the column's. The store walks along the column's
/// index, and where the first 1,500 rows that it looks at don't fill the page it begins again with the set of all matches, so that
/// the worst of these questions costs both.
const SORTED: Bar = Bar {
    limit: 100.0,
    unit: "ms",
};

/// Questions that are expected to take about the same time.
pub struct Class {
    pub name: &'static str,
    pub questions: Vec<ContactQuery>,
    pub bar: Bar,
}

fn search(text: impl Into<String>) -> ContactQuery {
    ContactQuery {
        search: text.into(),
        ..ContactQuery::default()
    }
}

fn searches(texts: impl IntoIterator<Item = String>) -> Vec<ContactQuery> {
    texts.into_iter().map(search).collect()
}

fn texts(words: Vec<Word>) -> Vec<String> {
    words.into_iter().map(|word| word.text).collect()
}

/// Every one of the texts with every one of the conditions, which are written as in the address.
fn combined(texts: &[String], conditions: &[String]) -> anyhow::Result<Vec<ContactQuery>> {
    let mut questions = Vec::new();
    for conditions in conditions {
        let conditions = ContactQuery::parse(conditions)?;
        questions.extend(texts.iter().map(|text| ContactQuery {
            search: text.clone(),
            ..conditions.clone()
        }));
    }
    Ok(questions)
}

/// All classes. The store is asked for what must be known beforehand: what is rare, what nobody is called,
/// and where the pages begin.
pub fn classes(sample: &Sample, floor: &Floor) -> anyhow::Result<Vec<Class>> {
    let common = frequent_words(sample);
    let letters = frequent_and_others(&sample.beginnings(1), EACH);
    let filters = filters(sample);
    // From one letter that a tenth of all have to a word that few have.
    let typed = [
        letters[0].clone(),
        letters[3].clone(),
        common[0][..3].to_owned(),
        common[1].clone(),
        common[EACH - 1].clone(),
    ];
    let rare = rare_words(sample, floor)?;
    let sorted: Vec<String> = SortKey::ALL
        .iter()
        .flat_map(|key| [Sort::ascending(*key), Sort::descending(*key)])
        .map(|sort| format!("sort={}", sort.code()))
        .collect();
    let filtered_sorted: Vec<String> = filters
        .iter()
        .zip(sorted.iter().cycle())
        .map(|(filters, sort)| format!("{filters}&{sort}"))
        .collect();
    let found_and_rare: Vec<String> = typed.iter().chain(&rare[..1]).cloned().collect();

    let mut classes = vec![
        ("1 letter", SEARCH, searches(letters)),
        (
            "2 letters",
            SEARCH,
            searches(frequent_and_others(&sample.beginnings(2), EACH)),
        ),
        (
            "3 letters",
            SEARCH,
            searches(frequent_and_others(&sample.beginnings(3), EACH)),
        ),
        ("common word", SEARCH, searches(common)),
        ("two words", SEARCH, searches(two_words(sample))),
        ("rare word", SEARCH, searches(rare)),
        ("no hit", SEARCH, searches(nobody(sample, floor)?)),
        ("ID prefix", SEARCH, searches(id_prefixes(sample))),
        ("ID middle", SEARCH, searches(id_middles(sample))),
        (
            "accented word",
            SEARCH,
            searches(texts(spread(&sample.words_where(is_accented), EACH))),
        ),
        (
            "word in another script",
            SEARCH,
            searches(texts(spread(&sample.words_where(is_other_script), EACH))),
        ),
        ("search with filters", SEARCH, combined(&typed, &filters)?),
        (
            "search sorted by a column",
            SORTED,
            combined(&found_and_rare, &sorted)?,
        ),
        (
            "search with filters, sorted by a column",
            SORTED,
            combined(&typed, &filtered_sorted)?,
        ),
        (
            "filters alone",
            SEARCH,
            combined(&[String::new()], &filters)?,
        ),
        (
            "filters alone, sorted by a column",
            SORTED,
            combined(&[String::new()], &filtered_sorted)?,
        ),
    ];
    let far = far_pages(&typed, floor)?;
    classes.extend(far.map(|(name, questions)| (name, SEARCH, questions)));
    classes
        .into_iter()
        .map(|(name, bar, questions)| {
            ensure!(!questions.is_empty(), "no question for the class '{name}'");
            Ok(Class {
                name,
                questions,
                bar,
            })
        })
        .collect()
}

/// A few of each class that promises as much as any: what is asked while others sign in.
pub fn mix(classes: &[Class]) -> Vec<ContactQuery> {
    classes
        .iter()
        .filter(|class| class.bar.limit <= SEARCH.limit)
        .flat_map(|class| spread(&class.questions, EACH_OF_MIX))
        .collect()
}

fn frequent_words(sample: &Sample) -> Vec<String> {
    let mut words = sample.words_where(str::is_ascii);
    words.truncate(EACH);
    texts(words)
}

/// Latin letters with marks.
fn is_accented(word: &str) -> bool {
    !word.is_ascii() && word.chars().all(|letter| letter < '\u{250}')
}

fn is_other_script(word: &str) -> bool {
    word.chars().all(|letter| letter >= '\u{370}')
}

/// Pairs of frequent words, and pairs of any.
fn two_words(sample: &Sample) -> Vec<String> {
    let pairs = sample.pairs();
    let (frequent, others) = pairs.split_at((EACH / 2).min(pairs.len()));
    [frequent.to_vec(), spread(others, EACH / 2)].concat()
}

/// Those of the words that occur once in the sample which the fewest of all contacts have.
fn rare_words(sample: &Sample, floor: &Floor) -> anyhow::Result<Vec<String>> {
    let once: Vec<Word> = sample
        .words_where(|_| true)
        .into_iter()
        .filter(|word| word.frequency == 1)
        .collect();
    let mut found = Vec::new();
    for text in texts(spread(&once, EACH * 5)) {
        found.push((floor.find(&search(text.clone()))?.total.value, text));
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, text)| text).take(EACH).collect())
}

/// What sounds like a search and finds nothing: words that nobody has, alone and beside one that many have,
/// and, where there are any, two that many have and nobody has together.
fn nobody(sample: &Sample, floor: &Floor) -> anyhow::Result<Vec<String>> {
    let frequent = frequent_words(sample);
    let strange = [
        "zzqx",
        "xqj",
        "qqq",
        "wvkzj",
        "0000000000000",
        "+999 999-99",
        "maríaz",
    ];
    let beside = frequent[..4].iter().map(|word| format!("{word} xqj"));
    let longer = frequent[..4].iter().map(|word| format!("{word}zq"));
    let pairs = frequent
        .iter()
        .enumerate()
        .flat_map(|(at, one)| frequent[..at].iter().map(move |two| format!("{one} {two}")));
    let mut found = Vec::new();
    for (kind, most) in [
        (strange.map(str::to_owned).to_vec(), strange.len()),
        (beside.collect(), 4),
        (longer.collect(), 4),
        (pairs.collect::<Vec<_>>(), 4),
    ] {
        let mut taken = 0;
        for text in kind {
            if taken < most && floor.find(&search(text.clone()))?.total.value == 0 {
                found.push(text);
                taken += 1;
            }
        }
    }
    Ok(found)
}

/// The first digits, from three to all of them, plain and as they are written on paper.
fn id_prefixes(sample: &Sample) -> Vec<String> {
    spread(&sample.numbers(), EACH)
        .iter()
        .enumerate()
        .map(|(at, number)| {
            let digits = &number[..number.len().min(3 + at)];
            if at % 3 == 2 {
                format!("+{} {}", &digits[..2], &digits[2..])
            } else {
                digits.to_owned()
            }
        })
        .collect()
}

/// From three to six digits of the middle or the end.
fn id_middles(sample: &Sample) -> Vec<String> {
    spread(&sample.numbers(), EACH)
        .iter()
        .enumerate()
        .map(|(at, number)| number[number.len() - 6..][..3 + at % 4].to_owned())
        .collect()
}

/// From what most contacts pass to what few do.
fn filters(sample: &Sample) -> Vec<String> {
    let often = sample.language(0);
    let second = sample.language(1);
    let seldom = sample.language(sample.languages.len());
    vec![
        "channel=whatsapp".to_owned(),
        "channel=sms&channel=rcs&channel=line".to_owned(),
        format!("channel=whatsapp&language={often}"),
        format!("channel=telegram&language={second}&language={often}"),
        format!("language={seldom}"),
        "language=none".to_owned(),
        "proactive=active".to_owned(),
        "reactive=blocked".to_owned(),
        "external_code=without".to_owned(),
        format!(
            "channel=whatsapp&language={often}&proactive=active&reactive=active&external_code=with"
        ),
        format!("channel=viber&language={second}&reactive=blocked"),
    ]
}

/// Pages far from the first one, of searches and of the plain list.
fn far_pages(
    typed: &[String],
    floor: &Floor,
) -> anyhow::Result<[(&'static str, Vec<ContactQuery>); 3]> {
    let sorted = |text: &str, sort| ContactQuery {
        sort: Some(sort),
        ..search(text)
    };
    let by_name = ContactQuery::default();
    let newest = sorted("", Sort::descending(SortKey::Created));
    let broad = search(&typed[0]);
    let broad_by_id = sorted(&typed[0], Sort::ascending(SortKey::ContactId));

    let mut of_searches = Vec::new();
    for query in [&broad, &search(&typed[3]), &broad_by_id] {
        of_searches.extend(walk(floor, query, PAGES_DEEP)?);
    }
    let mut of_list = Vec::new();
    for query in [&by_name, &newest] {
        of_list.extend(walk(floor, query, PAGES_DEEP)?);
    }
    let mut last = Vec::new();
    for query in [&by_name, &newest, &broad, &search(&typed[3]), &broad_by_id] {
        last.extend(walk_back(floor, query)?);
    }
    Ok([
        ("deep page of a search", of_searches),
        ("deep page of the list", of_list),
        ("last pages", last),
    ])
}

/// The pages that follow the first.
fn walk(floor: &Floor, query: &ContactQuery, pages: usize) -> anyhow::Result<Vec<ContactQuery>> {
    let mut found: Vec<ContactQuery> = Vec::new();
    while found.len() < pages {
        let page = floor.find(found.last().unwrap_or(query))?;
        let Some(next) = page.next else { break };
        found.push(query.at(Position::After(Cursor::parse(&next)?)));
    }
    Ok(found)
}

/// The last page and those before it.
fn walk_back(floor: &Floor, query: &ContactQuery) -> anyhow::Result<Vec<ContactQuery>> {
    let mut found = vec![query.at(Position::Last)];
    while let Some(at) = found.last()
        && found.len() <= PAGES_BACK
    {
        let page = floor.find(at)?;
        let Some(previous) = page.previous else { break };
        found.push(query.at(Position::Before(Cursor::parse(&previous)?)));
    }
    Ok(found)
}
