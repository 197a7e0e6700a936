//! `/settings/tokens`: which other systems may come in.

use super::{
    done,
    refusals::{Form, Refused},
    visit::{Person, Sent, html, refused},
};
use crate::{
    domain::{Scope, Timestamp},
    server::AppState,
    service::{self, AccountError, Failure},
    ui::{
        account::{Done, NewTokenPage, Refusal, TokensPage},
        paths,
    },
};
use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

const MILLISECONDS_IN_A_DAY: i64 = 24 * 60 * 60 * 1000;

#[derive(Deserialize)]
pub struct OneToken {
    id: Uuid,
}

/// The form for a new token.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    name: String,
    scopes: Vec<Scope>,
    /// In so many days.
    expires: Option<u16>,
}

impl Wish {
    /// Nothing where it holds what the page doesn't offer.
    fn parse(fields: Vec<(String, String)>) -> Option<Self> {
        let mut wish = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "name" => wish.name = value,
                "scope" => wish.scopes.push(Scope::from_code(&value)?),
                "expires" if value.is_empty() => wish.expires = None,
                "expires" => {
                    let days = value.parse().ok()?;
                    wish.expires = TokensPage::LIFETIMES.contains(&days).then_some(days);
                    wish.expires?;
                }
                _ => {}
            }
        }
        Some(wish)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let days = i64::from(self.expires?);
        Some(Timestamp(service::now().0 + days * MILLISECONDS_IN_A_DAY))
    }

    /// The field that makes the service refuse it, as far as one does.
    fn refused(&self, person: &Person) -> Refused {
        let m = person.locale().account_messages();
        if self.name.trim().is_empty() {
            Refused::invalid(&["name"], m.token_name_missing)
        } else if self.scopes.is_empty() {
            Refused::invalid(&["scope"], m.token_scope_missing)
        } else {
            Refused::invalid(&[], m.token_wrong)
        }
    }
}

pub async fn show(State(state): State<AppState>, person: Person) -> Response {
    let page = page(&state, &person, Wish::default(), None).await;
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
    let accounts = &state.accounts;
    let (name, expires_at) = (&wish.name, wish.expires_at());
    let made = accounts
        .make_token(
            &person.caller,
            &person.actor,
            name,
            &wish.scopes,
            expires_at,
        )
        .await;
    let why = match made {
        Ok((token, secret)) => {
            let page = NewTokenPage {
                name: token.name,
                token: secret,
            };
            return html(StatusCode::OK, page.render(person.frame(paths::TOKENS)));
        }
        Err(AccountError::Token) => Ok(wish.refused(&person)),
        Err(error) => Refused::new(error, Form::Usual, person.locale()),
    };
    let answer = match why {
        Ok(why) => page(&state, &person, wish, Some(why.refusal.clone()))
            .await
            .map(|page| refused(&why, page)),
        Err(failure) => Err(failure),
    };
    person.answer(answer)
}

pub async fn revoke(
    State(state): State<AppState>,
    person: Person,
    Sent(OneToken { id }): Sent<OneToken>,
) -> Response {
    let revoked = state
        .accounts
        .revoke_token(&person.caller, &person.actor, id)
        .await;
    person.answer(revoked.map(|()| done(paths::TOKENS, Done::Revoked)))
}

async fn page(
    state: &AppState,
    person: &Person,
    wish: Wish,
    refusal: Option<Refusal>,
) -> Result<String, Failure> {
    let page = TokensPage {
        now: service::now(),
        tokens: state.accounts.tokens(&person.actor).await?,
        name: wish.name,
        scopes: wish.scopes,
        expires: wish.expires,
        done: person.done(),
        refusal,
    };
    Ok(page.render(person.frame(paths::TOKENS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(fields: &[(&str, &str)]) -> Option<Wish> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Wish::parse(fields.iter().map(owned).collect())
    }

    #[test]
    fn only_what_the_page_offers_can_be_wished_for() {
        let wish = parse(&[
            ("name", "CRM"),
            ("scope", "contacts:read"),
            ("scope", "ledger:read"),
            ("expires", "90"),
        ]);
        assert_eq!(
            wish,
            Some(Wish {
                name: "CRM".to_owned(),
                scopes: vec![Scope::ContactsRead, Scope::LedgerRead],
                expires: Some(90),
            })
        );
        assert_eq!(parse(&[("expires", "")]), Some(Wish::default()));
        for strange in [
            ("scope", "*"),
            ("expires", "3650"),
            ("expires", "-1"),
            ("expires", "x"),
        ] {
            assert_eq!(parse(&[strange]), None, "{strange:?}");
        }
    }
}
