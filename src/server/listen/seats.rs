//! How many connections one network address may hold, so that nobody holds them all.

use crate::server::door;
use ipnet::IpNet;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

type Taken = Mutex<HashMap<IpAddr, usize>>;

/// Who holds how many.
#[derive(Debug)]
pub struct Seats {
    each: usize,
    /// A proxy brings everybody.
    exempt: Vec<IpNet>,
    taken: Arc<Taken>,
}

/// One connection's. Free again when it is dropped.
#[derive(Debug)]
pub struct Seat {
    network: IpAddr,
    taken: Arc<Taken>,
}

fn locked(taken: &Taken) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Seats {
    /// `each` for every network address but for those of `exempt`.
    pub fn new(each: usize, exempt: Vec<IpNet>) -> Self {
        Self {
            each,
            exempt,
            taken: Arc::default(),
        }
    }

    /// `None` where this address holds as many as it may.
    pub fn take(&self, peer: IpAddr) -> Option<Seat> {
        let peer = peer.to_canonical();
        let network = door::network(peer);
        let mut taken = locked(&self.taken);
        let held = taken.entry(network).or_default();
        if *held >= self.each && !self.exempt.iter().any(|exempt| exempt.contains(&peer)) {
            return None;
        }
        *held += 1;
        Some(Seat {
            network,
            taken: Arc::clone(&self.taken),
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = locked(&self.taken);
        if let Some(held) = taken.get_mut(&self.network) {
            *held -= 1;
            if *held == 0 {
                taken.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats() -> Seats {
        Seats::new(2, vec!["10.0.0.0/8".parse().unwrap()])
    }

    fn take(seats: &Seats, peer: &str) -> Option<Seat> {
        seats.take(peer.parse().unwrap())
    }

    #[test]
    fn each_address_has_its_own_and_gets_them_back() {
        let seats = seats();
        let (one, two) = (take(&seats, "192.0.2.1"), take(&seats, "::ffff:192.0.2.1"));
        assert!(one.is_some() && two.is_some());
        assert!(take(&seats, "192.0.2.1").is_none());
        let other = take(&seats, "192.0.2.2");
        assert!(other.is_some());
        drop(one);
        assert!(take(&seats, "192.0.2.1").is_some());
        drop((two, other));
        assert!(locked(&seats.taken).is_empty(), "nobody is remembered");
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_share_theirs() {
        let seats = seats();
        let held = ["2001:db8:0:1::1", "2001:db8:0:1:ffff::9"].map(|peer| take(&seats, peer));
        assert!(held.iter().all(Option::is_some));
        assert!(take(&seats, "2001:db8:0:1::2").is_none());
        assert!(take(&seats, "2001:db8:0:2::1").is_some());
    }

    #[test]
    fn a_proxy_takes_as_many_as_it_needs() {
        let seats = seats();
        let held: Vec<_> = (0..9).map(|_| take(&seats, "10.0.0.1")).collect();
        assert!(held.iter().all(Option::is_some));
    }
}
