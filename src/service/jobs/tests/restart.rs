//! What the end of the program leaves, and what the next start makes of it.

use super::*;

#[tokio::test]
async fn what_was_cut_off_is_gone_on_with_once() {
    let desk = desk().await;
    desk.import(&file("webchat,first,x,,,,\n"), Policy::KeepStricter)
        .await;
    let rows = many(5_000, |n| format!("webchat,id-{n},Ana,,,,\n"));
    let id = desk
        .settled(&file(&rows), Policy::KeepStricter, Matching::ContactId)
        .await;
    // As a process leaves it that is killed when it has done the first part.
    let step = JobStep {
        from: &[JobState::Draft],
        to: JobState::Running,
        at: now(),
    };
    assert!(desk.store.step_job(id, &step).await.unwrap());
    let creates: Vec<_> = (0..1_000)
        .map(|n| {
            let draft = ContactDraft {
                contact_id: format!("id-{n}"),
                name: "Ana".to_owned(),
                channel: "webchat".to_owned(),
                ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
            };
            (Uuid::now_v7(), draft.parse().unwrap(), now())
        })
        .collect();
    let batch = crate::store::Batch {
        creates,
        position: 1_000,
        counts: JobCounts {
            rows: 1_000,
            created: 1_000,
            ..JobCounts::default()
        },
        ..crate::store::Batch::default()
    };
    let job = desk.store.job(id).await.unwrap();
    desk.store
        .apply(&Jobs::work_of(&job, now()), &batch)
        .await
        .unwrap();

    // Two processes that both believe it is theirs.
    let others = [on(&desk.store, &desk.folder), on(&desk.store, &desk.folder)];
    for jobs in &others {
        jobs.resume().await.unwrap();
    }
    for jobs in &others {
        if let (_, Some(mut live)) = jobs.watch(&editor(), id).await.unwrap() {
            live.wait_for(|progress| progress.over).await.unwrap();
        }
    }
    let job = desk.store.job(id).await.unwrap();
    assert_eq!(
        (job.state, job.counts.created, job.counts.rows),
        (JobState::Done, 5_000, 5_000)
    );
    assert_eq!(desk.total().await, 5_001);
    desk.store.verify_ledger().await.unwrap();
}

#[tokio::test]
async fn when_the_program_ends_a_job_waits_for_the_next_start() {
    let desk = desk().await;
    let turn = desk.jobs.turn.acquire().await.unwrap();
    let text = file("webchat,a,Ana,,,,\n");
    let id = desk
        .settled(&text, Policy::KeepStricter, Matching::ContactId)
        .await;
    desk.jobs.start_at_once(&editor(), id).await.unwrap();
    tokio::join!(desk.jobs.stop(), async { drop(turn) });
    assert_eq!(desk.store.job(id).await.unwrap().state, JobState::Running);
    assert_eq!(desk.total().await, 0);
    let next = on(&desk.store, &desk.folder);
    next.resume().await.unwrap();
    let (_, live) = next.watch(&editor(), id).await.unwrap();
    if let Some(mut live) = live {
        live.wait_for(|progress| progress.over).await.unwrap();
    }
    assert_eq!(desk.store.job(id).await.unwrap().state, JobState::Done);
    assert_eq!(desk.total().await, 1);
}

#[tokio::test]
async fn at_the_start_what_is_left_over_is_removed() {
    let desk = desk().await;
    let draft = desk.upload(&file("webchat,a,Ana,,,,\n")).await.unwrap();
    let stray = desk.jobs.file(Uuid::now_v7());
    std::fs::write(&stray, "x").unwrap();
    desk.jobs.resume().await.unwrap();
    assert!(!stray.exists());
    assert!(desk.jobs.file(draft).exists());
    let old = NewJob {
        id: Uuid::now_v7(),
        kind: JobKind::Bulk,
        state: JobState::Draft,
        title: String::new(),
        plan: "{}".to_owned(),
        total: None,
        undoes: None,
    };
    let change = Change::plain(editor(), plan::source(&editor()), Timestamp(1));
    desk.store.create_job(&old, &change).await.unwrap();
    desk.jobs.resume().await.unwrap();
    assert!(desk.store.job(old.id).await.is_err());
    assert!(desk.store.job(draft).await.is_ok());
}

/// The search index in parts, as many transactions leave it.
async fn scattered() -> Desk {
    let desk = desk().await;
    for part in 0..3 {
        let contacts: Vec<_> = (0..50)
            .map(|n| {
                let draft = ContactDraft {
                    name: "Ana".to_owned(),
                    contact_id: format!("part-{part}-{n}"),
                    channel: Channel::Webchat.code().to_owned(),
                    ..ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
                };
                (Uuid::now_v7(), draft.parse().unwrap(), now())
            })
            .collect();
        let change = Change::plain(editor(), plan::source(&editor()), now());
        desk.store.create_many(&contacts, &change).await.unwrap();
    }
    assert!(segments(&desk).await > 2);
    desk
}

async fn segments(desk: &Desk) -> usize {
    let Store::Sqlite(store) = &desk.store;
    store.search_segments().await.unwrap()
}

/// It goes on in the background, and the test ends by its time limit where it doesn't.
async fn brought_together(desk: &Desk) {
    let together = async {
        // One, and perhaps what the job itself added behind its dry run.
        while segments(desk).await > 2 {
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_secs(30);
    tokio::time::timeout(patience, together).await.unwrap();
}

#[tokio::test]
async fn the_search_index_is_brought_together_after_a_job() {
    let desk = scattered().await;
    desk.import(&file("webchat,a,Ana,,,,\n"), Policy::KeepStricter)
        .await;
    brought_together(&desk).await;
}

#[tokio::test]
async fn and_at_the_start() {
    let desk = scattered().await;
    desk.jobs.resume().await.unwrap();
    brought_together(&desk).await;
}
