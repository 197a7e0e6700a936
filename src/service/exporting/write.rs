//! Contacts as the lines of a file.

use super::Failure;
use crate::domain::{ExportColumn, ExportFormat, ExportShape, ExportedContact, import::guarded};
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::io;

const BYTE_ORDER_MARK: &str = "\u{feff}";
/// RFC 4180, 2.1.
const LINE_END: &str = "\r\n";
/// A contact with all its columns; only a guess, so that memory is asked for once.
const LINE_BYTES: usize = 160;

/// Writes a file from its beginning.
#[derive(Debug)]
pub(super) struct Writer {
    shape: ExportShape,
    begun: bool,
}

impl Writer {
    pub const fn new(shape: ExportShape) -> Self {
        Self {
            shape,
            begun: false,
        }
    }

    /// What stands before the first contact, once. No head of a column needs quotes.
    pub fn beginning(&mut self) -> Vec<u8> {
        let mut text = String::new();
        if !std::mem::replace(&mut self.begun, true) && self.shape.format == ExportFormat::Csv {
            if self.shape.bom {
                text.push_str(BYTE_ORDER_MARK);
            }
            let heads: Vec<_> = self.shape.columns.iter().map(|one| one.code()).collect();
            text.push_str(&heads.join(","));
            text.push_str(LINE_END);
        }
        text.into_bytes()
    }

    pub fn write(&mut self, contacts: &[ExportedContact]) -> Result<Vec<u8>, Failure> {
        let mut bytes = self.beginning();
        bytes.reserve(contacts.len() * LINE_BYTES);
        match self.shape.format {
            ExportFormat::Csv => self.csv(contacts, bytes),
            ExportFormat::Ndjson => self.ndjson(contacts, bytes),
        }
        .map_err(|error| Failure::Unexpected(error.into()))
    }

    fn csv(&self, contacts: &[ExportedContact], bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut lines = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(bytes);
        for contact in contacts {
            for column in &self.shape.columns {
                let value = column.value(contact).unwrap_or_default();
                lines.write_field(guarded(&value).as_bytes())?;
            }
            lines.write_record(None::<&[u8]>)?;
        }
        lines.into_inner().map_err(csv::IntoInnerError::into_error)
    }

    fn ndjson(&self, contacts: &[ExportedContact], mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        for contact in contacts {
            let line = Line {
                contact,
                columns: &self.shape.columns,
            };
            serde_json::to_writer(&mut bytes, &line)?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }
}

/// A contact as a JSON object with its members in the columns' order.
struct Line<'a> {
    contact: &'a ExportedContact,
    columns: &'a [ExportColumn],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(self.columns.len()))?;
        for column in self.columns {
            members.serialize_entry(column.code(), &column.value(self.contact))?;
        }
        members.end()
    }
}
