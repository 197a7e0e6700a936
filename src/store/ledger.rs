//! The ledger as a chain: what is hashed, how entries follow each other, and the proof that none was altered.
//!
//! The canonical form is JSON as RFC 8785 has it (JCS): the members in the order of their names, no white space, whole numbers
//! and strings only. docs/ledger.md describes it for whoever verifies an export, `docs/verify_ledger.py` does it.

use super::{Change, Digest};
pub use crate::domain::hex;
use crate::domain::{Permission, PermissionState, Timestamp};
use sha2::{Digest as _, Sha256};
use std::{collections::HashMap, fmt::Write};

/// What the first entry has in the place of the hash before it.
pub const GENESIS: Digest = [0; 32];

/// The end of the chain, to which the next entry is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: Digest,
}

impl Head {
    pub const EMPTY: Self = Self {
        seq: 0,
        hash: GENESIS,
    };
}

/// An entry as it is stored, whatever it says: a tampered one must be readable to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub seq: i64,
    pub contact: i64,
    pub permission: &'a str,
    pub from: Option<&'a str>,
    pub to: &'a str,
    pub actor_kind: &'a str,
    pub actor_id: Option<&'a str>,
    pub source: &'a str,
    pub legal_basis: Option<&'a str>,
    pub texts: Option<&'a [u8]>,
    pub captured_at: Option<i64>,
    pub recorded_at: i64,
    pub batch: Option<&'a str>,
    pub prev_hash: &'a [u8],
}

fn push_string(out: &mut String, text: &str) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.bytes().all(plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

fn push_optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => push_string(out, text),
        None => out.push_str("null"),
    }
}

fn push_bytes(out: &mut String, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => {
            out.push('"');
            out.push_str(&hex(bytes));
            out.push('"');
        }
        None => out.push_str("null"),
    }
}

fn push_number(out: &mut String, number: Option<i64>) {
    match number {
        // A string takes whatever is written.
        Some(number) => drop(write!(out, "{number}")),
        None => out.push_str("null"),
    }
}

impl Entry<'_> {
    /// What is hashed.
    pub fn canonical(&self) -> String {
        let mut out = String::with_capacity(384);
        out.push_str("{\"actor_id\":");
        push_optional(&mut out, self.actor_id);
        out.push_str(",\"actor_kind\":");
        push_string(&mut out, self.actor_kind);
        out.push_str(",\"batch\":");
        push_optional(&mut out, self.batch);
        out.push_str(",\"captured_at\":");
        push_number(&mut out, self.captured_at);
        out.push_str(",\"contact\":");
        push_number(&mut out, Some(self.contact));
        out.push_str(",\"from\":");
        push_optional(&mut out, self.from);
        out.push_str(",\"legal_basis\":");
        push_optional(&mut out, self.legal_basis);
        out.push_str(",\"permission\":");
        push_string(&mut out, self.permission);
        out.push_str(",\"prev_hash\":");
        push_bytes(&mut out, Some(self.prev_hash));
        out.push_str(",\"recorded_at\":");
        push_number(&mut out, Some(self.recorded_at));
        out.push_str(",\"seq\":");
        push_number(&mut out, Some(self.seq));
        out.push_str(",\"source\":");
        push_string(&mut out, self.source);
        out.push_str(",\"texts\":");
        push_bytes(&mut out, self.texts);
        out.push_str(",\"to\":");
        push_string(&mut out, self.to);
        out.push('}');
        out
    }

    pub fn hash(&self) -> Digest {
        Sha256::digest(self.canonical()).into()
    }
}

/// What people wrote about an entry, with the salt that keeps its digest from telling it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    pub salt: [u8; 16],
    pub reason: Option<String>,
    pub evidence: Option<String>,
}

impl Texts {
    pub fn digest(&self) -> Digest {
        texts_digest(&self.salt, self.reason.as_deref(), self.evidence.as_deref())
    }
}

pub fn texts_digest(salt: &[u8], reason: Option<&str>, evidence: Option<&str>) -> Digest {
    let mut out = String::from("{\"evidence\":");
    push_optional(&mut out, evidence);
    out.push_str(",\"reason\":");
    push_optional(&mut out, reason);
    out.push_str(",\"salt\":");
    push_bytes(&mut out, Some(salt));
    out.push('}');
    Sha256::digest(out).into()
}

/// An entry to be written: its place in the chain and its hash.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub seq: i64,
    pub prev_hash: Digest,
    pub hash: Digest,
}

/// A change of one contact's permission.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub contact: i64,
    pub permission: Permission,
    pub from: Option<PermissionState>,
    pub to: PermissionState,
}

impl Head {
    /// Links a step to the end of the chain, which it becomes.
    pub fn link(&mut self, step: Step, change: &Change, texts: Option<&Digest>) -> Link {
        let actor_id = change.actor.id.map(|id| id.to_string());
        self.link_by(step, change, actor_id.as_deref(), texts)
    }

