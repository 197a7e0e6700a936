//! The query compiler: the one place where SQL is put together from pieces. Values are always bound.

mod export;

pub(super) use export::every;

use super::{
    cursor::{KeyValue, Place},
    json::json_ids,
    row::ROW,
};
use crate::{
    domain::{Channel, ContactQuery, Direction, LanguageFilter, SortKey, TOTAL_CAP},
    store::search::{self, Search},
};
use sqlx::{QueryBuilder, Sqlite};

pub(super) type Sql = QueryBuilder<Sqlite>;

/// Which way a page is read: towards the end of the order or back to its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Travel {
    Onward,
    Back,
}

impl Travel {
    /// The SQL direction of a column that sorts `direction` when read onward.
    pub fn sql(self, direction: Direction) -> &'static str {
        match (self, direction) {
            (Self::Onward, Direction::Ascending) | (Self::Back, Direction::Descending) => "ASC",
            (Self::Onward, Direction::Descending) | (Self::Back, Direction::Ascending) => "DESC",
        }
    }

    fn beyond(self, direction: Direction) -> &'static str {
        if self.sql(direction) == "ASC" {
            " > "
        } else {
            " < "
        }
    }
}

/// The steps of the ranking, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Tier {
    ExactId = 0,
    NamePrefix = 1,
    IdPrefix = 2,
    WordPrefix = 3,
    Inside = 4,
}

impl Tier {
    /// The tiers that can hold anything for this search.
    pub fn of(search: &Search) -> Vec<Self> {
        let mut tiers = vec![Self::NamePrefix, Self::WordPrefix];
        if search.contact_id.is_some() {
            tiers.extend([Self::ExactId, Self::IdPrefix]);
        }
        if !search.inside_is_word_prefix() {
            tiers.push(Self::Inside);
        }
        tiers.sort_unstable();
        tiers
    }

    /// The columns by which a tier is sorted, before the id.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::NamePrefix => &["name_key"],
            Self::IdPrefix => &["contact_id_key"],
            Self::ExactId | Self::WordPrefix | Self::Inside => &[],
        }
    }
}

/// The columns of a sort order, before the id, and the index that has them.
pub(super) const fn sort_columns(key: SortKey) -> (&'static [&'static str], &'static str) {
    match key {
        SortKey::Name => (&["name_key"], "contacts_by_name"),
        SortKey::ContactId => (&["contact_id_key"], "contacts_by_contact_id"),
        SortKey::ExternalCode => (&["external_code_key"], "contacts_by_external_code"),
        SortKey::Channel => (&["channel"], "contacts_by_channel"),
        SortKey::Language => (&["language", "name_key"], "contacts_by_language"),
        SortKey::Created => (&["created_at"], "contacts_by_created"),
        SortKey::Updated => (&["updated_at"], "contacts_by_updated"),
    }
}

/// Where candidates come from when all of them are gathered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The trigram index.
    Search,
    /// These ids: what a look at the trigram index found.
    Ids(Vec<i64>),
    /// The few contacts with a rare combination of filter values.
    Facets,
}

const FACETS: &str = "contact_facets f CROSS JOIN contacts c INDEXED BY contacts_by_facet
    ON c.channel = f.channel AND c.language = f.language AND c.proactive = f.proactive
   AND c.reactive = f.reactive AND c.has_external_code = f.has_external_code";
const SEARCH: &str = "contacts_search CROSS JOIN contacts c ON c.id = contacts_search.rowid";

/// Rows of a page, each `[tier, row]`: text with commas between them.
fn page() -> Sql {
    Sql::new("SELECT coalesce(group_concat(page.found, ','), '') FROM (")
}

fn push_rows(sql: &mut Sql, tier: &str) {
    sql.push(format!("SELECT json_array({tier}, {ROW}) AS found FROM "));
}

fn paged(mut sql: Sql) -> Sql {
    sql.push(") page");
    sql
}

fn quoted(piece: &str) -> String {
    format!("\"{}\"", piece.replace('"', "\"\""))
}

fn joined(pieces: Vec<String>, between: &str) -> String {
    format!("({})", pieces.join(between))
}

/// `(("a" AND "b") OR ("c"))`
fn any_of(ways: &[Vec<String>]) -> String {
    let way = |way: &Vec<String>| joined(way.iter().map(|piece| quoted(piece)).collect(), " AND ");
    joined(ways.iter().map(way).collect(), " OR ")
}

