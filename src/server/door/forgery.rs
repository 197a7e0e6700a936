//! Refuses what another site makes a browser send.

use crate::server::Settings;
use tower_http::csrf::CsrfLayer;

/// Everything but GET, HEAD and OPTIONS must come from our own pages, by `Sec-Fetch-Site` or else by `Origin`. What has
/// neither was not sent by a browser's page, so there is nobody whose cookies could be abused.
pub fn refuse(settings: &Settings) -> CsrfLayer {
    let layer = CsrfLayer::new();
    // A proxy may have changed `Host`, with which `Origin` is compared otherwise.
    let Some(origin) = settings.public_origin() else {
        return layer;
    };
    layer.add_trusted_origin(&origin).unwrap_or_else(|error| {
        tracing::warn!(%error, "the public URL's origin can't be trusted");
        CsrfLayer::new()
    })
}
