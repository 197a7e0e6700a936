//! The choice of a language: searchable by name or tag, open to any BCP-47 tag.

use crate::{
    domain::Field as FormField,
    i18n::{filled, grouped},
    ui::{
        browser,
        kit::{
            Field,
            erased::{
                aria, attr, dynamic, effect, flag, on_blur, on_click, on_event, on_key, text,
            },
        },
        preferences::locale,
        state::{Choice, FormState, choices, fold_latin},
    },
};
use leptos::{ev, prelude::*};

const ID: &str = "contact-language";
const LIST_ID: &str = "contact-language-list";

/// The WAI-ARIA combobox with a list (ARIA Authoring Practices, "Editable combobox with list autocomplete").
#[component]
pub fn LanguageField(
    form: RwSignal<Option<FormState>>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let typed = Memo::new(move |_| {
        form.with(|form| {
            form.as_ref()
                .map(|form| form.draft.language.clone())
                .unwrap_or_default()
        })
    });
    let open = RwSignal::new(false);
    // Opened without typing, it shows the common ones, whatever stands in the field.
    let searching = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let found = Memo::new(move |_| {
        if !open.get() {
            return Vec::new();
        }
        let wanted = if searching.get() {
            typed.get()
        } else {
            String::new()
        };
        let fold = |text: &str| fold_latin(&browser::decomposed(text));
        choices(&wanted, |tag| locale.language_name(tag), fold)
    });

    let write = move |value: String| {
        form.update(|form| {
            if let Some(form) = form {
                form.change(FormField::Language, |draft| draft.language = value);
            }
        });
    };
    let close = move || {
        open.set(false);
        searching.set(false);
        active.set(None);
    };
    let choose = move |choice: &Choice| {
        write(choice.tag.clone());
        close();
    };
    let leave = move || {
        // Who typed a name in full has chosen it.
        let folded = fold_latin(&browser::decomposed(typed.get_untracked().trim()));
        let named = found.with_untracked(|found| {
            found
                .iter()
                .find(|choice| fold_latin(&browser::decomposed(&choice.name)) == folded)
                .cloned()
        });
        if let Some(choice) = named {
            write(choice.tag);
        }
        close();
        form.update(|form| {
            if let Some(form) = form {
                form.check(FormField::Language);
            }
        });
    };
    let press = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if !open.get_untracked() => {
                event.prevent_default();
                open.set(true);
            }
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                active.update(|active| *active = Some(active.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                active.update(|active| {
                    *active = Some(active.map_or(count - 1, |at| (at + count - 1) % count));
                });
            }
            "Enter" if open.get_untracked() => {
                event.prevent_default();
                let at = active.get_untracked().unwrap_or(0);
                match found.with_untracked(|found| found.get(at).cloned()) {
                    // Enter takes what is marked; unmarked, the best match of what was typed.
                    Some(choice)
                        if active.get_untracked().is_some() || searching.get_untracked() =>
                    {
                        choose(&choice);
                    }
                    _ => close(),
                }
            }
            // The dialog below must not take it as "leave".
            "Escape" if open.get_untracked() => {
                event.prevent_default();
                event.stop_propagation();
                close();
            }
            _ => {}
        }
    };
    effect(move |_| {
        let option = active
            .get()
            .and_then(|at| browser::document()?.get_element_by_id(&format!("{LIST_ID}-{at}")));
        if let Some(option) = option {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });

    let hint = Signal::derive(move || {
        typed
            .with(|tag| locale.language_name(tag.trim()))
            .unwrap_or_default()
    });
    let spoken = move || {
        if open.get() && searching.get() {
            filled(
                m.language_results,
                &grouped(locale, found.with(|found| found.len() as u64)),
            )
        } else {
            String::new()
        }
    };
    view! {
        <Field id=ID label=m.language extra=m.optional hint error>
            <div class="combobox">
                <input
                    id=ID
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="none"
                    aria-autocomplete="list"
                    aria-expanded=aria(move || open.get())
                    aria-controls=LIST_ID
                    aria-activedescendant=attr(move || active.get().map(|at| format!("{LIST_ID}-{at}")))
                    aria-describedby=format!("{ID}-note")
                    aria-invalid=aria(move || error.with(Option::is_some))
                    placeholder=m.language_placeholder
                    prop:value=text(move || typed.get())
                    on:input=on_event(move |event| {
                        write(event_target_value(&event));
                        searching.set(true);
                        active.set(None);
                        open.set(true);
                    })
                    on:click=on_click(move || open.set(true))
                    on:keydown=on_key(press)
                    on:blur=on_blur(leave)
                />
                <ul
                    id=LIST_ID
                    role="listbox"
                    class="combobox-list"
                    aria-label=m.language
                    hidden=flag(move || !open.get())
                    // Keeps the focus in the field while an option is clicked.
                    on:mousedown=|event| event.prevent_default()
                >
                    {dynamic(move || {
                        found
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(at, choice)| {
                                let tag = choice.tag.clone();
                                let name = choice.name.clone();
                                view! {
                                    <li
                                        id=format!("{LIST_ID}-{at}")
                                        role="option"
                                        aria-selected=aria(move || active.get() == Some(at))
                                        on:click=on_click(move || choose(&choice))
                                    >
                                        <span>{name}</span>
                                        <span class="tag">{tag}</span>
                                    </li>
                                }
                            })
                            .collect_view()
                            .into_any()
                    })}
                </ul>
                <p class="combobox-none" hidden=flag(move || !open.get() || found.with(|found| !found.is_empty()))>
                    {m.language_no_results}
                </p>
                <span class="visually-hidden" role="status">{text(spoken)}</span>
            </div>
        </Field>
    }
}
