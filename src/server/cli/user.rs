//! `user`: who may sign in, managed from the shell.

use super::{
    CommandError, SHELL, password,
    table::{Table, moment},
    with_accounts,
};
use crate::{
    domain::{Actor, Email, Operator, Role},
    server::Settings,
    service::{AccountError, Accounts},
};
use clap::Subcommand;
use std::io::{self, Write};

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add somebody; the password is asked for, or the first line of the standard input
    Add {
        email: String,
        /// What they may do: viewer, editor or admin
        #[arg(long, value_parser = role)]
        role: Role,
    },
    /// Show everybody
    List,
    /// Keep somebody out, from now on
    Disable { email: String },
    /// Let somebody in again
    Enable { email: String },
    /// Give somebody a new password, asked for as by add; ends their sessions and removes the second factor
    Reset { email: String },
    /// Change what somebody may do: viewer, editor or admin; ends their sessions
    Role {
        email: String,
        #[arg(value_parser = role)]
        role: Role,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| "the roles are viewer, editor and admin".to_owned())
}

impl UserCommand {
    pub(super) async fn run(self, settings: Settings) -> Result<(), CommandError> {
        with_accounts(settings, async |accounts| self.run_on(&accounts).await).await
    }

    async fn run_on(self, accounts: &Accounts) -> Result<(), CommandError> {
        let shell = Actor::system();
        match self {
            Self::Add { email, role } => add(accounts, &email, role).await,
            Self::List => list(accounts).await,
            Self::Disable { email } => {
                let operator = named(accounts, &email).await?;
                accounts.disable(&SHELL, &shell, operator.id).await?;
                say(&operator, "can't sign in any more")
            }
            Self::Enable { email } => {
                let operator = named(accounts, &email).await?;
                accounts.enable(&SHELL, &shell, operator.id).await?;
                say(&operator, "can sign in again")
            }
            Self::Reset { email } => {
                let operator = named(accounts, &email).await?;
                let password = password::read()?;
                accounts.set_password(&shell, operator.id, password).await?;
                say(&operator, "has a new password and no second factor")
            }
            Self::Role { email, role } => {
                let operator = named(accounts, &email).await?;
                accounts.set_role(&SHELL, &shell, operator.id, role).await?;
                say(&operator, &format!("is {} now", role.code()))
            }
        }
    }
}

fn say(operator: &Operator, what: &str) -> Result<(), CommandError> {
    Ok(writeln!(
        io::stdout(),
        "{} {what}",
        operator.email.as_str()
    )?)
}

async fn named(accounts: &Accounts, email: &str) -> Result<Operator, CommandError> {
    accounts
        .operator_by_email(&Actor::system(), email)
        .await
        .map_err(AccountError::from)?
        .ok_or_else(|| CommandError::Refused(format!("nobody has an account as {email}")))
}

async fn add(accounts: &Accounts, email: &str, role: Role) -> Result<(), CommandError> {
    let refused = |why: &str| Err(CommandError::Refused(format!("{email} {why}")));
    // Before the password is asked for.
    if Email::parse(email).is_none() {
        return refused("is not an e-mail address");
    }
    let taken = accounts
        .operator_by_email(&Actor::system(), email)
        .await
        .map_err(AccountError::from)?;
    if taken.is_some() {
        return refused("has an account already");
    }
    let password = password::read()?;
    let operator = accounts
        .add_operator(&Actor::system(), email, role, password)
        .await?;
    say(&operator, &format!("can sign in as {}", role.code()))
}

async fn list(accounts: &Accounts) -> Result<(), CommandError> {
    let operators = accounts
        .operators(&Actor::system())
        .await
        .map_err(AccountError::from)?;
    let mut table = Table::new(["E-MAIL", "ROLE", "STATE", "SECOND FACTOR", "LAST SEEN"]);
    for operator in operators {
        let state = match (operator.disabled, operator.has_password) {
            (true, _) => "disabled",
            (false, true) => "active",
            (false, false) => "invited",
        };
        table.row([
            operator.email.as_str().to_owned(),
            operator.role.code().to_owned(),
            state.to_owned(),
            if operator.second_factor { "yes" } else { "no" }.to_owned(),
            moment(operator.last_seen_at),
        ]);
    }
    Ok(table.print()?)
}
