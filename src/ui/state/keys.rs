//! The keyboard: which key means what, and when it means nothing.

/// A key press, as the browser tells it.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    pub key: &'a str,
    /// Control, Alt or Meta is held: the browser's own shortcut.
    pub modified: bool,
    /// The focus is where one types.
    pub typing: bool,
    /// A dialog or menu is open over the page.
    pub covered: bool,
}

/// What a key does on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Search,
    New,
    Up,
    Down,
    Edit,
    Proactive,
    Reactive,
    Help,
}

#[must_use]
pub fn action(key: Key) -> Option<Action> {
    if key.modified || key.typing || key.covered {
        return None;
    }
    Some(match key.key {
        "/" => Action::Search,
        "n" => Action::New,
        "ArrowUp" => Action::Up,
        "ArrowDown" => Action::Down,
        "e" => Action::Edit,
        "p" => Action::Proactive,
        "r" => Action::Reactive,
        "?" => Action::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn key(key: &str) -> Key<'_> {
        Key {
            key,
            modified: false,
            typing: false,
            covered: false,
        }
    }

    #[test]
    fn each_key_of_the_list_does_its_own() {
        let keys = ["/", "n", "ArrowUp", "ArrowDown", "e", "p", "r", "?"];
        let actions: Vec<_> = keys
            .into_iter()
            .filter_map(|name| action(key(name)))
            .collect();
        assert_eq!(actions.len(), keys.len());
        assert_eq!(action(key("x")), None);
    }

    #[test]
    fn nothing_happens_while_typing_in_dialogs_or_with_the_browsers_shortcuts() {
        assert_eq!(
            action(Key {
                modified: true,
                ..key("p")
            }),
            None
        );
        assert_eq!(
            action(Key {
                typing: true,
                ..key("n")
            }),
            None
        );
        assert_eq!(
            action(Key {
                covered: true,
                ..key("/")
            }),
            None
        );
    }
}
