//! The rows of a file, one after another, whatever is in it.

use super::{
    decode::{Decoded, MALFORMED},
    dialect::Dialect,
    problem::RowProblem,
};
use csv_core::ReadRecordResult;
use std::io::{self, Read};

/// The longest row, in bytes of UTF-8 as it stands in the file, quotes and delimiters included. No export comes near; what is longer is a
/// quote that was never closed, or no contact.
pub const MAX_RECORD_BYTES: usize = 256 * 1024;

/// One row, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it begins in the file; the first line is 1.
    pub line: u64,
    /// As many as the header has.
    pub fields: Vec<String>,
}

/// The line where a row that can't be read begins, why, and its fields as far as they are known.
pub type Broken = (u64, RowProblem, Vec<String>);

/// Reads CSV (RFC 4180) in any dialect, in bounded memory.
///
/// Line ends may be LF, CR or CRLF, also mixed. Rows in which every field is blank are skipped: spreadsheets leave them
/// at the end. Quotes inside a text that doesn't begin with one are part of it.
pub struct Reader<R> {
    text: Decoded<R>,
    csv: csv_core::Reader,
    delimiter: u8,
    /// Of what comes next in `text`.
    line: u64,
    /// Whether the last character was CR: an LF behind it ends no line of its own.
    after_cr: bool,
    /// The fields of the present row, unquoted, one behind another.
    fields: Vec<u8>,
    fields_len: usize,
    /// Where each of them ends.
    ends: Vec<usize>,
    ends_len: usize,
    header: Vec<String>,
}

/// How the search for the end of a row ended.
enum Found {
    Row,
    Broken(RowProblem),
    Nothing,
}

impl Found {
    const fn too_large(closed: bool) -> Self {
        Self::Broken(if closed {
            RowProblem::TooLarge
        } else {
            RowProblem::UnclosedQuote
        })
    }
}

impl<R: Read> Reader<R> {
    /// Reads the header, and the line before it by which Excel is told of the delimiter (`sep=;`).
    pub fn new(input: R, dialect: Dialect) -> io::Result<Self> {
        let text = Decoded::new(input, dialect.encoding, MAX_RECORD_BYTES);
        let mut reader = Self {
            csv: csv_reader(dialect.delimiter.byte()),
            delimiter: dialect.delimiter.byte(),
            line: 1,
            after_cr: false,
            // Never longer than the row itself; one more, because csv-core wants room even where it writes nothing.
            fields: vec![0; text.capacity() + 1],
            fields_len: 0,
            ends: vec![0; 64],
            ends_len: 0,
            header: Vec::new(),
            text,
        };
        reader.read_header()?;
        let first = reader.header.first().map(String::as_str);
        if reader.header.len() <= 2 && first.is_some_and(|first| first.starts_with("sep=")) {
            reader.read_header()?;
        }
        Ok(reader)
    }

    /// Empty for an empty file.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Of the file, so far; for progress.
    #[must_use]
    pub const fn bytes_read(&self) -> u64 {
        self.text.bytes_read()
    }

