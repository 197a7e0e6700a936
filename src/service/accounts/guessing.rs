//! How long to wait after how many failures in a row: so long that guessing leads nowhere, and never so long that somebody
//! is kept out for good.
//!
//! What is being guessed is counted, and where the guesses come from. An attempt counts as failed before anybody looks
//! at it and is forgiven once it has succeeded, so that attempts side by side don't slip through. One that comes too
//! early is refused without a look and doesn't count, so that the wait ends however often somebody tries.
//!
//! Guesses at one thing from many places make each other wait too, or whoever has many addresses would have that many
//! times the guesses. But then somebody who asks without a pause would take every turn, and the owner none. So a place
//! stands back for longer the more often it has failed there itself: where everybody waits, the next turn is for whoever
//! has failed least. The owner, who comes from a new place, is next as soon as the guesser has used up its first tries.

use super::{AccountError, Accounts, activity::log, secrets::digest};
use crate::{
    domain::{SecurityEventKind, hex},
    store::{Attempt, Digest, Forgiven, NewEvent, Tried},
};
use std::{net::IpAddr, time::Duration};
use uuid::Uuid;

/// Somebody who mistypes a password rarely needs more.
const FREE_FOR_A_SUBJECT: u32 = 4;
const LONGEST_FOR_A_SUBJECT: Duration = Duration::from_mins(5);
/// A whole office can share a network.
const FREE_FOR_A_NETWORK: u32 = 20;
const LONGEST_FOR_A_NETWORK: Duration = Duration::from_mins(1);

/// How long those who haven't failed yet wait after what somebody else has tried, at most. The shorter, the more places
/// somebody needs who wants to take every turn: of five minutes, sixty of them.
const SHARED_PASSWORD: Duration = Duration::from_secs(5);
/// There are a million codes only, and whoever guesses them has the password already. Ten places.
const SHARED_CODE: Duration = Duration::from_secs(30);

/// A second after the first failure that isn't free, and twice as long after each further one.
fn growing(failures: u32, free: u32, longest: Duration) -> Duration {
    let Some(doublings) = failures.checked_sub(free + 1) else {
        return Duration::ZERO;
    };
    2_u64
        .checked_pow(doublings)
        .map_or(longest, |seconds| Duration::from_secs(seconds).min(longest))
}

fn for_a_subject(failures: u32, _own: u32) -> Duration {
    growing(failures, FREE_FOR_A_SUBJECT, LONGEST_FOR_A_SUBJECT)
}

fn for_a_network(failures: u32, _own: u32) -> Duration {
    growing(failures, FREE_FOR_A_NETWORK, LONGEST_FOR_A_NETWORK)
}

/// As after one's own failures, but bounded: by `least`, and by twice as much after each failure of one's own.
fn shared(failures: u32, own: u32, least: Duration) -> Duration {
    let bound = 2_u32
        .checked_pow(own)
        .and_then(|times| least.checked_mul(times))
        .unwrap_or(Duration::MAX);
    for_a_subject(failures, own).min(bound)
}

fn for_a_shared_password(failures: u32, own: u32) -> Duration {
    shared(failures, own, SHARED_PASSWORD)
}

fn for_a_shared_code(failures: u32, own: u32) -> Duration {
    shared(failures, own, SHARED_CODE)
}

/// What counts as one place: an IPv4 address, or the /64 that one subscriber of IPv6 has to itself.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The network as it is stored.
pub(super) fn place(address: IpAddr) -> Digest {
    digest(&network(address))
}

/// What is about to be tried.
pub(super) struct Guess {
    /// What is guessed: from this network, and where others may guess it too, from all of them.
    guessed: Vec<Attempt>,
    /// Where from, whatever is guessed there.
    network: Option<Attempt>,
}

impl Guess {
    /// A password for this account, whether there is one or not. From a network that its operator knows it is counted
    /// apart: whoever guesses from elsewhere keeps them out of nothing.
    pub(super) fn sign_in(email: &str, address: IpAddr, known_place: bool) -> Self {
        let account = hex(&digest(email));
        let mut guess = Self::of(
            &format!("account:{account}"),
            address,
            for_a_shared_password,
        );
        if known_place {
            guess.guessed.truncate(1);
        }
        guess.network = Some(Attempt {
            subject: format!("address:{}", hex(&place(address))),
            delay: for_a_network,
        });
        guess
    }

