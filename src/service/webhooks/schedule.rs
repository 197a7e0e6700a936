//! When a delivery is tried again, and when it is given up.

use crate::{
    domain::{Outcome, Timestamp},
    service::Clock,
    store::Settled,
};
use std::time::Duration;

/// From each attempt to the next: often at first, for what is being restarted; then for about a day, for what somebody has
/// to mend.
const DELAYS: [Duration; 8] = [
    Duration::from_secs(5),
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(8),
    Duration::from_hours(8),
];
/// How a receiver says that it wants nothing more (Standard Webhooks, "Disabling endpoints").
const GONE: u16 = 410;

/// What is left to do after an attempt; `attempts` were made before it.
pub(super) fn settled(outcome: Outcome, attempts: u32, clock: &Clock) -> Settled {
    if outcome.is_success() {
        Settled::Delivered
    } else if outcome == Outcome::Answered(GONE) {
        Settled::Gone
    } else {
        next(attempts, clock).map_or(Settled::GivenUp, Settled::Again)
    }
}

fn next(attempts: u32, clock: &Clock) -> Option<Timestamp> {
    let delay = DELAYS.get(usize::try_from(attempts).ok()?)?;
    Some(clock.after(*delay))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DeliveryProblem;

    #[test]
    fn what_fails_is_tried_nine_times_in_about_a_day() {
        let clock = Clock::standing(Timestamp(0));
        let failed = Outcome::Answered(500);
        let mut seconds = Vec::new();
        for attempts in 0.. {
            match settled(failed, attempts, &clock) {
                Settled::Again(at) => seconds.push(at.0 / 1_000),
                other => {
                    assert_eq!(other, Settled::GivenUp);
                    break;
                }
            }
        }
        assert_eq!(seconds, [5, 60, 300, 1_800, 7_200, 18_000, 28_800, 28_800]);
        let hours = seconds.iter().sum::<i64>() / 3_600;
        assert!((23..=24).contains(&hours), "{hours}");
        assert_eq!(settled(failed, u32::MAX, &clock), Settled::GivenUp);
    }

    #[test]
    fn only_success_and_gone_are_not_tried_again() {
        let clock = Clock::standing(Timestamp(0));
        let settled = |outcome| settled(outcome, 0, &clock);
        assert_eq!(settled(Outcome::Answered(200)), Settled::Delivered);
        assert_eq!(settled(Outcome::Answered(410)), Settled::Gone);
        for outcome in [
            Outcome::Answered(302),
            Outcome::Answered(400),
            Outcome::Answered(404),
            Outcome::Failed(DeliveryProblem::Private),
        ] {
            assert!(matches!(settled(outcome), Settled::Again(_)), "{outcome:?}");
        }
    }
}
