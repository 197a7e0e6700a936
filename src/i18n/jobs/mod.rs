//! The texts of imports and changes in bulk. Only the server writes these.

mod en;
mod es;
mod problems;

use super::Locale;
use crate::domain::{JobKind, JobState};

/// All texts of imports and changes in bulk in one language. `{}` is where a value goes.
pub struct JobMessages {
    // Beside the table of contacts
    pub import: &'static str,
    pub tick_all: &'static str,
    pub selection: &'static str,
    pub selected: &'static str,
    pub select_matching: &'static str,
    pub action: &'static str,
    pub choose_action: &'static str,
    pub continue_: &'static str,

    // A change in bulk
    pub bulk: &'static str,
    pub bulk_none: &'static str,
    pub bulk_no_action: &'static str,
    pub selected_one: &'static str,
    pub selected_some: &'static str,
    pub selected_matching: &'static str,
    pub selected_all: &'static str,
    pub frozen: &'static str,
    pub what_to_do: &'static str,
    pub set_to: &'static str,
    pub set_language: &'static str,
    pub set_language_hint: &'static str,
    pub set_external_code: &'static str,
    pub set_external_code_hint: &'static str,
    pub delete: &'static str,
    pub delete_text: &'static str,
    pub clear_language: &'static str,
    pub clear_external_code: &'static str,
    pub set_language_to: &'static str,
    pub set_external_code_to: &'static str,
    pub check: &'static str,
    pub check_text: &'static str,

    // Under way
    pub progress: &'static str,
    pub rows_done: &'static str,
    pub rows_of: &'static str,
    pub rate: &'static str,
    pub time_left: &'static str,
    pub closing: &'static str,
    pub stop: &'static str,

    // What was found, and what was done
    pub would: &'static str,
    pub did: &'static str,
    pub rows: &'static str,
    pub contacts: &'static str,
    pub created: &'static str,
    pub updated: &'static str,
    pub deleted: &'static str,
    pub unchanged: &'static str,
    pub already: &'static str,
    pub refused: &'static str,
    pub left: &'static str,
    pub opened: &'static str,
    pub blocked: &'static str,
    pub kept: &'static str,
    pub stopped: &'static str,
    pub put_back: &'static str,
    pub removed: &'static str,
    pub gone: &'static str,
    pub opens_warning: &'static str,
    pub opens_warning_one: &'static str,
    pub nothing_to_do: &'static str,
    pub apply: &'static str,
    pub apply_one: &'static str,
    pub apply_delete: &'static str,
    pub apply_delete_one: &'static str,
    pub change_settings: &'static str,
    pub discard: &'static str,
    pub undo: &'static str,
    pub undo_text: &'static str,
    pub undo_of: &'static str,
    pub undo_of_bulk: &'static str,
    pub undo_left: &'static str,
    pub undo_left_none: &'static str,
    pub undone: &'static str,
    pub see_undo: &'static str,
    pub see_undone: &'static str,
    pub forget: &'static str,
    pub forget_text: &'static str,
    pub final_delete: &'static str,
    pub failed_text: &'static str,
    pub cancelled_text: &'static str,
    pub to_contacts: &'static str,
    pub started_by: &'static str,
    pub began: &'static str,
    pub ended: &'static str,

    // The file
    pub import_lead: &'static str,
    pub file: &'static str,
    pub drop: &'static str,
    pub drop_hint: &'static str,
    pub upload: &'static str,
    pub uploading: &'static str,
    pub file_missing: &'static str,
    pub file_slow: &'static str,
    pub import_rules: &'static str,

    // How the file is read
    pub reading: &'static str,
    pub delimiter: &'static str,
    pub encoding: &'static str,
    pub read_again: &'static str,
    pub read_again_hint: &'static str,
    pub delimiter_comma: &'static str,
    pub delimiter_semicolon: &'static str,
    pub delimiter_tab: &'static str,
    pub delimiter_pipe: &'static str,
    pub encoding_windows: &'static str,
    pub columns: &'static str,
    pub columns_text: &'static str,
    pub column: &'static str,
    pub field: &'static str,
    pub field_of: &'static str,
    pub first_rows: &'static str,
    pub left_out: &'static str,
    pub no_name: &'static str,
    pub given_name: &'static str,
    pub family_name: &'static str,
    pub proactive_blocked: &'static str,
    pub reactive_blocked: &'static str,
    pub constants: &'static str,
    pub constants_text: &'static str,
    pub all_rows_channel: &'static str,
    pub all_rows_language: &'static str,
    pub none: &'static str,
    pub clear_empty: &'static str,
    pub clear_empty_text: &'static str,

