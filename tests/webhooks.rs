//! Webhooks from the page where one is made to a receiver that listens: signed, tried again, given up, replayed; and where they
//! may not go.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

mod support;

use axum::{Router, extract::State, http::Uri};
use base64::{Engine, engine::general_purpose::STANDARD};
use chat_contacts::{
    domain::{
        Actor, Delivery, DeliveryProblem, DeliveryState, Outcome, SecurityEventKind, Webhook,
    },
    server::{router, run},
    service::{self, Clock},
};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{
    collections::{HashMap, VecDeque},
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};
use support::{TestApp, block_on, page::Page};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, mpsc, oneshot},
    task::{AbortHandle, yield_now},
    time::timeout,
};

/// Longer than any of it takes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between the attempts, as docs/webhooks.md promises it.
const SECONDS: [u64; 8] = [5, 60, 300, 1_800, 7_200, 18_000, 28_800, 28_800];

/// A request that came.
struct Request {
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Request {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// As docs/webhooks.md tells receivers to.
    fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.unwrap()).unwrap();
        let (id, timestamp) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        mac.update(format!("{id}.{timestamp}.{}", self.body).as_bytes());
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        self.header("webhook-signature") == expected
    }
}

#[derive(Clone)]
struct Desk {
    requests: mpsc::UnboundedSender<Request>,
    /// The next answers; when there is none left: 204.
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
    /// How many may be answered still.
    open: Arc<Semaphore>,
    waiting: Arc<Mutex<Waiting>>,
}

/// How many requests wait for their answers, by path, and how many did at most.
#[derive(Default)]
struct Waiting {
    by_path: HashMap<String, usize>,
    most: usize,
    most_of_one: usize,
}

/// Another system that listens.
struct Receiver {
    url: String,
    requests: mpsc::UnboundedReceiver<Request>,
    desk: Desk,
}

