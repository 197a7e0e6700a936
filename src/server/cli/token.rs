//! `token`: how other systems get in, managed from the shell.

use super::{
    CommandError, SHELL,
    expiry::Expiry,
    table::{Table, moment},
    with_accounts,
};
use crate::{
    domain::{Actor, ApiToken, AppError, Scope, Timestamp},
    server::Settings,
    service::{self, AccountError, Accounts, Failure},
};
use clap::Subcommand;
use std::io::{self, Write};
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Make a token and print it, this once
    Create {
        /// What it is for
        #[arg(long)]
        name: String,
        /// What it may do: contacts:read, contacts:write, decisions:read, imports:write, ledger:read; several with
        /// commas or several times
        #[arg(long, required = true, value_delimiter = ',', value_parser = scope)]
        scope: Vec<Scope>,
        /// When it ends: days from now, such as 90d, or the last day (UTC), such as 2026-12-31; never without this
        #[arg(long, value_name = "WHEN")]
        expires: Option<Expiry>,
    },
    /// Show all tokens, without what opens the door
    List,
    /// End a token for good
    Revoke {
        /// As shown by list
        id: Uuid,
    },
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::from_code(text).ok_or_else(|| {
        let codes: Vec<&str> = Scope::ALL.into_iter().map(Scope::code).collect();
        format!("the scopes are {}", codes.join(", "))
    })
}

impl TokenCommand {
    pub(super) async fn run(self, settings: Settings) -> Result<(), CommandError> {
        with_accounts(settings, async |accounts| self.run_on(&accounts).await).await
    }

    async fn run_on(self, accounts: &Accounts) -> Result<(), CommandError> {
        let shell = Actor::system();
        match self {
            Self::Create {
                name,
                scope,
                expires,
            } => {
                let expires_at = expires.map(|expires| expires.from(service::now()));
                let (_, secret) = accounts
                    .make_token(&SHELL, &shell, &name, &scope, expires_at)
                    .await?;
                // Nothing else, so that a script can take it as it is.
                Ok(writeln!(io::stdout(), "{}", secret.expose())?)
            }
            Self::List => list(accounts).await,
            Self::Revoke { id } => match accounts.revoke_token(&SHELL, &shell, id).await {
                Ok(()) => Ok(writeln!(io::stdout(), "{id} opens nothing any more")?),
                Err(Failure::Told(AppError::NotFound)) => {
                    Err(CommandError::Refused(format!("there is no token {id}")))
                }
                Err(error) => Err(AccountError::from(error).into()),
            },
        }
    }
}

fn state(token: &ApiToken, now: Timestamp) -> &'static str {
    if token.revoked_at.is_some() {
        "revoked"
    } else if token.expires_at.is_some_and(|end| end <= now) {
        "expired"
    } else {
        "valid"
    }
}

async fn list(accounts: &Accounts) -> Result<(), CommandError> {
    let tokens = accounts
        .tokens(&Actor::system())
        .await
        .map_err(AccountError::from)?;
    let now = service::now();
    let mut table = Table::new(["ID", "NAME", "SCOPES", "STATE", "EXPIRES", "LAST USED"]);
    for token in tokens {
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.code()).collect();
        table.row([
            token.id.to_string(),
            token.name.clone(),
            scopes.join(","),
            state(&token, now).to_owned(),
            moment(token.expires_at),
            moment(token.last_used_at),
        ]);
    }
    Ok(table.print()?)
}
