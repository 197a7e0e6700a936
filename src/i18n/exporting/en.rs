//! English.

use super::ExportMessages;

pub(super) const MESSAGES: ExportMessages = ExportMessages {
    title: "Export contacts",
    text: "The file is of the moment at which the download begins, whatever others change meanwhile.",
    which: "Which contacts",
    view: "The present view",
    everything: "Everything",
    ticked: "The selected contacts",
    no_conditions: "no search, no filters",
    searched: "“{}”",
    sorted: "by {}, {}",
    oldest_first: "the oldest first",
    columns: "Columns",
    columns_hint: "Their names in the file are those of the API, the same in every language. Without any, all are exported.",
    format: "Format",
    csv: "CSV",
    csv_hint: "for spreadsheets; what a spreadsheet would run as a formula begins with an apostrophe",
    ndjson: "NDJSON",
    ndjson_hint: "for programs: one JSON object a line",
    bom: "With a byte order mark",
    bom_hint: "CSV only; Excel needs it to show accents",
    download: "Download",
    back: "Back to the contacts",
    busy: "Other exports are under way. Please try again in a moment.",
};
