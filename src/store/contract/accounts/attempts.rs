//! Attempts: counted before they are looked at, refused while there is a wait.

use super::*;
use crate::store::{Attempt, Tried};
use std::time::Duration;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Two are free, then it is ten seconds.
fn delay(failures: u32, _first: u32) -> Duration {
    Duration::from_secs(if failures > 2 { 10 } else { 0 })
}

fn moments(now: i64) -> Moments {
    Moments {
        attempts: Timestamp(now - DAY),
        ..at(now)
    }
}

async fn attempt(store: &Store, subjects: &[&str], now: i64) -> Option<Duration> {
    let attempts: Vec<Attempt> = subjects
        .iter()
        .map(|subject| Attempt {
            subject: (*subject).to_owned(),
            delay,
        })
        .collect();
    let too_early = event(SecurityEventKind::SignInDelayed);
    match store.attempt(&attempts, &moments(now), &too_early).await {
        Ok(Tried::Counted) => None,
        Ok(Tried::TooEarly { wait, .. }) => Some(wait),
        Err(error) => panic!("{error}"),
    }
}

/// Any writing method that succeeds forgives; removing nobody's second factor would not, so there is somebody.
async fn forgive(store: &Store, operator: Uuid, all_of: &str, last_of: Option<&str>) {
    let forgiven = Forgiven {
        all_of: vec![all_of.to_owned()],
        last_of: last_of.map(str::to_owned),
    };
    let event = event(SecurityEventKind::SecondFactorOff);
    store
        .remove_second_factor(operator, &forgiven, &event)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_wait_follows_the_failures_and_ends_by_itself() {
    for Fresh { store, .. } in stores().await {
        for _ in 0..3 {
            assert_eq!(attempt(&store, &["a"], 1_000).await, None);
        }
        assert_eq!(
            attempt(&store, &["a"], 1_000).await,
            Some(Duration::from_secs(10))
        );
        // Trying all the while makes it no longer.
        for _ in 0..20 {
            let wait = attempt(&store, &["a"], 10_999).await;
            assert_eq!(wait, Some(Duration::from_millis(1)));
        }
        assert_eq!(
            attempt(&store, &["b"], 10_999).await,
            None,
            "another subject"
        );
        assert_eq!(attempt(&store, &["a"], 11_000).await, None);
        assert_eq!(
            attempt(&store, &["a"], 11_000).await,
            Some(Duration::from_secs(10))
        );
        // A clock that was set back makes nobody wait longer than the delay.
        assert_eq!(
            attempt(&store, &["a"], 500).await,
            Some(Duration::from_secs(10))
        );
    }
}

#[tokio::test]
async fn one_subject_that_waits_is_enough_and_then_none_is_counted() {
    for Fresh { store, .. } in stores().await {
        for _ in 0..3 {
            attempt(&store, &["a"], 1_000).await;
        }
        for _ in 0..5 {
            assert!(attempt(&store, &["a", "b"], 1_000).await.is_some());
        }
        for _ in 0..3 {
            assert_eq!(attempt(&store, &["b"], 1_000).await, None);
        }
    }
}

#[tokio::test]
async fn attempts_side_by_side_do_not_slip_through() {
    for Fresh { store, .. } in stores().await {
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { attempt(&store, &["a"], 1_000).await.is_none() })
            })
            .collect();
        let mut through = 0;
        for task in tasks {
            through += u32::from(task.await.unwrap());
        }
        assert_eq!(through, 3);
    }
}

#[tokio::test]
async fn failures_are_forgotten_after_a_day() {
    for Fresh { store, .. } in stores().await {
        for _ in 0..3 {
            attempt(&store, &["a"], 1_000).await;
        }
        for _ in 0..3 {
            assert_eq!(attempt(&store, &["a"], 1_000 + DAY).await, None);
        }
        assert!(attempt(&store, &["a"], 1_000 + DAY).await.is_some());
    }
}

#[tokio::test]
async fn a_success_clears_its_subject_and_takes_back_one_of_the_network() {
    for Fresh { store, .. } in stores().await {
        let somebody = operator(&store, "ana@example.com").await;
        for now in [1_000, 2_000] {
            attempt(&store, &["a", "net"], now).await;
        }
        attempt(&store, &["b", "net"], 3_000).await;
        forgive(&store, somebody, "b", Some("net")).await;
        // The network's two failures are those of second 1 and 2, so the third may come at once and the fourth waits.
        assert_eq!(attempt(&store, &["c", "net"], 4_000).await, None);
        assert_eq!(
            attempt(&store, &["c", "net"], 4_000).await,
            Some(Duration::from_secs(10))
        );
        forgive(&store, somebody, "c", Some("net")).await;
        assert_eq!(attempt(&store, &["c", "net"], 4_000).await, None);
        forgive(&store, somebody, "a", None).await;
        for _ in 0..3 {
            assert_eq!(attempt(&store, &["a"], 5_000).await, None);
        }
    }
}

#[tokio::test]
async fn coming_too_early_is_written_down_once_for_each_failure() {
    for Fresh { store, .. } in stores().await {
        for _ in 0..3 {
            attempt(&store, &["a"], 1_000).await;
        }
        for _ in 0..9 {
            attempt(&store, &["a"], 1_500).await;
        }
        assert_eq!(kinds(&store).await.len(), 1);
        assert_eq!(attempt(&store, &["a"], 11_000).await, None);
        for _ in 0..9 {
            attempt(&store, &["a"], 11_500).await;
        }
        assert_eq!(kinds(&store).await.len(), 2);
    }
}

#[tokio::test]
async fn what_is_shared_makes_those_wait_who_have_failed_themselves() {
    for Fresh { store, .. } in stores().await {
        let attempt = async |own: &str, now: i64| {
            let attempts = [
                Attempt {
                    subject: own.to_owned(),
                    delay: |_, _| Duration::ZERO,
                },
                Attempt {
                    subject: "shared".to_owned(),
                    delay: |_, own| Duration::from_secs(u64::from(own)),
                },
            ];
            let too_early = event(SecurityEventKind::SignInDelayed);
            match store.attempt(&attempts, &moments(now), &too_early).await {
                Ok(Tried::Counted) => None,
                Ok(Tried::TooEarly { wait, .. }) => Some(wait),
                Err(error) => panic!("{error}"),
            }
        };
        assert_eq!(attempt("a", 1_000).await, None);
        assert_eq!(attempt("a", 1_000).await, Some(Duration::from_secs(1)));
        assert_eq!(attempt("b", 1_500).await, None, "has not failed");
        assert_eq!(attempt("a", 2_000).await, Some(Duration::from_millis(500)));
        assert_eq!(attempt("a", 2_500).await, None);
        assert_eq!(attempt("a", 2_500).await, Some(Duration::from_secs(2)));
        assert_eq!(attempt("b", 2_500).await, Some(Duration::from_secs(1)));
    }
}
