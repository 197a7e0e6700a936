//! Contacts as a file: which ones, how it is written, piece after piece.

mod write;

#[cfg(test)]
mod tests;

use super::Failure;
use crate::{
    domain::{Action, Actor, ExportSelection, ExportShape},
    store::{ContactStream, Store},
};
use write::Writer;

/// Makes exports. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ExportService {
    store: Store,
}

/// A file in the making. Dropped before its end, it lets go of the database at once.
#[derive(Debug)]
pub struct Export {
    contacts: ContactStream,
    writer: Writer,
}

/// Bytes of the file, and how many contacts are in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportPiece {
    pub bytes: Vec<u8>,
    pub contacts: usize,
}

impl ExportService {
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// The selected contacts as they are now. `Unavailable` where too many exports are under way.
    pub async fn export(
        &self,
        actor: &Actor,
        selection: &ExportSelection,
        shape: ExportShape,
    ) -> Result<Export, Failure> {
        actor.may(Action::ReadContacts)?;
        Ok(Export {
            contacts: self.store.export(selection).await?,
            writer: Writer::new(shape),
        })
    }
}

impl Export {
    /// How many contacts there will be, where that is known.
    #[must_use]
    pub const fn total(&self) -> Option<u64> {
        self.contacts.total()
    }

    /// The next piece. `None` only behind the last one; what is cut short ends with a failure.
    pub async fn next(&mut self) -> Option<Result<ExportPiece, Failure>> {
        let batch = match self.contacts.next().await {
            Some(Ok(batch)) => batch,
            Some(Err(error)) => return Some(Err(error.into())),
            // Of nobody too: a file with the heads of its columns.
            None => {
                let bytes = self.writer.beginning();
                return (!bytes.is_empty()).then_some(Ok(ExportPiece { bytes, contacts: 0 }));
            }
        };
        let written = self.writer.write(&batch);
        Some(written.map(|bytes| ExportPiece {
            bytes,
            contacts: batch.len(),
        }))
    }
}
