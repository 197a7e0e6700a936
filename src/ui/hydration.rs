//! What makes the document live: the one script in it, which loads the browser's half.

use leptos::{nonce::use_nonce, prelude::*};

/// As the framework's `HydrationScripts`, but the content security policy's nonce is where it belongs: on what loads a
/// script, and nowhere that a style sheet could read it from (the framework writes it into `crossorigin`, too).
#[component]
pub fn Hydration(options: LeptosOptions) -> impl IntoView {
    let files = format!("/{}/{}", options.site_pkg_dir, options.output_name);
    let script = format!(
        "import start, {{ hydrate }} from \"{files}.js\"; \
         start({{ module_or_path: \"{files}.wasm\" }}).then(hydrate);"
    );
    let nonce = use_nonce();
    view! {
        <link rel="modulepreload" href=format!("{files}.js") nonce=nonce.clone()/>
        <link
            rel="preload"
            href=format!("{files}.wasm")
            r#as="fetch"
            r#type="application/wasm"
            crossorigin="anonymous"
        />
        <script type="module" nonce=nonce inner_html=script></script>
    }
}
