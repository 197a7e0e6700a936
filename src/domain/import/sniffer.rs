//! Finds out how a file is written while it comes in, without keeping it.

use super::{
    dialect::{Delimiter, Dialect, Encoding, FileProblem},
    reader::Reader,
};

/// So much of the beginning is kept, and decides about the delimiter.
const SAMPLE_BYTES: usize = 64 * 1024;

/// How workbooks begin: XLSX and ODS are ZIP archives, XLS is an OLE compound file.
const WORKBOOKS: [&[u8]; 3] = [
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
];

/// Looks at the bytes of a file as they come in, however they are cut.
#[derive(Clone, Debug)]
pub struct Sniffer {
    sample: Vec<u8>,
    bytes: u64,
    /// The beginning of a character that the next bytes end.
    cut: Vec<u8>,
    valid_utf8: bool,
    /// Whether anything but blanks came behind the sample.
    goes_on: bool,
}

impl Default for Sniffer {
    fn default() -> Self {
        Self::new()
    }
}

impl Sniffer {
    #[must_use]
    pub const fn new() -> Self {
        Self {
            sample: Vec::new(),
            bytes: 0,
            cut: Vec::new(),
            valid_utf8: true,
            goes_on: false,
        }
    }

    /// How many bytes there were.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        let room = (SAMPLE_BYTES - self.sample.len()).min(bytes.len());
        self.sample.extend_from_slice(&bytes[..room]);
        let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
        self.goes_on = self.goes_on || !bytes[room..].iter().all(blank);
        self.check_utf8(bytes);
    }

    /// What the file is, or why it is none that can be imported.
    pub fn finish(self) -> Result<Dialect, FileProblem> {
        if WORKBOOKS.iter().any(|magic| self.sample.starts_with(magic)) {
            return Err(FileProblem::Spreadsheet);
        }
        let encoding = self.encoding()?;
        let mut best = Candidate {
            delimiter: Delimiter::Comma,
            rows: 0,
            agree: 0,
            width: 0,
        };
        for delimiter in Delimiter::ALL {
            let candidate = self.candidate(Dialect {
                encoding,
                delimiter,
            });
            if best.rows == 0 || candidate.is_better(&best) {
                best = candidate;
            }
        }
        match best.rows {
            0 if self.goes_on => {}
            0 => return Err(FileProblem::Empty),
            1 if !self.goes_on => return Err(FileProblem::HeaderOnly),
            _ => {}
        }
        Ok(Dialect {
            encoding,
            delimiter: self.declared(encoding).unwrap_or(best.delimiter),
        })
    }

    fn check_utf8(&mut self, mut bytes: &[u8]) {
        while self.valid_utf8 && !self.cut.is_empty() && !bytes.is_empty() {
            self.cut.push(bytes[0]);
            bytes = &bytes[1..];
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) if error.error_len().is_some() => self.valid_utf8 = false,
                Err(_) => {}
            }
        }
        if !self.valid_utf8 || bytes.is_empty() {
            return;
        }
        if let Err(error) = std::str::from_utf8(bytes) {
            if error.error_len().is_some() {
                self.valid_utf8 = false;
            } else {
                self.cut.extend_from_slice(&bytes[error.valid_up_to()..]);
            }
        }
    }

    /// The byte order mark decides; then the zeros that UTF-16 has in every other place; then whether all of it is UTF-8.
    fn encoding(&self) -> Result<Encoding, FileProblem> {
        let sample = &self.sample;
        for (mark, encoding) in [
            (&b"\xef\xbb\xbf"[..], Encoding::Utf8),
            (b"\xff\xfe", Encoding::Utf16Le),
            (b"\xfe\xff", Encoding::Utf16Be),
        ] {
            if sample.starts_with(mark) {
                return Ok(encoding);
            }
        }
        if let Some(encoding) = utf16_without_mark(sample) {
            return Ok(encoding);
        }
        if is_binary(sample) {
            return Err(FileProblem::Binary);
        }
        Ok(if self.valid_utf8 && self.cut.is_empty() {
            Encoding::Utf8
        } else {
            Encoding::Windows1252
        })
    }

    /// Whether the sample is the whole file, or might as well be.
    fn is_whole(&self) -> bool {
        !self.goes_on
    }

    /// The delimiter that the first line tells Excel, where it does.
    fn declared(&self, encoding: Encoding) -> Option<Delimiter> {
        let (text, _) = encoding
            .table()
            .decode_with_bom_removal(&self.sample[..self.sample.len().min(32)]);
        let first = text.lines().find(|line| !line.trim().is_empty())?;
        let byte = *first.strip_prefix("sep=")?.as_bytes().first()?;
        Delimiter::from_byte(byte)
    }

    /// How well the sample reads with this delimiter.
    fn candidate(&self, dialect: Dialect) -> Candidate {
        let mut candidate = Candidate {
            delimiter: dialect.delimiter,
            rows: 0,
            agree: 0,
            width: 0,
        };
        // Reading from memory can't fail.
        let Ok(mut reader) = Reader::new(&self.sample[..], dialect) else {
            return candidate;
        };
        candidate.width = reader.header().len();
        candidate.rows = usize::from(candidate.width > 0);
        let mut last_agrees = false;
        while let Ok(Some(row)) = reader.next() {
            candidate.rows += 1;
            last_agrees = row.is_ok();
            candidate.agree += usize::from(last_agrees);
        }
        if !self.is_whole() && candidate.rows > 2 {
            // The sample ends in the middle of a row.
            candidate.rows -= 1;
            candidate.agree -= usize::from(last_agrees);
        }
        candidate
    }
}

/// A delimiter and what the sample says for it.
struct Candidate {
    delimiter: Delimiter,
    rows: usize,
    /// How many rows have as many fields as the header.
    agree: usize,
    width: usize,
}

impl Candidate {
    /// One that separates nothing is no delimiter. Among the others the one counts by which more rows are like the header, and
    /// where they are about as many (a twentieth), the one that makes more columns.
    fn is_better(&self, other: &Self) -> bool {
        let score = |candidate: &Self| {
            let below = candidate.rows.saturating_sub(1).max(1);
            (
                candidate.width > 1,
                candidate.agree * 20 / below,
                candidate.width,
            )
        };
        score(self) > score(other)
    }
}

/// In UTF-16 the delimiters, digits and line ends that every such file has are half zeros.
fn utf16_without_mark(sample: &[u8]) -> Option<Encoding> {
    let pairs = sample.len() / 2;
    if pairs == 0 {
        return None;
    }
    let zeros = |first: usize| {
        sample[first..]
            .iter()
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = |zeros: usize| zeros * 10 >= pairs * 4;
    let few = |zeros: usize| zeros * 20 <= pairs;
    if many(odd) && few(even) {
        Some(Encoding::Utf16Le)
    } else if many(even) && few(odd) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// More than one control character in ten bytes: text has line ends and tabs, and now and then a stray NUL.
fn is_binary(sample: &[u8]) -> bool {
    let controls = sample
        .iter()
        .filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace())
        .count();
    sample.starts_with(b"%PDF-") || controls * 10 > sample.len()
}
