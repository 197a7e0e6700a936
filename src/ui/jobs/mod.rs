//! Imports, changes in bulk and their undoing: what stands beside the table, and the one page that each of them has. Plain HTML,
//! complete without any script; public/job.js only keeps the numbers of what is under way fresh.

mod bar;
mod bulk;
mod choice;
mod counts;
mod found;
mod import;
mod list;
mod page;
mod progress;
mod query;
mod report;
mod upload;

pub use bar::{bulk_bar, import_link, tick_all};
pub use bulk::BulkShown;
pub use choice::BulkChoice;
pub use found::{Found, FoundChange, FoundRow, RefusedLine};
pub use import::ImportShown;
pub use list::ImportsPage;
pub use page::{Content, JobPage, Note};
pub use upload::UploadPage;

use crate::{
    i18n::{JobMessages, grouped},
    ui::preferences::locale,
};

/// The texts in the reader's language.
fn job_messages() -> &'static JobMessages {
    locale().job_messages()
}

/// A number as the reader's language writes it.
fn number(number: u64) -> String {
    grouped(locale(), number)
}
