//! What the log says of all this: that it happened, and nothing that it shouldn't.

use super::*;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use tracing_subscriber::fmt::MakeWriter;

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn asvs_16_3_1_the_log_has_every_event_once_and_no_secret_or_address_of_a_person() {
    // While there is only one subscriber, a line that another test's thread comes to first is switched off for this one too.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    let _here = tracing::subscriber::set_default(subscriber);

    let house = House::with_admin().await;
    let _wrong = house.sign_in("admin@example.com", "a wrong password").await;
    let (token, _) = house.sign_in("admin@example.com", PASSWORD).await.unwrap();
    let session = house.session(&token).await.unwrap();
    let (_, link) = house
        .accounts
        .invite(&home(), &session.actor(), "eva@example.com", Role::Viewer)
        .await
        .unwrap();
    let scopes = [crate::domain::Scope::ContactsRead];
    let (_, secret) = house
        .accounts
        .make_token(&home(), &session.actor(), "The CRM", &scopes, None)
        .await
        .unwrap();
    house.accounts.sign_out(&home(), &session).await.unwrap();

    let text = log.text();
    for kind in ["sign_in_failed", "signed_in", "token_made", "signed_out"] {
        assert_eq!(
            text.matches(&format!("kind=\"{kind}\"")).count(),
            1,
            "{kind}: {text}"
        );
    }
    assert_eq!(text.matches("operator_added").count(), 2, "{text}");
    assert!(text.contains(&session.operator.id.to_string()) && text.contains("192.0.2.1"));
    for kept_out in [
        "example.com",
        "The CRM",
        PASSWORD,
        "wrong password",
        token.expose(),
        link.expose(),
        secret.expose(),
    ] {
        assert!(!text.contains(kept_out), "{kept_out}: {text}");
    }
}
