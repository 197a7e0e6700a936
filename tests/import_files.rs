//! Proves that files as others export them, and files that are broken in every usual way, are read as they are meant or
//! refused row by row. The files are in tests/fixtures/import; what is kept for fuzzing is run as well.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

#[path = "../fuzz/drive.rs"]
mod drive;

use chat_contacts::domain::{
    Channel, ContactDraft, PermissionState,
    import::{
        Delimiter, Dialect, Encoding, FileProblem, MAX_RECORD_BYTES, Mapping, Matching, Reader,
        RowKey, RowProblem, Sniffer, new_fields,
    },
};
use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(folder("tests/fixtures/import").join(name)).unwrap()
}

fn sniffed(bytes: &[u8]) -> Result<Dialect, FileProblem> {
    let mut sniffer = Sniffer::new();
    for piece in bytes.chunks(5) {
        sniffer.feed(piece);
    }
    sniffer.finish()
}

/// What an import of the file would make, one text a row: line, channel, contact ID, name, external code, language and the
/// permissions; or the line and the codes of what is wrong.
fn rows(name: &str, channel: Option<Channel>) -> Vec<String> {
    let bytes = fixture(name);
    let mut reader = Reader::new(&bytes[..], sniffed(&bytes).unwrap()).unwrap();
    let mut mapping = Mapping::guess(reader.header());
    mapping.channel = mapping.channel.or(channel);
    assert_eq!(mapping.check(Matching::ContactId), Ok(()), "{name}");
    let mut told = Vec::new();
    while let Some(read) = reader.next().unwrap() {
        let (line, row) = match read {
            Ok(record) => (record.line, mapping.row(&record, Matching::ContactId)),
            Err((line, problem, _)) => (line, Err(vec![problem])),
        };
        told.push(match row {
            Ok(row) => {
                let defaults =
                    ContactDraft::empty(PermissionState::Blocked, PermissionState::Active);
                let fields = new_fields(&row, &defaults).unwrap();
                let draft = ContactDraft::from(&fields);
                format!(
                    "{line} {} {}|{}|{}|{}|{} {}",
                    draft.channel,
                    draft.contact_id,
                    draft.name,
                    draft.external_code,
                    draft.language,
                    draft.proactive,
                    draft.reactive,
                )
            }
            Err(problems) => {
                let codes: Vec<_> = problems.iter().map(RowProblem::code).collect();
                format!("{line} ! {}", codes.join(" "))
            }
        });
    }
    told
}

fn dialect(name: &str) -> Result<(Encoding, Delimiter), FileProblem> {
    sniffed(&fixture(name)).map(|dialect| (dialect.encoding, dialect.delimiter))
}

#[test]
fn how_a_file_is_written_is_found_out() {
    use Delimiter::{Comma, Pipe, Semicolon, Tab};
    use Encoding::{Utf8, Utf16Be, Utf16Le, Windows1252};
    for (name, found) in [
        ("google_contacts.csv", Ok((Utf8, Comma))),
        ("hubspot.csv", Ok((Utf8, Comma))),
        ("whatsapp_broadcast.csv", Ok((Utf8, Semicolon))),
        ("excel_spanish.csv", Ok((Windows1252, Semicolon))),
        ("excel_sep_line.csv", Ok((Utf8, Semicolon))),
        ("excel_unicode_text.txt", Ok((Utf16Le, Tab))),
        ("utf16_be.csv", Ok((Utf16Be, Comma))),
        ("utf16_le_without_mark.csv", Ok((Utf16Le, Comma))),
        ("utf8_with_mark.csv", Ok((Utf8, Comma))),
        ("pipe.csv", Ok((Utf8, Pipe))),
        ("one_column.csv", Ok((Utf8, Comma))),
        ("nul.csv", Ok((Utf8, Comma))),
        ("embedded_newlines.csv", Ok((Utf8, Comma))),
        ("empty.csv", Err(FileProblem::Empty)),
        ("only_blanks.csv", Err(FileProblem::Empty)),
        ("header_only.csv", Err(FileProblem::HeaderOnly)),
        ("header_and_blank_rows.csv", Err(FileProblem::HeaderOnly)),
        ("xlsx_renamed.csv", Err(FileProblem::Spreadsheet)),
        ("xls_renamed.csv", Err(FileProblem::Spreadsheet)),
        ("png_renamed.csv", Err(FileProblem::Binary)),
    ] {
        assert_eq!(dialect(name), found, "{name}");
    }
}

