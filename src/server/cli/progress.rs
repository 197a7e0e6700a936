//! How far something is, where a person looks on.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Steps of the bar.
const STEPS: u64 = 10_000;

/// A bar on the standard error stream; nothing where that is not a terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left");
        // The template is the line above; were it wrong, the bar would look as bars look.
        Self(match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a bar"
    )]
    pub(super) fn show(&self, fraction: f64, rows: u64) {
        self.0.set_position((fraction * STEPS as f64) as u64);
        let seconds = self.0.elapsed().as_secs_f64().max(0.001);
        self.0
            .set_message(format!("{rows} rows  {:.0} rows/s", rows as f64 / seconds));
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
