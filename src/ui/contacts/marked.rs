//! Text with its matching parts marked.

use crate::domain::Mark;
use leptos::prelude::*;

/// `marks` are byte ranges; one that doesn't fit the text (it changed in between) is left out.
pub fn marked(text: &str, marks: &[Mark]) -> AnyView {
    if marks.is_empty() {
        return text.to_owned().into_any();
    }
    let mut parts = Vec::with_capacity(marks.len() * 2 + 1);
    let mut at = 0;
    for (start, end) in marks {
        let (Some(before), Some(part)) = (text.get(at..*start), text.get(*start..*end)) else {
            continue;
        };
        parts.push(before.to_owned().into_any());
        parts.push(view! { <mark>{part.to_owned()}</mark> }.into_any());
        at = *end;
    }
    parts.push(text.get(at..).unwrap_or_default().to_owned().into_any());
    parts.into_any()
}