#[test]
fn google_contacts() {
    assert_eq!(
        rows("google_contacts.csv", Some(Channel::Sms)),
        [
            "2 sms +34666123456|Ana García|||blocked active",
            "3 sms +34666123457|José|||blocked active",
            "5 sms +34666123458||||blocked active",
            // Two numbers in one cell: which of them is not ours to choose.
            "6 ! contact_id_format",
            "7 ! required",
        ]
    );
}

#[test]
fn hubspot() {
    assert_eq!(
        rows("hubspot.csv", None),
        [
            "2 whatsapp 34666123456|Ana García|101|es|blocked active",
            "3 whatsapp 447700900123|John O'Neil|102|en-GB|blocked active",
            "4 ! contact_id_format",
        ]
    );
}

#[test]
fn whatsapp_providers() {
    assert_eq!(
        rows("whatsapp_provider.csv", None),
        [
            "2 whatsapp 34666123456|Ana 🌻|||active active",
            "3 whatsapp 34666123457|~Pepe~|||blocked active",
            "4 whatsapp 34666123458||||blocked active",
            "5 ! unknown_permission",
        ]
    );
    // Of two columns that disagree the stricter one counts.
    assert_eq!(
        rows("whatsapp_broadcast.csv", Some(Channel::Whatsapp)),
        [
            "2 whatsapp 34666123456|Ana||es-ES|active active",
            "3 whatsapp 34666123457|Luis||es-ES|blocked active",
            "4 whatsapp 34666123458|Eva||es|blocked active",
        ]
    );
}

#[test]
fn chat_platforms() {
    assert_eq!(
        rows("chat_platform.csv", None),
        [
            "2 whatsapp 34666123456|Ana||es-ES|blocked active",
            "3 telegram -1001234567890|Peña||es|blocked blocked",
            "4 messenger 7204312345678901|John||en-US|blocked active",
            "5 webchat visitor:é-42|||fr|blocked active",
            "6 ! unknown_channel",
        ]
    );
    assert_eq!(
        rows("twilio.csv", None),
        [
            "2 whatsapp 14155238886|Ana|||active active",
            "3 messenger 7204312345678901|Bo|||blocked active",
            "4 sms +14155238887|Cy|||active active",
        ]
    );
}

#[test]
fn excel_in_spanish() {
    assert_eq!(
        rows("excel_spanish.csv", None),
        [
            "2 whatsapp 34666123456|Íñigo Muñoz|C-001|es|active active",
            "3 sms +34666123457|María José Núñez; Peña|C-002|es-ES|blocked blocked",
            "4 whatsapp 491701234567|Günter Weiß|C-003|de|blocked active",
            "5 sms +34666123458|Precio 5 € \"mínimo\"|||active blocked",
        ]
    );
    assert_eq!(
        rows("excel_sep_line.csv", None),
        ["3 sms +34666123456|Ana, María|||blocked active"]
    );
    assert_eq!(
        rows("utf8_with_mark.csv", None),
        ["2 whatsapp 34666123456|José|||blocked active"]
    );
}

#[test]
fn utf_16() {
    for name in [
        "excel_unicode_text.txt",
        "utf16_be.csv",
        "utf16_le_without_mark.csv",
    ] {
        assert_eq!(
            rows(name, None),
            [
                "2 whatsapp 34666123456|Iñaki|||blocked active",
                "3 whatsapp 8613800138000|王小明|||blocked active",
                "4 sms +306912345678|Αθηνά|||blocked active",
            ]
        );
    }
}

