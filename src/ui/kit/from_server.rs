//! Markup that the server writes and the browser takes over as it stands, so that neither it nor its texts are part of the download.

/// The expression's text on the server; nothing in the browser, where it is not even compiled.
macro_rules! from_server {
    ($markup:expr) => {{
        #[cfg(feature = "ssr")]
        let markup: String = $markup;
        #[cfg(not(feature = "ssr"))]
        let markup = String::new();
        markup
    }};
}

pub(crate) use from_server;
