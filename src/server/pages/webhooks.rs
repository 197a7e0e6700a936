//! `/settings/webhooks`: which other systems are told what happens, and what came of it.

use super::{
    done,
    refusals::Refused,
    visit::{Person, Sent, html, refused},
};
use crate::{
    domain::{AppError, ContactEventKind},
    server::AppState,
    service::{Failure, UrlError, WebhookError},
    ui::{
        account::{DeliveriesPage, Done, NewWebhookPage, Refusal, WebhooksPage, deliveries_path},
        paths,
    },
};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

/// Deliveries a page.
const PAGE: u16 = 50;

#[derive(Deserialize)]
pub struct OneWebhook {
    id: Uuid,
}

#[derive(Deserialize)]
pub struct OneDelivery {
    webhook: Uuid,
    id: Uuid,
}

/// The form for a new webhook.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    url: String,
    kinds: Vec<ContactEventKind>,
}

impl Wish {
    /// Nothing where it holds what the page doesn't offer.
    fn parse(fields: Vec<(String, String)>) -> Option<Self> {
        let mut wish = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "url" => wish.url = value,
                "event" => wish.kinds.push(ContactEventKind::from_name(&value)?),
                _ => {}
            }
        }
        Some(wish)
    }
}

/// What the page says about a use case that was refused; a failure that the reader can't mend stays one.
fn why(error: WebhookError, person: &Person) -> Result<Refused, Failure> {
    let m = person.locale().account_messages();
    Ok(match error {
        WebhookError::Url(error) => Refused::invalid(
            &["url"],
            match error {
                UrlError::Malformed => m.url_malformed,
                UrlError::TooLong => m.url_long,
                UrlError::NotHttps => m.url_not_https,
                UrlError::User => m.url_user,
                UrlError::Private => m.url_private,
            },
        ),
        WebhookError::NoEvents => Refused::invalid(&["event"], m.events_missing),
        WebhookError::Disabled => Refused {
            status: StatusCode::CONFLICT,
            ..Refused::invalid(&[], m.webhook_is_disabled)
        },
        WebhookError::Failed(failure) => return Err(failure),
    })
}

pub async fn show(State(state): State<AppState>, person: Person) -> Response {
    // As most want it: whoever wants less takes a tick away.
    let wish = Wish {
        kinds: ContactEventKind::ALL.to_vec(),
        ..Wish::default()
    };
    let page = page(&state, &person, wish, None).await;
    person.answer(page.map(|page| html(StatusCode::OK, page)))
}

pub async fn make(
    State(state): State<AppState>,
    person: Person,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(wish) = Wish::parse(fields) else {
        return person.unreadable(StatusCode::UNPROCESSABLE_ENTITY);
    };
    let made = state
        .webhooks
        .make(&person.caller, &person.actor, &wish.url, &wish.kinds)
        .await;
    let why = match made {
        Ok((webhook, secret)) => {
            let page = NewWebhookPage {
                url: webhook.url,
                secret,
            };
            return html(StatusCode::OK, page.render(person.frame(paths::WEBHOOKS)));
        }
        Err(error) => why(error, &person),
    };
    let answer = match why {
        Ok(why) => page(&state, &person, wish, Some(why.refusal.clone()))
            .await
            .map(|page| refused(&why, page)),
        Err(failure) => Err(failure),
    };
    person.answer(answer)
}

pub async fn disable(
    State(state): State<AppState>,
    person: Person,
    Sent(OneWebhook { id }): Sent<OneWebhook>,
) -> Response {
    let disabled = state.webhooks.disable(&person.actor, id).await;
    person.answer(disabled.map(|()| done(paths::WEBHOOKS, Done::WebhookDisabled)))
}

pub async fn enable(
    State(state): State<AppState>,
    person: Person,
    Sent(OneWebhook { id }): Sent<OneWebhook>,
) -> Response {
    let enabled = state.webhooks.enable(&person.actor, id).await;
    person.answer(enabled.map(|()| done(paths::WEBHOOKS, Done::WebhookEnabled)))
}

