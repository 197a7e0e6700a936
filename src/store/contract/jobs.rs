//! Work on many contacts: whole parts or nothing, and what can be undone.

use super::{
    Fresh,
    contacts::{add, at, fields},
    stores,
};
use crate::{
    domain::{
        Actor, Channel, ContactQuery, EventSource, JobCounts, JobKind, JobState, PermissionState,
        Timestamp,
    },
    store::{
        Batch, Change, JobStep, JobWork, NewJob, Numbered, Refusal, Store, StoreError, Update,
    },
};
use tokio::sync::mpsc;
use uuid::Uuid;

async fn running(store: &Store, kind: JobKind, undoes: Option<Uuid>) -> JobWork {
    let id = Uuid::now_v7();
    let job = NewJob {
        id,
        kind,
        state: JobState::Draft,
        title: "list.csv".to_owned(),
        plan: "{}".to_owned(),
        total: None,
        undoes,
    };
    store.create_job(&job, &at(1)).await.unwrap();
    let step = JobStep {
        from: &[JobState::Draft],
        to: JobState::Running,
        at: Timestamp(2),
    };
    assert!(store.step_job(id, &step).await.unwrap());
    JobWork {
        job: id,
        change: Change {
            batch: Some(id),
            ..Change::plain(Actor::system(), EventSource::Import, Timestamp(3))
        },
        undoable: undoes.is_none(),
    }
}

async fn numbered(store: &Store, ids: &[&str]) -> Vec<Numbered> {
    let ids: Vec<_> = ids
        .iter()
        .map(|id| {
            (
                Channel::Webchat,
                fields("", Channel::Webchat, id).contact_id,
            )
        })
        .collect();
    store
        .numbered_by_ids(&ids)
        .await
        .unwrap()
        .into_iter()
        .map(Option::unwrap)
        .collect()
}

fn opened(before: Numbered) -> Update {
    let mut after = before.contact.fields.clone();
    after.proactive = PermissionState::Active;
    Update { before, after }
}

