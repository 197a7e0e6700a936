//! `export`: contacts as a file, or on the standard output.

use super::{CommandError, with_state};
use crate::{
    domain::{Actor, AppError, ContactQuery, ExportSelection, ExportShape, QueryError},
    server::{AppState, Settings},
    service::{Export, Failure},
};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fs::{self, File},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    time::Duration,
};

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The file to write; the standard output where there is none, or for -
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// csv or ndjson (one JSON object a line)
    #[arg(long, value_name = "FORMAT", default_value = "csv", value_parser = ["csv", "ndjson"])]
    format: String,
    /// Only what matches, as the console's address has it: 'q=jose&channel=sms&sort=-updated'
    #[arg(long, value_name = "QUERY", default_value = "")]
    query: String,
    #[arg(
        long,
        value_name = "COLUMNS",
        default_value = "",
        help = "The columns in their order, with commas between them, of: name, contact_id, external_code, channel, language, \
                proactive, reactive, created_at, updated_at (all of them where none is named)"
    )]
    columns: String,
    /// Begin CSV with a byte order mark, by which spreadsheets know UTF-8
    #[arg(long)]
    bom: bool,
}

/// What a query may hold: a mistyped name would otherwise export more than was meant. The page's parameters come with an address that was
/// copied, and mean nothing here.
const PARAMETERS: [&str; 11] = [
    "q",
    "channel",
    "language",
    "proactive",
    "reactive",
    "external_code",
    "sort",
    "size",
    "after",
    "before",
    "page",
];

impl ExportArgs {
    fn query(&self) -> Result<ContactQuery, CommandError> {
        let text = self.query.trim_start_matches('?');
        let unknown = form_urlencoded::parse(text.as_bytes())
            .find(|(name, _)| !PARAMETERS.contains(&&**name));
        if let Some((name, _)) = unknown {
            return Err(CommandError::Refused(format!(
                "--query: there is no parameter '{name}'; there are {}",
                PARAMETERS[..7].join(", ")
            )));
        }
        ContactQuery::parse(text).map_err(|error| refused("--query", &error))
    }

    fn shape(&self) -> Result<ExportShape, CommandError> {
        let bom = self.bom.to_string();
        ExportShape::parse([
            ("format", &*self.format),
            ("columns", &*self.columns),
            ("bom", &*bom),
        ])
        .map_err(|error| match error {
            QueryError::Value { parameter } => {
                CommandError::Refused(format!("--{parameter}: there is no such value"))
            }
            error => refused("--columns", &error),
        })
    }
}

fn refused(flag: &str, error: &QueryError) -> CommandError {
    CommandError::Refused(format!("{flag}: {error}"))
}

pub(super) async fn export(settings: Settings, args: &ExportArgs) -> Result<(), CommandError> {
    // Before the database is touched.
    let (query, shape) = (args.query()?, args.shape()?);
    with_state(settings, async |state| {
        let export = begin(&state, &query, shape).await?;
        match &args.file {
            Some(path) if path.as_os_str() != "-" => to_file(export, path).await,
            _ => write(export, io::stdout().lock()).await.map(drop),
        }
    })
    .await
}

async fn begin(
    state: &AppState,
    query: &ContactQuery,
    shape: ExportShape,
) -> Result<Export, Failure> {
    let selection = ExportSelection::Matching(query.clone());
    state
        .exports
        .export(&Actor::system(), &selection, shape)
        .await
}

/// Half a file is never taken for a whole one: it has another name until it is complete.
async fn to_file(export: Export, path: &Path) -> Result<(), CommandError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".part");
    let partial = PathBuf::from(partial);
    let told = |error: io::Error| {
        CommandError::Refused(format!("{} can't be written: {error}", path.display()))
    };
    let file = File::create(&partial).map_err(told)?;
    let done = async {
        let contacts = write(export, &file).await?;
        file.sync_all().map_err(told)?;
        fs::rename(&partial, path).map_err(told)?;
        Ok(contacts)
    }
    .await;
    match done {
        Ok(contacts) => Ok(writeln!(
            io::stdout(),
            "{contacts} contacts are in {}",
            path.display()
        )?),
        Err(error) => {
            // The failure is told, not that something of it is left.
            let _ = fs::remove_file(&partial);
            Err(error)
        }
    }
}

/// How many contacts were written.
async fn write(mut export: Export, mut out: impl Write) -> Result<u64, CommandError> {
    let progress = progress(export.total());
    let mut contacts = 0;
    while let Some(piece) = export.next().await {
        let piece = piece.map_err(|failure| match failure {
            Failure::Told(AppError::Unavailable) => {
                CommandError::Refused("the export was cut short; try again".to_owned())
            }
            failure => failure.into(),
        })?;
        out.write_all(&piece.bytes)?;
        contacts += piece.contacts as u64;
        progress.set_position(contacts);
    }
    out.flush()?;
    progress.finish_and_clear();
    Ok(contacts)
}

/// Where somebody watches; nothing in a pipe or a log.
fn progress(total: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, style) = match total {
        Some(total) => (
            ProgressBar::new(total),
            "{wide_bar} {percent} %  {human_pos} of {human_len}  {per_sec}  {eta} left",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {human_pos} contacts  {per_sec}",
        ),
    };
    // A style that can't be read leaves the default one.
    let bar = match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    };
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
