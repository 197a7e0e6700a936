//! My account: password, second factor, sessions, language and theme.

use super::{
    Done, Frame, Refusal,
    browser_name::browser_name,
    parts::{
        Cell, DoneNotice, Input, Popover, RefusalNotice, RowForm, account_messages, actions_column,
        column, hidden, whose,
    },
    time::moment,
};
use crate::{
    domain::{Operator, Session},
    ui::{
        header::PreferencesFields,
        paths,
        preferences::{locale, messages},
    },
};
use leptos::{html, prelude::*};

#[derive(Debug)]
pub struct MyAccountPage {
    /// The one by which the page was asked for.
    pub session: Session,
    /// All of the same operator, this one among them.
    pub sessions: Vec<Session>,
    pub done: Option<Done>,
    pub refusal: Option<Refusal>,
}

impl MyAccountPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            session,
            sessions,
            done,
            refusal,
        } = self;
        let title = frame.preferences.locale.account_messages().my_account;
        frame.screen(title, move || {
            let operator = &session.operator;
            view! {
                <p class="lead">
                    {format!("{} · {}", operator.email.as_str(), locale().role(operator.role))}
                </p>
                <DoneNotice done/>
                <RefusalNotice refusal=refusal.clone()/>
                {password(operator.email.as_str(), refusal.clone())}
                {second_factor(operator, refusal)}
                {sessions_section(&session, sessions)}
                {preferences()}
            }
            .into_any()
        })
    }
}

fn password(email: &str, refusal: Option<Refusal>) -> impl IntoView {
    let m = account_messages();
    view! {
        <section class="panel" aria-labelledby="password-title">
            <h2 id="password-title">{m.password}</h2>
            <p class="lead">{m.change_password_text}</p>
            <form method="post" action=paths::ACCOUNT_PASSWORD novalidate class="fields">
                {whose(email.to_owned())}
                <Input
                    name="current"
                    label=m.current_password
                    kind="password"
                    autocomplete="current-password"
                    refusal=refusal.clone()
                />
                <Input
                    name="new"
                    label=m.new_password
                    kind="password"
                    autocomplete="new-password"
                    hint=m.new_password_hint
                    refusal
                />
                <button type="submit" class="button">{m.change_password}</button>
            </form>
        </section>
    }
}

fn second_factor(operator: &Operator, refusal: Option<Refusal>) -> impl IntoView {
    let m = account_messages();
    let on = operator.second_factor;
    let change = if on {
        let refused = refusal
            .as_ref()
            .is_some_and(|refusal| refusal.at("password").is_some());
        view! {
            <details class="disclosure" open=refused>
                <summary class="button danger-quiet">{m.turn_off}</summary>
                <form method="post" action=paths::SECOND_FACTOR_REMOVE novalidate class="fields">
                    {whose(operator.email.as_str().to_owned())}
                    <p>{m.turn_off_text}</p>
                    <Input
                        name="password"
                        label=m.current_password
                        kind="password"
                        autocomplete="current-password"
                        refusal
                    />
                    <button type="submit" class="button danger">{m.turn_off}</button>
                </form>
            </details>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action=paths::SECOND_FACTOR_OFFER>
                <button type="submit" class="button">{m.set_up}</button>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="panel" aria-labelledby="second-factor-title">
            <h2 id="second-factor-title">{m.second_factor}</h2>
            <p class="lead">{if on { m.second_factor_on } else { m.second_factor_off }}</p>
            {change}
        </section>
    }
}

fn sessions_section(current: &Session, sessions: Vec<Session>) -> impl IntoView {
    let m = account_messages();
    let others = sessions.len() > 1;
    let rows = sessions
        .into_iter()
        .map(|session| {
            let here = session.id == current.id;
            row(session, here)
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{m.sessions}</h2>
            <p class="lead">{m.sessions_text}</p>
            <div class="table-scroll">
                <table class="records" aria-labelledby="sessions-title">
                    <thead>
                        <tr>
                            {column(m.browser)} {column(m.address)} {column(m.signed_in)} {column(m.last_seen)}
                            {actions_column()}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="panel-actions">
                {others
                    .then(|| {
                        view! {
                            <Popover id="end-others" button=m.end_others label=m.end_others dangerous=true>
                                <p>{m.end_others_question}</p>
                                <form method="post" action=paths::SESSIONS_END_OTHERS>
                                    <button type="submit" class="button danger">{m.end_others}</button>
                                </form>
                            </Popover>
                        }
                    })}
                <Popover
                    id="end-everywhere"
                    button=m.end_everywhere
                    label=m.end_everywhere
                    dangerous=true
                >
                    <p>{m.end_everywhere_question}</p>
                    <form method="post" action=paths::SESSIONS_END_ALL>
                        <button type="submit" class="button danger">{m.end_everywhere}</button>
                    </form>
                </Popover>
            </div>
        </section>
    }
}

fn row(session: Session, here: bool) -> impl IntoView {
    let m = account_messages();
    let browser = browser_name(&session.browser).unwrap_or_else(|| m.unknown.to_owned());
    let label = format!("{}: {browser}, {}", m.end, session.address);
    let action = if here {
        view! { <span class="tag">{m.this_session}</span> }.into_any()
    } else {
        view! {
            <Popover id=format!("end-{}", session.id) button=m.end label=label dangerous=true>
                <p>{m.end_question}</p>
                <RowForm action=paths::SESSION_END id=session.id button=m.end_session dangerous=true/>
            </Popover>
        }
        .into_any()
    };
    view! {
        <tr>
            <td class="record-title">{browser}</td>
            <Cell label=m.address>{session.address}</Cell>
            <Cell label=m.signed_in>{moment(session.created_at)}</Cell>
            <Cell label=m.last_seen>{moment(session.last_seen_at)}</Cell>
            <td class="record-actions">{action}</td>
        </tr>
    }
}

fn preferences() -> impl IntoView {
    let m = messages();
    let form = NodeRef::<html::Form>::new();
    view! {
        <section class="panel" aria-labelledby="preferences-title">
            <h2 id="preferences-title">{m.preferences}</h2>
            <form method="post" action=paths::PREFERENCES class="preferences">
                {hidden("next", paths::ACCOUNT)}
                <PreferencesFields form/>
                <button type="submit" class="button">{m.apply}</button>
            </form>
        </section>
    }
}
