//! Every match at once, in an order for which nothing many has to be sorted.

use super::{
    ContactQuery, Direction, FACETS, SEARCH, Search, SortKey, Source, Sql, Travel, json_ids,
    match_expression, push_filters, push_ways, sort_columns,
};

/// One value a row: nine cost more to hand over than to find.
const ROW: &str = "json_array(c.channel, c.contact_id, c.name, c.external_code, c.language, \
     c.proactive, c.reactive, c.created_at, c.updated_at)";

/// `few` are gathered and sorted. Many are walked along the index of the column that sorts, testing each row; without one along the table
/// itself, or along the hits of the search, both of which have the contacts in the order in which they were made. That takes the same memory
/// however many there are.
pub(in super::super) fn every(
    query: &ContactQuery,
    search: Option<&Search>,
    few: Option<&Source>,
    sort: Option<(SortKey, Direction)>,
) -> Sql {
    let mut sql = Sql::new(format!("SELECT {ROW} FROM "));
    let mut id = "c.id";
    match (few, sort, search) {
        (Some(Source::Ids(ids)), _, _) => {
            sql.push("json_each(")
                .push_bind(json_ids(ids))
                .push(") found CROSS JOIN contacts c ON c.id = found.value");
        }
        (Some(Source::Facets), _, search) => {
            sql.push(FACETS).push(" WHERE 1");
            push_filters(&mut sql, "f", query);
            push_test(&mut sql, search);
        }
        (Some(Source::Search) | None, None, Some(search)) => {
            sql.push(SEARCH)
                .push(" WHERE contacts_search MATCH ")
                .push_bind(match_expression(Some(&search.inside()), query));
            id = "contacts_search.rowid";
        }
        (Some(Source::Search) | None, sort, search) => {
            sql.push("contacts c ");
            match sort {
                Some((key, _)) => sql.push("INDEXED BY ").push(sort_columns(key).1),
                // An index of a filter's column would find fewer rows and then have to sort them.
                None => sql.push("NOT INDEXED"),
            };
            sql.push(" WHERE 1");
            push_filters(&mut sql, "c", query);
            push_test(&mut sql, search);
        }
    }
    sql.push(" ORDER BY ");
    let mut by = "ASC";
    if let Some((key, direction)) = sort {
        by = Travel::Onward.sql(direction);
        for column in sort_columns(key).0 {
            sql.push(format!("c.{column} {by}, "));
        }
    }
    sql.push(format!("{id} {by}"));
    sql
}

fn push_test(sql: &mut Sql, search: Option<&Search>) {
    if let Some(search) = search {
        sql.push(" AND ");
        push_ways(sql, &search.inside());
    }
}

#[cfg(test)]
mod tests {
    use super::{super::text, *};

    #[test]
    fn what_a_person_types_never_becomes_sql() {
        let search = Search::parse("zq') OR 1=1 --").unwrap();
        let query = ContactQuery::default();
        let sort = Some((SortKey::Name, Direction::Descending));
        for (few, sort) in [
            (None, None),
            (None, sort),
            (Some(&Source::Facets), sort),
            (Some(&Source::Ids(vec![1])), None),
        ] {
            let sql = text(every(&query, Some(&search), few, sort));
            assert!(!sql.contains("zq"), "{sql}");
        }
    }
}
