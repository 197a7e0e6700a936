//! What a part of a file does to the contacts that are there.

use super::{ImportPlan, refusal, rows::ReadRow, unexpected};
use crate::{
    domain::{
        ContactDraft, ContactFields, JobCounts, Permission,
        import::{Matching, Row, RowKey, RowProblem, merge, new_fields},
    },
    service::{Failure, now},
    store::{Batch, Numbered, Store, Update},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Examples of each kind that a dry run shows.
const EXAMPLES: usize = 20;

/// What a dry run found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    pub counts: JobCounts,
    /// The first of those that would be made and of those that would change.
    pub created: Vec<Example>,
    pub updated: Vec<Example>,
}

/// A row and what it would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    pub line: u64,
    /// The name, or the contact ID.
    pub label: String,
    /// The fields that change; of a new contact, none.
    pub changes: Vec<ExampleChange>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExampleChange {
    /// As the API names it.
    pub field: String,
    pub from: String,
    pub to: String,
}

impl Checked {
    fn note_created(&mut self, line: u64, fields: &ContactFields) {
        if self.created.len() < EXAMPLES {
            self.created.push(Example {
                line,
                label: fields.label().to_owned(),
                changes: Vec::new(),
            });
        }
    }

    fn note_updated(&mut self, line: u64, before: &ContactFields, after: &ContactFields) {
        if self.updated.len() < EXAMPLES {
            self.updated.push(Example {
                line,
                label: before.label().to_owned(),
                changes: changes(before, after),
            });
        }
    }
}

fn changes(before: &ContactFields, after: &ContactFields) -> Vec<ExampleChange> {
    let (one, two) = (ContactDraft::from(before), ContactDraft::from(after));
    let state =
        |fields: &ContactFields, permission| fields.permission(permission).code().to_owned();
    let permissions = Permission::ALL.map(|permission| {
        let (from, to) = (state(before, permission), state(after, permission));
        (permission.code(), from, to)
    });
    [
        ("name", one.name, two.name),
        ("external_code", one.external_code, two.external_code),
        ("language", one.language, two.language),
    ]
    .into_iter()
    .chain(permissions)
    .filter(|(_, from, to)| from != to)
    .map(|(field, from, to)| ExampleChange {
        field: field.to_owned(),
        from,
        to,
    })
    .collect()
}

/// What decides.
pub(super) struct Judge<'a> {
    pub store: &'a Store,
    pub plan: &'a ImportPlan,
    pub new_contact: &'a ContactDraft,
    /// There are no contacts, so none is looked for.
    pub empty: bool,
}

impl Judge<'_> {
    /// The batch that these rows make, with what the job has counted by then.
    pub async fn decide(
        &self,
        rows: &[ReadRow],
        mut counts: JobCounts,
        mut checked: Option<&mut Checked>,
    ) -> Result<Batch, Failure> {
        let mut known = self.known(rows).await?.into_iter();
        let mut batch = Batch::default();
        for row in rows {
            counts.rows += 1;
            let (row, record) = match row {
                ReadRow::Good { row, record } => (row, record),
                ReadRow::Bad {
                    line,
                    problems,
                    record,
                } => {
                    counts.refused += 1;
                    let refusal = refusal(*line, problems, record).map_err(unexpected)?;
                    batch.refusals.push(refusal);
                    continue;
                }
            };
            match known.next().unwrap_or(Known::Nobody) {
                Known::One(before) => {
                    if let Some(after) = self.merged(row, &before, &mut counts) {
                        if let Some(checked) = checked.as_deref_mut() {
                            checked.note_updated(row.line, &before.contact.fields, &after);
                        }
                        batch.updates.push(Update {
                            before: *before,
                            after,
                        });
                    }
                }
                Known::Several => {
                    counts.refused += 1;
                    batch
                        .refusals
                        .push(by_code(row, record, RowProblem::AmbiguousExternalCode)?);
                }
                Known::Nobody => {
                    if let Some(fields) = new_fields(row, self.new_contact) {
                        counts.created += 1;
                        if let Some(checked) = checked.as_deref_mut() {
                            checked.note_created(row.line, &fields);
                        }
                        batch.creates.push((Uuid::now_v7(), fields, now()));
                    } else {
                        counts.refused += 1;
                        batch
                            .refusals
                            .push(by_code(row, record, RowProblem::UnknownExternalCode)?);
                    }
                }
            }
        }
        batch.counts = counts;
        Ok(batch)
    }

    /// What the contact becomes; `None` where it stays as it is.
    fn merged(
        &self,
        row: &Row,
        before: &Numbered,
        counts: &mut JobCounts,
    ) -> Option<ContactFields> {
        let merged = merge(&before.contact, row, self.plan.policy);
        counts.kept += merged.kept.len() as u64;
        counts.stopped += u64::from(merged.stopped);
        counts.opened += merged.opens.len() as u64;
        if merged.fields == before.contact.fields {
            counts.unchanged += 1;
            return None;
        }
        counts.updated += 1;
        for permission in Permission::ALL {
            let was_active = before.contact.fields.permission(permission).is_active();
            if was_active && !merged.fields.permission(permission).is_active() {
                counts.blocked += 1;
            }
        }
        Some(merged.fields)
    }

    /// Whom the good rows mean, in their order.
    async fn known(&self, rows: &[ReadRow]) -> Result<Vec<Known>, Failure> {
        let good = || {
            rows.iter().filter_map(|row| match row {
                ReadRow::Good { row, .. } => Some(&row.key),
                ReadRow::Bad { .. } => None,
            })
        };
        if self.empty {
            return Ok(Vec::new());
        }
        match self.plan.matching {
            Matching::ContactId => {
                let ids: Vec<_> = good()
                    .filter_map(|key| match key {
                        RowKey::ContactId {
                            channel,
                            contact_id,
                        } => Some((*channel, contact_id.clone())),
                        RowKey::ExternalCode(_) => None,
                    })
                    .collect();
                let found = self.store.numbered_by_ids(&ids).await?;
                Ok(found
                    .into_iter()
                    .map(|found| found.map_or(Known::Nobody, |one| Known::One(Box::new(one))))
                    .collect())
            }
            Matching::ExternalCode => {
                let codes: Vec<_> = good()
                    .filter_map(|key| match key {
                        RowKey::ExternalCode(code) => Some(code.clone()),
                        RowKey::ContactId { .. } => None,
                    })
                    .collect();
                let found = self.store.numbered_by_codes(&codes).await?;
                Ok(found
                    .into_iter()
                    .map(|mut found| match (found.pop(), found.is_empty()) {
                        (None, _) => Known::Nobody,
                        (Some(one), true) => Known::One(Box::new(one)),
                        (Some(_), false) => Known::Several,
                    })
                    .collect())
            }
        }
    }
}

enum Known {
    Nobody,
    One(Box<Numbered>),
    Several,
}

/// A row that was good until it was looked for.
fn by_code(
    row: &Row,
    record: &[String],
    problem: RowProblem,
) -> Result<crate::store::Refusal, Failure> {
    refusal(row.line, &[problem], record).map_err(unexpected)
}
