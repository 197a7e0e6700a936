//! Which toast makes room for another.

/// Older ones make room.
const MOST: usize = 4;

/// Which of those on the screen goes when one more comes; of each, the oldest first, whether it is an alert.
///
/// An alert stays until it is dismissed, so the oldest of the others goes first, and an alert for another alert only.
#[must_use]
pub fn makes_room(alerts: &[bool], for_alert: bool) -> Option<usize> {
    if alerts.len() < MOST {
        return None;
    }
    let done = alerts.iter().position(|is_alert| !is_alert);
    done.or(for_alert.then_some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_outlasts_what_was_done() {
        assert_eq!(makes_room(&[true, false, false], true), None);
        assert_eq!(makes_room(&[true, true, false, false], false), Some(2));
        assert_eq!(makes_room(&[false, true, true, true], true), Some(0));
    }

    #[test]
    fn of_alerts_alone_the_oldest_goes_for_another_one_only() {
        assert_eq!(makes_room(&[true; 4], true), Some(0));
        assert_eq!(makes_room(&[true; 4], false), None);
        assert_eq!(makes_room(&[true, true, true, true, false], false), Some(4));
    }
}
