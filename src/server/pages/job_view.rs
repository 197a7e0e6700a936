//! What the page of a job shows, from what is known of it.

use super::{bulk::BulkWish, imports::ImportWish, jobs::Wish, visit::Person};
use crate::{
    domain::{Action, AppError, Job, JobCounts, JobKind, JobState, Language},
    server::AppState,
    service::{self, Checked, Example, Failure, JobError, Jobs, RefusedRow},
    ui::{
        account::Refusal,
        jobs::{
            BulkChoice, BulkShown, Content, Found, FoundChange, FoundRow, ImportShown, JobPage,
            Note, RefusedLine,
        },
    },
};
use uuid::Uuid;

/// Refused rows that the page shows; all of them can be downloaded.
const SHOWN: u32 = 20;

/// A use case that only looks can fail in no other way that a reader could do something about.
pub(super) fn looked(error: JobError) -> Failure {
    match error {
        JobError::Failed(failure) => failure,
        JobError::State | JobError::Nothing | JobError::NothingToUndo | JobError::File(_) => {
            AppError::NotFound.into()
        }
    }
}

pub(super) async fn page(
    state: &AppState,
    person: &Person,
    id: Uuid,
    wish: Wish,
    refusal: Option<Refusal>,
) -> Result<JobPage, Failure> {
    let (mut job, live) = state.jobs.watch(&person.actor, id).await.map_err(looked)?;
    let mut fraction = 0.0;
    if let Some(live) = live {
        let progress = *live.borrow();
        job.counts = progress.counts;
        fraction = progress.fraction;
    }
    let content = match job.kind {
        JobKind::Bulk => Content::Bulk(bulk(person, &mut job, wish).map_err(looked)?),
        JobKind::Import => {
            let shown = import(state, person, &job, wish).await.map_err(looked)?;
            Content::Import(Box::new(shown))
        }
        JobKind::Undo => Content::Undo,
    };
    Ok(JobPage {
        job,
        content,
        fraction,
        settings: refusal.is_some() || person.has_parameter("settings"),
        now: service::now(),
        note: Note::from_code(&person.parameter("note")),
        refusal,
    })
}

fn bulk(person: &Person, job: &mut Job, wish: Wish) -> Result<BulkShown, JobError> {
    let plan = Jobs::bulk_plan(job)?;
    let mut wish = match wish {
        Wish::Bulk(wish) => wish,
        Wish::Settled | Wish::Import(_) => BulkWish::of(plan.action.as_ref()),
    };
    // As it was chosen beside the table.
    wish.choice = wish
        .choice
        .or_else(|| BulkChoice::from_code(&person.parameter("do")));
    job.total = Some(plan.selected);
    let found: Option<Result<JobCounts, _>> = job.checked.as_deref().map(serde_json::from_str);
    let found = found.transpose();
    Ok(BulkShown {
        selected: plan.selected,
        query: plan.query,
        choice: wish.choice,
        language: wish.language,
        external_code: wish.external_code,
        found: found.map_err(|error| Failure::Unexpected(error.into()))?,
    })
}

async fn import(
    state: &AppState,
    person: &Person,
    job: &Job,
    wish: Wish,
) -> Result<ImportShown, JobError> {
    let plan = Jobs::import_plan(job)?;
    let jobs = &state.jobs;
    // The file is there for as long as something is to be settled.
    let settles = matches!(job.state, JobState::Draft | JobState::Checked);
    let rows = if settles {
        jobs.sample(&person.actor, job.id).await?.rows
    } else {
        Vec::new()
    };
    let refused = if job.state.is_active() {
        Vec::new()
    } else {
        jobs.refused(&person.actor, job.id, 0, SHOWN).await?
    };
    let found = Jobs::checked(job)?.map(found);
    let mapping = plan.mapping;
    let mut shown = ImportShown {
        dialect: plan.dialect,
        header: plan.header,
        rows,
        columns: mapping.columns,
        channel: mapping.channel,
        language: mapping
            .language
            .as_ref()
            .map(Language::as_str)
            .unwrap_or_default()
            .to_owned(),
        clear_empty: mapping.clear_empty,
        matching: plan.matching,
        policy: plan.policy,
        may_overwrite: person.actor.may(Action::OverwritePermissions).is_ok(),
        found,
        refused: refused.into_iter().map(refused_line).collect(),
    };
    if let Wish::Import(wish) = wish {
        filled_in(&mut shown, wish);
    }
    Ok(shown)
}

/// What was sent stands in the form that comes back.
fn filled_in(shown: &mut ImportShown, wish: ImportWish) {
    shown.columns = wish.columns;
    shown.channel = wish.channel;
    shown.language = wish.language;
    shown.clear_empty = wish.clear_empty;
    shown.matching = wish.matching;
    shown.policy = wish.policy;
}

fn found(checked: Checked) -> Found {
    let rows = |examples: Vec<Example>| examples.into_iter().map(found_row).collect();
    Found {
        counts: checked.counts,
        created: rows(checked.created),
        updated: rows(checked.updated),
    }
}

fn found_row(example: Example) -> FoundRow {
    let changes = example.changes.into_iter().map(|change| FoundChange {
        field: change.field,
        from: change.from,
        to: change.to,
    });
    FoundRow {
        line: example.line,
        label: example.label,
        changes: changes.collect(),
    }
}

fn refused_line(row: RefusedRow) -> RefusedLine {
    RefusedLine {
        line: row.line,
        problems: row.problems,
    }
}