    /// The next row, or why it can't be read; `None` at the end of the file.
    #[expect(
        clippy::should_implement_trait,
        reason = "the outer failure ends the file, the inner one is a row's"
    )]
    pub fn next(&mut self) -> io::Result<Option<Result<Record, Broken>>> {
        loop {
            let (line, found) = self.advance()?;
            let problem = match found {
                Found::Nothing => return Ok(None),
                Found::Broken(problem) => Some(problem),
                Found::Row if self.is_blank() => continue,
                Found::Row => self.problem(),
            };
            let fields = self.texts();
            return Ok(Some(match problem {
                Some(problem) => Err((line, problem, fields)),
                None => Ok(Record { line, fields }),
            }));
        }
    }

    fn read_header(&mut self) -> io::Result<()> {
        loop {
            let (_, found) = self.advance()?;
            match found {
                Found::Row if self.is_blank() => {}
                Found::Nothing => {
                    self.header.clear();
                    return Ok(());
                }
                Found::Row | Found::Broken(_) => {
                    self.header = self.texts();
                    for name in &mut self.header {
                        if name.trim().len() != name.len() {
                            *name = name.trim().to_owned();
                        }
                    }
                    return Ok(());
                }
            }
        }
    }

    /// What is wrong with a row that was found.
    fn problem(&self) -> Option<RowProblem> {
        let written = &self.fields[..self.fields_len];
        if self.ends_len != self.header.len() {
            Some(RowProblem::FieldCount {
                expected: self.header.len(),
                found: self.ends_len,
            })
        } else if written.contains(&0) {
            Some(RowProblem::Nul)
        } else if is_malformed(written) {
            Some(RowProblem::Encoding)
        } else {
            None
        }
    }

    fn is_blank(&self) -> bool {
        self.fields[..self.fields_len]
            .iter()
            .all(u8::is_ascii_whitespace)
    }

    fn texts(&self) -> Vec<String> {
        // The decoder makes nothing but UTF-8, and the delimiters that csv-core took out are ASCII.
        let written = String::from_utf8_lossy(&self.fields[..self.fields_len]);
        let mut start = 0;
        self.ends[..self.ends_len]
            .iter()
            .map(|&end| {
                let text = written.get(start..end).unwrap_or_default();
                start = end;
                if is_malformed(text.as_bytes()) {
                    text.replace(MALFORMED, "\u{fffd}")
                } else {
                    text.to_owned()
                }
            })
            .collect()
    }

    /// Finds the next row and the line where it begins; its fields are then in `fields` and `ends`.
    fn advance(&mut self) -> io::Result<(u64, Found)> {
        self.fields_len = 0;
        self.ends_len = 0;
        if !self.skip_line_ends()? {
            return Ok((self.line, Found::Nothing));
        }
        let line = self.line;
        // How much of the text belongs to the row.
        let mut taken = 0;
        let closed = loop {
            if taken == self.text.text().len() && !self.text.fill()? {
                break self.end_last_row();
            }
            let (result, read, written, ends) = self.csv.read_record(
                &self.text.text()[taken..],
                &mut self.fields[self.fields_len..],
                &mut self.ends[self.ends_len..],
            );
            taken += read;
            self.fields_len += written;
            self.ends_len += ends;
            let ended = matches!(result, ReadRecordResult::Record | ReadRecordResult::End);
            if taken > MAX_RECORD_BYTES {
                self.consume(taken);
                self.forget_unfinished();
                let closed = ended || self.read_on()?;
                return Ok((line, Found::too_large(closed)));
            }
            if ended {
                break true;
            }
            self.make_room_for_ends();
        };
        let quoted_well = closed && !is_misquoted(&self.text.text()[..taken], self.delimiter);
        self.consume(taken);
        Ok((
            line,
            if quoted_well {
                Found::Row
            } else {
                Found::Broken(RowProblem::UnclosedQuote)
            },
        ))
    }

    /// Where the file ends without a line end it gets one; `false` where that doesn't end the row, because it stands in a quoted field.
    fn end_last_row(&mut self) -> bool {
        self.make_room_for_ends();
        let (result, _, _, ends) = self.csv.read_record(
            b"\n",
            &mut self.fields[self.fields_len..],
            &mut self.ends[self.ends_len..],
        );
        let closed = matches!(result, ReadRecordResult::Record | ReadRecordResult::End);
        if closed {
            self.ends_len += ends;
        } else {
            self.ends[self.ends_len] = self.fields_len;
            self.ends_len += 1;
        }
        closed
    }

    fn make_room_for_ends(&mut self) {
        if self.ends_len == self.ends.len() {
            self.ends.resize(self.ends.len() * 2, 0);
        }
    }

    /// Reads to the end of a row that is too long, keeping nothing of it; `false` where the file ends in a quoted field.
    fn read_on(&mut self) -> io::Result<bool> {
        let mut output = [0; 4096];
        let mut ends = [0; 1024];
        loop {
            let more = !self.text.text().is_empty() || self.text.fill()?;
            let text = if more { self.text.text() } else { b"\n" };
            let (result, read, _, _) = self.csv.read_record(text, &mut output, &mut ends);
            if more {
                self.consume(read);
            }
            let ended = matches!(result, ReadRecordResult::Record | ReadRecordResult::End);
            if ended || !more {
                return Ok(ended);
            }
        }
    }

    /// Of a row that is too long only whole fields are told.
    fn forget_unfinished(&mut self) {
        let whole = self.ends[..self.ends_len].last().copied();
        self.fields_len = whole.unwrap_or_default();
    }

    /// To the first character of the next row that has any; `false` at the end of the file.
    fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            let text = self.text.text();
            let blank = text
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
            let found = blank < text.len();
            if blank > 0 {
                self.consume(blank);
            }
            if found {
                return Ok(true);
            }
            if !self.text.fill()? {
                return Ok(false);
            }
        }
    }

    /// Takes so many bytes from the text and counts the lines that end in them.
    fn consume(&mut self, bytes: usize) {
        let taken = &self.text.text()[..bytes];
        self.line += line_ends(taken, self.after_cr);
        if let Some(last) = taken.last() {
            self.after_cr = *last == b'\r';
        }
        self.text.consume(bytes);
    }
}

fn csv_reader(delimiter: u8) -> csv_core::Reader {
    csv_core::ReaderBuilder::new().delimiter(delimiter).build()
}

fn is_malformed(text: &[u8]) -> bool {
    const MARK: &[u8] = "\u{fdd0}".as_bytes();
    // Its first byte is rare, and one byte is looked for faster than three.
    text.contains(&MARK[0]) && text.windows(MARK.len()).any(|three| three == MARK)
}

/// LF, CR and CRLF each end one line; `after_cr`: the character before was CR.
fn line_ends(text: &[u8], after_cr: bool) -> u64 {
    let mut ends = 0;
    let mut cr = after_cr;
    for &byte in text {
        let lf = byte == b'\n';
        ends += u64::from((lf && !cr) || byte == b'\r');
        cr = byte == b'\r';
    }
    ends
}

/// Whether a row of several lines has text behind a closing quote. Then that quote may as well open another field, and the quote
/// before it have swallowed the rows between: better none of them than one made of two.
fn is_misquoted(row: &[u8], delimiter: u8) -> bool {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    if !row.contains(&b'\n') && !row.contains(&b'\r') {
        return false;
    }
    let mut bytes = row.iter().copied().peekable();
    let mut begins = true;
    while let Some(byte) = bytes.next() {
        if begins && byte == b'"' {
            loop {
                match bytes.next() {
                    Some(b'"') if bytes.peek() == Some(&b'"') => {
                        bytes.next();
                    }
                    Some(b'"') => break,
                    Some(_) => {}
                    None => return true,
                }
            }
            if bytes.peek().is_some_and(|next| *next != delimiter) {
                return true;
            }
            begins = false;
        } else {
            begins = byte == delimiter;
        }
    }
    false
}
