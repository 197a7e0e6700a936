//! Who may call what: each method of [`Accounts`] is in one of these lists, and a new one that is in none fails.

use super::*;
use crate::domain::Scope;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Asked before anybody is known, or about somebody who is being let in: there is no actor to ask.
const OF_THE_DOOR: [&str; 12] = [
    "sign_in",
    "give_code",
    "sign_out",
    "session",
    "api_token",
    "setup_link",
    "link",
    "set_up",
    "choose_password",
    "denied",
    // Of one's own session, where what is asked is whether it is complete (second_factors.rs).
    "change_password",
    "confirm_second_factor",
];

/// About oneself: people may, machines may not.
const OF_PEOPLE: [&str; 5] = [
    "sessions_of (own)",
    "end_session (own)",
    "end_sessions_of (own)",
    "offer_second_factor",
    "remove_second_factor",
];

const OF_ADMINS: [&str; 17] = [
    "sessions_of",
    "all_sessions",
    "end_session",
    "end_sessions_of",
    "end_all_sessions",
    "operators",
    "operator_by_email",
    "invite",
    "add_operator",
    "set_role",
    "disable",
    "enable",
    "reset",
    "tokens",
    "make_token",
    "revoke_token",
    "activity",
];

/// Only where the database file is.
const OF_THE_SHELL: [&str; 1] = ["set_password"];

/// The calls that this actor is refused as forbidden; whatever else becomes of them doesn't matter here.
async fn refused(house: &House, actor: &Actor, own: Option<&Session>) -> BTreeSet<&'static str> {
    let accounts = &house.accounts;
    let (home, nobody) = (home(), Uuid::now_v7());
    let theirs = house.session_of("other@example.com").await;
    let password = || PASSWORD.to_owned();
    let mut refused = BTreeSet::new();
    let mut note = |name, answer: Result<(), AccountError>| {
        if forbidden(answer) {
            refused.insert(name);
        }
    };
    macro_rules! call {
        ($name:literal, $call:expr) => {
            note($name, $call.await.map(drop).map_err(AccountError::from))
        };
    }
    if let Some(session) = own {
        let id = session.operator.id;
        call!("sessions_of (own)", accounts.sessions_of(actor, id));
        call!("offer_second_factor", accounts.offer_second_factor(session));
        let typed = Password::typed("wrong".to_owned());
        call!(
            "remove_second_factor",
            accounts.remove_second_factor(&home, session, typed)
        );
        call!(
            "end_session (own)",
            accounts.end_session(&home, actor, session.id)
        );
        call!(
            "end_sessions_of (own)",
            accounts.end_sessions_of(&home, actor, id, None)
        );
    }
    let other = theirs.operator.id;
    call!("sessions_of", accounts.sessions_of(actor, other));
    call!("all_sessions", accounts.all_sessions(actor));
    call!("end_session", accounts.end_session(&home, actor, theirs.id));
    call!(
        "end_sessions_of",
        accounts.end_sessions_of(&home, actor, other, None)
    );
    call!("end_all_sessions", accounts.end_all_sessions(&home, actor));
    call!("operators", accounts.operators(actor));
    call!("operator_by_email", accounts.operator_by_email(actor, "x"));
    call!("invite", accounts.invite(&home, actor, "x", Role::Viewer));
    call!(
        "add_operator",
        accounts.add_operator(actor, "x", Role::Viewer, password())
    );
    call!(
        "set_role",
        accounts.set_role(&home, actor, nobody, Role::Viewer)
    );
    call!("disable", accounts.disable(&home, actor, nobody));
    call!("enable", accounts.enable(&home, actor, nobody));
    call!("reset", accounts.reset(&home, actor, nobody));
    call!(
        "set_password",
        accounts.set_password(actor, nobody, password())
    );
    call!("tokens", accounts.tokens(actor));
    call!(
        "make_token",
        accounts.make_token(&home, actor, "", &[], None)
    );
    call!("revoke_token", accounts.revoke_token(&home, actor, nobody));
    call!("activity", accounts.activity(actor, None, 1));
    refused
}

fn set(lists: &[&[&'static str]]) -> BTreeSet<&'static str> {
    lists.iter().flat_map(|list| list.iter().copied()).collect()
}

#[tokio::test]
async fn asvs_8_2_1_each_call_is_for_whom_the_table_says() {
    let house = House::with_admin().await;
    house.add("other@example.com", Role::Viewer).await;
    for role in Role::ALL {
        let email = format!("{}s@example.com", role.code());
        house.add(&email, role).await;
        let session = house.session_of(&email).await;
        let expected = match role {
            Role::Viewer | Role::Editor => set(&[&OF_ADMINS, &OF_THE_SHELL]),
            Role::Admin => set(&[&OF_THE_SHELL]),
        };
        let refused = refused(&house, &session.actor(), Some(&session)).await;
        assert_eq!(refused, expected, "{}", role.code());
    }
    for scopes in [Vec::new(), Scope::ALL.to_vec()] {
        let token = Actor::token(Uuid::now_v7(), scopes);
        let refused = refused(&house, &token, None).await;
        assert_eq!(refused, set(&[&OF_ADMINS, &OF_THE_SHELL]));
    }
    assert!(refused(&house, &Actor::system(), None).await.is_empty());
}

#[tokio::test]
async fn a_token_with_an_operators_id_is_not_that_operator() {
    let house = House::with_admin().await;
    let session = house.session_of("admin@example.com").await;
    let token = Actor::token(session.operator.id, Scope::ALL.to_vec());
    let seen = house
        .accounts
        .sessions_of(&token, session.operator.id)
        .await;
    assert!(forbidden(seen.map_err(AccountError::from)));
}

#[test]
fn no_method_is_forgotten() {
    let sources = [
        include_str!("../activity.rs"),
        include_str!("../links.rs"),
        include_str!("../mod.rs"),
        include_str!("../operators.rs"),
        include_str!("../own.rs"),
        include_str!("../second_factor.rs"),
        include_str!("../sessions.rs"),
        include_str!("../sign_in.rs"),
        include_str!("../tokens.rs"),
    ];
    let methods: BTreeSet<&str> = sources
        .iter()
        .flat_map(|source| source.split("    pub async fn ").skip(1))
        .filter_map(|rest| rest.split('(').next())
        .collect();
    let listed: BTreeSet<&str> = set(&[&OF_THE_DOOR, &OF_PEOPLE, &OF_ADMINS, &OF_THE_SHELL])
        .into_iter()
        .map(|name| name.trim_end_matches(" (own)"))
        .collect();
    assert_eq!(methods, listed);
}