/// A search and its filters in the index's language; at least one of them must be there.
fn match_expression(ways: Option<&[Vec<String>]>, query: &ContactQuery) -> String {
    filtered(ways.map(any_of), query)
}

fn filtered(search: Option<String>, query: &ContactQuery) -> String {
    let mut parts: Vec<String> = search.into_iter().collect();
    for tags in search::filter_tags(query) {
        parts.push(joined(tags.iter().map(|tag| quoted(tag)).collect(), " OR "));
    }
    parts.join(" AND ")
}

fn push_filters(sql: &mut Sql, alias: &str, query: &ContactQuery) {
    push_permissions(sql, alias, query);
    push_filters_of_names(sql, alias, query);
}

fn push_permissions(sql: &mut Sql, alias: &str, query: &ContactQuery) {
    for (column, state) in [("proactive", query.proactive), ("reactive", query.reactive)] {
        if let Some(state) = state {
            sql.push(format!(" AND {alias}.{column} = "))
                .push_bind(state.is_active());
        }
    }
}

/// Those whose columns stand in the index of names.
fn push_filters_of_names(sql: &mut Sql, alias: &str, query: &ContactQuery) {
    if !query.channels.is_empty() {
        sql.push(format!(" AND {alias}.channel IN ("));
        let mut list = sql.separated(", ");
        query
            .channels
            .iter()
            .copied()
            .map(Channel::code)
            .for_each(|code| {
                list.push_bind(code);
            });
        sql.push(")");
    }
    if !query.languages.is_empty() {
        sql.push(format!(" AND {alias}.language IN ("));
        let mut list = sql.separated(", ");
        for language in &query.languages {
            list.push_bind(stored_language(language));
        }
        sql.push(")");
    }
    if let Some(has) = query.has_external_code {
        sql.push(format!(" AND {alias}.has_external_code = "))
            .push_bind(has);
    }
}

fn stored_language(filter: &LanguageFilter) -> String {
    match filter {
        LanguageFilter::None => String::new(),
        LanguageFilter::Tag(language) => language.as_str().to_owned(),
    }
}

/// `((a AND b) OR (c))` over the search text.
fn push_ways(sql: &mut Sql, ways: &[Vec<String>]) {
    sql.push("(");
    for (at, way) in ways.iter().enumerate() {
        sql.push(if at == 0 { "(" } else { " OR (" });
        for (at, piece) in way.iter().enumerate() {
            sql.push(if at == 0 { "" } else { " AND " });
            sql.push("instr(c.search_text, ")
                .push_bind(piece.clone())
                .push(") > 0");
        }
        sql.push(")");
    }
    sql.push(")");
}

fn push_prefix(sql: &mut Sql, column: &str, prefix: &str) {
    sql.push(format!("(c.{column} >= "))
        .push_bind(prefix.to_owned());
    // No key holds the last code point after another character, so this is just behind the last one with
    // the prefix.
    sql.push(format!(" AND c.{column} < "))
        .push_bind(format!("{prefix}\u{10ffff}"))
        .push(")");
}

/// True for the rows of a tier, whatever better tier they may belong to.
fn push_tier(sql: &mut Sql, tier: Tier, search: &Search) {
    let contact_id = search.contact_id.as_deref().unwrap_or_default();
    match tier {
        Tier::ExactId => {
            sql.push("c.contact_id_key = ")
                .push_bind(contact_id.to_owned());
        }
        Tier::NamePrefix => push_prefix(sql, "name_key", &search.name_prefix),
        Tier::IdPrefix => push_prefix(sql, "contact_id_key", contact_id),
        Tier::WordPrefix => push_ways(sql, &search.word_prefixes()),
        Tier::Inside => push_ways(sql, &search.inside()),
    }
}

/// ` AND (c.a, c.b, c.id) > (?, ?, ?)`, the part of the order beyond a border row.
fn push_beyond(
    sql: &mut Sql,
    columns: &[&str],
    place: Option<&Place>,
    travel: Travel,
    direction: Direction,
) {
    let Some(place) = place else { return };
    sql.push(" AND (");
    for column in columns {
        sql.push(format!("{column}, "));
    }
    sql.push("c.id)").push(travel.beyond(direction)).push("(");
    push_key(sql, &place.key);
    sql.push_bind(place.id).push(")");
}

