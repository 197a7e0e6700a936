//! The rows of a file, read on a thread of their own, in parts, without those that came before.

use super::ImportPlan;
use crate::domain::import::{Matching, Reader, Row, RowKey, RowProblem};
use std::{
    collections::{HashMap, hash_map::Entry},
    fs::File,
    hash::{BuildHasher, RandomState},
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::mpsc;

/// Rows of one part: one transaction of the work on them, which others wait for.
pub(super) const PART: usize = 1_000;
/// Parts that are read ahead.
const AHEAD: usize = 4;

/// A row as it was read.
#[derive(Clone, Debug)]
pub(super) enum ReadRow {
    Good {
        row: Row,
        /// Its cells, where it may still be refused.
        record: Vec<String>,
    },
    Bad {
        line: u64,
        problems: Vec<RowProblem>,
        record: Vec<String>,
    },
}

#[derive(Debug)]
pub(super) struct Part {
    pub rows: Vec<ReadRow>,
    /// Rows of the file up to here.
    pub position: u64,
    /// Bytes of the file up to here.
    pub bytes: u64,
}

/// Who was in the file already, and in which line. Their keys' hashes: a million names would take a hundred megabytes, and two
/// that share a hash of 64 bits whose key nobody knows are less likely than a fault of the memory.
#[derive(Default)]
struct Seen {
    lines: HashMap<u64, u32>,
    hasher: RandomState,
}

impl Seen {
    /// The line of the same contact before this one, if there is.
    fn before(&mut self, key: &RowKey, line: u64) -> Option<u64> {
        let hash = match key {
            RowKey::ContactId {
                channel,
                contact_id,
            } => self.hasher.hash_one((channel.code(), contact_id.as_str())),
            RowKey::ExternalCode(code) => self.hasher.hash_one(code.as_str()),
        };
        match self.lines.entry(hash) {
            Entry::Occupied(known) => Some(u64::from(*known.get())),
            Entry::Vacant(place) => {
                place.insert(u32::try_from(line).unwrap_or(u32::MAX));
                None
            }
        }
    }
}

/// Reads from behind row `from`. Ends early where nobody takes the parts any more, or on the word `cancelled`.
pub(super) fn read(
    path: PathBuf,
    plan: ImportPlan,
    from: u64,
    cancelled: Arc<AtomicBool>,
) -> mpsc::Receiver<io::Result<Part>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut file = |part: Part| sender.blocking_send(Ok(part)).is_ok();
        if let Err(error) = read_parts(path, &plan, from, &cancelled, &mut file) {
            // Nobody is there to be told where this fails.
            let _told = sender.blocking_send(Err(error));
        }
    });
    receiver
}

fn read_parts(
    path: PathBuf,
    plan: &ImportPlan,
    from: u64,
    cancelled: &AtomicBool,
    take: &mut impl FnMut(Part) -> bool,
) -> io::Result<()> {
    let mut reader = Reader::new(File::open(path)?, plan.dialect)?;
    let mut seen = Seen::default();
    let mut position = 0;
    let mut rows = Vec::with_capacity(PART);
    while let Some(read) = reader.next()? {
        let row = match read {
            Ok(record) => match plan.mapping.row(&record, plan.matching) {
                Ok(row) => match seen.before(&row.key, row.line) {
                    None => ReadRow::Good {
                        row,
                        record: match plan.matching {
                            Matching::ContactId => Vec::new(),
                            Matching::ExternalCode => record.fields,
                        },
                    },
                    Some(line) => ReadRow::Bad {
                        line: record.line,
                        problems: vec![RowProblem::DuplicateInFile { line }],
                        record: record.fields,
                    },
                },
                Err(problems) => ReadRow::Bad {
                    line: record.line,
                    problems,
                    record: record.fields,
                },
            },
            Err((line, problem, record)) => ReadRow::Bad {
                line,
                problems: vec![problem],
                record,
            },
        };
        position += 1;
        // What was done before is read again all the same: it may hold those that come again later.
        if position > from {
            rows.push(row);
        }
        if rows.len() >= PART {
            let part = Part {
                rows: std::mem::replace(&mut rows, Vec::with_capacity(PART)),
                position,
                bytes: reader.bytes_read(),
            };
            if !take(part) || cancelled.load(Ordering::Relaxed) {
                return Ok(());
            }
        }
    }
    if !rows.is_empty() {
        let bytes = reader.bytes_read();
        take(Part {
            rows,
            position,
            bytes,
        });
    }
    Ok(())
}
