//! The list on the screen: what is loaded, what is loading, and the rows' own signals.

use crate::{
    domain::{
        AppError, Contact, ContactPage, ContactQuery, ContactRow, LanguageCount, Mark, Permission,
        Total,
    },
    rpc,
    ui::{
        kit::erased::spawn,
        state::{Address, DialogTarget, Latest, Switcher},
    },
};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use uuid::Uuid;

/// An answer that takes longer than this shows skeleton rows; a faster one would only flicker.
const SLOW_MILLISECONDS: u32 = 250;

/// What matched in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub name: Vec<Mark>,
    pub contact_id: Vec<Mark>,
    pub external_code: Vec<Mark>,
}

/// A row: its signals outlive the page it came with, so that Undo and a late answer still reach it.
#[derive(Clone)]
pub struct RowState {
    pub id: Uuid,
    pub contact: ArcRwSignal<Contact>,
    pub marks: ArcRwSignal<Marks>,
    pub switcher: ArcRwSignal<Switcher>,
}

impl RowState {
    fn new(row: ContactRow) -> Self {
        let (contact, marks) = split(row);
        Self {
            id: contact.id,
            switcher: ArcRwSignal::new(Switcher::new(&contact)),
            contact: ArcRwSignal::new(contact),
            marks: ArcRwSignal::new(marks),
        }
    }

    fn refresh(&self, row: ContactRow) {
        let (contact, marks) = split(row);
        self.take(&contact);
        if self.marks.with_untracked(|known| *known != marks) {
            self.marks.set(marks);
        }
    }

    /// Takes a newer state of the contact.
    pub fn take(&self, contact: &Contact) {
        let mut taken = false;
        self.switcher.maybe_update(|switcher| {
            let before = switcher.clone();
            taken = switcher.refreshed(contact);
            taken
                && Permission::ALL
                    .iter()
                    .any(|p| before.shown(*p) != switcher.shown(*p))
        });
        if taken && self.contact.with_untracked(|known| known != contact) {
            self.contact.set(contact.clone());
        }
    }

    pub fn label(&self) -> String {
        self.contact
            .with_untracked(|contact| contact.fields.label().to_owned())
    }
}

fn split(row: ContactRow) -> (Contact, Marks) {
    let marks = Marks {
        name: row.name_marks,
        contact_id: row.contact_id_marks,
        external_code: row.external_code_marks,
    };
    (row.contact, marks)
}

/// What stands around the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The question that the rows answer.
    pub query: ContactQuery,
    pub total: Total,
    pub start: Option<u64>,
    pub count: u64,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// The list of the screen.
#[derive(Clone, Copy)]
pub struct List {
    pub rows: RwSignal<Vec<RowState>>,
    pub facts: RwSignal<Facts>,
    pub loading: RwSignal<bool>,
    /// The answer takes long.
    pub slow: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    /// Every language that some contact has, for the filter.
    pub languages: RwSignal<Vec<LanguageCount>>,
    /// The last question, answered or not.
    asked: StoredValue<ContactQuery>,
    latest: StoredValue<Latest>,
    /// Whether the reader's role lets them change contacts.
    pub may_change: bool,
}

impl List {
    /// With the page that came with the document.
    pub fn new(
        query: ContactQuery,
        page: ContactPage,
        error: Option<AppError>,
        languages: Vec<LanguageCount>,
        may_change: bool,
    ) -> Self {
        let list = Self {
            rows: RwSignal::new(Vec::new()),
            facts: RwSignal::new(Facts::default()),
            loading: RwSignal::new(false),
            slow: RwSignal::new(false),
            error: RwSignal::new(None),
            languages: RwSignal::new(languages),
            asked: StoredValue::new(query.clone()),
            latest: StoredValue::new(Latest::default()),
            may_change,
        };
        list.show(query, page);
        list.error.set(error);
        list
    }

    fn show(&self, query: ContactQuery, page: ContactPage) {
        let facts = Facts {
            query,
            total: page.total,
            start: page.start,
            count: page.rows.len() as u64,
            previous: page.previous,
            next: page.next,
        };
        let known = self.rows.get_untracked();
        let rows: Vec<RowState> = page
            .rows
            .into_iter()
            .map(
                |row| match known.iter().find(|state| state.id == row.contact.id) {
                    Some(state) => {
                        state.refresh(row);
                        state.clone()
                    }
                    None => RowState::new(row),
                },
            )
            .collect();
        let same =
            rows.len() == known.len() && rows.iter().zip(&known).all(|(one, two)| one.id == two.id);
        if !same {
            self.rows.set(rows);
        }
        self.facts.set(facts);
    }

    /// A ticket for a question; all earlier ones are stale from now on.
    pub fn ticket(&self) -> u64 {
        let mut ticket = 0;
        self.latest.update_value(|latest| ticket = latest.next());
        ticket
    }

    pub fn is_current(&self, ticket: u64) -> bool {
        self.latest
            .try_with_value(|latest| latest.is_current(ticket))
            .unwrap_or(false)
    }

    /// Asks the server; an answer that is no longer wanted when it comes is dropped.
    pub fn load(self, query: ContactQuery) {
        self.asked.set_value(query.clone());
        let ticket = self.ticket();
        self.loading.set(true);
        Timeout::new(SLOW_MILLISECONDS, move || {
            if self.is_current(ticket) && self.loading.try_get_untracked() == Some(true) {
                self.slow.set(true);
            }
        })
        .forget();
        spawn(async move {
            let answer = rpc::list_contacts(query.to_query_string()).await;
            if !self.is_current(ticket) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.show(query, page);
                    self.error.set(None);
                }
                Err(error) => self.error.set(Some(error)),
            }
            self.loading.set(false);
            self.slow.set(false);
        });
    }

    /// The id of the element of the row that comes after, or before, a row.
    pub fn successor(&self, id: Uuid) -> String {
        self.rows.with_untracked(|rows| {
            let at = rows.iter().position(|row| row.id == id);
            let next = at.and_then(|at| rows.get(at + 1).or_else(|| rows.get(at.checked_sub(1)?)));
            next.map(|row| format!("row-{}", row.id))
                .unwrap_or_default()
        })
    }

    /// Takes a row away that is known to be gone.
    pub fn forget(&self, id: Uuid) {
        self.rows.update(|rows| rows.retain(|row| row.id != id));
    }

    /// The languages again, after a contact came, changed or went. Without an answer the known ones stay.
    pub fn refresh_languages(self) {
        spawn(async move {
            if let Ok(options) = rpc::get_contact_options().await {
                let _ = self.languages.try_set(options.languages);
            }
        });
    }

    /// The address of what is shown, with a dialog.
    pub fn link(self, dialog: Option<DialogTarget>) -> String {
        self.asked.with_value(|asked| Address::link(asked, dialog))
    }

    /// The same question again.
    pub fn reload(self) {
        self.load(self.asked.get_value());
    }

    pub fn row(&self, id: &str) -> Option<RowState> {
        let id = Uuid::parse_str(id).ok()?;
        self.rows
            .with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned())
    }
}

/// The question of the address, as the list asks it: without the open dialog.
pub fn asked(address: &Address) -> Result<ContactQuery, AppError> {
    address.query.clone().map_err(AppError::from)
}
