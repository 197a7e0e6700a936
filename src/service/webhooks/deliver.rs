//! What makes deliveries of events and sends them, as long as the server runs.
//!
//! A delivery stays due until what came of it is on disk. One that was under way when the server stopped is sent again by the next
//! one: a receiver gets each at least once, and tells by the id what it has had.

use super::{Webhooks, schedule::settled, send::Signed, sign::signature};
use crate::{
    domain::{Actor, Timestamp},
    service::{Failure, accounts::unexpected},
    store::{DueDelivery, Settled},
};
use serde::Serialize;
use serde_json::{Value, json};
use std::{collections::HashMap, time::Duration};
use tokio::{
    task::{Id, JoinError, JoinSet},
    time::timeout,
};
use uuid::Uuid;

/// Requests that are under way at the same time …
const AT_ONCE: usize = 8;
/// … and of those to one webhook, so that one that hangs doesn't hold up the others.
const EACH: u32 = 2;
/// How long to wait before looking whether another process wrote something.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// How long to wait after something went wrong here.
const REST: Duration = Duration::from_secs(5);
/// How long the end waits for what is under way. What takes longer is sent again at the next start.
const GRACE: Duration = Duration::from_secs(2);
/// How long what is finished stays in the log.
const KEPT: Duration = Duration::from_hours(30 * 24);
const BETWEEN_PRUNINGS: Duration = Duration::from_hours(1);
/// The type of a request that only tries whether it arrives.
const TEST: &str = "webhook.test";

/// What is sent, as Standard Webhooks has it.
#[derive(Serialize)]
struct Body {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: Value,
}

/// The requests that are under way.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<Result<(), Failure>>,
    deliveries: HashMap<Id, Uuid>,
}

impl UnderWay {
    fn begin(&mut self, webhooks: &Webhooks, due: DueDelivery) {
        // What is under way is due until it is settled.
        if self.deliveries.values().any(|id| *id == due.id) {
            return;
        }
        let (id, webhooks) = (due.id, webhooks.clone());
        let task = self.tasks.spawn(async move { webhooks.deliver(due).await });
        self.deliveries.insert(task.id(), id);
    }

    fn ended(
        &mut self,
        ended: Result<(Id, Result<(), Failure>), JoinError>,
    ) -> Result<(), Failure> {
        let (task, result) = match ended {
            Ok(ended) => ended,
            Err(error) => (error.id(), Err(unexpected(error))),
        };
        self.deliveries.remove(&task);
        result
    }
}

impl Webhooks {
    /// Sends what there is to send until `stop` is done.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut under_way = UnderWay::default();
        let mut prune_at = self.clock.now();
        loop {
            // Before it is looked, so that nothing slips in between.
            let changed = self.store.changed();
            let result = match self.look(&mut under_way, &mut prune_at).await {
                Err(failure) => Err(failure),
                Ok(next) => {
                    // Another process on the same file tells nobody.
                    let look_again = self.clock.after(LOOK_AGAIN);
                    let until = next.map_or(look_again, |next| next.min(look_again));
                    tokio::select! {
                        () = &mut stop => break,
                        () = self.clock.until(until) => Ok(()),
                        () = changed => Ok(()),
                        Some(ended) = under_way.tasks.join_next_with_id() => under_way.ended(ended),
                    }
                }
            };
            if let Err(failure) = result {
                tracing::error!(error = %failure, "webhooks stand still for a while");
                tokio::select! {
                    () = &mut stop => break,
                    () = self.clock.until(self.clock.after(REST)) => {}
                }
            }
        }
        let drained = async { while under_way.tasks.join_next().await.is_some() {} };
        let _whichever = timeout(GRACE, drained).await;
    }

    /// Begins what there is to begin; when there will be more, as far as that is known.
    async fn look(
        &self,
        under_way: &mut UnderWay,
        prune_at: &mut Timestamp,
    ) -> Result<Option<Timestamp>, Failure> {
        let now = self.clock.now();
        let more = self.store.expand(now).await?;
        if under_way.tasks.len() < AT_ONCE {
            for due in self.store.due_deliveries(now, EACH).await? {
                if under_way.tasks.len() == AT_ONCE {
                    break;
                }
                under_way.begin(self, due);
            }
        }
        if now >= *prune_at && !self.store.prune_deliveries(self.clock.before(KEPT)).await? {
            *prune_at = self.clock.after(BETWEEN_PRUNINGS);
        }
        if more {
            return Ok(Some(now));
        }
        Ok(self.store.next_due(now).await?)
    }

    async fn deliver(&self, due: DueDelivery) -> Result<(), Failure> {
        let body = self.body(&due).await?;
        let (id, timestamp) = (due.id.to_string(), self.clock.now().0 / 1_000);
        let signed = Signed {
            signature: signature(&due.key, &id, timestamp, &body),
            id,
            timestamp,
            body,
        };
        let outcome = self.post.send(&due.url, signed).await;
        let settled = settled(outcome, due.attempts, &self.clock);
        self.store
            .settle(due.id, outcome, settled, self.clock.now())
            .await?;
        let webhook = due.webhook;
        match settled {
            Settled::Delivered | Settled::Again(_) => {
                tracing::debug!(%webhook, delivery = %due.id, ?outcome, "webhook tried");
            }
            Settled::Gone => tracing::warn!(%webhook, "the receiver is gone: webhook disabled"),
            Settled::GivenUp => {
                tracing::warn!(%webhook, delivery = %due.id, ?outcome, "delivery given up");
            }
        }
        Ok(())
    }

    /// The contact in it is as it is by now: one that was erased since is not told any more.
    async fn body(&self, due: &DueDelivery) -> Result<String, Failure> {
        let body = match due.event {
            None => Body {
                kind: TEST,
                timestamp: due.created_at.to_rfc3339(),
                data: json!({}),
            },
            Some(seq) => {
                let found = self
                    .history
                    .follow(&Actor::system(), seq - 1, 1, Duration::ZERO)
                    .await?;
                let followed = found.into_iter().find(|followed| followed.event.seq == seq);
                let followed = followed.ok_or_else(|| unexpected("an event is not there"))?;
                Body {
                    kind: followed.event.kind.name(),
                    timestamp: followed.event.at.to_rfc3339(),
                    data: (self.render)(followed),
                }
            }
        };
        serde_json::to_string(&body).map_err(unexpected)
    }
}