#[tokio::test]
async fn a_part_is_written_with_its_ledger_and_how_far_the_job_is() {
    for Fresh { store, .. } in stores().await {
        for id in ["one", "two"] {
            add(&store, &fields("Ana", Channel::Webchat, id)).await;
        }
        let work = running(&store, JobKind::Import, None).await;
        let [one, two] = numbered(&store, &["one", "two"]).await.try_into().unwrap();
        let counts = JobCounts {
            rows: 4,
            created: 1,
            ..JobCounts::default()
        };
        let batch = Batch {
            creates: vec![(
                Uuid::now_v7(),
                fields("New", Channel::Webchat, "three"),
                Timestamp(3),
            )],
            updates: vec![opened(one.clone())],
            deletes: vec![two.clone()],
            refusals: vec![Refusal {
                line: 7,
                problems: "[]".to_owned(),
                record: "[\"x\"]".to_owned(),
            }],
            from: 0,
            position: 4,
            counts,
        };
        store.apply(&work, &batch).await.unwrap();

        let job = store.job(work.job).await.unwrap();
        assert_eq!((job.position, job.counts), (4, counts));
        let refused = store.refusals(work.job, 0, 10).await.unwrap();
        assert_eq!(refused, batch.refusals);
        assert_eq!(store.refusals(work.job, 7, 10).await.unwrap(), []);
        let changed = store.contact(one.contact.id).await.unwrap();
        assert!(changed.fields.proactive.is_active());
        assert_eq!((changed.version, changed.updated_at), (2, Timestamp(3)));
        let event = store.events(one.contact.id).await.unwrap().pop().unwrap();
        assert_eq!(event.batch, Some(work.job));
        assert!(matches!(
            store.contact(two.contact.id).await,
            Err(StoreError::NotFound)
        ));
        store.verify_ledger().await.unwrap();

        let done = store.changes_of(work.job, 0, 10).await.unwrap();
        assert_eq!(done.len(), 2);
        assert_eq!(done[0].before, Some(one.contact.fields.clone()));
        assert_eq!(done[0].version, 2);
        assert_eq!((&done[1].before, done[1].version), (&None, 1));
        let behind = done[0].number;
        assert_eq!(
            store.changes_of(work.job, behind, 10).await.unwrap(),
            done[1..]
        );
        // Erased means that no job knows it either.
        store
            .delete(changed.id, changed.version, &at(9))
            .await
            .unwrap();
        assert_eq!(store.changes_of(work.job, 0, 10).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_part_that_was_overtaken_is_not_written_at_all() {
    for Fresh { store, .. } in stores().await {
        add(&store, &fields("Ana", Channel::Webchat, "one")).await;
        let work = running(&store, JobKind::Bulk, None).await;
        let [one] = numbered(&store, &["one"]).await.try_into().unwrap();
        let mut other = one.contact.fields.clone();
        other.name = None;
        store
            .update(one.contact.id, 1, &other, &at(2))
            .await
            .unwrap();
        let new = |id| {
            (
                Uuid::now_v7(),
                fields("", Channel::Webchat, id),
                Timestamp(3),
            )
        };
        for batch in [
            Batch {
                updates: vec![opened(one.clone())],
                creates: vec![new("two")],
                ..Batch::default()
            },
            Batch {
                deletes: vec![one.clone()],
                ..Batch::default()
            },
            Batch {
                creates: vec![new("two"), new("one")],
                position: 9,
                ..Batch::default()
            },
        ] {
            let overtaken = store.apply(&work, &batch).await;
            assert!(matches!(overtaken, Err(StoreError::Overtaken)));
        }
        let page = store.find(&ContactQuery::default()).await.unwrap();
        assert_eq!(page.total.value, 1);
        assert_eq!(page.rows[0].contact.fields, other);
        assert_eq!(store.job(work.job).await.unwrap().position, 0);
        store.verify_ledger().await.unwrap();
    }
}

#[tokio::test]
async fn a_selection_is_what_matched_when_it_was_made() {
    for Fresh { store, .. } in stores().await {
        let many: Vec<_> = (0..1_200)
            .map(|n| {
                let fields = fields("Ana", Channel::Webchat, &format!("id-{n}"));
                (Uuid::now_v7(), fields, Timestamp(1))
            })
            .collect();
        store.create_many(&many, &at(1)).await.unwrap();
        add(&store, &fields("Bea", Channel::Sms, "+34666123456")).await;
        for (query, matching) in [("", 1_201), ("q=ana", 1_200), ("channel=webchat", 1_200)] {
            let work = running(&store, JobKind::Bulk, None).await;
            let query = ContactQuery::parse(query).unwrap();
            let selected = store.select_matching(work.job, &query).await.unwrap();
            assert_eq!(selected, matching);
            let late = format!("late-{matching}-{}", query.search);
            add(&store, &fields("Ana", Channel::Webchat, &late)).await;
            let (mut part, mut found) = (0, 0);
            while let Some(contacts) = store.selected(work.job, part).await.unwrap() {
                found += contacts.len() as u64;
                part += 1;
            }
            assert_eq!(found, matching, "{query:?}");
            store.delete_job(work.job).await.unwrap();
            store
                .delete(numbered(&store, &[&late]).await[0].contact.id, 1, &at(2))
                .await
                .unwrap();
        }
        let work = running(&store, JobKind::Bulk, None).await;
        let ids = [many[0].0, many[1].0, many[0].0, Uuid::nil()];
        assert_eq!(store.select_contacts(work.job, &ids).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn an_empty_database_is_filled_whole_or_not_at_all() {
    for Fresh { store, .. } in stores().await {
        let work = running(&store, JobKind::Import, None).await;
        let batch = |from: u64| Batch {
            creates: (from..from + 50)
                .map(|n| {
                    let fields = fields("Ana", Channel::Webchat, &format!("id-{n}"));
                    (Uuid::now_v7(), fields, Timestamp(3))
                })
                .collect(),
            from,
            position: from + 50,
            ..Batch::default()
        };
        for whole in [false, true] {
            let (sender, receiver) = mpsc::channel(4);
            sender.send(Some(batch(0))).await.unwrap();
            sender.send(Some(batch(50))).await.unwrap();
            if whole {
                sender.send(None).await.unwrap();
            }
            drop(sender);
            assert_eq!(store.fill_by(&work, receiver).await.unwrap(), whole);
            let found = store
                .find(&ContactQuery::parse("q=ana").unwrap())
                .await
                .unwrap();
            assert_eq!(found.total.value, if whole { 100 } else { 0 });
            let position = store.job(work.job).await.unwrap().position;
            assert_eq!(position, if whole { 100 } else { 0 });
        }
        store.verify_ledger().await.unwrap();
        assert_eq!(store.changes_of(work.job, 0, 200).await.unwrap().len(), 100);
        let (_sender, receiver) = mpsc::channel(1);
        assert!(matches!(
            store.fill_by(&work, receiver).await,
            Err(StoreError::Overtaken)
        ));
    }
}

#[tokio::test]
async fn a_job_takes_the_steps_that_its_state_allows() {
    for Fresh { store, .. } in stores().await {
        let work = running(&store, JobKind::Bulk, None).await;
        let again = JobStep {
            from: &[JobState::Draft],
            to: JobState::Running,
            at: Timestamp(3),
        };
        assert!(!store.step_job(work.job, &again).await.unwrap());
        assert!(!store.plan_job(work.job, "{}", None).await.unwrap());
        assert!(!store.delete_job(work.job).await.unwrap());
        let active = store.active_jobs().await.unwrap();
        assert_eq!(active.len(), 1);
        let end = JobStep {
            from: &[JobState::Running],
            to: JobState::Done,
            at: Timestamp(4),
        };
        assert!(store.step_job(work.job, &end).await.unwrap());
        let job = store.job(work.job).await.unwrap();
        assert_eq!(
            (job.state, job.started_at, job.ended_at),
            (JobState::Done, Some(Timestamp(2)), Some(Timestamp(4)))
        );
        assert!(store.active_jobs().await.unwrap().is_empty());
        let undo = running(&store, JobKind::Undo, Some(work.job)).await;
        let job = store.job(work.job).await.unwrap();
        assert_eq!(job.undone_by, Some(undo.job));
        let listed = store.jobs(None, 10).await.unwrap();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0].undoes, Some(work.job));
        assert!(
            store
                .jobs(Some(JobKind::Import), 10)
                .await
                .unwrap()
                .is_empty()
        );
    }
}
