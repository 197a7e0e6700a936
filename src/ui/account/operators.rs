//! Settings / Operators: who may come in, as what.

use super::{
    Done, Frame, Refusal,
    frame::{CopyField, Tab, plus},
    parts::{
        Cell, DoneNotice, Input, Popover, RefusalNotice, RowForm, account_messages, actions_column,
        column, hidden,
    },
    time::moment,
};
use crate::{
    domain::{Operator, Role},
    i18n::filled,
    ui::{
        paths,
        preferences::{locale, messages},
    },
};
use leptos::prelude::*;
use uuid::Uuid;

#[derive(Debug)]
pub struct OperatorsPage {
    /// Whose page it is; nobody changes their own role or account.
    pub own: Uuid,
    pub operators: Vec<Operator>,
    /// The invitation as it was typed.
    pub email: String,
    pub role: Role,
    pub done: Option<Done>,
    pub refusal: Option<Refusal>,
}

impl OperatorsPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self {
            own,
            operators,
            email,
            role,
            done,
            refusal,
        } = self;
        frame.settings(Tab::Operators, move || {
            let m = account_messages();
            let rows = operators
                .iter()
                .map(|operator| row(operator, own))
                .collect_view();
            view! {
                <DoneNotice done/>
                <RefusalNotice refusal=refusal.clone()/>
                {invitation(email, role, refusal)}
                <div class="table-scroll">
                    <table class="records" aria-label=m.operators>
                        <thead>
                            <tr>
                                {column(m.email)} {column(m.role)} {column(m.second_factor)} {column(m.last_seen)}
                                {column(m.state)} {actions_column()}
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="panel-actions">
                    <Popover id="end-all" button=m.end_all label=m.end_all dangerous=true>
                        <p>{m.end_all_question}</p>
                        <form method="post" action=paths::OPERATORS_END_ALL>
                            <button type="submit" class="button danger">{m.end_all_button}</button>
                        </form>
                    </Popover>
                </div>
            }
            .into_any()
        })
    }
}

fn invitation(email: String, role: Role, refusal: Option<Refusal>) -> impl IntoView {
    let m = account_messages();
    let refused = refusal
        .as_ref()
        .is_some_and(|refusal| refusal.at("email").is_some());
    let roles = Role::ALL
        .map(|choice| {
            view! {
                <label class="choice">
                    <input type="radio" name="role" value=choice.code() checked=choice == role/>
                    <span>{locale().role(choice)} " " <small>{locale().role_text(choice)}</small></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="disclosure" open=refused>
            <summary class="button primary">{plus()} {m.invite}</summary>
            <form method="post" action=paths::OPERATOR_INVITE novalidate class="panel fields">
                <p class="lead">{m.invite_text}</p>
                <Input name="email" label=m.email kind="email" autocomplete="off" value=email refusal/>
                <fieldset>
                    <legend>{m.role}</legend>
                    {roles}
                </fieldset>
                <button type="submit" class="button primary">{m.invite_button}</button>
            </form>
        </details>
    }
}

fn row(operator: &Operator, own: Uuid) -> impl IntoView + use<> {
    let m = account_messages();
    let is_own = operator.id == own;
    let last_seen = operator
        .last_seen_at
        .map_or_else(|| m.never.into_any(), moment);
    let role = if is_own {
        locale().role(operator.role).into_any()
    } else {
        role_form(operator).into_any()
    };
    let second_factor = if operator.second_factor { m.on } else { m.off };
    let state = state(operator);
    let actions = (!is_own).then(|| actions(operator));
    let yourself = is_own.then(|| {
        view! {
            <span class="tag">{m.yourself}</span>
            <small class="record-note">{m.yourself_text}</small>
        }
    });
    view! {
        <tr>
            <td class="record-title">
                {operator.email.as_str().to_owned()} " " {yourself}
            </td>
            <Cell label=m.role>{role}</Cell>
            <Cell label=m.second_factor>{second_factor}</Cell>
            <Cell label=m.last_seen>{last_seen}</Cell>
            <Cell label=m.state>{state}</Cell>
            <td class="record-actions">{actions}</td>
        </tr>
    }
}

fn state(operator: &Operator) -> AnyView {
    let m = account_messages();
    if operator.disabled {
        view! { <span class="tag">{m.state_disabled}</span> }.into_any()
    } else if operator.has_password {
        m.state_active.into_any()
    } else {
        view! { <span class="tag">{m.state_invited}</span> }.into_any()
    }
}

fn role_form(operator: &Operator) -> impl IntoView + use<> {
    let m = account_messages();
    let email = operator.email.as_str();
    let options = Role::ALL
        .map(|role| {
            view! {
                <option value=role.code() selected=role == operator.role>{locale().role(role)}</option>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=paths::OPERATOR_ROLE class="inline">
            {hidden("id", operator.id)}
            <select name="role" aria-label=filled(m.role_of, email)>{options}</select>
            <button type="submit" class="button quiet" aria-label=filled(m.change_role_of, email)>{m.change}</button>
        </form>
    }
}

/// What can be done to somebody else's account. Opening one question closes the others.
fn actions(operator: &Operator) -> impl IntoView + use<> {
    let m = account_messages();
    let id = operator.id;
    let group = format!("question-{id}");
    let question =
        |summary: &'static str, text: &'static str, action: &'static str, button: &'static str| {
            view! {
                <details name=group.clone()>
                    <summary class="choice">{summary}</summary>
                    <p>{text}</p>
                    <RowForm action id=id button dangerous=true/>
                </details>
            }
        };
    let renewal = if operator.has_password {
        question(
            m.reset,
            m.reset_question,
            paths::OPERATOR_RESET,
            m.reset_button,
        )
    } else {
        question(
            m.new_link,
            m.new_link_text,
            paths::OPERATOR_RESET,
            m.invite_button,
        )
    };
    let sessions = operator.has_password.then(|| {
        question(
            m.end_sessions,
            m.end_sessions_text,
            paths::OPERATOR_END_SESSIONS,
            m.end_sessions_button,
        )
    });
    let contents = if operator.disabled {
        view! { <RowForm action=paths::OPERATOR_ENABLE id=id button=m.enable/> }.into_any()
    } else {
        view! {
            {renewal} {sessions}
            {question(m.disable, m.disable_text, paths::OPERATOR_DISABLE, m.disable_button)}
        }
        .into_any()
    };
    view! {
        <Popover
            id=format!("actions-{id}")
            button=messages().actions
            menu=true
            label=filled(m.actions_of, operator.email.as_str())
        >
            {contents}
        </Popover>
    }
}

/// A one-time link for somebody else, shown once.
#[derive(Debug)]
pub struct LinkPage {
    pub email: String,
    pub link: String,
    /// Whether they have never had a password.
    pub invited: bool,
}

impl LinkPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let m = frame.preferences.locale.account_messages();
        let (heading, text) = if self.invited {
            (m.invited_title, m.invited_text)
        } else {
            (m.reset_title, m.reset_text)
        };
        frame.card(m.operators, filled(heading, &self.email), move || {
            view! {
                <p class="lead">{text}</p>
                <CopyField id="link" label=m.link value=self.link/>
                <p><a class="button" href=paths::OPERATORS>{m.back}</a></p>
            }
            .into_any()
        })
    }
}