#[test]
fn our_own_export() {
    assert_eq!(
        rows("our_export.csv", None),
        [
            "2 whatsapp 34666123456|José|CRM-1|es-ES|active blocked",
            "3 sms +34666123457|=SUM(A1)|||blocked active",
            "4 telegram -1001234567890|'=x|@code|en|blocked active",
            "5 webchat visitor:1|Smith, \"Bob\"|'tis||active active",
        ]
    );
}

#[test]
fn broken_quotes_refuse_what_can_not_be_told_apart() {
    assert_eq!(
        rows("broken_quotes.csv", Some(Channel::Sms)),
        [
            "2 sms +34666123456|Ana|||blocked active",
            "3 sms +34666123457|El Rubio Pérez|||blocked active",
            "4 sms +34666123458|5\" Luis|||blocked active",
            "5 ! unclosed_quote",
            "7 sms +34666123461|Zoe|||blocked active",
            "8 ! unclosed_quote",
        ]
    );
}

#[test]
fn line_ends_of_every_kind_also_inside_a_text() {
    assert_eq!(
        rows("embedded_newlines.csv", Some(Channel::Sms)),
        [
            "2 sms +34666123456|Ana|||blocked active",
            "6 sms +34666123457|Bo|||blocked active",
            "9 sms +34666123458|Cy|||blocked active",
        ]
    );
    assert_eq!(
        rows("mixed_line_ends.csv", Some(Channel::Sms)),
        [
            "2 sms +34666123456|Ana|||blocked active",
            "3 sms +34666123457|Bo|||blocked active",
            "7 sms +34666123458|Cy|||blocked active",
            "9 sms +34666123459|Di|||blocked active",
        ]
    );
}

#[test]
fn rows_of_another_length_are_refused_and_shift_nothing() {
    assert_eq!(
        rows("field_counts.csv", Some(Channel::Sms)),
        [
            "2 sms +34666123456|Ana||es|blocked active",
            "3 ! field_count",
            "4 ! field_count",
            "5 sms +34666123459|Di||es|blocked active",
        ]
    );
}

#[test]
fn nul_and_bytes_of_no_encoding_refuse_their_row() {
    assert_eq!(
        rows("nul.csv", Some(Channel::Sms)),
        [
            "2 sms +34666123456|Ana|||blocked active",
            "3 ! nul",
            "4 sms +34666123458|Cy|||blocked active",
        ]
    );
    assert_eq!(
        rows("invalid_utf8_with_mark.csv", Some(Channel::Sms)),
        ["2 sms +34666123456|José|||blocked active", "3 ! encoding",]
    );
}

#[test]
fn one_byte_at_the_end_of_a_long_file_decides_about_its_encoding() {
    let mut text = b"name,phone\n".to_vec();
    while text.len() < 300 * 1024 {
        text.extend_from_slice("José,+34666123456\n".as_bytes());
    }
    assert_eq!(sniffed(&text).unwrap().encoding, Encoding::Utf8);
    text.extend_from_slice(b"Jos\xe9,+34666123456\n");
    assert_eq!(sniffed(&text).unwrap().encoding, Encoding::Windows1252);
}

/// A beginning, then one byte many times, then an end; in no memory.
fn long_file<'a>(beginning: &'a [u8], byte: u8, times: u64, end: &'a [u8]) -> impl Read + use<'a> {
    beginning.chain(io::repeat(byte).take(times)).chain(end)
}

fn told(input: impl Read) -> Vec<(u64, Result<usize, String>)> {
    let mut reader = Reader::new(
        input,
        Dialect {
            encoding: Encoding::Utf8,
            delimiter: Delimiter::Comma,
        },
    )
    .unwrap();
    let mut told = Vec::new();
    while let Some(row) = reader.next().unwrap() {
        told.push(match row {
            Ok(record) => (record.line, Ok(record.fields.len())),
            Err((line, problem, fields)) => {
                assert!(fields.iter().map(String::len).sum::<usize>() <= MAX_RECORD_BYTES);
                (line, Err(format!("{} {}", problem.code(), fields.len())))
            }
        });
    }
    told
}