fn push_key(sql: &mut Sql, key: &[KeyValue]) {
    for value in key {
        match value {
            KeyValue::Number(number) => sql.push_bind(*number),
            KeyValue::Text(text) => sql.push_bind(text.clone()),
        };
        sql.push(", ");
    }
}

fn push_order(
    sql: &mut Sql,
    columns: &[&str],
    id: &str,
    travel: Travel,
    direction: Direction,
    limit: i64,
) {
    let by = travel.sql(direction);
    sql.push(" ORDER BY ");
    for column in columns {
        sql.push(format!("{column} {by}, "));
    }
    sql.push(format!("{id} {by} LIMIT ")).push_bind(limit);
}

/// How many contacts have the query's filter values, exact whatever the search; and the last number.
pub(super) fn count_facets(query: &ContactQuery) -> Sql {
    let mut sql = Sql::new("SELECT coalesce(SUM(f.contacts) FILTER (WHERE 1");
    push_filters(&mut sql, "f", query);
    sql.push("), 0), (SELECT coalesce(max(id), 0) FROM contacts) FROM contact_facets f");
    sql
}

/// The contacts that a look at the index is for, by their numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub after: i64,
    pub up_to: i64,
}

impl Part {
    pub const WHOLE: Self = Self {
        after: 0,
        up_to: i64::MAX,
    };
}

/// The contacts that match a search and the filters of a query, up to `most`: their ids with commas between. Where they are to be
/// gathered, this is the only look at the index that a page takes. Each aggregate, and `group_concat` with a separator of one's own, would cost as much
/// a row as the index itself (docs/performance.md).
pub(super) fn look(ways: &[Vec<String>], query: &ContactQuery, part: Part, most: u64) -> Sql {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut sql = Sql::new(
        "SELECT coalesce(group_concat(id), '') FROM (SELECT rowid AS id FROM contacts_search WHERE contacts_search MATCH ",
    );
    sql.push_bind(match_expression(Some(ways), query))
        .push(" AND rowid > ")
        .push_bind(part.after)
        .push(" AND rowid <= ")
        .push_bind(part.up_to)
        .push(" ORDER BY rowid LIMIT ")
        .push_bind(most)
        .push(")");
    sql
}

/// Those of the ids that do match.
pub(super) fn confirmed(ids: &[i64], search: &Search) -> Sql {
    let mut sql = Sql::new("SELECT coalesce(group_concat(c.id), '') FROM json_each(");
    sql.push_bind(json_ids(ids))
        .push(") found CROSS JOIN contacts c ON c.id = found.value WHERE ");
    push_ways(&mut sql, &search.inside());
    sql
}

/// The numbers of all that match, in the order in which they lie in the file: what changes them one after the other finds the
/// next on the page of the last.
pub(super) fn ids(query: &ContactQuery) -> Sql {
    let Some(search) = Search::parse(&query.search) else {
        if !query.has_filters() {
            return Sql::new("SELECT id FROM contacts ORDER BY id");
        }
        let mut sql = Sql::new(format!("SELECT c.id FROM {FACETS} WHERE 1"));
        push_filters(&mut sql, "f", query);
        sql.push(" ORDER BY c.id");
        return sql;
    };
    let mut sql = Sql::new("SELECT rowid FROM contacts_search WHERE contacts_search MATCH ");
    sql.push_bind(match_expression(Some(&search.inside()), query));
    sql.push(" ORDER BY rowid");
    sql
}

/// The same count among the few contacts with a rare combination of filter values.
pub(super) fn count_in_facets(query: &ContactQuery, search: &Search) -> Sql {
    let mut sql = Sql::new(format!(
        "SELECT count(*) FROM (SELECT 1 FROM {FACETS} WHERE "
    ));
    push_ways(&mut sql, &search.inside());
    push_filters(&mut sql, "f", query);
    sql.push(" LIMIT ")
        .push_bind(i64::try_from(TOTAL_CAP + 1).unwrap_or(i64::MAX))
        .push(")");
    sql
}

