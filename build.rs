//! Has cargo build the server again when a file that it embeds comes or goes.

use std::{env, fs, io};

const SITE: &str = "target/site";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // The browser's half embeds nothing, and its own output must not make it out of date.
    if env::var_os("CARGO_FEATURE_SSR").is_none() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed=migrations");
    fs::create_dir_all(SITE)?;
    // Debug builds read the folder while they run.
    if env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo::rerun-if-changed={SITE}");
    }
    Ok(())
}
