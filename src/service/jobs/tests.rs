//! Jobs as whoever begins them sees them.

mod restart;

use super::*;
use crate::{
    domain::{
        Channel, Contact, ContactId, ContactQuery, PermissionState, Role,
        import::{Matching, RowProblem},
    },
    store::SqliteStore,
};
use tempfile::TempDir;

struct Desk {
    jobs: Jobs,
    store: Store,
    folder: TempDir,
}

async fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("a.db").display().to_string();
    let store = Store::Sqlite(SqliteStore::open(&url.parse().unwrap()).await.unwrap());
    let jobs = on(&store, &folder);
    Desk {
        jobs,
        store,
        folder,
    }
}

fn on(store: &Store, folder: &TempDir) -> Jobs {
    let new_contact = ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
    let settings = JobSettings {
        files: folder.path().join("imports"),
        max_bytes: 1_000_000,
    };
    Jobs::new(store.clone(), new_contact, settings)
}

fn editor() -> Actor {
    Actor::operator(Uuid::from_u128(1), Role::Editor)
}

fn admin() -> Actor {
    Actor::operator(Uuid::from_u128(2), Role::Admin)
}

impl Desk {
    async fn upload(&self, text: &str) -> Result<Uuid, JobError> {
        let mut upload = self.jobs.take_in(&editor(), "C:\\list.csv").await?;
        for chunk in text.as_bytes().chunks(7) {
            upload.write(chunk).await?;
        }
        upload.finish().await
    }

    async fn over(&self, id: Uuid) -> Job {
        let (_, live) = self.jobs.watch(&admin(), id).await.unwrap();
        if let Some(mut live) = live {
            live.wait_for(|progress| progress.over).await.unwrap();
        }
        self.store.job(id).await.unwrap()
    }

    async fn settled(&self, text: &str, policy: Policy, matching: Matching) -> Uuid {
        let id = self.upload(text).await.unwrap();
        let plan = Jobs::import_plan(&self.store.job(id).await.unwrap()).unwrap();
        let choice = ImportChoice {
            dialect: plan.dialect,
            mapping: Some(plan.mapping),
            matching,
            policy,
        };
        self.jobs.settle(&editor(), id, choice).await.unwrap();
        id
    }

    /// Tries it out, does it, and answers how it ended.
    async fn import(&self, text: &str, policy: Policy) -> Job {
        let id = self.settled(text, policy, Matching::ContactId).await;
        self.jobs.check(&editor(), id).await.unwrap();
        let checked = self.over(id).await;
        assert_eq!(checked.state, JobState::Checked);
        let found = Jobs::checked(&checked).unwrap().unwrap().counts;
        self.jobs.start(&admin(), id).await.unwrap();
        let job = self.over(id).await;
        assert_eq!(job.state, JobState::Done, "{:?}", job.problem);
        assert_eq!(job.counts, found, "what was found is what was done");
        job
    }

    async fn contact(&self, id: &str) -> Option<Contact> {
        let id = ContactId::parse(Channel::Webchat, id).unwrap();
        self.store.contact_by_id(Channel::Webchat, &id).await.ok()
    }

    async fn total(&self) -> u64 {
        let page = self.store.find(&ContactQuery::default()).await.unwrap();
        page.total.value
    }
}

const HEADER: &str = "channel,contact_id,name,external_code,language,proactive,reactive\n";

fn file(rows: &str) -> String {
    format!("{HEADER}{rows}")
}