    /// A code of this operator's second factor.
    pub(super) fn code(operator: Uuid, address: IpAddr) -> Self {
        Self::of(&format!("code:{operator}"), address, for_a_shared_code)
    }

    /// The password of somebody who is signed in already, or whose session somebody else has got hold of.
    pub(super) fn own_password(operator: Uuid, address: IpAddr) -> Self {
        let subject = format!("password:{operator}");
        Self::of(&subject, address, for_a_shared_password)
    }

    fn of(subject: &str, address: IpAddr, shared: fn(u32, u32) -> Duration) -> Self {
        Self {
            guessed: vec![
                Attempt {
                    subject: format!("{subject}:{}", hex(&place(address))),
                    delay: for_a_subject,
                },
                Attempt {
                    subject: subject.to_owned(),
                    delay: shared,
                },
            ],
            network: None,
        }
    }

    fn attempts(&self) -> Vec<Attempt> {
        self.guessed.iter().chain(&self.network).cloned().collect()
    }

    /// What a success makes undone: all failures of what was guessed, and its own at the network, which other accounts
    /// are guessed from too.
    pub(super) fn right(self) -> Forgiven {
        let subject = |attempt: Attempt| attempt.subject;
        Forgiven {
            all_of: self.guessed.into_iter().map(subject).collect(),
            last_of: self.network.map(subject),
        }
    }
}

impl Accounts {
    /// Counts the guess, or refuses to look at it. `event` says who made it.
    pub(super) async fn count(&self, guess: &Guess, event: &NewEvent) -> Result<(), AccountError> {
        let too_early = NewEvent {
            kind: SecurityEventKind::SignInDelayed,
            ..event.clone()
        };
        let tried = self
            .store
            .attempt(&guess.attempts(), &self.moments(), &too_early)
            .await?;
        match tried {
            Tried::Counted => Ok(()),
            Tried::TooEarly { wait, told } => {
                if told {
                    log(&too_early);
                }
                let seconds = wait.as_millis().div_ceil(1000);
                Err(AccountError::Wait {
                    seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_failures_are_free_and_then_it_doubles() {
        let seconds: Vec<u64> = (0..=16).map(|n| for_a_subject(n, 0).as_secs()).collect();
        assert_eq!(
            seconds,
            [
                0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300
            ]
        );
        let seconds: Vec<u64> = (19..=28).map(|n| for_a_network(n, 0).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn where_others_guess_too_the_bound_doubles_with_ones_own_failures() {
        let seconds = |delay: fn(u32, u32) -> Duration| {
            let after_many = |own| delay(100, own).as_secs();
            (0..=8).map(after_many).collect::<Vec<u64>>()
        };
        assert_eq!(
            seconds(for_a_shared_password),
            [5, 10, 20, 40, 80, 160, 300, 300, 300]
        );
        assert_eq!(
            seconds(for_a_shared_code),
            [30, 60, 120, 240, 300, 300, 300, 300, 300]
        );
        let few: Vec<u64> = (4..=8)
            .map(|n| for_a_shared_password(n, 0).as_secs())
            .collect();
        assert_eq!(few, [0, 1, 2, 4, 5]);
    }

    proptest! {
        #[test]
        fn a_wait_never_shrinks_and_never_passes_its_limit(failures in 0..u32::MAX, own in 0..u32::MAX) {
            for (delay, longest) in [
                (for_a_subject as fn(u32, u32) -> Duration, LONGEST_FOR_A_SUBJECT),
                (for_a_network, LONGEST_FOR_A_NETWORK),
                (for_a_shared_password, LONGEST_FOR_A_SUBJECT),
                (for_a_shared_code, LONGEST_FOR_A_SUBJECT),
            ] {
                prop_assert!(delay(failures, own) <= delay(failures + 1, own));
                prop_assert!(delay(failures, own) <= delay(failures, own + 1));
                prop_assert!(delay(failures, own) <= longest);
            }
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one_place() {
        let place = |text: &str| network(text.parse().unwrap());
        assert_eq!(place("2001:db8:1:2:3::4"), place("2001:db8:1:2:ffff::1"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
        assert_ne!(place("192.0.2.1"), place("192.0.2.2"));
        assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
    }
}
