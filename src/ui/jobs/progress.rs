//! What is under way: how far, how quickly, how long still. public/job.js follows it and comes back when it is over.

use super::{job_messages, number, page::action_form};
use crate::{
    domain::{Job, Timestamp},
    i18n::{filled, filled_all},
    ui::paths,
};
use leptos::prelude::*;

/// How far a job is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Far {
    /// Of the whole, from 0 to 1.
    pub fraction: f64,
    pub rows: u64,
}

/// Rows a second and seconds left, as far as they can be told.
fn pace(job: &Job, far: Far, now: Timestamp) -> Option<(u64, u64)> {
    let passed = u64::try_from(now.0 - job.started_at?.0)
        .ok()
        .filter(|passed| *passed > 0)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an estimate"
    )]
    let left = (passed as f64 * (1.0 - far.fraction) / far.fraction / 1_000.0) as u64;
    (far.fraction > 0.0 && far.rows > 0).then_some((far.rows * 1_000 / passed, left))
}

/// "4 min 10 s"
fn duration(seconds: u64) -> String {
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

pub(super) fn progress(job: &Job, far: Far, total: Option<u64>, now: Timestamp) -> AnyView {
    let m = job_messages();
    let rows = match total {
        Some(total) => filled_all(m.rows_of, &[&number(far.rows), &number(total)]),
        None => filled(m.rows_done, &number(far.rows)),
    };
    let rows_template = match total {
        Some(total) => filled_all(m.rows_of, &["{}", &number(total)]),
        None => m.rows_done.to_owned(),
    };
    let (rate, left) = pace(job, far, now).map_or_else(Default::default, |(rate, left)| {
        (
            filled(m.rate, &number(rate)),
            filled(m.time_left, &duration(left)),
        )
    });
    let per_cent = format!("{:.0} %", (far.fraction * 100.0).floor());
    view! {
        <section
            class="panel progress"
            data-job=paths::of_job(paths::JOB_EVENTS, job.id)
            data-rows=rows_template
            data-rate=m.rate
            data-left=m.time_left
        >
            <div class="progress-head">
                <strong data-part="per-cent">{per_cent}</strong>
                <span data-part="rows">{rows}</span>
            </div>
            <progress max="1" value=far.fraction.to_string() aria-label=m.progress></progress>
            <div class="progress-head lead">
                <span data-part="rate">{rate}</span>
                <span data-part="left">{left}</span>
            </div>
            <p class="lead">{m.closing}</p>
            <div class="job-actions">{action_form(paths::JOB_CANCEL, job.id, m.stop, "button")}</div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn a_duration_is_told_by_its_two_largest_parts() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (61, "1 min 1 s"),
            (3_600, "1 h 0 min"),
            (7_290, "2 h 1 min"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}
