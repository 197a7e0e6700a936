//! Setting up the second factor: a code from the app proves that it works, then the recovery codes are shown once.

use super::{
    Frame, Refusal,
    parts::{Input, RefusalNotice, account_messages},
};
use crate::{domain::Secret, ui::paths};
use leptos::prelude::*;

/// Letters a group: as many as one keeps in mind while typing.
const GROUP: usize = 4;

#[derive(Debug)]
pub struct SecondFactorPage {
    /// What the app is to know, and the same as a QR code: a whole `<svg>` element. `None` after a wrong code: the app
    /// has it already, and another one would only replace it.
    pub offer: Option<(String, String)>,
    pub refusal: Option<Refusal>,
}

impl SecondFactorPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let Self { offer, refusal } = self;
        let title = frame.preferences.locale.account_messages().offer_title;
        frame.card(title, title.to_owned(), move || {
            let m = account_messages();
            let offered = offer.is_some();
            let offer = offer.map(|(secret, qr)| {
                view! {
                    <p class="lead">{m.offer_text}</p>
                    <div class="qr" role="img" aria-label=m.qr_label inner_html=qr></div>
                    <p class="lead">{m.offer_secret}</p>
                    <p><code class="secret">{groups(&secret)}</code></p>
                }
            });
            view! {
                {offer}
                <RefusalNotice refusal=refusal.clone()/>
                <form method="post" action=paths::SECOND_FACTOR_CONFIRM novalidate>
                    <Input
                        name="code"
                        label=m.offer_code
                        autocomplete="one-time-code"
                        inputmode="numeric"
                        hint=m.offer_code_hint
                        refusal
                        autofocus=true
                    />
                    <button type="submit" class="button primary">{m.turn_on}</button>
                </form>
                {(!offered)
                    .then(|| {
                        view! {
                            <form method="post" action=paths::SECOND_FACTOR_OFFER>
                                <button type="submit" class="button quiet">{m.offer_again}</button>
                            </form>
                        }
                    })}
                <p><a href=paths::ACCOUNT>{m.back}</a></p>
            }
            .into_any()
        })
    }
}

#[derive(Debug)]
pub struct RecoveryCodesPage {
    pub codes: Vec<Secret>,
}

impl RecoveryCodesPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let title = frame.preferences.locale.account_messages().recovery_title;
        frame.card(title, title.to_owned(), move || {
            let m = account_messages();
            let codes = self
                .codes
                .iter()
                .map(|code| view! { <li><code>{code.expose().to_owned()}</code></li> })
                .collect_view();
            view! {
                <p class="lead" role="status">{m.recovery_text}</p>
                <ol class="codes">{codes}</ol>
                <p><a class="button primary" href=paths::ACCOUNT>{m.recovery_done}</a></p>
            }
            .into_any()
        })
    }
}

/// `JBSW Y3DP EHPK`: apps ignore the spaces.
fn groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters
        .chunks(GROUP)
        .map(|group| group.iter().collect())
        .collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_in_groups() {
        assert_eq!(groups("JBSWY3DPEH"), "JBSW Y3DP EH");
        assert_eq!(groups(""), "");
    }
}