    /// The same, with the actor's id as text: for many steps of one change.
    pub fn link_by(
        &mut self,
        step: Step,
        change: &Change,
        actor_id: Option<&str>,
        texts: Option<&Digest>,
    ) -> Link {
        let batch = change.batch.map(|batch| batch.to_string());
        let entry = Entry {
            seq: self.seq + 1,
            contact: step.contact,
            permission: step.permission.code(),
            from: step.from.map(PermissionState::code),
            to: step.to.code(),
            actor_kind: change.actor.kind_for(change.source, step.to).code(),
            actor_id,
            source: change.source.code(),
            legal_basis: change
                .grounds
                .legal_basis
                .map(crate::domain::LegalBasis::code),
            texts: texts.map(<[u8; 32]>::as_slice),
            captured_at: change.grounds.captured_at.map(|at| at.0),
            recorded_at: change.at.0,
            batch: batch.as_deref(),
            prev_hash: &self.hash,
        };
        let link = Link {
            seq: entry.seq,
            prev_hash: self.hash,
            hash: entry.hash(),
        };
        *self = Self {
            seq: link.seq,
            hash: link.hash,
        };
        link
    }
}

/// The first thing that is wrong with a ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("entry {seq}: entry {expected} should stand here")]
    Gap { seq: i64, expected: i64 },
    #[error("entry {seq}: it does not follow the one before it")]
    Chain { seq: i64 },
    #[error("entry {seq}: its content is not what was hashed")]
    Content { seq: i64 },
    #[error("entry {seq}: its texts are not what was hashed")]
    Texts { seq: i64 },
    #[error("entry {seq}: its texts are missing, though the contact was not erased")]
    TextsMissing { seq: i64 },
    #[error("entry {seq}: it begins with another value than the one before it left")]
    Replay { seq: i64 },
    #[error("entries after {seq} are missing")]
    Cut { seq: i64 },
    #[error("contact {id}: its {permission} permission is not what the ledger says (entry {seq})")]
    State {
        id: uuid::Uuid,
        permission: Permission,
        seq: i64,
    },
}

/// What was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    pub entries: u64,
    pub contacts: u64,
    pub head: Head,
}

/// A permission as the entries so far leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replayed {
    pub state: PermissionState,
    pub seq: i64,
    pub stopped_at: Option<Timestamp>,
}

impl Replayed {
    /// Takes one more entry.
    pub fn next(
        before: Option<Self>,
        to: PermissionState,
        by_the_contact: bool,
        said_at: Timestamp,
        seq: i64,
    ) -> Self {
        let stopped_at = match (to, by_the_contact) {
            (PermissionState::Active, _) => None,
            (PermissionState::Blocked, true) => Some(said_at),
            (PermissionState::Blocked, false) => before.and_then(|before| before.stopped_at),
        };
        Self {
            state: to,
            seq,
            stopped_at,
        }
    }
}

/// Walks a ledger from its beginning.
#[derive(Debug)]
pub struct Verifier {
    head: Head,
    entries: u64,
    replayed: HashMap<i64, [Option<Replayed>; 2]>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self {
            head: Head::EMPTY,
            entries: 0,
            replayed: HashMap::new(),
        }
    }
}

impl Verifier {
    pub const fn head(&self) -> Head {
        self.head
    }

    pub fn entry(&mut self, entry: &Entry<'_>, hash: &[u8]) -> Result<(), Fault> {
        let seq = entry.seq;
        let expected = self.head.seq + 1;
        if seq != expected {
            return Err(Fault::Gap { seq, expected });
        }
        if entry.prev_hash != self.head.hash {
            return Err(Fault::Chain { seq });
        }
        let content = entry.hash();
        if content != hash {
            return Err(Fault::Content { seq });
        }
        self.head = Head { seq, hash: content };
        self.entries += 1;

        // What was hashed was parsed before; anything else can't be replayed.
        let index = usize::from(entry.permission == Permission::Reactive.code());
        let to: PermissionState = entry.to.parse().map_err(|()| Fault::Replay { seq })?;
        let permissions = self.replayed.entry(entry.contact).or_default();
        let before = permissions[index];
        if entry.from != before.map(|before| before.state.code()) {
            return Err(Fault::Replay { seq });
        }
        let by_the_contact = entry.actor_kind == crate::domain::ActorKind::Contact.code();
        let said_at = Timestamp(entry.captured_at.unwrap_or(entry.recorded_at));
        permissions[index] = Some(Replayed::next(before, to, by_the_contact, said_at, seq));
        Ok(())
    }

