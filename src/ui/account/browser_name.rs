//! What a browser is called, from what it calls itself.

/// In the order in which they must be looked for: the later ones' names stand in the earlier ones' texts too.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];
/// Of one that we don't know.
const MAX_CHARS: usize = 40;

/// `Firefox · Linux`, or the beginning of what it says; `None` where it says nothing.
pub(super) fn browser_name(says: &str) -> Option<String> {
    let known = |names: [(&str, &'static str); 7]| {
        names
            .into_iter()
            .find_map(|(mark, name)| says.contains(mark).then_some(name))
    };
    match (known(BROWSERS), known(SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (Some(browser), None) => Some(browser.to_owned()),
        (None, _) if says.trim().is_empty() => None,
        (None, _) if says.chars().count() > MAX_CHARS => {
            Some(says.chars().take(MAX_CHARS).chain(['…']).collect())
        }
        (None, _) => Some(says.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_that_pretend_to_be_others_are_told_apart() {
        for (says, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox · Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                "Safari · macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            ("curl/8.16.0", "curl/8.16.0"),
        ] {
            assert_eq!(browser_name(says).as_deref(), Some(name));
        }
        assert_eq!(browser_name(" "), None);
        assert_eq!(
            browser_name(&"é".repeat(41)).unwrap(),
            format!("{}…", "é".repeat(40))
        );
    }
}
