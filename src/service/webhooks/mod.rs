//! Webhooks: other systems are told what happens to contacts, with requests that are signed as Standard Webhooks has it.

mod deliver;
mod guard;
mod schedule;
mod send;
mod sign;

pub use guard::UrlError;

use super::{
    Clock, Failure, Followed, HistoryService,
    accounts::{event, log, random},
};
use crate::{
    domain::{
        Action, Actor, ActorKind, AppError, Caller, ContactEventKind, Delivery, Secret,
        SecurityEventKind, Webhook,
    },
    store::{NewEvent, NewWebhook, SigningKey, Store, StoreError},
};
use reqwest::Url;
use send::Post;
use serde_json::Value;
use uuid::Uuid;

/// 256 bits; Standard Webhooks asks for 192 at least.
const KEY_BYTES: usize = 32;
/// The most deliveries of one page.
const MAX_PAGE: u16 = 200;

/// Where webhooks may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WebhookSettings {
    /// Also into the server's own network, and by http.
    pub allow_private: bool,
}

/// Why a use case of webhooks was refused.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    #[error("the URL is refused: {0}")]
    Url(#[from] UrlError),
    #[error("a webhook that is told nothing")]
    NoEvents,
    /// Nothing is sent by it.
    #[error("the webhook is disabled")]
    Disabled,
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<AppError> for WebhookError {
    fn from(error: AppError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<StoreError> for WebhookError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// The use cases of webhooks, and what sends them (`run`). Cheap to clone.
#[derive(Clone, Debug)]
pub struct Webhooks {
    store: Store,
    history: HistoryService,
    settings: WebhookSettings,
    /// Makes of an event what the REST API answers, which this layer doesn't know.
    render: fn(Followed) -> Value,
    post: Post,
    clock: Clock,
}

impl Webhooks {
    #[must_use]
    pub fn new(store: Store, settings: WebhookSettings, render: fn(Followed) -> Value) -> Self {
        Self {
            history: HistoryService::new(store.clone()),
            store,
            settings,
            render,
            post: Post::new(settings.allow_private),
            clock: Clock::default(),
        }
    }

    /// With another clock than the machine's: a test's.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// All of them, the newest first.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Webhook>, Failure> {
        actor.may(Action::Administer)?;
        Ok(self.store.webhooks().await?)
    }

    pub async fn get(&self, actor: &Actor, id: Uuid) -> Result<Webhook, Failure> {
        actor.may(Action::Administer)?;
        Ok(self.store.webhook(id).await?)
    }

    /// It is told what happens from here on. The secret is told this once.
    pub async fn make(
        &self,
        caller: &Caller,
        actor: &Actor,
        url: &str,
        kinds: &[ContactEventKind],
    ) -> Result<(Webhook, Secret), WebhookError> {
        actor.may(Action::Administer)?;
        let url = guard::checked(url, self.settings.allow_private)?;
        let kinds: Vec<_> = ContactEventKind::ALL
            .into_iter()
            .filter(|kind| kinds.contains(kind))
            .collect();
        if kinds.is_empty() {
            return Err(WebhookError::NoEvents);
        }
        let key = SigningKey::new(random::<KEY_BYTES>()?.to_vec());
        let webhook = NewWebhook {
            id: Uuid::now_v7(),
            url: url.into(),
            key,
            kinds,
            created_by: actor.id.filter(|_| actor.kind == ActorKind::Operator),
            created_at: self.clock.now(),
        };
        let event = self.event(
            caller,
            actor,
            SecurityEventKind::WebhookMade,
            webhook.id,
            &webhook.url,
        );
        let made = self.store.add_webhook(&webhook, &event).await?;
        log(&event);
        Ok((made, sign::secret(&webhook.key)))
    }

    /// With its deliveries, for good.
    pub async fn remove(&self, caller: &Caller, actor: &Actor, id: Uuid) -> Result<(), Failure> {
        actor.may(Action::Administer)?;
        let webhook = self.store.webhook(id).await?;
        let kind = SecurityEventKind::WebhookRemoved;
        let event = self.event(caller, actor, kind, id, &webhook.url);
        self.store.remove_webhook(id, &event).await?;
        log(&event);
        Ok(())
    }

    /// Nothing is sent any more, and what waits is given up.
    pub async fn disable(&self, actor: &Actor, id: Uuid) -> Result<(), Failure> {
        actor.may(Action::Administer)?;
        Ok(self.store.disable_webhook(id, self.clock.now()).await?)
    }

    /// What happened while it was disabled is not told.
    pub async fn enable(&self, actor: &Actor, id: Uuid) -> Result<(), Failure> {
        actor.may(Action::Administer)?;
        Ok(self.store.enable_webhook(id).await?)
    }

    /// Has a request sent that tells of nothing. What came of it is in the log of deliveries.
    pub async fn test(&self, actor: &Actor, id: Uuid) -> Result<(), WebhookError> {
        actor.may(Action::Administer)?;
        let now = self.clock.now();
        enabled(self.store.add_test(id, Uuid::now_v7(), now).await?)
    }

    /// A page of at most 200 deliveries, the newest first. `before` is the `seq` that the page before ended with.
    pub async fn deliveries(
        &self,
        actor: &Actor,
        id: Uuid,
        before: Option<i64>,
        limit: u16,
    ) -> Result<Vec<Delivery>, Failure> {
        actor.may(Action::Administer)?;
        let limit = limit.clamp(1, MAX_PAGE);
        Ok(self.store.deliveries(id, before, limit).await?)
    }

    /// Sends a delivery again, as if for the first time and with the same id.
    pub async fn replay(
        &self,
        actor: &Actor,
        id: Uuid,
        delivery: Uuid,
    ) -> Result<(), WebhookError> {
        actor.may(Action::Administer)?;
        enabled(self.store.replay(id, delivery, self.clock.now()).await?)
    }

    /// The URL may have a key of the receiver's in its path, so that only the host is written down.
    fn event(
        &self,
        caller: &Caller,
        actor: &Actor,
        kind: SecurityEventKind,
        webhook: Uuid,
        url: &str,
    ) -> NewEvent {
        let host = Url::parse(url).ok();
        let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
        event(self.clock.now(), caller, kind)
            .by(actor)
            .about(webhook)
            .detail(host)
    }
}

fn enabled(enabled: bool) -> Result<(), WebhookError> {
    if enabled {
        Ok(())
    } else {
        Err(WebhookError::Disabled)
    }
}