fn many(count: u32, row: impl Fn(u32) -> String) -> String {
    (0..count).map(row).collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn a_file_becomes_contacts_and_the_next_one_changes_them() {
    let desk = desk().await;
    let first = desk
        .import(
            &file("webchat,a,Ana,C-1,es,active,active\nwebchat,b,Bea,,,,\nwebchat,,x,,,,\nwebchat,a,Again,,,,\n"),
            Policy::KeepStricter,
        )
        .await;
    let counts = JobCounts {
        rows: 4,
        created: 2,
        refused: 2,
        ..JobCounts::default()
    };
    assert_eq!(first.counts, counts);
    assert_eq!(first.title, "list.csv");
    let refused = desk.jobs.refused(&editor(), first.id, 0, 9).await.unwrap();
    assert_eq!(refused[0].line, 4);
    assert_eq!(refused[0].record[2], "x");
    assert_eq!(
        (refused[1].line, refused[1].problems.as_slice()),
        (5, [RowProblem::DuplicateInFile { line: 2 }].as_slice())
    );
    let ana = desk.contact("a").await.unwrap();
    assert!(
        ana.fields.proactive.is_active(),
        "a new contact is as the file says"
    );
    let bea = desk.contact("b").await.unwrap();
    assert!(!bea.fields.proactive.is_active() && bea.fields.reactive.is_active());
    assert!(!desk.jobs.file(first.id).exists(), "the file is not kept");

    let second = desk
        .import(
            &file("webchat,a,Ana María,C-1,es,blocked,active\nwebchat,b,Bea,,,active,blocked\nwebchat,c,Cleo,,,,\n"),
            Policy::KeepStricter,
        )
        .await;
    let counts = JobCounts {
        rows: 3,
        created: 1,
        updated: 2,
        blocked: 2,
        kept: 1,
        ..JobCounts::default()
    };
    assert_eq!(second.counts, counts);
    assert!(
        !desk
            .contact("b")
            .await
            .unwrap()
            .fields
            .proactive
            .is_active()
    );
    let events = desk.store.events(ana.id).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!(last.batch, Some(second.id));
    assert_eq!(last.actor_kind, crate::domain::ActorKind::Import);

    let undo = desk.jobs.undo(&editor(), second.id).await.unwrap();
    let undone = desk.over(undo).await;
    assert_eq!((undone.counts.updated, undone.counts.deleted), (2, 1));
    assert_eq!(desk.contact("a").await.unwrap().fields, ana.fields);
    assert_eq!(desk.contact("c").await, None);
    assert!(matches!(
        desk.jobs.undo(&editor(), second.id).await,
        Err(JobError::NothingToUndo)
    ));
    desk.store.verify_ledger().await.unwrap();
}

#[tokio::test]
async fn undoing_leaves_what_somebody_changed_since() {
    let desk = desk().await;
    let job = desk
        .import(
            &file("webchat,a,Ana,,,,\nwebchat,b,Bea,,,,\n"),
            Policy::KeepStricter,
        )
        .await;
    let ana = desk.contact("a").await.unwrap();
    let mut fields = ana.fields.clone();
    fields.name = None;
    let change = Change::plain(editor(), plan::source(&editor()), now());
    desk.store
        .update(ana.id, 1, &fields, &change)
        .await
        .unwrap();
    let undo = desk.jobs.undo(&editor(), job.id).await.unwrap();
    let undone = desk.over(undo).await;
    assert_eq!((undone.counts.deleted, undone.counts.left), (1, 1));
    assert!(desk.contact("a").await.is_some());
    assert_eq!(desk.contact("b").await, None);
}

#[tokio::test]
async fn policies_and_who_may_choose_them() {
    let desk = desk().await;
    desk.import(&file("webchat,a,Ana,C-1,es,,\n"), Policy::KeepStricter)
        .await;
    let rows = file("webchat,a,Other,,,active,blocked\nwebchat,n,New,,,,\n");
    let created = desk.import(&rows, Policy::CreateOnly).await;
    assert_eq!((created.counts.created, created.counts.unchanged), (1, 1));
    let fields = desk.import(&rows, Policy::UpdateFields).await;
    assert_eq!((fields.counts.updated, fields.counts.blocked), (1, 0));
    let ana = desk.contact("a").await.unwrap();
    assert_eq!(ana.fields.label(), "Other");
    // An empty cell says nothing.
    assert_eq!(ana.fields.external_code.unwrap().as_str(), "C-1");

    let id = desk
        .settled(&rows, Policy::Overwrite, Matching::ContactId)
        .await;
    desk.jobs.check(&editor(), id).await.unwrap();
    let checked = desk.over(id).await;
    assert_eq!(Jobs::checked(&checked).unwrap().unwrap().counts.opened, 1);
    assert!(matches!(
        desk.jobs.start(&editor(), id).await,
        Err(JobError::Failed(Failure::Told(AppError::Forbidden)))
    ));
    desk.jobs.start(&admin(), id).await.unwrap();
    assert_eq!(desk.over(id).await.counts.opened, 1);
    assert!(
        desk.contact("a")
            .await
            .unwrap()
            .fields
            .proactive
            .is_active()
    );
}

#[tokio::test]
async fn rows_find_their_contacts_by_external_code_where_one_carries_it() {
    let desk = desk().await;
    desk.import(
        &file("webchat,a,Ana,C-1,,,\nwebchat,b,Bea,C-2,,,\nwebchat,c,Cleo,C-2,,,\n"),
        Policy::KeepStricter,
    )
    .await;
    let text = "external_code,name\nC-1,Ana María\nC-2,Both\nC-3,Nobody\n";
    let id = desk
        .settled(text, Policy::KeepStricter, Matching::ExternalCode)
        .await;
    desk.jobs.start_at_once(&editor(), id).await.unwrap();
    let job = desk.over(id).await;
    assert_eq!((job.counts.updated, job.counts.refused), (1, 2));
    let refused = desk.jobs.refused(&editor(), id, 0, 9).await.unwrap();
    assert_eq!(refused[0].problems, [RowProblem::AmbiguousExternalCode]);
    assert_eq!(refused[0].record, ["C-2", "Both"]);
    assert_eq!(refused[1].problems, [RowProblem::UnknownExternalCode]);
    assert_eq!(desk.contact("a").await.unwrap().fields.label(), "Ana María");
}

#[tokio::test]
async fn what_is_no_list_is_refused_and_leaves_no_file() {
    let desk = desk().await;
    for (text, problem) in [
        ("", FileProblem::Empty),
        (HEADER, FileProblem::HeaderOnly),
        ("PK\u{3}\u{4}rest of a workbook", FileProblem::Spreadsheet),
    ] {
        let refused = desk.upload(text).await;
        assert!(
            matches!(&refused, Err(JobError::File(known)) if *known == problem),
            "{text}: {refused:?}"
        );
    }
    let large = format!("{HEADER}{}", "webchat,a,Ana,,,,\n".repeat(60_000));
    assert!(matches!(
        desk.upload(&large).await,
        Err(JobError::File(FileProblem::TooLarge))
    ));
    let left = std::fs::read_dir(desk.folder.path().join("imports")).unwrap();
    assert_eq!(left.count(), 0);
    let id = desk.upload("a,b\n1,2\n").await.unwrap();
    assert!(matches!(
        desk.jobs.check(&editor(), id).await,
        Err(JobError::File(_))
    ));
    let viewer = Actor::operator(Uuid::nil(), Role::Viewer);
    assert!(desk.jobs.take_in(&viewer, "x").await.is_err());
    assert!(desk.jobs.job(&viewer, id).await.is_err());
}

#[tokio::test]
async fn in_bulk_what_is_selected_changes_and_what_stopped_itself_does_not() {
    let desk = desk().await;
    let rows = many(1_234, |n| {
        format!("webchat,id-{n},Ana {n},,,blocked,active\n")
    });
    desk.import(&file(&rows), Policy::KeepStricter).await;
    let stopped = desk.contact("id-7").await.unwrap();
    let change = Change {
        restate: vec![crate::domain::Permission::Proactive],
        ..Change::plain(
            Actor::token(Uuid::nil(), Vec::new()),
            crate::domain::EventSource::OptOutMessage,
            now(),
        )
    };
    desk.store
        .update(stopped.id, 1, &stopped.fields, &change)
        .await
        .unwrap();

    let action = BulkAction::SetPermission {
        permission: crate::domain::Permission::Proactive,
        state: PermissionState::Active,
    };
    let query = Box::new(ContactQuery::parse("q=ana").unwrap());
    let selection = BulkSelection::Matching(query);
    let id = desk.jobs.select(&editor(), &selection, None).await.unwrap();
    assert!(matches!(
        desk.jobs.check(&editor(), id).await,
        Err(JobError::Nothing)
    ));
    desk.jobs.choose(&editor(), id, action).await.unwrap();
    desk.jobs.check(&editor(), id).await.unwrap();
    let checked = desk.over(id).await;
    assert_eq!(
        desk.contact("id-1").await.unwrap().version,
        1,
        "nothing is done yet"
    );
    let found: JobCounts = serde_json::from_str(checked.checked.as_deref().unwrap()).unwrap();
    assert_eq!((found.updated, found.stopped), (1_233, 1));
    desk.jobs.start(&editor(), id).await.unwrap();
    let job = desk.over(id).await;
    assert_eq!(job.counts, found);
    assert!(
        !desk
            .contact("id-7")
            .await
            .unwrap()
            .fields
            .proactive
            .is_active()
    );
    assert!(
        desk.contact("id-8")
            .await
            .unwrap()
            .fields
            .proactive
            .is_active()
    );
    desk.store.verify_ledger().await.unwrap();

    let undo = desk.jobs.undo(&editor(), id).await.unwrap();
    assert_eq!(desk.over(undo).await.counts.updated, 1_233);
    assert!(
        !desk
            .contact("id-8")
            .await
            .unwrap()
            .fields
            .proactive
            .is_active()
    );

    let ticked = BulkSelection::Contacts(vec![stopped.id, Uuid::nil()]);
    let gone = desk
        .jobs
        .select(&editor(), &ticked, Some(BulkAction::Delete))
        .await
        .unwrap();
    desk.jobs.start_at_once(&editor(), gone).await.unwrap();
    let job = desk.over(gone).await;
    assert_eq!(job.counts.deleted, 1);
    assert_eq!(desk.total().await, 1_233);
    assert!(matches!(
        desk.jobs.undo(&editor(), gone).await,
        Err(JobError::NothingToUndo)
    ));
    desk.store.verify_ledger().await.unwrap();
}

#[tokio::test]
async fn of_two_who_undo_the_same_one_does() {
    let desk = desk().await;
    let job = desk
        .import(&file("webchat,a,Ana,,,,\n"), Policy::KeepStricter)
        .await;
    let (by_editor, by_admin) = (editor(), admin());
    let (one, two) = tokio::join!(
        desk.jobs.undo(&by_editor, job.id),
        desk.jobs.undo(&by_admin, job.id)
    );
    let (done, refused) = if one.is_ok() { (one, two) } else { (two, one) };
    assert!(
        matches!(refused, Err(JobError::NothingToUndo)),
        "{refused:?}"
    );
    assert_eq!(desk.over(done.unwrap()).await.counts.deleted, 1);
}

#[tokio::test]
async fn a_job_that_is_cancelled_before_its_turn_does_nothing() {
    let desk = desk().await;
    let turn = desk.jobs.turn.acquire().await.unwrap();
    let id = desk
        .settled(
            &file("webchat,a,Ana,,,,\n"),
            Policy::KeepStricter,
            Matching::ContactId,
        )
        .await;
    desk.jobs.start_at_once(&editor(), id).await.unwrap();
    desk.jobs.cancel(&editor(), id).await.unwrap();
    drop(turn);
    let job = desk.over(id).await;
    assert_eq!((job.state, job.counts.rows), (JobState::Cancelled, 0));
    assert_eq!(desk.total().await, 0);
    desk.jobs.forget(&editor(), id).await.unwrap();
    assert!(desk.jobs.job(&editor(), id).await.is_err());
}
