//! A table for the terminal: columns with two spaces between them, nothing else.

use crate::domain::Timestamp;
use std::{
    fmt,
    io::{self, Write},
};

/// A heading and rows of as many cells.
pub(super) struct Table<const COLUMNS: usize> {
    rows: Vec<[String; COLUMNS]>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(super) fn new(heading: [&str; COLUMNS]) -> Self {
        Self {
            rows: vec![heading.map(str::to_owned)],
        }
    }

    pub(super) fn row(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells);
    }

    pub(super) fn print(&self) -> io::Result<()> {
        write!(io::stdout(), "{self}")
    }
}

impl<const COLUMNS: usize> fmt::Display for Table<COLUMNS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; COLUMNS];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        for row in &self.rows {
            let cells = row.iter().zip(widths);
            let line: Vec<String> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            writeln!(f, "{}", line.join("  ").trim_end())?;
        }
        Ok(())
    }
}

/// To the minute, in UTC; what never was is a dash.
pub(super) fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(
        || "-".to_owned(),
        |at| {
            let text = at.to_rfc3339();
            let (day, time) = text.split_once('T').unwrap_or((&text, ""));
            format!("{day} {} UTC", time.get(..5).unwrap_or(time))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(["NAME", "AGE"]);
        table.row(["José".to_owned(), "7".to_owned()]);
        table.row(["Wilhelmina".to_owned(), "108".to_owned()]);
        assert_eq!(
            table.to_string(),
            "NAME        AGE\nJosé        7\nWilhelmina  108\n"
        );
    }

    #[test]
    fn a_moment_is_told_to_the_minute() {
        assert_eq!(
            moment(Some(Timestamp(951_827_400_000))),
            "2000-02-29 12:30 UTC"
        );
        assert_eq!(moment(None), "-");
    }
}
