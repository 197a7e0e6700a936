//! The list on the screen: what is loaded, what is loading, and the rows' own signals.

use crate::{
    domain::{
        AppError, Contact, ContactPage, ContactQuery, ContactRow, LanguageCount, Mark, Permission,
        Total,
    },
    rpc,
    ui::{
        browser,
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

/// A place in the table. Its row stays where another contact takes the place, because changing what a row says costs a fraction
/// of making it anew.
#[derive(Clone)]
pub struct Place {
    pub key: u64,
    pub row: ArcRwSignal<RowState>,
}

impl Place {
    pub fn id(&self) -> Uuid {
        self.row.with_untracked(|row| row.id)
    }

    /// Follows which contact is here, and the contact.
    pub fn contact<T>(&self, read: impl FnOnce(&Contact) -> T) -> T {
        self.row.with(|row| row.contact.with(read))
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
    pub places: RwSignal<Vec<Place>>,
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
            places: RwSignal::new(Vec::new()),
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
        let known = self.places.get_untracked();
        // Who has the focus in a row, as who presses a mouse button there has, must not find themselves in another contact's: their
        // click would be of a contact they never saw. And a tick is not handed on.
        let mut focused = None;
        // With the first page there is neither, and on the server no browser.
        if !known.is_empty() {
            focused = browser::focused_row();
            browser::untick(|id| !page.rows.iter().any(|row| row.contact.id.to_string() == id));
        }
        let free = known.iter().filter(|place| {
            let id = place.id();
            !page.rows.iter().any(|row| row.contact.id == id)
                && focused
                    .as_ref()
                    .is_none_or(|focused| *focused != id.to_string())
        });
        let mut key = known.iter().map(|place| place.key).max().unwrap_or(0);
        let free: Vec<Place> = free.cloned().collect();
        let mut free = free.into_iter();
        let mut places = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            let staying = known.iter().find(|place| place.id() == row.contact.id);
            places.push(if let Some(place) = staying {
                place.row.with_untracked(|state| state.refresh(row));
                place.clone()
            } else if let Some(place) = free.next() {
                place.row.set(RowState::new(row));
                place
            } else {
                key += 1;
                Place {
                    key,
                    row: ArcRwSignal::new(RowState::new(row)),
                }
            });
        }
        let same = places.len() == known.len()
            && places
                .iter()
                .zip(&known)
                .all(|(one, two)| one.key == two.key);
        if !same {
            self.places.set(places);
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
        if self.shows(&query) {
            // The rows that are there are of this question, and who has the focus in one of them keeps it.
            self.slow.set(false);
        } else {
            Timeout::new(SLOW_MILLISECONDS, move || {
                if self.is_current(ticket) && self.loading.try_get_untracked() == Some(true) {
                    self.slow.set(true);
                }
            })
            .forget();
        }
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

    /// Whether the rows answer this question, if perhaps no longer as the server would.
    fn shows(&self, query: &ContactQuery) -> bool {
        self.error.with_untracked(Option::is_none)
            && self.facts.with_untracked(|facts| facts.query == *query)
    }

    /// The contacts of the rows, from the first to the last.
    pub fn ids(&self) -> Vec<Uuid> {
        self.places
            .with_untracked(|places| places.iter().map(Place::id).collect())
    }

    /// The id of the element of the row that comes after, or before, a row.
    pub fn successor(&self, id: Uuid) -> String {
        let ids = self.ids();
        let at = ids.iter().position(|known| *known == id);
        let next = at.and_then(|at| ids.get(at + 1).or_else(|| ids.get(at.checked_sub(1)?)));
        next.map(|id| format!("row-{id}")).unwrap_or_default()
    }

    /// Takes a row away that is known to be gone.
    pub fn forget(&self, id: Uuid) {
        self.places
            .update(|places| places.retain(|place| place.id() != id));
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
        self.places.with_untracked(|places| {
            let place = places.iter().find(|place| place.id() == id)?;
            Some(place.row.get_untracked())
        })
    }
}

/// The question of the address, as the list asks it: without the open dialog.
pub fn asked(address: &Address) -> Result<ContactQuery, AppError> {
    address.query.clone().map_err(AppError::from)
}