pub async fn remove(
    State(state): State<AppState>,
    person: Person,
    Sent(OneWebhook { id }): Sent<OneWebhook>,
) -> Response {
    let webhooks = &state.webhooks;
    let removed = webhooks.remove(&person.caller, &person.actor, id).await;
    person.answer(removed.map(|()| done(paths::WEBHOOKS, Done::WebhookRemoved)))
}

pub async fn test(
    State(state): State<AppState>,
    person: Person,
    Sent(OneWebhook { id }): Sent<OneWebhook>,
) -> Response {
    let tested = state.webhooks.test(&person.actor, id).await;
    to_the_log(&state, &person, id, tested, Done::Tested).await
}

pub async fn replay(
    State(state): State<AppState>,
    person: Person,
    Sent(OneDelivery { webhook, id }): Sent<OneDelivery>,
) -> Response {
    let replayed = state.webhooks.replay(&person.actor, webhook, id).await;
    to_the_log(&state, &person, webhook, replayed, Done::Replayed).await
}

/// Where one sees what came of it.
async fn to_the_log(
    state: &AppState,
    person: &Person,
    webhook: Uuid,
    result: Result<(), WebhookError>,
    done: Done,
) -> Response {
    let why = match result {
        Ok(()) => {
            let path = deliveries_path(webhook);
            return Redirect::to(&format!("{path}&done={}", done.code())).into_response();
        }
        Err(error) => why(error, person),
    };
    let answer = match why {
        Ok(why) => log(state, person, webhook, Some(why.refusal.clone()))
            .await
            .map(|page| refused(&why, page)),
        Err(failure) => Err(failure),
    };
    person.answer(answer)
}

pub async fn deliveries(State(state): State<AppState>, person: Person) -> Response {
    let page = match person.parameter("webhook").parse() {
        Ok(webhook) => log(&state, &person, webhook, None).await,
        Err(_) => Err(AppError::NotFound.into()),
    };
    person.answer(page.map(|page| html(StatusCode::OK, page)))
}

async fn log(
    state: &AppState,
    person: &Person,
    id: Uuid,
    refusal: Option<Refusal>,
) -> Result<String, Failure> {
    let webhook = state.webhooks.get(&person.actor, id).await?;
    // An address that somebody has spoilt shows the newest.
    let before: Option<i64> = person.parameter("before").parse().ok();
    // One more than is shown says whether there are more.
    let mut deliveries = state
        .webhooks
        .deliveries(&person.actor, id, before, PAGE + 1)
        .await?;
    let more = deliveries.len() > usize::from(PAGE);
    deliveries.truncate(PAGE.into());
    let page = DeliveriesPage {
        webhook,
        newer: before.is_some(),
        older: deliveries.last().filter(|_| more).map(|last| last.seq),
        deliveries,
        done: person.done(),
        refusal,
    };
    let path = deliveries_path(id);
    let address = before.map_or_else(|| path.clone(), |seq| format!("{path}&before={seq}"));
    Ok(page.render(person.frame(&address)))
}

async fn page(
    state: &AppState,
    person: &Person,
    wish: Wish,
    refusal: Option<Refusal>,
) -> Result<String, Failure> {
    let page = WebhooksPage {
        webhooks: state.webhooks.list(&person.actor).await?,
        url: wish.url,
        kinds: wish.kinds,
        done: person.done(),
        refusal,
    };
    Ok(page.render(person.frame(paths::WEBHOOKS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_page_offers_can_be_wished_for() {
        let parse = |event: &str| {
            let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            Wish::parse(vec![
                field("url", "https://x.example"),
                field("event", event),
            ])
        };
        assert_eq!(
            parse("contact.created"),
            Some(Wish {
                url: "https://x.example".to_owned(),
                kinds: vec![ContactEventKind::Created],
            })
        );
        for strange in ["", "created", "contact.*"] {
            assert_eq!(parse(strange), None, "{strange}");
        }
    }
}
