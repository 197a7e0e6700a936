//! Settings / API tokens: which other systems may come in, and for what.

use super::{
    Done, Frame, Refusal,
    frame::{CopyField, Tab, plus},
    parts::{
        Cell, DoneNotice, Input, Popover, RefusalNotice, RowForm, account_messages, actions_column,
        column,
    },
    time::moment,
};
use crate::{
    domain::{ApiToken, Scope, Timestamp},
    i18n::filled,
    ui::{paths, preferences::locale},
};
use leptos::prelude::*;

#[derive(Debug)]
pub struct TokensPage {
    /// By which a token has expired or not.
    pub now: Timestamp,
    pub tokens: Vec<ApiToken>,
    /// The form as it was filled in.
    pub name: String,
    pub scopes: Vec<Scope>,
    /// In so many days; `None`: never.
    pub expires: Option<u16>,
    pub done: Option<Done>,
    pub refusal: Option<Refusal>,
}

impl TokensPage {
    /// What can be chosen, in days.
    pub const LIFETIMES: [u16; 3] = [30, 90, 365];

    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            now,
            tokens,
            name,
            scopes,
            expires,
            done,
            refusal,
        } = self;
        frame.settings(Tab::Tokens, move || {
            view! {
                <DoneNotice done/>
                <RefusalNotice refusal=refusal.clone()/>
                <p class="lead">{account_messages().tokens_text}</p>
                {form(name, &scopes, expires, refusal)}
                {table(tokens, now)}
            }
            .into_any()
        })
    }
}

fn form(
    name: String,
    chosen: &[Scope],
    expires: Option<u16>,
    refusal: Option<Refusal>,
) -> impl IntoView {
    let m = account_messages();
    let refused = refusal.is_some();
    let scope_error = refusal.as_ref().and_then(|refusal| refusal.at("scope"));
    let scopes_wrong = scope_error.is_some();
    let scopes = Scope::ALL
        .map(|scope| {
            view! {
                <label class="choice">
                    <input type="checkbox" name="scope" value=scope.code() checked=chosen.contains(&scope)/>
                    <span>{locale().scope(scope)} " " <code class="tag">{scope.code()}</code></span>
                </label>
            }
        })
        .collect_view();
    let lifetimes = TokensPage::LIFETIMES
        .map(|days| {
            let text = filled(m.expires_days, &days.to_string());
            view! { <option value=days.to_string() selected=expires == Some(days)>{text}</option> }
        })
        .collect_view();
    view! {
        <details class="disclosure" open=refused>
            <summary class="button primary">{plus()} {m.make_token}</summary>
            <form method="post" action=paths::TOKEN_MAKE novalidate class="panel fields">
                <Input
                    name="name"
                    label=m.token_name
                    autocomplete="off"
                    value=name
                    hint=m.token_name_hint
                    refusal
                />
                <fieldset
                    class:invalid=scopes_wrong
                    aria-describedby=scopes_wrong.then_some("scope-note")
                >
                    <legend>{m.scopes}</legend>
                    {scopes}
                    {scope_error.map(|text| view! { <p class="field-note" id="scope-note">{text}</p> })}
                </fieldset>
                <div class="field">
                    <label for="expires">{m.expires}</label>
                    <select id="expires" name="expires">
                        <option value="" selected=expires.is_none()>{m.never}</option>
                        {lifetimes}
                    </select>
                </div>
                <button type="submit" class="button primary">{m.make_token}</button>
            </form>
        </details>
    }
}

fn table(tokens: Vec<ApiToken>, now: Timestamp) -> AnyView {
    let m = account_messages();
    if tokens.is_empty() {
        return view! { <p class="nothing">{m.tokens_empty}</p> }.into_any();
    }
    let rows = tokens
        .into_iter()
        .map(|token| row(token, now))
        .collect_view();
    view! {
        <div class="table-scroll">
            <table class="records" aria-label=m.tokens>
                <thead>
                    <tr>
                        {column(m.token_name)} {column(m.scopes)} {column(m.made_by)} {column(m.made)}
                        {column(m.expires)} {column(m.last_used)} {column(m.state)} {actions_column()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(token: ApiToken, now: Timestamp) -> impl IntoView {
    let m = account_messages();
    let state = State::of(&token, now);
    let made_by = token.created_by.map_or_else(
        || m.command_line.to_owned(),
        |email| email.as_str().to_owned(),
    );
    let scopes: Vec<_> = token
        .scopes
        .iter()
        .map(|scope| view! { <code class="tag">{scope.code()}</code> " " })
        .collect();
    let or_never = |at: Option<Timestamp>| at.map_or_else(|| m.never.into_any(), moment);
    let label = format!("{} {}", m.revoke, token.name);
    let action = (state != State::Revoked).then(|| {
        view! {
            <Popover id=format!("revoke-{}", token.id) button=m.revoke label=label dangerous=true>
                <p>{m.revoke_question}</p>
                <RowForm action=paths::TOKEN_REVOKE id=token.id button=m.revoke_token dangerous=true/>
            </Popover>
        }
    });
    view! {
        <tr>
            <td class="record-title">{token.name}</td>
            <Cell label=m.scopes>{scopes}</Cell>
            <Cell label=m.made_by>{made_by}</Cell>
            <Cell label=m.made>{moment(token.created_at)}</Cell>
            <Cell label=m.expires>{or_never(token.expires_at)}</Cell>
            <Cell label=m.last_used>{or_never(token.last_used_at)}</Cell>
            <Cell label=m.state>{state.view()}</Cell>
            <td class="record-actions">{action}</td>
        </tr>
    }
}

/// Whether a token still opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Active,
    Expired,
    Revoked,
}

impl State {
    fn of(token: &ApiToken, now: Timestamp) -> Self {
        if token.revoked_at.is_some() {
            Self::Revoked
        } else if token.expires_at.is_some_and(|end| end <= now) {
            Self::Expired
        } else {
            Self::Active
        }
    }

    fn view(self) -> AnyView {
        let m = account_messages();
        match self {
            Self::Active => m.state_active.into_any(),
            Self::Expired => view! { <span class="tag">{m.state_expired}</span> }.into_any(),
            Self::Revoked => view! { <span class="tag">{m.state_revoked}</span> }.into_any(),
        }
    }
}

/// A token that was made, shown once.
#[derive(Debug)]
pub struct NewTokenPage {
    pub name: String,
    pub token: crate::domain::Secret,
}

impl NewTokenPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let m = frame.preferences.locale.account_messages();
        let heading = filled(m.token_title, &self.name);
        frame.card(m.tokens, heading, move || {
            view! {
                <p class="lead">{m.token_text}</p>
                <CopyField id="token" label=m.token value=self.token.expose().to_owned()/>
                <p><a class="button" href=paths::TOKENS>{m.back}</a></p>
            }
            .into_any()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_token_is_revoked_before_it_is_expired() {
        let token = |expires_at, revoked_at| ApiToken {
            id: Uuid::nil(),
            name: "CRM".to_owned(),
            scopes: Vec::new(),
            created_by: None,
            created_at: Timestamp(0),
            expires_at,
            last_used_at: None,
            revoked_at,
        };
        let state = |expires: Option<i64>, revoked: Option<i64>| {
            let token = token(expires.map(Timestamp), revoked.map(Timestamp));
            State::of(&token, Timestamp(10))
        };
        assert_eq!(state(None, None), State::Active);
        assert_eq!(state(Some(11), None), State::Active);
        assert_eq!(state(Some(10), None), State::Expired);
        assert_eq!(state(Some(10), Some(5)), State::Revoked);
    }
}
