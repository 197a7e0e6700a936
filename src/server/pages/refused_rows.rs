//! The rows that were refused, as a file: to be mended and imported again.

use super::{job_view::looked, visit::Person};
use crate::{
    domain::{
        Actor,
        import::{guarded, unguarded},
    },
    i18n::Locale,
    server::AppState,
    service::{Failure, JobError, Jobs, RefusedRow},
};
use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use csv::{Writer, WriterBuilder};
use futures_util::{StreamExt, stream};
use http::{HeaderValue, header};
use uuid::Uuid;

/// Rows that are read at once.
const PART: u32 = 500;
/// Tells spreadsheets that it is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// Before the file's own columns, so that a row with too few or too many cells keeps its number of them. An import leaves out
/// columns that it doesn't know.
const COLUMNS: [&str; 2] = ["line", "reason"];

/// How the rows are written.
#[derive(Clone, Copy)]
struct Style {
    /// The file's own, which suits whoever made it.
    delimiter: u8,
    locale: Locale,
}

impl Style {
    fn writer(self) -> Writer<Vec<u8>> {
        WriterBuilder::new()
            .flexible(true)
            .delimiter(self.delimiter)
            .from_writer(Vec::new())
    }

    fn header(self, header: &[String]) -> Result<Bytes, Failure> {
        let mut writer = self.writer();
        let cells = header.iter().map(|cell| safe(cell));
        let all = COLUMNS.into_iter().map(str::to_owned).chain(cells);
        writer.write_record(all).map_err(unexpected)?;
        let mut bytes = BYTE_ORDER_MARK.as_bytes().to_vec();
        bytes.extend(written(writer)?);
        Ok(bytes.into())
    }

    fn rows(self, rows: &[RefusedRow]) -> Result<Bytes, Failure> {
        let mut writer = self.writer();
        for row in rows {
            let reason = self.locale.row_reason(&row.problems);
            let cells = row.record.iter().map(|cell| safe(cell));
            let all = [row.line.to_string(), safe(&reason)]
                .into_iter()
                .chain(cells);
            writer.write_record(all).map_err(unexpected)?;
        }
        Ok(written(writer)?.into())
    }
}

/// No spreadsheet runs it, and an import reads of it what it read of the file.
fn safe(cell: &str) -> String {
    guarded(unguarded(cell)).into_owned()
}

fn unexpected(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unexpected(error.into())
}

fn written(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, Failure> {
    writer
        .into_inner()
        .map_err(|error| unexpected(error.into_error()))
}

/// Reads on, part by part.
struct Rest {
    jobs: Jobs,
    actor: Actor,
    job: Uuid,
    style: Style,
    /// The last line that was written; `None` behind the last part.
    after: Option<u64>,
}

impl Rest {
    async fn part(&mut self, after: u64) -> Result<Bytes, JobError> {
        let rows = self
            .jobs
            .refused(&self.actor, self.job, after, PART)
            .await?;
        let full = rows.len() >= PART as usize;
        self.after = rows.last().map(|row| row.line).filter(|_| full);
        Ok(self.style.rows(&rows)?)
    }
}

pub(super) async fn file(state: &AppState, person: &Person, id: Uuid) -> Result<Response, Failure> {
    let jobs = state.jobs.clone();
    let job = jobs.job(&person.actor, id).await.map_err(looked)?;
    let plan = Jobs::import_plan(&job).map_err(looked)?;
    let mut rest = Rest {
        jobs,
        actor: person.actor.clone(),
        job: id,
        style: Style {
            delimiter: plan.dialect.delimiter.byte(),
            locale: person.locale(),
        },
        after: None,
    };
    let header = rest.style.header(&plan.header)?;
    // What fails at once is told on a page.
    let first = rest.part(0).await.map_err(looked)?;
    let more = stream::unfold(rest, |mut rest| async move {
        let after = rest.after.take()?;
        let part = rest.part(after).await;
        Some((part.map_err(axum::Error::new), rest))
    });
    let begun = stream::iter([Ok(header), Ok(first)]);
    // Whoever packs it asks again behind the end.
    let body = Body::from_stream(begun.chain(more).fuse());
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (header::CONTENT_DISPOSITION, disposition(&job.title)),
    ];
    Ok((headers, body).into_response())
}

/// The file's own name with what it holds, as a header has it (RFC 6266).
fn disposition(title: &str) -> HeaderValue {
    let stem = title.rsplit_once('.').map_or(title, |(stem, _)| stem);
    let name = form_urlencoded::byte_serialize(stem.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let text = format!(
        "attachment; filename=\"refused.csv\"; filename*=UTF-8''{name}{}refused.csv",
        if name.is_empty() { "" } else { "-" }
    );
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::RowProblem;

    #[test]
    fn rows_keep_their_number_of_cells_and_no_formula_runs() {
        let style = Style {
            delimiter: b';',
            locale: Locale::Es,
        };
        let row = RefusedRow {
            line: 7,
            problems: vec![RowProblem::NoChannel],
            record: vec!["=1+1".to_owned(), "a;b".to_owned(), "'+34".to_owned()],
        };
        let bytes = style.rows(&[row]).unwrap();
        assert_eq!(
            std::str::from_utf8(&bytes).unwrap(),
            "7;Canal: La fila no tiene canal.;'=1+1;\"a;b\";'+34\n"
        );
        let header = style.header(&["Nombre".to_owned()]).unwrap();
        assert_eq!(
            std::str::from_utf8(&header).unwrap(),
            "\u{feff}line;reason;Nombre\n"
        );
    }

    #[test]
    fn the_name_is_that_of_the_file() {
        let name = disposition("Año 1.csv");
        assert_eq!(
            name.to_str().unwrap(),
            "attachment; filename=\"refused.csv\"; filename*=UTF-8''A%C3%B1o%201-refused.csv"
        );
        assert!(
            disposition("")
                .to_str()
                .unwrap()
                .ends_with("UTF-8''refused.csv")
        );
    }
}
