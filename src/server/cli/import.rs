//! `import`: takes contacts from a CSV file, by the same rules as the console.

use super::{CommandError, progress::Bar, with_state};
use crate::{
    domain::{
        Actor, Channel, Job, JobCounts, JobState, Language,
        import::{Delimiter, Encoding, ImportField, Matching, Policy, RowProblem},
    },
    server::Settings,
    service::{ImportChoice, JobError, Jobs},
};
use clap::Args;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};
use tokio::{fs::File, io::AsyncReadExt};
use uuid::Uuid;

/// Refused rows read at once.
const PAGE: u32 = 1_000;
const READ_BYTES: usize = 256 * 1024;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// A CSV file
    file: PathBuf,
    /// Say what it would do, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// What it may do to contacts that are there: keep-stricter, update-fields, create-only or overwrite
    #[arg(long, value_name = "POLICY", default_value = "keep-stricter", value_parser = policy)]
    policy: Policy,
    /// How a row finds its contact: contact-id or external-code
    #[arg(long = "match", value_name = "BY", default_value = "contact-id", value_parser = matching)]
    matching: Matching,
    #[arg(
        long,
        help = "What a column is, such as --map \"Phone 1 - Value=contact_id\"; the others are matched by their names",
        value_name = "COLUMN=FIELD", value_parser = column)]
    map: Vec<(String, Option<ImportField>)>,
    /// The channel of all rows, where no column has it
    #[arg(long, value_parser = channel)]
    channel: Option<Channel>,
    /// The language of all rows, where no column has it
    #[arg(long, value_name = "TAG", value_parser = language)]
    language: Option<Language>,
    /// An empty cell clears the field, in place of leaving it as it is
    #[arg(long)]
    clear_empty: bool,
    /// What stands between the cells: comma, semicolon, tab or pipe (found out where it is not said)
    #[arg(long, value_parser = delimiter)]
    delimiter: Option<Delimiter>,
    #[arg(
        long,
        help = "utf8, utf16_le, utf16_be or windows1252 (found out where it is not said)",
        value_parser = encoding)]
    encoding: Option<Encoding>,
    /// Where rows that are not taken are written, with the reason
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
}

fn policy(text: &str) -> Result<Policy, &'static str> {
    Policy::from_code(&text.replace('-', "_"))
        .ok_or("one of keep-stricter, update-fields, create-only, overwrite")
}

fn matching(text: &str) -> Result<Matching, &'static str> {
    Matching::from_code(&text.replace('-', "_")).ok_or("contact-id or external-code")
}

fn delimiter(text: &str) -> Result<Delimiter, &'static str> {
    Delimiter::from_code(text).ok_or("one of comma, semicolon, tab, pipe")
}

fn encoding(text: &str) -> Result<Encoding, &'static str> {
    Encoding::from_code(text).ok_or("one of utf8, utf16_le, utf16_be, windows1252")
}

fn channel(text: &str) -> Result<Channel, &'static str> {
    text.parse().map_err(|_| "a channel, such as whatsapp")
}

fn language(text: &str) -> Result<Language, &'static str> {
    Language::parse(text)
        .ok()
        .flatten()
        .ok_or("a language tag, such as es or pt-BR")
}

/// `COLUMN=FIELD`; without a field, the column is left out.
fn column(text: &str) -> Result<(String, Option<ImportField>), String> {
    let (column, field) = text
        .rsplit_once('=')
        .ok_or("COLUMN=FIELD, such as Phone=contact_id")?;
    if field.is_empty() {
        return Ok((column.to_owned(), None));
    }
    let field = ImportField::from_code(field).ok_or_else(|| {
        let known: Vec<_> = ImportField::ALL
            .into_iter()
            .map(ImportField::code)
            .collect();
        format!("a field is one of {}", known.join(", "))
    })?;
    Ok((column.to_owned(), Some(field)))
}

impl From<JobError> for CommandError {
    fn from(error: JobError) -> Self {
        Self::Refused(match error {
            JobError::State => "somebody else is at it".to_owned(),
            JobError::Nothing => "there is nothing to be done".to_owned(),
            JobError::NothingToUndo => "there is nothing to undo".to_owned(),
            JobError::File(problem) => format!("the file can't be imported: {}", problem.code()),
            JobError::Failed(failure) => return failure.into(),
        })
    }
}

impl ImportArgs {
    pub(super) async fn run(self, settings: Settings) -> Result<(), CommandError> {
        with_state(settings, async |state| self.import(&state.jobs).await).await
    }

    async fn import(&self, jobs: &Jobs) -> Result<(), CommandError> {
        let actor = Actor::system();
        let id = self.take_in(jobs, &actor).await?;
        let done = self.work(jobs, &actor, id).await;
        if self.dry_run || done.is_err() {
            // What was only tried out leaves nothing behind; what failed in the middle keeps its report.
            let job = jobs.job(&actor, id).await?;
            if matches!(job.state, JobState::Draft | JobState::Checked) {
                jobs.forget(&actor, id).await?;
            }
        }
        // The job began it, in the background; this process ends when it is done.
        jobs.tidy().await;
        done
    }

    async fn take_in(&self, jobs: &Jobs, actor: &Actor) -> Result<Uuid, CommandError> {
        let shown = |source: io::Error| {
            CommandError::Refused(format!("{} can't be read: {source}", self.file.display()))
        };
        let mut file = File::open(&self.file).await.map_err(shown)?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let mut upload = jobs.take_in(actor, &name).await?;
        let mut bytes = vec![0; READ_BYTES];
        loop {
            let read = file.read(&mut bytes).await.map_err(shown)?;
            if read == 0 {
                return Ok(upload.finish().await?);
            }
            upload.write(&bytes[..read]).await?;
        }
    }

