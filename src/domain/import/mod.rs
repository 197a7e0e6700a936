//! The pure half of an import: what a file is, its rows, what they mean and what they do to a contact.
//!
//! Nothing here waits, stores or asks: bytes come through [`std::io::Read`], and whatever they are, they take a bounded
//! amount of memory and end in rows or in reasons.

mod decode;
mod dialect;
mod guard;
mod headings;
mod mapping;
mod merge;
mod problem;
#[cfg(test)]
mod properties;
mod reader;
mod row;
mod sniffer;
mod words;

pub use dialect::{Delimiter, Dialect, Encoding, FileProblem};
pub use guard::{guarded, unguarded};
pub use mapping::{ImportField, Mapping, Matching};
pub use merge::{Merged, Policy, merge, new_fields};
pub use problem::RowProblem;
pub use reader::{Broken, MAX_RECORD_BYTES, Reader, Record};
pub use row::{Row, RowKey};
pub use sniffer::Sniffer;