impl Receiver {
    async fn start() -> Self {
        let (sender, requests) = mpsc::unbounded_channel();
        let desk = Desk {
            requests: sender,
            answers: Arc::default(),
            open: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
            waiting: Arc::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().fallback(answer).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self {
            url,
            requests,
            desk,
        }
    }

    /// One that answers nothing until it is told to.
    async fn hanging() -> Self {
        let receiver = Self::start().await;
        receiver.desk.open.forget_permits(Semaphore::MAX_PERMITS);
        receiver
    }

    fn answers(&self, statuses: impl IntoIterator<Item = u16>) {
        let statuses = statuses
            .into_iter()
            .map(|it| StatusCode::from_u16(it).unwrap());
        self.desk.answers.lock().unwrap().extend(statuses);
    }

    async fn next(&mut self) -> Request {
        timeout(PATIENCE, self.requests.recv())
            .await
            .unwrap()
            .unwrap()
    }

    fn is_idle(&mut self) -> bool {
        self.requests.try_recv().is_err()
    }
}

async fn answer(
    State(desk): State<Desk>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, [(header::HeaderName, &'static str); 1]) {
    let path = uri.path().to_owned();
    {
        let mut waiting = desk.waiting.lock().unwrap();
        let of_this = waiting.by_path.entry(path.clone()).or_default();
        *of_this += 1;
        let of_this = *of_this;
        waiting.most_of_one = waiting.most_of_one.max(of_this);
        waiting.most = waiting.most.max(waiting.by_path.values().sum());
    }
    let request = Request {
        path: path.clone(),
        headers,
        body,
    };
    desk.requests.send(request).unwrap();
    desk.open.acquire().await.unwrap().forget();
    let waiting = &mut desk.waiting.lock().unwrap().by_path;
    *waiting.get_mut(&path).unwrap() -= 1;
    let status = desk.answers.lock().unwrap().pop_front();
    // Of interest to those only who follow it.
    (
        status.unwrap_or(StatusCode::NO_CONTENT),
        [(header::LOCATION, "/elsewhere")],
    )
}

/// A console that sends webhooks, whose clock stands.
struct Console {
    app: TestApp,
    clock: Clock,
}

impl Console {
    async fn start() -> Self {
        Self::with(&[("WEBHOOKS__ALLOW_PRIVATE", "true")]).await
    }

    async fn with(settings: &[(&str, &str)]) -> Self {
        let mut app = TestApp::with(settings).await;
        let clock = Clock::standing(service::now());
        app.state.webhooks = app.state.webhooks.clone().with_clock(clock.clone());
        app.router = router(app.state.clone());
        Self { app, clock }
    }

    /// Sends from here on, until it is aborted.
    fn sends(&self) -> AbortHandle {
        let webhooks = self.app.state.webhooks.clone();
        tokio::spawn(webhooks.run(pending())).abort_handle()
    }

    /// In the page. Answers the secret.
    async fn make(&self, url: &str, events: &[&str]) -> String {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("url", url)
            .extend_pairs(events.iter().map(|event| ("event", event)))
            .finish();
        let answer = self.app.submit("/settings/webhooks/make", &form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let page = Page::of(&answer);
        page.one("input#secret").attr("value").unwrap().to_owned()
    }

    /// The one that was made last.
    async fn webhook(&self) -> Webhook {
        let webhooks = self.app.state.webhooks.list(&Actor::system()).await;
        webhooks.unwrap().remove(0)
    }

    /// The delivery that was made last, once it is as it is waited for.
    async fn delivery(&self, is_there: impl Fn(&Delivery) -> bool) -> Delivery {
        let webhook = self.webhook().await.id;
        let look = async {
            loop {
                let webhooks = &self.app.state.webhooks;
                let log = webhooks
                    .deliveries(&Actor::system(), webhook, None, 1)
                    .await;
                match log.unwrap().pop() {
                    Some(delivery) if is_there(&delivery) => break delivery,
                    _ => yield_now().await,
                }
            }
        };
        timeout(PATIENCE, look).await.unwrap()
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> StatusCode {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.app.submit(path, &form).await.status
    }
}

#[test]
fn what_happens_arrives_signed() {
    block_on(async {
        let console = Console::start().await;
        let mut receiver = Receiver::start().await;
        console.app.contact("Before", "34666000000").await;
        let url = format!("{}/hook", receiver.url);
        let secret = console
            .make(&url, &["contact.created", "contact.deleted"])
            .await;
        console.sends();
        let made = console.app.contact("José", "34666123456").await;

        let request = receiver.next().await;
        assert!(request.is_signed_with(&secret));
        let other = format!("whsec_{}", STANDARD.encode([0; 32]));
        assert!(!request.is_signed_with(&other));
        assert_eq!(request.path, "/hook");
        assert_eq!(request.header("content-type"), "application/json");
        assert_eq!(request.header("user-agent"), "Chat-Contacts-Webhooks");
        let seconds = (console.clock.now().0 / 1_000).to_string();
        assert_eq!(request.header("webhook-timestamp"), seconds);
        let body = request.json();
        assert_eq!(body["type"], "contact.created");
        assert_eq!(body["timestamp"], made.created_at.to_rfc3339());
        assert_eq!(body["data"]["contact_id"], json!(made.id));
        assert_eq!(body["data"]["contact"]["name"], "José");
        assert_eq!(body["data"]["type"], "contact.created");

        let delivery = console
            .delivery(|it| it.state == DeliveryState::Delivered)
            .await;
        assert_eq!(request.header("webhook-id"), delivery.id.to_string());
        assert_eq!(delivery.outcome, Some(Outcome::Answered(204)));
        // Neither what it didn't ask for nor what was before.
        let erased = json!({ "id": made.id, "version": made.version });
        let answer = console.app.call("delete_contact", erased).await;
        assert_eq!(answer.status, StatusCode::OK);
        let request = receiver.next().await.json();
        assert_eq!(request["type"], "contact.deleted");
        assert_eq!(request["data"]["contact"], Value::Null);
        assert!(receiver.is_idle());
    });
}

#[test]
fn the_server_sends_them_as_long_as_it_runs() {
    block_on(async {
        let console = Console::start().await;
        let mut receiver = Receiver::start().await;
        console.make(&receiver.url, &["contact.created"]).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(run(listener, console.app.state.clone(), async {
            stopped.await.unwrap();
        }));
        console.app.contact("José", "34666123456").await;
        receiver.next().await;
        stop.send(()).unwrap();
        let ended = timeout(PATIENCE, server).await.unwrap();
        ended.unwrap().unwrap();
    });
}

#[test]
fn what_was_erased_before_it_was_sent_is_not_told() {
    block_on(async {
        let console = Console::start().await;
        let mut receiver = Receiver::start().await;
        console
            .make(&receiver.url, &["contact.created", "contact.deleted"])
            .await;
        let made = console.app.contact("José", "34666123456").await;
        let erased = json!({ "id": made.id, "version": made.version });
        console.app.call("delete_contact", erased).await;
        console.sends();
        for _ in 0..2 {
            let request = receiver.next().await;
            assert!(
                !request.body.contains("José") && !request.body.contains("34666123456"),
                "{}",
                request.body
            );
        }
    });
}

#[test]
fn what_fails_is_tried_again_given_up_and_replayed() {
    block_on(async {
        let console = Console::start().await;
        let mut receiver = Receiver::start().await;
        let secret = console.make(&receiver.url, &["contact.created"]).await;
        console.sends();
        receiver.answers([500, 302, 400, 503, 500, 500, 500, 500, 500]);
        console.app.contact("José", "34666123456").await;
        let id = receiver.next().await.header("webhook-id").to_owned();
        for (failed, seconds) in (1..).zip(SECONDS) {
            let delivery = console.delivery(|it| it.attempts == failed).await;
            assert_eq!(delivery.state, DeliveryState::Waiting);
            let seconds = Duration::from_secs(seconds);
            assert_eq!(delivery.next_at, console.clock.after(seconds));
            console
                .clock
                .advance(seconds.saturating_sub(Duration::from_millis(1)));
            assert!(receiver.is_idle());
            console.clock.advance(Duration::from_millis(1));
            let again = receiver.next().await;
            assert_eq!(again.header("webhook-id"), id, "the same in every attempt");
            assert_eq!(again.path, "/", "no redirection is followed");
            assert!(again.is_signed_with(&secret), "for the time of the attempt");
        }
        let delivery = console.delivery(|it| it.attempts == 9).await;
        assert_eq!(delivery.state, DeliveryState::GivenUp);
        assert_eq!(delivery.outcome, Some(Outcome::Answered(500)));

        let webhook = console.webhook().await.id.to_string();
        let page = format!("/settings/webhooks/deliveries?webhook={webhook}");
        let shown = Page::at(&console.app, &page).await;
        assert_eq!(shown.column("State"), ["Given up"]);
        assert_eq!(shown.column("Result"), ["Answered 500"]);
        assert_eq!(shown.column("Attempts"), ["9"]);
        let replay = [("webhook", &*webhook), ("id", &*id)];
        let status = console
            .post("/settings/webhooks/deliveries/replay", &replay)
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let again = receiver.next().await;
        assert_eq!(again.header("webhook-id"), id);
        console
            .delivery(|it| it.state == DeliveryState::Delivered)
            .await;
        let shown = Page::at(&console.app, "/settings/webhooks").await;
        assert!(shown.column("Last result")[0].starts_with("Answered 204"));
    });
}

#[test]
fn whoever_says_that_they_are_gone_is_left_alone() {
    block_on(async {
        let console = Console::start().await;
        let mut receiver = Receiver::start().await;
        console.make(&receiver.url, &["contact.created"]).await;
        console.sends();
        receiver.answers([410]);
        console.app.contact("José", "34666123456").await;
        receiver.next().await;
        let delivery = console.delivery(|it| it.attempts == 1).await;
        assert_eq!(delivery.state, DeliveryState::Delivered);
        let webhook = console.webhook().await;
        assert_eq!(webhook.disabled_at, Some(console.clock.now()));
        let id = webhook.id.to_string();
        let test = console
            .post("/settings/webhooks/test", &[("id", &id)])
            .await;
        assert_eq!(test, StatusCode::CONFLICT);

        console.app.contact("Not told", "34666123457").await;
        console
            .post("/settings/webhooks/enable", &[("id", &id)])
            .await;
        console.app.contact("Told", "34666123458").await;
        let request = receiver.next().await.json();
        assert_eq!(request["data"]["contact"]["name"], "Told");
    });
}

#[test]
fn what_was_under_way_when_the_server_fell_is_sent_again() {
    block_on(async {
        let console = Console::start().await;
        let mut receiver = Receiver::hanging().await;
        console.make(&receiver.url, &["contact.created"]).await;
        let sending = console.sends();
        console.app.contact("José", "34666123456").await;
        let first = receiver.next().await;
        sending.abort();

        receiver.desk.open.add_permits(2);
        console.sends();
        let again = receiver.next().await;
        assert_eq!(again.header("webhook-id"), first.header("webhook-id"));
        console
            .delivery(|it| it.state == DeliveryState::Delivered)
            .await;
    });
}

#[test]
fn no_receiver_is_overrun_and_none_holds_up_the_others() {
    block_on(async {
        let console = Console::start().await;
        let mut receiver = Receiver::hanging().await;
        for number in 0..5 {
            let url = format!("{}/{number}", receiver.url);
            console.make(&url, &["contact.created"]).await;
        }
        for number in 0..3 {
            let number = format!("3466612345{number}");
            console.app.contact("José", &number).await;
        }
        console.sends();
        for _ in 0..8 {
            receiver.next().await;
        }
        receiver.desk.open.add_permits(15);
        for _ in 8..15 {
            receiver.next().await;
        }
        let waiting = receiver.desk.waiting.lock().unwrap();
        assert_eq!((waiting.most, waiting.most_of_one), (8, 2));
    });
}

#[test]
fn a_private_address_is_refused_when_it_is_written_and_when_it_is_called() {
    block_on(async {
        let console = Console::with(&[]).await;
        let mut receiver = Receiver::start().await;
        let port = receiver.url.rsplit(':').next().unwrap().to_owned();
        for (url, text) in [
            (
                format!("https://127.0.0.1:{port}"),
                "This address is private",
            ),
            (receiver.url.clone(), "https only"),
            (
                "https://a:b@example.com".to_owned(),
                "user and the password",
            ),
            (String::new(), "not a URL"),
        ] {
            let form = format!("url={url}&event=contact.created");
            let answer = console.app.submit("/settings/webhooks/make", &form).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
            assert!(answer.text().contains(text), "{url}");
        }
        console.sends();
        // What a name leads to is known only when it is called.
        console
            .make(&format!("https://localhost:{port}"), &["contact.created"])
            .await;
        let id = console.webhook().await.id.to_string();
        console
            .post("/settings/webhooks/test", &[("id", &id)])
            .await;
        let delivery = console.delivery(|it| it.attempts == 1).await;
        let private = Outcome::Failed(DeliveryProblem::Private);
        assert_eq!(delivery.outcome, Some(private));
        assert!(receiver.is_idle());
    });
}

#[test]
fn why_there_was_no_answer_is_told() {
    block_on(async {
        let console = Console::start().await;
        let mut receiver = Receiver::start().await;
        // Taken and given back, so that nobody listens there.
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let nobody = taken.local_addr().unwrap();
        drop(taken);
        console.sends();
        // A name that is longer than names may be: no resolver has to be asked.
        for (url, problem) in [
            (format!("http://{nobody}"), DeliveryProblem::Unreachable),
            (receiver.url.replace("http", "https"), DeliveryProblem::Tls),
            (
                format!("http://{}.example", "x".repeat(64)),
                DeliveryProblem::Unresolved,
            ),
        ] {
            console.make(&url, &["contact.created"]).await;
            let id = console.webhook().await.id.to_string();
            console
                .post("/settings/webhooks/test", &[("id", &id)])
                .await;
            let delivery = console.delivery(|it| it.attempts == 1).await;
            assert_eq!(delivery.outcome, Some(Outcome::Failed(problem)), "{url}");
            assert_eq!(delivery.kind, None);
        }
        assert!(receiver.is_idle());
    });
}

#[test]
fn a_webhook_needs_an_event_and_leaves_its_traces() {
    block_on(async {
        let console = Console::start().await;
        let none = "url=https%3A%2F%2Fexample.com%2Fkey";
        let answer = console.app.submit("/settings/webhooks/make", none).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("Choose at least one event."));
        let strange = format!("{none}&event=contact.*");
        let answer = console
            .app
            .submit("/settings/webhooks/make", &strange)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

        let secret = console
            .make("https://example.com/key", &["contact.updated"])
            .await;
        let page = Page::at(&console.app, "/settings/webhooks").await;
        assert!(!page.raw.contains(&secret));
        let id = console.webhook().await.id.to_string();
        for path in ["disable", "remove"] {
            let path = format!("/settings/webhooks/{path}");
            assert_eq!(
                console.post(&path, &[("id", &id)]).await,
                StatusCode::SEE_OTHER
            );
        }
        let again = console
            .post("/settings/webhooks/remove", &[("id", &id)])
            .await;
        assert_eq!(again, StatusCode::NOT_FOUND);
        let accounts = &console.app.state.accounts;
        let activity = accounts.activity(&Actor::system(), None, 2).await.unwrap();
        let told: Vec<_> = activity
            .iter()
            .map(|event| (event.kind, event.detail.as_str()))
            .collect();
        // The path may be a key of the receiver's.
        assert_eq!(
            told,
            [
                (SecurityEventKind::WebhookRemoved, "example.com"),
                (SecurityEventKind::WebhookMade, "example.com"),
            ]
        );
    });
}
