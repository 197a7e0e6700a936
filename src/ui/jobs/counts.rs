//! What a job did or would do, as a list of numbers.

use super::{job_messages, number};
use crate::domain::{JobCounts, JobKind};
use leptos::prelude::*;

/// What is always told, and what only where there is some of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    Some,
}

/// What was looked at comes last: it is the sum of the others.
fn lines(kind: JobKind, counts: JobCounts) -> Vec<(&'static str, u64, When)> {
    use When::{Always, Some};
    let m = job_messages();
    match kind {
        JobKind::Import => vec![
            (m.created, counts.created, Always),
            (m.updated, counts.updated, Always),
            (m.unchanged, counts.unchanged, Always),
            (m.refused, counts.refused, Always),
            (m.opened, counts.opened, Some),
            (m.blocked, counts.blocked, Some),
            (m.kept, counts.kept, Some),
            (m.stopped, counts.stopped, Some),
            (m.rows, counts.rows, Always),
        ],
        JobKind::Bulk => vec![
            (m.updated, counts.updated, Some),
            (m.deleted, counts.deleted, Some),
            (m.already, counts.unchanged, Some),
            (m.opened, counts.opened, Some),
            (m.blocked, counts.blocked, Some),
            (m.stopped, counts.stopped, Some),
            (m.contacts, counts.rows, Always),
        ],
        JobKind::Undo => vec![
            (m.put_back, counts.updated, Always),
            (m.removed, counts.deleted, Some),
            (m.left, counts.left, Always),
        ],
    }
}

pub(super) fn counts(kind: JobKind, counts: JobCounts) -> AnyView {
    let lines = lines(kind, counts)
        .into_iter()
        .filter(|(_, count, when)| *count > 0 || *when == When::Always)
        .map(|(label, count, _)| view! { <div><dt>{label}</dt><dd>{number(count)}</dd></div> })
        .collect_view();
    view! { <dl class="counts">{lines}</dl> }.into_any()
}