#[test]
fn a_field_of_10_mb_is_one_refused_row() {
    let mb_10 = 10 * 1024 * 1024;
    let beginning = b"name,phone,note\nAna,1,\nBo,2,\"";
    for (beginning, end) in [
        (&beginning[..], &b"\"\nCy,3,\n"[..]),
        (&b"name,phone,note\nAna,1,\nBo,2,"[..], b"\nCy,3,\n"),
    ] {
        assert_eq!(
            told(long_file(beginning, b'x', mb_10, end)),
            [
                (2, Ok(3)),
                (3, Err("row_too_large 2".to_owned())),
                (4, Ok(3))
            ]
        );
    }
    // Line ends in it count, so that the lines after it are right.
    assert_eq!(
        told(long_file(beginning, b'\n', mb_10, b"\"\nCy,3,\n")),
        [
            (2, Ok(3)),
            (3, Err("row_too_large 2".to_owned())),
            (4 + mb_10, Ok(3))
        ]
    );
}

#[test]
fn a_quote_that_is_never_closed_and_a_row_of_nothing_but_delimiters_keep_no_memory() {
    let mb_10 = 10 * 1024 * 1024;
    assert_eq!(
        told(long_file(
            b"name,phone\nAna,1\nBo,\"",
            b'\n',
            mb_10,
            b"Cy,3\n"
        )),
        [(2, Ok(2)), (3, Err("unclosed_quote 1".to_owned()))]
    );
    let commas = told(long_file(
        b"name,phone\nAna,1\nBo",
        b',',
        mb_10,
        b"\nCy,3\n",
    ));
    assert_eq!(commas[0], (2, Ok(2)));
    assert_eq!(commas[1].0, 3);
    assert!(
        commas[1]
            .1
            .as_ref()
            .unwrap_err()
            .starts_with("row_too_large")
    );
    assert_eq!(commas[2], (4, Ok(2)));
}

#[test]
fn a_row_as_long_as_is_allowed_is_read_and_one_byte_more_is_not() {
    for (more, read) in [(0, true), (1, false)] {
        let longest = (MAX_RECORD_BYTES - "a,b\n".len()) as u64 + more;
        let told = told(long_file(b"x,y\na,", b'b', longest + 1, b"\nc,d\n"));
        assert_eq!(told[0].1.is_ok(), read, "{told:?}");
        assert_eq!(told[1], (3, Ok(2)));
    }
}

#[test]
fn by_external_code_the_row_needs_no_more_than_that() {
    let bytes = fixture("hubspot.csv");
    let mut reader = Reader::new(&bytes[..], sniffed(&bytes).unwrap()).unwrap();
    let mapping = Mapping::guess(reader.header());
    let mut keys = Vec::new();
    while let Some(Ok(record)) = reader.next().unwrap() {
        let row = mapping.row(&record, Matching::ExternalCode).unwrap();
        assert_eq!(row.edit.external_code, None);
        assert_eq!(
            new_fields(
                &row,
                &ContactDraft::empty(PermissionState::Blocked, PermissionState::Active)
            ),
            None
        );
        if let RowKey::ExternalCode(code) = row.key {
            keys.push(code.as_str().to_owned());
        }
    }
    assert_eq!(keys, ["101", "102", "103"]);
}

fn every_file(name: &str, run: fn(&[u8])) {
    let mut files = 0;
    for entry in fs::read_dir(folder(name)).unwrap() {
        run(&fs::read(entry.unwrap().path()).unwrap());
        files += 1;
    }
    assert!(files > 0, "no files in {name}");
}

#[test]
fn what_is_fuzzed_holds_for_the_whole_corpus() {
    every_file("fuzz/corpus/reader", drive::reader);
    every_file("fuzz/corpus/mapping", drive::mapping);
    every_file("tests/fixtures/import", drive::reader);
    every_file("tests/fixtures/import", drive::mapping);
}
