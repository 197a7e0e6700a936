//! One attempt: a POST, and what came of it.

use super::guard::{GuardedResolver, Unresolved, checked};
use crate::domain::{DeliveryProblem, Outcome};
use reqwest::{Client, Response, header, redirect};
use std::{
    error::Error,
    io,
    sync::{Arc, OnceLock},
    time::Duration,
};

/// An answer that takes longer is none. Receivers should note what comes and work on it later.
const PATIENCE: Duration = Duration::from_secs(10);
const TO_CONNECT: Duration = Duration::from_secs(5);
/// So much of an answer is read, so that the connection can be used again; nobody looks at it.
const SKIPPED_BYTES: usize = 4 * 1024;
const USER_AGENT: &str = "Chat-Contacts-Webhooks";

/// A request that is signed.
#[derive(Debug)]
pub(super) struct Signed {
    pub id: String,
    /// In seconds.
    pub timestamp: i64,
    pub signature: String,
    pub body: String,
}

/// Makes requests. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub(super) struct Post {
    allow_private: bool,
    /// Made for the first request: reading the system's certificates takes a while, and most consoles have no webhook.
    client: Arc<OnceLock<Client>>,
}

impl Post {
    pub fn new(allow_private: bool) -> Self {
        Self {
            allow_private,
            client: Arc::default(),
        }
    }

    pub async fn send(&self, url: &str, request: Signed) -> Outcome {
        match self.attempt(url, request).await {
            Ok(status) => Outcome::Answered(status),
            Err(problem) => Outcome::Failed(problem),
        }
    }

    async fn attempt(&self, url: &str, request: Signed) -> Result<u16, DeliveryProblem> {
        // It was checked when it was made; what is allowed may have changed since.
        let url = checked(url, self.allow_private).map_err(|_| DeliveryProblem::Private)?;
        let mut response = self
            .client()?
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", request.id)
            .header("webhook-timestamp", request.timestamp)
            .header("webhook-signature", request.signature)
            .body(request.body)
            .send()
            .await
            .map_err(|error| problem(&error))?;
        skip(&mut response).await;
        Ok(response.status().as_u16())
    }

    fn client(&self) -> Result<&Client, DeliveryProblem> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // Somebody else in this process may have chosen; either is good.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .timeout(PATIENCE)
            .connect_timeout(TO_CONNECT)
            .redirect(redirect::Policy::none())
            // A proxy would look names up itself, past the guard.
            .no_proxy()
            .https_only(!self.allow_private)
            .dns_resolver(GuardedResolver {
                allow_private: self.allow_private,
            })
            .build()
            .map_err(|error| {
                tracing::error!(%error, "webhooks can't be sent");
                DeliveryProblem::Tls
            })?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// What breaks off now makes no difference: the status was said.
async fn skip(response: &mut Response) {
    let mut seen = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        seen += chunk.len();
        if seen > SKIPPED_BYTES {
            break;
        }
    }
}

fn problem(error: &reqwest::Error) -> DeliveryProblem {
    if error.is_timeout() {
        return DeliveryProblem::TimedOut;
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        match error.downcast_ref() {
            Some(Unresolved::Private) => return DeliveryProblem::Private,
            Some(Unresolved::Nothing) => return DeliveryProblem::Unresolved,
            None => {}
        }
        if error.is::<rustls::Error>() {
            return DeliveryProblem::Tls;
        }
        // An io::Error leaves out of its sources what it was made of.
        let within = error.downcast_ref().and_then(io::Error::get_ref);
        cause = match within {
            Some(within) => Some(within),
            None => error.source(),
        };
    }
    if error.is_connect() {
        DeliveryProblem::Unreachable
    } else {
        DeliveryProblem::Broken
    }
}
