//! Times, their percentiles, and the tables they are printed in.

use std::time::Duration;

/// What is promised: a figure is at most this.
#[derive(Clone, Copy)]
pub struct Bar {
    pub limit: f64,
    pub unit: &'static str,
}

/// Counts what misses its bar.
#[derive(Default)]
pub struct Report {
    missed: usize,
}

impl Report {
    /// The cell that says what the bar is and whether the figure holds it.
    pub fn verdict(&mut self, figure: f64, bar: Bar) -> String {
        let Bar { limit, unit } = bar;
        let mark = if figure <= limit {
            "✓"
        } else {
            self.missed += 1;
            "✗"
        };
        format!("≤ {limit} {unit} {mark}")
    }

    pub const fn missed(&self) -> usize {
        self.missed
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Bytes in units of 1024^`power`.
#[expect(
    clippy::cast_precision_loss,
    reason = "printed with one digit behind the point"
)]
pub fn binary(bytes: u64, power: i32) -> f64 {
    let bytes = bytes as f64;
    bytes / 1024_f64.powi(power)
}

/// `1234567` as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How long something took, many times.
#[derive(Clone, Default)]
pub struct Timings(Vec<Duration>);

impl Timings {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that so many of a hundred did not exceed, in milliseconds (nearest rank); 0 where nothing
    /// was timed.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100);
        sorted
            .get(rank.saturating_sub(1))
            .copied()
            .map_or(0.0, milliseconds)
    }

    /// The median and the 95th percentile, as cells.
    pub fn cells(&self) -> [String; 2] {
        [50, 95].map(|percent| format!("{:.2}", self.percentile(percent)))
    }
}

/// A Markdown table, printed at once when it is complete.
pub struct Table {
    rows: Vec<Vec<String>>,
    /// The columns from here on hold figures.
    figures_from: usize,
}

impl Table {
    /// The first `figures_from` columns are text.
    pub fn new(figures_from: usize, head: &[&str]) -> Self {
        Self {
            rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()],
            figures_from,
        }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub fn print(&self, title: &str) {
        println!("\n### {title}\n");
        for (at, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
            println!("| {} |", cells.join(" | "));
            if at == 0 {
                let rules: Vec<&str> = (0..row.len())
                    .map(|column| {
                        if column < self.figures_from {
                            "---"
                        } else {
                            "---:"
                        }
                    })
                    .collect();
                println!("| {} |", rules.join(" | "));
            }
        }
    }
}
