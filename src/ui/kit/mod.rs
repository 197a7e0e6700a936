//! The pieces that every screen is made of.

mod dialog;
pub mod erased;
mod field;
mod from_server;
mod icon;
mod menu;
mod switch;
mod toast;

pub use dialog::Dialog;
pub use field::Field;
pub(crate) use from_server::from_server;
pub use icon::Icon;
pub use menu::Menu;
pub use switch::{State, Switch};
pub use toast::{ToastRegion, Toasts, Undo};
