//! Moments as these pages write them: in UTC, because no script asks the browser where it is.

use crate::domain::Timestamp;
use leptos::prelude::*;

/// `2026-11-23 10:45 UTC`, with the exact moment for machines.
pub(in crate::ui) fn moment(at: Timestamp) -> AnyView {
    let exact = at.to_rfc3339();
    let shown = to_the_minute(&exact);
    view! { <time datetime=exact>{shown}</time> }.into_any()
}

fn to_the_minute(exact: &str) -> String {
    let (day, time) = exact.split_once('T').unwrap_or((exact, ""));
    format!("{day} {} UTC", time.get(..5).unwrap_or(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_to_the_minute() {
        let exact = Timestamp(1_795_430_705_678).to_rfc3339();
        assert_eq!(to_the_minute(&exact), "2026-11-23 10:45 UTC");
    }
}
