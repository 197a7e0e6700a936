//! Which of several questions was the last: an answer to an earlier one is stale and dropped.

/// A counter of questions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Latest(u64);

impl Latest {
    /// A new question; all earlier ones are stale from now on.
    pub const fn next(&mut self) -> u64 {
        self.0 += 1;
        self.0
    }

    #[must_use]
    pub const fn is_current(&self, ticket: u64) -> bool {
        self.0 == ticket
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_question_is_current() {
        let mut latest = Latest::default();
        let first = latest.next();
        assert!(latest.is_current(first));
        let second = latest.next();
        assert!(!latest.is_current(first));
        assert!(latest.is_current(second));
    }
}
