//! Every match at once, in an order that nothing has to be sorted for.

use super::{
    COLUMNS, ContactQuery, Direction, SEARCH, Search, SortKey, Sql, Travel, match_expression,
    push_filters, push_ways, sort_columns,
};

/// Along the index of the column that sorts, testing each row; without one along the table itself, or along the hits of the search,
/// both of which have the contacts in the order in which they were made. Takes the same memory however many match.
pub(in super::super) fn every(
    query: &ContactQuery,
    search: Option<&Search>,
    sort: Option<(SortKey, Direction)>,
) -> Sql {
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM "));
    match (sort, search) {
        (Some((key, direction)), search) => {
            let (columns, index) = sort_columns(key);
            let by = Travel::Onward.sql(direction);
            sql.push(format!("contacts c INDEXED BY {index} WHERE 1"));
            push_filters(&mut sql, "c", query);
            if let Some(search) = search {
                sql.push(" AND ");
                push_ways(&mut sql, &search.inside());
            }
            sql.push(" ORDER BY ");
            for column in columns {
                sql.push(format!("c.{column} {by}, "));
            }
            sql.push(format!("c.id {by}"));
        }
        (None, Some(search)) => {
            sql.push(SEARCH)
                .push(" WHERE contacts_search MATCH ")
                .push_bind(match_expression(Some(&search.inside()), query))
                .push(" ORDER BY contacts_search.rowid");
        }
        (None, None) => {
            // An index of a filter's column would find fewer rows and then have to sort them.
            sql.push("contacts c NOT INDEXED WHERE 1");
            push_filters(&mut sql, "c", query);
            sql.push(" ORDER BY c.id");
        }
    }
    sql
}
