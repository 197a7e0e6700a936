//! English.

use super::ShortcutMessages;

pub(super) const MESSAGES: ShortcutMessages = ShortcutMessages {
    search: "Search",
    new: "Add a contact",
    move_: "Move between rows",
    edit: "Edit the row",
    proactive: "Switch proactive messages",
    reactive: "Switch reactive messages",
    help: "This list",
    close: "Close what is open",
};
