//! The modal form to add and edit, opened and closed by the address.

use super::{
    delete::{DeleteQuestion, DiscardQuestion},
    editor::Editor,
    fields::Fields,
    list::List,
    merge::MergePanel,
    signed_out::sign_in_link,
};
use crate::{
    domain::{ContactDraft, ContactQuery},
    i18n::filled,
    ui::{
        browser,
        kit::{
            Dialog, Icon, Toasts,
            erased::{aria, dynamic, effect, either, on_click, text},
        },
        location::use_visit,
        preferences::locale,
        state::{Address, DialogTarget, Latest},
    },
};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

#[component]
pub fn ContactDialog(
    list: List,
    toasts: Toasts,
    address: Memo<Address>,
    query: Memo<ContactQuery>,
    new_contact: ContactDraft,
) -> impl IntoView {
    let locale = locale();
    let m = locale.messages();
    let visit = use_visit();
    let go = Callback::new(move |(target, replace): (Option<DialogTarget>, bool)| {
        let link = query.with_untracked(|query| Address::link(query, target));
        visit(&link, replace);
    });
    let editor = Editor {
        list,
        toasts,
        locale,
        query,
        new_contact: StoredValue::new(new_contact),
        shown: RwSignal::new(None),
        form: RwSignal::new(None),
        failure: RwSignal::new(None),
        failure_text: StoredValue::new(String::new()),
        saving: RwSignal::new(false),
        asking: RwSignal::new(false),
        deleting: RwSignal::new(false),
        intended: StoredValue::new(None),
        successor: StoredValue::new(String::new()),
        latest: StoredValue::new(Latest::default()),
        leaving: StoredValue::new(false),
        opened_here: StoredValue::new(false),
        go,
    };

    effect(move |first| {
        let wanted = address.with(|address| address.dialog);
        // An address that somebody else may use.
        let wanted = wanted.filter(|target| match target {
            DialogTarget::New => list.may_change,
            DialogTarget::Contact(_) => true,
            DialogTarget::History(_) => false,
        });
        let shown = editor.shown.get_untracked();
        if wanted == shown {
            return;
        }
        if shown.is_some() && editor.is_dirty() && !editor.leaving.get_value() {
            // Back, or a link: the dialog comes back into the address until the person has decided.
            editor.intended.set_value(wanted);
            editor.go.run((shown, false));
            editor.opened_here.set_value(true);
            editor.asking.set(true);
            return;
        }
        editor.leaving.set_value(false);
        if shown.is_none() {
            editor.opened_here.set_value(!first);
        }
        editor.open(wanted);
        if wanted.is_none() {
            // After the dialog has closed and the browser has given the focus back, if it could.
            Timeout::new(0, move || {
                if !browser::has_focus() && !browser::focus(&editor.successor.get_value()) {
                    browser::focus("search");
                }
            })
            .forget();
        }
    });
    // The tab itself: the browser asks in its own words.
    effect(move |_| {
        let listening = window_event_listener(leptos::ev::beforeunload, move |event| {
            if editor.shown.get_untracked().is_some() && editor.is_dirty() {
                event.prevent_default();
            }
        });
        on_cleanup(move || listening.remove());
    });

    let title = move |is_new| match (is_new, list.may_change) {
        (true, _) => m.new_title,
        (false, true) => m.edit_title,
        (false, false) => m.view_title,
    };
    let is_open = Signal::derive(move || editor.shown.with(Option::is_some));
    let is_new = Memo::new(move |_| editor.shown.get() == Some(DialogTarget::New));
    // Another contact is another form, also where one follows the other without the dialog closing.
    let ready = Memo::new(move |_| {
        let target = editor.shown.get();
        if editor.form.with(Option::is_some) {
            target
        } else {
            None
        }
    });
    let label = Signal::derive(move || {
        editor.form.with(|form| {
            form.as_ref()
                .and_then(|form| form.editing.as_ref())
                .map(|contact| contact.fields.label().to_owned())
                .unwrap_or_default()
        })
    });
    view! {
        <Dialog open=is_open on_dismiss=Callback::new(move |()| editor.dismiss()) labelled_by="contact-title">
            <header class="dialog-head">
                <h2 id="contact-title">{text(move || title(is_new.get()).to_owned())}</h2>
                <button type="button" class="icon-button" aria-label=m.close on:click=on_click(move || editor.dismiss())>
                    <Icon name="close"/>
                </button>
            </header>
            <Failure editor/>
            {dynamic(move || match ready.get() {
                Some(target) => view! { <ContactForm editor is_new=target == DialogTarget::New/> }.into_any(),
                None => view! { <Waiting editor/> }.into_any(),
            })}
        </Dialog>
        <DiscardQuestion
            open=Signal::from(editor.asking)
            on_keep=Callback::new(move |()| {
                editor.intended.set_value(None);
                editor.asking.set(false);
            })
            on_discard=Callback::new(move |()| {
                editor.asking.set(false);
                editor.leave();
            })
        />
        <DeleteQuestion
            open=Signal::from(editor.deleting)
            label
            busy=Signal::from(editor.saving)
            on_keep=Callback::new(move |()| editor.deleting.set(false))
            on_delete=Callback::new(move |()| editor.delete())
        />
    }
}

#[component]
fn Failure(editor: Editor) -> impl IntoView {
    dynamic(move || match editor.failure.get() {
        Some(error) => {
            let text = editor.failure_text.get_value();
            let why = filled(&text, &editor.locale.app_error(&error));
            let sign_in = sign_in_link(&error);
            view! { <div class="notice" role="alert"><p>{why} " " {sign_in}</p></div> }.into_any()
        }
        None => ().into_any(),
    })
}

#[component]
fn Waiting(editor: Editor) -> impl IntoView {
    let m = editor.locale.messages();
    view! {
        <p role="status">{text(move || if editor.failure.with(Option::is_none) { m.loading } else { "" }.to_owned())}</p>
        <footer class="dialog-actions">
            <button type="button" class="button" on:click=on_click(move || editor.dismiss())>{m.close}</button>
        </footer>
    }
}

#[component]
fn ContactForm(editor: Editor, is_new: bool) -> impl IntoView {
    let m = editor.locale.messages();
    let may_change = editor.list.may_change;
    // When it is there, which for a contact that was fetched is after the dialog itself.
    effect(move |_| {
        browser::focus("contact-name");
    });
    let merging = Memo::new(move |_| {
        editor
            .form
            .with(|form| form.as_ref().is_some_and(|form| form.merge.is_some()))
    });
    view! {
        <form
            class="contact-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                editor.save();
            }
        >
            {either(
                move || merging.get(),
                move || view! { <MergePanel form=editor.form/> }.into_any(),
                move || view! { <fieldset class="contact-fields" disabled=!may_change><Fields editor is_new/></fieldset> }.into_any(),
            )}
            <footer class="dialog-actions">
                {(!is_new && may_change)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button danger-quiet"
                                on:click=on_click(move || editor.deleting.set(true))
                            >
                                {m.delete_contact}
                            </button>
                        }
                    })}
                <button type="button" class="button" on:click=on_click(move || editor.dismiss())>
                    {if may_change { m.cancel } else { m.close }}
                </button>
                {may_change.then(|| view! {
                    <button
                        type="submit"
                        class="button primary"
                        aria-disabled=aria(move || editor.saving.get())
                    >
                        {text(move || if editor.saving.get() { m.saving } else { m.save }.to_owned())}
                    </button>
                })}
            </footer>
        </form>
    }
}
