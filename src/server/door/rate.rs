//! How often one network address may ask.

use crate::{
    domain::Caller,
    server::{LimitSettings, failures::Reader},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// After so many requests those are forgotten whose allowance is whole again. A request notes one address at most, so
/// this many and the busy ones are all there ever are.
const FORGET_AFTER: u32 = 4096;
/// Whoever has an IPv6 address has at least 2⁶⁴ of them.
const IPV6_NETWORK_BITS: u32 = 64;

/// What each address has left. Cheap to clone; the clones share it.
#[derive(Clone, Debug)]
pub struct Rate(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    limiter: RateLimiter<
        IpAddr,
        DefaultKeyedStateStore<IpAddr>,
        DefaultClock,
        StateInformationMiddleware,
    >,
    per_second: u32,
    burst: u32,
    clock: DefaultClock,
    asked: AtomicU32,
}

impl Rate {
    pub fn new(limits: &LimitSettings) -> Self {
        let quota = Quota::per_second(limits.requests_per_second).allow_burst(limits.burst);
        Self(Arc::new(Shared {
            limiter: RateLimiter::keyed(quota).with_middleware(),
            per_second: limits.requests_per_second.get(),
            burst: limits.burst.get(),
            clock: DefaultClock::default(),
            asked: AtomicU32::new(0),
        }))
    }

    /// How many more are left at once, or the seconds until it makes sense to ask again.
    fn allow(&self, address: IpAddr) -> Result<u32, u64> {
        let shared = &self.0;
        let asked = shared.asked.fetch_add(1, Ordering::Relaxed);
        if asked % FORGET_AFTER == FORGET_AFTER - 1 {
            shared.limiter.retain_recent();
            shared.limiter.shrink_to_fit();
        }
        match shared.limiter.check_key(&network(address)) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(not) => {
                let wait = not.wait_time_from(shared.clock.now());
                Err(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
            }
        }
    }

    /// Tells another system what it has left (draft-ietf-httpapi-ratelimit-headers-07): the burst, what is left of it, and in how
    /// many seconds it is whole again.
    fn tell(&self, response: &mut Response, left: Result<u32, u64>) {
        let Shared {
            burst, per_second, ..
        } = *self.0;
        let used = burst - left.unwrap_or(0).min(burst);
        let reset = left.map_or_else(|wait| wait, |_| used.div_ceil(per_second).into());
        for (name, number) in [
            (LIMIT, u64::from(burst)),
            (REMAINING, left.unwrap_or(0).into()),
            (RESET, reset),
        ] {
            response
                .headers_mut()
                .insert(name, HeaderValue::from(number));
        }
    }
}

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Whose an address is: of IPv6 the network that one subscriber has.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let mask = u128::MAX << (128 - IPV6_NETWORK_BITS);
            Ipv6Addr::from_bits(v6.to_bits() & mask).into()
        }
    }
}

/// Answers 429 to whoever asks too often.
pub async fn limit(State(rate): State<Rate>, request: Request, next: Next) -> Response {
    let address = request
        .extensions()
        .get::<Caller>()
        .map(|from| from.address);
    let told = Reader::of(request.uri().path()) == Reader::Machine;
    let Some(left) = address.map(|address| rate.allow(address)) else {
        return next.run(request).await;
    };
    let mut response = match left {
        Ok(_) => next.run(request).await,
        Err(seconds) => {
            let headers = [(header::RETRY_AFTER, seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, headers).into_response()
        }
    };
    if told {
        rate.tell(&mut response, left);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{num::NonZeroU32, time::Duration};

    fn rate(burst: u32) -> Rate {
        Rate::new(&LimitSettings {
            body_bytes: 1,
            import_bytes: 1,
            request: Duration::from_secs(1),
            connections: 1,
            connections_per_address: 1,
            requests_per_second: NonZeroU32::MIN,
            burst: NonZeroU32::new(burst).unwrap(),
        })
    }

    #[test]
    fn each_address_has_its_own_allowance() {
        let rate = rate(2);
        let ask = |address: &str| rate.allow(address.parse().unwrap());
        assert_eq!((ask("192.0.2.1"), ask("192.0.2.1")), (Ok(1), Ok(0)));
        assert_eq!(ask("192.0.2.1"), Err(1));
        assert_eq!(ask("192.0.2.2"), Ok(1));
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_share_one() {
        let rate = rate(1);
        let ask = |address: &str| rate.allow(address.parse().unwrap());
        assert_eq!(ask("2001:db8:0:1::1"), Ok(0));
        assert_eq!(ask("2001:db8:0:1:ffff::9"), Err(1));
        assert_eq!(ask("2001:db8:0:2::1"), Ok(0));
    }

    #[test]
    fn what_is_remembered_does_not_grow_without_end() {
        // A thousand a second: the allowance of the first is whole again long before the last has asked.
        let rate = Rate::new(&LimitSettings {
            body_bytes: 1,
            import_bytes: 1,
            request: Duration::from_secs(1),
            connections: 1,
            connections_per_address: 1,
            requests_per_second: NonZeroU32::new(1_000_000_000).unwrap(),
            burst: NonZeroU32::MIN,
        });
        for address in 0..10 * FORGET_AFTER {
            let _allowed = rate.allow(IpAddr::V4(address.into()));
        }
        assert!(rate.0.limiter.len() <= FORGET_AFTER as usize);
    }
}
