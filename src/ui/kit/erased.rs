//! Views, conditions and handlers behind one type each.
//!
//! Every closure has a type of its own, and the compiler writes the code that builds, hydrates and updates a
//! view once for each type. Behind these, once for all: a third of the browser's download.

use leptos::{ev, prelude::*, task};
use std::pin::Pin;

/// A part of the page that is made anew when what it reads changes.
pub type Dynamic = Box<dyn FnMut() -> AnyView + Send>;

pub fn dynamic(view: impl FnMut() -> AnyView + Send + 'static) -> Dynamic {
    Box::new(view)
}

/// A part of the page that is there while a condition holds; it is not made anew while it stays true.
pub fn when(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
) -> Dynamic {
    either(condition, view, || ().into_any())
}

/// One of two parts.
pub fn either(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    yes: impl Fn() -> AnyView + Send + 'static,
    no: impl Fn() -> AnyView + Send + 'static,
) -> Dynamic {
    let condition = Memo::new(move |_| condition());
    dynamic(move || if condition.get() { yes() } else { no() })
}

/// For attributes whose value may be absent.
pub fn attr(value: impl Fn() -> Option<String> + Send + Sync + 'static) -> Signal<Option<String>> {
    Signal::derive(value)
}

/// `true` or `false`, spelt out, as ARIA wants it.
pub fn aria(value: impl Fn() -> bool + Send + Sync + 'static) -> Signal<Option<String>> {
    Signal::derive(move || Some(value().to_string()))
}

/// For attributes that are there or not.
pub fn flag(value: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(value)
}

/// Text that follows what it reads.
pub fn text(value: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(value)
}

/// Does something in the browser now and whenever what it reads changes. It is told whether this is the first time.
pub fn effect(act: impl FnMut(bool) + 'static) {
    let mut act: Box<dyn FnMut(bool)> = Box::new(act);
    Effect::new(move |ran: Option<()>| act(ran.is_none()));
}

/// Lets something go on in the background.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    task::spawn_local(future);
}

pub fn on_click(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(ev::MouseEvent)> {
    Box::new(move |_| act())
}

pub fn on_key(act: impl FnMut(ev::KeyboardEvent) + 'static) -> Box<dyn FnMut(ev::KeyboardEvent)> {
    Box::new(act)
}

/// `input`, `change`.
pub fn on_event(act: impl FnMut(ev::Event) + 'static) -> Box<dyn FnMut(ev::Event)> {
    Box::new(act)
}

pub fn on_blur(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(ev::FocusEvent)> {
    Box::new(move |_| act())
}
