//! Imports: a file is taken in, its columns are matched, it is tried out, and then its rows become contacts.

mod decide;
mod rows;
mod upload;
mod walk;

pub use decide::{Checked, Example, ExampleChange};
pub use upload::Upload;

use super::{Failure, JobError, Jobs, plan};
use crate::{
    domain::{
        Actor, Job, JobKind, JobState,
        import::{Dialect, FileProblem, Mapping, Matching, Policy, Reader, RowProblem},
    },
    store::{Refusal, StoreError},
};
use serde::{Deserialize, Serialize};
use std::{fs::File, io, path::PathBuf};
use uuid::Uuid;

/// Rows that a form shows of a file.
const SAMPLE_ROWS: usize = 5;

/// What is to be imported, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPlan {
    pub bytes: u64,
    pub dialect: Dialect,
    pub header: Vec<String>,
    pub mapping: Mapping,
    pub matching: Matching,
    pub policy: Policy,
}

/// What can be chosen of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportChoice {
    pub dialect: Dialect,
    /// `None`: by the names of the columns.
    pub mapping: Option<Mapping>,
    pub matching: Matching,
    pub policy: Policy,
}

/// The beginning of a file, as it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedRow {
    pub line: u64,
    pub problems: Vec<RowProblem>,
    pub record: Vec<String>,
}

fn refusal(
    line: u64,
    problems: &[RowProblem],
    record: &[String],
) -> Result<Refusal, serde_json::Error> {
    Ok(Refusal {
        line,
        problems: serde_json::to_string(problems)?,
        record: serde_json::to_string(record)?,
    })
}

fn unexpected(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unexpected(error.into())
}

impl Jobs {
    /// What an import is to do.
    pub fn import_plan(job: &Job) -> Result<ImportPlan, JobError> {
        if job.kind == JobKind::Import {
            Ok(plan::read(job)?)
        } else {
            Err(JobError::State)
        }
    }

    /// What its dry run found.
    pub fn checked(job: &Job) -> Result<Option<Checked>, JobError> {
        let checked = job.checked.as_deref().map(serde_json::from_str);
        Ok(checked.transpose().map_err(unexpected)?)
    }

    /// How the file begins.
    pub async fn sample(&self, actor: &Actor, id: Uuid) -> Result<Sample, JobError> {
        let job = self.job(actor, id).await?;
        let dialect = Self::import_plan(&job)?.dialect;
        Ok(sample(self.file(id), dialect).await?)
    }

    /// Settles how the file is read and what its rows may do; what was tried out before no longer counts.
    pub async fn settle(
        &self,
        actor: &Actor,
        id: Uuid,
        choice: ImportChoice,
    ) -> Result<(), JobError> {
        let job = self.job(actor, id).await?;
        let mut plan = Self::import_plan(&job)?;
        if !matches!(job.state, JobState::Draft | JobState::Checked) {
            return Err(JobError::State);
        }
        let reread = choice.dialect != plan.dialect;
        if reread {
            plan.header = sample(self.file(id), choice.dialect).await?.header;
            plan.dialect = choice.dialect;
        }
        // Columns that were matched under another reading are none of these.
        plan.mapping = match choice.mapping {
            Some(mapping) if !reread && mapping.columns.len() == plan.header.len() => mapping,
            _ => Mapping::guess(&plan.header),
        };
        plan.matching = choice.matching;
        plan.policy = choice.policy;
        let written = plan::written(&plan)?;
        if self.store.plan_job(id, &written, None).await? {
            Ok(())
        } else {
            Err(JobError::State)
        }
    }

    /// Rows that were not taken, in the order of the file, behind a line.
    pub async fn refused(
        &self,
        actor: &Actor,
        id: Uuid,
        after: u64,
        limit: u32,
    ) -> Result<Vec<RefusedRow>, JobError> {
        self.job(actor, id).await?;
        self.store
            .refusals(id, after, limit)
            .await?
            .into_iter()
            .map(|refusal| {
                Ok(RefusedRow {
                    line: refusal.line,
                    problems: serde_json::from_str(&refusal.problems).map_err(unexpected)?,
                    record: serde_json::from_str(&refusal.record).map_err(unexpected)?,
                })
            })
            .collect()
    }

    /// Where an import's file is, while it is needed.
    pub(super) fn file(&self, id: Uuid) -> PathBuf {
        self.settings.files.join(format!("{id}.csv"))
    }

    /// Files that no import needs any more: of one that was never taken in whole, or that was over when the program was killed.
    pub(super) async fn remove_stray_files(&self) -> Result<(), Failure> {
        let mut files = match tokio::fs::read_dir(&self.settings.files).await {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unexpected(error)),
        };
        while let Some(file) = files.next_entry().await.map_err(unexpected)? {
            let path = file.path();
            let named = path.file_stem().and_then(|name| name.to_str());
            // Whatever else somebody put there is theirs.
            let Some(id) = named.and_then(|name| Uuid::parse_str(name).ok()) else {
                continue;
            };
            let needed = match self.store.job(id).await {
                Ok(job) => !job.state.is_over(),
                Err(StoreError::NotFound) => false,
                Err(error) => return Err(error.into()),
            };
            if !needed {
                self.remove_file(id).await;
            }
        }
        Ok(())
    }

    pub(super) async fn remove_file(&self, id: Uuid) {
        match tokio::fs::remove_file(self.file(id)).await {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // It holds people's data: whoever runs this should know.
            Err(error) => tracing::warn!(job = %id, %error, "an import's file can't be removed"),
        }
    }
}

async fn sample(path: PathBuf, dialect: Dialect) -> Result<Sample, Failure> {
    let reading = move || -> io::Result<Sample> {
        let mut reader = Reader::new(File::open(path)?, dialect)?;
        let mut sample = Sample {
            header: reader.header().to_vec(),
            rows: Vec::new(),
        };
        while sample.rows.len() < SAMPLE_ROWS {
            match reader.next()? {
                Some(Ok(record)) => sample.rows.push(record.fields),
                Some(Err((_, _, fields))) => sample.rows.push(fields),
                None => break,
            }
        }
        Ok(sample)
    };
    tokio::task::spawn_blocking(reading)
        .await
        .map_err(unexpected)?
        .map_err(unexpected)
}

impl ImportPlan {
    pub(super) fn check(&self) -> Result<(), FileProblem> {
        self.mapping.check(self.matching)
    }
}