/// All candidates, sorted by a column or, with a search and no column, by rank and name.
pub(super) fn gather(
    query: &ContactQuery,
    search: Option<&Search>,
    source: &Source,
    order: Option<(&[&str], Direction)>,
    place: Option<&Place>,
    travel: Travel,
    limit: i64,
) -> Sql {
    let (columns, direction) = order.unwrap_or((&["name_key"], Direction::Ascending));
    let mut sql = page();
    push_rows(&mut sql, "r.tier");
    sql.push("(SELECT * FROM (SELECT c.id AS id, ");
    match search.filter(|_| order.is_none()) {
        Some(search) => push_rank(&mut sql, search),
        None => {
            sql.push("0");
        }
    }
    sql.push(" AS tier");
    for column in columns {
        sql.push(format!(", c.{column} AS {column}"));
    }
    match (source, search) {
        (Source::Search, Some(search)) => {
            sql.push(" FROM ")
                .push(SEARCH)
                .push(" WHERE contacts_search MATCH ");
            sql.push_bind(match_expression(Some(&search.inside()), query));
        }
        (Source::Ids(ids), Some(_)) => {
            sql.push(" FROM json_each(")
                .push_bind(json_ids(ids))
                .push(") found CROSS JOIN contacts c ON c.id = found.value");
        }
        (_, search) => {
            sql.push(" FROM ").push(FACETS).push(" WHERE ");
            match search {
                Some(search) => push_ways(&mut sql, &search.inside()),
                None => {
                    sql.push("1");
                }
            }
            push_filters(&mut sql, "f", query);
        }
    }
    sql.push(")");
    if let Some(place) = place {
        sql.push(" WHERE (tier");
        for column in columns {
            sql.push(format!(", {column}"));
        }
        sql.push(", id)")
            .push(travel.beyond(direction))
            .push("(")
            .push_bind(i64::from(place.tier))
            .push(", ");
        push_key(&mut sql, &place.key);
        sql.push_bind(place.id).push(")");
    }
    let inner: Vec<&str> = std::iter::once("tier")
        .chain(columns.iter().copied())
        .collect();
    push_order(&mut sql, &inner, "id", travel, direction, limit);
    sql.push(") r CROSS JOIN contacts c ON c.id = r.id");
    let outer: Vec<String> = inner.iter().map(|column| format!("r.{column}")).collect();
    let outer: Vec<&str> = outer.iter().map(String::as_str).collect();
    push_order(&mut sql, &outer, "r.id", travel, direction, limit);
    paged(sql)
}

fn push_rank(sql: &mut Sql, search: &Search) {
    sql.push("CASE");
    // A prefix of the name and one of the ID are worth the same here.
    for (tier, rank) in [
        (Tier::ExactId, 0),
        (Tier::NamePrefix, 1),
        (Tier::IdPrefix, 1),
        (Tier::WordPrefix, 3),
    ] {
        if matches!(tier, Tier::ExactId | Tier::IdPrefix) && search.contact_id.is_none() {
            continue;
        }
        sql.push(" WHEN ");
        push_tier(sql, tier, search);
        sql.push(format!(" THEN {rank}"));
    }
    sql.push(" ELSE 4 END");
}

/// How the rows that a walk passes are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// All are wanted.
    None,
    /// By a look at each of the next `within` rows, which is quick where many match; what lies beyond is not found.
    Row { within: i64 },
    /// The same along the index of names, which has the columns of all filters but the permissions: of `within` entries, at most `rows`
    /// rows are looked at. Without a search.
    Name { within: i64, rows: i64 },
    /// By the set of all matches, taken from the trigram index once: right where the walk has to pass many.
    Set,
}

