//! A file's bytes as UTF-8, through a buffer of a fixed size.

use super::dialect::Encoding;
use encoding_rs::{Decoder, DecoderResult};
use std::io::{self, Read};

/// How much is asked of the input at once.
const CHUNK: usize = 64 * 1024;

/// Stands where bytes are none of the encoding's. A noncharacter, which no text that is passed on has (Unicode, 23.7), so that it can't be
/// taken for a U+FFFD that somebody wrote.
pub(super) const MALFORMED: char = '\u{fdd0}';

/// Decodes what it reads, and keeps what its user hasn't consumed yet.
pub(super) struct Decoded<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` is read, but not decoded yet.
    raw_start: usize,
    raw_end: usize,
    input_ended: bool,
    text: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    bytes_read: u64,
}

impl<R: Read> Decoded<R> {
    /// At most `kept` bytes may wait unconsumed when more is asked for.
    pub fn new(input: R, encoding: Encoding, kept: usize) -> Self {
        Self {
            input,
            decoder: encoding.table().new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            raw_start: 0,
            raw_end: 0,
            input_ended: false,
            text: vec![0; kept + 2 * CHUNK],
            start: 0,
            end: 0,
            ended: false,
            bytes_read: 0,
        }
    }

    /// What is decoded and not consumed.
    pub fn text(&self) -> &[u8] {
        &self.text[self.start..self.end]
    }

    /// The most that can wait at once.
    pub const fn capacity(&self) -> usize {
        self.text.len()
    }

    pub fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }

    /// Of the file, so far; ahead of what is consumed by no more than the buffers.
    pub const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Brings more text behind what waits; `false` at the end of the file.
    pub fn fill(&mut self) -> io::Result<bool> {
        if self.start > 0 && self.text.len() - self.end < CHUNK {
            self.text.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let before = self.end;
        while self.end == before && !self.ended {
            self.read()?;
            let room = self.text.len() - MALFORMED.len_utf8();
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[self.raw_start..self.raw_end],
                &mut self.text[self.end..room],
                self.input_ended,
            );
            self.raw_start += read;
            self.end += written;
            match result {
                DecoderResult::InputEmpty => self.ended = self.input_ended,
                DecoderResult::OutputFull if written == 0 => {
                    return Err(io::Error::other("more text is kept than the buffer is for"));
                }
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    let mark = MALFORMED.encode_utf8(&mut self.text[self.end..]).len();
                    self.end += mark;
                }
            }
        }
        Ok(self.end > before)
    }

    fn read(&mut self) -> io::Result<()> {
        while self.raw_start == self.raw_end && !self.input_ended {
            match self.input.read(&mut self.raw) {
                Ok(0) => self.input_ended = true,
                Ok(read) => {
                    self.raw_start = 0;
                    self.raw_end = read;
                    self.bytes_read += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
