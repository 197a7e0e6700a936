//! A file on its way in: onto the disk as it comes, judged as it comes.

use super::{
    super::{JobError, Jobs, now, plan},
    ImportPlan, sample, unexpected,
};
use crate::{
    domain::{
        Action, Actor, JobKind, JobState,
        import::{FileProblem, Mapping, Matching, Policy, Sniffer},
    },
    store::{Change, NewJob},
};
use std::path::PathBuf;
use tokio::{
    fs::{self, File},
    io::{AsyncWriteExt, BufWriter},
};
use uuid::Uuid;

/// The longest file name that is kept, in characters.
const MAX_TITLE_CHARS: usize = 128;

/// Removes the file unless it became a job's.
#[derive(Debug)]
struct Unfinished(Option<PathBuf>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // Nothing depends on it; what is left is removed at the next start.
            let _left_behind = std::fs::remove_file(path);
        }
    }
}

/// A file that is being taken in. Dropped, it was never there.
#[derive(Debug)]
pub struct Upload {
    jobs: Jobs,
    actor: Actor,
    id: Uuid,
    title: String,
    file: BufWriter<File>,
    unfinished: Unfinished,
    sniffer: Sniffer,
    bytes: u64,
}

impl Jobs {
    /// `name` is what whoever sends it calls the file.
    pub async fn take_in(&self, actor: &Actor, name: &str) -> Result<Upload, JobError> {
        actor.may(Action::Import)?;
        let id = Uuid::now_v7();
        fs::create_dir_all(&self.settings.files)
            .await
            .map_err(unexpected)?;
        let path = self.file(id);
        let file = File::create_new(&path).await.map_err(unexpected)?;
        // Browsers on some systems send the whole path.
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let title: String = name
            .chars()
            .filter(|c| !c.is_control())
            .take(MAX_TITLE_CHARS)
            .collect();
        Ok(Upload {
            jobs: self.clone(),
            actor: actor.clone(),
            id,
            title,
            file: BufWriter::with_capacity(256 * 1024, file),
            unfinished: Unfinished(Some(path)),
            sniffer: Sniffer::new(),
            bytes: 0,
        })
    }
}

impl Upload {
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), JobError> {
        self.bytes += bytes.len() as u64;
        if self.bytes > self.jobs.settings.max_bytes {
            return Err(JobError::File(FileProblem::TooLarge));
        }
        self.sniffer.feed(bytes);
        self.file.write_all(bytes).await.map_err(unexpected)?;
        Ok(())
    }

    /// Makes it an import that is to be settled; its columns are matched by their names.
    pub async fn finish(mut self) -> Result<Uuid, JobError> {
        let dialect = self.sniffer.finish().map_err(JobError::File)?;
        self.file.flush().await.map_err(unexpected)?;
        self.file.get_ref().sync_all().await.map_err(unexpected)?;
        let beginning = sample(self.jobs.file(self.id), dialect).await?;
        if beginning.rows.is_empty() {
            return Err(JobError::File(FileProblem::HeaderOnly));
        }
        let plan = ImportPlan {
            bytes: self.bytes,
            dialect,
            mapping: Mapping::guess(&beginning.header),
            header: beginning.header,
            matching: Matching::ContactId,
            policy: Policy::KeepStricter,
        };
        let job = NewJob {
            id: self.id,
            kind: JobKind::Import,
            state: JobState::Draft,
            title: self.title,
            plan: plan::written(&plan)?,
            total: None,
            undoes: None,
        };
        let change = Change::plain(self.actor.clone(), plan::source(&self.actor), now());
        self.jobs.store.create_job(&job, &change).await?;
        self.unfinished.0 = None;
        Ok(self.id)
    }
}