    async fn work(&self, jobs: &Jobs, actor: &Actor, id: Uuid) -> Result<(), CommandError> {
        self.settle(jobs, actor, id).await?;
        if self.dry_run {
            jobs.check(actor, id).await?;
        } else {
            jobs.start_at_once(actor, id).await?;
        }
        let job = wait(jobs, actor, id).await?;
        let counts = if self.dry_run {
            let checked = Jobs::checked(&job)?;
            checked.map(|checked| checked.counts).unwrap_or_default()
        } else {
            job.counts
        };
        let mut out = io::stdout();
        write_counts(&mut out, &counts, self.dry_run)?;
        if counts.refused > 0 {
            match &self.refused {
                Some(path) => {
                    write_refused(jobs, actor, &job, path).await?;
                    writeln!(out, "The refused rows are in {}", path.display())?;
                }
                None => writeln!(
                    out,
                    "With --refused FILE the refused rows are written there, with the reason"
                )?,
            }
        }
        match job.state {
            JobState::Cancelled => Err(CommandError::Refused(
                "cancelled; what was done stands".to_owned(),
            )),
            JobState::Failed => Err(CommandError::Refused(
                "it failed in the middle; what was done stands (the log says why)".to_owned(),
            )),
            _ => Ok(()),
        }
    }

    async fn settle(&self, jobs: &Jobs, actor: &Actor, id: Uuid) -> Result<(), CommandError> {
        let plan = Jobs::import_plan(&jobs.job(actor, id).await?)?;
        let mut choice = ImportChoice {
            dialect: plan.dialect,
            mapping: None,
            matching: self.matching,
            policy: self.policy,
        };
        choice.dialect.delimiter = self.delimiter.unwrap_or(choice.dialect.delimiter);
        choice.dialect.encoding = self.encoding.unwrap_or(choice.dialect.encoding);
        jobs.settle(actor, id, choice.clone()).await?;
        let plan = Jobs::import_plan(&jobs.job(actor, id).await?)?;
        let mut mapping = plan.mapping;
        for (column, field) in &self.map {
            if !mapping.assign(&plan.header, column, *field) {
                let known = plan.header.join(", ");
                return Err(CommandError::Refused(format!(
                    "there is no column '{column}'; there are {known}"
                )));
            }
        }
        mapping.channel = self.channel.or(mapping.channel);
        mapping.language = self.language.clone().or(mapping.language);
        mapping.clear_empty = self.clear_empty;
        choice.mapping = Some(mapping);
        Ok(jobs.settle(actor, id, choice).await?)
    }
}

/// Until it is over, on the word of whoever waits also before that.
async fn wait(jobs: &Jobs, actor: &Actor, id: Uuid) -> Result<Job, CommandError> {
    let (_, live) = jobs.watch(actor, id).await?;
    if let Some(mut live) = live {
        let bar = Bar::new();
        loop {
            let progress = *live.borrow_and_update();
            bar.show(progress.fraction, progress.counts.rows);
            if progress.over {
                break;
            }
            tokio::select! {
                changed = live.changed() => if changed.is_err() { break },
                _ = tokio::signal::ctrl_c() => jobs.cancel(actor, id).await?,
            }
        }
        bar.finish();
    }
    Ok(jobs.job(actor, id).await?)
}

fn write_counts(out: &mut impl Write, counts: &JobCounts, dry: bool) -> io::Result<()> {
    let would = if dry { "would be " } else { "" };
    let JobCounts {
        rows,
        created,
        updated,
        unchanged,
        refused,
        opened,
        blocked,
        kept,
        stopped,
        ..
    } = counts;
    writeln!(
        out,
        "{rows} rows: {created} {would}created, {updated} {would}updated, {unchanged} unchanged, {refused} refused"
    )?;
    if opened + blocked + kept + stopped > 0 {
        writeln!(
            out,
            "Permissions of known contacts: {opened} {would}opened, {blocked} {would}blocked, {kept} kept blocked; {stopped} contacts had stopped themselves"
        )?;
    }
    Ok(())
}

/// In stable codes: what a program mends by.
fn reason(problem: &RowProblem) -> String {
    match problem.field() {
        Some(field) => format!("{}: {}", field.code(), problem.code()),
        None => problem.code().to_owned(),
    }
}

async fn write_refused(
    jobs: &Jobs,
    actor: &Actor,
    job: &Job,
    path: &Path,
) -> Result<(), CommandError> {
    let failed = |error: csv::Error| CommandError::Io(io::Error::other(error));
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .from_path(path)
        .map_err(failed)?;
    let plan = Jobs::import_plan(job)?;
    let header = plan.header.iter().map(String::as_str);
    out.write_record(header.chain(["line", "reason"]))
        .map_err(failed)?;
    let mut after = 0;
    loop {
        let page = jobs.refused(actor, job.id, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.line;
        for row in page {
            let reasons: Vec<String> = row.problems.iter().map(reason).collect();
            let mut cells: Vec<String> = row
                .record
                .iter()
                .map(|cell| crate::domain::import::guarded(cell).into_owned())
                .collect();
            cells.resize(plan.header.len().max(cells.len()), String::new());
            cells.extend([row.line.to_string(), reasons.join("; ")]);
            out.write_record(&cells).map_err(failed)?;
        }
    }
    Ok(out.flush()?)
}
