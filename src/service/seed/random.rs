//! Numbers that look random and can be asked for in any order.

/// The odd number nearest to 2^64 divided by the golden ratio, `SplitMix64`'s step.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of `SplitMix64` (Steele, Lea and Flood, 2014): a bijection of the 64-bit numbers.
pub(super) const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// One stream of numbers for one index: `SplitMix64`, started from a place that only seed and index decide.
///
/// A generator with a running state would make the millionth contact depend on all before it. This one
/// starts with two multiplications and promises the same numbers in every version, which a general
/// generator's crate does not; nothing here needs to be unpredictable.
pub(super) struct Stream(u64);

impl Stream {
    pub(super) const fn new(key: u64, index: u64) -> Self {
        Self(mix(key ^ mix(index.wrapping_add(STEP))))
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number from 0 to `end` - 1, for an `end` of at most 2^32; the bias is below `end` in 2^32.
    pub(super) const fn below(&mut self, end: u64) -> u64 {
        ((self.next() >> 32) * end) >> 32
    }

    /// `true` this often in a thousand.
    pub(super) const fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of the items; there must be at least one.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.position(items.len())]
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the number is below a length, which is a usize"
    )]
    const fn position(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }
}

/// Sends each of the numbers below `size` to another one below `size`, no two to the same; larger numbers
/// begin again from 0.
///
/// A Feistel network of four rounds over the next even number of bits, repeated until the result is below
/// `size` (at most four times on average, since that range is less than four times as large).
pub(super) const fn shuffle(number: u64, size: u64, key: u64) -> u64 {
    let bits = 64 - (size - 1).leading_zeros();
    let half = if bits < 2 { 1 } else { bits.div_ceil(2) };
    let mask = (1 << half) - 1;
    let mut value = number % size;
    loop {
        let (mut left, mut right) = (value >> half, value & mask);
        let mut round = 0;
        while round < 4 {
            round += 1;
            let scrambled = mix(right ^ key.wrapping_add(STEP.wrapping_mul(round)));
            (left, right) = (right, left ^ (scrambled & mask));
        }
        value = (left << half) | right;
        if value < size {
            return value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_shuffle_leaves_nothing_out_and_repeats_nothing() {
        for size in [1, 2, 3, 10, 1000, 4097] {
            let reached: BTreeSet<u64> = (0..size).map(|n| shuffle(n, size, 7)).collect();
            assert_eq!(reached, (0..size).collect(), "{size}");
        }
    }

    #[test]
    fn a_shuffle_reaches_far_in_a_large_range_and_depends_on_the_key() {
        let size = 8_000_000_000_000_000_000;
        assert!((0..100).any(|n| shuffle(n, size, 7) > size / 2));
        assert_ne!(shuffle(1, size, 7), shuffle(1, size, 8));
    }

    #[test]
    fn a_stream_stays_below_its_end_and_reaches_all_of_it() {
        let mut stream = Stream::new(1, 2);
        let reached: BTreeSet<u64> = (0..1000).map(|_| stream.below(7)).collect();
        assert_eq!(reached, (0..7).collect());
    }
}
