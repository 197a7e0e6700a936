//! The command line: `serve` (also without a subcommand), `user`, `token`, `ledger`, `import`, `export` and `seed`; one file each.

mod expiry;
mod export;
mod import;
mod ledger;
mod password;
mod progress;
mod seed;
mod serve;
mod table;
mod token;
mod user;

use super::{
    AppState,
    config::{ConfigError, Overrides, Settings},
    telemetry,
};
use crate::{
    domain::{AppError, Caller, Password, PasswordError},
    service::{AccountError, Accounts, Failure},
    store::OpenError,
};
use clap::{Args, Parser, Subcommand};
use export::{ExportArgs, export};
use import::ImportArgs;
use ledger::LedgerCommand;
use seed::{SeedArgs, seed};
use serve::{ServeArgs, serve};
use std::{
    env, io,
    io::Write,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};
use token::TokenCommand;
use user::UserCommand;

/// The console for the contacts of chat channels and the permissions to write to them.
#[derive(Debug, Parser)]
#[command(name = "chat-contacts", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: CommonArgs,
}

/// What every subcommand takes.
#[derive(Debug, Args)]
struct CommonArgs {
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "CHAT_CONTACTS_DATABASE",
        hide_env_values = true,
        help = "The database, such as sqlite://data/chat-contacts.db (created where there is none)"
    )]
    database: Option<String>,
    /// The configuration file, in place of Leptos.toml in this folder
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "CHAT_CONTACTS_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the console (what happens without a subcommand, too)
    Serve(ServeArgs),
    /// Manage who may sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Manage how other systems get in
    #[command(subcommand)]
    Token(TokenCommand),
    /// Prove the ledger of permissions, or export it for others to prove
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Take contacts from a CSV file
    Import(ImportArgs),
    /// Write contacts as CSV or NDJSON, all of them or those that match
    Export(ExportArgs),
    /// Add believable contacts, for trying out and for measuring
    Seed(SeedArgs),
}

/// Why a subcommand ended early.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "{0} is in use by another program; stop that one or choose another with --listen ADDRESS:PORT"
    )]
    PortInUse(SocketAddr),
    #[error("{address} can't be listened on: {source}")]
    Listen {
        address: SocketAddr,
        source: io::Error,
    },
    #[error("the contacts could not be added: {0}")]
    Seed(Failure),
    #[error("{0}")]
    Failed(Failure),
    /// In words that say what to do.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Told(AppError::Unavailable) => {
                Self::Refused("the database is busy; try again".to_owned())
            }
            failure => Self::Failed(failure),
        }
    }
}

impl From<AccountError> for CommandError {
    fn from(error: AccountError) -> Self {
        Self::Refused(match error {
            AccountError::Password(PasswordError::TooShort) => {
                format!(
                    "the password has fewer than {} characters",
                    Password::MIN_CHARS
                )
            }
            AccountError::Password(PasswordError::TooLong) => {
                format!(
                    "the password has more than {} characters",
                    Password::MAX_CHARS
                )
            }
            AccountError::Password(PasswordError::Common) => {
                "this password is one of the first that anybody guesses; choose another".to_owned()
            }
            AccountError::LastAdmin => {
                "nobody else can administer; make somebody else admin first".to_owned()
            }
            AccountError::Token => {
                "a token needs a name of 1 to 128 characters, a scope, and an end that is to come"
                    .to_owned()
            }
            AccountError::Failed(failure) => return failure.into(),
            other => other.to_string(),
        })
    }
}

/// Who calls from the shell: nobody on the network.
const SHELL: Caller = Caller {
    address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    browser: String::new(),
};

/// Opens the database for one use case of the accounts, and closes it whatever came of that.
async fn with_accounts<T>(
    settings: Settings,
    work: impl AsyncFnOnce(Accounts) -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    with_state(settings, async |state| work(state.accounts).await).await
}

/// Opens the database for one piece of work, and closes it whatever came of that.
async fn with_state<T>(
    settings: Settings,
    work: impl AsyncFnOnce(AppState) -> Result<T, CommandError>,
) -> Result<T, CommandError> {
    let state = AppState::open(settings).await?;
    let store = state.store.clone();
    let done = work(state).await;
    store.close().await;
    done
}

/// Runs what the command line says. A wrong command line exits with 2, a failure with 1 and one line that
/// says why.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too, to the standard output and with 0.
            let _nowhere_to_tell = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(cli.run()),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nowhere_to_tell = writeln!(io::stderr(), "chat-contacts: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Cli {
    async fn run(self) -> Result<(), CommandError> {
        let logs = !matches!(
            self.command,
            Some(
                Command::User(_)
                    | Command::Token(_)
                    | Command::Ledger(_)
                    | Command::Import(_)
                    | Command::Export(_)
            )
        );
        let settings = |listen: Option<String>| {
            let overrides = Overrides {
                config: self
                    .common
                    .config
                    .filter(|path| !path.as_os_str().is_empty()),
                database: self.common.database.filter(|url| !url.is_empty()),
                listen: listen.filter(|address| !address.is_empty()),
            };
            // What is not UTF-8 is none of ours.
            let environment = env::vars_os().filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.into_string().ok()?))
            });
            let settings = Settings::load(&overrides, environment)?;
            // Whoever runs a command sees what it did; the log is the server's, unless they ask for it.
            if logs || env::var_os("RUST_LOG").is_some() {
                telemetry::start(settings.log);
            }
            Ok::<_, ConfigError>(settings)
        };
        match self.command {
            None => {
                // The flag is the subcommand's; its variable counts without it too.
                serve(settings(env::var("CHAT_CONTACTS_LISTEN").ok())?, false).await
            }
            Some(Command::Serve(args)) => serve(settings(args.listen)?, args.demo).await,
            Some(Command::User(command)) => command.run(settings(None)?).await,
            Some(Command::Token(command)) => command.run(settings(None)?).await,
            Some(Command::Ledger(command)) => command.run(settings(None)?).await,
            Some(Command::Import(args)) => args.run(settings(None)?).await,
            Some(Command::Export(args)) => export(settings(None)?, &args).await,
            Some(Command::Seed(args)) => seed(settings(None)?, &args).await,
        }
    }
}