    /// Compares a contact that is there with its entries; each contact must be shown once. A state is `None` where what is
    /// stored is none.
    pub fn contact(
        &mut self,
        number: i64,
        id: uuid::Uuid,
        states: [(Option<PermissionState>, i64); 2],
        stopped_at: Option<Timestamp>,
    ) -> Result<(), Fault> {
        let replayed = self.replayed.get(&number).copied().unwrap_or_default();
        for ((permission, (state, seq)), replayed) in
            Permission::ALL.into_iter().zip(states).zip(replayed)
        {
            let stop_agrees = permission == Permission::Reactive
                || replayed.is_some_and(|replayed| replayed.stopped_at == stopped_at);
            let agrees = replayed
                .is_some_and(|replayed| state == Some(replayed.state) && replayed.seq == seq);
            if !agrees || !stop_agrees {
                return Err(Fault::State {
                    id,
                    permission,
                    seq: replayed.map_or(0, |replayed| replayed.seq),
                });
            }
        }
        Ok(())
    }
}

impl Verifier {
    /// `last` is the number that the database gave last.
    pub fn finish(self, contacts: u64, last: i64) -> Result<Proof, Fault> {
        if last > self.head.seq {
            return Err(Fault::Cut { seq: self.head.seq });
        }
        Ok(Proof {
            entries: self.entries,
            contacts,
            head: self.head,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Actor, EventSource, Grounds};
    use serde_json::{Value, json};

    fn entry(prev_hash: &Digest) -> Entry<'_> {
        Entry {
            seq: 7,
            contact: 3,
            permission: "proactive",
            from: None,
            to: "blocked",
            actor_kind: "api",
            actor_id: Some("0197-aa"),
            source: "opt-out-message",
            legal_basis: None,
            texts: Some(&[0xab; 32]),
            captured_at: Some(-5),
            recorded_at: 1_700_000_000_000,
            batch: None,
            prev_hash,
        }
    }

    #[test]
    fn the_canonical_form_is_sorted_json() {
        let canonical = entry(&GENESIS).canonical();
        let value: Value = serde_json::from_str(&canonical).unwrap();
        // serde_json's own map is sorted too.
        assert_eq!(value.to_string(), canonical);
        assert_eq!(
            value,
            json!({
                "actor_id": "0197-aa", "actor_kind": "api", "batch": null, "captured_at": -5, "contact": 3,
                "from": null, "legal_basis": null, "permission": "proactive", "prev_hash": "0".repeat(64),
                "recorded_at": 1_700_000_000_000_i64, "seq": 7, "source": "opt-out-message",
                "texts": "ab".repeat(32), "to": "blocked",
            })
        );
    }

    #[test]
    fn what_was_tampered_with_is_no_way_out_of_its_string() {
        let mut tampered = entry(&GENESIS);
        tampered.source = "a\",\"to\":\"active";
        let value: Value = serde_json::from_str(&tampered.canonical()).unwrap();
        assert_eq!(value["to"], "blocked");
        assert_eq!(value["source"], "a\",\"to\":\"active");
    }

    #[test]
    fn texts_are_hashed_as_json_with_their_salt() {
        let texts = Texts {
            salt: [1; 16],
            reason: Some("sagte „ja“\u{1}".to_owned()),
            evidence: None,
        };
        let json = json!({"evidence": null, "reason": "sagte „ja“\u{1}", "salt": "01".repeat(16)});
        let expected: Digest = Sha256::digest(json.to_string()).into();
        assert_eq!(texts.digest(), expected);
        let other = Texts {
            salt: [2; 16],
            ..texts.clone()
        };
        assert_ne!(other.digest(), expected);
    }

    #[test]
    fn each_link_carries_the_hash_before_it() {
        let change = Change {
            actor: Actor::system(),
            source: EventSource::Other,
            grounds: Grounds::default(),
            at: Timestamp(5),
            batch: None,
            restate: Vec::new(),
        };
        let step = Step {
            contact: 1,
            permission: Permission::Proactive,
            from: None,
            to: PermissionState::Blocked,
        };
        let mut head = Head::EMPTY;
        let first = head.link(step, &change, None);
        let second = head.link(step, &change, None);
        assert_eq!((first.seq, second.seq), (1, 2));
        assert_eq!(first.prev_hash, GENESIS);
        assert_eq!(second.prev_hash, first.hash);
        assert_ne!(second.hash, first.hash);
    }

    #[test]
    fn a_stop_stands_until_somebody_activates() {
        use PermissionState::{Active, Blocked};
        let created = Replayed::next(None, Active, false, Timestamp(1), 1);
        let stopped = Replayed::next(Some(created), Blocked, true, Timestamp(2), 2);
        assert_eq!(stopped.stopped_at, Some(Timestamp(2)));
        let explained = Replayed::next(Some(stopped), Blocked, false, Timestamp(3), 3);
        assert_eq!(explained.stopped_at, Some(Timestamp(2)));
        let opened = Replayed::next(Some(explained), Active, true, Timestamp(4), 4);
        assert_eq!(opened.stopped_at, None);
    }
}