    // What rows may do
    pub matching: &'static str,
    pub match_contact_id: &'static str,
    pub match_contact_id_text: &'static str,
    pub match_external_code: &'static str,
    pub match_external_code_text: &'static str,
    pub policy: &'static str,
    pub policy_text: &'static str,
    pub keep_stricter: &'static str,
    pub keep_stricter_text: &'static str,
    pub update_fields: &'static str,
    pub update_fields_text: &'static str,
    pub create_only: &'static str,
    pub create_only_text: &'static str,
    pub overwrite: &'static str,
    pub overwrite_text: &'static str,
    pub overwrite_admins: &'static str,
    pub check_import: &'static str,
    pub check_import_text: &'static str,

    // What an import would do
    pub import_now: &'static str,
    pub import_now_one: &'static str,
    pub examples_updated: &'static str,
    pub examples_created: &'static str,
    pub examples_first: &'static str,
    pub refused_rows: &'static str,
    pub refused_first: &'static str,
    pub download_refused: &'static str,
    pub download_text: &'static str,
    pub line: &'static str,
    pub contact: &'static str,
    pub what_changes: &'static str,
    pub becomes: &'static str,
    pub why: &'static str,
    pub empty: &'static str,
    pub whole_row: &'static str,

    // Settings / Imports
    pub imports_text: &'static str,
    pub imports_empty: &'static str,
    pub who: &'static str,
    pub when: &'static str,
    pub state: &'static str,
    pub result: &'static str,
    pub result_of: &'static str,
    pub untitled: &'static str,
    pub undone_tag: &'static str,
    pub unknown: &'static str,
    pub state_draft: &'static str,
    pub state_checking: &'static str,
    pub state_checked: &'static str,
    pub state_running: &'static str,
    pub state_done: &'static str,
    pub state_cancelled: &'static str,
    pub state_failed: &'static str,

    // What happened in between
    pub note_moved_on: &'static str,
    pub note_nothing: &'static str,
    pub note_nothing_to_undo: &'static str,
    pub note_stopping: &'static str,
    pub note_forgotten: &'static str,
    pub note_discarded: &'static str,

    // Why a file is none
    pub file_empty: &'static str,
    pub file_header_only: &'static str,
    pub file_spreadsheet: &'static str,
    pub file_binary: &'static str,
    pub file_too_large: &'static str,
    pub file_no_contact_id: &'static str,
    pub file_no_channel: &'static str,
    pub file_no_external_code: &'static str,
    pub file_field_twice: &'static str,

    // Why a row is refused
    pub row_field_count: &'static str,
    pub row_too_large: &'static str,
    pub row_unclosed_quote: &'static str,
    pub row_nul: &'static str,
    pub row_encoding: &'static str,
    pub row_no_channel: &'static str,
    pub row_unknown_permission: &'static str,
    pub row_duplicate: &'static str,
    pub row_ambiguous_code: &'static str,
    pub row_unknown_code: &'static str,
    pub row_taken_code: &'static str,
    pub row_stopped: &'static str,
}

impl Locale {
    #[must_use]
    pub const fn job_messages(self) -> &'static JobMessages {
        match self {
            Self::En => &en::MESSAGES,
            Self::Es => &es::MESSAGES,
        }
    }

    #[must_use]
    pub const fn job_kind(self, kind: JobKind) -> &'static str {
        let m = self.job_messages();
        match kind {
            JobKind::Import => m.import,
            JobKind::Bulk => m.bulk,
            JobKind::Undo => m.undo,
        }
    }

    #[must_use]
    pub const fn job_state(self, state: JobState) -> &'static str {
        let m = self.job_messages();
        match state {
            JobState::Draft => m.state_draft,
            JobState::Checking => m.state_checking,
            JobState::Checked => m.state_checked,
            JobState::Running => m.state_running,
            JobState::Done => m.state_done,
            JobState::Cancelled => m.state_cancelled,
            JobState::Failed => m.state_failed,
        }
    }
}