/// Along the index of a column, taking what matches.
pub(super) fn walk_column(
    query: &ContactQuery,
    search: Option<&Search>,
    test: Test,
    sort: (SortKey, Direction),
    place: Option<&Place>,
    travel: Travel,
    limit: i64,
) -> Sql {
    let (key, direction) = sort;
    let (columns, index) = sort_columns(key);
    let columns: Vec<String> = columns.iter().map(|column| format!("c.{column}")).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut sql = page();
    push_rows(&mut sql, "0");
    if let Test::Name { within, rows } = test {
        // Those filters' columns stand in the index behind its key, so the table is read for what passes them only.
        sql.push(format!(
            "(SELECT id FROM (SELECT c.id, c.channel, c.language, c.has_external_code
              FROM contacts c INDEXED BY {index} WHERE 1"
        ));
        push_beyond(&mut sql, &columns, place, travel, direction);
        push_order(&mut sql, &columns, "c.id", travel, direction, within);
        sql.push(") near WHERE 1");
        push_filters_of_names(&mut sql, "near", query);
        sql.push(" LIMIT ").push_bind(rows);
        sql.push(") hit CROSS JOIN contacts c ON c.id = hit.id WHERE 1");
        push_permissions(&mut sql, "c", query);
        sql.push(" LIMIT ").push_bind(limit);
        return paged(sql);
    }
    if let Test::Row { within } = test {
        sql.push(format!(
            "(SELECT c.id FROM contacts c INDEXED BY {index} WHERE 1"
        ));
        push_beyond(&mut sql, &columns, place, travel, direction);
        push_order(&mut sql, &columns, "c.id", travel, direction, within);
        sql.push(") near CROSS JOIN contacts c ON c.id = near.id WHERE 1");
        push_filters(&mut sql, "c", query);
        if let Some(search) = search {
            sql.push(" AND ");
            push_ways(&mut sql, &search.inside());
        }
        // The rows come in the index's order already, and stay so: nothing is sorted, and the last are not looked at.
        sql.push(" LIMIT ").push_bind(limit);
        return paged(sql);
    }
    sql.push(format!("contacts c INDEXED BY {index} WHERE 1"));
    if test == Test::Set {
        let ways = search.map(Search::inside);
        sql.push(" AND c.id IN (SELECT rowid FROM contacts_search WHERE contacts_search MATCH ")
            .push_bind(match_expression(ways.as_deref(), query))
            .push(")");
    }
    push_beyond(&mut sql, &columns, place, travel, direction);
    push_order(&mut sql, &columns, "c.id", travel, direction, limit);
    paged(sql)
}

/// By name within a few languages: each has its own stretch of the index, and the stretches are merged.
pub(super) fn walk_languages(
    query: &ContactQuery,
    direction: Direction,
    place: Option<&Place>,
    travel: Travel,
    limit: i64,
) -> Sql {
    let columns = ["c.name_key"];
    let mut sql = page();
    push_rows(&mut sql, "0");
    sql.push("(");
    for (at, language) in query.languages.iter().enumerate() {
        sql.push(if at == 0 { "" } else { " UNION ALL " });
        sql.push(
            "SELECT * FROM (SELECT c.name_key, c.id FROM contacts c INDEXED BY contacts_by_language WHERE c.language = ",
        );
        sql.push_bind(stored_language(language));
        let others = ContactQuery {
            languages: std::collections::BTreeSet::new(),
            ..query.clone()
        };
        push_filters(&mut sql, "c", &others);
        push_beyond(&mut sql, &columns, place, travel, direction);
        push_order(&mut sql, &columns, "c.id", travel, direction, limit);
        sql.push(")");
    }
    sql.push(") r CROSS JOIN contacts c ON c.id = r.id");
    push_order(&mut sql, &["r.name_key"], "r.id", travel, direction, limit);
    paged(sql)
}

/// The ids of those next in the order of names whose name begins with what is searched, by the index alone.
pub(super) fn named(search: &Search, place: Option<&Place>, within: u64) -> Sql {
    let within = i64::try_from(within).unwrap_or(i64::MAX);
    let mut sql = Sql::new(
        "SELECT coalesce(group_concat(id), '') FROM (SELECT c.id AS id FROM contacts c INDEXED BY contacts_by_name WHERE ",
    );
    push_tier(&mut sql, Tier::NamePrefix, search);
    let columns = Tier::NamePrefix.columns();
    push_beyond(
        &mut sql,
        columns,
        place,
        Travel::Onward,
        Direction::Ascending,
    );
    push_order(
        &mut sql,
        columns,
        "c.id",
        Travel::Onward,
        Direction::Ascending,
        within,
    );
    sql.push(")");
    sql
}

