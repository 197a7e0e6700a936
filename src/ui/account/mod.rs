//! The pages of accounts and settings: plain HTML, complete without any script of ours, so that they work before, without and
//! whatever becomes of it. Each is a struct of what it shows with a `render`.

mod activity;
mod browser_name;
mod code;
mod deliveries;
mod done;
mod forbidden;
mod frame;
mod menu;
mod my_account;
mod operators;
pub(super) mod parts;
mod password;
mod second_factor;
mod setup;
mod sign_in;
pub(super) mod time;
mod tokens;
mod webhooks;

pub use activity::ActivityPage;
pub use code::CodePage;
pub use deliveries::{DeliveriesPage, deliveries_path};
pub use done::Done;
pub use forbidden::{FailedPage, forbidden_page};
pub use frame::Frame;
pub(super) use frame::{Head, JOBS_STYLE, Tab, plus};
pub(super) use menu::menu;
pub use my_account::MyAccountPage;
pub use operators::{LinkPage, OperatorsPage};
pub use parts::Refusal;
pub use password::{LinkGonePage, PasswordPage};
pub use second_factor::{RecoveryCodesPage, SecondFactorPage};
pub use setup::SetupPage;
pub use sign_in::SignInPage;
pub use tokens::{NewTokenPage, TokensPage};
pub use webhooks::{NewWebhookPage, WebhooksPage};
