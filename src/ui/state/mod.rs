//! What decides something, in plain Rust: tested without a browser.

mod address;
mod form;
mod keys;
mod languages;
mod latest;
mod switcher;
mod toasts;

pub use address::{Address, DialogTarget, EXPORT_PATH, LIST_PATH};
pub use form::{FormState, Merge, Side};
pub use keys::{Action, Key, action};
pub use languages::{ALL_CODES, Choice, choices, fold_latin};
pub use latest::Latest;
pub use switcher::{Request, Switcher};
pub use toasts::makes_room;