/// Tier by tier as they come, each but what belongs to a better one; the later ones are not looked at where the earlier fill the page.
/// `place` is a border within its tier. `named` are the only ones of whose name is looked at whether it begins with the search.
pub(super) fn walk_tiers(
    query: &ContactQuery,
    search: &Search,
    tiers: &[Tier],
    named: Option<&[i64]>,
    place: Option<&Place>,
    travel: Travel,
    limit: i64,
) -> Sql {
    let mut sql = page();
    let mut first = true;
    let mut push = |at: usize| {
        let tier = tiers[at];
        let passed = |place: &&Place| match travel {
            Travel::Onward => place.tier > tier as u8,
            Travel::Back => place.tier < tier as u8,
        };
        if place.as_ref().is_some_and(passed) {
            return;
        }
        sql.push(if first {
            "SELECT * FROM ("
        } else {
            " UNION ALL SELECT * FROM ("
        });
        first = false;
        let border = place.filter(|place| place.tier == tier as u8);
        let tier = (tier, &tiers[..at], named);
        push_tier_rows(&mut sql, query, search, tier, border, travel, limit);
        sql.push(")");
    };
    match travel {
        Travel::Onward => (0..tiers.len()).for_each(&mut push),
        Travel::Back => (0..tiers.len()).rev().for_each(&mut push),
    }
    sql.push(" LIMIT ").push_bind(limit);
    paged(sql)
}

/// The rows of one tier that belong to no better one.
fn push_tier_rows(
    sql: &mut Sql,
    query: &ContactQuery,
    search: &Search,
    (tier, better, named): (Tier, &[Tier], Option<&[i64]>),
    place: Option<&Place>,
    travel: Travel,
    limit: i64,
) {
    push_rows(sql, &(tier as u8).to_string());
    let id = match tier {
        Tier::WordPrefix | Tier::Inside => {
            let mut words = any_of(&search.word_prefixes());
            if tier == Tier::Inside {
                // By the index: of a name that hardly ever stands inside of another, testing rows would look at all whom it names.
                words = format!("({} NOT {words})", any_of(&search.inside()));
            }
            sql.push(SEARCH)
                .push(" WHERE contacts_search MATCH ")
                .push_bind(filtered(Some(words), query));
            if let Some(place) = place {
                sql.push(" AND contacts_search.rowid")
                    .push(travel.beyond(Direction::Ascending))
                    .push_bind(place.id);
            }
            "contacts_search.rowid"
        }
        Tier::ExactId | Tier::NamePrefix | Tier::IdPrefix => {
            match (tier, named) {
                (Tier::NamePrefix, Some(ids)) => sql
                    .push("json_each(")
                    .push_bind(json_ids(ids))
                    .push(") named CROSS JOIN contacts c ON c.id = named.value WHERE "),
                (Tier::NamePrefix, None) => {
                    sql.push("contacts c INDEXED BY contacts_by_name WHERE ")
                }
                _ => sql.push("contacts c INDEXED BY contacts_by_contact_id WHERE "),
            };
            push_tier(sql, tier, search);
            push_filters(sql, "c", query);
            push_beyond(sql, tier.columns(), place, travel, Direction::Ascending);
            "c.id"
        }
    };
    let told_by_index = |better: &&Tier| tier == Tier::Inside && **better == Tier::WordPrefix;
    for better in better.iter().filter(|better| !told_by_index(better)) {
        sql.push(" AND NOT (");
        push_tier(sql, *better, search);
        sql.push(")");
    }
    push_order(sql, tier.columns(), id, travel, Direction::Ascending, limit);
}

/// Only for tests that look at the text.
#[cfg(test)]
fn text(mut sql: Sql) -> String {
    use sqlx::Execute;
    sql.build().sql().as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PermissionState;

    #[test]
    fn what_a_person_types_never_becomes_sql() {
        let search = Search::parse("zq') OR 1=1 --").unwrap();
        let query = ContactQuery {
            proactive: Some(PermissionState::Active),
            ..ContactQuery::default()
        };
        for sql in [
            text(look(&search.inside(), &query, Part::WHOLE, 9)),
            text(confirmed(&[1], &search)),
            text(count_in_facets(&query, &search)),
            text(gather(
                &query,
                Some(&search),
                &Source::Search,
                None,
                None,
                Travel::Onward,
                9,
            )),
            text(walk_column(
                &query,
                Some(&search),
                Test::Row { within: 9 },
                (SortKey::Name, Direction::Ascending),
                None,
                Travel::Back,
                9,
            )),
        ] {
            assert!(!sql.contains("zq"), "{sql}");
        }
    }

    #[test]
    fn quotes_are_doubled_in_the_index_expression() {
        let search = Search::parse("say \"hi\"").unwrap();
        let expression = match_expression(Some(&search.inside()), &ContactQuery::default());
        assert_eq!(expression, "((\"say\" AND \"\"\"hi\"\"\"))");
    }
}
