//! The domain by itself, which depends on no other layer, and what is asked of it.

#[expect(unused_imports, reason = "some of it is for the other layers alone")]
#[path = "../src/domain/mod.rs"]
pub mod domain;
pub mod drive;

// By this name the project's own tests know the domain, and they run the same file.
extern crate self as chat_contacts;
