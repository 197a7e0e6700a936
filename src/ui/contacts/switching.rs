//! The switches of the rows.

use super::list::{List, RowState};
use crate::{
    domain::{AppError, Permission, PermissionState},
    i18n::{Locale, filled, filled_all},
    rpc,
    ui::{
        kit::{Toasts, Undo, erased::spawn},
        state::{DialogTarget, Request},
    },
};
use leptos::prelude::*;

/// Clicks a switch of a row: shown at once, saved in the background.
#[derive(Clone, Copy)]
pub struct Switching {
    pub list: List,
    pub toasts: Toasts,
    pub locale: Locale,
}

impl Switching {
    pub fn toggle(self, row: &RowState, permission: Permission) {
        if !self.list.may_change {
            return;
        }
        let state = row
            .switcher
            .with_untracked(|switcher| switcher.shown(permission))
            .flipped();
        self.want(row, permission, state, false);
    }

    fn want(self, row: &RowState, permission: Permission, state: PermissionState, undoing: bool) {
        let mut request = None;
        row.switcher.update(|switcher| {
            request = if undoing {
                switcher.undo(permission, state)
            } else {
                switcher.want(permission, state)
            };
        });
        if let Some(request) = request {
            self.send(row.clone(), request);
        }
    }

    fn send(self, row: RowState, request: Request) {
        spawn(async move {
            let Request {
                permission,
                state,
                version,
                undoing,
            } = request;
            let mut next = None;
            match rpc::set_permission(row.id, version, permission, state).await {
                Ok(contact) => {
                    row.switcher
                        .update(|switcher| next = switcher.succeeded(&contact));
                    row.contact.set(contact);
                    // Where it was clicked again meanwhile, what comes of that is told.
                    if next.is_none_or(|next| next.permission != permission) {
                        self.tell(&row, permission, state, undoing);
                    }
                }
                Err(error) => {
                    self.put_back(&row, permission, &error);
                    // Then the row shows what the server has; what it last said, where that can't be had either.
                    if error.leaves_open()
                        && let Ok(contact) = rpc::get_contact(row.id).await
                    {
                        row.take(&contact);
                    }
                }
            }
            if let Some(next) = next {
                self.send(row, next);
            }
        });
    }

    fn about(row: &RowState, permission: Permission) -> String {
        format!("{} {permission}", row.id)
    }

    /// "José, Proactive messages"
    fn what(self, row: &RowState, permission: Permission) -> String {
        format!("{}, {}", row.label(), self.locale.permission(permission))
    }

    fn tell(self, row: &RowState, permission: Permission, state: PermissionState, undoing: bool) {
        let m = self.locale.messages();
        let what = self.what(row, permission);
        let text = filled_all(m.switched, &[&what, self.locale.state(state)]);
        let text = if undoing {
            filled(m.undone, &text)
        } else {
            text
        };
        let undo = (!undoing).then(|| {
            let row = row.clone();
            Undo {
                explain: self.list.link(Some(DialogTarget::History(row.id))),
                act: Callback::new(move |()| self.want(&row, permission, state.flipped(), true)),
            }
        });
        self.toasts.done(&Self::about(row, permission), text, undo);
    }

    fn put_back(self, row: &RowState, permission: Permission, error: &AppError) {
        let m = self.locale.messages();
        let mut why = self.locale.app_error(error);
        let mut current = None;
        match error {
            AppError::Stale { current: now } => {
                let changed = row
                    .contact
                    .with_untracked(|known| known.fields.differing(&now.fields));
                let changed: Vec<&str> = changed
                    .into_iter()
                    .map(|field| self.locale.field(field))
                    .collect();
                if !changed.is_empty() {
                    why = filled(m.changed_meanwhile, &changed.join(", "));
                }
                current = Some(&**now);
            }
            AppError::NotFound => {
                m.deleted_meanwhile.clone_into(&mut why);
                self.list.reload();
            }
            _ => {}
        }
        let mut waiting = None;
        row.switcher
            .update(|switcher| waiting = switcher.refused(current));
        if let Some(current) = current {
            row.contact.set(current.clone());
        }
        let sent = if error.leaves_open() {
            m.perhaps_not_switched
        } else {
            m.not_switched
        };
        let mut text = filled(sent, &self.what(row, permission));
        if let Some(waiting) = waiting {
            text.push(' ');
            text.push_str(&filled(m.not_switched, &self.what(row, waiting)));
        }
        text.push(' ');
        text.push_str(&why);
        self.toasts.refused(&Self::about(row, permission), text);
    }
}
